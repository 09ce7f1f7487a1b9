"""A customer changes an order that has not left yet."""

from collections.abc import Sequence
from dataclasses import replace

from app.database.tables import Tables
from app.engine import changing, orders
from app.engine.changing import ChangeOrder, LineChange
from app.engine.names import Sku
from app.engine.orders import Order, OrderLine
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import ParcelState
from app.operations import promising
from app.operations.doing import Doing
from app.operations.following import follow


def change_order(tables: Tables, _doing: Doing, asked: ChangeOrder) -> Verdict:
    """Change what can still be changed, all of it or nothing; promises follow the lines.

    What a smaller line gives back goes to who waits. A larger one gets what is there now.
    """
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    lines = tables.orders.lines_of(order.order_id)
    no = changing.may_change(order, lines, asked) or _unknown_item(tables, asked)
    if no:
        return no
    changed = changing.change_head(order, tables.parcels.of_order(order.order_id), asked)
    if isinstance(changed, Refused):
        return changed
    tables.orders.orders.put(changed)
    _tell_the_floor(tables, changed)
    _change_lines(tables, changed, lines, asked.lines or ())
    return Done(effect=Effect.ORDER_CHANGED, values={"order": order.ref})


def _unknown_item(tables: Tables, asked: ChangeOrder) -> Refused | None:
    for change in asked.lines or ():
        if not change.line_no and tables.items.item(change.sku) is None:
            return Refused(reason=Refusal.UNKNOWN_ITEM, got=change.sku)
    return None


def _tell_the_floor(tables: Tables, order: Order) -> None:
    """Walks carry the order's urgency, and a parcel being packed its carrier."""
    for walk in tables.work.lists_of(order.order_id):
        # A walk for several orders is as urgent as all of them together.
        if walk.is_open and walk.order_id == order.order_id:
            tables.work.lists.put(
                replace(walk, priority=order.priority, ship_by=order.ship_by)
            )
    for parcel in tables.parcels.of_order(order.order_id):
        if parcel.state is ParcelState.OPEN:
            tables.parcels.parcels.put(replace(parcel, carrier=order.carrier))


def _change_lines(
    tables: Tables,
    order: Order,
    lines: Sequence[OrderLine],
    changes: Sequence[LineChange],
) -> None:
    if not changes:
        return
    by_number = {line.line_no: line for line in lines}
    for change in changes:
        line = _line_for(tables, order, by_number, change)
        by_number[line.line_no] = line
    tables.orders.lines.put(*by_number.values())
    freed: list[Sku] = []
    for line in lines:
        given = line.reserved_each - by_number[line.line_no].reserved_each
        if given:
            tables.stock.reserve(line.sku, -given)
            freed.append(line.sku)
    promising.promise_all_waiting(tables, freed)
    # Only now, so that an order does not take back what it has just given up.
    promising.promise_order(tables, order, tables.orders.lines_of(order.order_id))
    follow(tables, order.order_id)


def _line_for(
    tables: Tables, order: Order, lines: dict[int, OrderLine], change: LineChange
) -> OrderLine:
    line = lines.get(change.line_no)
    if line is None:
        item = tables.items.item(change.sku)
        assert item is not None, change
        return changing.new_line(order, max(lines) + 1, change, item.name)
    more = change.qty_each - line.wanted_each
    if more >= 0:
        return changing.increase(line, more)
    less, _, _ = orders.cancel_from(line, -more)
    return less
