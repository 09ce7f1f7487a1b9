"""Counting blind: which counts are believed, and by whom they may not be made."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.engine.counting import (
    Abc,
    CountResult,
    CountTask,
    SetCountTolerance,
    Tolerance,
    after,
    classes,
    count_bin,
    is_due,
    set_tolerance,
)
from app.engine.names import NOBODY, Badge, BinCode, CountId, Sku
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import CountEvent, CountState
from tests.fakes.site import ANA, BEN, PAM, TEA

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
BIN = BinCode("A-01-1-A")
TASK = CountTask(count_id=CountId("1"), bin_code=BIN, sku=TEA, reason="short", at=NOON)
EXACT = Tolerance()


def counted(qty_each: int, badge: Badge = ANA, n: int = 1, books: int = 8) -> CountResult:
    return CountResult(
        count_id=TASK.count_id,
        n=n,
        badge=badge,
        counted_each=qty_each,
        books_each=books,
        at=NOON + timedelta(minutes=n),
    )


def test_a_count_is_believed_when_the_books_or_an_earlier_count_say_the_same():
    first, second, third = counted(5), counted(6, BEN, 2), counted(5, PAM, 3)
    once = count_bin(TASK, [], first, EXACT)
    assert once == replace(TASK, state=CountState.RECOUNT, counted_at=first.at)
    assert isinstance(once, CountTask)

    twice = count_bin(once, [first], second, EXACT)
    assert twice == replace(TASK, state=CountState.COUNTED, counted_at=second.at)
    assert isinstance(twice, CountTask)

    thrice = count_bin(twice, [first, second], third, EXACT)
    assert thrice == replace(TASK, state=CountState.APPROVED, counted_at=third.at)
    at_once = count_bin(TASK, [], counted(8), EXACT)
    assert isinstance(at_once, CountTask)
    assert at_once.state is CountState.APPROVED


def test_nobody_counts_a_bin_twice_but_zonewise_itself_may():
    mine, nobodys = counted(5), counted(5, NOBODY)
    waiting = replace(TASK, state=CountState.RECOUNT)

    again = count_bin(waiting, [mine], counted(5, ANA, 2), EXACT)
    assert again == Refused(reason=Refusal.COUNT_BY_OTHER, got=BIN)
    assert isinstance(
        count_bin(waiting, [nobodys], counted(5, NOBODY, 2), EXACT), CountTask
    )


def test_less_than_nothing_is_no_count_and_nothing_is():
    empty = count_bin(TASK, [], counted(0, books=0), EXACT)
    assert isinstance(empty, CountTask)
    below = count_bin(TASK, [], counted(-1), EXACT)
    assert below == Refused(reason=Refusal.QUANTITY_BELOW_ZERO, got="-1")


def test_a_count_that_is_settled_is_over():
    settled = after(TASK, CountEvent.REJECT)
    assert isinstance(settled, CountTask)
    assert settled == replace(TASK, state=CountState.REJECTED)
    over = Refused(reason=Refusal.COUNT_CLOSED, got=BIN)
    assert count_bin(settled, [], counted(8), EXACT) == over


@pytest.mark.parametrize(
    ("near", "books", "believed"),
    [
        (Tolerance(), 100, 100),
        (Tolerance(qty_each=2), 100, 98),
        (Tolerance(percent=3), 100, 97),
        (Tolerance(qty_each=2, percent=3), 100, 97),
        (Tolerance(qty_each=4, percent=3), 100, 96),
        (Tolerance(percent=3), 99, 97),
    ],
)
def test_a_count_is_near_enough_by_the_larger_of_eaches_and_percent(
    near: Tolerance, books: int, believed: int
):
    assert near.covers(counted(believed, books=books))
    assert not near.covers(counted(believed - 1, books=books))


@pytest.mark.parametrize(
    ("qty_each", "percent", "below"),
    [(0, 0, None), (3, 0, None), (-1, 0, "-1"), (0, -2, "-2")],
)
def test_a_tolerance_is_nothing_or_more(qty_each: int, percent: int, below: str | None):
    refused = Refused(reason=Refusal.QUANTITY_BELOW_ZERO, got=below or "")
    asked = SetCountTolerance(qty_each=qty_each, percent=percent)
    assert set_tolerance(asked) == (refused if below else None)


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"x": 5, "y": 15, "z": 80}, {"x": Abc.C, "y": Abc.B, "z": Abc.A}),
        ({"z": 40, "y": 40, "x": 20}, {"x": Abc.B, "y": Abc.A, "z": Abc.A}),
        ({"z": 20, "y": 80, "x": 20}, {"x": Abc.A, "y": Abc.A, "z": Abc.B}),
        ({"x": 159, "y": 41}, {"x": Abc.A, "y": Abc.A}),
        ({"x": 0}, {"x": Abc.C}),
    ],
)
def test_a_class_goes_by_where_the_movements_of_a_sku_begin(
    moved: dict[Sku, int], expected: dict[Sku, Abc]
):
    assert classes(moved) == expected


def test_a_bin_never_counted_is_due():
    assert is_due(Abc.C, None, NOON)
