"""What a notice would say, in words: a subject and a body, made from nothing but its facts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.engine import notices
from app.engine.notices import Notice, NoticeKind
from app.ui.words import Speaker

Read = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A message as its reader would get it."""

    subject: str
    body: str


def telling(say: Speaker, notice: Notice, order_ref: str) -> Telling:
    """The message of a notice, in the speaker's language."""
    facts = {"name": "", "tracking": "", **notices.read(notice), "order": order_ref}
    facts["name"] = facts["name"] or str(facts.get("sku", notice.subject))
    body = "\n".join(_BODIES[notice.kind](say, facts))
    return Telling(subject=say(f"tell_{notice.kind}_subject", **facts), body=body)


def _day(say: Speaker, written: Any) -> str:
    of = date.fromisoformat(str(written))
    return say("tell_day", year=of.year, month=of.month, day=of.day)


def _amount(say: Speaker, minor: Any) -> str:
    whole, cents = divmod(int(minor), 100)
    return say("tell_amount", whole=whole, cents=cents)


def _goods(say: Speaker, facts: Read) -> Iterator[str]:
    for line in facts.get("lines", ()):
        name = line.get("name", line["sku"])
        qty = line.get("qty", line.get("qty_each", 0))
        yield f"  {say('tell_goods', qty=qty, name=name, sku=line['sku'])}"


# ── to the customer ───────────────────────────────────────────────────────────────────


def _confirmed(say: Speaker, facts: Read) -> Iterator[str]:
    yield say("tell_confirmed", order=facts["order"])
    yield from _goods(say, facts)
    yield say("tell_leaves_by", day=_day(say, facts["ship_by"]))
    if facts["payment"] == "unpaid":
        yield say("tell_unpaid")


def _delayed(say: Speaker, facts: Read) -> Iterator[str]:
    promised = _day(say, facts["promised"])
    yield say("tell_delayed", order=facts["order"], day=promised)
    yield from _goods(say, facts)
    yield say(f"tell_why_{facts['reason']}")
    if "revised" in facts:
        yield say("tell_revised", day=_day(say, facts["revised"]))
    else:
        yield say("tell_no_date")
    until = _day(say, facts["answer_by"])
    yield say("tell_may_cancel", day=_day(say, facts["refund_by"]))
    if facts["silence_consents"]:
        yield say("tell_silence_consents", day=until)
    else:
        yield say("tell_silence_cancels", day=until)
    if "revised" not in facts:
        yield say("tell_may_cancel_later")


def _short(say: Speaker, facts: Read) -> Iterator[str]:
    yield say("tell_short", n=facts["missing"], name=facts["name"], order=facts["order"])
    if "expected" in facts:
        yield say("tell_expected", day=_day(say, facts["expected"]))
    else:
        yield say("tell_not_expected")


def _substituted(say: Speaker, facts: Read) -> Iterator[str]:
    yield say("tell_substituted", **facts)


def _split(say: Speaker, facts: Read) -> Iterator[str]:
    yield say("tell_split", n=facts["parcels"], order=facts["order"])
    if facts["lines"]:
        yield say("tell_split_later")
        yield from _goods(say, facts)


def _shipped(say: Speaker, facts: Read) -> Iterator[str]:
    yield say("tell_shipped", order=facts["order"], carrier=facts["carrier"])
    if facts["tracking"]:
        yield say("tell_tracking", tracking=facts["tracking"])
    if facts.get("tracking_url"):
        yield str(facts["tracking_url"])


def _delivered(say: Speaker, facts: Read) -> Iterator[str]:
    day = _day(say, facts["on"])
    yield say("tell_delivered", order=facts["order"], carrier=facts["carrier"], day=day)
    if "signed_by" in facts:
        yield say("tell_signed", name=facts["signed_by"])


def _refunded(say: Speaker, facts: Read) -> Iterator[str]:
    yield say("tell_refunded", order=facts["order"])
    yield from _goods(say, facts)
    if "amount_minor" in facts:
        yield say("tell_refund_amount", amount=_amount(say, facts["amount_minor"]))


def _cancelled(say: Speaker, facts: Read) -> Iterator[str]:
    if facts["reason"] == "delay_rule":
        yield say("tell_cancelled_late", order=facts["order"])
    yield say("tell_cancelled", order=facts["order"])
    yield from _goods(say, facts)
    if "refund_by" in facts:
        yield say(
            "tell_refund_by",
            amount=_amount(say, facts["amount_minor"]),
            day=_day(say, facts["refund_by"]),
        )


# ── to the house ──────────────────────────────────────────────────────────────────────


def _lorry_left(say: Speaker, facts: Read) -> Iterator[str]:
    yield say(
        "tell_lorry_left",
        carrier=facts["carrier"],
        parcels=facts["parcels"],
        orders=facts["orders"],
    )
    if facts["driver"] or facts["dock"]:
        yield say("tell_driver", driver=facts["driver"], dock=facts["dock"])


def _stock_out(say: Speaker, facts: Read) -> Iterator[str]:
    yield say(
        "tell_stock_out",
        name=facts["name"],
        sku=facts["sku"],
        day=_day(say, facts["since"]),
    )


def _low_stock(say: Speaker, facts: Read) -> Iterator[str]:
    words = {name: facts[name] for name in ("name", "position", "point")}
    yield say("tell_low_stock", **words)


def _discrepancy(say: Speaker, facts: Read) -> Iterator[str]:
    yield say("tell_discrepancy", kind=str(facts["kind"]).replace("_", " "))
    yield str(facts["says"]).replace("_", " ")


_BODIES: Final[Mapping[NoticeKind, Callable[[Speaker, Read], Iterator[str]]]] = {
    NoticeKind.CONFIRMED: _confirmed,
    NoticeKind.DELAYED: _delayed,
    NoticeKind.SHORT: _short,
    NoticeKind.SUBSTITUTED: _substituted,
    NoticeKind.SPLIT: _split,
    NoticeKind.SHIPPED: _shipped,
    NoticeKind.DELIVERED: _delivered,
    NoticeKind.REFUNDED: _refunded,
    NoticeKind.CANCELLED: _cancelled,
    NoticeKind.LORRY_LEFT: _lorry_left,
    NoticeKind.STOCK_OUT: _stock_out,
    NoticeKind.LOW_STOCK: _low_stock,
    NoticeKind.DISCREPANCY: _discrepancy,
}
