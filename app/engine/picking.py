"""Claiming a walk, taking goods, and what happens when they are not there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.engine.names import (
    NO_LIST,
    NO_LOT,
    NO_ORDER,
    NO_STATION,
    NO_ZONE,
    NOBODY,
    Badge,
    BinCode,
    DropCode,
    ListId,
    Lot,
    OrderId,
    Place,
    Serial,
    Sku,
    StationId,
    TaskId,
    ToteCode,
    ZoneCode,
    is_tote,
)
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import CartPosition, PickList, PickTask, StopShare
from app.engine.task_states import (
    LIST,
    TASK_UNDO,
    ListEvent,
    ListState,
    TaskState,
    ToteState,
)

CLAIM_LASTS: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWork:
    """Give me the most urgent walk in this zone; `list_id` asks for one in particular.

    With `or_elsewhere` a zone that has none is no end: the most urgent of the others is
    given. No zone means the one where this person was last.
    """

    zone: ZoneCode = NO_ZONE
    list_id: ListId = NO_LIST
    or_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBackWork:
    """I cannot go on with this walk: let somebody else have it."""

    list_id: ListId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTote:
    """This tote carries this walk's goods from now on.

    On a cart it carries one order's: that of the `position`, or of the first empty one
    when it is 0.
    """

    list_id: ListId
    tote: ToteCode
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPick:
    """So many eaches of the SKU went from the bin into the tote.

    An empty lot means the one the task names. Goods kept by serial name every each's.
    """

    task_id: TaskId
    bin_code: BinCode
    sku: Sku
    qty_each: int
    tote: ToteCode
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


class ShortReason(StrEnum):
    """Why there was less than the books say. They differ in what happens to the bin."""

    NOT_IN_BIN = "not_in_bin"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    BIN_BLOCKED = "bin_blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShort:
    """The bin does not give what is still asked for, and why."""

    task_id: TaskId
    reason: ShortReason


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPick:
    """Take back everything picked at this stop: the goods return to their bin."""

    task_id: TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOnTote:
    """The walk is finished and the tote stands at this drop."""

    list_id: ListId
    drop: DropCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Tote:
    """A reusable container that carries picks: one order's, or a batch's for many orders.

    `list_id` is the walk it was last filled on.
    """

    tote: ToteCode
    state: ToteState = ToteState.FREE
    order_id: OrderId = NO_ORDER
    stands_at: str = ""
    list_id: ListId = NO_LIST

    @property
    def is_in_use(self) -> bool:
        """Whether it carries goods from the shelves to packing."""
        return self.state in (ToteState.PICKING, ToteState.STAGED)

    @property
    def is_at_packing(self) -> bool:
        """Whether it came to where parcels are packed: it waits, is packed, or set aside."""
        if self.state is ToteState.STAGED:
            return self.stands_at.startswith("DROP-PACK")
        return self.state in (ToteState.PACKING, ToteState.HOSPITAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimer:
    """Who asks: a person at a station, now."""

    station: StationId
    badge: Badge
    at: datetime

    def holds(self, pick_list: PickList) -> bool:
        """Whether the claim on a list is this person's, on this station or on none yet."""
        stations = (self.station, NO_STATION)
        return pick_list.badge == self.badge and pick_list.station in stations


def in_turn(lists: Sequence[PickList], who: Claimer, zone: ZoneCode) -> list[PickList]:
    """Lists in the order a person is offered them.

    One's own walk first: who asks twice goes on with what they have. Then those of the zone
    asked for, the most urgent first.
    """
    return sorted(
        lists,
        key=lambda each: (
            not (each.state is ListState.CLAIMED and who.holds(each)),
            each.zone != zone,
            -each.priority,
            each.ship_by,
            each.list_id,
        ),
    )


def claim(pick_list: PickList, who: Claimer) -> PickList | Refused:
    """Make a list somebody's until the claim runs out.

    Claiming one's own list again prolongs it; another's can be had once it ran out.
    """
    if (pick_list.state, ListEvent.CLAIM) not in LIST:
        return Refused(reason=Refusal.LIST_NOT_OPEN, got=pick_list.state)
    is_running = pick_list.until is not None and pick_list.until > who.at
    if pick_list.state is ListState.CLAIMED and is_running and not who.holds(pick_list):
        return Refused(reason=Refusal.CLAIMED_BY_OTHER, got=pick_list.badge)
    return replace(
        pick_list,
        state=LIST[pick_list.state, ListEvent.CLAIM],
        station=who.station,
        badge=who.badge,
        until=who.at + CLAIM_LASTS,
    )


def give_back(pick_list: PickList, who: Claimer) -> PickList | Refused:
    """End one's own claim, so that somebody else can have the list."""
    state = LIST.get((pick_list.state, ListEvent.GIVE_BACK))
    if state is None:
        return Refused(reason=Refusal.LIST_NOT_OPEN, got=pick_list.state)
    if pick_list.badge != who.badge:
        return Refused(reason=Refusal.CLAIMED_BY_OTHER, got=pick_list.badge)
    return replace(pick_list, state=state, station=NO_STATION, badge=NOBODY, until=None)


def assign_tote(pick_list: PickList, tote: Tote) -> Tote | Refused:
    """Let a free tote carry a list's goods; the tote it already has may be scanned again."""
    return _assign(tote, pick_list.tote, pick_list.list_id, pick_list.order_id)


def assign_to_position(position: CartPosition, tote: Tote) -> Tote | Refused:
    """Let a free tote carry the order of a position of the cart."""
    return _assign(tote, position.tote, position.list_id, position.order_id)


def _assign(
    tote: Tote, has: ToteCode, list_id: ListId, order_id: OrderId
) -> Tote | Refused:
    if not is_tote(tote.tote):
        return Refused(reason=Refusal.UNKNOWN_TOTE, got=tote.tote)
    if has and tote.tote != has:
        return Refused(reason=Refusal.WRONG_TOTE, wanted=has, got=tote.tote)
    if not has and tote.state is not ToteState.FREE:
        return Refused(reason=Refusal.TOTE_IN_USE, got=tote.tote)
    return replace(
        tote, state=ToteState.PICKING, order_id=order_id, stands_at="", list_id=list_id
    )


def confirm_pick(
    task: PickTask,
    pick_list: PickList,
    done: ConfirmPick,
    position: CartPosition | None = None,
) -> Refused | None:
    """Decide whether what the picker did is what the task asked for.

    Once the task is known to be open, checks run in the order a picker can fix them:
    where they stand, what they hold, how many, into what. They hear about the first only.
    On a cart it is the tote in the order's `position`, and they hear which one that is.
    """
    if task.state is not TaskState.READY or pick_list.state is not ListState.CLAIMED:
        return Refused(reason=Refusal.TASK_NOT_OPEN, wanted="ready", got=task.state)
    if done.bin_code != task.bin_code:
        return Refused(reason=Refusal.WRONG_BIN, wanted=task.bin_code, got=done.bin_code)
    if done.sku != task.sku:
        return Refused(reason=Refusal.WRONG_ITEM, wanted=task.sku, got=done.sku)
    if done.lot not in (NO_LOT, task.lot):
        return Refused(reason=Refusal.WRONG_LOT, wanted=task.lot, got=done.lot)
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=task.sku, got=f"{done.qty_each}"
        )
    if done.qty_each > task.left_each:
        return Refused(
            reason=Refusal.MORE_THAN_ASKED,
            wanted=f"{task.left_each}",
            got=f"{done.qty_each}",
        )
    if position and (done.tote != position.tote or not done.tote):
        right = position.where
        return Refused(reason=Refusal.WRONG_TOTE, wanted=right, got=done.tote)
    if not position and (done.tote != pick_list.tote or not done.tote):
        return Refused(reason=Refusal.WRONG_TOTE, wanted=pick_list.tote, got=done.tote)
    return None


def share_out(shares: Sequence[StopShare], qty_each: int) -> list[tuple[StopShare, int]]:
    """Whose eaches were picked: the first shares are filled first.

    Returns:
        Each share as it is after, and how many eaches of it are new.
    """
    filled: list[tuple[StopShare, int]] = []
    for share in sorted(shares, key=lambda each: each.turn):
        taken = min(qty_each, share.left_each)
        if taken:
            picked = share.picked_each + taken
            filled.append((replace(share, picked_each=picked), taken))
            qty_each -= taken
    return filled


def pick(task: PickTask, qty_each: int) -> PickTask:
    """The task with `qty_each` more picked; picked in full, it is closed."""
    picked = task.picked_each + qty_each
    state = TaskState.PICKED if picked >= task.qty_each else TaskState.READY
    return replace(task, picked_each=picked, state=state)


def undo_pick(task: PickTask) -> PickTask | Refused:
    """The task as it was before anything was picked at this stop."""
    state = TASK_UNDO.get(task.state)
    if state is None or not task.picked_each:
        return Refused(reason=Refusal.NOTHING_TO_UNDO, got=task.state)
    return replace(task, state=state, picked_each=0)


def tote_place(tote: ToteCode) -> Place:
    """The place inside a tote."""
    return Place(tote)
