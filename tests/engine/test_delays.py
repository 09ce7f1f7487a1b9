"""The delay rule, clause by clause: 16 CFR 435.2, with the days on which each turns."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.engine import delays
from app.engine.delays import (
    Cancel,
    Delay,
    DelayAnswer,
    Offer,
    Ruling,
    Section,
    Withdraw,
)
from app.engine.names import OrderId
from app.engine.orders import OrderLine
from app.engine.refusals import Refusal, Refused
from tests.fakes.site import LAMP, TEA

PROMISED = date(2010, 12, 6)
"""A Monday."""
CONSENTS, INDEFINITELY = DelayAnswer.CONSENTS, DelayAnswer.CONSENTS_INDEFINITELY


def on(days: int) -> date:
    """So many days after the promise."""
    return PROMISED + timedelta(days=days)


def at(days: int, hour: int = 0) -> datetime:
    return datetime.combine(on(days), time(hour), UTC)


def offered(
    revised: int | None,
    *,
    number: int = 1,
    due: int = 0,
    answer: DelayAnswer | None = None,
    is_sent: bool = True,
) -> Delay:
    """An offer, its days counted from the promise."""
    new = None if revised is None else on(revised)
    offer = Offer(
        number=number,
        due=on(due),
        revised=new,
        answer_by=delays.answer_by(PROMISED, on(due), new, number),
    )
    made = delays.record(OrderId("1"), at(0, 17), offer, at(-1))
    return replace(made, offered_at=at(-1) if is_sent else None, answer=answer)


def offer(number: int, due: int, revised: int | None, answer_by: int) -> Offer:
    new = None if revised is None else on(revised)
    return Offer(number=number, due=on(due), revised=new, answer_by=on(answer_by))


NEVER = None
C2 = Cancel(section=Section.NO_CONSENT_TO_LONG_DELAY)
C3 = Cancel(section=Section.NO_CONSENT_TO_FURTHER_DELAY)
C5 = Cancel(section=Section.NOTHING_OFFERED)

SHORT = offered(30)
"""(b)(1)(ii): a definite day, 30 days later at the most."""
LONG = offered(31)
"""(b)(1)(iii): a definite day, more than 30 days later."""
UNKNOWN = offered(NEVER)
"""(b)(1)(iii): nobody can say when."""
RENEWED = (offered(10), offered(20, number=2, due=10))
"""(b)(2): the revised day breaks too."""

RULE: list[tuple[str, tuple[Delay, ...], int, int | None, Ruling]] = [
    # what, offered before, today, ready, what the rule orders (days from the promise)
    ("kept", (), 0, 0, None),
    ("kept on its last day", (), -3, 0, None),
    ("breaks, and it is not time to say so", (), -4, 5, None),
    ("breaks in three days", (), -3, 5, offer(1, 0, 5, 5)),
    ("breaks today", (), 0, 1, offer(1, 0, 1, 1)),
    ("(b)(1)(ii) the longest that silence consents to", (), 0, 30, offer(1, 0, 30, 30)),
    ("(b)(1)(iii) a day longer", (), 0, 31, offer(1, 0, 31, 30)),
    ("(b)(1)(iii) nobody can say", (), 0, NEVER, offer(1, 0, NEVER, 30)),
    ("(c)(5) nothing was offered in time", (), 1, 1, C5),
    ("(c)(5) and nobody knows when", (), 1, NEVER, C5),
    # an offer that nobody has approved is none
    ("not approved, as before", (offered(5, is_sent=False),), 0, 5, offer(1, 0, 5, 5)),
    ("not approved, another day", (offered(5, is_sent=False),), 0, 9, offer(1, 0, 9, 9)),
    ("not approved, and it is kept", (offered(5, is_sent=False),), 0, 0, Withdraw()),
    ("(c)(5) not approved in time", (offered(5, is_sent=False),), 1, 5, C5),
    (
        "(c)(3) renewed, not approved in time",
        (offered(5), offered(9, number=2, due=5, is_sent=False)),
        6,
        9,
        C3,
    ),
    # (b)(1)(ii) silence consents
    ("silence, its last day", (SHORT,), 30, 30, None),
    ("silence, kept earlier", (SHORT,), 20, 20, None),
    ("(c)(3) silence, the day after", (SHORT,), 31, 31, C3),
    ("(b)(2) silence, and it breaks too", (SHORT,), 27, 40, offer(2, 30, 40, 30)),
    (
        "(b)(2) it breaks, and nobody can say",
        (SHORT,),
        30,
        NEVER,
        offer(2, 30, NEVER, 30),
    ),
    ("it breaks, and it is not time to say so", (SHORT,), 26, 40, None),
    (
        "(b)(1)(iv) as long as it takes",
        (offered(5, answer=INDEFINITELY),),
        400,
        NEVER,
        None,
    ),
    # (b)(1)(iii) silence does not
    ("no word yet", (LONG,), 30, 31, None),
    ("(c)(2)(ii) no word in 30 days", (LONG,), 31, 31, C2),
    ("(c)(2)(ii) no word, no day", (UNKNOWN,), 31, NEVER, C2),
    ("no word yet, no day", (UNKNOWN,), 30, NEVER, None),
    ("agreed to the long one", (replace(LONG, answer=CONSENTS),), 31, 31, None),
    ("(c)(3) agreed, the day after", (replace(LONG, answer=CONSENTS),), 32, 32, C3),
    ("agreed without a day", (replace(UNKNOWN, answer=CONSENTS),), 400, NEVER, None),
    # (b)(2) renewed: silence never consents
    ("renewed, the old day", RENEWED, 10, 20, None),
    ("(c)(3) renewed, no word by the old day", RENEWED, 11, 20, C3),
    ("agreed", (RENEWED[0], replace(RENEWED[1], answer=CONSENTS)), 20, 20, None),
    ("(c)(3) agreed", (RENEWED[0], replace(RENEWED[1], answer=CONSENTS)), 21, 21, C3),
    (
        "agreed, and once more",
        (RENEWED[0], replace(RENEWED[1], answer=CONSENTS)),
        18,
        99,
        offer(3, 20, 99, 20),
    ),
    (
        "(b)(2)(iii) agreed to any further delay",
        (RENEWED[0], replace(RENEWED[1], answer=INDEFINITELY)),
        400,
        NEVER,
        None,
    ),
]


@pytest.mark.parametrize(
    ("offers", "today", "ready", "ruling"),
    [row[1:] for row in RULE],
    ids=[row[0] for row in RULE],
)
def test_the_rule(
    offers: tuple[Delay, ...], today: int, ready: int | None, ruling: Ruling
):
    new = None if ready is None else on(ready)
    assert delays.decide(PROMISED, offers, on(today), new, 3) == ruling


@pytest.mark.parametrize(
    ("number", "due", "revised", "last_day"),
    [
        (1, 0, 10, 10),
        (1, 0, 30, 30),
        (1, 0, 31, 30),
        (1, 0, NEVER, 30),
        # to a renewed offer until the day that cannot be kept
        (2, 10, 20, 10),
        (2, 10, NEVER, 10),
        (3, 20, 25, 20),
    ],
)
def test_the_last_day_on_which_an_answer_counts(
    number: int, due: int, revised: int | None, last_day: int
):
    new = None if revised is None else on(revised)
    assert delays.answer_by(PROMISED, on(due), new, number) == on(last_day)


def test_a_short_tells_at_once_however_far_the_promise_is():
    assert delays.decide(PROMISED, (), on(-90), None, None) == offer(1, 0, NEVER, 30)


def test_silence_consents_to_a_first_short_delay_and_to_nothing_else():
    assert SHORT.silence_consents
    assert not LONG.silence_consents
    assert not UNKNOWN.silence_consents
    assert not RENEWED[1].silence_consents


# ── when it can be sent ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expected", "now", "ready"),
    [
        ((), at(-2), on(-2)),
        ((), at(0, 16), on(0)),
        ((), at(0, 17), on(0)),
        ((), at(0, 18), on(1)),
        ((), at(1, 9), on(1)),
        ((at(5),), at(0), on(5)),
        ((at(5), at(3)), at(0), on(5)),
        ((at(5), None), at(0), None),
        ((at(-1),), at(0), None),
        ((at(0, 9),), at(0, 12), on(0)),
    ],
)
def test_an_order_goes_when_the_last_of_its_goods_is_here(
    expected: tuple[datetime | None, ...], now: datetime, ready: date | None
):
    assert delays.ready_on(expected, at(0, 17), now) == ready


def test_a_first_promise_has_its_hour_and_a_revised_day_is_whole():
    assert delays.leaves_at(at(0, 17), ()) == at(0, 17)
    assert delays.leaves_at(at(0, 17), (UNKNOWN,)) == at(0, 17)
    assert delays.leaves_at(at(0, 17), (SHORT,)).date() == on(30)
    assert delays.leaves_at(at(0, 17), (SHORT,)) > at(30, 23)


@pytest.mark.parametrize(
    ("needs", "deliveries", "when"),
    [
        ([3], [(5, at(1))], [at(1)]),
        ([3, 2, 1], [(5, at(1)), (5, at(8))], [at(1), at(1), at(8)]),
        ([6, 4], [(5, at(1)), (5, None)], [None, None]),
        ([5, 6], [(5, at(1))], [at(1), None]),
        ([1, 1], [], [None, None]),
        ([9], [(2, at(1)), (2, at(2)), (5, at(3))], [at(3)]),
        ([], [(5, at(1))], []),
    ],
)
def test_who_waits_longest_gets_what_comes_first(
    needs: list[int],
    deliveries: list[tuple[int, datetime | None]],
    when: list[datetime | None],
):
    assert delays.arrivals(needs, deliveries) == when


# ── answers ───────────────────────────────────────────────────────────────────────────


def too_late(wanted: str, got: str) -> Refused:
    return Refused(reason=Refusal.ANSWER_TOO_LATE, wanted=wanted, got=got)


@pytest.mark.parametrize(
    ("last", "answer", "today", "no"),
    [
        (None, CONSENTS, 0, Refused(reason=Refusal.NO_DELAY_OFFERED)),
        (
            offered(5, is_sent=False),
            CONSENTS,
            0,
            Refused(reason=Refusal.NO_DELAY_OFFERED, got="1"),
        ),
        (SHORT, CONSENTS, 30, None),
        (SHORT, CONSENTS, 31, too_late("2011-01-05", "2011-01-06")),
        (LONG, CONSENTS, 30, None),
        (LONG, INDEFINITELY, 31, too_late("2011-01-05", "2011-01-06")),
        (RENEWED[1], CONSENTS, 10, None),
        (RENEWED[1], CONSENTS, 11, too_late("2010-12-16", "2010-12-17")),
        (RENEWED[1], DelayAnswer.CANCELS, 11, None),
    ],
)
def test_an_answer_counts_until_its_day_and_to_cancel_is_never_too_late(
    last: Delay | None, answer: DelayAnswer, today: int, no: Refused | None
):
    assert delays.may_answer(last, answer, on(today)) == no


def test_an_offer_is_made_on_its_day_at_the_latest():
    late = offered(5, is_sent=False)
    assert delays.may_offer(late, on(0)) is None
    assert delays.may_offer(late, on(1)) == Refused(
        reason=Refusal.NOTICE_TOO_LATE, wanted="2010-12-06", got="2010-12-07"
    )


# ── refunds ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("vested", "last_day"),
    [
        (date(2010, 12, 6), date(2010, 12, 15)),  # from a Monday to the Wednesday after
        (date(2010, 12, 10), date(2010, 12, 21)),  # from a Friday over two week-ends
        (date(2010, 12, 11), date(2010, 12, 21)),  # a Saturday is no working day
        (date(2010, 12, 12), date(2010, 12, 21)),
    ],
)
def test_money_goes_back_within_seven_working_days(vested: date, last_day: date):
    assert delays.refund_by(vested, is_own_credit=False) == last_day


def test_our_own_credit_goes_back_within_one_billing_cycle():
    assert delays.refund_by(date(2010, 12, 6), is_own_credit=True) == date(2011, 1, 5)


def test_the_last_day_there_is_breaks_nothing():
    last = date.max
    assert delays.after(last, 30) == last
    assert delays.refund_by(last, is_own_credit=False) == last
    assert delays.decide(last, (), last, None, 3) == Offer(
        number=1, due=last, revised=None, answer_by=last
    )


# ── records and facts ─────────────────────────────────────────────────────────────────

KEPT = Delay(
    order_id=OrderId("1"),
    number=1,
    promised_at=at(0, 17),
    due_at=at(0),
    revised_at=at(10),
    answer_by=at(10),
    at=at(-1),
)
"""A first offer made the day before: ten days later."""


@pytest.mark.parametrize(
    ("revised", "answer_by", "kept"),
    [
        (10, 10, KEPT),
        (NEVER, 30, replace(KEPT, revised_at=None, answer_by=at(30))),
    ],
)
def test_an_offer_is_kept_in_days_of_utc(
    revised: int | None, answer_by: int, kept: Delay
):
    made = offer(1, 0, revised, answer_by)
    assert delays.record(OrderId("1"), at(0, 17), made, at(-1)) == kept


@pytest.mark.parametrize(
    ("refund", "minor", "refund_at"), [(on(9), 1_020, at(9)), (None, 0, None)]
)
def test_an_order_that_is_over_says_why_and_what_goes_back_by_when(
    refund: date | None, minor: int, refund_at: datetime | None
):
    section = Section.CUSTOMER_CANCELLED
    assert delays.end(KEPT, at(2, 9), section, refund, minor) == replace(
        KEPT,
        cancelled_at=at(2, 9),
        section="435.2(c)(1)",
        refund_by=refund_at,
        refund_minor=minor,
    )


def ordered(line_no: int, backordered: int, reserved: int) -> OrderLine:
    sku, name = (TEA, "Tea") if line_no == 1 else (LAMP, "Lamp")
    return OrderLine(
        order_id=OrderId("1"),
        line_no=line_no,
        sku=sku,
        name=name,
        price_minor=255,
        qty_each=backordered + reserved,
        backordered_each=backordered,
        reserved_each=reserved,
    )


def test_a_customer_reads_the_new_day_the_choice_and_the_refund():
    facts = delays.facts(KEPT, [ordered(1, 2, 3), ordered(2, 0, 1)], is_own_credit=False)

    assert facts == {
        "number": 1,
        "promised": "2010-12-06",
        "revised": "2010-12-16",
        "answer_by": "2010-12-16",
        "silence_consents": 1,
        "refund_by": "2010-12-27",  # seven working days after that Thursday
        "reason": "stock",
        "lines": [{"sku": TEA, "name": "Tea", "qty": 2}],
    }


def test_a_customer_reads_that_nobody_can_say_when_and_has_to_agree():
    unknown = replace(KEPT, revised_at=None, answer_by=at(30))

    assert delays.facts(unknown, [ordered(2, 0, 1)], is_own_credit=True) == {
        "number": 1,
        "promised": "2010-12-06",
        "answer_by": "2011-01-05",
        "silence_consents": 0,
        "refund_by": "2011-02-04",  # one billing cycle after it
        "reason": "late",
        "lines": [],
    }
