"""Totes into the hospital, and out of it."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import setting_aside
from app.engine.names import PACKING_DROP
from app.engine.refusals import Done, Effect, Verdict
from app.engine.setting_aside import HospitalStay, LeaveHospital, SendToHospital
from app.engine.task_states import TOTE, ToteEvent
from app.operations.doing import Doing
from app.operations.following import free_if_done
from app.operations.packing import why_in_hospital


def send_to_hospital(tables: Tables, doing: Doing, done: SendToHospital) -> Verdict:
    """Put a problem tote aside on the hospital's lowest free place, with its reason."""
    tote = tables.work.tote(done.tote)
    no = setting_aside.send_to_hospital(tote, why_in_hospital(tables, done.tote))
    if no:
        return no
    place = setting_aside.free_place(each.place for each in tables.parcels.in_hospital())
    tables.parcels.stays.put(
        HospitalStay(
            stay_id=doing.op_id,
            tote=tote.tote,
            order_id=tote.order_id,
            place=place,
            reason=done.reason,
            since=doing.at,
        )
    )
    state = TOTE[tote.state, ToteEvent.SEND_TO_HOSPITAL]
    tables.work.totes.put(replace(tote, state=state, stands_at=place))
    return Done(effect=Effect.IN_HOSPITAL, values={"tote": tote.tote, "place": place})


def leave_hospital(tables: Tables, doing: Doing, done: LeaveHospital) -> Verdict:
    """Bring a tote back to packing; parcels that were open for it still are."""
    tote = tables.work.tote(done.tote)
    no = setting_aside.leave_hospital(tote)
    if no:
        return no
    stay = tables.parcels.stay_of(tote.tote)
    if stay:
        gone = replace(stay, until=doing.at, left_by=doing.op_id)
        tables.parcels.stays.put(gone)
    state = TOTE[tote.state, ToteEvent.LEAVE_HOSPITAL]
    tables.work.totes.put(replace(tote, state=state, stands_at=PACKING_DROP))
    # What was in it may have been cancelled and put back meanwhile.
    free_if_done(tables, tote.tote)
    return Done(
        effect=Effect.LEFT_HOSPITAL, values={"tote": tote.tote, "drop": PACKING_DROP}
    )
