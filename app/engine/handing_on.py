"""Where totes go when a walk ends, and bringing one to a drop when no walk does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.engine.names import (
    PACKING_DROP,
    SORTING_DROP,
    DropCode,
    ToteCode,
    drop_of,
)
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import Method, PickList
from app.engine.task_states import LIST, LIST_IN_HAND, ListEvent, ListState


@dataclass(frozen=True, slots=True, kw_only=True)
class BringTote:
    """This tote stands at this drop now: from the put-wall, or where a walk was ended."""

    tote: ToteCode
    drop: DropCode


def next_list(pick_list: PickList, others: Sequence[PickList]) -> PickList | None:
    """The walk of an order that waits for this one's tote, if any."""
    waiting = [
        each
        for each in others
        if each.state is ListState.WAITING
        and each.method is pick_list.method
        and each.order_id == pick_list.order_id
    ]
    return min(waiting, key=lambda each: each.step, default=None)


def next_drop(pick_list: PickList, others: Sequence[PickList]) -> DropCode:
    """Where the tote goes when a list is finished.

    A batch is sorted; an order goes to the next zone that waits for it, else to packing.
    """
    if pick_list.method is Method.BATCH:
        return SORTING_DROP
    following = next_list(pick_list, others)
    return drop_of(following.zone) if following else PACKING_DROP


def hand_on(pick_list: PickList, drop: DropCode, wanted: DropCode) -> PickList | Refused:
    """End a walk by setting the tote down where the next person finds it."""
    state = LIST.get((pick_list.state, ListEvent.HAND_ON))
    if state is None:
        return Refused(reason=Refusal.LIST_NOT_FINISHED, got=pick_list.state)
    if drop != wanted:
        return Refused(reason=Refusal.WRONG_DROP, wanted=wanted, got=drop)
    return replace(pick_list, state=state)


def bring_tote(
    tote: Tote, drop: DropCode, carrying: Sequence[PickList]
) -> Refused | None:
    """A tote with goods may be brought where its order goes on.

    One that is on somebody's walk goes where the walk ends; one that a zone waits for goes
    there and nowhere else.
    """
    if not tote.is_in_use:
        return Refused(reason=Refusal.TOTE_NOT_READY, wanted="picking", got=tote.tote)
    for pick_list in carrying:
        if pick_list.state in LIST_IN_HAND:
            return Refused(reason=Refusal.LIST_NOT_FINISHED, got=pick_list.list_id)
        if drop != drop_of(pick_list.zone):
            wanted = drop_of(pick_list.zone)
            return Refused(reason=Refusal.WRONG_DROP, wanted=wanted, got=drop)
    return None
