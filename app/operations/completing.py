"""Which totes belong together at packing, and what an order still waits for."""

from app.database.tables import Tables
from app.engine.names import OrderId, ToteCode
from app.engine.picking import Tote, tote_place
from app.operations.putting_back import to_verify


def still_coming(tables: Tables, order_id: OrderId) -> list[Tote]:
    """The totes of an order that are not at packing.

    One of which all that is in it goes back to a bin is nobody's to wait for.
    """
    return [
        each
        for each in tables.work.totes_of(order_id)
        if not each.is_at_packing and not _goes_back(tables, each)
    ]


def _goes_back(tables: Tables, tote: Tote) -> bool:
    place = tote_place(tote.tote)
    return bool(tables.stock.inside(place)) and not to_verify(tables, place)


def missing_of(tables: Tables, order_id: OrderId) -> list[str]:
    """The totes and zones an order still waits for before it can be packed."""
    lists = tables.work.lists_of(order_id)
    return [
        *(each.tote for each in still_coming(tables, order_id)),
        *dict.fromkeys(each.zone for each in lists if each.is_open and not each.tote),
    ]


def other_totes(tables: Tables, tote: Tote) -> tuple[ToteCode, ...]:
    """The other totes of a tote's order."""
    totes = tables.work.totes_of(tote.order_id) if tote.order_id else []
    return tuple(each.tote for each in totes if each.tote != tote.tote)
