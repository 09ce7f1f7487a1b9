"""Rows that belong together become one order."""

from dataclasses import dataclass
from datetime import datetime

from app.engine.orders import AskedLine, Payment, PlaceOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every row of an order repeats."""

    ref: str
    customer: str
    ship_to: tuple[str, ...]
    placed_at: datetime
    ship_by: datetime
    carrier: str
    service: str
    payment: Payment


@dataclass(frozen=True, slots=True)
class Sale:
    """A row that is an order line."""

    head: Head
    line: AskedLine


class Gathering:
    """The orders of a file while its rows are read. They need not stand together."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._heads: dict[str, Head] = {}
        self._lines: dict[str, list[AskedLine]] = {}

    def add(self, sale: Sale) -> str:
        """Put a row to its order, or say why it cannot be one of its lines.

        The same SKU may come twice and stays two lines: that is what the customer asked
        for, and what the invoice says.
        """
        ref = sale.head.ref
        known = self._heads.setdefault(ref, sale.head)
        if _to_whom(known) != _to_whom(sale.head):
            return f"customer, address or payment differ from the first row of {ref}"
        if sale.head.placed_at < known.placed_at:
            self._heads[ref] = sale.head
        self._lines.setdefault(ref, []).append(sale.line)
        return ""

    def orders(self) -> tuple[PlaceOrder, ...]:
        """The orders, first placed first."""
        heads = sorted(self._heads.values(), key=lambda head: head.placed_at)
        return tuple(self._order(head) for head in heads)

    def _order(self, head: Head) -> PlaceOrder:
        return PlaceOrder(
            channel=self._channel,
            ref=head.ref,
            customer=head.customer,
            ship_to=head.ship_to,
            placed_at=head.placed_at,
            ship_by=head.ship_by,
            carrier=head.carrier,
            service=head.service,
            payment=head.payment,
            lines=tuple(self._lines[head.ref]),
        )


def _to_whom(head: Head) -> tuple[str, tuple[str, ...], Payment]:
    return head.customer, head.ship_to, head.payment
