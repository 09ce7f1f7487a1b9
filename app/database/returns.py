"""What customers send back."""

from app.database.driver import Database
from app.database.shelf import OF_ORDER, Shelf, Stamp
from app.engine.names import OrderId, ReturnId, Sku
from app.engine.returning import Return, ReturnLine


class Returns:
    """Returns and their lines."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.returns = Shelf(db, stamp, "return_order", Return, ("return_id",), OF_ORDER)
        self.lines = Shelf(db, stamp, "return_line", ReturnLine, ("return_id", "sku"))

    def given(self, return_id: ReturnId) -> Return | None:
        """One return."""
        return self.returns.get(return_id=return_id)

    def lines_of(self, return_id: ReturnId) -> list[ReturnLine]:
        """A return's lines."""
        return self.lines.find("AND return_id = :id ORDER BY sku", id=return_id)

    def line(self, return_id: ReturnId, sku: Sku) -> ReturnLine:
        """What of a SKU belongs to a return; nothing when it was never spoken of."""
        found = self.lines.get(return_id=return_id, sku=sku)
        return found or ReturnLine(return_id=return_id, sku=sku)

    def of_order(self, order_id: OrderId) -> list[Return]:
        """The returns of an order, oldest first."""
        return self.returns.find("AND order_id = :id ORDER BY at, return_id", id=order_id)
