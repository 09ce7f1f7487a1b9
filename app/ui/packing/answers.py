"""Where the packing table stands after the books answered. It only decides."""

from dataclasses import replace

from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    PackItem,
    StartPacking,
)
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.shipping import HandOver, LoadParcel
from app.ui.feedback import Feedback
from app.ui.packing.saying import goods_of, why_not
from app.ui.packing.states import (
    AtStart,
    Command,
    Labelling,
    Loading,
    Seen,
    State,
    Told,
    Verifying,
    Weighing,
)
from app.ui.words import Sentence, sentence


def answered(state: State, asked: Command, verdict: Verdict, seen: Seen) -> State:
    """The state after an operation. `seen` was read again since."""
    if isinstance(verdict, Refused):
        return _refused(state, asked, verdict, seen)
    match asked:
        case StartPacking():
            return _started(asked, seen)
        case PackItem():
            return _packed(asked, verdict, seen)
        case CloseParcel():
            told = _told(Feedback.LINE_DONE, sentence("pack_closed"))
            return Labelling(parcel_id=asked.parcel_id, told=told)
        case ConfirmLabel():
            return AtStart(told=_told(Feedback.ORDER_DONE, _lane(verdict)))
        case LoadParcel():
            return _loaded(state, asked, seen)
        case HandOver():
            told = _told(Feedback.ORDER_DONE, _shipped(verdict))
            return Loading(aside=_aside(state), told=told)


def _refused(state: State, asked: Command, no: Refused, seen: Seen) -> State:
    told = _told(Feedback.WRONG, why_not(asked, no, seen))
    match no.reason:
        case Refusal.NOT_VERIFIED if isinstance(state, Weighing):
            return Verifying(tote=state.tote, told=told)
        case Refusal.WEIGHT_OFF if isinstance(state, Weighing):
            weight_g = asked.weight_g if isinstance(asked, CloseParcel) else 0
            return replace(state, asked_g=weight_g, told=told)
        case Refusal.PARCEL_NOT_OPEN | Refusal.PARCEL_NOT_CLOSED | Refusal.UNKNOWN_PARCEL:
            # Somebody else went on with it meanwhile: what is here is no longer true.
            return state if isinstance(state, Loading) else AtStart(told=_moved_on())
        case _ if isinstance(state, Verifying) and isinstance(asked, PackItem):
            return _not_packed(state, asked, told, seen)
        case _:
            return replace(state, told=told)


def _not_packed(state: Verifying, asked: PackItem, told: Told, seen: Seen) -> State:
    """What was refused is in the hand now: of the order, or a stray."""
    is_known = goods_of(seen.job, asked.sku) is not None
    in_hand, stray = (asked.sku, "") if is_known else (None, asked.sku)
    return replace(state, in_hand=in_hand, stray=stray, told=told)


def _started(asked: StartPacking, seen: Seen) -> State:
    job = seen.job
    left = sum(each.left_each for each in job.goods) if job else 0
    order = job.order.ref if job else ""
    if job and job.goods and not left:
        return Weighing(tote=asked.tote, told=_begun(seen, order, _all_there()))
    says = sentence("pack_started", order=order, n=left)
    return Verifying(tote=asked.tote, told=_begun(seen, order, says))


def _begun(seen: Seen, order: str, says: Sentence) -> Told:
    other = seen.other
    if other is None:
        return _told(Feedback.GOOD, says)
    time = f"{other.at.astimezone():%H:%M}"
    had = sentence("pack_begun_by", order=order, name=other.name, time=time)
    return _told(Feedback.CAREFUL, had)


def _packed(asked: PackItem, verdict: Done, seen: Seen) -> State:
    if verdict.effect is Effect.ALL_VERIFIED:
        told = _told(Feedback.LINE_DONE, _all_there())
        return Weighing(tote=asked.tote, told=told)
    goods = goods_of(seen.job, asked.sku)
    is_whole = goods is not None and not goods.left_each
    name = goods.name if goods else asked.sku
    says = sentence("pack_line_done", item=name) if is_whole else None
    feedback = Feedback.LINE_DONE if is_whole else Feedback.GOOD
    told = Told(feedback=feedback, says=says)
    return Verifying(tote=asked.tote, in_hand=asked.sku, told=told)


def _aside(state: State) -> Verifying | Weighing | Labelling | None:
    return state.aside if isinstance(state, Loading) else None


def _loaded(state: State, asked: LoadParcel, seen: Seen) -> State:
    order = seen.scanned.order.ref if seen.scanned else asked.sscc
    says = sentence("pack_loaded", order=order, carrier=asked.carrier)
    told = _told(Feedback.GOOD, says)
    return Loading(carrier=asked.carrier, aside=_aside(state), told=told)


def _lane(verdict: Done) -> Sentence:
    values = verdict.values
    return sentence("pack_to_lane", order=values["order"], carrier=values["carrier"])


def _shipped(verdict: Done) -> Sentence:
    values = verdict.values
    return sentence("pack_shipped", n=values["parcels"], carrier=values["carrier"])


def _all_there() -> Sentence:
    return sentence("pack_all_there")


def _moved_on() -> Told:
    return _told(Feedback.CAREFUL, sentence("pack_moved_on"))


def _told(feedback: Feedback, says: Sentence) -> Told:
    return Told(feedback=feedback, says=says)
