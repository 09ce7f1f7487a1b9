"""Orders become work for the floor."""

from datetime import datetime

from app.database.tables import Tables
from app.engine import allocating, orders, releasing
from app.engine.names import BinCode
from app.engine.orders import Order, OrderLine
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders, Stop
from app.engine.task_states import OrderEvent
from app.operations import fetching, promising
from app.operations.doing import Doing


def release_orders(tables: Tables, doing: Doing, asked: ReleaseOrders) -> Verdict:
    """Bind each order's promised goods to bins and make its pick lists.

    Orders that cannot be released are passed over; when none can, the first one's reason
    is the answer. What lies only in reserve stock stays promised and is fetched first.
    """
    verdicts = [_release(tables, doing, order_id) for order_id in asked.order_ids]
    refused = [each for each in verdicts if isinstance(each, Refused)]
    done = [each for each in verdicts if isinstance(each, Done)]
    released = [each for each in done if each.effect is Effect.RELEASED]
    if refused and not done:
        return refused[0]
    return Done(
        effect=Effect.WAITS_FOR_REPLENISHMENT
        if done and not released
        else Effect.RELEASED,
        values={"orders": len(released), "left": len(verdicts) - len(released)},
    )


def _release(tables: Tables, doing: Doing, order_id: str) -> Verdict:
    order = tables.orders.orders.get(order_id=order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=order_id)
    lines = tables.orders.lines_of(order.order_id)
    no = releasing.may_release(order, lines)
    if no:
        return no
    stops = [
        stop
        for line in lines
        for stop in allocate_line(tables, line, line.reserved_each, doing.at)
    ]
    is_fetched = fetching.fetch_for_order(tables, doing, order.order_id)
    if stops:
        _put_to_work(tables, doing, order, stops)
        return Done(effect=Effect.RELEASED)
    if is_fetched:
        return Done(effect=Effect.WAITS_FOR_REPLENISHMENT)
    return Refused(reason=Refusal.NOTHING_TO_RELEASE, got=order.ref)


def allocate_line(
    tables: Tables,
    line: OrderLine,
    qty_each: int,
    at: datetime,
    but_not: BinCode | None = None,
) -> list[Stop]:
    """Bind `qty_each` eaches promised to a line to bins and lots, as far as they are there."""
    there = tables.stock.to_pick_from(line.sku)
    shelved = [each for each in there if each.balance.place != but_not]
    stops: list[Stop] = []
    for balance, taken_each in allocating.choose_bins(qty_each, shelved, at):
        tables.stock.allocate(balance.place, line.sku, balance.lot, taken_each)
        stop = Stop(
            line_no=line.line_no,
            sku=line.sku,
            lot=balance.lot,
            bin_code=BinCode(balance.place),
            qty_each=taken_each,
        )
        stops.append(stop)
    taken = sum(stop.qty_each for stop in stops)
    if taken:
        tables.orders.lines.put(orders.shift(line, "reserved", "allocated", taken))
    return stops


def _put_to_work(tables: Tables, doing: Doing, order: Order, stops: list[Stop]) -> None:
    lists, tasks = releasing.make_lists(order, stops, doing.op_id)
    tables.work.lists.put(*lists)
    tables.work.tasks.put(*tasks)
    promising.happen(tables, order, OrderEvent.RELEASE)
