"""Goods coming in."""

from dataclasses import dataclass, fields
from datetime import datetime

from app.engine.items import Barcode, Item, TradeCode
from app.engine.names import (
    NO_LOT,
    BinCode,
    Lot,
    Place,
    Serial,
    Sku,
    is_bin,
    is_dock,
)
from app.engine.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveStock:
    """So many eaches of the SKU arrived from a supplier and lie in the bin.

    Goods that are kept by lot name theirs, with its expiry date if it has one; goods kept
    by serial name the serial of every each.
    """

    sku: Sku
    bin_code: BinCode
    qty_each: int
    lot: Lot = NO_LOT
    expires_at: datetime | None = None
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveGoods:
    """So many eaches came from a supplier and lie on a dock (`DOCK-1`) or in a bin.

    `po_ref` is empty for goods nobody announced. What lies on a dock is no stock yet.
    """

    place: Place
    sku: Sku
    qty_each: int
    po_ref: str = ""
    lot: Lot = NO_LOT
    expires_at: datetime | None = None
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItem:
    """The catalogue has this SKU, under these trade codes.

    What it says replaces what was known of the SKU; codes are added to those it has.
    """

    sku: Sku
    name: str
    weight_g: int = 0
    barcodes: tuple[TradeCode, ...] = ()
    description: str = ""
    picture: str = ""
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    hazard: str = ""
    is_fragile: bool = False
    look_alike_group: str = ""
    tracks_lot: bool = False
    tracks_serial: bool = False
    safety_each: int = 0

    @property
    def item(self) -> Item:
        """What the catalogue will say."""
        return Item(**{each.name: getattr(self, each.name) for each in fields(Item)})

    @property
    def codes(self) -> list[Barcode]:
        """What its trade codes will mean."""
        return [
            Barcode(sku=self.sku, **TradeCode(*each)._asdict()) for each in self.barcodes
        ]


def receive_goods(done: ReceiveGoods, item: Item | None) -> Refused | None:
    """Goods from a supplier come to a dock or straight into a bin, and nowhere else."""
    if not is_for_deliveries(done.place):
        return Refused(reason=Refusal.UNKNOWN_PLACE, got=done.place)
    return _as_scanned(done, item)


def is_for_deliveries(place: Place) -> bool:
    """Whether goods from a supplier may lie here."""
    return is_dock(place) or is_bin(place)


def receive_stock(done: ReceiveStock, item: Item | None) -> Refused | None:
    """Decide whether goods can be taken into the books as they were scanned."""
    if not is_bin(Place(done.bin_code)):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.bin_code)
    return _as_scanned(done, item)


def _as_scanned(done: ReceiveStock | ReceiveGoods, item: Item | None) -> Refused | None:
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if item is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=done.sku)
    if item.tracks_lot and not done.lot:
        return Refused(reason=Refusal.LOT_MISSING, got=item.sku)
    return serials_fit(item, done.serials, done.qty_each)


def serials_fit(item: Item, serials: tuple[Serial, ...], qty_each: int) -> Refused | None:
    """Goods kept by serial need one for every each, all others none."""
    wanted = qty_each if item.tracks_serial else 0
    if len(set(serials)) != wanted or len(serials) != wanted or "" in serials:
        return Refused(
            reason=Refusal.SERIALS_DIFFER, wanted=f"{wanted}", got=f"{len(set(serials))}"
        )
    return None
