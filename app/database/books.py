"""What was done and by whom, what people are to be told, and what needs a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.database.driver import Database
from app.database.rows import to_ms
from app.database.shelf import OF_ORDER, Shelf, Stamp
from app.engine.names import Badge, OpId, OrderId, StationId
from app.engine.notices import Discrepancy, Notice, NoticeKind


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
        self.notices = Shelf(db, stamp, "notice", Notice, ("notice_id",), OF_ORDER)
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

    def told(self, kind: NoticeKind, order_id: OrderId, *subjects: str) -> list[Notice]:
        """What was drafted about one or some subjects, each first to last."""
        marks = {f"subject_{n}": subject for n, subject in enumerate(subjects)}
        return self.notices.find(
            f"""AND order_id = :order_id AND kind = :kind
            AND subject IN ({", ".join(f":{mark}" for mark in marks)})
            ORDER BY subject, n""",
            order_id=order_id,
            kind=kind.value,
            **marks,
        )

    def drafts_about(self, order_id: OrderId) -> list[Notice]:
        """Drafts for an order's customer that nobody has approved yet."""
        return self.notices.find(
            """AND order_id = :order_id AND state = 'draft'
            ORDER BY kind, subject, n""",
            order_id=order_id,
        )

    def last_op_id(self) -> OpId:
        """The last operation in the books, empty when there is none."""
        last = self.operations.find("ORDER BY seq DESC LIMIT 1")
        return last[0].op_id if last else OpId("")

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
