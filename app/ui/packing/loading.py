"""What a scan or a key means where parcels go onto a carrier's manifest. It only decides."""

from dataclasses import replace

from app.engine.packing import ConfirmLabel, StartPacking
from app.engine.refusals import Refusal
from app.engine.shipping import HandOver, LoadParcel
from app.engine.task_states import GONE, ParcelState
from app.operations.seeing_packing import ManifestView, ParcelPapers
from app.scan.meaning import ParcelCode, ToteCode
from app.ui.feedback import Feedback
from app.ui.packing.states import AtStart, Input, Key, Loading, Number, Seen, Step, Told
from app.ui.words import Sentence, refused, sentence


def heard(state: Loading, came: Input, seen: Seen) -> Step:
    """What follows from a scan, a number or a key while loading."""
    match came:
        case ParcelCode():
            return _parcel(state, came, seen)
        case Number(value=number) if 1 <= number <= len(seen.carriers):
            carrier = seen.carriers[number - 1].carrier
            return Step(state=Loading(carrier=carrier, aside=state.aside))
        case ToteCode(tote=tote):
            return Step(
                state=replace(state, is_leaving=False), do=StartPacking(tote=tote)
            )
        case Key():
            return _key(state, came, seen)
        case _:
            return _wrong(state, sentence("pack_not_wanted"))


def parcel_at_start(state: AtStart, came: ParcelCode, seen: Seen) -> Step:
    """A parcel scanned at an empty table: its label is awaited, or the lane is its place.

    Nothing is loaded from here: a label scanned once more would load its parcel unseen.
    """
    found = seen.scanned
    if found and found.parcel.state is ParcelState.CLOSED:
        done = ConfirmLabel(parcel_id=found.parcel.parcel_id, sscc=came.sscc)
        return Step(state=state, do=done)
    if found and found.parcel.state is ParcelState.LABELLED:
        says = sentence(
            "pack_packed_already", order=found.order.ref, carrier=found.parcel.carrier
        )
        return _told(state, Feedback.CAREFUL, says)
    if found and found.parcel.state is ParcelState.MANIFESTED:
        return _told(state, Feedback.CAREFUL, _loaded_already(found))
    return _lost_parcel(state, came, found)


def chosen(state: Loading, seen: Seen) -> ManifestView | None:
    """The carrier being loaded, as the books show it."""
    return next((each for each in seen.carriers if each.carrier == state.carrier), None)


def _parcel(state: Loading, came: ParcelCode, seen: Seen) -> Step:
    state = replace(state, is_leaving=False)
    found = seen.scanned
    if found is None or found.parcel.state in GONE | {ParcelState.VOID}:
        return _lost_parcel(state, came, found)
    carrier = state.carrier or found.parcel.carrier
    state = replace(state, carrier=carrier)
    if found.parcel.state is ParcelState.MANIFESTED:
        return _told(state, Feedback.CAREFUL, _loaded_already(found))
    return Step(state=state, do=LoadParcel(sscc=came.sscc, carrier=carrier))


def _loaded_already(found: ParcelPapers) -> Sentence:
    return sentence(
        "pack_loaded_already", order=found.order.ref, carrier=found.parcel.carrier
    )


def _lost_parcel(
    state: AtStart | Loading, came: ParcelCode, found: ParcelPapers | None
) -> Step:
    if found is None:
        return _wrong(state, sentence("looks_like_sscc", code=came.sscc))
    if found.parcel.state is ParcelState.VOID:
        return _wrong(state, refused(Refusal.PARCEL_VOID, got=found.order.ref))
    if found.parcel.state in GONE:
        return _wrong(state, sentence("pack_gone_already", order=found.order.ref))
    return _wrong(state, refused(Refusal.PARCEL_NOT_CLOSED, got=found.order.ref))


def _key(state: Loading, key: Key, seen: Seen) -> Step:
    match key:
        case Key.HAND_OVER:
            return _ask(state, seen)
        case Key.HAND_OVER_HELD:
            return _leave(state, seen)
        case Key.ENTER if state.is_leaving:
            return _leave(state, seen)
        case Key.ESCAPE if state.is_leaving:
            return Step(state=replace(state, is_leaving=False, told=Told()))
        case Key.ESCAPE if state.carrier:
            return Step(state=Loading(aside=state.aside))
        case Key.ESCAPE:
            return Step(state=state.aside or AtStart())
        case _:
            return Step(state=state)


def _ask(state: Loading, seen: Seen) -> Step:
    view = chosen(state, seen)
    if view is None or not view.loaded:
        return _nothing_loaded(state)
    says = sentence(
        "pack_hand_over_sure",
        n=len(view.loaded),
        carrier=view.carrier,
        waiting=len(view.waiting),
    )
    return _told(replace(state, is_leaving=True), Feedback.CAREFUL, says)


def _leave(state: Loading, seen: Seen) -> Step:
    view = chosen(state, seen)
    if view is None or view.manifest is None or not view.loaded:
        return _nothing_loaded(state)
    state = replace(state, is_leaving=False)
    ssccs = tuple(parcel.sscc for parcel, _ in view.loaded)
    handed = HandOver(manifest_id=view.manifest.manifest_id, ssccs=ssccs)
    return Step(state=state, do=handed)


def _nothing_loaded(state: Loading) -> Step:
    return _wrong(replace(state, is_leaving=False), refused(Refusal.MANIFEST_EMPTY))


def _wrong(state: AtStart | Loading, says: Sentence) -> Step:
    return _told(state, Feedback.WRONG, says)


def _told(state: AtStart | Loading, feedback: Feedback, says: Sentence) -> Step:
    return Step(state=replace(state, told=Told(feedback=feedback, says=says)))
