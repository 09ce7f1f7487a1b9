"""From the dock to a bin: which one is best, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.engine.names import (
    NO_BIN,
    NO_LOT,
    BinCode,
    Lot,
    Place,
    Serial,
    Sku,
    ZoneCode,
    is_bin,
    is_dock,
    zone_of,
)
from app.engine.refusals import Refusal, Refused
from app.engine.stock import Bin, BinUse

NO_LIMIT: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAway:
    """So many eaches went from a dock into a bin."""

    sku: Sku
    qty_each: int
    source: Place
    bin_code: BinCode
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


class Why(StrEnum):
    """Why a bin is suggested."""

    FACE_OF_SKU = "face_of_sku"
    EMPTY_IN_ZONE = "empty_in_zone"
    RESERVE = "reserve"
    MIXES_DATES = "mixes_dates"
    """Goods with another expiry date lie there, and no other bin is left."""
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Goods of one lot that lie in a bin."""

    sku: Sku
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A bin goods may go to: what lies in it, and how many eaches of the SKU still fit.

    `is_face` says that people pick the SKU from here, even while the bin is empty, and
    `is_others_face` that they pick another one.
    """

    bin: Bin
    inside: tuple[Inside, ...] = ()
    is_face: bool = False
    is_others_face: bool = False
    room_each: int = NO_LIMIT

    @property
    def is_nobodys(self) -> bool:
        """Whether nothing lies here and nothing is meant to."""
        return not (self.inside or self.is_face or self.is_others_face)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Where goods should go, how many eaches of them, and why there."""

    bin_code: BinCode
    qty_each: int
    why: Why


def suggest_bin(goods: Inside, qty_each: int, spots: Sequence[Spot]) -> Suggestion:
    """Choose a bin for goods.

    A pick face of the SKU comes first, the one with least room so that bins get full; then
    an empty bin in the zones where the SKU is picked; then reserve stock, beside the same
    SKU before an empty bin. Two expiry dates of a SKU in one bin are taken only when there
    is nowhere else.
    """
    fitting = [spot for spot in spots if not _mixes_dates(goods, spot)]
    empty = [spot for spot in spots if spot.is_nobodys]
    zones = {zone_of(spot.bin.bin_code) for spot in spots if _is_face(goods.sku, spot)}
    ranked: list[tuple[Why, list[Spot]]] = [
        (Why.FACE_OF_SKU, [spot for spot in fitting if _is_face(goods.sku, spot)]),
        (Why.EMPTY_IN_ZONE, [spot for spot in empty if _is_in(zones, spot)]),
        (Why.RESERVE, [s for s in fitting if _is_reserve(s) and _holds(goods.sku, s)]),
        (Why.RESERVE, [spot for spot in empty if _is_reserve(spot)]),
        (Why.MIXES_DATES, [spot for spot in spots if _is_face(goods.sku, spot)]),
    ]
    for why, found in ranked:
        best = _least_room(found)
        if best:
            fits = min(qty_each, best.room_each)
            return Suggestion(bin_code=best.bin.bin_code, qty_each=fits, why=why)
    return Suggestion(bin_code=NO_BIN, qty_each=0, why=Why.NOWHERE)


def suggest_face(spots: Sequence[Spot], near: BinCode) -> BinCode | None:
    """An empty bin a SKU could be picked from, in the zone of the bin `near` if there is one."""
    empty = [
        spot.bin.bin_code for spot in spots if spot.bin.is_picked_from and spot.is_nobodys
    ]
    zone = zone_of(near)
    return min(empty, key=lambda code: (zone_of(code) != zone, code), default=None)


def put_away(done: PutAway, target: Bin) -> Refused | None:
    """Goods go from a dock into any bin that holds good stock."""
    if not is_dock(done.source):
        return Refused(reason=Refusal.UNKNOWN_PLACE, got=done.source)
    if not is_bin(Place(done.bin_code)):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.bin_code)
    if not target.counts_as_stock:
        return Refused(reason=Refusal.BIN_NOT_GOOD, got=done.bin_code)
    return None


def _least_room(spots: Iterable[Spot]) -> Spot | None:
    usable = [spot for spot in spots if spot.room_each > 0 and spot.bin.counts_as_stock]
    return min(usable, key=lambda s: (s.room_each, s.bin.bin_code), default=None)


def _holds(sku: Sku, spot: Spot) -> bool:
    return any(each.sku == sku for each in spot.inside)


def _is_face(sku: Sku, spot: Spot) -> bool:
    return spot.bin.is_picked_from and (spot.is_face or _holds(sku, spot))


def _is_in(zones: set[ZoneCode], spot: Spot) -> bool:
    return spot.bin.is_picked_from and zone_of(spot.bin.bin_code) in zones


def _is_reserve(spot: Spot) -> bool:
    return spot.bin.use is BinUse.RESERVE


def _mixes_dates(goods: Inside, spot: Spot) -> bool:
    return any(
        each.sku == goods.sku and each.expires_at != goods.expires_at
        for each in spot.inside
    )
