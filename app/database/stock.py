"""The ledger and the balances beside it. Movements are never updated, never deleted."""

from collections.abc import Iterable
from dataclasses import replace

from app.database.driver import Database
from app.database.shelf import Shelf, Stamp
from app.engine.names import Place, Sku, is_bin
from app.engine.stock import Availability, Balance, Movement


class Stock:
    """Movements, what each place holds, and what can be sold of each SKU."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self.movements = Shelf(db, stamp, "movement", Movement, ("op_id", "n"))
        self.balances = Shelf(db, stamp, "balance", Balance, ("place", "sku"))
        self.available = Shelf(db, stamp, "availability", Availability, ("sku",))

    def balance(self, place: Place, sku: Sku) -> Balance:
        """What a place holds of a SKU; nothing when it never held any."""
        found = self.balances.get(place=place, sku=sku)
        return found or Balance(place=place, sku=sku, qty_each=0)

    def inside(self, place: Place) -> list[Balance]:
        """Everything a place holds now."""
        return self.balances.find(
            "AND place = :place AND qty_each <> 0 ORDER BY sku", place=place
        )

    def count_inside(self, place: Place) -> int:
        """How many eaches a place holds, of all SKUs together."""
        [row] = self.balances.rows(
            """SELECT COALESCE(SUM(qty_each), 0) AS n FROM balance
            WHERE site_id = :site_id AND place = :place AND qty_each <> 0""",
            place=place,
        )
        return int(str(row["n"]))

    def bins_with(self, sku: Sku) -> list[Balance]:
        """The bins that have goods of a SKU no pick task is bound to."""
        found = self.balances.find(
            """AND sku = :sku AND qty_each <> 0 AND qty_each > allocated_each
            ORDER BY place""",
            sku=sku,
        )
        return [balance for balance in found if is_bin(balance.place)]

    def availability(self, sku: Sku) -> Availability:
        """One SKU over all bins."""
        return self.available.get(sku=sku) or Availability(sku=sku)

    def move(self, moves: Iterable[Movement]) -> None:
        """Append movements, and keep the balances equal to the sum of the ledger."""
        for move in moves:
            self.movements.put(move)
            self._add(move.source, move.sku, -move.qty_each)
            self._add(move.target, move.sku, move.qty_each)

    def allocate(self, place: Place, sku: Sku, qty_each: int) -> None:
        """Bind goods in a bin to pick tasks; a negative quantity sets them free."""
        balance = self.balance(place, sku)
        left = max(0, balance.allocated_each + qty_each)
        self.balances.put(replace(balance, allocated_each=left))

    def reserve(self, sku: Sku, qty_each: int) -> None:
        """Promise eaches of a SKU; a negative quantity gives the promise back."""
        stock = self.availability(sku)
        self.available.put(replace(stock, reserved_each=stock.reserved_each + qty_each))

    def _add(self, place: Place, sku: Sku, qty_each: int) -> None:
        balance = self.balance(place, sku)
        self.balances.put(replace(balance, qty_each=balance.qty_each + qty_each))
        if is_bin(place):
            stock = self.availability(sku)
            self.available.put(replace(stock, on_hand_each=stock.on_hand_each + qty_each))
