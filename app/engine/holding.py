"""Orders that must not go on for now, and why.

A hold stands beside the state: let go, an order goes on where it was. A held order keeps
its promise and its place among those who wait. What is in a picker's hands goes on; what
nobody has begun is not given out, and no parcel of it leaves the building.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.engine.names import OrderId
from app.engine.orders import Order, OrderLine
from app.engine.refusals import Refusal, Refused

NO_HOLD: Final = ""


class HoldReason(StrEnum):
    """Why an order waits for a person."""

    FRAUD = "fraud"
    ADDRESS = "address"
    CUSTOMER_ASKED = "customer_asked"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrder:
    """Stop this order until somebody lets it go."""

    order_id: OrderId
    reason: HoldReason
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGoOrder:
    """What this order was held for is settled."""

    order_id: OrderId


def hold(order: Order, lines: Iterable[OrderLine], asked: HoldOrder) -> Order | Refused:
    """Hold an order of which something is still to leave; a new reason replaces the old."""
    if all(line.wanted_each == line.shipped_each for line in lines):
        return Refused(reason=Refusal.ORDER_CLOSED, got=order.ref)
    return replace(order, hold=asked.reason.value, hold_note=asked.note)


def let_go(order: Order) -> Order:
    """The order without its hold."""
    return replace(order, hold=NO_HOLD, hold_note="")


def may_leave(orders: Iterable[Order]) -> Refused | None:
    """Say which order's parcel must stay in the building, or None when all may leave."""
    held = [order for order in orders if order.hold]
    return refuse_held(held[0]) if held else None


def refuse_held(order: Order) -> Refused:
    """Say that an order is on hold, and what for."""
    why = order.hold.replace("_", " ")
    got = f"{why}, {order.hold_note}" if order.hold_note else why
    return Refused(reason=Refusal.ORDER_HELD, wanted=order.ref, got=got)
