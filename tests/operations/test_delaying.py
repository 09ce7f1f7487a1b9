"""Orders that are late: the choice a customer is offered, and what the rule ends."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.engine import notices
from app.engine.cancelling import CancelOrder
from app.engine.delays import (
    AnswerDelay,
    Delay,
    DelayAnswer,
    ReviewDelays,
    SetDelayRule,
)
from app.engine.names import BinCode, OrderId
from app.engine.notices import (
    ApproveNotice,
    DropNotice,
    Notice,
    NoticeKind,
    NoticePolicy,
    SetNoticePolicy,
)
from app.engine.orders import PlaceOrder
from app.engine.paying import TakePayment
from app.engine.picking import ReportShort, ShortReason
from app.engine.purchasing import PlacePurchase
from app.engine.receiving import ReceiveStock
from app.engine.refusals import Effect, Refusal
from app.engine.reserving import ExpectStock
from app.engine.task_states import NoticeState, OrderState, Payment
from app.operations.kinds import Command
from app.operations.running import do
from app.operations.seeing_board import see_order, see_put_backs
from app.operations.seeing_notices import see_delays, see_notices
from app.operations.verifying import verify
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, DAY, LAMP, MUG, SUE, TEA, no, ok

CONSENTS, CANCELS = DelayAnswer.CONSENTS, DelayAnswer.CANCELS


class Clock(Station):
    """A shared store whose clock the test sets: days from the promise."""

    at = DAY

    def now(self) -> datetime:
        return self.at


def on(days: int) -> datetime:
    return DAY + timedelta(days=days)


@pytest.fixture
def station() -> Iterator[Clock]:
    store = open_store(None)
    clock = Clock(store.tables, None, station_id=store.station_id, number=0)
    with closing(clock):
        clock.at = on(-20)
        site.stock_up(clock)
        yield clock
        site.prove_books(clock)


def late_order(station: Clock, ref: str = "1", *, at: int = -10) -> OrderId:
    """Five lamps are here, and this order is one of those that want seven."""
    station.at = on(at)
    asked = replace(site.order(ref, (LAMP, 7)), placed_at=station.at)
    ok(do(station, asked, badge=SUE))
    return site.order_id(station, ref)


def review(station: Clock, day: int) -> dict[str, int | str]:
    station.at = on(day)
    return dict(ok(do(station, ReviewDelays(), badge=SUE)).values)


def approve(station: Clock, day: int) -> None:
    station.at = on(day)
    for told in offers(station, NoticeState.DRAFT):
        ok(do(station, ApproveNotice(notice_id=told.notice_id), badge=SUE))


def offers(station: Clock, state: str = "") -> list[Notice]:
    found = [each.notice for each in see_notices(station, state=state)]
    return [each for each in reversed(found) if each.kind is NoticeKind.DELAYED]


def records(station: Clock, ref: str = "1") -> tuple[Delay, ...]:
    [late] = see_delays(station, order_id=site.order_id(station, ref))
    return late.offers


def expect(station: Clock, day: int | None) -> None:
    at = None if day is None else on(day)
    ok(do(station, ExpectStock(sku=LAMP, at=at), badge=SUE))


def answer(station: Clock, day: int, said: DelayAnswer) -> Command:
    station.at = on(day)
    return AnswerDelay(order_id=site.order_id(station, "1"), answer=said)


def state(station: Clock, ref: str = "1") -> OrderState:
    return site.order_of(station, ref).state


COUNTS = {"offered": 0, "withdrawn": 0, "cancelled": 0}


# ── the first offer ───────────────────────────────────────────────────────────────────


def test_a_customer_is_told_in_time_what_day_it_will_be(station: Clock):
    late_order(station)
    expect(station, 5)
    assert review(station, -4) == COUNTS, "it is not time yet"

    assert review(station, -3) == {**COUNTS, "offered": 1}
    assert review(station, -2) == COUNTS, "that is said already"

    [draft] = offers(station)
    assert notices.read(draft) == {
        "number": 1,
        "promised": "2010-12-06",
        "revised": "2010-12-11",
        "answer_by": "2010-12-11",
        "silence_consents": 1,
        "refund_by": "2010-12-21",
        "reason": "stock",
        "lines": [{"sku": LAMP, "name": LAMP, "qty": 2}],
    }
    [record] = records(station)
    assert (record.number, record.offered_at, record.notice_id) == (
        1,
        None,
        draft.notice_id,
    )
    approve(station, -1)
    assert records(station)[0].offered_at == on(-1)


def test_a_new_day_replaces_the_draft(station: Clock):
    late_order(station)
    expect(station, 5)
    review(station, -3)
    expect(station, 9)
    assert review(station, -2) == {**COUNTS, "offered": 1}

    [draft] = offers(station)
    assert notices.read(draft)["revised"] == "2010-12-15"
    assert records(station)[0].revised_at == datetime(2010, 12, 15, tzinfo=DAY.tzinfo)


def test_goods_that_come_in_time_take_the_draft_back(station: Clock):
    late_order(station)
    review(station, -3)
    [draft] = offers(station)
    ok(do(station, ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=2)))
    assert review(station, -2) == {**COUNTS, "withdrawn": 1}

    [over] = offers(station)
    assert (over.state, over.reason) == (NoticeState.DROPPED, "overtaken")
    assert records(station)[0].withdrawn_at == on(-2)
    ok(do(station, CancelOrder(order_id=draft.order_id), badge=SUE))


def test_a_promise_that_breaks_again_is_told_again(station: Clock):
    late_order(station)
    expect(station, 5)
    review(station, -3)
    expect(station, 0)
    review(station, -2)
    expect(station, 5)
    assert review(station, -1) == {**COUNTS, "offered": 1}

    assert [each.state for each in offers(station)] == [
        NoticeState.DROPPED,
        NoticeState.DRAFT,
    ]
    assert records(station)[0].withdrawn_at is None


def test_the_day_is_that_of_the_purchase_that_brings_enough(station: Clock):
    late_order(station, "0")
    late_order(station, "1")
    # Two for the first order, and seven more for the second.
    for ref, qty_each, day in (("PO-1", 3, 4), ("PO-2", 9, 8)):
        coming = PlacePurchase(
            ref=ref, supplier="S", lines=((LAMP, qty_each),), expected_at=on(day)
        )
        ok(do(station, coming, badge=SUE))
    review(station, -3)

    days = [records(station, ref)[0].revised_at for ref in "01"]
    assert [day and day.date() for day in days] == [on(4).date(), on(8).date()]


def test_an_order_that_is_here_is_late_once_its_lorry_has_gone(station: Clock):
    station.at = on(-5)
    ok(do(station, site.order("1", (TEA, 1)), badge=SUE))
    assert review(station, 0) == COUNTS
    station.at = on(0) + timedelta(hours=1)
    ok(do(station, ReviewDelays(), badge=SUE))

    [draft] = offers(station)
    assert notices.read(draft)["reason"] == "late"
    assert notices.read(draft)["revised"] == "2010-12-07"


def test_an_order_nobody_named_a_day_for_has_thirty(station: Clock):
    asked = site.order("1", (TEA, 1))
    asked = PlaceOrder(
        channel=asked.channel,
        ref=asked.ref,
        customer=asked.customer,
        ship_to=asked.ship_to,
        placed_at=DAY,
        carrier=asked.carrier,
        service=asked.service,
        payment=asked.payment,
        lines=asked.lines,
    )
    ok(do(station, asked, badge=SUE))
    assert site.order_of(station, "1").ship_by == on(30)


# ── what ends an order ────────────────────────────────────────────────────────────────


def test_who_was_offered_nothing_in_time_is_cancelled_and_refunded(station: Clock):
    order_id = late_order(station)
    late_order(station, "2", at=-9)
    assert review(station, 1) == {**COUNTS, "cancelled": 2}

    [late, _] = see_delays(station)
    [record] = late.offers
    assert (record.section, record.offered_at) == ("435.2(c)(5)", None)
    assert (record.refund_by, late.refund_is_due) == (
        datetime(2010, 12, 16, tzinfo=DAY.tzinfo),
        True,
    )
    assert state(station) is OrderState.CANCELLED
    told = [
        each.notice
        for each in see_notices(station, order_id=order_id)
        if each.notice.kind is NoticeKind.CANCELLED
    ]
    assert [notices.read(each)["reason"] for each in told] == ["delay_rule"]
    story = see_order(station, order_id)
    assert story is not None
    assert [each.kind for each in story.timeline] == ["review_delays", "place_order"]
    back = TakePayment(channel="shop", ref="1", state=Payment.REFUNDED)
    ok(do(station, back))
    assert not see_delays(station, order_id=order_id)[0].refund_is_due


def test_what_an_order_held_keeps_the_promise_to_another(station: Clock):
    late_order(station)
    station.at = on(-9)
    waits = replace(site.order("2", (LAMP, 5)), ship_by=on(2))
    ok(do(station, waits, badge=SUE))
    assert review(station, 1) == {**COUNTS, "cancelled": 1}

    assert state(station, "2") is OrderState.RESERVED
    assert offers(station) == []


def test_what_was_picked_of_it_goes_back(station: Clock):
    station.at = on(-5)
    ok(do(station, site.order("1", (TEA, 2)), badge=SUE))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    review(station, 1)

    assert [back.task.sku for back in see_put_backs(station)] == [TEA]
    site.put_all_back(station)


def test_silence_consents_to_a_short_delay_and_not_to_the_next(station: Clock):
    late_order(station)
    expect(station, 5)
    review(station, -3)
    approve(station, -3)
    assert review(station, 3) == COUNTS, "the customer waits"
    expect(station, 12)
    assert review(station, 4) == {**COUNTS, "offered": 1}
    approve(station, 5)

    first, second = records(station)
    assert (first.silence_consents, second.silence_consents) == (True, False)
    assert (second.due, second.answer_by.date()) == (on(5).date(), on(5).date())
    assert notices.read(offers(station)[1])["silence_consents"] == 0
    assert review(station, 5) == COUNTS
    assert review(station, 6) == {**COUNTS, "cancelled": 1}
    assert records(station)[1].section == "435.2(c)(3)"


def test_who_agrees_to_the_next_delay_waits_for_it(station: Clock):
    late_order(station)
    expect(station, 5)
    review(station, -3)
    approve(station, -3)
    expect(station, 12)
    review(station, 4)
    early = answer(station, 4, CONSENTS)
    assert no(do(station, early, badge=SUE)) is Refusal.NO_DELAY_OFFERED
    approve(station, 4)
    ok(do(station, answer(station, 5, CONSENTS), badge=SUE))
    assert review(station, 12) == COUNTS
    assert records(station)[1].answer is CONSENTS

    assert review(station, 13) == {**COUNTS, "cancelled": 1}


def test_a_delay_nobody_can_put_a_date_to_ends_after_thirty_days(station: Clock):
    late_order(station)
    review(station, -3)
    approve(station, -3)
    said = notices.read(offers(station)[0])
    assert ("revised" in said, said["silence_consents"]) == (False, 0)
    assert said["answer_by"] == "2011-01-05"
    assert review(station, 30) == COUNTS
    late = answer(station, 31, CONSENTS)
    assert no(do(station, late, badge=SUE)) is Refusal.ANSWER_TOO_LATE

    assert review(station, 31) == {**COUNTS, "cancelled": 1}
    assert records(station)[0].section == "435.2(c)(2)"


def test_who_agrees_to_wait_as_long_as_it_takes_can_still_cancel(station: Clock):
    late_order(station)
    review(station, -3)
    approve(station, -3)
    ok(do(station, answer(station, 0, DelayAnswer.CONSENTS_INDEFINITELY), badge=SUE))
    assert review(station, 300) == COUNTS

    done = ok(do(station, answer(station, 300, CANCELS), badge=SUE))

    assert done.values["answer"] == "cancels"
    assert state(station) is OrderState.CANCELLED
    assert records(station)[0].section == "435.2(c)(1)"
    again = answer(station, 300, CANCELS)
    assert no(do(station, again, badge=SUE)) is Refusal.ORDER_CLOSED


def test_an_offer_that_comes_too_late_is_none(station: Clock):
    late_order(station)
    review(station, -3)
    [draft] = offers(station)
    station.at = on(1)
    late = ApproveNotice(notice_id=draft.notice_id)
    assert no(do(station, late, badge=SUE)) is Refusal.NOTICE_TOO_LATE
    assert review(station, 1) == {**COUNTS, "cancelled": 1}
    assert offers(station)[0].state is NoticeState.DROPPED


def test_an_offer_a_person_dropped_is_none_either(station: Clock):
    late_order(station)
    expect(station, 5)
    review(station, -3)
    [draft] = offers(station)
    ok(do(station, DropNotice(notice_id=draft.notice_id, reason="no"), badge=SUE))
    expect(station, 6)
    assert review(station, -2) == COUNTS
    assert review(station, 1) == {**COUNTS, "cancelled": 1}


def test_an_unpaid_order_has_no_promise_to_break(station: Clock):
    station.at = on(-9)
    ok(do(station, site.order("1", (LAMP, 7), paid=False), badge=SUE))
    assert review(station, 90) == COUNTS


def test_money_that_was_only_set_aside_is_not_refunded(station: Clock):
    station.at = on(-9)
    asked = replace(site.order("1", (LAMP, 7)), payment=Payment.AUTHORIZED)
    ok(do(station, asked, badge=SUE))
    review(station, 1)
    assert (records(station)[0].refund_by, records(station)[0].refund_minor) == (None, 0)


def test_a_shop_that_gives_credit_has_a_billing_cycle(station: Clock):
    late_order(station)
    credit = SetDelayRule(is_on=True, warn_days=5, gives_credit=True)
    ok(do(station, credit, badge=SUE))
    expect(station, 5)
    assert review(station, -5) == {**COUNTS, "offered": 1}
    assert notices.read(offers(station)[0])["refund_by"] == "2011-01-10"


# ── the rule, on or off ───────────────────────────────────────────────────────────────


def test_where_the_rule_does_not_hold_nothing_is_offered_or_ended(station: Clock):
    order_id = late_order(station)
    ok(do(station, SetDelayRule(is_on=False), badge=SUE))
    assert review(station, 300) == COUNTS
    assert ok(do(station, ReviewDelays(), badge=SUE)).effect is Effect.DELAY_RULE_OFF
    assert see_delays(station, order_id=order_id) == []
    for days in (-1, 366):
        odd = SetDelayRule(is_on=True, warn_days=days)
        assert no(do(station, odd, badge=SUE)) is Refusal.DAYS_OUT_OF_RANGE


def test_an_offer_that_goes_by_itself_is_made_when_it_is_drafted(station: Clock):
    late_order(station)
    policy = SetNoticePolicy(kind=NoticeKind.DELAYED, policy=NoticePolicy.AUTOMATIC)
    ok(do(station, policy, badge=SUE))
    review(station, -3)
    assert records(station)[0].offered_at == on(-3)


def test_only_the_customers_of_known_orders_answer(station: Clock):
    unknown = AnswerDelay(order_id=OrderId("404"), answer=CONSENTS)
    assert no(do(station, unknown, badge=SUE)) is Refusal.UNKNOWN_ORDER
    late_order(station)
    nothing = answer(station, -5, CONSENTS)
    assert no(do(station, nothing, badge=SUE)) is Refusal.NO_DELAY_OFFERED


# ── a short that breaks a promise ─────────────────────────────────────────────────────


def short(station: Clock, *, at: int) -> None:
    station.at = on(-20)
    ok(do(station, site.order("1", (MUG, 5))))
    site.release(station, "1")
    station.at = on(at)
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = site.walk_of(station).stops[0].task
    told = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, told, badge=ANA))


def test_a_short_that_breaks_a_promise_drafts_the_offer_at_once(station: Clock):
    short(station, at=-10)
    [draft] = offers(station)
    assert (draft.state, notices.read(draft)["number"]) == (NoticeState.DRAFT, 1)
    assert len(records(station)) == 1


def test_a_short_cancels_nothing_in_the_pickers_hands(station: Clock):
    short(station, at=1)
    assert offers(station) == []
    assert state(station) is not OrderState.CANCELLED


def test_a_short_whose_goods_come_in_time_breaks_nothing(station: Clock):
    coming = PlacePurchase(
        ref="PO-1", supplier="S", lines=((MUG, 9),), expected_at=on(-2)
    )
    ok(do(station, coming, badge=SUE))
    short(station, at=-10)
    assert offers(station) == []


# ── the proof ─────────────────────────────────────────────────────────────────────────


def test_the_books_prove_every_offer(station: Clock):
    late_order(station)
    late_order(station, "2", at=-9)
    review(station, -3)
    [one, two] = (records(station, ref)[0] for ref in "12")
    kept = [one, two]
    with station.writing() as tables:
        tables.next_seq()
        tables.delays.offers.put(
            replace(one, offered_at=on(-3)),
            replace(two, cancelled_at=on(-3), notice_id="nothing"),
        )
    assert verify(station).differences == (
        "Order 1, offer 1 was made, its notice is draft.",
        "Order 2, offer 1 ended the order, and 7 of it are still to be sent.",
        "Order 2, offer 1 ended the order, and nobody was told.",
    )
    with station.writing() as tables:
        tables.next_seq()
        tables.delays.offers.put(*kept)


def test_the_books_prove_why_an_order_was_ended(station: Clock):
    late_order(station)
    review(station, 1)
    [record] = records(station)
    with station.writing() as tables:
        tables.next_seq()
        tables.delays.offers.put(replace(record, cancelled_at=None, offered_at=on(0)))
    assert verify(station).differences == (
        "Order 1, offer 1 was made, its notice is missing.",
        "Order 1 was cancelled by the delay rule, and no offer says why.",
    )
    with station.writing() as tables:
        tables.next_seq()
        tables.delays.offers.put(record)
