"""What the picker's screens show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from app.database.driver import SqlRow
from app.database.items import ItemWords
from app.database.rows import from_row
from app.database.tables import Tables
from app.engine import handing_on
from app.engine.items import Barcode
from app.engine.names import (
    NO_TOTE,
    Badge,
    DropCode,
    ListId,
    OrderId,
    Sku,
    ToteCode,
    ZoneCode,
)
from app.engine.releasing import CartPosition, PickList, PickTask
from app.engine.site import Person, Role
from app.engine.task_states import ListState, TaskState, ToteState
from app.operations.following import orders_on
from app.operations.picking import is_held
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneWork:
    """How much waits in a zone, and who is in it.

    Walks of held orders are not counted as ready. `lists_waiting` have their tote still in an earlier zone. Quantities count what is not
    picked yet; `picked_stops` and `short_stops` count what was done in released orders.
    """

    zone: ZoneCode
    lists_ready: int = 0
    lists_waiting: int = 0
    lists_claimed: int = 0
    lists_picked: int = 0
    lists_done: int = 0
    stops_left: int = 0
    eaches_left: int = 0
    picked_stops: int = 0
    short_stops: int = 0
    people: tuple[str, ...] = ()
    ship_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of a walk, with what a person needs to know of the item.

    `tote` is where the goods go, at a `position` of the cart when there is one; on a cart
    it is empty until the tote stands in its position.
    """

    task: PickTask
    name: str
    ean: str
    tote: ToteCode = NO_TOTE
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A walk in somebody's hands. `stops` are in bin order; the floor orders the route.

    A walk for many orders names them all in `order_ref`. `missing_each` of its order lines
    no bin had: they are on backorder, or promised and in a bin nobody can reach. What
    another bin gave instead is not missing.
    """

    pick_list: PickList
    order_ref: str
    carrier: str
    stops: tuple[Stop, ...]
    drop: DropCode
    missing_each: int = 0

    @property
    def open_stops(self) -> tuple[Stop, ...]:
        """The stops still to be made."""
        return tuple(s for s in self.stops if s.task.state is TaskState.READY)

    @property
    def totes(self) -> tuple[ToteCode, ...]:
        """The totes that go along: the walk's own, or those on the cart."""
        if self.pick_list.tote:
            return (self.pick_list.tote,)
        return tuple(dict.fromkeys(stop.tote for stop in self.stops if stop.tote))


def see_people(station: Station, role: Role | None = None) -> list[Person]:
    """Who works here, by name."""
    with station.reading() as tables:
        people = tables.people.persons.find("ORDER BY name, badge")
    return [each for each in people if role is None or each.role is role]


def see_person(station: Station, badge: Badge) -> Person | None:
    """Who wears this badge."""
    with station.reading() as tables:
        return tables.people.person(badge)


def see_preferences(station: Station, badge: Badge) -> dict[str, str]:
    """What a person wants screens to be like, by name; empty when they never said."""
    with station.reading() as tables:
        return tables.people.preferences_of(badge)


def see_setting(station: Station, name: str) -> str:
    """One thing the site is set up with: name, ship_from or floor."""
    with station.reading() as tables:
        return tables.people.setting(name)


def see_item(station: Station, code: str) -> Barcode | None:
    """What a barcode or SKU means in this site's catalogue."""
    with station.reading() as tables:
        return tables.items.behind(code)


def see_zones(station: Station) -> list[ZoneWork]:
    """Every zone that has or had released work, in order of its code."""
    with station.reading() as tables:
        zones = {
            str(row["zone"]): _zone_work(row) for row in tables.work.lists.rows(_ZONES)
        }
        people: dict[str, list[str]] = {}
        for row in tables.work.lists.rows(_PEOPLE):
            people.setdefault(str(row["zone"]), []).append(str(row["name"]))
    return [
        replace(work, people=tuple(people.get(zone, ())))
        for zone, work in sorted(zones.items())
    ]


def see_walk(station: Station, badge: Badge) -> Walk | None:
    """The walk a person has in hand on any station, or None when they have none."""
    with station.reading() as tables:
        lists = tables.work.of_person(badge)
        return _walk(tables, lists[0]) if lists else None


def see_queue(station: Station, zone: ZoneCode) -> list[Walk]:
    """A zone's walks that are ready or claimed, most urgent first.

    Those of held orders that nobody has in hand are left out.
    """
    with station.reading() as tables:
        walks = (
            each
            for each in tables.work.to_claim(zone)
            if each.state is ListState.CLAIMED or not is_held(tables, each)
        )
        return [_walk(tables, each) for each in islice(walks, 50)]


def see_walks(station: Station, zone: str = "", most: int = 50) -> list[Walk]:
    """The walks that are not done, also of held orders, most urgent first.

    Those of one `zone`, or all when it is empty; `zone` is where a walk begins.
    """
    with station.reading() as tables:
        found = tables.work.lists.find(_UNDONE, zone=zone, most=most)
        return [_walk(tables, each) for each in found]


def see_list(station: Station, list_id: ListId) -> Walk | None:
    """One walk in whatever state, or None when there is none."""
    with station.reading() as tables:
        found = tables.work.list_(list_id)
        return _walk(tables, found) if found else None


def see_waiting_tote(station: Station, tote: str) -> PickList | None:
    """The ready walk whose tote this is, or None."""
    with station.reading() as tables:
        found = tables.work.lists.find("AND tote = :tote AND state = 'ready'", tote=tote)
    return found[0] if found else None


def _walk(tables: Tables, pick_list: PickList) -> Walk:
    found = [tables.orders.order(each) for each in orders_on(tables, pick_list)]
    orders = [order for order in found if order]
    words = tables.items.words_for_list(pick_list.list_id)
    cart = _cart(tables, pick_list)
    tasks = tables.work.tasks_of(pick_list.list_id)
    stops = [
        _stop(task, words[task.sku], pick_list, cart.get(task.order_id))
        for task in tasks
        if task.state is not TaskState.CANCELLED
    ]
    own = pick_list.order_id
    later = tables.work.lists_of(own) if own else []
    return Walk(
        pick_list=pick_list,
        order_ref=", ".join(order.ref for order in orders),
        carrier=", ".join(dict.fromkeys(order.carrier for order in orders)),
        stops=tuple(stops),
        drop=handing_on.next_drop(pick_list, later),
        missing_each=_missing_each(tables, tasks),
    )


def _cart(tables: Tables, pick_list: PickList) -> dict[OrderId, CartPosition]:
    """The positions by order; a tote that was not put into its position yet is not there."""
    carried = {
        each.tote
        for each in tables.work.totes_with(pick_list)
        if each.state is ToteState.PICKING
    }
    return {
        each.order_id: each if each.tote in carried else replace(each, tote=NO_TOTE)
        for each in tables.work.positions_of(pick_list.list_id)
    }


def _stop(
    task: PickTask, words: ItemWords, pick_list: PickList, position: CartPosition | None
) -> Stop:
    return Stop(
        task=task,
        name=words.name,
        ean=words.ean,
        tote=position.tote if position else pick_list.tote,
        position=position.position if position else 0,
    )


def _missing_each(tables: Tables, tasks: Sequence[PickTask]) -> int:
    left: dict[tuple[OrderId, int], int] = {}
    for task in tasks:
        shares = tables.work.shares_of(task) if task.state is TaskState.SHORT else []
        for share in shares:
            line_of = share.order_id, share.line_no
            left[line_of] = left.get(line_of, 0) + share.left_each
    missing = 0
    for (order_id, line_no), left_each in left.items():
        line = tables.orders.line(order_id, line_no)
        # What was moved to another bin is allocated or picked there.
        unbound = line.reserved_each + line.backordered_each if line else 0
        missing += min(left_each, unbound)
    return missing


def item_name(tables: Tables, sku: Sku) -> str:
    """What a SKU is called, its code when nobody has said."""
    item = tables.items.item(sku)
    return item.name if item else sku


def item_ean(tables: Tables, sku: Sku) -> str:
    """A barcode of one each of a SKU, empty when it has none."""
    codes = [code.code for code in tables.items.codes_of(sku) if code.qty_each == 1]
    return codes[0] if codes else ""


def _zone_work(row: SqlRow) -> ZoneWork:
    return from_row(ZoneWork, {**dict(row), "people": None})


_HELD = """
  SELECT 1 FROM orders
  WHERE orders.site_id = list.site_id AND orders.hold <> '' AND (
    orders.order_id = list.order_id
    OR orders.order_id IN (
      SELECT stop.order_id FROM pick_task AS stop
      WHERE stop.site_id = list.site_id AND stop.list_id = list.list_id
        AND (stop.state <> 'cancelled' OR stop.picked_each > 0))
    OR orders.order_id IN (
      SELECT share.order_id FROM stop_share AS share
      WHERE share.site_id = list.site_id AND share.list_id = list.list_id
        AND share.qty_each > 0))
"""

_ZONES = f"""
SELECT list.zone AS zone,
  COUNT(DISTINCT CASE WHEN list.state = '{ListState.READY}'
    AND NOT EXISTS ({_HELD}) THEN list.list_id END) AS lists_ready,
  COUNT(DISTINCT CASE WHEN list.state = '{ListState.WAITING}' THEN list.list_id END)
    AS lists_waiting,
  COUNT(DISTINCT CASE WHEN list.state = '{ListState.CLAIMED}' THEN list.list_id END)
    AS lists_claimed,
  COUNT(DISTINCT CASE WHEN list.state = '{ListState.PICKED}' THEN list.list_id END)
    AS lists_picked,
  COUNT(DISTINCT CASE WHEN list.state = '{ListState.DONE}' THEN list.list_id END)
    AS lists_done,
  COALESCE(SUM(CASE WHEN task.state = 'ready' THEN 1 ELSE 0 END), 0) AS stops_left,
  COALESCE(SUM(CASE WHEN task.state = 'ready' THEN task.qty_each - task.picked_each
               ELSE 0 END), 0) AS eaches_left,
  COALESCE(SUM(CASE WHEN task.state = 'picked' THEN 1 ELSE 0 END), 0) AS picked_stops,
  COALESCE(SUM(CASE WHEN task.state = 'short' AND task.reason <> 'moved' THEN 1
               ELSE 0 END), 0) AS short_stops,
  MIN(CASE WHEN task.state = 'ready' THEN list.ship_by END) AS ship_by
FROM pick_list AS list
LEFT JOIN pick_task AS task
  ON task.site_id = list.site_id AND task.list_id = list.list_id
WHERE list.site_id = :site_id
GROUP BY list.zone
"""

_UNDONE = f"""
AND state IN ('{ListState.READY}', '{ListState.WAITING}', '{ListState.CLAIMED}',
              '{ListState.PICKED}')
  AND :zone IN ('', zone)
ORDER BY priority DESC, ship_by, list_id LIMIT :most
"""

_PEOPLE = """
SELECT DISTINCT list.zone AS zone, COALESCE(person.name, list.badge) AS name
FROM pick_list AS list
LEFT JOIN person ON person.site_id = list.site_id AND person.badge = list.badge
WHERE list.site_id = :site_id AND list.state IN ('claimed', 'picked')
ORDER BY list.zone, name
"""
