"""The books added up, for whoever proves them: what every table says, as plain figures.

States are text here, not enums: a row that nobody could have written is to be told of, not
to stop the reading.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from app.engine.delivering import CarrierWord
from app.engine.names import (
    ListId,
    Lot,
    OpId,
    OrderId,
    ParcelId,
    Place,
    ReturnId,
    Serial,
    Sku,
    Sscc,
    StationId,
    ToteCode,
)

Goods = Mapping[tuple[Place, Sku], int]
"""Eaches by place and SKU."""
Lots = Mapping[tuple[Place, Sku, Lot], int]
"""Eaches by place, SKU and lot."""
Flows = Mapping[tuple[Place, Place, Sku], int]
"""Eaches that went from one place to another, by SKU."""
One = tuple[Sku, Serial]
"""A single each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSums:
    """The ledger and what is kept beside it, in eaches.

    `moved` is the sum of all movements, `set_aside` are those alone that belong to facts
    the books could not place; `promised` is (on hand, reserved) by SKU; `wanted` is what
    open stops and fetches still want from a bin. Goods in `bad_bins` are no stock.
    `kept_back` is (safety stock kept, wanted by the catalogue), of SKUs where they are not
    the same.
    """

    moved: Lots
    set_aside: Flows
    held: Lots
    allocated: Lots
    wanted: Lots
    bad_bins: Set[Place]
    promised: Mapping[Sku, tuple[int, int]]
    kept_back: Mapping[Sku, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialSums:
    """Where goods known one by one are: real places only, for those elsewhere are gone.

    `moved` is where the ledger says each is; those `set_aside` were moved by facts the
    books could not place.
    """

    kept: Mapping[One, tuple[Place, Lot]]
    moved: Mapping[One, Sequence[Place]]
    set_aside: Set[One]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSums:
    """One order line: its stages, its open stops, and what parcels say of it, in eaches."""

    order_id: OrderId
    line_no: int
    sku: Sku
    qty_each: int
    stages: Mapping[str, int]
    in_stops_each: int
    in_parcels_each: int
    handed_over_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSums:
    """An order's name and state."""

    order_id: OrderId
    ref: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkSums:
    """One walk: who has it, and how many of its stops are open.

    One for several orders names none.
    """

    list_id: ListId
    order_id: OrderId
    zone: str
    state: str
    badge: str
    open_stops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSums:
    """A stop whose state does not fit what was picked."""

    list_id: ListId
    bin_code: str
    sku: Sku
    state: str
    qty_each: int
    picked_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSums:
    """A stop for several orders that does not add up to what its shares say, in eaches."""

    bin_code: str
    sku: Sku
    state: str
    qty_each: int
    picked_each: int
    shared_each: int
    shared_picked_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToteSums:
    """A tote, the order in it or the walk of the batch in it, and where it stands."""

    tote: ToteCode
    order_id: OrderId
    batch: ListId
    state: str
    stands_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaySums:
    """A tote that is in the hospital, and its place there."""

    tote: ToteCode
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSums:
    """A parcel, what its lines say is in it, in eaches by SKU, and what its carrier told.

    `manifest` is the state of the manifest it is on, empty when it is on none.
    """

    parcel_id: ParcelId
    order_id: OrderId
    state: str
    sscc: Sscc
    manifest: str
    goods: Mapping[Sku, int]
    words: Sequence[CarrierWord]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBackSums:
    """What is to go back from a tote or parcel to a bin, in eaches; those done in full, and
    those left to the carrier, only where their state does not fit.
    """

    source: Place
    sku: Sku
    state: str
    qty_each: int
    done_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSums:
    """One SKU of a return: what arrived, and what of it was looked at, in eaches."""

    return_id: ReturnId
    order_id: OrderId
    state: str
    sku: Sku
    received_each: int
    inspected_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseSums:
    """A line of a purchase order whose state does not fit what came of it."""

    ref: str
    state: str
    sku: Sku
    qty_each: int
    received_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSums:
    """A fetch whose state does not fit what was moved."""

    source: Place
    sku: Sku
    state: str
    qty_each: int
    moved_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentSums:
    """A bin whose adjustment by one operation is not what that operation moved, in eaches."""

    place: Place
    sku: Sku
    lot: Lot
    said_each: int
    moved_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingSums:
    """Goods on their way: back to bins, back from customers, in, and up to pick faces."""

    put_backs: Sequence[PutBackSums]
    returns: Sequence[ReturnSums]
    odd_purchases: Sequence[PurchaseSums]
    odd_fetches: Sequence[FetchSums]
    odd_adjustments: Sequence[AdjustmentSums]


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSums:
    """A station's numbers: how many operations, how many numbers, and what is not told.

    `missing` numbers never came, and `copied` operations carry a number used before: each
    as many as no discrepancy tells of.
    """

    station: StationId
    last: int
    missing: int
    copied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSums:
    """Everything a proof needs, read in one snapshot. `seqs` is the highest by table."""

    stock: StockSums
    serials: SerialSums
    orders: Sequence[OrderSums]
    lines: Sequence[LineSums]
    walks: Sequence[WalkSums]
    odd_stops: Sequence[StopSums]
    odd_shares: Sequence[ShareSums]
    unsorted: Mapping[tuple[ListId, OrderId, Sku], int]
    """What the totes of a batch still hold for each of its orders, in eaches."""
    aboard: Set[OrderId]
    """Orders with goods or stops on an open walk for several, in a batch that is not sorted,
    or in a tote that is not at packing yet."""
    totes: Sequence[ToteSums]
    stays: Sequence[StaySums]
    parcels: Sequence[ParcelSums]
    keeping: KeepingSums
    stations: Sequence[StationSums]
    forged: Sequence[OpId]
    seq: int
    seqs: Mapping[str, int]
    rows: int
    movements: int
    waiting: int
    """Discrepancies that wait for a person."""
