"""Orders as they come in, and where each each of a line has got to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, get_args

from app.engine.items import KitPart
from app.engine.names import NO_SKU, OpId, OrderId, Sku
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import ORDER, OrderEvent, OrderState, Payment

GUEST: Final = "guest"
"""Somebody who bought without an account: two guests may be two people."""


class ShipPolicy(StrEnum):
    """Whether what is there goes out first, or all of it together."""

    PARTIAL = "partial"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """One line of an incoming order; `price_minor` is in the currency's smallest unit.

    `kit` is the SKU that was sold, on lines that are a part of it.
    """

    sku: Sku
    name: str
    qty_each: int
    price_minor: int = 0
    kit: Sku = NO_SKU


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """An order arrived from a sales channel. `channel` and `ref` together are unique.

    `ship_by` None means that nobody named a day: see `promised_by`.
    `note` is for the packer, `gift_note` for whoever opens the parcel. An order that
    `allows_substitute` may be sent another SKU in place of one that is not there.
    """

    channel: str
    ref: str
    customer: str
    ship_to: tuple[str, ...]
    placed_at: datetime
    ship_by: datetime | None = None
    carrier: str
    service: str
    payment: Payment
    lines: tuple[AskedLine, ...]
    priority: int = 0
    note: str = ""
    gift_note: str = ""
    ship_policy: ShipPolicy = ShipPolicy.PARTIAL
    allows_substitute: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelQuantity:
    """The customer takes back some of a SKU ordered before; the order is not named.

    Web shops' cancellations often name no order. The latest open order of the same
    channel, customer and SKU placed before `at` that still holds the quantity gives it up.
    `row` tells cancellations of one SKU under one ref apart.
    """

    channel: str
    ref: str
    row: int
    customer: str
    sku: Sku
    qty_each: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order and how far it has come.

    `hold` is empty, or the `HoldReason` it is on hold for. `reserved_until` is when an
    unpaid order lets go of what it was promised.
    """

    order_id: OrderId
    channel: str
    ref: str
    customer: str
    ship_to: str
    placed_at: datetime
    ship_by: datetime
    carrier: str
    service: str
    payment: Payment
    priority: int
    state: OrderState
    digest: str
    note: str = ""
    gift_note: str = ""
    ship_policy: ShipPolicy = ShipPolicy.PARTIAL
    allows_substitute: bool = False
    hold: str = ""
    hold_note: str = ""
    reserved_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order. Every each ordered is in exactly one of the quantities.

    `open` waits for payment or stock to be looked at; `backordered` waits for goods;
    `reserved` is promised; `allocated` is bound to a bin and on the floor; then picked,
    packed and shipped; `cancelled` is given up. `expected_at` is when what is backordered
    should arrive; `instead_of` is the line this one replaces, 0 when none.
    """

    order_id: OrderId
    line_no: int
    sku: Sku
    name: str
    price_minor: int
    qty_each: int
    open_each: int = 0
    backordered_each: int = 0
    reserved_each: int = 0
    allocated_each: int = 0
    picked_each: int = 0
    packed_each: int = 0
    shipped_each: int = 0
    cancelled_each: int = 0
    kit: Sku = NO_SKU
    expected_at: datetime | None = None
    instead_of: int = 0

    @property
    def wanted_each(self) -> int:
        """What the customer still wants of it, sent or not, in eaches."""
        return self.qty_each - self.cancelled_each

    def __post_init__(self) -> None:
        parts = (
            self.open_each,
            self.backordered_each,
            self.reserved_each,
            self.allocated_each,
            self.picked_each,
            self.packed_each,
            self.shipped_each,
            self.cancelled_each,
        )
        assert min(parts) >= 0, self
        assert sum(parts) == self.qty_each, self


Stage = Literal[
    "open",
    "backordered",
    "reserved",
    "allocated",
    "picked",
    "packed",
    "shipped",
    "cancelled",
]


STAGES: Final[tuple[Stage, ...]] = get_args(Stage)


def shift(line: OrderLine, source: Stage, target: Stage, qty_each: int) -> OrderLine:
    """Move `qty_each` eaches of a line from one stage to another."""
    assert qty_each >= 0, qty_each
    if not qty_each:
        return line
    left, right = f"{source}_each", f"{target}_each"
    return replace(
        line,
        **{
            left: getattr(line, left) - qty_each,
            right: getattr(line, right) + qty_each,
        },
    )


UNSTATED: Final = timedelta(days=30)


def promised_by(asked: PlaceOrder) -> datetime:
    """When an order has to leave: as was said, or 30 days after it was complete.

    16 CFR 435.2(a)(1): see `delays`.
    """
    return asked.ship_by or asked.placed_at + UNSTATED


def place_order(
    asked: PlaceOrder, op_id: OpId, digest: str
) -> tuple[Order, list[OrderLine]] | Refused:
    """Make an order of what a channel sent, or say why it is no order."""
    if not asked.lines:
        return Refused(reason=Refusal.ORDER_WITHOUT_LINES, got=asked.ref)
    for line in asked.lines:
        if line.qty_each <= 0:
            return Refused(
                reason=Refusal.QUANTITY_NOT_POSITIVE,
                wanted=line.sku,
                got=f"{line.qty_each}",
            )
    order = Order(
        order_id=OrderId(op_id),
        channel=asked.channel,
        ref=asked.ref,
        customer=asked.customer,
        ship_to="\n".join(asked.ship_to),
        placed_at=asked.placed_at,
        ship_by=promised_by(asked),
        carrier=asked.carrier,
        service=asked.service,
        payment=asked.payment,
        priority=asked.priority,
        state=OrderState.PLACED,
        digest=digest,
        note=asked.note,
        gift_note=asked.gift_note,
        ship_policy=asked.ship_policy,
        allows_substitute=asked.allows_substitute,
    )
    lines = [
        OrderLine(
            order_id=order.order_id,
            line_no=number,
            sku=line.sku,
            name=line.name,
            price_minor=line.price_minor,
            kit=line.kit,
            qty_each=line.qty_each,
            open_each=line.qty_each,
        )
        for number, line in enumerate(asked.lines, start=1)
    ]
    return order, lines


def in_parts(
    line: AskedLine, parts: Sequence[KitPart], names: Mapping[Sku, str]
) -> list[AskedLine]:
    """A line as it is picked: a kit is its parts, which carry no price of their own."""
    if not parts:
        return [line]
    return [
        AskedLine(
            sku=each.part,
            name=names[each.part],
            qty_each=line.qty_each * each.qty_each,
            kit=line.sku,
        )
        for each in parts
    ]


def after(order: Order, event: OrderEvent) -> Order | None:
    """The order once `event` has happened, or None when it makes no sense from here."""
    state = ORDER.get((order.state, event))
    return None if state is None else replace(order, state=state)


CANCELLABLE: tuple[Stage, ...] = ("open", "backordered", "reserved")


def cancel_from(line: OrderLine, qty_each: int) -> tuple[OrderLine, int, int]:
    """Give up to `qty_each` eaches of a line back, what holds least first.

    Returns the line, how much of it was cancelled, and how much of that had been
    reserved. Goods already bound to work on the floor are not touched.
    """
    left, reserved_each = qty_each, line.reserved_each
    for stage in CANCELLABLE:
        taken = min(left, getattr(line, f"{stage}_each"))
        line = shift(line, stage, "cancelled", taken)
        left -= taken
    return line, qty_each - left, reserved_each - line.reserved_each


def cancellable_each(line: OrderLine) -> int:
    """How many eaches of a line could still be given up, before they are on the floor."""
    return line.open_each + line.backordered_each + line.reserved_each


def is_all_cancelled(lines: Iterable[OrderLine]) -> bool:
    """Whether nothing of an order is wanted any more."""
    return all(line.cancelled_each == line.qty_each for line in lines)


def what_is_left(lines: Iterable[OrderLine]) -> OrderEvent:
    """What happens to an order of which nothing is on the floor: promised, or waiting."""
    left = list(lines)
    if any(line.reserved_each for line in left):
        return OrderEvent.PROMISE
    if any(line.backordered_each for line in left):
        return OrderEvent.PROMISE_NOTHING
    return OrderEvent.LET_GO
