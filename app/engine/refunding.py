"""What a customer gets back for goods that came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engine.names import Sku
from app.engine.orders import OrderLine
from app.engine.returning import ReturnLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What a customer gets back for one SKU; amounts in the currency's smallest unit."""

    sku: Sku
    qty_each: int
    amount_minor: int


def refunds(
    returned: Sequence[ReturnLine],
    before: Mapping[Sku, int],
    ordered: Sequence[OrderLine],
) -> list[Refund]:
    """What a customer gets back for what arrived, at the price each line was sold for.

    Eaches are counted to the order's lines in their order, after `before`: what earlier
    returns of the order were refunded for already.
    """
    return [
        Refund(
            sku=line.sku,
            qty_each=line.received_each,
            amount_minor=_amount(line, before.get(line.sku, 0), ordered),
        )
        for line in returned
        if line.received_each
    ]


def _amount(line: ReturnLine, skip: int, ordered: Sequence[OrderLine]) -> int:
    prices = [
        (each.shipped_each, each.price_minor) for each in ordered if each.sku == line.sku
    ]
    left, amount = line.received_each, 0
    for qty_each, price_minor in prices:
        skipped = min(skip, qty_each)
        taken = min(left, qty_each - skipped)
        skip, left = skip - skipped, left - taken
        amount += taken * price_minor
    return amount
