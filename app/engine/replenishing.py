"""Filling pick faces from reserve stock: when they run low, when orders want more, when idle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.engine.names import (
    NO_LOT,
    NO_STATION,
    NOBODY,
    Badge,
    BinCode,
    Lot,
    ReplenishId,
    Serial,
    Sku,
    StationId,
)
from app.engine.picking import CLAIM_LASTS, Claimer
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import REPLENISH, ReplenishEvent, ReplenishState


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPickFace:
    """People pick the SKU from this bin; below `min_each` it is filled up to `max_each`.

    A maximum of 0 ends it.
    """

    bin_code: BinCode
    sku: Sku
    min_each: int
    max_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReplenishment:
    """Look which pick faces need goods, and make the tasks that are not made yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReplenishment:
    """I fetch this; claiming it again prolongs it."""

    task_id: ReplenishId


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelReplenishment:
    """Nobody has to fetch this any more."""

    task_id: ReplenishId


@dataclass(frozen=True, slots=True, kw_only=True)
class Replenish:
    """So many eaches went from the task's reserve bin to its pick face.

    Fewer than asked ends the task too: the next planning asks for the rest. An empty lot
    means the one the task names.
    """

    task_id: ReplenishId
    qty_each: int
    source: BinCode
    target: BinCode
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PickFace:
    """A bin a SKU is picked from, and how much of it should lie there."""

    bin_code: BinCode
    sku: Sku
    min_each: int = 0
    max_each: int = 0


class Why(StrEnum):
    """Why a pick face is filled, most urgent first."""

    DEMAND = "demand"
    BELOW_MIN = "below_min"
    TOP_OFF = "top_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplenishTask:
    """Somebody fetches so many eaches of a lot from reserve stock to a pick face.

    The goods are bound to the task until it is done or cancelled.
    """

    task_id: ReplenishId
    sku: Sku
    lot: Lot
    qty_each: int
    source: BinCode
    target: BinCode
    why: Why
    at: datetime
    state: ReplenishState = ReplenishState.READY
    moved_each: int = 0
    station: StationId = NO_STATION
    badge: Badge = NOBODY
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceLevel:
    """What lies in a pick face unbound, and what is on its way there, in eaches."""

    face: PickFace
    free_each: int = 0
    on_way_each: int = 0

    @property
    def soon_each(self) -> int:
        """What the face gives once everything on its way has come."""
        return self.free_each + self.on_way_each


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A pick face should get so many eaches more, and why."""

    bin_code: BinCode
    sku: Sku
    qty_each: int
    why: Why


def set_pick_face(asked: SetPickFace) -> Refused | None:
    """Say why such a pick face makes no sense, or None when it does."""
    if asked.min_each < 0:
        return Refused(reason=Refusal.QUANTITY_BELOW_ZERO, got=f"{asked.min_each}")
    if asked.max_each < asked.min_each:
        return Refused(
            reason=Refusal.MIN_ABOVE_MAX,
            wanted=f"{asked.max_each}",
            got=f"{asked.min_each}",
        )
    return None


def needs(
    levels: Sequence[FaceLevel], demand_each: int, *, is_idle: bool = False
) -> list[Need]:
    """What the pick faces of one SKU should get, the most urgent first.

    Args:
        levels: The SKU's pick faces. One without a maximum is filled for demand only.
        demand_each: What is promised to orders and not bound to a bin yet.
        is_idle: Whether nobody picks now, so that faces are filled to the brim.
    """
    found = [need for level in levels if (need := _to_max(level, is_idle=is_idle))]
    soon = sum(level.soon_each for level in levels)
    missing = demand_each - soon - sum(need.qty_each for need in found)
    if missing > 0 and levels:
        found = _with_demand(levels[0].face, found, missing)
    urgency = list(Why)
    return sorted(found, key=lambda need: (urgency.index(need.why), need.bin_code))


def _to_max(level: FaceLevel, *, is_idle: bool) -> Need | None:
    face, missing = level.face, level.face.max_each - level.soon_each
    is_low = level.soon_each < face.min_each
    if missing <= 0 or not (is_low or is_idle):
        return None
    why = Why.BELOW_MIN if is_low else Why.TOP_OFF
    return Need(bin_code=face.bin_code, sku=face.sku, qty_each=missing, why=why)


def _with_demand(first: PickFace, found: list[Need], missing: int) -> list[Need]:
    """What orders want beyond that goes where something is brought anyway."""
    need = Need(bin_code=first.bin_code, sku=first.sku, qty_each=0, why=Why.DEMAND)
    if found:
        need, found = found[0], found[1:]
    return [replace(need, qty_each=need.qty_each + missing, why=Why.DEMAND), *found]


def claim(task: ReplenishTask, who: Claimer) -> ReplenishTask | Refused:
    """Make a task somebody's until the claim runs out."""
    state = REPLENISH.get((task.state, ReplenishEvent.CLAIM))
    if state is None:
        return Refused(reason=Refusal.REPLENISHMENT_CLOSED, got=task.state)
    is_mine = (task.station, task.badge) == (who.station, who.badge)
    if task.until is not None and task.until > who.at and not is_mine:
        return Refused(reason=Refusal.CLAIMED_BY_OTHER, got=task.badge)
    return replace(
        task,
        state=state,
        station=who.station,
        badge=who.badge,
        until=who.at + CLAIM_LASTS,
    )


def end(task: ReplenishTask, event: ReplenishEvent) -> ReplenishTask | Refused:
    """The task once it is finished or cancelled."""
    state = REPLENISH.get((task.state, event))
    if state is None:
        return Refused(reason=Refusal.REPLENISHMENT_CLOSED, got=task.state)
    return replace(task, state=state)


def replenish(task: ReplenishTask, done: Replenish) -> ReplenishTask | Refused:
    """Decide whether what was fetched is what the task asked for."""
    ended = end(task, ReplenishEvent.FINISH)
    if isinstance(ended, Refused):
        return ended
    if done.source != task.source:
        return Refused(reason=Refusal.WRONG_BIN, wanted=task.source, got=done.source)
    if done.target != task.target:
        return Refused(reason=Refusal.WRONG_BIN, wanted=task.target, got=done.target)
    if done.lot not in (NO_LOT, task.lot):
        return Refused(reason=Refusal.WRONG_LOT, wanted=task.lot, got=done.lot)
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=task.sku, got=f"{done.qty_each}"
        )
    if done.qty_each > task.qty_each:
        return Refused(
            reason=Refusal.MORE_THAN_ASKED,
            wanted=f"{task.qty_each}",
            got=f"{done.qty_each}",
        )
    return replace(ended, moved_each=done.qty_each)
