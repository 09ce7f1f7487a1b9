"""Saying what a code is that has no place here, and what came of an operation."""

from typing import Final, assert_never

from app.engine.picking import AssignTote, GiveBackWork, ReportShort, UndoPick
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.scan import meaning as means
from app.scan.meaning import LooksLike
from app.ui.feedback import Feedback
from app.ui.picker.stages import Command, Scan, Told
from app.ui.words import Sentence, refused, sentence


def what_it_is(scan: Scan) -> Sentence:
    """A code that has no place here: what it is. What is waited for stands below it."""
    match scan.meaning:
        case means.BinCode(bin_code=code):
            return sentence("pick_stray_bin", bin=code)
        case means.ItemCode(sku=sku):
            return sentence("pick_stray_item", item=scan.item_name or sku)
        case means.ToteCode(tote=tote):
            return sentence("pick_stray_tote", tote=tote)
        case means.BadgeCode():
            return sentence("pick_stray_badge")
        case means.DropCode(drop=drop):
            return sentence("pick_stray_drop", drop=drop)
        case means.ParcelCode():
            return sentence("pick_stray_parcel")
        case means.OrderRef(ref=ref):
            return sentence("pick_stray_number", code=ref)
        case means.Unknown(raw=raw, looks_like=looks_like):
            return unknown(raw, looks_like)
        case _:
            assert_never(scan.meaning)


def unknown(raw: str, looks_like: LooksLike) -> Sentence:
    """Why nothing came of a code, and what to try."""
    match looks_like:
        case LooksLike.EMPTY | LooksLike.TOO_SHORT:
            return sentence("looks_like_nothing")
        case LooksLike.URL:
            return sentence("looks_like_url")
        case LooksLike.BIN_LIKE:
            return sentence("looks_like_bin", code=raw)
        case LooksLike.TOTE_LIKE:
            return sentence("looks_like_tote", code=raw)
        case LooksLike.BADGE_LIKE:
            return sentence("looks_like_badge", code=raw)
        case LooksLike.EAN_BAD_CHECK_DIGIT | LooksLike.SSCC_BAD_CHECK_DIGIT:
            return sentence("looks_like_bad_ean", code=raw)
        case LooksLike.EAN_NOT_OURS:
            return sentence("looks_like_ean", code=raw)
        case LooksLike.DROP_LIKE | LooksLike.GS1_WITHOUT_ITEM | LooksLike.OTHER:
            return sentence("unknown_code", code=raw)
        case _:
            assert_never(looks_like)


def told_of(command: Command, verdict: Verdict) -> Told:
    """What to tell of an operation: what happened, and what the hands must do now."""
    if isinstance(verdict, Refused):
        return Told(feedback=Feedback.WRONG, says=_refused(command, verdict))
    values = verdict.values
    match command:
        case AssignTote(tote=tote):
            return Told(
                feedback=Feedback.GOOD, says=sentence("pick_tote_taken", tote=tote)
            )
        case UndoPick():
            says = sentence("put_back", n=int(values["qty"]), bin=str(values["bin"]))
            return Told(feedback=Feedback.CAREFUL, says=says)
        case ReportShort():
            return Told(feedback=Feedback.CAREFUL, says=_short(verdict))
        case GiveBackWork():
            return Told(feedback=Feedback.GOOD, says=sentence("pick_given_back"))
        case _:
            says = sentence(f"done_{verdict.effect.value}")
            return Told(feedback=_FEEDBACK.get(verdict.effect, Feedback.GOOD), says=says)


def _short(done: Done) -> Sentence:
    """Where the missing goods come from now, or that they do not come."""
    moved, missing = int(done.values["moved"]), int(done.values["missing"])
    elsewhere = str(done.values["elsewhere"])
    if moved and missing:
        return sentence("pick_short_part", n=moved, bin=elsewhere, missing=missing)
    if moved:
        return sentence("pick_short_elsewhere", n=moved, bin=elsewhere)
    return sentence("pick_short_backordered", n=missing)


_FEEDBACK: Final = {
    Effect.LINE_PICKED: Feedback.LINE_DONE,
    Effect.LIST_PICKED: Feedback.LINE_DONE,
    Effect.HANDED_ON: Feedback.ORDER_DONE,
    Effect.BROUGHT_TO_PACKING: Feedback.ORDER_DONE,
    Effect.BROUGHT_TO_SORTING: Feedback.ORDER_DONE,
}


def _refused(command: Command, no: Refused) -> Sentence:
    if no.reason is Refusal.WRONG_TOTE and isinstance(command, AssignTote):
        return sentence("pick_other_tote", got=no.got, wanted=no.wanted)
    return refused(no.reason, wanted=no.wanted, got=no.got)
