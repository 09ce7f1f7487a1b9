"""Goods coming back: announced or not, looked at, and refunded."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from app.engine.names import CUSTOMER, QUARANTINE, SCRAP, BinCode, Place, ReturnId, Sku
from app.engine.receiving import AddItem
from app.engine.refusals import Effect, Refusal, Refused
from app.engine.returning import (
    CloseReturn,
    InspectReturn,
    OpenReturn,
    Outcome,
    ReceiveReturn,
)
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus, BinUse
from app.engine.task_states import ReturnState
from app.operations.running import do
from app.operations.seeing_board import see_order
from app.operations.seeing_stock import see_return, see_returns
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import MUG, TEA, no, ok, prove_books

BACK = Place("RETURNS-1")
MUGS = BinCode("A-03-2-A")
LOCKED = BinCode("A-09-2-A")


@pytest.fixture
def station() -> Iterator[Station]:
    """Order 1 is shipped: 4 mugs at 3.50 and 2 of tea at 2.00."""
    with closing(open_store(None)) as here:
        site.stock_up(here)
        ok(do(here, SetUpBin(bin_code=LOCKED, status=BinStatus.QUARANTINE)))
        asked = site.order("1", (MUG, 3), (MUG, 1), (TEA, 2))
        prices = (350, 300, 200)
        lines = tuple(
            replace(line, price_minor=price)
            for line, price in zip(asked.lines, prices, strict=True)
        )
        ok(do(here, replace(asked, lines=lines)))
        site.release(here, "1")
        site.pick_order(here, "TOTE-0001", "A")
        _, sscc = site.pack(here, "TOTE-0001")
        site.ship(here, sscc)
        yield here
        prove_books(here)


def opened(station: Station, *lines: tuple[Sku, int], ref: str = "1") -> ReturnId:
    asked = OpenReturn(order_ref=ref, reason="too blue", lines=lines)
    return ReturnId(str(ok(do(station, asked)).values["return"]))


def back(return_id: ReturnId, sku: Sku, qty_each: int) -> ReceiveReturn:
    return ReceiveReturn(return_id=return_id, sku=sku, qty_each=qty_each, place=BACK)


def looked(
    return_id: ReturnId, sku: Sku, qty_each: int, outcome: Outcome, bin_code: str = ""
) -> InspectReturn:
    return InspectReturn(
        return_id=return_id,
        sku=sku,
        qty_each=qty_each,
        place=BACK,
        outcome=outcome,
        bin_code=BinCode(bin_code),
    )


def state(station: Station, return_id: ReturnId) -> ReturnState:
    found = see_return(station, return_id)
    assert found is not None
    return found.given.state


def in_place(station: Station, place: str, sku: Sku) -> int:
    with station.reading() as tables:
        return tables.stock.balance(Place(place), sku).qty_each


def refunds(station: Station) -> list[dict[str, Any]]:
    with station.reading() as tables:
        found = tables.books.notices.find("AND kind = 'refunded' ORDER BY at")
    return [json.loads(each.facts) for each in found]


def test_goods_come_back_are_looked_at_and_the_customer_is_refunded(station: Station):
    return_id = opened(station, (MUG, 4), (TEA, 1))
    assert state(station, return_id) is ReturnState.EXPECTED
    ok(do(station, back(return_id, MUG, 4)))
    assert state(station, return_id) is ReturnState.ARRIVED
    assert (in_place(station, BACK, MUG), in_place(station, CUSTOMER, MUG)) == (4, 0)
    ok(do(station, looked(return_id, MUG, 1, Outcome.RESTOCK, MUGS)))
    ok(do(station, looked(return_id, MUG, 1, Outcome.SCRAP)))
    ok(do(station, looked(return_id, MUG, 1, Outcome.QUARANTINE)))
    ok(do(station, looked(return_id, MUG, 1, Outcome.QUARANTINE, LOCKED)))
    assert state(station, return_id) is ReturnState.INSPECTING
    assert [story.order_ref for story in see_returns(station)] == ["1"]
    ok(do(station, back(return_id, TEA, 1)))
    last = looked(return_id, TEA, 1, Outcome.RESTOCK, "A-07-3-B")
    assert ok(do(station, last)).effect is Effect.RETURN_CLOSED
    where = {place: in_place(station, place, MUG) for place in (BACK, SCRAP, QUARANTINE)}
    assert where == {BACK: 0, SCRAP: 1, QUARANTINE: 1}
    assert in_place(station, MUGS, MUG) == 5
    story = see_order(station, site.order_id(station, "1"))
    assert story is not None
    kinds = [each.kind for each in reversed(story.timeline) if "return" in each.kind]
    assert kinds == [
        "open_return",
        "receive_return",
        *["inspect_return"] * 4,
        "receive_return",
        "inspect_return",
    ]
    [refund] = refunds(station)
    assert (refund["pieces"], refund["amount_minor"]) == (5, 3 * 350 + 300 + 200)
    assert see_returns(station) == []


def test_what_came_back_is_no_stock_before_somebody_looked(station: Station):
    ok(do(station, site.order("2", (MUG, 6))))
    return_id = opened(station, (MUG, 2))
    ok(do(station, back(return_id, MUG, 2)))
    with station.reading() as tables:
        assert tables.stock.availability(MUG).on_hand_each == 4
    ok(do(station, looked(return_id, MUG, 2, Outcome.RESTOCK, MUGS)))
    with station.reading() as tables:
        [line] = tables.orders.lines.find("AND qty_each = 6")
    assert (line.reserved_each, line.backordered_each) == (6, 0)


def test_never_more_comes_back_than_was_shipped_over_all_returns(station: Station):
    first = opened(station, (MUG, 3))
    too_many = OpenReturn(order_ref="1", reason="", lines=((MUG, 1), (MUG, 1)))
    verdict = do(station, too_many)
    assert verdict == Refused(reason=Refusal.MORE_THAN_SHIPPED, wanted="1", got=MUG)
    ok(do(station, back(first, MUG, 4)))
    assert no(do(station, back(first, MUG, 1))) is Refusal.MORE_THAN_SHIPPED
    assert no(do(station, back(first, Sku("COMPLICATED-LAMP"), 1))) is (
        Refusal.MORE_THAN_SHIPPED
    )
    ok(do(station, back(first, TEA, 2)))


def test_what_was_announced_and_never_came_may_be_announced_again(station: Station):
    first = opened(station, (MUG, 4))
    ok(do(station, CloseReturn(return_id=first)))
    assert refunds(station) == []
    second = opened(station, (MUG, 4))
    ok(do(station, back(second, MUG, 1)))
    close = CloseReturn(return_id=second)
    assert no(do(station, close)) is Refusal.RETURN_NOT_INSPECTED
    ok(do(station, looked(second, MUG, 1, Outcome.SCRAP)))
    ok(do(station, close))
    third = opened(station, (MUG, 3))
    ok(do(station, back(third, MUG, 3)))
    ok(do(station, looked(third, MUG, 3, Outcome.SCRAP)))
    assert [each["amount_minor"] for each in refunds(station)] == [350, 2 * 350 + 300]
    assert no(do(station, back(third, MUG, 1))) is Refusal.RETURN_CLOSED
    assert no(do(station, CloseReturn(return_id=third))) is Refusal.RETURN_CLOSED


def test_goods_nobody_knows_the_order_of_are_taken_back_and_nobody_refunded(
    station: Station,
):
    return_id = opened(station, (MUG, 1), ref="")
    found = see_return(station, return_id)
    assert found is not None
    assert found.given.is_blind
    ok(do(station, back(return_id, MUG, 9)))
    done = ok(do(station, looked(return_id, MUG, 9, Outcome.RESTOCK, MUGS)))
    assert done.effect is Effect.RETURN_CLOSED
    assert refunds(station) == []


def test_only_what_arrived_is_looked_at_and_it_goes_where_it_may(station: Station):
    return_id = opened(station, (MUG, 2))
    early = looked(return_id, MUG, 1, Outcome.SCRAP)
    assert no(do(station, early)) is Refusal.MORE_THAN_RETURNED
    ok(do(station, back(return_id, MUG, 2)))
    for asked, reason in (
        (looked(return_id, MUG, 3, Outcome.SCRAP), Refusal.MORE_THAN_RETURNED),
        (looked(return_id, MUG, 0, Outcome.SCRAP), Refusal.QUANTITY_NOT_POSITIVE),
        (looked(return_id, MUG, 1, Outcome.RESTOCK), Refusal.BIN_NOT_FOR_THIS),
        (looked(return_id, MUG, 1, Outcome.RESTOCK, LOCKED), Refusal.BIN_NOT_FOR_THIS),
        (looked(return_id, MUG, 1, Outcome.RESTOCK, "DOCK-1"), Refusal.BIN_NOT_FOR_THIS),
        (looked(return_id, MUG, 1, Outcome.QUARANTINE, MUGS), Refusal.BIN_NOT_FOR_THIS),
        (looked(return_id, MUG, 1, Outcome.SCRAP, LOCKED), Refusal.BIN_NOT_FOR_THIS),
        (looked(ReturnId("?"), MUG, 1, Outcome.SCRAP), Refusal.UNKNOWN_RETURN),
    ):
        assert no(do(station, asked)) is reason
    elsewhere = replace(early, place=Place("DOCK-1"))
    assert no(do(station, elsewhere)) is Refusal.UNKNOWN_PLACE
    empty = replace(early, place=Place("RETURNS-2"))
    assert no(do(station, empty)) is Refusal.NOT_THERE


def test_a_bin_for_returns_is_a_place_for_returns(station: Station):
    shelf = BinCode("R-01-1-A")
    ok(do(station, SetUpBin(bin_code=shelf, use=BinUse.RETURNS)))
    return_id = opened(station, (MUG, 1))
    ok(do(station, replace(back(return_id, MUG, 1), place=Place(shelf))))
    with station.reading() as tables:
        assert tables.stock.availability(MUG).on_hand_each == 4
    look = replace(looked(return_id, MUG, 1, Outcome.SCRAP), place=Place(shelf))
    ok(do(station, look))


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (OpenReturn(order_ref="9", reason="", lines=((MUG, 1),)), Refusal.UNKNOWN_ORDER),
        (OpenReturn(order_ref="1", reason="", lines=()), Refusal.RETURN_WITHOUT_LINES),
        (
            OpenReturn(order_ref="1", reason="", lines=((MUG, 0),)),
            Refusal.QUANTITY_NOT_POSITIVE,
        ),
        (OpenReturn(reason="", lines=((Sku("?"), 1),)), Refusal.UNKNOWN_ITEM),
        (CloseReturn(return_id=ReturnId("?")), Refusal.UNKNOWN_RETURN),
        (back(ReturnId("?"), MUG, 1), Refusal.UNKNOWN_RETURN),
    ],
)
def test_a_return_that_cannot_be_is_refused(
    station: Station, asked: object, reason: Refusal
):
    assert no(do(station, asked)) is reason


def test_goods_that_cannot_be_taken_back_are_refused(station: Station):
    milk, radio = Sku("MILK-1L"), Sku("RADIO-X")
    ok(do(station, AddItem(sku=milk, name="Milk", tracks_lot=True)))
    ok(do(station, AddItem(sku=radio, name="Radio", tracks_serial=True)))
    blind = opened(station, (MUG, 1), ref="")
    for asked, reason in (
        (back(blind, milk, 1), Refusal.LOT_MISSING),
        (back(blind, radio, 1), Refusal.SERIALS_DIFFER),
        (back(blind, Sku("?"), 1), Refusal.UNKNOWN_ITEM),
        (back(blind, MUG, 0), Refusal.QUANTITY_NOT_POSITIVE),
        (replace(back(blind, MUG, 1), place=Place(MUGS)), Refusal.UNKNOWN_PLACE),
    ):
        assert no(do(station, asked)) is reason
