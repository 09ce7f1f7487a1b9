"""Parcels onto a carrier's manifest, and out of the building."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.engine.names import ManifestId, Sscc
from app.engine.packing import Parcel, refuse_void
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import PARCEL, ParcelEvent, ParcelState


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
class UnloadParcel:
    """The parcel came off the manifest again and stands in the building."""

    sscc: Sscc


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The carrier has taken everything on the manifest."""

    manifest_id: ManifestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The parcels one carrier takes in one go."""

    manifest_id: ManifestId
    carrier: str
    state: ManifestState
    opened_at: datetime
    handed_over_at: datetime | None = None


def load_parcel(parcel: Parcel, done: LoadParcel) -> Refused | None:
    """Only a labelled parcel goes onto the manifest, and only onto its own carrier's."""
    if parcel.state is not ParcelState.LABELLED:
        return refuse_void(parcel) or Refused(
            reason=Refusal.PARCEL_NOT_LABELLED, got=parcel.state
        )
    if parcel.carrier != done.carrier:
        return Refused(
            reason=Refusal.WRONG_CARRIER, wanted=parcel.carrier, got=done.carrier
        )
    return None


def unload_parcel(parcel: Parcel) -> Refused | None:
    """Only a parcel on a manifest that has not left can come off it."""
    if (parcel.state, ParcelEvent.UNLOAD) not in PARCEL:
        return Refused(reason=Refusal.PARCEL_NOT_LOADED, got=parcel.sscc)
    return None


def hand_over(manifest: Manifest, parcels: Sequence[Parcel]) -> Refused | None:
    """A manifest is handed over once, and not empty."""
    if manifest.state is not ManifestState.OPEN:
        return Refused(reason=Refusal.MANIFEST_CLOSED, got=manifest.manifest_id)
    if not parcels:
        return Refused(reason=Refusal.MANIFEST_EMPTY, got=manifest.carrier)
    return None
