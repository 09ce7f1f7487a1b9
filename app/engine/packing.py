"""Verifying what is in a tote, closing its parcels, and their labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.engine.cartons import NO_CARTON, CartonType
from app.engine.names import (
    NO_MANIFEST,
    NO_PARCEL,
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
from app.engine.putting_back import PutBackTask
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import OrderState, ParcelState, ToteState

TAPED: Final = frozenset(
    {ParcelState.CLOSED, ParcelState.LABELLED, ParcelState.MANIFESTED}
)
"""A parcel that is closed and still in the building."""

OFF_PERCENT: Final = 10
OFF_G: Final = 50
"""A weight is asked about only when it is off by more than both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPacking:
    """The tote was scanned at the packing table."""

    tote: ToteCode


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenParcel:
    """The next box for the same tote: what is packed from now on goes into it."""

    tote: ToteCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PackItem:
    """So many eaches were scanned out of the tote into a parcel.

    Without a `parcel_id` it is the tote's open parcel, of several the one opened last.
    Goods kept by serial name every each's.
    """

    tote: ToteCode
    sku: Sku
    qty_each: int = 1
    serials: tuple[Serial, ...] = ()
    parcel_id: ParcelId = NO_PARCEL


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackItem:
    """So many eaches went from an open parcel back into the tote they came in.

    Goods kept by serial name every each's.
    """

    parcel_id: ParcelId
    sku: Sku
    qty_each: int = 1
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseParcel:
    """Everything is in and the parcel is taped. `weight_g` 0 means not weighed.

    `more_follows`: the tote still holds goods, and they come in another parcel.
    `weight_confirmed`: the weight was looked at and is right, though it is off. `sscc` is
    what its label will say; the station gives it out, for it prints before anybody hears.
    """

    parcel_id: ParcelId
    weight_g: int = 0
    carton: str = NO_CARTON
    weight_confirmed: bool = False
    more_follows: bool = False
    sscc: Sscc = NO_SSCC


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLabel:
    """The label on the parcel was scanned: it is the right one and it reads."""

    parcel_id: ParcelId
    sscc: Sscc


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is handed to a carrier.

    `number` counts the parcels of an order in the order they were opened, void ones
    included. `signed_by` and `proof` are the proof of delivery, empty until there is one.
    """

    parcel_id: ParcelId
    order_id: OrderId
    tote: ToteCode
    carrier: str
    state: ParcelState = ParcelState.OPEN
    sscc: Sscc = NO_SSCC
    weight_g: int = 0
    manifest_id: ManifestId = NO_MANIFEST
    number: int = 1
    carton: str = NO_CARTON
    void_reason: str = ""
    tracking: str = ""
    tracking_url: str = ""
    signed_by: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    """What of an order line a parcel holds."""

    parcel_id: ParcelId
    line_no: int
    sku: Sku
    qty_each: int


def start_packing(tote: Tote, in_hospital: str = "") -> Refused | None:
    """A tote can be packed once it was set down at packing, and again while it is.

    `in_hospital` is why it stands in the hospital, where it does.
    """
    if tote.state is ToteState.PACKING:
        return None
    if tote.state is ToteState.HOSPITAL:
        return Refused(reason=Refusal.TOTE_IN_HOSPITAL, wanted=tote.tote, got=in_hospital)
    if tote.state is not ToteState.STAGED or not tote.stands_at.startswith("DROP-PACK"):
        return Refused(
            reason=Refusal.TOTE_NOT_READY,
            wanted=tote.stands_at or tote.state,
            got=tote.tote,
        )
    return None


_ON_THE_FLOOR: Final = frozenset(
    {
        OrderState.BACKORDERED,
        OrderState.RESERVED,
        OrderState.RELEASED,
        OrderState.PICKING,
    }
)
"""Being picked, or taken back with goods in its totes until it is released again."""


def is_complete(order: Order, tote: Tote, missing: Sequence[str]) -> Refused | None:
    """An order is packed when nothing of it is on the floor any more.

    `missing` are the totes and zones that it still waits for.
    """
    if order.state in _ON_THE_FLOOR:
        return Refused(
            reason=Refusal.ORDER_ON_FLOOR,
            wanted=", ".join(missing) or order.ref,
            got=tote.tote,
        )
    return None


def open_parcel(tote: Tote, in_hospital: str = "") -> Refused | None:
    """A next box is opened only for a tote that is being packed."""
    if tote.state is ToteState.STAGED:
        return Refused(
            reason=Refusal.TOTE_NOT_READY, wanted=ToteState.PACKING, got=tote.tote
        )
    return start_packing(tote, in_hospital)


def pack_item(done: PackItem, left_each: int, parcel: Parcel | None) -> Refused | None:
    """An item may be packed when the tote still holds it; one too many is refused."""
    if parcel is None or parcel.state is not ParcelState.OPEN:
        return Refused(
            reason=Refusal.PARCEL_NOT_OPEN,
            wanted=ParcelState.OPEN,
            got=parcel.parcel_id if parcel else done.tote,
        )
    if parcel.tote != done.tote:
        return Refused(reason=Refusal.WRONG_TOTE, wanted=parcel.tote, got=done.tote)
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if not left_each:
        return Refused(reason=Refusal.NOT_IN_TOTE, wanted="0", got=done.sku)
    if done.qty_each > left_each:
        return Refused(
            reason=Refusal.MORE_THAN_ASKED, wanted=f"{left_each}", got=f"{done.qty_each}"
        )
    return None


def unpack_item(done: UnpackItem, there_each: int, parcel: Parcel) -> Refused | None:
    """What was packed by mistake comes out again, until the parcel is closed."""
    if parcel.state is not ParcelState.OPEN:
        return refuse_void(parcel) or Refused(
            reason=Refusal.PARCEL_NOT_OPEN, wanted=ParcelState.OPEN, got=parcel.parcel_id
        )
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if done.qty_each > there_each:
        return Refused(reason=Refusal.NOT_IN_PARCEL, wanted=f"{there_each}", got=done.sku)
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
    parcel: Parcel,
    done: CloseParcel,
    left_in_tote: int,
    packed: Sequence[ParcelLine],
    *,
    others_open: int,
    going_back: Sequence[PutBackTask] = (),
) -> Refused | None:
    """A parcel closes when its goods are in and what is left in the tote has a place.

    The last parcel of a tote closes only when every item was verified, unless it is said
    that more follows. `left_in_tote` counts eaches; `others_open` are the tote's other open parcels; `going_back` is what
    has to come out of this one again, because it was cancelled.
    """
    if parcel.state is not ParcelState.OPEN:
        return refuse_void(parcel) or Refused(
            reason=Refusal.PARCEL_NOT_OPEN, wanted=ParcelState.OPEN, got=parcel.parcel_id
        )
    if done.weight_g < 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted="0", got=f"{done.weight_g}"
        )
    if left_in_tote and not others_open and not done.more_follows:
        return Refused(reason=Refusal.NOT_VERIFIED, wanted="0", got=f"{left_in_tote}")
    if going_back:
        return Refused(
            reason=Refusal.PUT_BACK_FIRST, wanted=f"{len(going_back)}", got=parcel.tote
        )
    if not packed:
        return Refused(reason=Refusal.NOTHING_PACKED, wanted="1", got=parcel.tote)
    return None


def refuse_void(parcel: Parcel) -> Refused | None:
    """A parcel that was undone, or whose order was cancelled, goes nowhere."""
    if parcel.state is not ParcelState.VOID:
        return None
    return Refused(
        reason=Refusal.PARCEL_VOID,
        wanted=ParcelState.LABELLED,
        got=parcel.sscc or parcel.tote,
    )


def check_weight(
    done: CloseParcel, carton: CartonType | None, expected_g: int
) -> Refused | None:
    """Too heavy for its carton is a no; far from what it should weigh is a question."""
    weight_g = done.weight_g or expected_g
    if carton and weight_g > carton.most_g:
        return Refused(
            reason=Refusal.TOO_HEAVY, wanted=f"{carton.most_g}", got=f"{weight_g}"
        )
    if not done.weight_confirmed and is_far_off(done.weight_g, expected_g):
        return Refused(
            reason=Refusal.WEIGHT_OFF, wanted=f"{expected_g}", got=f"{done.weight_g}"
        )
    return None


def expected_weight_g(goods: Iterable[tuple[int, int]], tare_g: int = 0) -> int:
    """What a parcel should weigh: its goods, each (qty_each, weight_g), and its carton.

    0 means unknown: one item that was never weighed makes the whole unknown.
    """
    weighed = list(goods)
    if not weighed or any(weight_g <= 0 for _, weight_g in weighed):
        return 0
    return tare_g + sum(qty_each * weight_g for qty_each, weight_g in weighed)


def is_far_off(weight_g: int, expected_g: int) -> bool:
    """Whether a weight is so far from the expected one that something may be wrong.

    Off by more than 10 % and by more than 50 g: a share alone would stop every letter, a
    fixed weight alone every pallet. Never when either is 0, for then it is unknown.
    """
    off_g = abs(weight_g - expected_g)
    is_known = weight_g > 0 and expected_g > 0
    return is_known and off_g > OFF_G and off_g * 100 > expected_g * OFF_PERCENT


def confirm_label(parcel: Parcel, done: ConfirmLabel) -> Refused | None:
    """The label scanned must be the parcel's own."""
    if parcel.state is not ParcelState.CLOSED:
        return refuse_void(parcel) or Refused(
            reason=Refusal.PARCEL_NOT_CLOSED,
            wanted=ParcelState.CLOSED,
            got=parcel.parcel_id,
        )
    if done.sscc != parcel.sscc:
        return Refused(reason=Refusal.WRONG_LABEL, wanted=parcel.sscc, got=done.sscc)
    return None
