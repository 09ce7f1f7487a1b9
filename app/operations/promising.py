"""Keeping promises true when stock or orders change."""

from collections.abc import Iterable, Sequence
from typing import Final

from app.database.tables import Tables
from app.engine import orders, reserving
from app.engine.names import OrderId, Sku
from app.engine.orders import Order, OrderLine
from app.engine.task_states import ListState, OrderEvent

_OVER: Final = frozenset({ListState.DONE, ListState.CANCELLED})


def promise_order(
    tables: Tables, order: Order, lines: Sequence[OrderLine]
) -> list[OrderLine]:
    """Promise an order what is there for what it still asks, as far as it may have stock."""
    if not reserving.may_reserve(order):
        tables.orders.lines.put(*lines)
        return list(lines)
    waits = reserving.may_wait(order)
    return [promise_line(tables, line, waits=waits) for line in lines]


def promise_line(tables: Tables, line: OrderLine, *, waits: bool = True) -> OrderLine:
    """Promise a line what can be sold of its SKU, and write both down."""
    stock = tables.stock.availability(line.sku)
    line, promised = reserving.reserve(line, stock, waits=waits)
    tables.orders.lines.put(line)
    if promised:
        tables.stock.reserve(line.sku, promised)
    return line


def promise_waiting(tables: Tables, sku: Sku) -> None:
    """Promise goods that became free to the orders that wait for them, oldest first."""
    for line in tables.orders.waiting_for(sku):
        if tables.stock.availability(sku).available_each <= 0:
            return
        promise_line(tables, line)
        order = tables.orders.order(line.order_id)
        assert order is not None, line
        happen(tables, order, OrderEvent.PROMISE)


def promise_all_waiting(tables: Tables, skus: Iterable[Sku]) -> None:
    """Promise what became free of several SKUs."""
    for sku in sorted(set(skus)):
        promise_waiting(tables, sku)


def let_go(tables: Tables, order: Order) -> list[Sku]:
    """Take back all an order was promised; returns the SKUs that are free again."""
    freed: list[Sku] = []
    for line in tables.orders.lines_of(order.order_id):
        line, freed_each = reserving.let_go(line)
        tables.orders.lines.put(line)
        if freed_each:
            tables.stock.reserve(line.sku, -freed_each)
            freed.append(line.sku)
    settle(tables, order.order_id)
    return freed


def break_promises(tables: Tables, sku: Sku) -> None:
    """Take back promises that stock no longer covers, the youngest first."""
    for line in tables.orders.promised(sku):
        missing = -tables.stock.availability(sku).available_each
        if missing <= 0:
            return
        broken = min(missing, line.reserved_each)
        tables.orders.lines.put(orders.shift(line, "reserved", "backordered", broken))
        tables.stock.reserve(sku, -broken)
        order = tables.orders.order(line.order_id)
        assert order is not None, line
        left = tables.orders.lines_of(line.order_id)
        if not any(each.reserved_each for each in left):
            happen(tables, order, OrderEvent.PROMISE_NOTHING)


def settle(tables: Tables, order_id: OrderId) -> Order:
    """Move an order to where its lines say it is, after some of them gave something up.

    While somebody still carries its tote the order stays on the floor: setting the tote
    down moves it on.
    """
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    lines = tables.orders.lines_of(order_id)
    if orders.is_all_cancelled(lines):
        return happen(tables, order, OrderEvent.CANCEL)
    if any(x.allocated_each or x.picked_each or x.packed_each for x in lines):
        return order
    if all(line.wanted_each == line.shipped_each for line in lines):
        return happen(tables, order, OrderEvent.CANCEL_REST)
    if any(each.state not in _OVER for each in tables.work.lists_of(order_id)):
        return order
    order = happen(tables, order, OrderEvent.FIND_NOTHING)
    return happen(tables, order, what_is_left(lines))


def what_is_left(lines: Sequence[OrderLine]) -> OrderEvent:
    """What happens to an order of which nothing is on the floor: promised, or waiting."""
    if any(line.reserved_each for line in lines):
        return OrderEvent.PROMISE
    if any(line.backordered_each for line in lines):
        return OrderEvent.PROMISE_NOTHING
    return OrderEvent.LET_GO


def happen(tables: Tables, order: Order, event: OrderEvent) -> Order:
    """Move an order on where the event makes sense; elsewhere it stays as it is."""
    moved = orders.after(order, event)
    if moved is None or moved == order:
        return order
    tables.orders.orders.put(moved)
    return moved
