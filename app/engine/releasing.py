"""Work for the floor: pick lists (one walk) and pick tasks (one stop).

How orders become walks is the release method. One order a walk, zone by zone with one tote
(pick-and-pass) or all zones at once; or many orders a walk, their eaches taken together and
sorted after (batch), or kept apart on a cart (cluster). The words are those of de Koster,
Le-Duc, Roodbergen (2007), Design and control of warehouse order picking, EJOR 182(2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.engine.holding import refuse_held
from app.engine.names import (
    NO_LOT,
    NO_ORDER,
    NO_STATION,
    NO_TOTE,
    NO_WAVE,
    NOBODY,
    Badge,
    BinCode,
    ListId,
    Lot,
    OrderId,
    Sku,
    StationId,
    TaskId,
    ToteCode,
    WaveId,
    ZoneCode,
)
from app.engine.orders import Order, OrderLine, ShipPolicy
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import (
    LIST_ENDED,
    ORDER,
    ListState,
    OrderEvent,
    Payment,
    TaskState,
)


class Method(StrEnum):
    """How orders become walks."""

    SINGLE = "single"
    PASS = "pass"
    PARALLEL = "parallel"
    BATCH = "batch"
    CLUSTER = "cluster"


SHARED_WALKS: Final = frozenset({Method.BATCH, Method.CLUSTER})
"""Methods whose walks are for many orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that belongs together, in orders, order lines and eaches; 0 is no limit."""

    orders: int = 0
    lines: int = 0
    eaches: int = 0


CART: Final = Limits(orders=12)
"""What goes on one walk for many orders when nobody says: a cart with twelve totes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrders:
    """Make these orders work for the floor now, in this order.

    `per_walk` limits the walks for many orders; an order above it has a walk of its own.
    """

    order_ids: tuple[OrderId, ...]
    method: Method = Method.PASS
    per_walk: Limits = CART


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList:
    """One walk. `until` ends the claim.

    `zone` is where it is picked, or where it begins when it goes through several. Walks
    for many orders have no `order_id`; `tote` is the order's, or the batch's.
    """

    list_id: ListId
    order_id: OrderId
    zone: ZoneCode
    step: int
    state: ListState
    priority: int
    ship_by: datetime
    tote: ToteCode = NO_TOTE
    station: StationId = NO_STATION
    badge: Badge = NOBODY
    until: datetime | None = None
    method: Method = Method.PASS
    wave_id: WaveId = NO_WAVE

    @property
    def is_open(self) -> bool:
        """Whether it is still work: waiting, ready, or in somebody's hands."""
        return self.state not in LIST_ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class PickTask:
    """One stop of a pick list: so many eaches of a lot from a bin.

    A stop for several orders names none: its `StopShare`s say whose eaches they are. `turn`
    puts stops that were skipped after the others.
    """

    task_id: TaskId
    list_id: ListId
    order_id: OrderId
    line_no: int
    bin_code: BinCode
    sku: Sku
    qty_each: int
    picked_each: int
    state: TaskState
    reason: str = ""
    lot: Lot = NO_LOT
    turn: int = 0

    @property
    def left_each(self) -> int:
        """What is still to be picked here, in eaches."""
        return self.qty_each - self.picked_each if self.state is TaskState.READY else 0

    @property
    def is_shared(self) -> bool:
        """Whether the stop is for several orders."""
        return self.order_id == NO_ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class StopShare:
    """How many of a stop's eaches are for an order line, picked, and sorted out since.

    What is picked first goes to the share with the lowest `turn`.
    """

    task_id: TaskId
    list_id: ListId
    order_id: OrderId
    line_no: int
    qty_each: int
    picked_each: int = 0
    sorted_each: int = 0
    turn: int = 1

    @property
    def left_each(self) -> int:
        """What is still to be picked for this line, in eaches."""
        return self.qty_each - self.picked_each

    @property
    def unsorted_each(self) -> int:
        """What is still in the batch tote for this line, in eaches."""
        return self.picked_each - self.sorted_each


@dataclass(frozen=True, slots=True, kw_only=True)
class CartPosition:
    """The place of one order's tote on a cart, counted from 1."""

    list_id: ListId
    position: int
    order_id: OrderId
    tote: ToteCode = NO_TOTE

    @property
    def where(self) -> str:
        """The position and the tote in it, when there is one."""
        return f"{self.position}: {self.tote}" if self.tote else f"{self.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Goods to be taken from one bin for one line, not yet on a list."""

    order_id: OrderId
    line_no: int
    sku: Sku
    bin_code: BinCode
    qty_each: int
    lot: Lot = NO_LOT


def refuse_limits(*limits: int) -> Refused | None:
    """Say which limit is below zero; 0 is none."""
    for limit in limits:
        if limit < 0:
            return Refused(reason=Refusal.QUANTITY_BELOW_ZERO, got=f"{limit}")
    return None


def may_release(order: Order, lines: Sequence[OrderLine]) -> Refused | None:
    """Say why an order cannot be released, or None when it can.

    An order taken back with goods in its tote can be, though nothing more is promised.
    """
    if order.payment is not Payment.PAID:
        return Refused(reason=Refusal.ORDER_NOT_PAID, got=order.ref)
    if order.hold:
        return refuse_held(order)
    if (order.state, OrderEvent.RELEASE) not in ORDER:
        return Refused(reason=Refusal.NOTHING_TO_RELEASE, got=order.ref)
    if not any(line.reserved_each or line.picked_each for line in lines):
        return Refused(reason=Refusal.NOTHING_TO_RELEASE, got=order.ref)
    missing = sum(line.open_each + line.backordered_each for line in lines)
    if missing and order.ship_policy is ShipPolicy.COMPLETE:
        return Refused(
            reason=Refusal.ORDER_NOT_COMPLETE, wanted=f"{missing}", got=order.ref
        )
    return None


def make_task(pick_list: PickList, stop: Stop, task_id: TaskId) -> PickTask:
    """Put a stop on a list, for its own order only."""
    return PickTask(
        task_id=task_id,
        list_id=pick_list.list_id,
        order_id=stop.order_id,
        line_no=stop.line_no,
        bin_code=stop.bin_code,
        sku=stop.sku,
        lot=stop.lot,
        qty_each=stop.qty_each,
        picked_each=0,
        state=TaskState.READY,
    )


def is_on_walk(task: PickTask, share: StopShare) -> bool:
    """Whether an order still has, or had, something at a stop; not when it was taken off."""
    is_off = task.state is TaskState.CANCELLED and not share.picked_each
    return share.qty_each > 0 and not is_off


def sole_share(task: PickTask) -> StopShare:
    """The share of a stop that is for one order only."""
    return StopShare(
        task_id=task.task_id,
        list_id=task.list_id,
        order_id=task.order_id,
        line_no=task.line_no,
        qty_each=task.qty_each,
        picked_each=task.picked_each,
    )
