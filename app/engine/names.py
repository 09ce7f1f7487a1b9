"""What things are called on the floor, and the places goods can be in.

A code is printed and scanned; an id is ours and never shown; a SKU is both.
"""

from typing import Final, NewType

SiteId = NewType("SiteId", str)
StationId = NewType("StationId", str)
OpId = NewType("OpId", str)
Badge = NewType("Badge", str)

OrderId = NewType("OrderId", str)
ListId = NewType("ListId", str)
TaskId = NewType("TaskId", str)
ParcelId = NewType("ParcelId", str)
ManifestId = NewType("ManifestId", str)
PurchaseId = NewType("PurchaseId", str)
ReplenishId = NewType("ReplenishId", str)
CountId = NewType("CountId", str)
ReturnId = NewType("ReturnId", str)
WaveId = NewType("WaveId", str)
PutBackId = NewType("PutBackId", str)

Sku = NewType("Sku", str)
Lot = NewType("Lot", str)
Serial = NewType("Serial", str)
BinCode = NewType("BinCode", str)
ToteCode = NewType("ToteCode", str)
ZoneCode = NewType("ZoneCode", str)
DropCode = NewType("DropCode", str)
Sscc = NewType("Sscc", str)

NO_SKU: Final = Sku("")
NO_LIST: Final = ListId("")
NO_WAVE: Final = WaveId("")
NO_ZONE: Final = ZoneCode("")
NO_LOT: Final = Lot("")
NO_SERIAL: Final = Serial("")
NO_ORDER: Final = OrderId("")
NO_TOTE: Final = ToteCode("")
NO_STATION: Final = StationId("")
NOBODY: Final = Badge("")
NO_SSCC: Final = Sscc("")
NO_OPERATION: Final = OpId("")
NO_PARCEL: Final = ParcelId("")
NO_MANIFEST: Final = ManifestId("")
NO_BIN: Final = BinCode("")
NO_COUNT: Final = CountId("")

Place = NewType("Place", str)
"""Anywhere goods can be: a bin, a tote, a parcel, or a virtual place that begins with @."""

SUPPLIER: Final = Place("@supplier")
CUSTOMER: Final = Place("@customer")
LOST: Final = Place("@lost")
DAMAGED: Final = Place("@damaged")
QUARANTINE: Final = Place("@quarantine")
SCRAP: Final = Place("@scrap")
SAMPLE: Final = Place("@sample")
VARIANCE: Final = Place("@variance")
"""Where the books take goods from that hands held and no bin had: see `Discrepancy`."""

PACKING_DROP: Final = DropCode("DROP-PACK-1")
SORTING_DROP: Final = DropCode("DROP-SORT-1")
"""Where a batch tote waits to be sorted into its orders' totes: the put-wall."""


def zone_of(bin_code: BinCode) -> ZoneCode:
    """The zone a bin code says it is in: `A` for `A-07-3-B`."""
    return ZoneCode(bin_code.split("-", 1)[0])


def drop_of(zone: ZoneCode) -> DropCode:
    """Where a tote waits for a zone's picker: `DROP-B` for zone B."""
    return DropCode(f"DROP-{zone}")


def is_bin(place: Place) -> bool:
    """Whether this is a storage position: zone, aisle, bay and level, such as `A-07-3-B`."""
    return place.count("-") == 3 and not place.startswith(("@", "TOTE-", "PARCEL-"))


def is_tote(code: str) -> bool:
    """Whether this is a tote's code, such as `TOTE-0042`."""
    kind, _, number = code.partition("-")
    return kind == "TOTE" and number.isascii() and number.isdecimal()


def is_dock(place: Place) -> bool:
    """Whether goods here came in and are not put away yet: `DOCK-1`."""
    return place.startswith("DOCK-")


def is_returns_place(place: Place) -> bool:
    """Whether goods here came back and are not looked at yet: `RETURNS-1`."""
    return place.startswith("RETURNS-")


def parcel_place(parcel_id: ParcelId) -> Place:
    """The place inside a parcel."""
    return Place(f"PARCEL-{parcel_id}")
