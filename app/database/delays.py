"""What customers were offered whose orders are late."""

from datetime import datetime

from app.database.driver import Database
from app.database.rows import to_ms
from app.database.shelf import OF_ORDER, Shelf, Stamp
from app.engine.delays import Delay
from app.engine.names import OrderId
from app.engine.orders import Order


class Delays:
    """Offers, and the orders the delay rule looks at."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.offers = Shelf(db, stamp, "delay", Delay, ("order_id", "number"), OF_ORDER)
        self._orders = Shelf(db, stamp, "orders", Order, ("order_id",))

    def of(self, order_id: OrderId) -> list[Delay]:
        """What an order's customer was offered, first to last; withdrawn offers aside."""
        return self.offers.find(
            "AND order_id = :order_id AND withdrawn_at IS NULL ORDER BY number",
            order_id=order_id,
        )

    def due(self, until: datetime) -> list[Order]:
        """Orders whose money is there, promised until then, that have not wholly left."""
        return self._orders.find(
            """AND ship_by <= :until_ms AND payment IN ('paid', 'authorized')
            AND state NOT IN ('cancelled', 'delivered', 'returned')
            AND EXISTS (SELECT 1 FROM order_line AS line
              WHERE line.site_id = orders.site_id AND line.order_id = orders.order_id
                AND line.qty_each > line.cancelled_each + line.shipped_each)
            ORDER BY ship_by, order_id""",
            until_ms=to_ms(until),
        )
