"""Promising stock to order lines, first come first served, and never the same each twice."""

from app.engine.orders import OrderLine, shift
from app.engine.stock import Availability


def reserve(line: OrderLine, stock: Availability) -> tuple[OrderLine, int]:
    """Promise a line what can still be sold; the rest becomes a backorder.

    Returns the line and how many eaches were promised to it now.
    """
    wanted = line.open_each + line.backordered_each
    promised = min(wanted, max(0, stock.available_each))
    line = shift(line, "open", "backordered", line.open_each)
    return shift(line, "backordered", "reserved", promised), promised
