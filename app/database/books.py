"""What was done and by whom, what people are to be told, and what needs a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.database.driver import Database
from app.database.rows import to_ms
from app.database.shelf import Shelf, Stamp
from app.engine.names import Badge, OpId, OrderId, StationId
from app.engine.notices import Discrepancy, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """One operation, and what came of it: done, refused or discrepancy."""

    op_id: OpId
    station: StationId
    station_seq: int
    kind: str
    badge: Badge
    at: datetime
    body: str
    digest: str
    outcome: str
    reason: str


class Books:
    """Operations, notices, discrepancies."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp
        self.operations = Shelf(db, stamp, "operation", OperationRow, ("op_id",))
        self.notices = Shelf(db, stamp, "notice", Notice, ("notice_id",))
        self.discrepancies = Shelf(
            db, stamp, "discrepancy", Discrepancy, ("discrepancy_id",)
        )

    def operation(self, op_id: OpId) -> OperationRow | None:
        """What came of an operation, or None when it was never seen here."""
        return self.operations.get(op_id=op_id)

    def last_station_seq(self, station: StationId) -> int:
        """The number of the last operation a station did that is known here."""
        [row] = self._db.run(
            """SELECT COALESCE(MAX(station_seq), 0) AS last FROM operation
            WHERE site_id = :site_id AND station = :station""",
            site_id=self._stamp.site_id,
            station=station,
        )
        return int(str(row["last"]))

    def last_op_id(self) -> OpId:
        """The last operation in the books, empty when there is none."""
        last = self.operations.find("ORDER BY seq DESC LIMIT 1")
        return last[0].op_id if last else OpId("")

    def about_order(self, order_id: OrderId) -> list[OperationRow]:
        """Every operation that changed an order, its walks, parcels or returns, oldest first.

        The ids of its walks, stops, parcels and returns stand in the operations' bodies.
        """
        return self.operations.select(_ABOUT_ORDER, order_id=order_id)

    def keep_import(
        self,
        *,
        import_id: str,
        name: str,
        file_format: str,
        digest: str,
        at: datetime,
        counts: str,
    ) -> None:
        """Keep what became of a file of orders; `counts` is JSON."""
        self._db.run(
            """INSERT INTO import (site_id, import_id, name, format, digest, at, counts)
            VALUES (:site_id, :import_id, :name, :format, :digest, :at, :counts)""",
            site_id=self._stamp.site_id,
            import_id=import_id,
            name=name,
            format=file_format,
            digest=digest,
            at=to_ms(at),
            counts=counts,
        )

    def knows_import(self, digest: str) -> bool:
        """Whether a file with this digest was taken in."""
        return bool(
            self._db.run(
                "SELECT 1 FROM import WHERE site_id = :site_id AND digest = :digest",
                site_id=self._stamp.site_id,
                digest=digest,
            )
        )

    def keep_import_rows(
        self, import_id: str, rows: Iterable[tuple[int, str, str, str]]
    ) -> None:
        """Keep the rows of a file that became no order line: line, ref, fate, reason."""
        self._db.run_many(
            """INSERT INTO import_row (site_id, import_id, line, ref, fate, reason)
            VALUES (:site_id, :import_id, :line, :ref, :fate, :reason)""",
            (
                {
                    "site_id": self._stamp.site_id,
                    "import_id": import_id,
                    "line": line,
                    "ref": ref,
                    "fate": fate,
                    "reason": reason,
                }
                for line, ref, fate, reason in rows
            ),
        )


_ABOUT_ORDER = """
SELECT op.* FROM operation AS op WHERE op.site_id = :site_id AND (
  op.op_id = :order_id OR op.body LIKE '%' || :order_id || '%'
  OR (op.kind = 'take_payment' AND EXISTS (SELECT 1 FROM orders
    WHERE orders.site_id = op.site_id AND orders.order_id = :order_id
      AND REPLACE(op.body, '"channel":"' || orders.channel || '"', '') <> op.body
      AND REPLACE(op.body, '"ref":"' || orders.ref || '"', '') <> op.body))
  OR EXISTS (SELECT 1 FROM pick_list AS list
    WHERE list.site_id = op.site_id AND list.order_id = :order_id
      AND (list.list_id = op.op_id OR op.body LIKE '%' || list.list_id || '%'))
  OR EXISTS (SELECT 1 FROM pick_task AS task
    WHERE task.site_id = op.site_id AND task.order_id = :order_id
      AND (op.body LIKE '%' || task.task_id || '%'
        OR op.body LIKE '%' || task.list_id || '%'
        OR task.list_id LIKE op.op_id || '.%'))
  OR EXISTS (SELECT 1 FROM stop_share AS share
    WHERE share.site_id = op.site_id AND share.order_id = :order_id
      AND (op.body LIKE '%' || share.task_id || '%'
        OR op.body LIKE '%' || share.list_id || '%'
        OR share.list_id LIKE op.op_id || '.%'))
  OR EXISTS (SELECT 1 FROM return_order AS back
    WHERE back.site_id = op.site_id AND back.order_id = :order_id
      AND (back.return_id = op.op_id
        OR op.body LIKE '%' || back.return_id || '%'))
  OR EXISTS (SELECT 1 FROM parcel
    WHERE parcel.site_id = op.site_id AND parcel.order_id = :order_id
      AND (parcel.parcel_id = op.op_id
        OR op.body LIKE '%' || parcel.parcel_id || '%'
        OR (parcel.sscc <> '' AND op.body LIKE '%' || parcel.sscc || '%')
        OR (parcel.manifest_id <> ''
          AND op.body LIKE '%' || parcel.manifest_id || '%')))
  OR EXISTS (SELECT 1 FROM movement AS move
    JOIN parcel ON parcel.site_id = move.site_id
      AND parcel.parcel_id = substr(move.target, 8)
    WHERE move.site_id = op.site_id AND move.op_id = op.op_id
      AND parcel.order_id = :order_id)
  OR EXISTS (SELECT 1 FROM carrier_event AS told
    JOIN parcel ON parcel.site_id = told.site_id
      AND parcel.parcel_id = told.parcel_id
    WHERE told.site_id = op.site_id AND told.op_id = op.op_id
      AND parcel.order_id = :order_id)
  OR EXISTS (SELECT 1 FROM hospital_stay AS stay
    WHERE stay.site_id = op.site_id AND stay.order_id = :order_id
      AND (stay.stay_id = op.op_id OR stay.left_by = op.op_id)))
ORDER BY op.seq
"""
