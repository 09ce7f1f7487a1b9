"""Orders become work for the floor."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime

from app.database.tables import Tables
from app.engine import allocating, laying_out, orders, releasing
from app.engine.laying_out import Load, Release, Walks
from app.engine.names import (
    NO_TOTE,
    NO_WAVE,
    BinCode,
    OrderId,
    ToteCode,
    WaveId,
    ZoneCode,
)
from app.engine.names import zone_of as zone_of_bin
from app.engine.orders import Order, OrderLine
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import SHARED_WALKS, Limits, Method, ReleaseOrders, Stop
from app.engine.task_states import OrderEvent
from app.operations import fetching, promising
from app.operations.completing import still_coming
from app.operations.doing import Doing
from app.operations.handing_on import finish_order


@dataclass(slots=True)
class Released:
    """What a release did: orders on the floor, and those it passed over with why.

    Those `waiting` have goods in reserve stock alone, which are fetched now.
    """

    orders: int = 0
    lists: int = 0
    lines: int = 0
    eaches: int = 0
    zones: set[ZoneCode] = field(default_factory=set[ZoneCode])
    left: list[tuple[OrderId, Refused]] = field(
        default_factory=list[tuple[OrderId, Refused]]
    )
    waiting: list[OrderId] = field(default_factory=list[OrderId])

    def add(self, walks: Walks, loads: Sequence[Load]) -> None:
        """Count walks that were put on the floor."""
        stops = [stop for load in loads for stop in load.stops]
        self.orders += len(loads)
        self.lists += len(walks.lists)
        self.lines += len({(stop.order_id, stop.line_no) for stop in stops})
        self.eaches += sum(stop.qty_each for stop in stops)
        self.zones |= {zone_of_bin(stop.bin_code) for stop in stops}


_Promised = tuple[Order, list[OrderLine]]


def release_orders(tables: Tables, doing: Doing, asked: ReleaseOrders) -> Verdict:
    """Bind the orders' promised goods to bins and make their walks.

    Orders that cannot be released are passed over; when none can, the first one's reason
    is the answer. What lies only in reserve stock stays promised and is fetched first.
    """
    no = releasing.refuse_limits(*astuple(asked.per_walk))
    if no or not asked.order_ids:
        return no or Refused(reason=Refusal.NOTHING_TO_RELEASE)
    released = release(tables, doing, asked)
    if released.left and not (released.orders or released.waiting):
        return released.left[0][1]
    only_waits = released.waiting and not released.orders
    return Done(
        effect=Effect.WAITS_FOR_REPLENISHMENT if only_waits else Effect.RELEASED,
        values={
            "orders": released.orders,
            "left": len(released.left) + len(released.waiting),
            "lists": released.lists,
        },
    )


def release(
    tables: Tables, doing: Doing, asked: ReleaseOrders, wave_id: WaveId = NO_WAVE
) -> Released:
    """Put orders to work by a method, as many together as it walks for."""
    released = Released()
    promised: list[tuple[_Promised, int, int]] = []
    for order_id in dict.fromkeys(asked.order_ids):
        found = _promised(tables, order_id)
        if isinstance(found, Refused):
            released.left.append((order_id, found))
        else:
            wanted = [line.reserved_each for line in found[1] if line.reserved_each]
            promised.append((found, len(wanted), sum(wanted)))
    per_walk = asked.per_walk if asked.method in SHARED_WALKS else Limits(orders=1)
    walks = laying_out.split_walks(promised, per_walk)
    for n, walk in enumerate(walks, start=1):
        how = Release(name=f"{doing.op_id}.{n:04}", method=asked.method, wave_id=wave_id)
        _release_walk(tables, doing, how, [each for each, _, _ in walk], released)
    return released


def _promised(tables: Tables, order_id: OrderId) -> _Promised | Refused:
    order = tables.orders.order(order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=order_id)
    lines = tables.orders.lines_of(order_id)
    return releasing.may_release(order, lines) or (order, lines)


def _release_walk(
    tables: Tables,
    doing: Doing,
    how: Release,
    together: Sequence[_Promised],
    released: Released,
) -> None:
    loads: list[Load] = []
    visited: set[str] = set()
    for order, lines in together:
        stops = _allocate(tables, lines, doing.at, visited)
        is_fetched = fetching.fetch_for_order(tables, doing, order.order_id)
        if stops:
            tote = _tote_of(tables, order, how.method)
            loads.append(Load(order=order, stops=tuple(stops), tote=tote))
        elif _goes_as_it_is(tables, order, lines):
            released.orders += 1
        elif is_fetched:
            released.waiting.append(order.order_id)
        else:
            no = Refused(reason=Refusal.NOTHING_TO_RELEASE, got=order.ref)
            released.left.append((order.order_id, no))
    if loads:
        walks = laying_out.make_walks(how, loads)
        _put_to_work(tables, walks, loads)
        released.add(walks, loads)


def _allocate(
    tables: Tables, lines: Sequence[OrderLine], at: datetime, visited: set[str]
) -> list[Stop]:
    stops: list[Stop] = []
    for line in lines:
        found = allocate_line(tables, line, line.reserved_each, at, visited=visited)
        visited |= {stop.bin_code for stop in found}
        stops += found
    return stops


def _tote_of(tables: Tables, order: Order, method: Method) -> ToteCode:
    """The tote an order has goods in already, which goes on with the new walk."""
    if method is Method.BATCH:
        return NO_TOTE
    for tote in still_coming(tables, order.order_id):
        carrying = tables.work.with_tote(tote.tote)
        if not any(each.is_open for each in carrying):
            return tote.tote
    return NO_TOTE


def _goes_as_it_is(tables: Tables, order: Order, lines: Sequence[OrderLine]) -> bool:
    """An order that was taken back and has nothing more to come is packed as it is."""
    if any(line.reserved_each for line in lines):
        return False
    promising.happen(tables, order, OrderEvent.RELEASE)
    finish_order(tables, order.order_id)
    return True


def allocate_line(
    tables: Tables,
    line: OrderLine,
    qty_each: int,
    at: datetime,
    *,
    but_not: BinCode | None = None,
    visited: Collection[str] = (),
) -> list[Stop]:
    """Bind `qty_each` eaches promised to a line to bins and lots, as far as they are there.

    Bins the walk has `visited` are taken from first where nothing else decides.
    """
    there = tables.stock.to_pick_from(line.sku)
    shelved = [each for each in there if each.balance.place != but_not]
    stops: list[Stop] = []
    chosen = allocating.choose_bins(qty_each, shelved, at, visited)
    for balance, taken_each in chosen:
        tables.stock.allocate(balance.place, line.sku, balance.lot, taken_each)
        stop = Stop(
            order_id=line.order_id,
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


def _put_to_work(tables: Tables, walks: Walks, loads: Sequence[Load]) -> None:
    tables.work.lists.put(*walks.lists)
    tables.work.tasks.put(*walks.tasks)
    tables.work.shares.put(*walks.shares)
    tables.work.positions.put(*walks.positions)
    for load in loads:
        promising.happen(tables, load.order, OrderEvent.RELEASE)
