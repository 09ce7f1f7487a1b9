"""The books added up, for whoever proves them: what every table says, as plain figures.

States are text here, not enums: a row that nobody could have written is to be told of, not
to stop the reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engine.names import (
    ListId,
    OpId,
    OrderId,
    ParcelId,
    Place,
    Sku,
    StationId,
    ToteCode,
)

Goods = Mapping[tuple[Place, Sku], int]
"""Eaches by place and SKU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSums:
    """The ledger and what is kept beside it, in eaches.

    `moved` is the sum of all movements, `set_aside` of those alone that belong to facts
    the books could not place; `promised` is (on hand, reserved) by SKU; `wanted` is what
    open stops still want from a bin.
    """

    moved: Goods
    set_aside: Goods
    held: Goods
    allocated: Goods
    wanted: Goods
    promised: Mapping[Sku, tuple[int, int]]


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
    """One walk: who has it, and how many of its stops are open."""

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
class ToteSums:
    """A tote and the order in it."""

    tote: ToteCode
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSums:
    """A parcel, and what its lines say is in it, in eaches by SKU."""

    parcel_id: ParcelId
    is_gone: bool
    goods: Mapping[Sku, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSums:
    """A station's numbers: how many operations, how many numbers, the last of them.

    `copied` operations carry a number used before, and a discrepancy says so.
    """

    station: StationId
    operations: int
    numbers: int
    last: int
    copied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSums:
    """Everything a proof needs, read in one snapshot. `seqs` is the highest by table."""

    stock: StockSums
    orders: Sequence[OrderSums]
    lines: Sequence[LineSums]
    walks: Sequence[WalkSums]
    odd_stops: Sequence[StopSums]
    totes: Sequence[ToteSums]
    parcels: Sequence[ParcelSums]
    stations: Sequence[StationSums]
    forged: Sequence[OpId]
    seq: int
    seqs: Mapping[str, int]
    rows: int
    movements: int
    waiting: int
    """Discrepancies that wait for a person."""
