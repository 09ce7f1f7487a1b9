"""What people were told, added up: notices nobody drafted or decided, and every offer."""

from typing import Final

from app.database.driver import Database
from app.database.rows import from_row
from app.database.shelf import Stamp
from app.engine.book_sums import DelaySums, NoticeSums, ToldSums


class ToldTotals:
    """Reads that belong together: call them inside one snapshot."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp

    def told(self) -> ToldSums:
        """Notices that do not fit their operations, and what became of every offer."""
        site = {"site_id": self._stamp.site_id}
        notices, delays, unrecorded = (
            self._db.run(sql, **site) for sql in (_NOTICES, _DELAYS, _UNRECORDED)
        )
        return ToldSums(
            odd_notices=[from_row(NoticeSums, row) for row in notices],
            delays=[from_row(DelaySums, row) for row in delays],
            unrecorded=[str(row["ref"]) for row in unrecorded],
        )


_NOTICES: Final = """
SELECT notice_id, state FROM notice AS said WHERE site_id = :site_id
  AND ((state = 'draft') <> (decided_by = '') OR (state = 'dropped' AND reason = '')
    OR NOT EXISTS (SELECT 1 FROM operation AS op
      WHERE op.site_id = said.site_id AND op.op_id = said.op_id)
    OR (decided_by <> '' AND NOT EXISTS (SELECT 1 FROM operation AS op
      WHERE op.site_id = said.site_id AND op.op_id = said.decided_by)))
ORDER BY notice_id
"""

_DELAYS: Final = """
SELECT orders.ref, delay.number,
  CASE WHEN delay.offered_at IS NULL THEN 0 ELSE 1 END AS is_offered,
  CASE WHEN delay.cancelled_at IS NULL THEN 0 ELSE 1 END AS is_cancelled,
  COALESCE((SELECT state FROM notice AS said WHERE said.site_id = delay.site_id
    AND said.notice_id = delay.notice_id), '') AS notice,
  CASE WHEN EXISTS (SELECT 1 FROM notice AS said WHERE said.site_id = delay.site_id
    AND said.order_id = delay.order_id AND said.kind = 'cancelled')
    THEN 1 ELSE 0 END AS is_told,
  CAST((SELECT SUM(qty_each - cancelled_each - shipped_each) FROM order_line AS line
    WHERE line.site_id = delay.site_id AND line.order_id = delay.order_id) AS BIGINT)
    AS left_each
FROM delay JOIN orders
  ON orders.site_id = delay.site_id AND orders.order_id = delay.order_id
WHERE delay.site_id = :site_id ORDER BY orders.ref, delay.order_id, delay.number
"""

_UNRECORDED: Final = """
SELECT DISTINCT orders.ref FROM notice AS said JOIN orders
  ON orders.site_id = said.site_id AND orders.order_id = said.order_id
WHERE said.site_id = :site_id AND said.kind = 'cancelled'
  AND said.facts LIKE '%"reason":"delay_rule"%'
  AND NOT EXISTS (SELECT 1 FROM delay WHERE delay.site_id = said.site_id
    AND delay.order_id = said.order_id AND delay.cancelled_at IS NOT NULL)
ORDER BY orders.ref
"""
