"""The sentences of the packing table that need a choice: refusals and unknown codes."""

from typing import Final, assert_never

from app.engine.packing import PackItem, StartPacking
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import ToteState
from app.operations.seeing_packing import Goods, PackingJob
from app.operations.seeing_tables import PackedFrom
from app.scan.meaning import LooksLike, Unknown
from app.ui.packing.states import Command, Seen
from app.ui.words import Sentence, refused, sentence

_NOT_THERE: Final = (Refusal.NOT_IN_TOTE, Refusal.MORE_THAN_ASKED)


def explain(code: Unknown) -> Sentence:
    """Why nothing came of a scan, and what to do."""
    raw = code.raw.strip()[:32]
    match code.looks_like:
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
        case LooksLike.EAN_NOT_OURS | LooksLike.GS1_WITHOUT_ITEM:
            return sentence("looks_like_ean", code=raw)
        case LooksLike.DROP_LIKE | LooksLike.OTHER:
            return sentence("unknown_code", code=raw)
        case _:
            assert_never(code.looks_like)


def why_not(asked: Command, no: Refused, seen: Seen) -> Sentence:
    """What is so, and what to do, for a refusal at the packing table."""
    if isinstance(asked, StartPacking) and no.reason is Refusal.TOTE_NOT_READY:
        return _not_ready(asked, no, seen)
    if isinstance(asked, PackItem) and no.reason in _NOT_THERE:
        return _not_in_tote(asked, seen)
    if no.reason is Refusal.WRONG_LABEL:
        return _wrong_label(no, seen)
    if no.reason is Refusal.WEIGHT_OFF:
        return sentence(
            "pack_weight_off", n=grouped(int(no.got)), expected=grouped(int(no.wanted))
        )
    if no.reason is Refusal.PARCEL_NOT_LABELLED and seen.scanned:
        return refused(no.reason, got=seen.scanned.order.ref)
    return refused(no.reason, wanted=no.wanted, got=no.got)


def spaced_sscc(sscc: str) -> str:
    """An SSCC as the label prints it, in groups an eye can follow."""
    if len(sscc) != 18:
        return sscc
    return f"{sscc[0]} {sscc[1:8]} {sscc[8:17]} {sscc[17]}"


def grouped(number: int) -> str:
    """A number in groups of three that no line breaks, the same in every language."""
    return f"{number:,}".replace(",", "\u00a0")


def goods_of(job: PackingJob | None, sku: str) -> Goods | None:
    """What the tote brought of a SKU, if anything."""
    goods = job.goods if job else ()
    return next((each for each in goods if each.sku == sku), None)


def _not_ready(asked: StartPacking, no: Refused, seen: Seen) -> Sentence:
    if no.wanted == ToteState.FREE:
        return _empty(asked, seen.packed_from)
    if no.wanted.startswith("DROP-"):
        return sentence("pack_tote_elsewhere", tote=asked.tote, drop=no.wanted)
    return refused(no.reason, got=asked.tote)


def _empty(asked: StartPacking, packed: PackedFrom | None) -> Sentence:
    if packed is None:
        return sentence("pack_tote_empty", tote=asked.tote)
    if packed.is_label_awaited:
        return sentence("pack_tote_unlabelled", tote=asked.tote, order=packed.order_ref)
    return sentence("pack_tote_packed", tote=asked.tote, order=packed.order_ref)


def _not_in_tote(asked: PackItem, seen: Seen) -> Sentence:
    goods = goods_of(seen.job, asked.sku)
    if goods is None:
        name = seen.item.name if seen.item else asked.sku
        return refused(Refusal.NOT_IN_TOTE, got=name)
    if goods.left_each:
        return sentence(
            "pack_too_many", item=goods.name, n=asked.qty_each, left=goods.left_each
        )
    return sentence("pack_surplus", item=goods.name, n=goods.qty_each)


def _wrong_label(no: Refused, seen: Seen) -> Sentence:
    if seen.scanned is None:
        return sentence("looks_like_sscc", code=no.got)
    wanted = seen.papers.order.ref if seen.papers else spaced_sscc(no.wanted)
    return refused(no.reason, wanted=wanted, got=seen.scanned.order.ref)
