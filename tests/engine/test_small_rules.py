"""Rules too small for a file of their own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.engine import picking
from app.engine.items import gtin_check_digit
from app.engine.names import (
    BinCode,
    ListId,
    OpId,
    OrderId,
    Place,
    Sku,
    StationId,
    TaskId,
    ZoneCode,
)
from app.engine.picking import Claimer
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import PickList, PickTask
from app.engine.stock import Movement
from app.engine.task_states import ListState, TaskState
from tests.fakes.site import ANA, BEN, DAY, TEA

WALK = PickList(
    list_id=ListId("1.A"),
    order_id=OrderId("1"),
    zone=ZoneCode("A"),
    step=1,
    state=ListState.READY,
    priority=0,
    ship_by=DAY,
)
TASK = PickTask(
    task_id=TaskId("t"),
    list_id=WALK.list_id,
    order_id=WALK.order_id,
    line_no=1,
    bin_code=BinCode("A-07-3-B"),
    sku=TEA,
    qty_each=4,
    picked_each=0,
    state=TaskState.READY,
)


def who(badge: picking.Badge, at: datetime = DAY) -> Claimer:
    return Claimer(station=StationId("HANDHELD"), badge=badge, at=at)


def reason(verdict: object) -> Refusal | None:
    return verdict.reason if isinstance(verdict, Refused) else None


@pytest.mark.parametrize(
    ("digits", "check"),
    [("400638133393", "1"), ("629104150021", "3"), ("0", "0")],
)
def test_gs1_check_digits(digits: str, check: str):
    assert gtin_check_digit(digits) == check


@pytest.mark.parametrize(
    "wrong",
    [
        {"qty_each": 0},
        {"target": Place("A-07-3-B")},
        {"at": datetime(2010, 12, 6)},  # noqa: DTZ001 - that is the mistake
    ],
)
def test_a_movement_that_is_none_cannot_be_made(wrong: dict[str, object]):
    right = {
        "op_id": OpId("x"),
        "n": 1,
        "sku": Sku("TEA"),
        "qty_each": 1,
        "source": Place("A-07-3-B"),
        "target": Place("TOTE-0001"),
        "at": DAY,
    }
    Movement(**right)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        Movement(**{**right, **wrong})  # type: ignore[arg-type]


def test_a_claim_runs_out_and_then_another_may_have_the_walk():
    mine = picking.claim(WALK, who(ANA))
    assert isinstance(mine, PickList)

    early = picking.claim(mine, who(BEN, DAY + timedelta(hours=1)))
    late = picking.claim(mine, who(BEN, DAY + timedelta(hours=5)))

    assert reason(early) is Refusal.CLAIMED_BY_OTHER
    assert isinstance(late, PickList)
    assert late.badge == BEN


def test_a_closed_task_has_nothing_left():
    closed = replace(TASK, state=TaskState.SHORT)
    assert (TASK.left_each, closed.left_each) == (4, 0)
    assert reason(picking.undo_pick(closed)) is Refusal.NOTHING_TO_UNDO
