"""Promising stock to order lines, first come first served, and never the same each twice."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.engine.names import Sku
from app.engine.orders import Order, OrderLine, shift
from app.engine.stock import Availability
from app.engine.task_states import Payment


def reserve(
    line: OrderLine, stock: Availability, *, waits: bool = True
) -> tuple[OrderLine, int]:
    """Promise a line what can still be sold; the rest becomes a backorder.

    The rest of an order that `waits` for nothing, because it is not paid, stays open.
    Returns the line and how many eaches were promised to it now.
    """
    wanted = line.open_each + line.backordered_each
    promised = min(wanted, max(0, stock.available_each))
    line = shift(line, "open", "backordered", line.open_each)
    line = shift(line, "backordered", "reserved", promised)
    if not waits:
        line = shift(line, "backordered", "open", line.backordered_each)
    if not line.backordered_each:
        line = replace(line, expected_at=None)
    return line, promised


def let_go(line: OrderLine) -> tuple[OrderLine, int]:
    """Take back all that a line was promised, and its place among those who wait.

    Returns the line and how many eaches of stock are free again. What is on the floor
    stays where it is.
    """
    freed = line.reserved_each
    line = shift(line, "reserved", "open", freed)
    line = shift(line, "backordered", "open", line.backordered_each)
    return replace(line, expected_at=None), freed


def may_wait(order: Order) -> bool:
    """Whether goods that become free are promised to this order."""
    return order.payment in (Payment.AUTHORIZED, Payment.PAID)


def may_reserve(order: Order) -> bool:
    """Whether this order may be promised what is there now.

    An unpaid order may while it holds a reservation that runs out (`reserved_until`).
    """
    return may_wait(order) or (
        order.payment is Payment.UNPAID and order.reserved_until is not None
    )


def reserved_until(at: datetime, hold_minutes: int) -> datetime | None:
    """When an unpaid order placed at `at` lets go of its stock; None when it holds none."""
    return at + timedelta(minutes=hold_minutes) if hold_minutes > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireReservations:
    """Let go of what unpaid orders were promised and whose time has run out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectStock:
    """What is backordered of a SKU should be here at `at`; None when nobody knows."""

    sku: Sku
    at: datetime | None
