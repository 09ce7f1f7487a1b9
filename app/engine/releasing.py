"""Work for the floor: pick lists (one walk through a zone) and pick tasks (one stop).

Zone picking is pick-and-pass: one tote per order goes from zone to zone in the order of
the zones, so only the first zone's list is ready and the others wait for the tote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.engine.holding import refuse_held
from app.engine.names import (
    NO_LOT,
    NO_STATION,
    NO_TOTE,
    NOBODY,
    Badge,
    BinCode,
    ListId,
    Lot,
    OpId,
    OrderId,
    Sku,
    StationId,
    TaskId,
    ToteCode,
    ZoneCode,
    zone_of,
)
from app.engine.orders import Order, OrderLine, ShipPolicy
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import ORDER, ListState, OrderEvent, Payment, TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrders:
    """Make these orders work for the floor now."""

    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList:
    """One walk through one zone for one order. `until` ends the claim."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PickTask:
    """One stop of a pick list: so many eaches of a lot from a bin, for an order line."""

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

    @property
    def left_each(self) -> int:
        """What is still to be picked here, in eaches."""
        return self.qty_each - self.picked_each if self.state is TaskState.READY else 0


def may_release(order: Order, lines: Sequence[OrderLine]) -> Refused | None:
    """Say why an order cannot be released, or None when it can."""
    if order.payment is not Payment.PAID:
        return Refused(reason=Refusal.ORDER_NOT_PAID, got=order.ref)
    if order.hold:
        return refuse_held(order)
    if (order.state, OrderEvent.RELEASE) not in ORDER:
        return Refused(reason=Refusal.NOTHING_TO_RELEASE, got=order.ref)
    if not any(line.reserved_each for line in lines):
        return Refused(reason=Refusal.NOTHING_TO_RELEASE, got=order.ref)
    missing = sum(line.open_each + line.backordered_each for line in lines)
    if missing and order.ship_policy is ShipPolicy.COMPLETE:
        return Refused(
            reason=Refusal.ORDER_NOT_COMPLETE, wanted=f"{missing}", got=order.ref
        )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Goods to be taken from one bin for one line, not yet on a list."""

    line_no: int
    sku: Sku
    bin_code: BinCode
    qty_each: int
    lot: Lot = NO_LOT


def make_lists(
    order: Order, stops: Sequence[Stop], op_id: OpId
) -> tuple[list[PickList], list[PickTask]]:
    """Split an order's stops by zone: one list per zone, the first one ready."""
    zones = sorted({zone_of(stop.bin_code) for stop in stops})
    lists = {
        zone: PickList(
            list_id=ListId(f"{op_id}.{order.order_id}.{zone}"),
            order_id=order.order_id,
            zone=zone,
            step=step,
            state=ListState.READY if step == 1 else ListState.WAITING,
            priority=order.priority,
            ship_by=order.ship_by,
        )
        for step, zone in enumerate(zones, start=1)
    }
    tasks = [
        make_task(
            lists[zone_of(stop.bin_code)], stop, TaskId(f"{op_id}.{order.order_id}.{n}")
        )
        for n, stop in enumerate(stops, start=1)
    ]
    return list(lists.values()), tasks


def make_task(pick_list: PickList, stop: Stop, task_id: TaskId) -> PickTask:
    """Put a stop on a list."""
    return PickTask(
        task_id=task_id,
        list_id=pick_list.list_id,
        order_id=pick_list.order_id,
        line_no=stop.line_no,
        bin_code=stop.bin_code,
        sku=stop.sku,
        lot=stop.lot,
        qty_each=stop.qty_each,
        picked_each=0,
        state=TaskState.READY,
    )
