"""Proving what sales channels were told, and whether buyers were."""

from collections.abc import Iterator

from app.engine import offering, reordering
from app.engine.book_sums import SupplySums
from app.engine.names import Sku


def supply_differences(sums: SupplySums) -> Iterator[str]:
    """Whatever channels or buyers believe that is not so."""
    for sku in sorted({*sums.published, *sums.available, *sums.kits}):
        told, true = sums.published.get(sku, 0), _offered_each(sums, sku)
        if told != true:
            yield f"{sku}: channels were told {told}, {true} can be sold."
    for reorder, position in sums.reorders:
        is_low = reordering.is_low(reorder, position)
        if is_low != reorder.is_low:
            yield (
                f"{reorder.sku}: it is kept as {'low' if reorder.is_low else 'not low'}, "
                f"with a stock position of {position.stock_each} and the reorder point "
                f"{'none' if reorder.point_each is None else reorder.point_each}."
            )


def _offered_each(sums: SupplySums, sku: Sku) -> int:
    parts = sums.kits.get(sku)
    if not parts:
        return offering.offered_each(sums.available.get(sku, 0))
    return offering.kits_each(
        (sums.available.get(part, 0), takes) for part, takes in parts
    )
