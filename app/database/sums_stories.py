"""What stories end with, beside what the books say."""

from typing import Final

from app.database.driver import Database, Value
from app.database.rows import from_row
from app.database.shelf import Stamp
from app.engine.book_sums import MentionSums


class StoryTotals:
    """Reads that belong together: call them inside one snapshot."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp

    def odd_mentions(self) -> list[MentionSums]:
        """Orders, totes and parcels that are in another state than was told last.

        Those nothing was told of are older than stories are.
        """
        found: list[MentionSums] = []
        for what, table, code in _WITH_STATES:
            rows = self._db.run(
                _ODD.format(table=table, code=code), **self._given, what=what
            )
            found += [from_row(MentionSums, row) for row in rows]
        return found

    def strange_mentions(self) -> int:
        """Mentions of operations that are not in the books under the same number."""
        [row] = self._db.run(_STRANGE, **self._given)
        return int(str(row["n"]))

    @property
    def _given(self) -> dict[str, Value]:
        return {"site_id": self._stamp.site_id}


_WITH_STATES: Final = (
    ("order", "orders", "order_id"),
    ("tote", "tote", "tote"),
    ("parcel", "parcel", "parcel_id"),
)

_ODD: Final = """
SELECT last.what, last.code, last.state AS told, own.state FROM {table} AS own
JOIN mention AS last ON last.site_id = own.site_id AND last.what = :what
  AND last.code = own.{code}
  AND last.seq = (SELECT MAX(each.seq) FROM mention AS each
    WHERE each.site_id = own.site_id AND each.what = :what AND each.code = own.{code}
      AND each.state <> '')
WHERE own.site_id = :site_id AND last.state <> own.state
ORDER BY last.code
"""

_STRANGE: Final = """
SELECT COUNT(*) AS n FROM mention
LEFT JOIN operation AS op ON op.site_id = mention.site_id
  AND op.op_id = mention.op_id AND op.seq = mention.seq
WHERE mention.site_id = :site_id AND op.op_id IS NULL
"""
