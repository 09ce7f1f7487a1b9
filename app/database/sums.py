"""The books added up by the database, so that a million movements are a few figures."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final, get_args

from app.database.books import OperationRow
from app.database.driver import Database, SqlRow, Value
from app.database.keeping import OPEN_FETCH
from app.database.rows import from_row
from app.database.shelf import Stamp
from app.engine.book_sums import (
    LineSums,
    One,
    OrderSums,
    ParcelSums,
    SerialSums,
    ShareSums,
    StationSums,
    StaySums,
    StockSums,
    StopSums,
    ToteSums,
    WalkSums,
)
from app.engine.delivering import CarrierWord
from app.engine.names import (
    ListId,
    Lot,
    OpId,
    OrderId,
    ParcelId,
    Place,
    Serial,
    Sku,
    Sscc,
)
from app.engine.orders import Stage
from app.engine.releasing import Method
from app.engine.stock import BinStatus, BinUse
from app.engine.task_states import GONE, TaskState

STAGES = get_args(Stage)
_AT_ONCE = 2_000


class Sums:
    """Reads that belong together: call them inside one snapshot."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp

    def stock(self) -> StockSums:
        """The ledger, the balances and the promises."""
        bad = self._rows(_BAD_BINS, good=BinStatus.GOOD, returns=BinUse.RETURNS)
        return StockSums(
            moved=_lots(self._rows(_MOVED)),
            set_aside={
                (
                    Place(str(row["source"])),
                    Place(str(row["target"])),
                    Sku(str(row["sku"])),
                ): (_int(row["n"]))
                for row in self._rows(_SET_ASIDE)
            },
            held=_lots(self._rows(_BALANCES.format(column="qty_each"))),
            allocated=_lots(self._rows(_BALANCES.format(column="allocated_each"))),
            wanted=_lots(self._rows(_WANTED, ready=TaskState.READY)),
            bad_bins={Place(str(row["bin_code"])) for row in bad},
            promised=_pairs(self._rows(_PROMISED)),
            kept_back=_pairs(self._rows(_KEPT_BACK)),
        )

    def serials(self) -> SerialSums:
        """Where goods known one by one are, by the ledger and by what is kept beside it."""
        moved: defaultdict[One, list[Place]] = defaultdict(list)
        for row in self._rows(_ONES_MOVED):
            moved[_one(row)].append(Place(str(row["place"])))
        return SerialSums(
            kept={
                _one(row): (Place(str(row["place"])), Lot(str(row["lot"])))
                for row in self._rows(_ONES_KEPT)
            },
            moved=moved,
            set_aside={_one(row) for row in self._rows(_ONES_ASIDE)},
        )

    def orders(self) -> list[OrderSums]:
        """Every order's name and state."""
        rows = self._rows(
            "SELECT order_id, ref, state FROM orders WHERE site_id = :site_id"
        )
        return [from_row(OrderSums, row) for row in rows]

    def lines(self) -> list[LineSums]:
        """Every order line, with what stops and parcels say of it."""
        return [_line(row) for row in self._rows(_LINES, ready=TaskState.READY)]

    def walks(self) -> list[WalkSums]:
        """Every walk, with its open stops counted."""
        return [
            from_row(WalkSums, row) for row in self._rows(_WALKS, ready=TaskState.READY)
        ]

    def odd_stops(self) -> list[StopSums]:
        """The stops whose state does not fit what was picked."""
        rows = self._rows(_ODD_STOPS, ready=TaskState.READY, picked=TaskState.PICKED)
        return [from_row(StopSums, row) for row in rows]

    def odd_shares(self) -> list[ShareSums]:
        """The stops for several orders that are not the sum of their shares."""
        rows = self._rows(_ODD_SHARES, ready=TaskState.READY)
        return [from_row(ShareSums, row) for row in rows]

    def unsorted(self) -> dict[tuple[ListId, OrderId, Sku], int]:
        """What the totes of each batch still hold for each of its orders, in eaches."""
        return {
            (
                ListId(str(row["list_id"])),
                OrderId(str(row["order_id"])),
                Sku(str(row["sku"])),
            ): _int(row["n"])
            for row in self._rows(_UNSORTED, batch=Method.BATCH)
        }

    def aboard(self) -> set[OrderId]:
        """The orders on walks for several, in batches to be sorted, and on their way."""
        rows = self._rows(_ABOARD, batch=Method.BATCH, gone=TaskState.CANCELLED)
        return {OrderId(str(row["order_id"])) for row in rows}

    def totes(self) -> list[ToteSums]:
        """Every tote, whose goods are in it, and where it stands."""
        return [from_row(ToteSums, row) for row in self._rows(_TOTES, batch=Method.BATCH)]

    def stays(self) -> list[StaySums]:
        """The totes that are in the hospital."""
        return [from_row(StaySums, row) for row in self._rows(_STAYS)]

    def parcels(self) -> list[ParcelSums]:
        """Every parcel, with its lines added up by SKU, and what its carrier told."""
        goods: defaultdict[str, Counter[Sku]] = defaultdict(Counter)
        for row in self._rows(_PACKED):
            goods[str(row["parcel_id"])][Sku(str(row["sku"]))] = _int(row["n"])
        words: defaultdict[str, list[CarrierWord]] = defaultdict(list)
        for row in self._rows("SELECT * FROM carrier_event WHERE site_id = :site_id"):
            words[str(row["parcel_id"])].append(from_row(CarrierWord, row))
        return [
            ParcelSums(
                parcel_id=ParcelId(str(row["parcel_id"])),
                order_id=OrderId(str(row["order_id"])),
                state=str(row["state"]),
                sscc=Sscc(str(row["sscc"])),
                manifest=str(row["manifest"]),
                goods=goods[str(row["parcel_id"])],
                words=words[str(row["parcel_id"])],
            )
            for row in self._rows(_PARCELS)
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


def _lots(rows: list[SqlRow]) -> dict[tuple[Place, Sku, Lot], int]:
    return {
        (Place(str(row["place"])), Sku(str(row["sku"])), Lot(str(row["lot"]))): n
        for row in rows
        if (n := _int(row["n"]))
    }


def _pairs(rows: list[SqlRow]) -> dict[Sku, tuple[int, int]]:
    return {Sku(str(row["sku"])): (_int(row["a"]), _int(row["b"])) for row in rows}


def _one(row: SqlRow) -> One:
    return Sku(str(row["sku"])), Serial(str(row["serial"]))


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


_ASIDE: Final = """AND op_id IN (SELECT op_id FROM operation
  WHERE site_id = :site_id AND outcome = 'discrepancy')"""

_LEGS: Final = """(
  SELECT target AS place, sku, lot, serial, qty_each, site_id, op_id FROM movement
  UNION ALL
  SELECT source AS place, sku, lot, serial, -qty_each AS qty_each, site_id, op_id
  FROM movement
) AS leg"""

_MOVED: Final = f"""
SELECT place, sku, lot, SUM(qty_each) AS n FROM {_LEGS}
WHERE site_id = :site_id
GROUP BY place, sku, lot
"""

_SET_ASIDE: Final = f"""
SELECT source, target, sku, SUM(qty_each) AS n FROM movement
WHERE site_id = :site_id {_ASIDE}
GROUP BY source, target, sku
"""

_BALANCES: Final = """
SELECT place, sku, lot, {column} AS n FROM balance WHERE site_id = :site_id
"""

_WANTED: Final = f"""
SELECT place, sku, lot, SUM(left_each) AS n FROM (
  SELECT bin_code AS place, sku, lot, qty_each - picked_each AS left_each
  FROM pick_task WHERE site_id = :site_id AND state = :ready
  UNION ALL
  SELECT source AS place, sku, lot, qty_each AS left_each
  FROM replenish_task WHERE site_id = :site_id AND {OPEN_FETCH}
) AS wanted
GROUP BY place, sku, lot
"""

_BAD_BINS: Final = """
SELECT bin_code FROM bin WHERE site_id = :site_id AND (status <> :good OR use = :returns)
"""

_PROMISED: Final = """
SELECT sku, on_hand_each AS a, reserved_each AS b FROM availability
WHERE site_id = :site_id
"""

_KEPT_BACK: Final = """
SELECT item.sku, COALESCE(kept.safety_each, 0) AS a, item.safety_each AS b
FROM item LEFT JOIN availability AS kept
  ON kept.site_id = item.site_id AND kept.sku = item.sku
WHERE item.site_id = :site_id AND COALESCE(kept.safety_each, 0) <> item.safety_each
"""

_ONES_MOVED: Final = f"""
SELECT sku, serial, place FROM {_LEGS}
WHERE site_id = :site_id AND serial <> '' AND place NOT LIKE '@%'
GROUP BY sku, serial, place HAVING SUM(qty_each) <> 0 ORDER BY sku, serial, place
"""

_ONES_KEPT: Final = """
SELECT sku, serial, place, lot FROM serial
WHERE site_id = :site_id AND place NOT LIKE '@%'
"""

_ONES_ASIDE: Final = f"""
SELECT DISTINCT sku, serial FROM movement
WHERE site_id = :site_id AND serial <> '' {_ASIDE}
"""

_TOTES: Final = """
SELECT tote.tote, tote.order_id, COALESCE(list.list_id, '') AS batch, tote.state,
  tote.stands_at
FROM tote LEFT JOIN pick_list AS list ON list.site_id = tote.site_id
  AND list.list_id = tote.list_id AND list.method = :batch
WHERE tote.site_id = :site_id ORDER BY tote.tote
"""

_STAYS: Final = """
SELECT tote, place FROM hospital_stay WHERE site_id = :site_id AND until IS NULL
ORDER BY tote, place
"""

_PACKED: Final = """
SELECT parcel_id, sku, SUM(qty_each) AS n FROM parcel_line
WHERE site_id = :site_id GROUP BY parcel_id, sku
"""

_PARCELS: Final = """
SELECT parcel.parcel_id, parcel.order_id, parcel.state, parcel.sscc,
  COALESCE(manifest.state, parcel.manifest_id) AS manifest
FROM parcel LEFT JOIN manifest ON manifest.site_id = parcel.site_id
  AND manifest.manifest_id = parcel.manifest_id
WHERE parcel.site_id = :site_id ORDER BY parcel.parcel_id
"""

_GONE: Final = ", ".join(f"'{state}'" for state in sorted(GONE))
_IS_GONE: Final = f"parcel.state IN ({_GONE})"

_LINES: Final = f"""
SELECT line.*, COALESCE(stop.n, 0) AS in_stops,
  COALESCE(packed.here, 0) AS in_parcels, COALESCE(packed.gone, 0) AS handed_over
FROM order_line AS line
LEFT JOIN (SELECT order_id, line_no, SUM(left_each) AS n FROM (
      SELECT order_id, line_no, qty_each - picked_each AS left_each
      FROM pick_task WHERE site_id = :site_id AND state = :ready AND order_id <> ''
      UNION ALL
      SELECT share.order_id, share.line_no, share.qty_each - share.picked_each AS left_each
      FROM stop_share AS share JOIN pick_task AS task
        ON task.site_id = share.site_id AND task.task_id = share.task_id
      WHERE share.site_id = :site_id AND task.state = :ready) AS wanted
    GROUP BY order_id, line_no) AS stop
  ON stop.order_id = line.order_id AND stop.line_no = line.line_no
LEFT JOIN (SELECT parcel.order_id AS order_id, inside.line_no AS line_no,
      SUM(CASE WHEN {_IS_GONE} THEN 0 ELSE inside.qty_each END) AS here,
      SUM(CASE WHEN {_IS_GONE} THEN inside.qty_each ELSE 0 END) AS gone
    FROM parcel JOIN parcel_line AS inside
      ON inside.site_id = parcel.site_id AND inside.parcel_id = parcel.parcel_id
    WHERE parcel.site_id = :site_id GROUP BY parcel.order_id, inside.line_no) AS packed
  ON packed.order_id = line.order_id AND packed.line_no = line.line_no
WHERE line.site_id = :site_id ORDER BY line.order_id, line.line_no
"""

_WALKS: Final = """
SELECT list.list_id, list.order_id, list.zone, list.state, list.badge,
  CAST(SUM(CASE WHEN task.state = :ready THEN 1 ELSE 0 END) AS BIGINT) AS open_stops
FROM pick_list AS list LEFT JOIN pick_task AS task
  ON task.site_id = list.site_id AND task.list_id = list.list_id
WHERE list.site_id = :site_id
GROUP BY list.list_id, list.order_id, list.zone, list.state, list.badge
"""

_ODD_STOPS: Final = """
SELECT list_id, bin_code, sku, state, qty_each, picked_each FROM pick_task
WHERE site_id = :site_id AND (picked_each > qty_each
  OR (state = :ready AND picked_each = qty_each)
  OR (state = :picked AND picked_each <> qty_each))
"""

_ODD_SHARES: Final = """
SELECT task.bin_code, task.sku, task.state, task.qty_each, task.picked_each,
  CAST(COALESCE(SUM(share.qty_each), 0) AS BIGINT) AS shared_each,
  CAST(COALESCE(SUM(share.picked_each), 0) AS BIGINT) AS shared_picked_each
FROM pick_task AS task LEFT JOIN stop_share AS share
  ON share.site_id = task.site_id AND share.task_id = task.task_id
WHERE task.site_id = :site_id AND task.order_id = ''
GROUP BY task.task_id, task.bin_code, task.sku, task.state, task.qty_each,
  task.picked_each
HAVING task.picked_each <> COALESCE(SUM(share.picked_each), 0)
  OR (task.state = :ready AND task.qty_each <> COALESCE(SUM(share.qty_each), 0))
ORDER BY task.task_id
"""

_UNSORTED: Final = """
SELECT share.list_id, share.order_id, task.sku,
  SUM(share.picked_each - share.sorted_each) AS n
FROM stop_share AS share
JOIN pick_task AS task ON task.site_id = share.site_id AND task.task_id = share.task_id
JOIN pick_list AS list ON list.site_id = share.site_id AND list.list_id = share.list_id
WHERE share.site_id = :site_id AND list.method = :batch
  AND share.picked_each > share.sorted_each
GROUP BY share.list_id, share.order_id, task.sku
"""

_ABOARD: Final = """
SELECT task.order_id FROM pick_list AS list
JOIN pick_task AS task ON task.site_id = list.site_id AND task.list_id = list.list_id
WHERE list.site_id = :site_id AND list.order_id = '' AND task.order_id <> ''
  AND list.state NOT IN ('done', 'cancelled')
  AND (task.state <> :gone OR task.picked_each > 0)
UNION
SELECT share.order_id FROM pick_list AS list
JOIN pick_task AS task ON task.site_id = list.site_id AND task.list_id = list.list_id
JOIN stop_share AS share
  ON share.site_id = task.site_id AND share.task_id = task.task_id
WHERE list.site_id = :site_id AND list.state NOT IN ('done', 'cancelled')
  AND share.qty_each > 0 AND (task.state <> :gone OR share.picked_each > 0)
UNION
SELECT share.order_id FROM stop_share AS share
JOIN pick_list AS list ON list.site_id = share.site_id AND list.list_id = share.list_id
WHERE share.site_id = :site_id AND list.method = :batch
  AND share.picked_each > share.sorted_each
UNION
SELECT order_id FROM tote WHERE site_id = :site_id AND order_id <> ''
  AND (state = 'picking' OR (state = 'staged' AND stands_at NOT LIKE 'DROP-PACK%'))
"""

_TOLD: Final = """op.op_id IN (SELECT op_id FROM discrepancy
      WHERE site_id = :site_id AND says LIKE '{says}')"""
_TWICE: Final = _TOLD.format(says="a station used one number twice%")
_NEVER_CAME: Final = _TOLD.format(says="operations % never came%")

_STATIONS: Final = f"""
SELECT station, MAX(station_seq) AS last,
  CAST(SUM(CASE WHEN gap > 0 THEN gap ELSE 0 END) AS BIGINT) AS missing,
  CAST(SUM(CASE WHEN gap < 0 THEN 1 ELSE 0 END) AS BIGINT) AS copied
FROM (
  SELECT op.station, op.station_seq,
    CASE WHEN {_TWICE} OR {_NEVER_CAME} THEN 0 ELSE 1 END
      * (op.station_seq - 1 - LAG(op.station_seq, 1, 0)
        OVER (PARTITION BY op.station ORDER BY op.station_seq, op.seq)) AS gap
  FROM operation AS op WHERE op.site_id = :site_id AND op.station_seq > 0
) AS numbered
GROUP BY station
"""
"""Numbers that discrepancies tell of are not missing. One that comes after all comes late,
under a number below the last, and is told of as one used twice."""

_OPERATIONS: Final = """
SELECT * FROM operation WHERE site_id = :site_id AND op_id > :last
ORDER BY op_id LIMIT :most
"""
