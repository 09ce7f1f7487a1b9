"""What carriers tell of a parcel after it left, and the proof that it arrived.

Carriers tell late, twice and in the wrong order. Every event is kept once, and a parcel's
state is what all of them together say, in the order they happened: the same whatever the
order they came in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.engine.names import OpId, ParcelId
from app.engine.packing import Parcel
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import GONE, PARCEL, ParcelEvent, ParcelState


class CarrierEvent(StrEnum):
    """What a carrier can tell. Of two at one moment, the later here is the later one."""

    IN_TRANSIT = "in_transit"
    FAILED = "failed"
    DELIVERED = "delivered"
    RETURNED_TO_SENDER = "returned_to_sender"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierTold:
    """The carrier says this happened to a parcel, then and there.

    The parcel is named by its SSCC or by the carrier's tracking number. `event_id` is the
    carrier's own id of the event: the same one again changes nothing.
    """

    sscc_or_tracking: str
    event: CarrierEvent
    at: datetime
    place: str = ""
    note: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDelivery:
    """Somebody took the parcel in: who signed, and where the proof is kept."""

    parcel_id: ParcelId
    signed_by: str
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierWord:
    """One event of a parcel, as it is kept. `op_id` is the operation that brought it."""

    parcel_id: ParcelId
    event_id: str
    op_id: OpId
    event: CarrierEvent
    at: datetime
    place: str = ""
    note: str = ""


_MEANS: Final[Mapping[CarrierEvent, ParcelEvent]] = {
    CarrierEvent.IN_TRANSIT: ParcelEvent.MOVE_ON,
    CarrierEvent.FAILED: ParcelEvent.FAIL,
    CarrierEvent.DELIVERED: ParcelEvent.DELIVER,
    CarrierEvent.RETURNED_TO_SENDER: ParcelEvent.RETURN,
}
_RANK: Final = {event: rank for rank, event in enumerate(CarrierEvent)}


def carrier_told(
    parcel: Parcel, word: CarrierWord, known: CarrierWord | None
) -> Refused | None:
    """A void parcel cannot travel, and one event id cannot say two things.

    A parcel that the books still have here is no reason to refuse: the hand-over may be
    waiting on another station.
    """
    if parcel.state is ParcelState.VOID:
        return Refused(
            reason=Refusal.PARCEL_VOID, wanted=ParcelState.HANDED_OVER, got=parcel.sscc
        )
    if known and (known.event, known.at) != (word.event, word.at):
        return Refused(
            reason=Refusal.CARRIER_EVENT_DIFFERS, wanted=known.event, got=word.event_id
        )
    return None


def confirm_delivery(parcel: Parcel, done: ConfirmDelivery) -> Refused | None:
    """Only what has left can have arrived, and it is proved once."""
    if parcel.state not in GONE:
        return Refused(
            reason=Refusal.PARCEL_STILL_HERE,
            wanted=ParcelState.HANDED_OVER,
            got=parcel.state,
        )
    if parcel.signed_by or parcel.state is ParcelState.RETURNED:
        return Refused(
            reason=Refusal.DELIVERY_CONFIRMED,
            wanted=parcel.signed_by or parcel.state,
            got=done.signed_by,
        )
    return None


def last_at(words: Iterable[CarrierWord]) -> datetime:
    """When the last thing happened that the carrier told of a parcel."""
    return max(word.at for word in words)


def state_of(words: Iterable[CarrierWord]) -> ParcelState:
    """Where a parcel that left is, after everything its carrier told of it.

    The events are taken in the order they happened, through the table of parcel states:
    what the table does not know (a depot's scan after the delivery) changes nothing.
    """
    state = ParcelState.HANDED_OVER
    for word in sorted(words, key=lambda word: (word.at, _RANK[word.event])):
        state = PARCEL.get((state, _MEANS[word.event]), state)
    return state
