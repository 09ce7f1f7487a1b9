"""Pick faces and what fills them, counts and their results, and why the books changed."""

from datetime import datetime
from typing import Final

from app.database.driver import Database
from app.database.rows import from_ms
from app.database.shelf import Shelf, Stamp, Tells
from app.engine.adjusting import Adjustment
from app.engine.counting import CountResult, CountTask
from app.engine.names import BinCode, CountId, Lot, OpId, ReplenishId, Sku
from app.engine.replenishing import PickFace, ReplenishTask
from app.engine.subjects import What

OPEN_COUNT = "state IN ('open', 'recount', 'counted')"
OPEN_FETCH = "state IN ('ready', 'claimed')"

_OF_SKU: Final = Tells("sku", What.SKU)
_OF_BIN: Final = (Tells("bin_code", What.BIN), _OF_SKU)
_OF_FETCH: Final = (Tells("source", What.BIN), Tells("target", What.BIN), _OF_SKU)


class Keeping:
    """Pick faces, replenishment tasks, counts, adjustments."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.faces = Shelf(db, stamp, "pick_face", PickFace, ("bin_code", "sku"))
        self.fetches = Shelf(
            db, stamp, "replenish_task", ReplenishTask, ("task_id",), *_OF_FETCH
        )
        self.counts = Shelf(db, stamp, "count_task", CountTask, ("count_id",), *_OF_BIN)
        self.results = Shelf(db, stamp, "count_result", CountResult, ("count_id", "n"))
        self.adjustments = Shelf(db, stamp, "adjustment", Adjustment, ("op_id", "n"))

    def faces_of(self, sku: Sku) -> list[PickFace]:
        """The bins a SKU should be picked from."""
        return self.faces.find(
            "AND sku = :sku AND max_each > 0 ORDER BY bin_code", sku=sku
        )

    def fetch(self, task_id: ReplenishId) -> ReplenishTask | None:
        """One replenishment task."""
        return self.fetches.get(task_id=task_id)

    def open_fetches(self, sku: Sku | None = None) -> list[ReplenishTask]:
        """Replenishment tasks nobody has finished; of every SKU if None."""
        found = self.fetches.find(f"AND {OPEN_FETCH} ORDER BY at, task_id")
        return [each for each in found if sku in (None, each.sku)]

    def fetches_from(self, bin_code: BinCode, sku: Sku, lot: Lot) -> list[ReplenishTask]:
        """Open replenishment tasks that count on a lot in this bin."""
        return [
            each
            for each in self.open_fetches(sku)
            if (each.source, each.lot) == (bin_code, lot)
        ]

    def count(self, count_id: CountId) -> CountTask | None:
        """One count."""
        return self.counts.get(count_id=count_id)

    def results_of(self, count_id: CountId) -> list[CountResult]:
        """What was counted for a count, first to last."""
        return self.results.find("AND count_id = :id ORDER BY n", id=count_id)

    def open_counts(self) -> list[CountTask]:
        """Counts that still need a person, oldest first."""
        return self.counts.find(f"AND {OPEN_COUNT} ORDER BY at, count_id")

    def adjusted_by(self, op_id: OpId) -> int:
        """How many changes of the books an operation has noted."""
        return len(self.adjustments.find("AND op_id = :op_id", op_id=op_id))

    def last_counted(self) -> dict[tuple[BinCode, Sku, Lot], datetime]:
        """When each lot in each bin was counted last."""
        rows = self.counts.rows(
            """SELECT bin_code, sku, lot, MAX(counted_at) AS at_ms FROM count_task
            WHERE site_id = :site_id AND counted_at IS NOT NULL
            GROUP BY bin_code, sku, lot"""
        )
        return {
            (
                BinCode(str(row["bin_code"])),
                Sku(str(row["sku"])),
                Lot(str(row["lot"])),
            ): from_ms(int(str(row["at_ms"])))
            for row in rows
        }

    def open_count_of(self, bin_code: BinCode, sku: Sku, lot: Lot) -> CountTask | None:
        """The count of a lot in a bin that still needs a person."""
        found = self.counts.find(
            f"""AND bin_code = :bin AND sku = :sku AND lot = :lot AND {OPEN_COUNT}
            ORDER BY at, count_id""",
            bin=bin_code,
            sku=sku,
            lot=lot,
        )
        return found[0] if found else None
