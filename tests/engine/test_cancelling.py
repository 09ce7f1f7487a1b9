"""What is given up first when a customer takes something back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import cancelling
from app.engine.names import BinCode, ListId, OrderId, TaskId, ZoneCode
from app.engine.orders import OrderLine
from app.engine.releasing import PickList, PickTask, sole_share
from app.engine.task_states import ListState, TaskState
from tests.fakes.site import TEA

DAY = datetime(2010, 12, 6, 9, 30, tzinfo=UTC)


def line(**stages: int) -> OrderLine:
    each: dict[str, Any] = {f"{stage}_each": n for stage, n in stages.items()}
    return OrderLine(
        order_id=OrderId("1"),
        line_no=1,
        sku=TEA,
        name="Tea",
        price_minor=255,
        qty_each=sum(stages.values()),
        **each,
    )


def walk(name: str, step: int, state: ListState) -> PickList:
    return PickList(
        list_id=ListId(name),
        order_id=OrderId("1"),
        zone=ZoneCode(name),
        step=step,
        state=state,
        priority=0,
        ship_by=DAY,
    )


def stop(name: str, qty_each: int, picked_each: int = 0) -> PickTask:
    return PickTask(
        task_id=TaskId(f"task-{name}"),
        list_id=ListId(name),
        order_id=OrderId("1"),
        line_no=1,
        bin_code=BinCode("A-07-3-B"),
        sku=TEA,
        qty_each=qty_each,
        picked_each=picked_each,
        state=TaskState.READY,
    )


@pytest.mark.parametrize(
    ("qty_each", "taken"),
    [
        (1, (1, 0, 0, 0, 0, 0)),
        (3, (1, 2, 0, 0, 0, 0)),
        (6, (1, 2, 3, 0, 0, 0)),
        (10, (1, 2, 3, 4, 0, 0)),
        (12, (1, 2, 3, 4, 2, 0)),
        (21, (1, 2, 3, 4, 5, 6)),
    ],
)
def test_what_holds_least_is_given_up_first(qty_each: int, taken: tuple[int, ...]):
    whole = line(
        open=1, backordered=2, reserved=3, allocated=4, picked=5, packed=6, shipped=7
    )
    assert tuple(cancelling.split(whole, qty_each).values()) == taken


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6), st.integers(0, 30))
def test_no_more_is_given_up_than_there_is_and_no_less_than_asked(
    held: list[int], qty_each: int
):
    whole = line(**dict(zip(cancelling.LEAST_FIRST, held, strict=True)), shipped=1)
    parts = cancelling.split(whole, qty_each)
    assert sum(parts.values()) == min(qty_each, cancelling.left_each(whole))


def test_stops_nobody_has_begun_are_taken_off_first_and_of_those_the_last_zones():
    lists = {
        ListId("A"): walk("A", 1, ListState.CLAIMED),
        ListId("B"): walk("B", 2, ListState.WAITING),
        ListId("C"): walk("C", 3, ListState.WAITING),
    }
    stops = [stop("A", 5, 1), stop("B", 3), stop("C", 2)]

    wants = [(task, sole_share(task)) for task in stops]
    chosen = cancelling.choose_stops(wants, lists, 7)

    assert [(task.list_id, n) for task, _, n in chosen] == [("C", 2), ("B", 3), ("A", 2)]


@pytest.mark.parametrize(
    ("qty_each", "picked_each", "less", "after"),
    [
        (5, 0, 5, (5, TaskState.CANCELLED)),
        (5, 0, 2, (3, TaskState.READY)),
        (5, 2, 1, (4, TaskState.READY)),
        (5, 2, 3, (2, TaskState.PICKED)),
    ],
)
def test_a_stop_asks_for_less_or_is_over(
    qty_each: int, picked_each: int, less: int, after: tuple[int, TaskState]
):
    task = cancelling.take_off(stop("A", qty_each, picked_each), less)
    assert (task.qty_each, task.state) == after
    assert task.picked_each == picked_each
