"""Changing a walk under way: skipping a stop, a full tote, another lot, other hands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.engine.allocating import Shelved
from app.engine.names import (
    NO_STATION,
    NO_TOTE,
    NOBODY,
    Badge,
    ListId,
    Lot,
    TaskId,
    ToteCode,
)
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import PickList, PickTask, StopShare
from app.engine.task_states import (
    LIST,
    LIST_IN_HAND,
    TASK,
    ListEvent,
    ListState,
    TaskEvent,
    TaskState,
    ToteState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipStop:
    """Not now: this stop comes at the end of the walk."""

    task_id: TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class ToteFull:
    """Nothing more goes into the walk's tote; an empty one is used from now on.

    On a cart `full_tote` says which one is full.
    """

    list_id: ListId
    new_tote: ToteCode
    full_tote: ToteCode = NO_TOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLot:
    """Take what is left at this stop from another lot in the same bin."""

    task_id: TaskId
    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverWalk:
    """Somebody else goes on with this walk; they may do so on any handheld."""

    list_id: ListId
    to_badge: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class EndClaim:
    """A supervisor sets a walk free that somebody has claimed and does not make."""

    list_id: ListId


def may_change(task: PickTask, pick_list: PickList) -> Refused | None:
    """A stop can be changed while it is open and its walk is in somebody's hands."""
    if task.state is not TaskState.READY or pick_list.state is not ListState.CLAIMED:
        return Refused(reason=Refusal.TASK_NOT_OPEN, wanted="ready", got=task.state)
    return None


def skip(task: PickTask, walk: Sequence[PickTask]) -> PickTask | Refused:
    """The stop behind all others of its walk; the last one left cannot be skipped."""
    others = [
        each.turn for each in walk if each.left_each and each.task_id != task.task_id
    ]
    if not others or max(others) < task.turn:
        return Refused(reason=Refusal.LAST_STOP, got=task.bin_code)
    state = TASK[task.state, TaskEvent.SKIP]
    return replace(task, state=state, turn=max(*others, task.turn) + 1)


def tote_full(full: Tote, fresh: Tote, pick_list: PickList) -> Tote | Refused:
    """The new tote, which carries on for the full one."""
    if pick_list.state not in LIST_IN_HAND:
        return Refused(reason=Refusal.LIST_NOT_OPEN, got=pick_list.state)
    if full.state is not ToteState.PICKING:
        return Refused(reason=Refusal.TOTE_NOT_READY, wanted="picking", got=full.tote)
    if fresh.state is not ToteState.FREE:
        return Refused(reason=Refusal.TOTE_IN_USE, got=fresh.tote)
    return replace(
        fresh,
        state=ToteState.PICKING,
        order_id=full.order_id,
        list_id=pick_list.list_id,
    )


def may_take_lot(
    task: PickTask, lot: Lot, shelved: Sequence[Shelved], at: datetime
) -> Refused | None:
    """Another lot does when the same bin has enough of it, free and good.

    `shelved` is what is free of the SKU; the answer names the lots that would do.
    """
    here = {
        each.balance.lot: each.balance.free_each
        for each in shelved
        if each.balance.place == task.bin_code and each.is_good(at)
    }
    if lot != task.lot and here.get(lot, 0) >= task.left_each:
        return None
    free = ", ".join(
        f"{name} {n}" for name, n in sorted(here.items()) if name != task.lot
    )
    return Refused(reason=Refusal.LOT_NOT_FREE, wanted=free, got=lot)


def split(
    task: PickTask, shares: Sequence[StopShare], rest_id: TaskId, lot: Lot
) -> tuple[list[PickTask], list[StopShare]]:
    """A stop with what is left of it bound to another lot.

    When something was picked, that stays a stop of its own and the rest is a new one.
    """
    if not task.picked_each:
        return [replace(task, lot=lot)], []
    rest = replace(task, task_id=rest_id, lot=lot, qty_each=task.left_each, picked_each=0)
    done = replace(
        task,
        qty_each=task.picked_each,
        state=TASK[task.state, TaskEvent.CONFIRM],
    )
    closed = [replace(each, qty_each=each.picked_each) for each in shares]
    moved = [
        replace(
            each,
            task_id=rest_id,
            qty_each=each.left_each,
            picked_each=0,
            sorted_each=0,
        )
        for each in shares
        if each.left_each
    ]
    return [done, rest], [*closed, *moved]


def hand_over(pick_list: PickList, to_badge: Badge) -> PickList | Refused:
    """The walk in another's hands, on whatever handheld they take."""
    if pick_list.state not in LIST_IN_HAND:
        return _in_no_hands(pick_list)
    return replace(pick_list, badge=to_badge, station=NO_STATION)


def end_claim(pick_list: PickList) -> PickList | Refused:
    """The walk for anybody to claim, whoever has it now; what was picked stays picked."""
    state = LIST.get((pick_list.state, ListEvent.GIVE_BACK))
    if state is None:
        return _in_no_hands(pick_list)
    return replace(pick_list, state=state, station=NO_STATION, badge=NOBODY, until=None)


def _in_no_hands(pick_list: PickList) -> Refused:
    is_to_come = pick_list.state in (ListState.WAITING, ListState.READY)
    reason = Refusal.LIST_NOT_CLAIMED if is_to_come else Refusal.LIST_NOT_OPEN
    return Refused(reason=reason, got=pick_list.state)
