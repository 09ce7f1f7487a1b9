"""How SKUs are bought, when to buy them again, and what there is of them till then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.database.among import among
from app.database.driver import Database, SqlRow, Value
from app.database.rows import from_row, to_ms
from app.database.shelf import PositionShelf, Shelf, Stamp
from app.engine.names import Sku
from app.engine.reordering import Position, Reorder, Supply

DAY_MS: Final = 86_400_000
MOST_EACH: Final = 1_000_000_000
"""A quantity beyond is a slip. It counts as so many: no sum of them may overflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A SKU's reorder point, and what there is of it."""

    reorder: Reorder
    position: Position


class Supplies:
    """Supplies, reorder points, and the figures they are taken from."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.supplies = Shelf(db, stamp, "supply", Supply, ("sku",))
        self.reorders = PositionShelf(db, stamp, "reorder", Reorder, ("sku",))

    def supply(self, sku: Sku) -> Supply | None:
        """How a SKU is bought, or None when nobody said."""
        return self.supplies.get(sku=sku)

    def reorder(self, sku: Sku) -> Reorder:
        """When to buy a SKU again; never, when nobody planned it."""
        return self.reorders.get(sku=sku) or Reorder(sku=sku)

    def watched(self, skus: Iterable[Sku]) -> list[Watched]:
        """Those of the SKUs that have a reorder point, or had one, in their order."""
        return [
            each
            for marks, values in among(skus)
            for each in self.everything(f"AND reorder.sku IN {marks}", **values)
        ]

    def low(self) -> list[Watched]:
        """Every SKU that is low."""
        return self.everything("AND reorder.is_low = 1")

    def everything(self, only: str = "", **values: Value) -> list[Watched]:
        """Every SKU that was ever planned and for which `only` holds, in their order."""
        rows = self.reorders.rows(_WATCHED.format(only), **values)
        return [_watched(row) for row in rows]

    def demand(self, window: range) -> dict[Sku, dict[int, int]]:
        """What was ordered of each SKU on each day (days since 1970, UTC) of a window.

        What was cancelled is left out, and a substitute counts for what was ordered.
        """
        found: dict[Sku, dict[int, int]] = {}
        for row in self.supplies.rows(
            _DEMAND, begin=window.start * DAY_MS, end=window.stop * DAY_MS
        ):
            per_day = found.setdefault(Sku(str(row["sku"])), {})
            per_day[int(str(row["day"]))] = int(str(row["qty_each"]))
        return found

    def first_days(self) -> dict[Sku, int]:
        """The day each SKU was first received or ordered (days since 1970, UTC)."""
        rows = self.supplies.rows(_FIRST_DAYS)
        return {Sku(str(row["sku"])): int(str(row["day"])) for row in rows}


def day_of(at: datetime) -> int:
    """The day a moment is on: days since 1970, UTC."""
    return to_ms(at) // DAY_MS


def _watched(row: SqlRow) -> Watched:
    on_hand, reserved, safety = (
        int(str(row[name] or 0))
        for name in ("on_hand_each", "reserved_each", "safety_each")
    )
    return Watched(
        reorder=from_row(Reorder, row),
        position=Position(
            available_each=on_hand - reserved - safety,
            on_order_each=int(str(row["on_order_each"])),
            on_docks_each=int(str(row["on_docks_each"])),
            backordered_each=int(str(row["backordered_each"])),
        ),
    )


def _capped(qty_each: str) -> str:
    return f"CASE WHEN {qty_each} > {MOST_EACH} THEN {MOST_EACH} ELSE {qty_each} END"


_WATCHED: Final = f"""
SELECT reorder.*, stock.on_hand_each, stock.reserved_each, stock.safety_each,
  (SELECT CAST(COALESCE(SUM({_capped("line.backordered_each")}), 0) AS BIGINT)
    FROM order_line AS line
    WHERE line.site_id = reorder.site_id AND line.sku = reorder.sku
      AND line.backordered_each > 0) AS backordered_each,
  (SELECT CAST(COALESCE(SUM({_capped("line.qty_each - line.received_each")}), 0) AS BIGINT)
    FROM purchase_line AS line JOIN purchase_order AS po
      ON po.site_id = line.site_id AND po.po_id = line.po_id
    WHERE line.site_id = reorder.site_id AND line.sku = reorder.sku
      AND line.qty_each > line.received_each
      AND po.state IN ('open', 'receiving')) AS on_order_each,
  (SELECT CAST(COALESCE(SUM({_capped("held.qty_each")}), 0) AS BIGINT)
    FROM balance AS held
    WHERE held.site_id = reorder.site_id AND held.sku = reorder.sku
      AND held.qty_each <> 0 AND held.qty_each > 0
      AND held.place LIKE 'DOCK-%') AS on_docks_each
FROM reorder LEFT JOIN availability AS stock
  ON stock.site_id = reorder.site_id AND stock.sku = reorder.sku
WHERE reorder.site_id = :site_id {{}} ORDER BY reorder.sku
"""

_DEMAND: Final = f"""
SELECT COALESCE(first.sku, line.sku) AS sku, orders.placed_at / {DAY_MS} AS day,
  CAST(SUM({_capped("line.qty_each - line.cancelled_each")}) AS BIGINT) AS qty_each
FROM orders JOIN order_line AS line
  ON line.site_id = orders.site_id AND line.order_id = orders.order_id
LEFT JOIN order_line AS first
  ON first.site_id = line.site_id AND first.order_id = line.order_id
  AND first.line_no = line.instead_of
WHERE orders.site_id = :site_id AND orders.placed_at >= :begin AND orders.placed_at < :end
GROUP BY COALESCE(first.sku, line.sku), orders.placed_at / {DAY_MS}
"""

_FIRST_DAYS: Final = f"""
SELECT sku, MIN(at) / {DAY_MS} AS day FROM (
  SELECT sku, MIN(at) AS at FROM movement WHERE site_id = :site_id GROUP BY sku
  UNION ALL
  SELECT line.sku AS sku, MIN(orders.placed_at) AS at
  FROM order_line AS line JOIN orders
    ON orders.site_id = line.site_id AND orders.order_id = line.order_id
  WHERE line.site_id = :site_id GROUP BY line.sku) AS told
GROUP BY sku
"""
