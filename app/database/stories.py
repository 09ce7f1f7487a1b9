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
from app.engine.names import OpId
from app.engine.stock import Movement
from app.engine.subjects import Subject, What


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
        found: dict[int, OpId] = {}
        for sql in (_MENTIONED, *_WAYS[subject.what]):
            for row in self._rows(
                sql,
                what=subject.what.value,
                code=subject.code if sql is _MENTIONED else subject.place or subject.code,
                before=before,
                most=most,
            ):
                found[int(str(row["seq"]))] = OpId(str(row["op_id"]))
        return dict(sorted(found.items(), reverse=True)[:most])

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
            what=subject.what.value,
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
            what=subject.what.value,
            code=subject.code,
            before=before,
        )
        if not rows:
            return "", False
        picks = (
            self._rows(_PICKS, code=subject.code, before=before, most=1)
            if subject.what is What.ORDER
            else []
        )
        told = int(str(rows[0]["seq"]))
        return str(rows[0]["state"]), any(int(str(row["seq"])) > told for row in picks)

    def _among(
        self, select: str, op_ids: Iterable[OpId], only: str = "", **values: Value
    ) -> list[SqlRow]:
        ids = {f"op_{n}": op_id for n, op_id in enumerate(op_ids)}
        marks = ", ".join(f":{name}" for name in ids)
        return (
            self._rows(
                f"{select} WHERE site_id = :site_id AND op_id IN ({marks}) {only}",
                **ids,
                **values,
            )
            if ids
            else []
        )

    def _rows(self, sql: str, **values: Value) -> list[SqlRow]:
        given = {name: value for name, value in values.items() if f":{name}" in sql}
        return self._db.run(sql, site_id=self._stamp.site_id, **given)


_MENTIONED: Final = """
SELECT seq, op_id FROM mention
WHERE site_id = :site_id AND what = :what AND code = :code AND seq < :before
ORDER BY seq DESC LIMIT :most
"""

_MOVED: Final = """
SELECT DISTINCT seq, op_id FROM movement
WHERE site_id = :site_id AND {by} = :code AND seq < :before
ORDER BY seq DESC LIMIT :most
"""

_PARCELS: Final = """
SELECT DISTINCT move.seq, move.op_id FROM parcel JOIN movement AS move
  ON move.site_id = parcel.site_id AND move.{by} = 'PARCEL-' || parcel.parcel_id
WHERE parcel.site_id = :site_id AND parcel.order_id = :code AND move.seq < :before
ORDER BY move.seq DESC LIMIT :most
"""

_PICKS: Final = """
SELECT DISTINCT move.seq, move.op_id FROM pick_list AS list
JOIN pick_task AS task ON task.site_id = list.site_id AND task.list_id = list.list_id
JOIN movement AS move ON move.site_id = task.site_id AND move.source = task.bin_code
  AND move.sku = task.sku AND move.seq <= task.seq
JOIN operation AS op ON op.site_id = move.site_id AND op.op_id = move.op_id
  AND op.kind = 'confirm_pick' AND op.body LIKE '%"' || task.task_id || '"%'
WHERE list.site_id = :site_id AND list.order_id = :code AND move.seq < :before
  AND move.seq > (SELECT COALESCE(MAX(placed.seq), 0) FROM operation AS placed
    WHERE placed.site_id = :site_id AND placed.op_id = :code)
ORDER BY move.seq DESC LIMIT :most
"""
"""A stop changes for the last time with its last pick, and never before the order came."""

_AT_PLACE: Final = tuple(_MOVED.format(by=by) for by in ("source", "target"))
_WAYS: Final[Mapping[What, Sequence[str]]] = {
    What.ORDER: (_PICKS, *(_PARCELS.format(by=by) for by in ("source", "target"))),
    What.SKU: (_MOVED.format(by="sku"),),
    What.BIN: _AT_PLACE,
    What.TOTE: _AT_PLACE,
    What.PARCEL: _AT_PLACE,
}
