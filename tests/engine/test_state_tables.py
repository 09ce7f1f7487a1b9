"""The state machines, checked as data."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import pytest

from app.engine import task_states as states

MACHINES: list[tuple[str, Mapping[tuple[Any, Any], Any], set[StrEnum]]] = [
    ("placed", states.ORDER, {states.OrderState.RETURNED}),
    ("unpaid", states.PAYMENT, {states.Payment.REFUNDED}),
    (
        "ready",
        states.TASK,
        {
            states.TaskState.PICKED,
            states.TaskState.SHORT,
            states.TaskState.CANCELLED,
        },
    ),
    ("waiting", states.LIST, set(states.LIST_ENDED)),
    ("planned", states.WAVE, {states.WaveState.DONE, states.WaveState.CANCELLED}),
    ("free", states.TOTE, set()),
    ("open", states.PARCEL, {states.ParcelState.RETURNED}),
    ("open", states.PUT_BACK, {states.PutBackState.DONE, states.PutBackState.LEFT}),
    (
        "open",
        states.PURCHASE,
        {states.PurchaseState.CLOSED, states.PurchaseState.CANCELLED},
    ),
    (
        "ready",
        states.REPLENISH,
        {states.ReplenishState.DONE, states.ReplenishState.CANCELLED},
    ),
    ("open", states.COUNT, {states.CountState.APPROVED, states.CountState.REJECTED}),
    ("expected", states.RETURN, {states.ReturnState.CLOSED}),
]


def kind_of(values: Iterable[StrEnum]) -> type[StrEnum]:
    kinds = {type(value) for value in values}
    assert len(kinds) == 1, kinds
    return kinds.pop()


@pytest.mark.parametrize(("first", "table", "final"), MACHINES)
def test_every_state_can_be_reached_and_only_final_states_are_dead_ends(
    first: str, table: Mapping[tuple[Any, Any], Any], final: set[StrEnum]
):
    kind = kind_of(state for state, _ in table)
    reached: set[StrEnum] = {kind(first)}
    frontier = reached
    while frontier:
        nearby = {to for (source, _), to in table.items() if source in frontier}
        frontier = nearby - reached
        reached = reached | nearby
    assert reached == set(kind)
    assert set(kind) - {source for source, _ in table} == final


@pytest.mark.parametrize(("first", "table", "final"), MACHINES)
def test_every_event_happens_somewhere(
    first: str, table: Mapping[tuple[Any, Any], Any], final: set[StrEnum]
):
    kind = kind_of(event for _, event in table)
    assert {event for _, event in table} == set(kind)
