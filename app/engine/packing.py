"""Verifying what is in a tote, closing the parcel, and its label."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.names import (
    NO_MANIFEST,
    NO_SSCC,
    ManifestId,
    OrderId,
    ParcelId,
    Serial,
    Sku,
    Sscc,
    ToteCode,
)
from app.engine.orders import Order, OrderLine
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.stock import Balance
from app.engine.task_states import OrderState, ParcelState, ToteState


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPacking:
    """The tote was scanned at the packing table."""

    tote: ToteCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PackItem:
    """So many eaches were scanned out of the tote into the open parcel.

    Goods kept by serial name every each's.
    """

    tote: ToteCode
    sku: Sku
    qty_each: int = 1
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseParcel:
    """Everything is in and the parcel is taped. `weight_g` 0 means not weighed."""

    parcel_id: ParcelId
    weight_g: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLabel:
    """The label on the parcel was scanned: it is the right one and it reads."""

    parcel_id: ParcelId
    sscc: Sscc


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is handed to a carrier."""

    parcel_id: ParcelId
    order_id: OrderId
    tote: ToteCode
    carrier: str
    state: ParcelState = ParcelState.OPEN
    sscc: Sscc = NO_SSCC
    weight_g: int = 0
    manifest_id: ManifestId = NO_MANIFEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    """What of an order line a parcel holds."""

    parcel_id: ParcelId
    line_no: int
    sku: Sku
    qty_each: int


def start_packing(tote: Tote) -> Refused | None:
    """A tote can be packed once it was set down at packing, and again while it is."""
    if tote.state is ToteState.PACKING:
        return None
    if tote.state is not ToteState.STAGED or not tote.stands_at.startswith("DROP-PACK"):
        return Refused(
            reason=Refusal.TOTE_NOT_READY,
            wanted=tote.tote,
            got=tote.stands_at or tote.state,
        )
    return None


def is_complete(order: Order, tote: Tote, missing: Sequence[str]) -> Refused | None:
    """An order is packed when nothing of it is on the floor any more.

    `missing` are the totes and zones that it still waits for.
    """
    if order.state in (OrderState.RESERVED, OrderState.RELEASED, OrderState.PICKING):
        return Refused(
            reason=Refusal.ORDER_NOT_COMPLETE,
            wanted=", ".join(missing) or order.ref,
            got=tote.tote,
        )
    return None


def pack_item(done: PackItem, left_each: int) -> Refused | None:
    """An item may be packed when the tote still holds it; one too many is refused."""
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if done.qty_each > left_each:
        return Refused(reason=Refusal.NOT_IN_TOTE, wanted=f"{left_each}", got=done.sku)
    return None


def split_over_lines(
    lines: Sequence[OrderLine], sku: Sku, qty_each: int
) -> list[tuple[OrderLine, int]]:
    """Which lines of the order the packed eaches belong to, in line order."""
    parts: list[tuple[OrderLine, int]] = []
    for line in lines:
        taken = min(qty_each, line.picked_each) if line.sku == sku else 0
        if taken:
            parts.append((line, taken))
            qty_each -= taken
    return parts


def close_parcel(
    parcel: Parcel, left_in_tote: Sequence[Balance], packed: Sequence[ParcelLine]
) -> Refused | None:
    """A parcel closes only when every item of the tote was verified into it."""
    if parcel.state is not ParcelState.OPEN:
        return Refused(reason=Refusal.PARCEL_NOT_OPEN, got=parcel.state)
    missing = sum(balance.qty_each for balance in left_in_tote)
    if missing:
        return Refused(reason=Refusal.NOT_VERIFIED, got=f"{missing}")
    if not packed:
        return Refused(reason=Refusal.NOTHING_PACKED, got=parcel.tote)
    return None


def confirm_label(parcel: Parcel, done: ConfirmLabel) -> Refused | None:
    """The label scanned must be the parcel's own."""
    if parcel.state is not ParcelState.CLOSED:
        return Refused(reason=Refusal.PARCEL_NOT_CLOSED, got=parcel.state)
    if done.sscc != parcel.sscc:
        return Refused(reason=Refusal.WRONG_LABEL, wanted=parcel.sscc, got=done.sscc)
    return None
