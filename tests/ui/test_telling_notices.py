"""What a notice would say to whoever gets it, in every language."""

from datetime import UTC, date, datetime
from typing import Final

import pytest

from app.engine import delays, notices
from app.engine.delays import Offer
from app.engine.names import ManifestId, OrderId, ParcelId, ReturnId, Sku, Sscc, ToteCode
from app.engine.notices import Facts, Notice, NoticeKind
from app.engine.orders import OrderLine
from app.engine.packing import Parcel
from app.engine.refunding import Refund
from app.engine.returning import Return
from app.engine.shipping import Manifest, ManifestState
from app.engine.task_states import ParcelState
from app.ui.words import LANGUAGES, speaker
from app.ui.words.telling import Telling, telling
from tests.fakes.site import MAIL

AT: Final = datetime(2010, 12, 6, 17, 0, tzinfo=UTC)
PARCEL: Final = Parcel(
    parcel_id=ParcelId("P1"),
    order_id=OrderId("O1"),
    tote=ToteCode("TOTE-0001"),
    carrier=MAIL,
    state=ParcelState.DELIVERED,
    sscc=Sscc("3" * 18),
    tracking="JD01",
    tracking_url="https://example.org/JD01",
    signed_by="Ada",
)


def line(sku: str = "TEA", *, waits: int = 0, cancelled: int = 0) -> OrderLine:
    return OrderLine(
        order_id=OrderId("O1"),
        line_no=1,
        sku=Sku(sku),
        name="Earl Grey",
        price_minor=250,
        qty_each=5,
        backordered_each=waits,
        cancelled_each=cancelled,
        reserved_each=5 - waits - cancelled,
    )


def delayed(revised: date | None, number: int = 1) -> Facts:
    promised = AT.date()
    until = delays.answer_by(promised, promised, revised, number)
    offer = Offer(number=number, due=promised, revised=revised, answer_by=until)
    made = delays.record(OrderId("O1"), AT, offer, AT)
    return delays.facts(made, [line(waits=2)], is_own_credit=False)


SPLIT = notices.split([PARCEL, PARCEL], [line()])
assert SPLIT is not None
RETURN = Return(return_id=ReturnId("R1"), order_id=OrderId("O1"), reason="broken", at=AT)
REFUND = Refund(sku=Sku("TEA"), qty_each=1, amount_minor=250)
LORRY = Manifest(
    manifest_id=ManifestId("M1"),
    carrier=MAIL,
    state=ManifestState.HANDED_OVER,
    opened_at=AT,
    driver="Jim",
)

FACTS: list[tuple[NoticeKind, Facts]] = [
    (
        NoticeKind.CONFIRMED,
        {
            "lines": [notices.goods(line(), 5)],
            "ship_by": "2010-12-06",
            "payment": "unpaid",
        },
    ),
    (NoticeKind.DELAYED, delayed(date(2010, 12, 20))),
    (NoticeKind.DELAYED, delayed(None)),
    (NoticeKind.DELAYED, delayed(date(2010, 12, 20), number=2)),
    (NoticeKind.SHORT, notices.short(line(waits=1), "damaged")),
    (NoticeKind.SUBSTITUTED, notices.substituted(line(waits=1), line("MUG"))),
    (NoticeKind.SPLIT, SPLIT),
    (NoticeKind.SHIPPED, notices.shipped(PARCEL)),
    (NoticeKind.DELIVERED, notices.delivered(PARCEL, AT)),
    (NoticeKind.REFUNDED, notices.refunded(RETURN, [REFUND], [line()])),
    (NoticeKind.REFUNDED, {}),
    (
        NoticeKind.CANCELLED,
        notices.cancelled([line(cancelled=2)], "delay_rule", AT.date()),
    ),
    (NoticeKind.CANCELLED, notices.cancelled([line(cancelled=2)], "asked", None)),
    (NoticeKind.LORRY_LEFT, notices.lorry_left(LORRY, [PARCEL])),
    (NoticeKind.STOCK_OUT, {"sku": "TEA", "name": "Earl Grey", "since": "2010-12-06"}),
    (NoticeKind.LOW_STOCK, {"sku": "TEA", "name": "Tea", "position": "3", "point": "9"}),
    (NoticeKind.DISCREPANCY, {"kind": "report_short", "says": "task_not_open"}),
    # As older apps drafted them.
    (NoticeKind.SHORT, {"sku": "TEA", "missing": 2, "reason": "damaged"}),
    (
        NoticeKind.REFUNDED,
        {"pieces": 1, "amount_minor": 5, "lines": [{"sku": "TEA", "qty_each": 1}]},
    ),
]


def said(kind: NoticeKind, facts: Facts, language: str = "en") -> Telling:
    notice = Notice(
        notice_id="N1",
        order_id=OrderId("O1"),
        kind=kind,
        facts=notices.write(facts),
        at=AT,
        subject="TEA",
    )
    return telling(speaker(language), notice, "536365")


def test_every_kind_is_told_here():
    assert {kind for kind, _ in FACTS} == set(NoticeKind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "facts"), FACTS)
def test_every_kind_can_be_told(kind: NoticeKind, facts: Facts, language: str):
    told = said(kind, facts, language)
    assert told.subject
    assert told.body
    assert "{" not in f"{told.subject}{told.body}"


def test_an_offer_says_the_choice_its_day_and_what_silence_means():
    assert said(*FACTS[1]).body.splitlines() == [
        "We cannot send your order 536365 by 2010-12-06, as we had said.",
        "  2 x Earl Grey (TEA)",
        "Goods of it have not come to us yet.",
        "It will leave us by 2010-12-20.",
        "You can cancel it before it leaves us. Then you have all your money for it back "
        "by 2010-12-29 at the latest.",
        "Say so before it leaves us and by 2010-12-20; if you say nothing, you agree to "
        "wait.",
    ]


def test_an_offer_without_a_day_says_why_and_that_it_can_be_cancelled_later():
    body = said(*FACTS[2], "de").body
    assert "Ware dafür ist noch nicht bei uns." in body
    assert "Wir können nicht sagen, wann sie uns verlässt." in body
    assert "außer sie hat uns bis 05.01.2011 verlassen" in body
    assert "können Sie bis zum Versand jederzeit stornieren" in body


def test_a_renewed_offer_never_takes_silence_for_consent():
    body = said(*FACTS[3]).body
    assert "unless it has left us by 2010-12-06" in body
    assert "if you say nothing, you agree" not in body


def test_amounts_are_said_as_the_reader_writes_them():
    refund = FACTS[9]
    assert "It is 2.50," in said(*refund).body
    assert "Es sind 2,50 " in said(*refund, "de").body
