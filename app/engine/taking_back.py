"""Taking released work back from the floor, without losing what was picked."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.names import ListId, OrderId
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import PickList
from app.engine.task_states import LIST_ENDED, LIST_IN_HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackWork:
    """This walk is not to be made, or not to its end: its open stops go.

    `forced` takes it also from the person who has it in hand.
    """

    list_id: ListId
    forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackOrder:
    """Nothing more of this order is to be picked now: its open stops go.

    `forced` takes them also out of walks that people have in hand.
    """

    order_id: OrderId
    forced: bool = False


def may_take_back(
    lists: Sequence[PickList], left_each: int, *, forced: bool
) -> Refused | None:
    """Say why walks cannot be taken back; `left_each` is what is still to be picked."""
    for pick_list in lists:
        if pick_list.state in LIST_ENDED:
            return Refused(reason=Refusal.LIST_NOT_OPEN, got=pick_list.state)
        if pick_list.state in LIST_IN_HAND and not forced:
            return Refused(reason=Refusal.CLAIMED_BY_OTHER, got=pick_list.badge)
    if not left_each:
        return Refused(reason=Refusal.NOTHING_TO_TAKE_BACK)
    return None
