"""A customer changes an order: how far that goes depends on where its goods are.

Lines can be changed until the order is released; address, carrier, dates, priority and
notes until a parcel of it is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from app.engine.names import NO_SKU, OrderId, Sku
from app.engine.orders import Order, OrderLine, cancellable_each
from app.engine.packing import TAPED, Parcel
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import OrderState

BEFORE_RELEASE: Final = frozenset(
    {OrderState.PLACED, OrderState.RESERVED, OrderState.BACKORDERED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """`qty_each` is what the customer wants of the line now; 0 takes it off the order.

    `line_no` 0 adds a line of `sku`; `name` empty means what the catalogue calls it.
    """

    qty_each: int
    line_no: int = 0
    sku: Sku = NO_SKU
    name: str = ""
    price_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrder:
    """What is different about an order now; None leaves it as it is.

    Only the lines named in `lines` change.
    """

    order_id: OrderId
    ship_to: tuple[str, ...] | None = None
    carrier: str | None = None
    service: str | None = None
    ship_by: datetime | None = None
    priority: int | None = None
    note: str | None = None
    gift_note: str | None = None
    lines: tuple[LineChange, ...] | None = None


def change_head(
    order: Order, parcels: Sequence[Parcel], asked: ChangeOrder
) -> Order | Refused:
    """The order with another address, carrier, date, priority or note."""
    changes: dict[str, Any] = {
        name: getattr(asked, name)
        for name in ("carrier", "service", "ship_by", "priority", "note", "gift_note")
        if getattr(asked, name) is not None
    }
    if asked.ship_to is not None:
        changes["ship_to"] = "\n".join(asked.ship_to)
    if changes and any(parcel.state in TAPED for parcel in parcels):
        return Refused(reason=Refusal.TOO_LATE_PACKED, got=order.ref)
    return replace(order, **changes)


def may_change(
    order: Order, lines: Sequence[OrderLine], asked: ChangeOrder
) -> Refused | None:
    """Say why an order or its lines cannot be changed any more, or None when they can."""
    if all(line.wanted_each == line.shipped_each for line in lines):
        return Refused(reason=Refusal.ORDER_CLOSED, got=order.ref)
    if asked.lines and order.state not in BEFORE_RELEASE:
        return Refused(reason=Refusal.TOO_LATE_RELEASED, got=order.ref)
    by_number = {line.line_no: line for line in lines}
    for change in asked.lines or ():
        no = _may_change_line(by_number, change)
        if no:
            return no
    return None


def _may_change_line(lines: dict[int, OrderLine], change: LineChange) -> Refused | None:
    least = 0 if change.line_no else 1
    if change.qty_each < least:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE,
            wanted=f"{least}",
            got=f"{change.qty_each}",
        )
    if not change.line_no:
        return None
    line = lines.get(change.line_no)
    if line is None:
        return Refused(reason=Refusal.UNKNOWN_LINE, got=f"{change.line_no}")
    less = line.wanted_each - change.qty_each
    if less > cancellable_each(line):
        return Refused(
            reason=Refusal.MORE_THAN_LEFT,
            wanted=f"{cancellable_each(line)}",
            got=f"{less}",
        )
    return None


def increase(line: OrderLine, more_each: int) -> OrderLine:
    """The line with so many eaches more, which nobody has looked for yet."""
    return replace(
        line, qty_each=line.qty_each + more_each, open_each=line.open_each + more_each
    )


def new_line(order: Order, line_no: int, change: LineChange, name: str) -> OrderLine:
    """The line that a change adds."""
    return OrderLine(
        order_id=order.order_id,
        line_no=line_no,
        sku=change.sku,
        name=change.name or name,
        price_minor=change.price_minor,
        qty_each=change.qty_each,
        open_each=change.qty_each,
    )
