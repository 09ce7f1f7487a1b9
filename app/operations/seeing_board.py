"""What the supervisor's tablet shows."""

from dataclasses import dataclass, replace

from app.database.keeping import OPEN_COUNT
from app.database.tables import Tables
from app.engine.counting import CountTask
from app.engine.names import OrderId
from app.engine.notices import Discrepancy, Notice, NoticeKind
from app.engine.orders import Order, OrderLine
from app.engine.packing import Parcel
from app.engine.putting_back import PutBackTask
from app.engine.releasing import PickTask
from app.engine.subjects import Subject, What
from app.engine.task_states import OrderState
from app.operations.seeing_timelines import MOST, Entry, see_timeline
from app.operations.seeing_work import ZoneWork, item_name, see_zones
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order in a list, with how far its eaches have come."""

    order: Order
    lines: int
    qty_each: int
    reserved_each: int
    allocated_each: int
    picked_each: int
    packed_each: int
    shipped_each: int
    backordered_each: int
    cancelled_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The building at a glance: zones, and orders by how far they have come."""

    zones: tuple[ZoneWork, ...]
    orders: dict[OrderState, int]
    totes_at_packing: int
    shorts: int
    discrepancies: int
    counts_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A stop that gave less than the books said, with all its orders' refs and the first."""

    task: PickTask
    name: str
    order_id: OrderId
    order_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingBack:
    """Goods that are to go from a tote or parcel back to a bin."""

    task: PutBackTask
    name: str
    order_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """What needs a person."""

    shorts: tuple[Short, ...]
    counts: tuple[CountTask, ...]
    discrepancies: tuple[Discrepancy, ...]
    notices: tuple[tuple[Notice, str], ...]
    """Notices drafted, each with the order's ref; and those of SKUs that run low now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStory:
    """One order with what happened to it, the newest first.

    The order has its hold and its policy, each line when what it waits for is expected.
    """

    row: OrderRow
    lines: tuple[OrderLine, ...]
    parcels: tuple[Parcel, ...]
    put_backs: tuple[PutBackTask, ...]
    timeline: tuple[Entry, ...]


def see_board(station: Station) -> Board:
    """The whole building, for a live screen."""
    with station.reading() as tables:
        counted = tables.orders.orders.rows(
            """SELECT state, COUNT(*) AS n FROM orders WHERE site_id = :site_id
            GROUP BY state"""
        )
        orders = {OrderState(str(row["state"])): int(str(row["n"])) for row in counted}
        return Board(
            zones=tuple(see_zones(station)),
            orders=orders,
            totes_at_packing=_count(
                tables,
                "tote",
                "state IN ('staged', 'packing') AND SUBSTR(stands_at, 1, 9) = 'DROP-PACK'",
            ),
            shorts=_count(tables, "pick_task", "state = 'short' AND reason <> 'moved'"),
            discrepancies=_count(tables, "discrepancy", "state = 'open'"),
            counts_open=_count(tables, "count_task", OPEN_COUNT),
        )


def see_orders(
    station: Station,
    *,
    states: tuple[OrderState, ...] = (),
    search: str = "",
    most: int = 50,
    small_first: bool = False,
) -> list[OrderRow]:
    """Orders in some states (all when none is named), the most urgent first.

    `small_first` puts those with the fewest pieces first instead.

    `search` finds part of a ref, or a whole SKU, tote, customer, SSCC or tracking number.
    """
    wanted = ", ".join(f"'{OrderState(state)}'" for state in states)
    by_state = f"AND orders.state IN ({wanted})" if states else ""
    with station.reading() as tables:
        rows = tables.orders.orders.rows(
            _ORDERS.format(
                by_state=by_state,
                by_search=_SEARCH if search else "",
                by_size=_BY_SIZE if small_first else "",
            ),
            most=most,
            **({"search": search, "part": _part(search)} if search else {}),
        )
        return [_order_row(tables, OrderId(str(row["order_id"]))) for row in rows]


def _part(search: str) -> str:
    """What LIKE finds `search` with, taken word for word."""
    for special in "!%_":
        search = search.replace(special, f"!{special}")
    return f"%{search}%"


def see_order(station: Station, order_id: OrderId, most: int = MOST) -> OrderStory | None:
    """One order and the newest entries of its timeline, at most so many."""
    with station.reading() as tables:
        if tables.orders.order(order_id) is None:
            return None
        return OrderStory(
            row=_order_row(tables, order_id),
            lines=tuple(_as_named_here(tables, order_id)),
            parcels=tuple(tables.parcels.of_order(order_id)),
            put_backs=tuple(tables.work.put_backs_of(order_id)),
            timeline=tuple(see_timeline(station, Subject(What.ORDER, order_id), most)),
        )


def see_put_backs(station: Station, most: int = 50) -> list[GoingBack]:
    """Goods of cancelled orders that wait to go back to a bin, tote by tote."""
    with station.reading() as tables:
        tasks = tables.work.put_backs.find(
            "AND state = 'open' ORDER BY source, bin_code, put_back_id LIMIT :most",
            most=most,
        )
        return [
            GoingBack(
                task=task,
                name=item_name(tables, task.sku),
                order_ref=_ref(tables, task.order_id),
            )
            for task in tasks
        ]


def see_exceptions(station: Station, most: int = 50) -> Exceptions:
    """Shorts, counts, discrepancies, drafted notices and what runs low, newest first."""
    with station.reading() as tables:
        tasks = tables.work.tasks.find(
            "AND state = 'short' AND reason <> 'moved' ORDER BY seq DESC LIMIT :most",
            most=most,
        )
        notices = tables.books.notices.find(_TO_READ, low=NoticeKind.LOW_STOCK, most=most)
        return Exceptions(
            shorts=tuple(_short(tables, task) for task in tasks),
            counts=tuple(
                tables.keeping.counts.find(
                    f"AND {OPEN_COUNT} ORDER BY at DESC LIMIT :most", most=most
                )
            ),
            discrepancies=tuple(
                tables.books.discrepancies.find(
                    "AND state = 'open' ORDER BY at DESC LIMIT :most", most=most
                )
            ),
            notices=tuple((each, _ref(tables, each.order_id)) for each in notices),
        )


_TO_READ = """
AND (state = 'draft' OR (kind = :low AND state = 'approved'
  AND subject IN (SELECT sku FROM reorder WHERE site_id = :site_id AND is_low = 1)
  AND n = (SELECT MAX(later.n) FROM notice AS later WHERE later.site_id = notice.site_id
    AND later.kind = notice.kind AND later.order_id = notice.order_id
    AND later.subject = notice.subject)))
ORDER BY at DESC LIMIT :most
"""


def _as_named_here(tables: Tables, order_id: OrderId) -> list[OrderLine]:
    """An order's lines under the catalogue's names: shops send capitals and short forms."""
    named: list[OrderLine] = []
    for line in tables.orders.lines_of(order_id):
        item = tables.items.item(line.sku)
        named.append(replace(line, name=item.name) if item else line)
    return named


def _count(tables: Tables, table: str, where: str) -> int:
    [row] = tables.orders.orders.rows(
        f"SELECT COUNT(*) AS n FROM {table} WHERE site_id = :site_id AND {where}"
    )
    return int(str(row["n"]))


def _short(tables: Tables, task: PickTask) -> Short:
    shares = tables.work.shares_of(task)
    order_ids = list(dict.fromkeys(share.order_id for share in shares))
    return Short(
        task=task,
        name=item_name(tables, task.sku),
        order_id=order_ids[0],
        order_ref=", ".join(_ref(tables, each) for each in order_ids),
    )


def _ref(tables: Tables, order_id: OrderId) -> str:
    order = tables.orders.order(order_id)
    return order.ref if order else ""


def _order_row(tables: Tables, order_id: OrderId) -> OrderRow:
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    lines = tables.orders.lines_of(order_id)
    stages = (
        "qty",
        "reserved",
        "allocated",
        "picked",
        "packed",
        "shipped",
        "backordered",
        "cancelled",
    )
    sums = {
        f"{stage}_each": sum(getattr(line, f"{stage}_each") for line in lines)
        for stage in stages
    }
    return OrderRow(order=order, lines=len(lines), **sums)


_ORDERS = """
SELECT order_id FROM orders WHERE site_id = :site_id {by_state} {by_search}
ORDER BY {by_size} priority DESC, ship_by, placed_at, ref LIMIT :most
"""

_BY_SIZE = """
(SELECT SUM(line.qty_each) FROM order_line AS line
 WHERE line.site_id = orders.site_id AND line.order_id = orders.order_id),
"""

_SEARCH = """
AND (LOWER(ref) LIKE LOWER(:part) ESCAPE '!' OR customer = :search
  OR order_id IN (SELECT order_id FROM order_line
                  WHERE site_id = :site_id AND sku = :search)
  OR order_id IN (SELECT order_id FROM pick_list
                  WHERE site_id = :site_id AND tote = :search)
  OR order_id IN (SELECT order_id FROM tote
                  WHERE site_id = :site_id AND tote = :search)
  OR order_id IN (SELECT order_id FROM parcel
                  WHERE site_id = :site_id AND (sscc = :search OR tracking = :search)))
"""
