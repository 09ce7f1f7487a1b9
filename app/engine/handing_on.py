"""Bringing a tote to a drop when no walk does."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.names import DropCode, ToteCode, drop_of
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import PickList
from app.engine.task_states import ListState


@dataclass(frozen=True, slots=True, kw_only=True)
class BringTote:
    """This tote stands at this drop now: from the put-wall, or where a walk was ended."""

    tote: ToteCode
    drop: DropCode


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
        if pick_list.state in (ListState.CLAIMED, ListState.PICKED):
            return Refused(reason=Refusal.LIST_NOT_FINISHED, got=pick_list.list_id)
        if drop != drop_of(pick_list.zone):
            wanted = drop_of(pick_list.zone)
            return Refused(reason=Refusal.WRONG_DROP, wanted=wanted, got=drop)
    return None
