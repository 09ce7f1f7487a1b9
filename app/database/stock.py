"""The ledger and the balances beside it. Movements are never updated, never deleted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.database.driver import Database, SqlRow, Value
from app.database.rows import from_row, to_ms
from app.database.shelf import Shelf, Stamp, Tells
from app.engine.allocating import Shelved
from app.engine.names import NO_LOT, BinCode, Lot, Place, Serial, Sku, is_bin, is_dock
from app.engine.offering import Published
from app.engine.stock import (
    Availability,
    Balance,
    Bin,
    BinStatus,
    BinUse,
    Eaches,
    LotOfSku,
    Movement,
    SerialOfSku,
)
from app.engine.subjects import What


class Stock:
    """Movements, what each place holds, and what can be sold of each SKU."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._stamp, self._touched = stamp, stamp.touched
        self.movements = Shelf(db, stamp, "movement", Movement, ("op_id", "n"))
        self.balances = Shelf(db, stamp, "balance", Balance, ("place", "sku", "lot"))
        self.available = Shelf(db, stamp, "availability", Availability, ("sku",))
        self.published = Shelf(db, stamp, "published", Published, ("sku",))
        self.bins = Shelf(
            db, stamp, "bin", Bin, ("bin_code",), Tells("bin_code", What.BIN, "is_for")
        )
        self.lots = Shelf(db, stamp, "lot", LotOfSku, ("sku", "lot"))
        self.serials = Shelf(db, stamp, "serial", SerialOfSku, ("sku", "serial"))

    def balance(self, place: Place, sku: Sku, lot: Lot = NO_LOT) -> Balance:
        """What a place holds of a lot of a SKU; nothing when it never held any."""
        found = self.balances.get(place=place, sku=sku, lot=lot)
        return found or Balance(place=place, sku=sku, qty_each=0, lot=lot)

    def inside(self, place: Place) -> list[Balance]:
        """Everything a place holds now, lot by lot."""
        return self.balances.find(
            "AND place = :place AND qty_each <> 0 ORDER BY sku, lot", place=place
        )

    def eaches(
        self, place: Place, sku: Sku, qty_each: int, lot: Lot | None = None
    ) -> list[Eaches]:
        """Up to so many eaches of a SKU that a place holds, lot by lot; of any lot if None."""
        found: list[Eaches] = []
        for each in self._goods(place, "AND sku = :sku", sku=sku):
            taken = min(qty_each, each.qty_each)
            if lot in (None, each.lot) and taken > 0:
                found.append(replace(each, qty_each=taken, serials=each.serials[:taken]))
                qty_each -= taken
        return found

    def all_in(self, place: Place) -> list[Eaches]:
        """Everything a place holds now, lot by lot, with serials where there are some."""
        return self._goods(place)

    def _goods(self, place: Place, only: str = "", **values: Value) -> list[Eaches]:
        known: defaultdict[tuple[Sku, Lot], list[Serial]] = defaultdict(list)
        here = f"AND place = :place {only}"
        for each in self.serials.find(f"{here} ORDER BY serial", place=place, **values):
            known[each.sku, each.lot].append(each.serial)
        inside = self.balances.find(
            f"{here} AND qty_each <> 0 ORDER BY sku, lot", place=place, **values
        )
        return [
            Eaches(
                sku=each.sku,
                qty_each=each.qty_each,
                lot=each.lot,
                serials=tuple(known[each.sku, each.lot][: max(0, each.qty_each)]),
            )
            for each in inside
        ]

    def where_is(self, sku: Sku, serial: Serial) -> SerialOfSku | None:
        """Where the each with this serial is, or None when it was never here."""
        return self.serials.get(sku=sku, serial=serial)

    def bin(self, bin_code: BinCode) -> Bin:
        """What a bin is for; one the books were never told of is a good pick face."""
        return self.bins.get(bin_code=bin_code) or Bin(bin_code=bin_code)

    def to_pick_from(self, sku: Sku) -> list[Shelved]:
        """Goods of a SKU in good pick faces that no pick task is bound to."""
        rows = self.balances.rows(_UNBOUND, sku=sku, use=BinUse.PICK_FACE)
        return [_shelved(row) for row in rows if is_bin(Place(str(row["place"])))]

    def in_reserve(self, sku: Sku) -> list[Shelved]:
        """Goods of a SKU in good reserve bins that nobody is fetching."""
        rows = self.balances.rows(_UNBOUND, sku=sku, use=BinUse.RESERVE)
        return [_shelved(row) for row in rows if is_bin(Place(str(row["place"])))]

    def expired(self, at: datetime) -> list[Balance]:
        """What lies in good bins though its lot's last good moment is over."""
        found = self.balances.select(
            """SELECT balance.* FROM balance
            JOIN lot ON lot.site_id = balance.site_id AND lot.sku = balance.sku
              AND lot.lot = balance.lot
            WHERE balance.site_id = :site_id AND balance.qty_each > 0
              AND lot.expires_at <= :at_ms
            ORDER BY balance.place, balance.sku, balance.lot""",
            at_ms=to_ms(at),
        )
        return [
            each
            for each in found
            if is_bin(each.place) and self.bin(BinCode(each.place)).counts_as_stock
        ]

    def in_docks(self) -> list[Balance]:
        """What came in and is not put away yet, longest waiting first."""
        return self.balances.find(
            """AND place LIKE 'DOCK-%' AND qty_each > 0
            ORDER BY since, place, sku, lot"""
        )

    def of_sku(self, sku: Sku) -> list[Balance]:
        """What every place holds of a SKU."""
        return self.balances.find(
            "AND sku = :sku AND qty_each > 0 ORDER BY place, lot", sku=sku
        )

    def in_bins(self) -> list[Balance]:
        """What lies in bins of any kind."""
        found = self.balances.find("AND qty_each > 0 ORDER BY place, sku, lot")
        return [each for each in found if is_bin(each.place)]

    def moved(self, since: datetime) -> dict[Sku, int]:
        """How many operations moved each SKU since then."""
        rows = self.movements.rows(
            # Grouped by no column, so that SQLite reads the ledger once from end to end.
            """SELECT sku || '' AS sku, COUNT(DISTINCT op_id) AS times FROM movement
            WHERE site_id = :site_id AND at >= :since_ms GROUP BY sku || ''""",
            since_ms=to_ms(since),
        )
        return {Sku(str(row["sku"])): int(str(row["times"])) for row in rows}

    def availability(self, sku: Sku) -> Availability:
        """One SKU over all good bins."""
        return self.available.get(sku=sku) or Availability(sku=sku)

    def skus_promised(self) -> list[Sku]:
        """SKUs that are promised to orders, whether bound to a bin or not."""
        found = self.available.find("AND reserved_each > 0 ORDER BY sku")
        return [each.sku for each in found]

    def move(self, moves: Iterable[Movement]) -> None:
        """Append movements, and keep the balances equal to the sum of the ledger."""
        for move in moves:
            self.movements.put(move)
            self._stamp.moved.update((move.source, move.target, move.sku))
            self._add(move.source, move, -move.qty_each)
            self._add(move.target, move, move.qty_each)
            if move.serial:
                self.serials.put(
                    SerialOfSku(
                        sku=move.sku, serial=move.serial, place=move.target, lot=move.lot
                    )
                )

    def allocate(self, place: Place, sku: Sku, lot: Lot, qty_each: int) -> None:
        """Bind goods in a bin to pick tasks; a negative quantity sets them free."""
        balance = self.balance(place, sku, lot)
        left = max(0, balance.allocated_each + qty_each)
        self.balances.put(replace(balance, allocated_each=left))

    def reserve(self, sku: Sku, qty_each: int) -> None:
        """Promise eaches of a SKU; a negative quantity gives the promise back."""
        self.promise(self.availability(sku), qty_each)

    def promise(self, stock: Availability, qty_each: int) -> None:
        """Promise eaches of a SKU of which this is known."""
        self._keep(stock, replace(stock, reserved_each=stock.reserved_each + qty_each))

    def count_in(self, sku: Sku, qty_each: int) -> None:
        """So many eaches more, or fewer, can be promised."""
        stock = self.availability(sku)
        self._keep(stock, replace(stock, on_hand_each=stock.on_hand_each + qty_each))

    def keep_back(self, stock: Availability, safety_each: int) -> None:
        """Of a SKU of which this is known, never promise so many eaches."""
        self._keep(stock, replace(stock, safety_each=safety_each))

    def _keep(self, before: Availability, now: Availability) -> None:
        self.available.put(now)
        self._touched.available(now.sku, before.available_each, now.available_each)

    def _add(self, place: Place, move: Movement, qty_each: int) -> None:
        balance = self.balance(place, move.sku, move.lot)
        qty = balance.qty_each + qty_each
        since = _since(balance, qty, move.at)
        self.balances.put(replace(balance, qty_each=qty, since=since))
        if is_dock(place):
            self._touched.positions.add(move.sku)
        if is_bin(place) and self.bin(BinCode(place)).counts_as_stock:
            self.count_in(move.sku, qty_each)


def _since(balance: Balance, qty_each: int, at: datetime) -> datetime | None:
    return (balance.since or at) if qty_each > 0 else None


def _shelved(row: SqlRow) -> Shelved:
    lot = from_row(LotOfSku, row)
    return Shelved(balance=from_row(Balance, row), expires_at=lot.expires_at)


_UNBOUND = f"""
SELECT balance.*, lot.expires_at AS expires_at
FROM balance
LEFT JOIN lot ON lot.site_id = balance.site_id AND lot.sku = balance.sku
  AND lot.lot = balance.lot
LEFT JOIN bin ON bin.site_id = balance.site_id AND bin.bin_code = balance.place
WHERE balance.site_id = :site_id AND balance.sku = :sku
  AND balance.qty_each <> 0 AND balance.qty_each > balance.allocated_each
  AND COALESCE(bin.status, '{BinStatus.GOOD}') = '{BinStatus.GOOD}'
  AND COALESCE(bin.use, '{BinUse.PICK_FACE}') = :use
ORDER BY balance.place, balance.lot
"""
