"""Parcels onto a carrier's manifest, and out of the building."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.engine.names import ManifestId, ParcelId, Sscc
from app.engine.orders import OrderLine, is_all_cancelled, what_is_left
from app.engine.packing import Parcel, refuse_void
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import (
    GONE,
    ON_THE_TABLE,
    OrderEvent,
    ParcelState,
)

_DAY: Final = timedelta(days=1)


class ManifestState(StrEnum):
    """A manifest is open until the carrier takes it."""

    OPEN = "open"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadParcel:
    """The parcel with this SSCC goes onto its carrier's open manifest."""

    sscc: Sscc
    carrier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOffManifest:
    """The parcel with this SSCC does not leave with this manifest after all."""

    sscc: Sscc


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCutOff:
    """The carrier's open manifest takes parcels until then; its next ones daily so."""

    carrier: str
    cut_off: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The carrier's driver has taken everything on the manifest, at this dock.

    `ssccs` are the parcels that were on it for whoever handed them over; empty means those
    the books have on it.
    """

    manifest_id: ManifestId
    driver: str = ""
    at_dock: str = ""
    ssccs: tuple[Sscc, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTracking:
    """The carrier calls the parcel this; `url` is where it can be followed."""

    parcel_id: ParcelId
    tracking: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The parcels one carrier takes in one go. From `cut_off` on it takes no more."""

    manifest_id: ManifestId
    carrier: str
    state: ManifestState
    opened_at: datetime
    cut_off: datetime | None = None
    handed_over_at: datetime | None = None
    driver: str = ""
    at_dock: str = ""


def load_parcel(parcel: Parcel, done: LoadParcel) -> Refused | None:
    """Only a labelled parcel goes onto the manifest, and only onto its own carrier's."""
    if parcel.state is not ParcelState.LABELLED:
        return refuse_void(parcel) or Refused(
            reason=Refusal.PARCEL_NOT_LABELLED,
            wanted=ParcelState.LABELLED,
            got=parcel.sscc or parcel.parcel_id,
        )
    if parcel.carrier != done.carrier:
        return Refused(
            reason=Refusal.WRONG_CARRIER, wanted=parcel.carrier, got=done.carrier
        )
    return None


def takes_parcels(manifest: Manifest, at: datetime) -> bool:
    """Whether a manifest still takes parcels at this moment."""
    is_open = manifest.state is ManifestState.OPEN
    return is_open and (manifest.cut_off is None or at < manifest.cut_off)


def next_cut_off(last: datetime | None, at: datetime) -> datetime | None:
    """The next time of day the lorry leaves, whole days after it left last.

    None when the carrier has no cut-off yet.
    """
    if last is None or at < last:
        return last
    return last + ((at - last) // _DAY + 1) * _DAY


def take_off(parcel: Parcel) -> Refused | None:
    """Only what is on a manifest, and still here, can be taken off it."""
    if parcel.state is ParcelState.MANIFESTED:
        return None
    reason = (
        Refusal.PARCEL_GONE if parcel.state in GONE else Refusal.PARCEL_NOT_MANIFESTED
    )
    return Refused(reason=reason, wanted=ParcelState.MANIFESTED, got=parcel.state)


def hand_over(
    manifest: Manifest, parcels: Sequence[Parcel], ssccs: Sequence[Sscc] = ()
) -> Refused | None:
    """A manifest is handed over once, not empty, and with the parcels that were seen on it."""
    if manifest.state is not ManifestState.OPEN:
        return Refused(
            reason=Refusal.MANIFEST_CLOSED,
            wanted=ManifestState.OPEN,
            got=manifest.manifest_id,
        )
    if not parcels:
        return Refused(reason=Refusal.MANIFEST_EMPTY, wanted="1", got=manifest.carrier)
    if ssccs and set(ssccs) != {parcel.sscc for parcel in parcels}:
        return Refused(
            reason=Refusal.MANIFEST_DIFFERS, wanted=f"{len(ssccs)}", got=f"{len(parcels)}"
        )
    return None


def set_tracking(
    parcel: Parcel, asked: SetTracking, other: Parcel | None
) -> Refused | None:
    """A tracking number is one parcel's only, and a void parcel's never.

    Customers are sent its link: that leads to a web page and nowhere else.
    """
    if asked.url and not asked.url.startswith(("https://", "http://")):
        return Refused(reason=Refusal.LINK_UNSAFE, wanted="https://…", got=asked.url)
    if parcel.state is ParcelState.VOID:
        return Refused(
            reason=Refusal.PARCEL_VOID, wanted=ParcelState.LABELLED, got=parcel.sscc
        )
    if other and other.parcel_id != parcel.parcel_id:
        return Refused(
            reason=Refusal.TRACKING_IN_USE, wanted=other.sscc, got=asked.tracking
        )
    return None


def order_events(
    lines: Sequence[OrderLine], parcels: Sequence[Parcel], *, is_walked: bool = False
) -> tuple[OrderEvent, ...]:
    """What an order has been through, as its lines and parcels tell it, in this order.

    An order has as far as its last parcel: it is packed when no goods wait for a box, has
    left when every parcel has, and has ended when nothing is left to send and every
    parcel was delivered or came back. One that came back makes it a returned order. With
    nothing of it on the floor it waits as its lines do, but not while it `is_walked`:
    somebody still carries its tote, and setting that down moves it on.
    """
    states = {parcel.state for parcel in parcels} - {ParcelState.VOID}
    if is_all_cancelled(lines):
        return (OrderEvent.CANCEL,)
    if states & ON_THE_TABLE:
        return (OrderEvent.PACK,)
    if any(line.picked_each for line in lines):
        return (OrderEvent.UNPACK,)
    if states - GONE:
        return (OrderEvent.LABEL,)
    gone = (OrderEvent.LABEL, OrderEvent.HAND_OVER) if states else ()
    if all(line.wanted_each == line.shipped_each for line in lines):
        given_up = any(line.cancelled_each for line in lines)
        rest = (OrderEvent.CANCEL_REST,) if given_up else ()
        return (*gone, *rest, *_on_the_road(states))
    if is_walked or any(line.allocated_each for line in lines):
        return ()
    on_the_road = states and states != {ParcelState.HANDED_OVER}
    moved_on = (OrderEvent.MOVE_ON,) if on_the_road else ()
    return (*gone, *moved_on, OrderEvent.FIND_NOTHING, what_is_left(lines))


def _on_the_road(states: set[ParcelState]) -> tuple[OrderEvent, ...]:
    if not states or states == {ParcelState.HANDED_OVER}:
        return ()
    if states - {ParcelState.DELIVERED, ParcelState.RETURNED}:
        return (OrderEvent.MOVE_ON,)
    if ParcelState.RETURNED in states:
        return (OrderEvent.RETURN,)
    return (OrderEvent.DELIVER,)
