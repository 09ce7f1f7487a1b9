"""Orders, their lines, and cancellations that named none."""

from dataclasses import dataclass
from datetime import datetime

from app.database.driver import Database
from app.database.rows import to_ms
from app.database.shelf import OF_ORDER, PositionShelf, Shelf, Stamp, Tells
from app.engine.names import OrderId, Sku
from app.engine.orders import Order, OrderLine
from app.engine.subjects import What


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationRow:
    """A cancellation from a channel; `order_id` is empty when no order matched it."""

    channel: str
    ref: str
    row_no: int
    customer: str
    sku: Sku
    qty_each: int
    at: datetime
    order_id: OrderId


class Orders:
    """Orders and their lines."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.orders = Shelf(
            db,
            stamp,
            "orders",
            Order,
            ("order_id",),
            Tells("order_id", What.ORDER, "state"),
        )
        self.lines = PositionShelf(
            db, stamp, "order_line", OrderLine, ("order_id", "line_no"), OF_ORDER
        )
        self.cancellations = Shelf(
            db,
            stamp,
            "cancellation",
            CancellationRow,
            ("channel", "ref", "sku", "row_no"),
        )

    def order(self, order_id: OrderId) -> Order | None:
        """The order, or None when this database does not have it."""
        return self.orders.get(order_id=order_id)

    def by_ref(self, channel: str, ref: str) -> Order | None:
        """The order a channel calls `ref`."""
        found = self.orders.find(
            "AND channel = :channel AND ref = :ref", channel=channel, ref=ref
        )
        return found[0] if found else None

    def lines_of(self, order_id: OrderId) -> list[OrderLine]:
        """An order's lines, first to last."""
        return self.lines.find("AND order_id = :id ORDER BY line_no", id=order_id)

    def lines_with(self, order_id: OrderId, sku: Sku) -> list[OrderLine]:
        """An order's lines of one SKU, first to last: an order may have hundreds."""
        return self.lines.find(
            "AND order_id = :id AND sku = :sku ORDER BY line_no", id=order_id, sku=sku
        )

    def line(self, order_id: OrderId, line_no: int) -> OrderLine | None:
        """One line of an order."""
        return self.lines.get(order_id=order_id, line_no=line_no)

    def waiting_for(self, sku: Sku) -> list[OrderLine]:
        """Backordered lines of paid or authorized orders of a SKU, oldest promise first."""
        return self.lines.select(
            """
            SELECT line.* FROM order_line AS line
            JOIN orders ON orders.site_id = line.site_id
              AND orders.order_id = line.order_id
            WHERE line.site_id = :site_id AND line.sku = :sku
              AND line.backordered_each > 0
              AND orders.payment IN ('paid', 'authorized')
            ORDER BY orders.placed_at, orders.ref, line.line_no
            """,
            sku=sku,
        )

    def backordered(self, sku: Sku) -> list[OrderLine]:
        """Every line that waits for a SKU, paid or not."""
        return self.lines.find(
            "AND sku = :sku AND backordered_each > 0 ORDER BY order_id, line_no", sku=sku
        )

    def first_to_wait(self, order_id: OrderId) -> list[OrderLine]:
        """An order's lines that wait for a SKU no other order waits for."""
        return self.lines.select(
            """
            SELECT mine.* FROM order_line AS mine
            WHERE mine.site_id = :site_id AND mine.order_id = :order_id
              AND mine.backordered_each > 0 AND NOT EXISTS (
                SELECT 1 FROM order_line AS other
                WHERE other.site_id = mine.site_id AND other.sku = mine.sku
                  AND other.backordered_each > 0 AND other.order_id <> mine.order_id)
            ORDER BY mine.line_no
            """,
            order_id=order_id,
        )

    def expired(self, at: datetime) -> list[Order]:
        """Unpaid orders whose reservation ran out, the first to run out first."""
        return self.orders.find(
            """AND reserved_until <= :at_ms AND payment = 'unpaid'
            ORDER BY reserved_until, order_id""",
            at_ms=to_ms(at),
        )

    def promised(self, sku: Sku) -> list[OrderLine]:
        """Lines a SKU is promised to and no bin is bound for, youngest promise first."""
        return self.lines.select(
            """
            SELECT line.* FROM order_line AS line
            JOIN orders ON orders.site_id = line.site_id
              AND orders.order_id = line.order_id
            WHERE line.site_id = :site_id AND line.sku = :sku AND line.reserved_each > 0
            ORDER BY orders.placed_at DESC, orders.ref DESC, line.line_no DESC
            """,
            sku=sku,
        )

    def with_ref(self, ref: str, channel: str = "") -> list[Order]:
        """Orders with this ref, of one channel or of any."""
        found = self.orders.find("AND ref = :ref ORDER BY channel", ref=ref)
        return [each for each in found if channel in ("", each.channel)]

    def lines_to_cancel(
        self, channel: str, customer: str, sku: Sku, before: datetime
    ) -> list[OrderLine]:
        """A customer's lines of a SKU that hold something to give up, latest first.

        Each channel counts its customers for itself.
        """
        return self.lines.select(
            """
            SELECT line.* FROM order_line AS line
            JOIN orders ON orders.site_id = line.site_id
              AND orders.order_id = line.order_id
            WHERE line.site_id = :site_id AND line.sku = :sku
              AND orders.channel = :channel AND orders.customer = :customer AND orders.placed_at <= :before_ms
              AND line.open_each + line.backordered_each + line.reserved_each > 0
            ORDER BY orders.placed_at DESC, orders.ref DESC, line.line_no
            """,
            channel=channel,
            customer=customer,
            sku=sku,
            before_ms=to_ms(before),
        )
