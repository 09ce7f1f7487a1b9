"""Nobody is told the same twice, and nobody is left with what is wrong now."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.engine import notices
from app.engine.names import NO_ORDER, OpId, OrderId, Sku
from app.engine.notices import (
    ApproveNotice,
    DropNotice,
    Facts,
    Notice,
    NoticeKind,
    NoticePolicy,
)
from app.engine.orders import OrderLine
from app.engine.refusals import Refusal, Refused
from app.engine.site import Role
from app.engine.task_states import NoticeState

AT = datetime(2010, 12, 6, 9, 30, tzinfo=UTC)
ONE, TWO = OpId("OP-1"), OpId("OP-2")
BY_PERSON, AUTOMATIC = NoticePolicy.BY_PERSON, NoticePolicy.AUTOMATIC


def asked(facts: Facts, kind: NoticeKind = NoticeKind.SHORT) -> Notice:
    order = OrderId("7")
    return Notice(
        notice_id=notices.notice_id(kind, order, "1"),
        order_id=order,
        kind=kind,
        facts=notices.write(facts),
        at=AT,
        subject="1",
    )


def missing(qty: int) -> Notice:
    return asked({"missing": qty})


def drafted(notice: Notice, *known: Notice, policy: NoticePolicy = BY_PERSON) -> Notice:
    [made] = notices.draft(notice, known, policy, ONE)
    return made


def test_the_first_is_drafted_or_goes_by_itself():
    draft = drafted(missing(2))
    assert (draft.notice_id, draft.state, draft.op_id) == (
        "7.short.1",
        NoticeState.DRAFT,
        ONE,
    )
    told = drafted(missing(2), policy=AUTOMATIC)
    assert (told.state, told.decided_by) == (NoticeState.APPROVED, ONE)


def test_the_same_again_is_nothing_whatever_became_of_it():
    draft = drafted(missing(2))
    approved = notices.approve(draft, TWO)
    dropped = notices.drop(draft, "told by phone", TWO)
    for known in (draft, approved, dropped):
        assert notices.draft(missing(2), [known], BY_PERSON, TWO) == []


def test_a_draft_is_replaced_by_what_is_so_now():
    first = drafted(missing(2))
    assert drafted(missing(3), first) == replace(first, facts='{"missing":3}')

    # Also when it is not the first: it keeps its own name and number.
    told = notices.approve(first, ONE)
    second = drafted(missing(3), told)
    assert drafted(missing(4), told, second) == replace(second, facts='{"missing":4}')


def test_what_was_approved_is_followed_by_another_when_it_is_wrong_now():
    told = notices.approve(drafted(missing(2)), ONE)
    again = drafted(missing(3), told)
    assert (again.notice_id, again.n) == ("7.short.1.2", 2)
    # And back: what the customer knows is right, and the draft is not needed.
    over = drafted(missing(2), told, again)
    assert over == replace(
        again, state=NoticeState.DROPPED, reason="overtaken", decided_by=ONE
    )
    assert notices.draft(missing(2), [told, over], BY_PERSON, TWO) == []
    # And once more: nobody has read the one that was overtaken.
    assert drafted(missing(3), told, over).notice_id == "7.short.1.3"


def test_what_was_dropped_is_told_when_there_is_something_else_to_tell():
    dropped = notices.drop(drafted(missing(2)), "told by phone", ONE)
    assert drafted(missing(3), dropped).n == 2


@pytest.mark.parametrize(
    ("before", "after", "is_told_again"),
    [("", "JD01", False), ("JD01", "JD01", False), ("JD01", "JD02", True)],
)
def test_another_tracking_number_is_told_and_a_first_one_is_no_news(
    before: str, after: str, is_told_again: bool
):
    kind = NoticeKind.SHIPPED
    told = drafted(asked({"tracking": before, "sscc": "1"}, kind), policy=AUTOMATIC)
    again = asked({"tracking": after, "sscc": "2"}, kind)
    assert bool(notices.draft(again, [told], AUTOMATIC, TWO)) is is_told_again


def test_of_what_has_no_rule_anything_that_changes_is_told():
    kind = NoticeKind.LOW_STOCK
    told = drafted(asked({"available": 3}, kind), policy=AUTOMATIC)
    assert notices.draft(asked({"available": 3}, kind), [told], AUTOMATIC, TWO) == []
    assert drafted(asked({"available": 2}, kind), told).n == 2


@pytest.mark.parametrize(
    ("before", "after", "is_told_again"),
    [
        ({}, {}, False),
        ({}, {"tracking": "JD01"}, False),
        ({"tracking": "JD01"}, {}, True),
        ({"tracking": ""}, {}, False),
    ],
)
def test_what_was_not_said_cannot_be_wrong(
    before: Facts, after: Facts, is_told_again: bool
):
    kind = NoticeKind.SHIPPED
    told = drafted(asked(before, kind), policy=AUTOMATIC)
    again = notices.draft(asked(after, kind), [told], AUTOMATIC, TWO)
    assert bool(again) is is_told_again


def test_only_a_draft_is_decided_on_and_for_a_reason():
    draft = drafted(missing(2))
    for notice, decision, no in (
        (
            None,
            ApproveNotice(notice_id="x"),
            Refused(reason=Refusal.UNKNOWN_NOTICE, got="x"),
        ),
        (
            draft,
            DropNotice(notice_id="x", reason=" "),
            Refused(reason=Refusal.REASON_MISSING, got="x"),
        ),
        (
            notices.approve(draft, ONE),
            DropNotice(notice_id="x", reason="late"),
            Refused(reason=Refusal.NOTICE_DECIDED, wanted="draft", got="approved"),
        ),
        (draft, ApproveNotice(notice_id="x"), None),
        (draft, DropNotice(notice_id="x", reason="late"), None),
    ):
        assert notices.may_decide(notice, decision) == no


def line(backordered: int, shipped: int = 0, line_no: int = 1) -> OrderLine:
    return OrderLine(
        order_id=OrderId("7"),
        line_no=line_no,
        sku=Sku("TEA"),
        name="Tea",
        price_minor=100,
        qty_each=5,
        backordered_each=backordered,
        shipped_each=shipped,
        reserved_each=5 - backordered - shipped,
    )


def test_a_draft_of_goods_that_come_later_says_what_is_so_now():
    short = asked({**notices.short(line(2), "damaged")})
    now = notices.as_it_is(short, [line(3)])
    assert now is not None
    assert (now["missing"], now["reason"]) == (3, "damaged")
    assert notices.as_it_is(short, [line(0)]) is None, "they were found"
    assert notices.as_it_is(short, [line(0, shipped=5)]) is None, "they have left"
    late = asked({"number": 1}, NoticeKind.DELAYED)
    assert notices.as_it_is(late, [line(3)]) == {"number": 1}
    assert notices.as_it_is(late, [line(0, shipped=5)]) is None
    # An older one names no line.
    assert notices.as_it_is(short, [line(1, line_no=9)]) == notices.read(short)


def test_every_kind_is_read_by_somebody():
    to_customers = notices.read_by("customer")
    assert NoticeKind.SHIPPED in to_customers
    assert set(to_customers) | set(notices.READERS) == set(NoticeKind)
    assert notices.read_by(Role.PACKER) == [NoticeKind.LORRY_LEFT]
    assert notices.read_by("") == []
    assert notices.notice_id(NoticeKind.STOCK_OUT, NO_ORDER, "TEA") == "stock_out.TEA"
