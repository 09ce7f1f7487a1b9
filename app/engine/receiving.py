"""Goods coming in."""

from dataclasses import dataclass, fields
from datetime import datetime

from app.engine.items import Barcode, Item, TradeCode
from app.engine.names import NO_LOT, BinCode, Lot, Place, Serial, Sku, is_bin
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


def receive_stock(done: ReceiveStock, item: Item | None) -> Refused | None:
    """Decide whether goods can be taken into the books as they were scanned."""
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if item is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=done.sku)
    if not is_bin(Place(done.bin_code)):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.bin_code)
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
