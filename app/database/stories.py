"""What happened to a subject: found by what operations mention, and in the ledger.

A mention says that an operation did something with a subject, and in which state it left it.
None is written where the ledger says as much (goods came to a place or left it), and none by
a pick that went well, the most frequent operation: an order's picks are found by its stops.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.database.books import OperationRow
from app.database.driver import Database, SqlRow, Value
from app.database.rows import from_row
from app.database.shelf import Stamp
from app.engine.names import OpId, ParcelId, parcel_place
from app.engine.stock import Movement
from app.engine.subjects import Subject, What

NO_END: Final = 2**62


class Stories:
    """Mentions, and the ways from a subject to its operations."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp

    def mention(self, op_id: OpId, told: Mapping[Subject, str]) -> None:
        """Keep what an operation did something with, each with the state it is in now."""
        self._db.run_many(
            """INSERT INTO mention (site_id, what, code, seq, op_id, state)
            VALUES (:site_id, :what, :code, :seq, :op_id, :state)""",
            (
                {
                    "site_id": self._stamp.site_id,
                    "what": subject.what.value,
                    "code": subject.code,
                    "seq": self._stamp.seq,
                    "op_id": op_id,
                    "state": state,
                }
                for subject, state in told.items()
            ),
        )

    def about(self, subject: Subject, before: int, most: int) -> dict[int, OpId]:
        """The newest operations on a subject by their numbers, those below `before`."""
        given: dict[str, Value] = {"before": before, "most": most}
        rows = self._rows(_MENTIONED, what=subject.what, code=subject.code, **given)
        if subject.what is What.ORDER:
            rows += self._picks(subject.code, **given)
            rows += self._moved(("source", "target"), self._parcels(subject), **given)
        elif subject.place:
            rows += self._moved(("source", "target"), [subject.place], **given)
        else:
            rows += self._moved(("sku",), [subject.code], **given)
        found = {int(str(row["seq"])): OpId(str(row["op_id"])) for row in rows}
        return dict(sorted(found.items(), reverse=True)[:most])

    def _moved(
        self, columns: Iterable[str], codes: Sequence[str], **given: Value
    ) -> list[SqlRow]:
        marks, values = _many(codes)
        return [
            row
            for column in columns
            if codes
            for row in self._rows(
                _MOVED.format(column=column, marks=marks), **values, **given
            )
        ]

    def _parcels(self, order: Subject) -> list[str]:
        rows = self._rows(
            """SELECT parcel_id FROM parcel
            WHERE site_id = :site_id AND order_id = :code""",
            code=order.code,
        )
        return [parcel_place(ParcelId(str(row["parcel_id"]))) for row in rows]

    def _picks(self, order_id: str, **given: Value) -> list[SqlRow]:
        """An order's picks: out of its stops' bins, between its coming and their end."""
        stops = self._rows(_STOPS, code=order_id)
        if not stops:
            return []
        marks, bins = _many([str(row["bin_code"]) for row in stops])
        return self._rows(
            _PICKS.format(marks=marks),
            code=order_id,
            last=max(int(str(row["last"])) for row in stops),
            **bins,
            **given,
        )

    def first(self) -> int:
        """The number of the first operation that is mentioned; beyond all when none is."""
        [row] = self._rows("SELECT MIN(seq) AS seq FROM mention WHERE site_id = :site_id")
        return NO_END if row["seq"] is None else int(str(row["seq"]))

    def before(self, seq: int, most: int) -> dict[int, OperationRow]:
        """The operations before a number, the newest first, by theirs."""
        rows = self._rows(
            """SELECT * FROM operation WHERE site_id = :site_id AND seq < :seq
            ORDER BY seq DESC LIMIT :most""",
            seq=seq,
            most=most,
        )
        return {int(str(row["seq"])): from_row(OperationRow, row) for row in rows}

    def operations(self, op_ids: Sequence[OpId]) -> dict[OpId, OperationRow]:
        """Operations by their ids."""
        rows = self._among("SELECT * FROM operation", op_ids)
        return {OpId(str(row["op_id"])): from_row(OperationRow, row) for row in rows}

    def movements(self, op_ids: Sequence[OpId], subject: Subject) -> list[Movement]:
        """What operations moved, of a SKU, at a place, or of an order all they moved."""
        only = {
            What.SKU: "AND sku = :code",
            What.ORDER: "AND :code <> ''",
        }.get(subject.what, "AND (source = :code OR target = :code)")
        code = subject.place or subject.code
        rows = self._among("SELECT * FROM movement", op_ids, only, code=code)
        return [from_row(Movement, row) for row in rows]

    def states(self, subject: Subject, op_ids: Sequence[OpId]) -> dict[OpId, str]:
        """The state a subject was left in by those operations that changed its row."""
        rows = self._among(
            "SELECT op_id, state FROM mention",
            op_ids,
            "AND what = :what AND code = :code AND state <> ''",
            what=subject.what,
            code=subject.code,
        )
        return {OpId(str(row["op_id"])): str(row["state"]) for row in rows}

    def state_before(self, subject: Subject, before: int) -> tuple[str, bool]:
        """The state last told of a subject before an operation, empty when none was.

        And whether a pick for an order came after that was told.
        """
        rows = self._rows(
            """SELECT seq, state FROM mention
            WHERE site_id = :site_id AND what = :what AND code = :code
              AND seq < :before AND state <> '' ORDER BY seq DESC LIMIT 1""",
            what=subject.what,
            code=subject.code,
            before=before,
        )
        if not rows:
            return "", False
        picks = (
            self._picks(subject.code, before=before, most=1)
            if subject.what is What.ORDER
            else []
        )
        told = int(str(rows[0]["seq"]))
        return str(rows[0]["state"]), any(int(str(row["seq"])) > told for row in picks)

    def _among(
        self, select: str, op_ids: Sequence[OpId], only: str = "", **values: Value
    ) -> list[SqlRow]:
        marks, ids = _many(op_ids)
        where = f"WHERE site_id = :site_id AND op_id IN ({marks}) {only}"
        return self._rows(f"{select} {where}", **ids, **values) if ids else []

    def _rows(self, sql: str, **values: Value) -> list[SqlRow]:
        return list(self._db.run(sql, site_id=self._stamp.site_id, **values))


def _many(codes: Sequence[str]) -> tuple[str, dict[str, Value]]:
    """The marks for what follows IN, and their values. A list is looked up value by value
    on both databases; a join is begun at either end, and the ledger is long."""
    values: dict[str, Value] = {f"code_{n}": code for n, code in enumerate(codes)}
    return ", ".join(f":{name}" for name in values), values


_MENTIONED: Final = """
SELECT seq, op_id FROM mention
WHERE site_id = :site_id AND what = :what AND code = :code AND seq < :before
ORDER BY seq DESC LIMIT :most
"""

_MOVED: Final = """
SELECT DISTINCT seq, op_id FROM movement
WHERE site_id = :site_id AND {column} IN ({marks}) AND seq < :before
ORDER BY seq DESC LIMIT :most
"""

_STOPS: Final = """
SELECT bin_code, MAX(seq) AS last FROM pick_task
WHERE site_id = :site_id AND order_id = :code
GROUP BY bin_code
UNION ALL
SELECT task.bin_code, MAX(task.seq) AS last FROM stop_share AS share
JOIN pick_task AS task ON task.site_id = share.site_id AND task.task_id = share.task_id
WHERE share.site_id = :site_id AND share.order_id = :code
GROUP BY task.bin_code
"""
"""A stop, also one for several orders, changes for the last time with its last pick."""

_PICKS: Final = """
SELECT DISTINCT move.seq, move.op_id FROM movement AS move
JOIN operation AS op ON op.site_id = move.site_id AND op.op_id = move.op_id
WHERE move.site_id = :site_id AND move.source IN ({marks})
  AND move.seq < :before AND move.seq <= :last
  AND move.seq > (SELECT COALESCE(MAX(placed.seq), 0) FROM operation AS placed
    WHERE placed.site_id = :site_id AND placed.op_id = :code)
  AND op.kind = 'confirm_pick' AND EXISTS (SELECT 1 FROM pick_task AS task
    WHERE task.site_id = :site_id AND task.bin_code = move.source
      AND (task.order_id = :code OR task.task_id IN (SELECT task_id FROM stop_share
        WHERE site_id = :site_id AND order_id = :code))
      AND op.body LIKE '%"' || task.task_id || '"%')
ORDER BY move.seq DESC LIMIT :most
"""
