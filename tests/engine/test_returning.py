"""Goods on their way back: how many, where they lie, and what becomes of them."""

from dataclasses import replace

import pytest

from app.engine.names import (
    NO_BIN,
    NO_ORDER,
    QUARANTINE,
    SCRAP,
    BinCode,
    OrderId,
    Place,
    ReturnId,
    Sku,
)
from app.engine.orders import OrderLine
from app.engine.refunding import Refund, refunds
from app.engine.refusals import Refusal, Refused
from app.engine.returning import (
    InspectReturn,
    OpenReturn,
    Outcome,
    ReceiveReturn,
    Return,
    ReturnLine,
    after,
    inspect_return,
    is_all_inspected,
    is_complete,
    is_for_returns,
    open_return,
    receive_return,
    shipped,
)
from app.engine.stock import Bin, BinStatus, BinUse
from app.engine.task_states import ReturnEvent, ReturnState
from tests.fakes.site import DAY, MUG, TEA

GIVEN = Return(return_id=ReturnId("r"), order_id=OrderId("o"), reason="broken", at=DAY)
BLIND = replace(GIVEN, order_id=NO_ORDER)
DESK, BIN = Place("RETURNS-1"), BinCode("A-01-1-A")


def no(reason: Refusal, wanted: str = "", got: str = "") -> Refused:
    return Refused(reason=reason, wanted=wanted, got=got)


def line(
    announced: int = 0, came: int = 0, *, restocked: int = 0, scrapped: int = 0
) -> ReturnLine:
    return ReturnLine(
        return_id=GIVEN.return_id,
        sku=TEA,
        qty_each=announced,
        received_each=came,
        restocked_each=restocked,
        scrapped_each=scrapped,
    )


def test_a_return_names_each_sku_once_and_no_more_of_it_than_was_shipped():
    asked = OpenReturn(reason="broken", lines=((TEA, 1), (MUG, 1), (TEA, 2)))

    assert open_return(asked, GIVEN, {TEA: 3, MUG: 1}) == [
        line(3),
        replace(line(1), sku=MUG),
    ]
    too_many = no(Refusal.MORE_THAN_SHIPPED, "2", TEA)
    assert open_return(asked, GIVEN, {TEA: 2, MUG: 1}) == too_many
    never_sent = no(Refusal.MORE_THAN_SHIPPED, "0", MUG)
    assert open_return(asked, GIVEN, {TEA: 3}) == never_sent
    assert isinstance(open_return(asked, BLIND, {}), list)


def test_a_return_of_nothing_is_none():
    empty = OpenReturn(reason="?", lines=(), order_ref="536365")
    nothing = no(Refusal.RETURN_WITHOUT_LINES, got="536365")
    assert open_return(empty, GIVEN, {}) == nothing
    none_of_it = replace(empty, lines=((TEA, 1), (MUG, 0)))
    zero = no(Refusal.QUANTITY_NOT_POSITIVE, MUG, "0")
    assert open_return(none_of_it, GIVEN, {TEA: 1}) == zero


@pytest.mark.parametrize(
    ("announced", "came", "qty_each", "left", "refused"),
    [
        (3, 0, 3, 0, None),
        (3, 2, 1, 0, None),
        (3, 2, 2, 1, None),
        (3, 2, 3, 1, no(Refusal.MORE_THAN_SHIPPED, "1", TEA)),
        (0, 0, 1, 1, None),
        (0, 0, 2, 1, no(Refusal.MORE_THAN_SHIPPED, "1", TEA)),
        (3, 0, 0, 0, no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
    ],
)
def test_more_than_announced_is_taken_in_and_more_than_shipped_is_not(
    announced: int, came: int, qty_each: int, left: int, refused: Refused | None
):
    done = ReceiveReturn(
        return_id=GIVEN.return_id, sku=TEA, qty_each=qty_each, place=DESK
    )
    counted = line(announced, came + qty_each)
    found = receive_return(done, GIVEN, line(announced, came), {TEA: left})
    assert found == (refused or counted)


@pytest.mark.parametrize(
    ("place", "use", "may"),
    [
        (DESK, BinUse.PICK_FACE, True),
        (Place(BIN), BinUse.RETURNS, True),
        (Place(BIN), BinUse.PICK_FACE, False),
        (Place("DOCK-1"), BinUse.PICK_FACE, False),
    ],
)
def test_goods_that_came_back_lie_where_returns_wait(
    place: Place, use: BinUse, may: bool
):
    assert is_for_returns(place, Bin(bin_code=BinCode(place), use=use)) is may


RESTOCK, SCRAPPED, ASIDE = Outcome.RESTOCK, Outcome.SCRAP, Outcome.QUARANTINE
GOOD, BROKEN = BinStatus.GOOD, BinStatus.DAMAGED
NOT_FOR = Refusal.BIN_NOT_FOR_THIS


@pytest.mark.parametrize(
    ("outcome", "bin_code", "status", "goes_to"),
    [
        (RESTOCK, BIN, GOOD, Place(BIN)),
        (RESTOCK, BIN, BROKEN, no(NOT_FOR, "restock", BIN)),
        (RESTOCK, NO_BIN, GOOD, no(NOT_FOR, "restock", "")),
        (RESTOCK, BinCode("SHELF"), GOOD, no(NOT_FOR, "restock", "SHELF")),
        (SCRAPPED, NO_BIN, GOOD, SCRAP),
        (SCRAPPED, BIN, BROKEN, no(NOT_FOR, "scrap", BIN)),
        (ASIDE, NO_BIN, GOOD, QUARANTINE),
        (ASIDE, BIN, BROKEN, Place(BIN)),
        (ASIDE, BIN, BinStatus.QUARANTINE, Place(BIN)),
        (ASIDE, BIN, GOOD, no(NOT_FOR, "quarantine", BIN)),
    ],
)
def test_what_was_looked_at_goes_where_it_belongs(
    outcome: Outcome, bin_code: BinCode, status: BinStatus, goes_to: Place | Refused
):
    done = InspectReturn(
        return_id=GIVEN.return_id,
        sku=TEA,
        qty_each=1,
        place=DESK,
        outcome=outcome,
        bin_code=bin_code,
    )
    found = inspect_return(done, line(2, 2), Bin(bin_code=bin_code, status=status))
    assert (found[1] if isinstance(found, tuple) else found) == goes_to


@pytest.mark.parametrize(
    ("qty_each", "refused"),
    [
        (1, None),
        (2, None),
        (3, no(Refusal.MORE_THAN_RETURNED, "2", TEA)),
        (0, no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
    ],
)
def test_no_more_is_looked_at_than_arrived_and_was_not_looked_at_yet(
    qty_each: int, refused: Refused | None
):
    done = InspectReturn(
        return_id=GIVEN.return_id,
        sku=TEA,
        qty_each=qty_each,
        place=DESK,
        outcome=SCRAPPED,
    )
    before = line(9, 4, restocked=1, scrapped=1)
    found = inspect_return(done, before, Bin(bin_code=NO_BIN))
    after_it = replace(before, scrapped_each=1 + qty_each)
    assert found == (refused or (after_it, SCRAP))


def test_a_return_is_over_once_all_that_came_was_looked_at():
    closed = after(replace(GIVEN, state=ReturnState.INSPECTING), ReturnEvent.CLOSE)
    assert closed == replace(GIVEN, state=ReturnState.CLOSED)
    assert isinstance(closed, Return)
    again = no(Refusal.RETURN_CLOSED, got="r")
    assert after(closed, ReturnEvent.ARRIVE) == again
    too_soon = replace(GIVEN, state=ReturnState.ARRIVED)
    not_yet = no(Refusal.RETURN_NOT_INSPECTED, got="r")
    assert after(too_soon, ReturnEvent.CLOSE) == not_yet


@pytest.mark.parametrize(
    ("lines", "inspected", "complete"),
    [
        ([line(2, 2, restocked=2)], True, True),
        ([line(2, 2, restocked=1)], False, False),
        ([line(2, 1, restocked=1)], True, False),
        ([line(0, 1, scrapped=1)], True, True),
        ([line(1, 1, restocked=1), line(1)], True, False),
    ],
)
def test_how_far_a_return_has_come(
    lines: list[ReturnLine], inspected: bool, complete: bool
):
    assert is_all_inspected(lines) is inspected
    assert is_complete(lines) is complete


def sold(line_no: int, sku: Sku, sent: int, price_minor: int = 0) -> OrderLine:
    return OrderLine(
        order_id=GIVEN.order_id,
        line_no=line_no,
        sku=sku,
        name=sku,
        price_minor=price_minor,
        qty_each=sent,
        shipped_each=sent,
    )


def test_what_a_customer_has_of_a_sku_is_over_all_lines():
    assert shipped([sold(1, TEA, 2), sold(2, MUG, 1), sold(3, TEA, 3)]) == {
        TEA: 5,
        MUG: 1,
    }


def test_a_refund_names_its_sku_and_how_many():
    lines = [sold(1, MUG, 1, 900), sold(2, TEA, 2, 300)]
    assert refunds([line(2, 2)], {}, lines) == [
        Refund(sku=TEA, qty_each=2, amount_minor=600)
    ]
