"""Which orders come into a wave, and what the others are told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.engine import orders, waving
from app.engine.names import OpId, WaveId, ZoneCode
from app.engine.orders import Payment
from app.engine.refusals import Refused
from app.engine.releasing import Method
from app.engine.task_states import ListState, WaveEvent, WaveState
from app.engine.waving import Candidate, LeftOut, ReleaseWave, Wave
from tests.fakes import site
from tests.fakes.site import DAY, TEA

A, B = ZoneCode("A"), ZoneCode("B")


def candidate(
    ref: str, *, lines: int = 1, eaches: int = 1, zones: str = "A", **changes: Any
) -> Candidate:
    made = orders.place_order(site.order(ref, (TEA, 1)), OpId(ref), "")
    assert not isinstance(made, Refused)
    return Candidate(
        order=replace(made[0], **changes),
        lines=lines,
        eaches=eaches,
        zones=frozenset(ZoneCode(zone) for zone in zones),
    )


def wave(**asked: Any) -> ReleaseWave:
    return ReleaseWave(name="morning", **asked)


def refs(chosen: waving.Chosen) -> list[str]:
    return [order.ref for order in chosen.orders]


def test_what_leaves_first_comes_first_then_what_is_urgent_then_what_is_old():
    chosen = waving.choose_orders(
        [
            candidate("young"),
            candidate("old", placed_at=DAY - timedelta(days=2)),
            candidate("urgent", priority=5),
            candidate("leaving", ship_by=DAY - timedelta(hours=1)),
        ],
        wave(),
    )
    assert refs(chosen) == ["leaving", "urgent", "old", "young"]


@pytest.mark.parametrize(
    ("order", "asked", "why"),
    [
        ({"payment": Payment.UNPAID}, {}, LeftOut.NOT_PAID),
        ({"carrier": "DHL"}, {"carrier": "UPS"}, LeftOut.OTHER_CARRIER),
        ({"ship_by": DAY}, {"cut_off_before": DAY}, LeftOut.LEAVES_LATER),
        ({"priority": 1}, {"priority_at_least": 2}, LeftOut.LESS_URGENT),
        ({"lines": 2}, {"single_lines_only": True}, LeftOut.SEVERAL_LINES),
        ({"zones": "AB"}, {"zone": A}, LeftOut.OTHER_ZONE),
        ({"zones": ""}, {}, LeftOut.NOTHING_FREE),
        ({"lines": 3}, {"most_lines": 2}, LeftOut.ENOUGH_LINES),
        ({"eaches": 3}, {"most_eaches": 2}, LeftOut.ENOUGH_EACHES),
    ],
)
def test_each_order_that_is_left_out_has_its_reason(
    order: dict[str, Any], asked: dict[str, Any], why: LeftOut
):
    left = candidate("1", **order)
    assert waving.choose_orders([left], wave(**asked)).left_out == ((left.order, why),)


def test_a_large_order_is_left_out_and_a_smaller_one_after_it_still_fits():
    chosen = waving.choose_orders(
        [candidate("1", eaches=5), candidate("2", eaches=9), candidate("3", eaches=2)],
        wave(most_eaches=8, most_orders=2),
    )
    assert refs(chosen) == ["1", "3"]
    assert [why for _, why in chosen.left_out] == [LeftOut.ENOUGH_EACHES]


def test_a_wave_is_done_with_its_last_walk_and_taken_back_when_none_was_made():
    done, cancelled, ready = ListState.DONE, ListState.CANCELLED, ListState.READY
    assert waving.is_over([done, cancelled]) is WaveEvent.FINISH
    assert waving.is_over([cancelled, cancelled]) is WaveEvent.TAKE_BACK
    assert waving.is_over([done, ready]) is None


def test_an_order_just_urgent_small_and_early_enough_comes_in():
    just = candidate("1", priority=2, ship_by=DAY - timedelta(seconds=1))
    asked = wave(
        priority_at_least=2,
        single_lines_only=True,
        cut_off_before=DAY,
        zone=A,
        most_orders=1,
        most_lines=1,
        most_eaches=1,
    )
    assert refs(waving.choose_orders([just], asked)) == ["1"]


def test_a_wave_holds_no_more_orders_than_asked():
    chosen = waving.choose_orders([candidate("1"), candidate("2")], wave(most_orders=1))
    assert refs(chosen) == ["1"]
    assert [why for _, why in chosen.left_out] == [LeftOut.ENOUGH_ORDERS]


def test_an_event_that_makes_no_sense_leaves_a_wave_as_it_is():
    on_the_floor = Wave(
        wave_id=WaveId("w"),
        name="morning",
        method=Method.PASS,
        state=WaveState.RELEASED,
        made_at=DAY,
    )
    assert waving.after(on_the_floor, WaveEvent.FINISH) is WaveState.DONE
    done = replace(on_the_floor, state=WaveState.DONE)
    assert waving.after(done, WaveEvent.TAKE_BACK) is WaveState.DONE
