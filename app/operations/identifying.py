"""Which eaches a scan means, where goods are known one by one or lot by lot."""

from collections.abc import Iterator

from app.database.tables import Tables
from app.engine import receiving
from app.engine.names import Lot, Place, Serial, Sku
from app.engine.refusals import Refusal, Refused
from app.engine.stock import Eaches


def in_lot(
    tables: Tables, place: Place, goods: Eaches, lot: Lot
) -> list[Eaches] | Refused:
    """The eaches of one lot in a place: by serial where the SKU is kept so, else any."""
    no = _no_serials(tables, place, goods)
    if no:
        return no
    return [
        Eaches(sku=goods.sku, qty_each=goods.qty_each, lot=lot, serials=goods.serials)
    ]


def in_any_lot(tables: Tables, place: Place, goods: Eaches) -> list[Eaches] | Refused:
    """The eaches in a place, whatever their lots: those with the serials scanned, if any."""
    no = _no_serials(tables, place, goods)
    if no:
        return no
    if goods.serials:
        return list(_by_lot(tables, goods))
    return tables.stock.eaches(place, goods.sku, goods.qty_each)


def _no_serials(tables: Tables, place: Place, goods: Eaches) -> Refused | None:
    item = tables.items.item(goods.sku)
    no = receiving.serials_fit(item, goods.serials, goods.qty_each) if item else None
    return no or _elsewhere(tables, place, goods.sku, goods.serials)


def _elsewhere(
    tables: Tables, place: Place, sku: Sku, serials: tuple[Serial, ...]
) -> Refused | None:
    for serial in serials:
        known = tables.stock.where_is(sku, serial)
        if known is None or known.place != place:
            return Refused(
                reason=Refusal.SERIAL_ELSEWHERE,
                wanted=place,
                got=serial,
            )
    return None


def _by_lot(tables: Tables, goods: Eaches) -> Iterator[Eaches]:
    lots: dict[Lot, list[Serial]] = {}
    for serial in goods.serials:
        known = tables.stock.where_is(goods.sku, serial)
        assert known is not None, serial
        lots.setdefault(known.lot, []).append(serial)
    for lot, serials in lots.items():
        yield Eaches(
            sku=goods.sku, qty_each=len(serials), lot=lot, serials=tuple(serials)
        )


def not_inside(tables: Tables, place: Place, goods: Eaches) -> Refused | None:
    """Say which serial of goods that come in is in the building already, if any is."""
    for serial in goods.serials:
        if is_inside(tables, goods.sku, serial):
            return Refused(reason=Refusal.SERIAL_ELSEWHERE, wanted=place, got=serial)
    return None


def is_inside(tables: Tables, sku: Sku, serial: Serial) -> bool:
    """Whether the books have this each somewhere in the building."""
    known = tables.stock.where_is(sku, serial)
    return known is not None and not known.place.startswith("@")


def come_from(
    tables: Tables, goods: Eaches, otherwise: Place
) -> Iterator[tuple[Place, Eaches]]:
    """Where goods that turn up come from: each serial from where it went, the rest else."""
    if not goods.serials:
        yield otherwise, goods
    for serial in goods.serials:
        known = tables.stock.where_is(goods.sku, serial)
        one = Eaches(sku=goods.sku, qty_each=1, lot=goods.lot, serials=(serial,))
        yield (known.place if known else otherwise), one
