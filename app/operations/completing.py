"""Which totes belong together at packing, and what an order still waits for."""

from app.database.tables import Tables
from app.engine.names import OrderId, ToteCode
from app.engine.picking import Tote


def missing_of(tables: Tables, order_id: OrderId) -> list[str]:
    """The totes and zones an order still waits for before it can be packed."""
    totes = tables.work.totes_of(order_id)
    lists = tables.work.lists_of(order_id)
    return [
        *(each.tote for each in totes if not each.is_at_packing),
        *dict.fromkeys(each.zone for each in lists if each.is_open and not each.tote),
    ]


def other_totes(tables: Tables, tote: Tote) -> tuple[ToteCode, ...]:
    """The other totes of a tote's order."""
    totes = tables.work.totes_of(tote.order_id) if tote.order_id else []
    return tuple(each.tote for each in totes if each.tote != tote.tote)
