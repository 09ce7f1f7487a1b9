"""What was ordered from suppliers."""

from dataclasses import dataclass
from datetime import datetime

from app.database.driver import Database
from app.database.rows import from_row
from app.database.shelf import PositionShelf, Shelf, Stamp
from app.engine.names import PurchaseId, Sku
from app.engine.purchasing import PurchaseLine, PurchaseOrder
from app.engine.task_states import PurchaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """So many eaches of a SKU have still to come on a purchase order, and when."""

    sku: Sku
    ref: str
    qty_each: int
    expected_at: datetime | None


class Purchases:
    """Purchase orders and their lines."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.orders = Shelf(db, stamp, "purchase_order", PurchaseOrder, ("po_id",))
        self.lines = PositionShelf(
            db, stamp, "purchase_line", PurchaseLine, ("po_id", "line_no")
        )

    def by_ref(self, ref: str) -> PurchaseOrder | None:
        """The purchase order with this number."""
        found = self.orders.find("AND ref = :ref", ref=ref)
        return found[0] if found else None

    def in_state(self, state: PurchaseState) -> list[PurchaseOrder]:
        """The purchase orders in a state, by their number."""
        return self.orders.find("AND state = :state ORDER BY ref", state=state.value)

    def lines_of(self, po_id: PurchaseId) -> list[PurchaseLine]:
        """A purchase order's lines, first to last."""
        return self.lines.find("AND po_id = :id ORDER BY line_no", id=po_id)

    def expected(self, sku: Sku) -> list[Expected]:
        """What has still to come of a SKU, the earliest first, the dateless last."""
        rows = self.orders.rows(
            """SELECT line.sku AS sku, po.ref AS ref, po.expected_at AS expected_at,
              line.qty_each - line.received_each AS qty_each
            FROM purchase_line AS line
            JOIN purchase_order AS po
              ON po.site_id = line.site_id AND po.po_id = line.po_id
            WHERE line.site_id = :site_id AND line.sku = :sku
              AND po.state IN ('open', 'receiving') AND line.qty_each > line.received_each
            ORDER BY CASE WHEN po.expected_at IS NULL THEN 1 ELSE 0 END, po.expected_at,
              po.ref, line.line_no""",
            sku=sku,
        )
        return [from_row(Expected, row) for row in rows]
