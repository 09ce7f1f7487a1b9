"""Goods on their way back to a bin, in one go or in parts."""

from dataclasses import replace

import pytest

from app.engine import putting_back
from app.engine.names import BinCode, OpId, OrderId, Place, PutBackId, Sku
from app.engine.putting_back import PutBack, PutBackTask
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import PutBackState


def going_back(qty_each: int) -> PutBackTask:
    return PutBackTask(
        put_back_id=PutBackId("1"),
        order_id=OrderId("1"),
        line_no=1,
        sku=Sku("TEA"),
        qty_each=qty_each,
        source=Place("TOTE-0001"),
        bin_code=BinCode("A-07-3-B"),
    )


def test_goods_taken_on_wholly_leave_nothing_behind():
    task = going_back(3)

    assert putting_back.split(task, 3, OpId("2")) == ([], task)


def test_goods_taken_on_in_part_leave_the_rest_to_go_back():
    [stays], goes = putting_back.split(going_back(3), 1, OpId("2"))

    assert (stays.left_each, goes.left_each) == (2, 1)
    assert stays.put_back_id != goes.put_back_id


def test_what_was_put_back_before_stays_with_the_part_that_is_left():
    [stays], goes = putting_back.split(replace(going_back(3), done_each=1), 1, OpId("2"))

    assert (stays.qty_each, stays.done_each, stays.left_each) == (2, 1, 1)
    assert (goes.qty_each, goes.done_each) == (1, 0)
    assert goes.put_back_id == "1.2"


@pytest.mark.parametrize(
    ("state", "left"),
    [(PutBackState.OPEN, 2), (PutBackState.DONE, 0), (PutBackState.LEFT, 0)],
)
def test_only_what_is_open_is_left_to_go_back(state: PutBackState, left: int):
    assert replace(going_back(3), done_each=1, state=state).left_each == left


def back(qty_each: int, bin_code: str = "B-01-1-A") -> PutBack:
    return PutBack(
        put_back_id=PutBackId("1"), bin_code=BinCode(bin_code), qty_each=qty_each
    )


@pytest.mark.parametrize(
    ("qty_each", "done_each", "state"),
    [(1, 2, PutBackState.OPEN), (2, 3, PutBackState.DONE)],
)
def test_goods_are_back_in_any_bin_in_parts_or_all_at_once(
    qty_each: int, done_each: int, state: PutBackState
):
    task = replace(going_back(3), done_each=1)

    assert putting_back.put_back(task, back(qty_each)) == replace(
        task, done_each=done_each, state=state
    )


@pytest.mark.parametrize(
    ("state", "done", "reason", "wanted", "got"),
    [
        (PutBackState.LEFT, back(1), Refusal.TASK_NOT_OPEN, "open", "left"),
        (PutBackState.OPEN, back(0), Refusal.QUANTITY_NOT_POSITIVE, "TEA", "0"),
        (PutBackState.OPEN, back(1, "X"), Refusal.UNKNOWN_BIN, "A-07-3-B", "X"),
        (PutBackState.OPEN, back(3), Refusal.MORE_THAN_ASKED, "2", "3"),
    ],
)
def test_goods_are_not_put_back_twice_nor_nowhere_nor_more_than_there_are(
    state: PutBackState, done: PutBack, reason: Refusal, wanted: str, got: str
):
    task = replace(going_back(3), done_each=1, state=state)

    refused = Refused(reason=reason, wanted=wanted, got=got)
    assert putting_back.put_back(task, done) == refused
