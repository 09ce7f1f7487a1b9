"""What people are told, once, whatever is done twice, undone, or heard late."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.engine import notices
from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.changing import ChangeOrder, LineChange
from app.engine.delivering import CarrierEvent, CarrierTold, ConfirmDelivery
from app.engine.names import NO_ORDER, BinCode, OpId, ParcelId, Sscc, StationId
from app.engine.notices import (
    ApproveNotice,
    DropNotice,
    Notice,
    NoticeKind,
    NoticePolicy,
    SetNoticePolicy,
)
from app.engine.orders import CancelQuantity
from app.engine.paying import TakePayment
from app.engine.picking import ReportShort, ShortReason
from app.engine.receiving import ReceiveStock
from app.engine.refusals import Effect, Refusal
from app.engine.shipping import SetTracking
from app.engine.site import Role
from app.engine.substituting import SetSubstitutes, SubstituteLine
from app.engine.task_states import NoticeState, Payment
from app.operations.doing import Doing
from app.operations.kinds import BY_COMMAND, Command
from app.operations.noticing import tell_company
from app.operations.running import do
from app.operations.seeing_notices import see_notice, see_notices
from app.operations.taking_in import take_in
from app.operations.verifying import verify
from app.station import Station, open_store
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.site import ANA, LAMP, MUG, PAM, SUE, TEA, no, ok

DRAFT, APPROVED, DROPPED = NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.DROPPED
HANDHELD = StationId("HANDHELD")


@pytest.fixture
def station():
    with closing(open_store(None)) as store:
        site.stock_up(store)
        yield store
        site.prove_books(store)


def told(station: Station, kind: NoticeKind, ref: str = "") -> list[Notice]:
    """What was told of a kind, first to last."""
    order_id = site.order_id(station, ref) if ref else NO_ORDER
    found = see_notices(station, order_id=order_id, most=500)
    of_kind = [each.notice for each in found if each.notice.kind is kind]
    return sorted(of_kind, key=lambda each: (each.subject, each.n))


def facts(notice: Notice) -> dict[str, Any]:
    return notices.read(notice)


def sent(station: Station, command: Command, number: int) -> str:
    """A station that was offline sends what it did."""
    envelope = Envelope(
        op_id=OpId(f"LATE-{number}"),
        station=HANDHELD,
        station_seq=number,
        kind=BY_COMMAND[type(command)].name,
        badge=ANA,
        at=station.now(),
        body=site.encoded(command),
    )
    [outcome] = take_in(station, [envelope])
    assert take_in(station, [envelope]) == [outcome]
    return outcome.outcome


def shorted(station: Station, qty_each: int = 5) -> ReportShort:
    """An order of mugs is being picked, and its bin is empty."""
    ok(do(station, site.order("1", (MUG, qty_each), (TEA, 1))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = next(s.task for s in site.walk_of(station).stops if s.task.sku == MUG)
    return ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)


def shipped(station: Station, ref: str = "1") -> Sscc:
    site.release(station, ref)
    site.pick_order(station, "TOTE-0001", "A")
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    return sscc


# ── orders ────────────────────────────────────────────────────────────────────────────


def test_an_order_is_confirmed_once_and_by_itself(station: Station):
    for _ in range(2):
        ok(do(station, site.order("1", (TEA, 2), (MUG, 1))))

    [confirmed] = told(station, NoticeKind.CONFIRMED, "1")

    assert (confirmed.state, confirmed.decided_by) == (APPROVED, confirmed.op_id)
    assert facts(confirmed) == {
        "lines": [
            {"sku": TEA, "name": TEA, "qty": 2},
            {"sku": MUG, "name": MUG, "qty": 1},
        ],
        "ship_by": "2010-12-06",
        "payment": "paid",
    }


def test_a_change_is_confirmed_when_it_changes_what_was_confirmed(station: Station):
    ok(do(station, site.order("1", (TEA, 2))))
    order_id = site.order_id(station, "1")

    ok(do(station, ChangeOrder(order_id=order_id, note="ring twice"), badge=SUE))
    assert len(told(station, NoticeKind.CONFIRMED, "1")) == 1
    more = ChangeOrder(order_id=order_id, lines=(LineChange(line_no=1, qty_each=3),))
    ok(do(station, more, badge=SUE))

    assert facts(told(station, NoticeKind.CONFIRMED, "1")[1])["lines"][0]["qty"] == 3


def test_what_is_cancelled_is_told_as_a_whole_with_the_money_that_goes_back(
    station: Station,
):
    ok(do(station, site.order("1", (TEA, 4), (MUG, 1))))
    order_id = site.order_id(station, "1")
    for _ in range(2):
        one = CancelLine(order_id=order_id, line_no=1, qty_each=1)
        ok(do(station, one, badge=SUE))

    [draft] = told(station, NoticeKind.CANCELLED, "1")
    assert facts(draft)["lines"] == [{"sku": TEA, "name": TEA, "qty": 2}]
    assert facts(draft)["amount_minor"] == 0
    ok(do(station, ApproveNotice(notice_id=draft.notice_id), badge=SUE))
    for _ in range(2):
        ok(do(station, CancelOrder(order_id=order_id), badge=SUE))

    [_, rest] = told(station, NoticeKind.CANCELLED, "1")
    assert [each["qty"] for each in facts(rest)["lines"]] == [4, 1]


def test_a_cancellation_that_names_no_order_is_told_to_the_order_it_found(
    station: Station,
):
    ok(do(station, site.order("1", (TEA, 4), paid=False)))
    given_back = CancelQuantity(
        channel="shop",
        ref="C1",
        row=1,
        customer="17850",
        sku=TEA,
        qty_each=1,
        at=site.DAY,
    )
    for _ in range(2):
        ok(do(station, given_back))

    [draft] = told(station, NoticeKind.CANCELLED, "1")
    assert "refund_by" not in facts(draft), "nothing was paid"


def test_money_that_went_back_is_told(station: Station):
    ok(do(station, site.order("1", (TEA, 4))))
    back = TakePayment(channel="shop", ref="1", state=Payment.REFUNDED)
    for _ in range(2):
        ok(do(station, back))

    assert len(told(station, NoticeKind.REFUNDED, "1")) == 1
    [cancelled] = told(station, NoticeKind.CANCELLED, "1")
    assert facts(cancelled)["reason"] == "refunded"
    assert "refund_by" not in facts(cancelled)


def test_another_item_in_its_place_is_told_and_the_short_is_not(station: Station):
    short = shorted(station)
    ok(do(station, short, badge=ANA))
    ok(do(station, SetSubstitutes(sku=MUG, others=(LAMP,)), badge=SUE))
    [line, _] = site.lines_of(station, "1")
    other = SubstituteLine(
        order_id=line.order_id,
        line_no=line.line_no,
        other_sku=LAMP,
        customer_agreed=True,
    )
    ok(do(station, other, badge=SUE))

    [draft] = told(station, NoticeKind.SUBSTITUTED, "1")
    assert (facts(draft)["sku"], facts(draft)["other_sku"]) == (MUG, LAMP)
    [over] = told(station, NoticeKind.SHORT, "1")
    assert (over.state, over.reason) == (DROPPED, "overtaken")


# ── shorts ────────────────────────────────────────────────────────────────────────────


def test_a_short_is_drafted_for_a_person_and_told_once(station: Station):
    short = shorted(station)
    ok(do(station, short, badge=ANA))
    assert sent(station, short, 1) == "discrepancy"

    [draft] = told(station, NoticeKind.SHORT, "1")

    assert (draft.state, draft.subject) == (DRAFT, "1")
    assert facts(draft) == {
        "sku": MUG,
        "name": MUG,
        "missing": 5,
        "reason": "not_in_bin",
    }


def test_a_pick_heard_late_takes_back_what_was_not_told_yet(station: Station):
    short = shorted(station)
    pick = next(
        site.pick_of(stop.task, "TOTE-0001", 5)
        for stop in site.walk_of(station).stops
        if stop.task.sku == MUG
    )
    ok(do(station, short, badge=ANA))

    assert sent(station, pick, 1) == "discrepancy"

    [over] = told(station, NoticeKind.SHORT, "1")
    assert (over.state, over.reason) == (DROPPED, "overtaken")


def test_only_what_is_still_so_is_approved(station: Station):
    ok(do(station, shorted(station), badge=ANA))
    [draft] = told(station, NoticeKind.SHORT, "1")
    some = ReceiveStock(sku=MUG, bin_code=BinCode("A-03-2-A"), qty_each=2)
    ok(do(station, some))

    ok(do(station, ApproveNotice(notice_id=draft.notice_id), badge=SUE))

    [approved] = told(station, NoticeKind.SHORT, "1")
    assert (approved.state, facts(approved)["missing"]) == (APPROVED, 3)


def test_what_is_not_so_any_more_is_not_approved(station: Station):
    ok(do(station, shorted(station), badge=ANA))
    [draft] = told(station, NoticeKind.SHORT, "1")
    ok(do(station, ReceiveStock(sku=MUG, bin_code=BinCode("A-03-2-A"), qty_each=9)))
    approve = ApproveNotice(notice_id=draft.notice_id)

    assert no(do(station, approve, badge=SUE)) is Refusal.NOTICE_OVERTAKEN


def test_goods_that_left_do_not_come_later(station: Station):
    ok(do(station, shorted(station), badge=ANA))
    order_id = site.order_id(station, "1")
    rest = CancelLine(order_id=order_id, line_no=1, qty_each=5)
    ok(do(station, rest, badge=SUE))

    [over] = told(station, NoticeKind.SHORT, "1")
    assert over.state is DROPPED


# ── on the road ───────────────────────────────────────────────────────────────────────


def test_what_ships_is_told_to_the_customer_and_the_house(station: Station):
    ok(do(station, site.order("1", (TEA, 2))))
    sscc = shipped(station)

    [way] = told(station, NoticeKind.SHIPPED, "1")
    assert (way.state, facts(way)["sscc"]) == (APPROVED, sscc)
    assert told(station, NoticeKind.SPLIT, "1") == []
    [lorry] = told(station, NoticeKind.LORRY_LEFT)
    assert (facts(lorry)["parcels"], facts(lorry)["orders"]) == (1, 1)
    mine = see_notices(station, audience=Role.PACKER)
    assert [each.notice for each in mine] == [lorry]
    assert see_notices(station, audience=Role.PICKER) == []


def test_another_tracking_number_than_was_told_is_told(station: Station):
    ok(do(station, site.order("1", (TEA, 2))))
    shipped(station)
    [way] = told(station, NoticeKind.SHIPPED, "1")
    parcel_id = ParcelId(way.subject)
    ok(do(station, SetTracking(parcel_id=parcel_id, tracking="JD01"), badge=SUE))
    # Nothing that was told is wrong: it named no number.
    assert len(told(station, NoticeKind.SHIPPED, "1")) == 1
    ok(do(station, site.order("2", (TEA, 2))))
    site.release(station, "2")
    site.pick_order(station, "TOTE-0001", "A")
    other_id, other = site.pack(station, "TOTE-0001")
    ok(do(station, SetTracking(parcel_id=other_id, tracking="JD03"), badge=SUE))
    site.ship(station, other)
    ok(do(station, SetTracking(parcel_id=other_id, tracking="JD04"), badge=SUE))

    assert [facts(x)["tracking"] for x in told(station, NoticeKind.SHIPPED, "2")] == [
        "JD03",
        "JD04",
    ]


def test_part_now_and_part_later_is_told_once(station: Station):
    ok(do(station, shorted(station), badge=ANA))
    site.pick_all(station, "TOTE-0001")
    site.set_down(station)
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)

    [split] = told(station, NoticeKind.SPLIT, "1")
    assert facts(split) == {
        "parcels": 1,
        "lines": [{"sku": MUG, "name": MUG, "qty": 5}],
    }
    ok(do(station, ReceiveStock(sku=MUG, bin_code=BinCode("A-03-2-A"), qty_each=9)))
    shipped(station)
    assert len(told(station, NoticeKind.SPLIT, "1")) == 1
    assert len(told(station, NoticeKind.SHIPPED, "1")) == 2


def test_a_delivery_is_told_once_whoever_says_it(station: Station):
    ok(do(station, site.order("1", (TEA, 2))))
    sscc = shipped(station)
    [way] = told(station, NoticeKind.SHIPPED, "1")
    for hours in (5, 6):
        ok(
            do(
                station,
                CarrierTold(
                    sscc_or_tracking=sscc,
                    event=CarrierEvent.DELIVERED,
                    at=site.DAY + timedelta(hours=hours),
                ),
                badge=PAM,
            )
        )
    proof = ConfirmDelivery(parcel_id=ParcelId(way.subject), signed_by="Ada")
    ok(do(station, proof, badge=PAM))

    [arrived] = told(station, NoticeKind.DELIVERED, "1")
    assert (arrived.state, facts(arrived)["on"]) == (APPROVED, "2010-12-06")


def test_a_delivery_heard_before_the_hand_over_is_told_with_it(station: Station):
    ok(do(station, site.order("1", (TEA, 2))))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    _, sscc = site.pack(station, "TOTE-0001")
    early = CarrierTold(sscc_or_tracking=sscc, event=CarrierEvent.DELIVERED, at=site.DAY)
    ok(do(station, early, badge=PAM))
    assert told(station, NoticeKind.DELIVERED, "1") == []

    site.ship(station, sscc)

    assert len(told(station, NoticeKind.DELIVERED, "1")) == 1


# ── in the house ──────────────────────────────────────────────────────────────────────


def test_a_stock_out_is_told_once_for_as_long_as_it_lasts(station: Station):
    for ref in "123":
        ok(do(station, site.order(ref, (LAMP, 4))))

    [out] = told(station, NoticeKind.STOCK_OUT)

    assert (out.subject, out.state, out.order_id) == (LAMP, APPROVED, "")
    assert [x.notice for x in see_notices(station, audience="supervisor")] == [out]


def test_the_next_stock_out_is_told_on_another_day(station: Station):
    ok(do(station, site.order("1", (LAMP, 6))))
    ok(do(station, ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=1)))
    # On the same day it would be the same news.
    ok(do(station, site.order("2", (LAMP, 1))))
    assert len(told(station, NoticeKind.STOCK_OUT)) == 1
    ok(do(station, ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=1)))

    later = site.order("3", (LAMP, 1))
    site.do_at(station, later, station.now() + timedelta(days=2))

    assert len(told(station, NoticeKind.STOCK_OUT)) == 2


def test_a_short_that_leaves_orders_waiting_is_a_stock_out(station: Station):
    ok(do(station, shorted(station), badge=ANA))
    assert [each.subject for each in told(station, NoticeKind.STOCK_OUT)] == [MUG]


def test_a_discrepancy_is_told(station: Station):
    short = shorted(station)
    ok(do(station, short, badge=ANA))
    assert sent(station, short, 1) == "discrepancy"

    [found] = told(station, NoticeKind.DISCREPANCY)
    assert facts(found) == {"kind": "report_short", "says": "task_not_open"}


def test_an_operation_that_was_set_aside_is_told_under_its_own_name(station: Station):
    envelope = Envelope(
        op_id=OpId("ODD"),
        station=HANDHELD,
        station_seq=0,
        kind="give_back_work",
        badge=ANA,
        at=station.now(),
        body='{"list_id":"L1"}',
    )
    for _ in range(2):
        take_in(station, [envelope])

    [found] = told(station, NoticeKind.DISCREPANCY)
    assert found.op_id.startswith("ODD~")


def test_another_part_of_the_house_tells_with_the_same_words(station: Station):
    ok(do(station, site.order("1", (TEA, 1))))
    for available in (3, 3, 2):
        with station.writing() as tables:
            tables.next_seq()
            [operation] = tables.books.operations.find("ORDER BY seq DESC LIMIT 1")
            moment = Doing(
                op_id=operation.op_id,
                station=operation.station,
                station_seq=operation.station_seq,
                badge=operation.badge,
                at=operation.at,
                now=operation.at,
            )
            tell_company(
                tables,
                moment,
                NoticeKind.LOW_STOCK,
                TEA,
                {"sku": TEA, "available": available},
            )

    assert [facts(x)["available"] for x in told(station, NoticeKind.LOW_STOCK)] == [3, 2]


# ── deciding ──────────────────────────────────────────────────────────────────────────


def test_a_person_approves_or_drops_for_a_reason_and_once(station: Station):
    ok(do(station, shorted(station), badge=ANA))
    [draft] = told(station, NoticeKind.SHORT, "1")
    drop = DropNotice(notice_id=draft.notice_id, reason="told by phone")
    approve = ApproveNotice(notice_id=draft.notice_id)

    assert no(do(station, approve, badge=ANA)) is Refusal.NOT_ALLOWED
    nothing = DropNotice(notice_id=draft.notice_id, reason="")
    assert no(do(station, nothing, badge=SUE)) is Refusal.REASON_MISSING
    assert ok(do(station, approve, badge=SUE)).effect is Effect.NOTICE_APPROVED
    assert ok(do(station, approve, badge=SUE)).effect is Effect.ALREADY_DONE
    assert no(do(station, drop, badge=SUE)) is Refusal.NOTICE_DECIDED
    unknown = ApproveNotice(notice_id="nobody")
    assert no(do(station, unknown, badge=SUE)) is Refusal.UNKNOWN_NOTICE
    assert see_notice(station, "nobody") is None


def test_what_was_dropped_stays_dropped(station: Station):
    ok(do(station, shorted(station), badge=ANA))
    [draft] = told(station, NoticeKind.SHORT, "1")
    drop = DropNotice(notice_id=draft.notice_id, reason="told by phone")
    ok(do(station, drop, badge=SUE))

    approve = ApproveNotice(notice_id=draft.notice_id)
    assert no(do(station, approve, badge=SUE)) is Refusal.NOTICE_DECIDED
    found = see_notice(station, draft.notice_id)
    assert found is not None
    assert (found.order_ref, found.notice.reason) == ("1", "told by phone")


def test_each_kind_goes_by_itself_or_by_a_person_as_the_site_says(station: Station):
    for kind, policy in (
        (NoticeKind.SHORT, NoticePolicy.AUTOMATIC),
        (NoticeKind.CONFIRMED, NoticePolicy.BY_PERSON),
    ):
        ok(do(station, SetNoticePolicy(kind=kind, policy=policy), badge=SUE))
    ok(do(station, shorted(station), badge=ANA))

    [draft] = told(station, NoticeKind.CONFIRMED, "1")
    assert draft.state is DRAFT
    assert told(station, NoticeKind.SHORT, "1")[0].state is APPROVED
    ok(do(station, ApproveNotice(notice_id=draft.notice_id), badge=SUE))
    waiting = see_notices(station, state=DRAFT, order_id=site.order_id(station, "1"))
    assert waiting == []


def test_the_books_prove_who_told(station: Station):
    ok(do(station, site.order("1", (TEA, 2))))
    with station.writing() as tables:
        tables.next_seq()
        [found] = tables.books.notices.find("")
        tables.books.notices.put(replace(found, decided_by=OpId("NOBODY")))

    [difference] = verify(station).differences
    assert difference.startswith(f"Notice {found.notice_id} is approved")
    with station.writing() as tables:
        tables.next_seq()
        tables.books.notices.put(found)
