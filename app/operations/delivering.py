"""What carriers tell of parcels on the road, and the proof that they arrived."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import delivering
from app.engine.delivering import CarrierEvent, CarrierTold, CarrierWord, ConfirmDelivery
from app.engine.names import Sscc
from app.engine.packing import Parcel
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import GONE, ParcelState
from app.operations import noticing
from app.operations.doing import Doing
from app.operations.following import follow
from app.operations.shipping import aware


def carrier_told(tables: Tables, doing: Doing, told: CarrierTold) -> Verdict:
    """Keep a carrier's event once, and let parcel and order follow."""
    code = told.sscc_or_tracking
    parcel = tables.parcels.with_sscc(Sscc(code)) if code else None
    parcel = parcel or tables.parcels.with_tracking(code)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=code)
    word = CarrierWord(
        parcel_id=parcel.parcel_id,
        event_id=told.event_id or doing.op_id,
        op_id=doing.op_id,
        event=told.event,
        at=aware(told.at),
        place=told.place,
        note=told.note,
    )
    known = tables.parcels.words.get(parcel_id=word.parcel_id, event_id=word.event_id)
    no = delivering.carrier_told(parcel, word, known)
    if no:
        return no
    if known:
        return Done(effect=Effect.ALREADY_DONE)
    return _noted(tables, doing, parcel, word, Effect.CARRIER_NOTED)


def confirm_delivery(tables: Tables, doing: Doing, done: ConfirmDelivery) -> Verdict:
    """Keep who took a parcel in, and the proof."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.parcel_id)
    no = delivering.confirm_delivery(parcel, done)
    if no:
        return no
    parcel = replace(parcel, signed_by=done.signed_by, proof=done.proof)
    word = CarrierWord(
        parcel_id=parcel.parcel_id,
        event_id=doing.op_id,
        op_id=doing.op_id,
        event=CarrierEvent.DELIVERED,
        at=doing.at,
        note=done.signed_by,
    )
    return _noted(tables, doing, parcel, word, Effect.DELIVERED)


def _noted(
    tables: Tables, doing: Doing, parcel: Parcel, word: CarrierWord, effect: Effect
) -> Verdict:
    tables.parcels.words.put(word)
    if parcel.state in GONE:
        words = tables.parcels.words_of(parcel.parcel_id)
        parcel = replace(parcel, state=delivering.state_of(words))
    tables.parcels.parcels.put(parcel)
    if parcel.state is ParcelState.DELIVERED:
        noticing.tell_delivered(tables, doing, parcel, word.at)
    order = follow(tables, parcel.order_id)
    values = {"order": order.ref, "state": ParcelState(parcel.state).value}
    return Done(effect=effect, values=values)
