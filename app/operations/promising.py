"""Keeping promises true when stock or orders change."""

from collections.abc import Iterable, Sequence

from app.database.tables import Tables
from app.engine import orders, reserving
from app.engine.items import Item
from app.engine.names import OrderId, Sku
from app.engine.orders import Order, OrderLine
from app.engine.task_states import OrderEvent


def promise_order(
    tables: Tables, order: Order, lines: Sequence[OrderLine]
) -> list[OrderLine]:
    """Promise an order what is there for what it still asks, as far as it may have stock."""
    if not reserving.may_reserve(order):
        tables.orders.lines.put(*lines)
        return list(lines)
    waits = reserving.may_wait(order)
    promised = [_promise(tables, line, waits=waits) for line in lines]
    tables.orders.lines.put(*promised)
    return promised


def _promise(tables: Tables, line: OrderLine, *, waits: bool = True) -> OrderLine:
    """Promise a line what can be sold of its SKU; the line is still to be written down."""
    stock = tables.stock.availability(line.sku)
    line, promised = reserving.reserve(line, stock, waits=waits)
    if promised:
        tables.stock.promise(stock, promised)
    return line


def promise_waiting(tables: Tables, sku: Sku) -> None:
    """Promise goods that became free to the orders that wait for them, oldest first."""
    for line in tables.orders.waiting_for(sku):
        if tables.stock.availability(sku).available_each <= 0:
            return
        tables.orders.lines.put(_promise(tables, line))
        order = tables.orders.order(line.order_id)
        assert order is not None, line
        happen(tables, order, OrderEvent.PROMISE)


def promise_all_waiting(tables: Tables, skus: Iterable[Sku]) -> None:
    """Promise what became free of several SKUs."""
    for sku in sorted(set(skus)):
        promise_waiting(tables, sku)


def let_go(tables: Tables, order: Order) -> list[Sku]:
    """Take back all an order was promised; returns the SKUs that are free again.

    The order itself has to follow.
    """
    freed: list[Sku] = []
    for line in tables.orders.lines_of(order.order_id):
        line, freed_each = reserving.let_go(line)
        tables.orders.lines.put(line)
        if freed_each:
            tables.stock.reserve(line.sku, -freed_each)
            freed.append(line.sku)
    return freed


LineKey = tuple[OrderId, int]
"""An order line: its order and its number."""


def break_promises(tables: Tables, sku: Sku) -> list[LineKey]:
    """Take back promises that stock no longer covers, the youngest first; say whose."""
    whose: list[LineKey] = []
    for line in tables.orders.promised(sku):
        missing = tables.stock.availability(sku).short_each
        if not missing:
            break
        whose.append((line.order_id, line.line_no))
        broken = min(missing, line.reserved_each)
        tables.orders.lines.put(orders.shift(line, "reserved", "backordered", broken))
        tables.stock.reserve(sku, -broken)
        order = tables.orders.order(line.order_id)
        assert order is not None, line
        left = tables.orders.lines_of(line.order_id)
        if not any(each.reserved_each for each in left):
            happen(tables, order, OrderEvent.PROMISE_NOTHING)
    return whose


def settle(tables: Tables, sku: Sku) -> None:
    """Make promises fit what is there, after goods became stock or stopped being it."""
    if tables.stock.availability(sku).short_each:
        break_promises(tables, sku)
    else:
        promise_waiting(tables, sku)


def keep_back(tables: Tables, item: Item) -> None:
    """Keep a SKU's safety stock from being promised; what that frees is promised at once."""
    stock = tables.stock.availability(item.sku)
    if stock.safety_each == item.safety_each:
        return
    tables.stock.keep_back(stock, item.safety_each)
    promise_waiting(tables, item.sku)


def happen(tables: Tables, order: Order, event: OrderEvent) -> Order:
    """Move an order on where the event makes sense; elsewhere it stays as it is."""
    moved = orders.after(order, event)
    if moved is None or moved == order:
        return order
    tables.orders.orders.put(moved)
    return moved
