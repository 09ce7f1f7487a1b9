"""What follows when an operation changed numbers of stock: channels and buyers are told.

It is done once at the end of each operation, in its transaction, and only for the SKUs the
operation wrote; where no number is another than before, no statement is run.
"""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import offering, reordering
from app.engine.names import Sku
from app.engine.notices import NoticeKind
from app.engine.offering import Published
from app.engine.reordering import Position, Reorder
from app.operations.doing import Doing
from app.operations.noticing import tell_company


def follow_stock(tables: Tables, moment: Doing, *, keeps_positions: bool = False) -> None:
    """Publish what can be sold, and tell of what is to be bought.

    `keeps_positions` says that neither backorders nor what is on order were changed.
    """
    changed = tables.touched.changed
    if changed or tables.touched.kits:
        _publish(tables, moment, changed)
    others = () if keeps_positions else tables.touched.positions
    for each in tables.supplies.watched({*changed, *others}):
        _look(tables, moment, each.reorder, each.position)


def _publish(tables: Tables, moment: Doing, changed: dict[Sku, tuple[int, int]]) -> None:
    kits = tables.items.kits_behind({*changed, *tables.touched.kits})
    numbers = {
        sku: offering.offered_each(now)
        for sku, (before, now) in changed.items()
        if sku not in kits and offering.offered_each(before) != offering.offered_each(now)
    }
    for sku in sorted({*kits, *tables.touched.kits}):
        number = _offered_each(tables, sku)
        known = tables.stock.published.get(sku=sku)
        if number != (known.available_each if known else 0):
            numbers[sku] = number
    tables.stock.published.put(
        *(
            Published(sku=sku, available_each=number, changed_at=moment.now)
            for sku, number in numbers.items()
        )
    )


def _offered_each(tables: Tables, sku: Sku) -> int:
    """What channels can sell of a SKU, by the books: of a kit as many as its parts make."""
    parts = tables.items.parts_of(sku)
    if not parts:
        return offering.offered_each(tables.stock.availability(sku).available_each)
    return offering.kits_each(
        (tables.stock.availability(part.part).available_each, part.qty_each)
        for part in parts
    )


def _look(tables: Tables, moment: Doing, reorder: Reorder, position: Position) -> None:
    is_low = reordering.is_low(reorder, position)
    if is_low == reorder.is_low:
        return
    tables.supplies.reorders.put(replace(reorder, is_low=is_low))
    if is_low:
        item = tables.items.item(reorder.sku)
        facts = {
            "sku": reorder.sku,
            "name": item.name if item else reorder.sku,
            "position": f"{position.stock_each}",
            "point": f"{reorder.point_each}",
            # Each time it falls is another time, though all else may be the same.
            "since": moment.now.isoformat(),
        }
        tell_company(tables, moment, NoticeKind.LOW_STOCK, reorder.sku, facts)
