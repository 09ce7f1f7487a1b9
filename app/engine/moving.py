"""Goods going from bin to bin, and what may be taken out of a place at all."""

from dataclasses import dataclass

from app.engine.names import NO_LOT, BinCode, Lot, Place, Serial, Sku, is_bin, is_dock
from app.engine.refusals import Refusal, Refused
from app.engine.stock import Balance


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStock:
    """So many eaches went from one bin to another, or back onto the dock they came from."""

    sku: Sku
    qty_each: int
    source: BinCode
    target: Place
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


def move_stock(done: MoveStock, source: Balance) -> Refused | None:
    """Goods move out of a bin as far as nobody was sent to fetch them."""
    if not is_bin(Place(done.source)):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.source)
    if not may_go_to(done.target):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.target)
    if done.source == done.target:
        return Refused(reason=Refusal.SAME_PLACE, got=done.target)
    return may_take(source, done.qty_each)


def may_go_to(place: Place) -> bool:
    """Whether goods can be moved there: into a bin, or back onto a dock."""
    return is_bin(place) or is_dock(place)


def may_take(held: Balance, qty_each: int) -> Refused | None:
    """Say why so many eaches cannot be taken from a place, or None when they can.

    What is bound to work on the floor stays where that work will look for it.
    """
    if qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=held.sku, got=f"{qty_each}"
        )
    if qty_each > held.qty_each:
        return Refused(
            reason=Refusal.NOT_THERE, wanted=f"{held.qty_each}", got=held.place
        )
    if qty_each > held.free_each:
        return Refused(reason=Refusal.BIN_HAS_WORK, got=held.place)
    return None
