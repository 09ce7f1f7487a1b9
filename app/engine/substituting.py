"""Sending another SKU in place of one that is not there."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.names import OrderId, Sku
from app.engine.orders import Order, OrderLine, shift
from app.engine.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """`other_sku` can stand in for `sku`; the lowest rank is the best, 0 is not any more."""

    sku: Sku
    other_sku: Sku
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSubstitutes:
    """What can stand in for a SKU from now on, the best first; none when it is empty."""

    sku: Sku
    others: tuple[Sku, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteLine:
    """Send another SKU for what is backordered of a line.

    `customer_agreed` says that somebody asked, where the order itself does not allow it.
    """

    order_id: OrderId
    line_no: int
    other_sku: Sku
    customer_agreed: bool = False


def set_substitutes(
    asked: SetSubstitutes, before: Sequence[Substitute]
) -> list[Substitute] | Refused:
    """The list as it should be; those that are not on it any more keep a row of rank 0."""
    if asked.sku in asked.others:
        return Refused(reason=Refusal.NOT_A_SUBSTITUTE, wanted=asked.sku, got=asked.sku)
    others = dict.fromkeys(asked.others)
    ranked = {other: rank for rank, other in enumerate(others, start=1)}
    ranked.update((b.other_sku, 0) for b in before if b.other_sku not in others)
    return [
        Substitute(sku=asked.sku, other_sku=other, rank=rank)
        for other, rank in ranked.items()
    ]


def may_substitute(
    order: Order, line: OrderLine, listed: Substitute | None, asked: SubstituteLine
) -> Refused | None:
    """Say why another SKU cannot stand in for a line, or None when it can."""
    if not line.backordered_each:
        return Refused(
            reason=Refusal.NOTHING_BACKORDERED, wanted=line.sku, got=f"{line.line_no}"
        )
    if listed is None or not listed.rank:
        return Refused(
            reason=Refusal.NOT_A_SUBSTITUTE, wanted=line.sku, got=asked.other_sku
        )
    if not (order.allows_substitute or asked.customer_agreed):
        return Refused(reason=Refusal.CUSTOMER_NOT_ASKED, got=order.ref)
    return None


def substitute(
    line: OrderLine, line_no: int, sku: Sku, name: str
) -> tuple[OrderLine, OrderLine]:
    """Give up what is backordered of a line, and ask for as much of the other SKU.

    Returns the line, and the new one at the price of the first.
    """
    qty_each = line.backordered_each
    other = OrderLine(
        order_id=line.order_id,
        line_no=line_no,
        sku=sku,
        name=name,
        price_minor=line.price_minor,
        qty_each=qty_each,
        open_each=qty_each,
        instead_of=line.line_no,
    )
    return shift(line, "backordered", "cancelled", qty_each), other
