"""Waves: what is released, what is said of the rest, and how far a wave has come."""

from datetime import timedelta

import pytest

from app.engine.names import Place, ZoneCode
from app.engine.refusals import Effect, Refusal, Refused
from app.engine.releasing import Limits, Method, ReleaseOrders
from app.engine.taking_back import TakeBackWork
from app.engine.task_states import WaveState
from app.engine.waving import ReleaseWave
from app.operations.running import do
from app.operations.seeing_waves import see_waves
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import DAY, LAMP, MUG, SUE, TEA, ok

pytestmark = pytest.mark.usefixtures("each_database")


def warehouse() -> Station:
    station = open_books()
    site.stock_up(station)
    for order in (
        site.order("1", (TEA, 2)),
        site.order("2", (TEA, 1), (LAMP, 2)),
        site.order("3", (MUG, 1)),
        site.order("4", (MUG, 1), paid=False),
    ):
        ok(do(station, order))
    return station


def test_a_wave_says_what_it_released_and_what_it_left_out():
    station = warehouse()

    wave = ReleaseWave(name="noon", zone=ZoneCode("A"), cut_off_before=DAY + timedelta(1))
    done = ok(do(station, wave, badge=SUE))

    assert done.effect is Effect.WAVE_RELEASED
    told = {name: done.values[name] for name in ("orders", "lines", "eaches", "zones")}
    assert told == {"orders": 2, "lines": 2, "eaches": 3, "zones": "A"}
    assert (done.values["left"], done.values["why"]) == (1, "2 other_zone")
    [seen] = see_waves(station)
    assert (seen.wave.state, seen.wave.cut_off) == (WaveState.RELEASED, DAY)
    assert (seen.lists, seen.orders, seen.stops_left, seen.eaches_left) == (2, 2, 2, 3)
    site.prove_books(station)


def test_a_wave_of_batches_is_done_when_its_walks_are():
    station = warehouse()
    wave = ReleaseWave(name="noon", method=Method.BATCH, single_lines_only=True)
    ok(do(station, wave, badge=SUE))

    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    site.pick_all(station, "TOTE-0001")
    site.set_down(station)

    [seen] = see_waves(station)
    assert seen.wave.state is WaveState.DONE
    assert (seen.lists, seen.lists_over, seen.orders) == (1, 1, 2)
    assert (seen.eaches_left, seen.eaches_picked) == (0, 3)


def test_a_wave_whose_walks_are_all_taken_back_is_cancelled():
    station = warehouse()
    ok(do(station, ReleaseWave(name="noon", method=Method.CLUSTER), badge=SUE))
    with station.reading() as tables:
        [pick_list] = tables.work.lists.find("")

    ok(do(station, TakeBackWork(list_id=pick_list.list_id), badge=SUE))

    assert [seen.wave.state for seen in see_waves(station)] == [WaveState.CANCELLED]
    site.prove_books(station)


def test_a_wave_with_no_order_is_refused_with_the_reasons():
    station = warehouse()
    no = do(station, ReleaseWave(name="noon", priority_at_least=3), badge=SUE)
    assert isinstance(no, Refused)
    assert no.reason is Refusal.NOTHING_TO_RELEASE
    assert no.wanted == "1 less_urgent, 2 less_urgent, 3 less_urgent"
    assert see_waves(station) == []


@pytest.mark.parametrize(
    "asked",
    [
        ReleaseWave(name="noon", most_orders=-1),
        ReleaseWave(name="noon", most_lines=-1),
        ReleaseWave(name="noon", most_eaches=-1),
        ReleaseWave(name="noon", per_walk=Limits(eaches=-1)),
        ReleaseOrders(order_ids=(), per_walk=Limits(orders=-1)),
    ],
)
def test_a_limit_below_zero_is_refused(asked: ReleaseWave | ReleaseOrders):
    no = do(warehouse(), asked, badge=SUE)
    assert no == Refused(reason=Refusal.QUANTITY_BELOW_ZERO, got="-1")


def test_no_order_at_all_is_not_released():
    no = do(warehouse(), ReleaseOrders(order_ids=()), badge=SUE)
    assert no == Refused(reason=Refusal.NOTHING_TO_RELEASE)


def test_orders_that_take_each_others_goods_are_left_out_by_name():
    station = open_books()
    site.stock_up(station)
    for ref in "12":
        ok(do(station, site.order(ref, (LAMP, 2))))
    with station.writing() as tables:
        tables.next_seq()
        lamps = tables.stock.balance(Place("B-01-1-A"), LAMP)
        tables.stock.allocate(lamps.place, LAMP, lamps.lot, 3)

    done = ok(do(station, ReleaseWave(name="noon"), badge=SUE))

    assert (done.values["orders"], done.values["why"]) == (1, "2 nothing_free")
