"""Goods on their way, added up: what is to go back, came back, came in, and was adjusted."""

from typing import Final

from app.database.driver import Database, SqlRow, Value
from app.database.keeping import OPEN_FETCH
from app.database.rows import from_row
from app.database.shelf import Stamp
from app.engine.book_sums import (
    AdjustmentSums,
    FetchSums,
    KeepingSums,
    PurchaseSums,
    PutBackSums,
    ReturnSums,
)


class KeepingTotals:
    """Reads that belong together: call them inside one snapshot."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp

    def keeping(self) -> KeepingSums:
        """What is on its way, and whatever does not fit of what has come."""
        return KeepingSums(
            put_backs=[from_row(PutBackSums, row) for row in self._rows(_PUT_BACKS)],
            returns=[from_row(ReturnSums, row) for row in self._rows(_RETURNS)],
            odd_purchases=[from_row(PurchaseSums, row) for row in self._rows(_PURCHASES)],
            odd_fetches=[from_row(FetchSums, row) for row in self._rows(_FETCHES)],
            odd_adjustments=[
                from_row(AdjustmentSums, row) for row in self._rows(_ADJUSTMENTS)
            ],
        )

    def _rows(self, sql: str, **values: Value) -> list[SqlRow]:
        return self._db.run(sql, site_id=self._stamp.site_id, **values)


_PUT_BACKS: Final = """
SELECT source, sku, state, qty_each, done_each FROM put_back
WHERE site_id = :site_id
  AND (state = 'open' OR (state = 'done' AND done_each <> qty_each))
ORDER BY source, sku, put_back_id
"""

_RETURNS: Final = """
SELECT given.return_id, given.order_id, given.state, line.sku, line.received_each,
  line.restocked_each + line.scrapped_each + line.quarantined_each AS inspected_each
FROM return_order AS given JOIN return_line AS line
  ON line.site_id = given.site_id AND line.return_id = given.return_id
WHERE given.site_id = :site_id ORDER BY given.return_id, line.sku
"""

_PURCHASES: Final = """
SELECT purchase.ref, purchase.state, line.sku, line.qty_each, line.received_each
FROM purchase_order AS purchase JOIN purchase_line AS line
  ON line.site_id = purchase.site_id AND line.po_id = purchase.po_id
WHERE purchase.site_id = :site_id
  AND ((purchase.state IN ('suggested', 'dropped', 'open', 'cancelled') AND line.received_each > 0)
    OR (purchase.state = 'received' AND line.received_each < line.qty_each))
ORDER BY purchase.ref, line.line_no
"""

_FETCHES: Final = f"""
SELECT source, sku, state, qty_each, moved_each FROM replenish_task
WHERE site_id = :site_id AND (({OPEN_FETCH} AND moved_each > 0)
  OR (state = 'done' AND moved_each = 0) OR moved_each > qty_each)
ORDER BY task_id
"""

_ADJUSTMENTS: Final = """
SELECT said.bin_code AS place, said.sku, said.lot, CAST(said.n AS BIGINT) AS said_each,
  CAST(COALESCE(moved.n, 0) AS BIGINT) AS moved_each
FROM (SELECT op_id, bin_code, sku, lot, SUM(qty_each) AS n FROM adjustment
    WHERE site_id = :site_id GROUP BY op_id, bin_code, sku, lot) AS said
LEFT JOIN (SELECT op_id, place, sku, lot, SUM(qty_each) AS n FROM (
    SELECT op_id, target AS place, sku, lot, qty_each FROM movement
    WHERE site_id = :site_id
      AND op_id IN (SELECT op_id FROM adjustment WHERE site_id = :site_id)
    UNION ALL
    SELECT op_id, source AS place, sku, lot, -qty_each AS qty_each FROM movement
    WHERE site_id = :site_id
      AND op_id IN (SELECT op_id FROM adjustment WHERE site_id = :site_id)) AS leg
  GROUP BY op_id, place, sku, lot) AS moved
  ON moved.op_id = said.op_id AND moved.place = said.bin_code AND moved.sku = said.sku
    AND moved.lot = said.lot
WHERE said.n <> COALESCE(moved.n, 0)
ORDER BY said.op_id, said.bin_code, said.sku, said.lot
"""
