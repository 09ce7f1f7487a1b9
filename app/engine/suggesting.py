"""What should be bought, as purchase orders that a person changes, approves or drops."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.engine.names import PurchaseId, Sku
from app.engine.purchasing import PurchaseLine
from app.engine.refusals import Refusal, Refused
from app.engine.reordering import Position, Reorder, Supply


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestPurchases:
    """Suggest what to buy of every SKU that is low, or bring the suggestions up to date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePurchase:
    """Buy so many eaches of these SKUs on a suggested purchase order; 0: none of it."""

    ref: str
    lines: tuple[tuple[Sku, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePurchase:
    """A suggested purchase order goes to its supplier as it stands."""

    ref: str


def order_each(supply: Supply, reorder: Reorder, position: Position) -> int:
    """How many eaches bring a SKU up to its target, in whole packs and not too few."""
    missing = max((reorder.target_each or 0) - position.stock_each, supply.min_each)
    return -(-missing // supply.pack_each) * supply.pack_each


def is_by_hand(line: PurchaseLine) -> bool:
    """Whether a person wants another quantity than was suggested."""
    return line.qty_each != line.suggested_each


def suggest(
    lines: Sequence[PurchaseLine], po_id: PurchaseId, needs: Mapping[Sku, int]
) -> list[PurchaseLine]:
    """The lines of a suggested purchase order that change once these are its needs.

    What a person set stays; what is needed no more is bought no more.
    """
    known = {line.sku for line in lines}
    wanted = [
        replace(
            line,
            suggested_each=needs.get(line.sku, 0),
            qty_each=line.qty_each if is_by_hand(line) else needs.get(line.sku, 0),
        )
        for line in lines
    ]
    new = [(sku, qty_each) for sku, qty_each in sorted(needs.items()) if sku not in known]
    wanted += [
        _line(po_id, number, sku, qty_each, suggested_each=qty_each)
        for number, (sku, qty_each) in enumerate(new, start=_next(lines))
    ]
    return [line for line in wanted if line not in lines]


def change(
    lines: Sequence[PurchaseLine], po_id: PurchaseId, asked: ChangePurchase
) -> list[PurchaseLine] | Refused:
    """The lines of a suggested purchase order that a person changes."""
    by_sku = {line.sku: line for line in lines}
    number = _next(lines)
    for sku, qty_each in asked.lines:
        if qty_each < 0:
            return Refused(
                reason=Refusal.QUANTITY_BELOW_ZERO, wanted=sku, got=f"{qty_each}"
            )
        if sku not in by_sku:
            by_sku[sku] = _line(po_id, number, sku, 0)
            number += 1
        by_sku[sku] = replace(by_sku[sku], qty_each=qty_each)
    return [line for line in by_sku.values() if line not in lines]


def asks_nothing(lines: Iterable[PurchaseLine]) -> bool:
    """Whether nothing would be bought."""
    return not any(line.qty_each for line in lines)


def is_idle(lines: Iterable[PurchaseLine]) -> bool:
    """Whether nothing is needed, and nobody thought of anything either."""
    return not any(line.qty_each or line.suggested_each for line in lines)


def _line(
    po_id: PurchaseId, number: int, sku: Sku, qty_each: int, *, suggested_each: int = 0
) -> PurchaseLine:
    return PurchaseLine(
        po_id=po_id,
        line_no=number,
        sku=sku,
        qty_each=qty_each,
        suggested_each=suggested_each,
    )


def _next(lines: Sequence[PurchaseLine]) -> int:
    return max((line.line_no for line in lines), default=0) + 1
