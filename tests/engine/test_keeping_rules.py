"""Small rules of stock keeping, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from app.engine.counting import Abc, CountResult, Tolerance, classes, is_due
from app.engine.names import BinCode, CountId, OrderId, PurchaseId, ReturnId, Sku
from app.engine.orders import OrderLine
from app.engine.purchasing import PurchaseLine, receive
from app.engine.refunding import refunds
from app.engine.replenishing import FaceLevel, Need, PickFace, Why, needs
from app.engine.returning import ReturnLine
from tests.fakes.site import ANA

TEA, MUG = Sku("TEA"), Sku("MUG")
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


# ── pick faces ────────────────────────────────────────────────────────────────────────


def level(
    code: str, free: int, *, low: int = 0, top: int = 0, coming: int = 0
) -> FaceLevel:
    face = PickFace(bin_code=BinCode(code), sku=TEA, min_each=low, max_each=top)
    return FaceLevel(face=face, free_each=free, on_way_each=coming)


def need(code: str, qty_each: int, why: Why) -> Need:
    return Need(bin_code=BinCode(code), sku=TEA, qty_each=qty_each, why=why)


@pytest.mark.parametrize(
    ("levels", "demand", "is_idle", "expected"),
    [
        ([level("A", 2, low=3, top=8)], 0, False, [need("A", 6, Why.BELOW_MIN)]),
        ([level("A", 3, low=3, top=8)], 0, False, []),
        ([level("A", 2, low=3, top=8, coming=1)], 0, False, []),
        ([level("A", -4, low=0, top=8)], 0, False, [need("A", 12, Why.BELOW_MIN)]),
        ([level("A", 3, low=3, top=8)], 0, True, [need("A", 5, Why.TOP_OFF)]),
        ([level("A", 7, low=3, top=8)], 0, True, [need("A", 1, Why.TOP_OFF)]),
        ([level("A", 8, low=3, top=8)], 0, True, []),
        ([level("A", 9, low=3, top=8)], 0, True, []),
        ([level("A", 3)], 5, False, [need("A", 2, Why.DEMAND)]),
        ([level("A", 3)], 4, False, [need("A", 1, Why.DEMAND)]),
        ([level("A", 3, coming=2)], 5, False, []),
        ([level("A", 1), level("B", 4)], 5, False, []),
        ([level("A", 2, low=3, top=8)], 20, False, [need("A", 18, Why.DEMAND)]),
        (
            [level("A", 5, low=1, top=8), level("B", 0, low=1, top=4)],
            3,
            True,
            [need("B", 4, Why.BELOW_MIN), need("A", 3, Why.TOP_OFF)],
        ),
        ([], 5, True, []),
    ],
)
def test_a_face_gets(
    levels: list[FaceLevel], demand: int, is_idle: bool, expected: list[Need]
):
    assert needs(levels, demand, is_idle=is_idle) == expected


def test_a_face_is_not_filled_to_the_brim_while_people_pick():
    assert needs([level("A", 7, low=3, top=8)], 0) == []


# ── counting ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"x": 80, "y": 15, "z": 5}, {"x": Abc.A, "y": Abc.B, "z": Abc.C}),
        ({"x": 100}, {"x": Abc.A}),
        ({"x": 1, "y": 1}, {"x": Abc.A, "y": Abc.A}),
        ({"x": 1, "y": 0}, {"x": Abc.A, "y": Abc.C}),
        ({}, {}),
    ],
)
def test_what_moves_most_is_counted_most(moved: dict[Sku, int], expected: dict[Sku, Abc]):
    assert classes(moved) == expected


@pytest.mark.parametrize(
    ("abc", "days_ago", "due"),
    [
        (Abc.A, 29, False),
        (Abc.A, 30, True),
        (Abc.B, 89, False),
        (Abc.B, 90, True),
        (Abc.C, 179, False),
        (Abc.C, 180, True),
    ],
)
def test_a_bin_is_due_again(abc: Abc, days_ago: int, due: bool):
    assert is_due(abc, NOON - timedelta(days=days_ago), NOON) is due


def result(
    counted: int, books: int, *, missing: str = "", extra: str = ""
) -> CountResult:
    return CountResult(
        count_id=CountId("1"),
        n=1,
        badge=ANA,
        counted_each=counted,
        books_each=books,
        at=NOON,
        missing=missing,
        extra=extra,
    )


@pytest.mark.parametrize(
    ("counted", "off"),
    [
        (result(8, 8), 0),
        (result(6, 8), 2),
        (result(9, 8), 1),
        (result(2, 2, missing="S1", extra="S2"), 1),
        (result(3, 2, missing="S1", extra="S2\nS3"), 2),
    ],
)
def test_how_far_a_count_is_off(counted: CountResult, off: int):
    assert counted.off_each == off
    assert Tolerance(qty_each=off).covers(counted)
    assert off == 0 or not Tolerance(qty_each=off - 1).covers(counted)


def test_goods_moved_between_two_counts_do_not_make_them_differ():
    assert result(6, 8).agrees_with(result(3, 5))
    assert not result(6, 8).agrees_with(result(6, 7))


# ── purchases and refunds ─────────────────────────────────────────────────────────────


def test_a_delivery_fills_the_lines_in_their_order_and_the_rest_nobody_ordered():
    lines = [
        PurchaseLine(po_id=PurchaseId("1"), line_no=1, sku=TEA, qty_each=3),
        PurchaseLine(po_id=PurchaseId("1"), line_no=2, sku=MUG, qty_each=3),
        PurchaseLine(po_id=PurchaseId("1"), line_no=3, sku=TEA, qty_each=2),
    ]
    changed, over = receive(lines, PurchaseId("1"), TEA, 4)
    assert [(x.line_no, x.received_each) for x in changed] == [(1, 3), (3, 1)]
    assert over == 0
    changed, over = receive(lines, PurchaseId("1"), TEA, 7)
    assert [(x.line_no, x.received_each) for x in changed] == [(1, 3), (3, 4)]
    assert over == 2


def test_what_nobody_ordered_has_a_line_of_its_own():
    mugs = PurchaseLine(po_id=PurchaseId("1"), line_no=2, sku=MUG, qty_each=3)
    for lines, line_no in (([], 1), ([mugs], 3)):
        extra = PurchaseLine(
            po_id=PurchaseId("1"), line_no=line_no, sku=TEA, qty_each=0, received_each=4
        )
        assert receive(lines, PurchaseId("1"), TEA, 4) == ([extra], 4)


def ordered(line_no: int, qty_each: int, price_minor: int) -> OrderLine:
    return OrderLine(
        order_id=OrderId("1"),
        line_no=line_no,
        sku=TEA,
        name="Tea",
        price_minor=price_minor,
        qty_each=qty_each,
        shipped_each=qty_each,
    )


@pytest.mark.parametrize(
    ("came", "before", "amount"),
    [(1, 0, 300), (3, 0, 700), (2, 1, 400), (9, 0, 900), (1, 4, 0), (0, 0, None)],
)
def test_every_each_is_refunded_once_at_the_price_of_its_line(
    came: int, before: int, amount: int | None
):
    lines = [ordered(1, 1, 300), ordered(2, 3, 200)]
    returned = ReturnLine(return_id=ReturnId("1"), sku=TEA, received_each=came)
    found = refunds([returned], {TEA: before}, lines)
    assert [each.amount_minor for each in found] == ([] if amount is None else [amount])
