"""The books added up by the database, so that a million movements are a few figures."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import get_args

from app.database.books import OperationRow
from app.database.driver import Database, SqlRow, Value
from app.database.rows import from_row
from app.database.shelf import Stamp
from app.engine.book_sums import (
    LineSums,
    OrderSums,
    ParcelSums,
    StationSums,
    StockSums,
    StopSums,
    ToteSums,
    WalkSums,
)
from app.engine.names import OpId, OrderId, ParcelId, Place, Sku
from app.engine.orders import Stage
from app.engine.task_states import ParcelState, TaskState

Goods = dict[tuple[Place, Sku], int]

STAGES = get_args(Stage)
_AT_ONCE = 2_000


class Sums:
    """Reads that belong together: call them inside one snapshot."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp

    def stock(self) -> StockSums:
        """The ledger, the balances and the promises."""
        promised = self._rows(
            """SELECT sku, SUM(on_hand_each) AS on_hand, SUM(reserved_each) AS reserved
            FROM availability WHERE site_id = :site_id GROUP BY sku"""
        )
        return StockSums(
            moved=_goods(self._rows(_MOVED.format(only=""))),
            set_aside=_goods(self._rows(_MOVED.format(only=_SET_ASIDE))),
            held=_goods(self._rows(_BALANCES.format(column="qty_each"))),
            allocated=_goods(self._rows(_BALANCES.format(column="allocated_each"))),
            wanted=_goods(self._rows(_WANTED, ready=TaskState.READY)),
            promised={
                Sku(str(row["sku"])): (_int(row["on_hand"]), _int(row["reserved"]))
                for row in promised
            },
        )

    def orders(self) -> list[OrderSums]:
        """Every order's name and state."""
        rows = self._rows(
            "SELECT order_id, ref, state FROM orders WHERE site_id = :site_id"
        )
        return [from_row(OrderSums, row) for row in rows]

    def lines(self) -> list[LineSums]:
        """Every order line, with what stops and parcels say of it."""
        rows = self._rows(_LINES, ready=TaskState.READY, gone=ParcelState.HANDED_OVER)
        return [_line(row) for row in rows]

    def walks(self) -> list[WalkSums]:
        """Every walk, with its open stops counted."""
        return [
            from_row(WalkSums, row) for row in self._rows(_WALKS, ready=TaskState.READY)
        ]

    def odd_stops(self) -> list[StopSums]:
        """The stops whose state does not fit what was picked."""
        rows = self._rows(_ODD_STOPS, ready=TaskState.READY, picked=TaskState.PICKED)
        return [from_row(StopSums, row) for row in rows]

    def totes(self) -> list[ToteSums]:
        """Every tote and the order in it."""
        rows = self._rows("SELECT tote, order_id FROM tote WHERE site_id = :site_id")
        return [from_row(ToteSums, row) for row in rows]

    def parcels(self) -> list[ParcelSums]:
        """Every parcel, with its lines added up by SKU."""
        goods: defaultdict[str, Counter[Sku]] = defaultdict(Counter)
        for row in self._rows(
            """SELECT parcel_id, sku, SUM(qty_each) AS qty_each FROM parcel_line
            WHERE site_id = :site_id GROUP BY parcel_id, sku"""
        ):
            goods[str(row["parcel_id"])][Sku(str(row["sku"]))] = _int(row["qty_each"])
        rows = self._rows("SELECT parcel_id, state FROM parcel WHERE site_id = :site_id")
        return [
            ParcelSums(
                parcel_id=ParcelId(str(row["parcel_id"])),
                is_gone=row["state"] == ParcelState.HANDED_OVER,
                goods=goods[str(row["parcel_id"])],
            )
            for row in rows
        ]

    def stations(self) -> list[StationSums]:
        """Every station's numbers."""
        return [from_row(StationSums, row) for row in self._rows(_STATIONS)]

    def operations(self) -> Iterator[OperationRow]:
        """Every operation, by id, a few thousand in memory at a time."""
        last = ""
        while rows := self._rows(_OPERATIONS, last=last, most=_AT_ONCE):
            yield from (from_row(OperationRow, row) for row in rows)
            last = OpId(str(rows[-1]["op_id"]))

    def count(self, table: str, only: str = "") -> int:
        """How many rows a table has."""
        [row] = self._rows(
            f"SELECT COUNT(*) AS n FROM {table} WHERE site_id = :site_id {only}"
        )
        return _int(row["n"])

    def highest_seq(self, table: str) -> int:
        """The highest sequence number in a table, 0 when it is empty."""
        [row] = self._rows(
            f"SELECT COALESCE(MAX(seq), 0) AS n FROM {table} WHERE site_id = :site_id"
        )
        return _int(row["n"])

    def _rows(self, sql: str, **values: Value) -> list[SqlRow]:
        return self._db.run(sql, site_id=self._stamp.site_id, **values)


def _int(value: Value) -> int:
    return int(str(value))


def _goods(rows: list[SqlRow]) -> Goods:
    return {
        (Place(str(row["place"])), Sku(str(row["sku"]))): _int(row["n"])
        for row in rows
        if row["n"]
    }


def _line(row: SqlRow) -> LineSums:
    return LineSums(
        order_id=OrderId(str(row["order_id"])),
        line_no=_int(row["line_no"]),
        sku=Sku(str(row["sku"])),
        qty_each=_int(row["qty_each"]),
        stages={stage: _int(row[f"{stage}_each"]) for stage in STAGES},
        in_stops_each=_int(row["in_stops"]),
        in_parcels_each=_int(row["in_parcels"]),
        handed_over_each=_int(row["handed_over"]),
    )


_MOVED = """
SELECT place, sku, SUM(qty_each) AS n FROM (
  SELECT target AS place, sku, qty_each, site_id, op_id FROM movement
  UNION ALL
  SELECT source AS place, sku, -qty_each AS qty_each, site_id, op_id FROM movement
) AS leg
WHERE site_id = :site_id {only}
GROUP BY place, sku
"""

_SET_ASIDE = """AND op_id IN (SELECT op_id FROM operation
  WHERE site_id = :site_id AND outcome = 'discrepancy')"""

_BALANCES = """
SELECT place, sku, SUM({column}) AS n FROM balance
WHERE site_id = :site_id GROUP BY place, sku
"""

_WANTED = """
SELECT bin_code AS place, sku, SUM(qty_each - picked_each) AS n FROM pick_task
WHERE site_id = :site_id AND state = :ready GROUP BY bin_code, sku
"""

_LINES = """
SELECT line.*, COALESCE(stop.n, 0) AS in_stops,
  COALESCE(packed.here, 0) AS in_parcels, COALESCE(packed.gone, 0) AS handed_over
FROM order_line AS line
LEFT JOIN (SELECT order_id, line_no, SUM(qty_each - picked_each) AS n FROM pick_task
    WHERE site_id = :site_id AND state = :ready GROUP BY order_id, line_no) AS stop
  ON stop.order_id = line.order_id AND stop.line_no = line.line_no
LEFT JOIN (SELECT parcel.order_id AS order_id, inside.line_no AS line_no,
      SUM(CASE WHEN parcel.state = :gone THEN 0 ELSE inside.qty_each END) AS here,
      SUM(CASE WHEN parcel.state = :gone THEN inside.qty_each ELSE 0 END) AS gone
    FROM parcel JOIN parcel_line AS inside
      ON inside.site_id = parcel.site_id AND inside.parcel_id = parcel.parcel_id
    WHERE parcel.site_id = :site_id GROUP BY parcel.order_id, inside.line_no) AS packed
  ON packed.order_id = line.order_id AND packed.line_no = line.line_no
WHERE line.site_id = :site_id ORDER BY line.order_id, line.line_no
"""

_WALKS = """
SELECT list.list_id, list.order_id, list.zone, list.state, list.badge,
  SUM(CASE WHEN task.state = :ready THEN 1 ELSE 0 END) AS open_stops
FROM pick_list AS list LEFT JOIN pick_task AS task
  ON task.site_id = list.site_id AND task.list_id = list.list_id
WHERE list.site_id = :site_id
GROUP BY list.list_id, list.order_id, list.zone, list.state, list.badge
"""

_ODD_STOPS = """
SELECT list_id, bin_code, sku, state, qty_each, picked_each FROM pick_task
WHERE site_id = :site_id AND (picked_each > qty_each
  OR (state = :ready AND picked_each = qty_each)
  OR (state = :picked AND picked_each <> qty_each))
"""

_STATIONS = """
SELECT op.station, COUNT(*) AS operations, COUNT(DISTINCT op.station_seq) AS numbers,
  MAX(op.station_seq) AS last,
  SUM(CASE WHEN op.op_id IN (SELECT op_id FROM discrepancy WHERE site_id = :site_id
      AND says LIKE 'a station used one number twice%') THEN 1 ELSE 0 END) AS copied
FROM operation AS op WHERE op.site_id = :site_id GROUP BY op.station
"""

_OPERATIONS = """
SELECT * FROM operation WHERE site_id = :site_id AND op_id > :last
ORDER BY op_id LIMIT :most
"""
