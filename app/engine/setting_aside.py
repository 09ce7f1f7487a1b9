"""The hospital: where a tote stands whose order cannot be packed as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.engine.names import NO_OPERATION, NO_ORDER, OpId, OrderId, ToteCode
from app.engine.packing import start_packing
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import ToteState

HOSPITAL: Final = "HOSPITAL-"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToHospital:
    """Something is wrong with the order in this tote; `reason` says what."""

    tote: ToteCode
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveHospital:
    """What was wrong is put right: the tote stands at packing again."""

    tote: ToteCode


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalStay:
    """A tote's time in the hospital. `until` and `left_by` are empty while it is there."""

    stay_id: OpId
    tote: ToteCode
    place: str
    reason: str
    since: datetime
    order_id: OrderId = NO_ORDER
    until: datetime | None = None
    left_by: OpId = NO_OPERATION


def send_to_hospital(tote: Tote, in_hospital: str = "") -> Refused | None:
    """Only a tote at packing is put aside, and only once."""
    return start_packing(tote, in_hospital)


def leave_hospital(tote: Tote) -> Refused | None:
    """Only a tote that is there can leave."""
    if tote.state is not ToteState.HOSPITAL:
        return Refused(
            reason=Refusal.TOTE_NOT_IN_HOSPITAL, wanted=tote.tote, got=tote.state
        )
    return None


def free_place(taken: Iterable[str]) -> str:
    """The hospital's lowest place that nobody stands on: HOSPITAL-1, then HOSPITAL-2."""
    held = set(taken)
    number = 1
    while f"{HOSPITAL}{number}" in held:
        number += 1
    return f"{HOSPITAL}{number}"
