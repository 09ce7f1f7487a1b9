"""What a scan or a key means at the packing table. It only decides."""

from dataclasses import replace
from typing import Final, assert_never

from app.engine.names import Badge, Sku
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    PackItem,
    StartPacking,
    is_far_off,
)
from app.operations.seeing_packing import PackingJob
from app.scan.meaning import BadgeCode, ItemCode, OrderRef, ParcelCode, Unknown
from app.scan.meaning import ToteCode as ToteScan
from app.ui.feedback import Feedback
from app.ui.packing import loading
from app.ui.packing.saying import explain, goods_of, grouped
from app.ui.packing.states import (
    AtStart,
    Input,
    Key,
    Labelling,
    Loading,
    Number,
    Paper,
    Seen,
    SigningIn,
    State,
    Step,
    Told,
    Verifying,
    Weighing,
)
from app.ui.words import Sentence, sentence

CHOICES_BY_ONE_KEY: Final = 9


def digits_taken(state: State) -> int:
    """Up to how many typed digits are a number here; more of them are a code."""
    match state:
        case SigningIn():
            return 3
        case AtStart() | Verifying():
            return 4
        case Weighing():
            return 6
        case Loading():
            return 2
        case Labelling():
            return 0
        case _:
            assert_never(state)


def one_keys(state: State, seen: Seen) -> frozenset[str]:
    """Keys that act by themselves, without Enter, when nothing else follows them."""
    match state:
        case SigningIn():
            return _digits(len(seen.people))
        case Labelling():
            return frozenset({Key.LABEL.value, Key.SLIP.value})
        case Loading(carrier=""):
            return _digits(len(seen.carriers))
        case Loading():
            return frozenset({Key.HAND_OVER.value})
        case _:
            return frozenset()


def _digits(choices: int) -> frozenset[str]:
    few = choices if choices <= CHOICES_BY_ONE_KEY else 0
    return frozenset(f"{number}" for number in range(1, few + 1))


def heard(state: State, came: Input, seen: Seen) -> Step:
    """What follows from a scan, a number or a key."""
    match came:
        case BadgeCode():
            return _badge(state, came, seen)
        case Unknown() if isinstance(state, Verifying):
            return _stray(state, came.raw.strip(), explain(came))
        case Unknown():
            return _wrong(state, explain(came))
        case Key.SHIP:
            return _over(state, seen)
        case _:
            return _here(state, came, seen)


def _here(state: State, came: Input, seen: Seen) -> Step:
    match state:
        case SigningIn():
            return _signing_in(state, came, seen)
        case AtStart():
            return _at_start(state, came, seen)
        case Verifying():
            return _verifying(state, came, seen)
        case Weighing():
            return _weighing(state, came, seen)
        case Labelling():
            return _labelling(state, came, seen)
        case Loading():
            return loading.heard(state, came, seen)
        case _:
            assert_never(state)


def _over(state: State, seen: Seen) -> Step:
    """To the carriers, with what is on the table put aside; or back to it."""
    match state:
        case SigningIn():
            return _wrong(state, sentence("pack_who_first"))
        case AtStart():
            return Step(state=Loading())
        case Verifying(tote=tote) | Weighing(tote=tote):
            says = sentence("pack_aside_for_ship", what=tote)
            return Step(state=Loading(aside=_quiet(state), told=_careful(says)))
        case Labelling():
            order = seen.papers.order.ref if seen.papers else ""
            says = sentence("pack_label_aside", order=order)
            return Step(state=Loading(aside=_quiet(state), told=_careful(says)))
        case Loading():
            return Step(state=state.aside or AtStart())
        case _:
            assert_never(state)


def _quiet(state: Verifying | Weighing | Labelling) -> Verifying | Weighing | Labelling:
    return replace(state, told=Told())


# ── who ───────────────────────────────────────────────────────────────────────────────


def _badge(state: State, came: BadgeCode, seen: Seen) -> Step:
    if seen.person is None:
        return _wrong(state, sentence("looks_like_badge", code=came.badge))
    told = _good(sentence("pack_hello", name=seen.person.name))
    begun = AtStart(told=told) if isinstance(state, SigningIn) else state
    return Step(state=replace(begun, told=told), badge=seen.person.badge)


def _signing_in(state: SigningIn, came: Input, seen: Seen) -> Step:
    match came:
        case Number(value=number) if 1 <= number <= len(seen.people):
            person = seen.people[number - 1]
            told = _good(sentence("pack_hello", name=person.name))
            return Step(state=AtStart(told=told), badge=person.badge)
        case Key.ESCAPE:
            return Step(state=state, leave=True)
        case Key():
            return Step(state=state)
        case _:
            return _wrong(state, sentence("pack_who_first"))


# ── the next tote ─────────────────────────────────────────────────────────────────────


def _at_start(state: AtStart, came: Input, seen: Seen) -> Step:
    match came:
        case ToteScan(tote=tote):
            return Step(state=state, do=StartPacking(tote=tote))
        case Number(value=number):
            return _tote_number(state, number, seen)
        case OrderRef(ref=ref):
            return _order(state, ref, seen)
        case ParcelCode():
            return loading.parcel_at_start(state, came, seen)
        case ItemCode(sku=sku):
            name = seen.item.name if seen.item else sku
            return _wrong(state, sentence("pack_tote_first", item=name))
        case Key.ESCAPE:
            return Step(state=SigningIn(), badge=Badge(""))
        case Key.ENTER if seen.unlabelled:
            return Step(state=Labelling(parcel_id=seen.unlabelled[0].parcel.parcel_id))
        case Key():
            return Step(state=state)
        case _:
            return _not_wanted(state)


def _tote_number(state: AtStart, number: int, seen: Seen) -> Step:
    """A waiting tote by its number alone: `42` is TOTE-0042."""
    for waiting in seen.totes:
        if waiting.tote.rpartition("-")[2].lstrip("0") == f"{number}":
            return Step(state=state, do=StartPacking(tote=waiting.tote))
    return _wrong(state, sentence("pack_no_such_tote", tote=f"{number}"))


def _order(state: AtStart, ref: str, seen: Seen) -> Step:
    for waiting in seen.totes:
        if waiting.order_ref == ref:
            return Step(state=state, do=StartPacking(tote=waiting.tote))
    for papers in seen.unlabelled:
        if papers.order.ref == ref:
            return Step(state=Labelling(parcel_id=papers.parcel.parcel_id))
    return _wrong(state, sentence("pack_no_such_order", order=ref))


# ── item by item ──────────────────────────────────────────────────────────────────────


def _verifying(state: Verifying, came: Input, seen: Seen) -> Step:
    match came:
        case ItemCode(sku=sku, qty_each=qty_each):
            return _pack(state, sku, qty_each)
        case Number(value=number):
            return _count(state, number, seen.job)
        case ToteScan(tote=tote) if tote != state.tote:
            return _wrong(state, sentence("pack_finish_first", tote=state.tote))
        case ToteScan():
            return Step(state=replace(state, told=Told()))
        case Key.ESCAPE:
            told = _careful(sentence("pack_put_aside", tote=state.tote))
            return Step(state=AtStart(told=told))
        case Key():
            return Step(state=state)
        case _:
            return _stray(state, "", sentence("pack_not_wanted"))


def _stray(state: Verifying, code: str, says: Sentence) -> Step:
    """What does not belong here is in the hand now, and not what was scanned before it."""
    told = Told(feedback=Feedback.WRONG, says=says)
    return Step(state=replace(state, in_hand=None, stray=code, told=told))


def _pack(state: Verifying | Weighing, sku: Sku, qty_each: int) -> Step:
    done = PackItem(tote=state.tote, sku=sku, qty_each=qty_each)
    return Step(state=state, do=done)


def _count(state: Verifying, number: int, job: PackingJob | None) -> Step:
    """The typed number is how many of the item in hand are there in all."""
    goods = goods_of(job, state.in_hand or "")
    if goods is None:
        return _wrong(state, sentence("pack_item_before_count"))
    if number > goods.qty_each:
        over = sentence("pack_count_over", item=goods.name, n=goods.qty_each)
        return _wrong(state, over)
    if number < goods.packed_each:
        under = sentence("pack_count_under", item=goods.name, n=goods.packed_each)
        return _wrong(state, under)
    if number == goods.packed_each:
        same = sentence("pack_count_same", item=goods.name, n=number)
        return Step(state=replace(state, told=_careful(same)))
    return _pack(state, goods.sku, number - goods.packed_each)


# ── weight ────────────────────────────────────────────────────────────────────────────


def _weighing(state: Weighing, came: Input, seen: Seen) -> Step:
    job = seen.job
    if job is None:
        return Step(state=AtStart())
    match came:
        case Number(value=number):
            return _weighed(state, number, job)
        case Key.ENTER if state.asked_g is not None:
            return _close(state, state.asked_g, job)
        case Key.ENTER:
            asked = sentence("pack_weigh_first")
            return Step(state=replace(state, told=_careful(asked)))
        case Key.ESCAPE if state.asked_g is not None:
            return Step(state=Weighing(tote=state.tote))
        case Key.ESCAPE:
            told = _careful(sentence("pack_put_aside", tote=state.tote))
            return Step(state=AtStart(told=told))
        case ItemCode(sku=sku, qty_each=qty_each):
            return _pack(state, sku, qty_each)
        case ToteScan(tote=tote) if tote != state.tote:
            return _wrong(state, sentence("pack_finish_first", tote=state.tote))
        case Key():
            return Step(state=state)
        case _:
            return _not_wanted(state)


def _weighed(state: Weighing, weight_g: int, job: PackingJob) -> Step:
    doubt = _doubt(weight_g, job.weight_g)
    if doubt and weight_g != state.asked_g:
        return Step(state=replace(state, asked_g=weight_g, told=_careful(doubt)))
    return _close(state, weight_g, job)


def _doubt(weight_g: int, expected_g: int) -> Sentence | None:
    if not weight_g:
        return sentence("pack_unweighed_sure")
    if not is_far_off(weight_g, expected_g):
        return None
    return sentence("pack_weight_off", n=grouped(weight_g), expected=grouped(expected_g))


def _close(state: Weighing, weight_g: int, job: PackingJob) -> Step:
    """Close it; a weight that was asked about and given again is meant."""
    done = CloseParcel(
        parcel_id=job.parcel.parcel_id,
        weight_g=weight_g,
        weight_confirmed=bool(weight_g) and weight_g == state.asked_g,
    )
    return Step(state=state, do=done)


# ── label ─────────────────────────────────────────────────────────────────────────────


def _labelling(state: Labelling, came: Input, seen: Seen) -> Step:
    match came:
        case ParcelCode(sscc=sscc):
            done = ConfirmLabel(parcel_id=state.parcel_id, sscc=sscc)
            return Step(state=state, do=done)
        case Key.LABEL:
            return _open(state, Paper.LABEL)
        case Key.SLIP:
            return _open(state, Paper.SLIP)
        case Key.ESCAPE:
            order = seen.papers.order.ref if seen.papers else ""
            told = _careful(sentence("pack_label_later", order=order))
            return Step(state=AtStart(told=told))
        case Key():
            return Step(state=state)
        case ToteScan():
            return _wrong(state, sentence("pack_label_first"))
        case _:
            return _not_wanted(state)


def _open(state: Labelling, paper: Paper) -> Step:
    told = _good(sentence("pack_paper_opened"))
    opened = state.opened | {paper}
    return Step(state=replace(state, opened=opened, told=told), paper=paper)


# ── said ──────────────────────────────────────────────────────────────────────────────


def _wrong(state: State, says: Sentence) -> Step:
    return Step(state=replace(state, told=Told(feedback=Feedback.WRONG, says=says)))


def _not_wanted(state: State) -> Step:
    return _wrong(state, sentence("pack_not_wanted"))


def _good(says: Sentence) -> Told:
    return Told(feedback=Feedback.GOOD, says=says)


def _careful(says: Sentence) -> Told:
    return Told(feedback=Feedback.CAREFUL, says=says)
