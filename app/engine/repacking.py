"""Goods between parcels, two parcels made one, and a parcel undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.names import NO_TOTE, ParcelId, Serial, Sku, ToteCode, is_tote
from app.engine.packing import Parcel, ParcelLine
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import GONE, PARCEL, ParcelEvent, ParcelState, ToteState


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBetweenParcels:
    """So many eaches went from one open parcel of an order into another.

    Goods kept by serial name every each's.
    """

    from_parcel: ParcelId
    to_parcel: ParcelId
    sku: Sku
    qty_each: int
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeParcels:
    """Everything of the `other` parcel went into the open parcel `into`."""

    into: ParcelId
    other: ParcelId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidParcel:
    """The parcel is undone: its goods are in a tote again, to be packed anew.

    Without `into_tote` they are in the tote they came from. Its SSCC is never used again.
    """

    parcel_id: ParcelId
    reason: str
    into_tote: ToteCode = NO_TOTE


def move_between(
    source: Parcel, target: Parcel, done: MoveBetweenParcels, there_each: int
) -> Refused | None:
    """Goods move between two open parcels of one order, as far as the first holds them."""
    no = _one_order(source, target)
    if no:
        return no
    for parcel in (source, target):
        if parcel.state is not ParcelState.OPEN:
            return Refused(
                reason=Refusal.PARCEL_NOT_OPEN,
                wanted=ParcelState.OPEN,
                got=parcel.parcel_id,
            )
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if done.qty_each > there_each:
        return Refused(reason=Refusal.NOT_IN_PARCEL, wanted=f"{there_each}", got=done.sku)
    return None


def merge(into: Parcel, other: Parcel) -> Refused | None:
    """An open parcel takes another of its order in, whose label is then void."""
    no = _one_order(into, other)
    if no:
        return no
    if into.state is not ParcelState.OPEN:
        return Refused(
            reason=Refusal.PARCEL_NOT_OPEN, wanted=ParcelState.OPEN, got=into.parcel_id
        )
    return may_void(other)


def may_void(parcel: Parcel) -> Refused | None:
    """A parcel can be undone once, and only before the carrier has it."""
    if parcel.state in GONE:
        return Refused(
            reason=Refusal.PARCEL_GONE, wanted=ParcelState.MANIFESTED, got=parcel.state
        )
    if (parcel.state, ParcelEvent.VOID) not in PARCEL:
        return Refused(
            reason=Refusal.PARCEL_VOID, wanted=ParcelState.MANIFESTED, got=parcel.sscc
        )
    return None


def may_refill(tote: Tote, parcel: Parcel) -> Refused | None:
    """Goods go back into a free tote, or into one of their own order at packing."""
    if not is_tote(tote.tote):
        return Refused(reason=Refusal.UNKNOWN_TOTE, wanted=parcel.tote, got=tote.tote)
    if tote.state is ToteState.FREE:
        return None
    is_own = tote.order_id == parcel.order_id
    is_here = tote.state is ToteState.PACKING or (
        tote.state is ToteState.STAGED and tote.stands_at.startswith("DROP-PACK")
    )
    if is_own and is_here:
        return None
    return Refused(reason=Refusal.TOTE_IN_USE, wanted=ToteState.FREE, got=tote.tote)


def split_over_parcel(
    packed: Sequence[ParcelLine], sku: Sku, qty_each: int
) -> list[tuple[ParcelLine, int]]:
    """Which lines of a parcel the eaches taken out of it belong to, in line order."""
    parts: list[tuple[ParcelLine, int]] = []
    for line in packed:
        taken = min(qty_each, line.qty_each) if line.sku == sku else 0
        if taken:
            parts.append((line, taken))
            qty_each -= taken
    return parts


def _one_order(one: Parcel, another: Parcel) -> Refused | None:
    if one.parcel_id == another.parcel_id:
        return Refused(
            reason=Refusal.SAME_PARCEL, wanted=one.parcel_id, got=another.parcel_id
        )
    if one.order_id != another.order_id:
        return Refused(
            reason=Refusal.OTHER_ORDER, wanted=one.order_id, got=another.order_id
        )
    return None
