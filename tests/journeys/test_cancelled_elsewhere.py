"""An order is cancelled at one station while somebody works on it at another."""

import pytest

from app.engine.cancelling import CancelOrder
from app.engine.holding import HoldOrder, HoldReason
from app.engine.refusals import Effect
from app.engine.task_states import OrderState
from app.operations.running import do
from app.operations.seeing_board import see_exceptions, see_put_backs
from app.operations.seeing_work import see_walk
from app.station import Station
from tests.fakes import site
from tests.fakes.site import ANA, SUE, TEA, ok
from tests.journeys.test_two_stations import building, claimed, committed

pytestmark = pytest.mark.usefixtures("each_database")

TOTE = "TOTE-0001"


def cancel(station: Station) -> Effect:
    asked = CancelOrder(order_id=site.order_id(station, "1"), reason="changed my mind")
    return ok(do(station, asked, badge=SUE)).effect


async def test_what_was_picked_offline_of_a_cancelled_order_is_asked_back_everywhere():
    async with building(site.order("1", (TEA, 4))) as (store, picker, office):
        site.take_tote(picker.station, await claimed(picker), TOTE)
        assert await picker.sync()
        assert await office.sync()
        picker.network.is_cut = True
        site.pick_all(picker.station, TOTE)

        assert cancel(office.station) is Effect.CANCELLED
        assert await office.sync()
        picker.network.is_cut = False
        for each in (picker, office, picker):
            assert await each.sync()

        for station in (store, picker.station, office.station):
            [back] = see_put_backs(station)
            assert (back.task.source, back.task.left_each) == (TOTE, 4)
            assert see_walk(station, ANA) is None
            site.prove_books(station)
        assert committed(store) == committed(picker.station) == committed(office.station)
        [discrepancy] = see_exceptions(store).discrepancies
        assert discrepancy.kind == "confirm_pick"


async def test_an_order_cancelled_offline_is_cancelled_at_the_stage_it_has_really_reached():
    async with building(site.order("1", (TEA, 4))) as (store, picker, office):
        office.network.is_cut = True
        assert cancel(office.station) is Effect.CANCELLED
        site.take_tote(picker.station, await claimed(picker), TOTE)
        site.pick_all(picker.station, TOTE)
        site.set_down(picker.station)
        assert await picker.sync()

        office.network.is_cut = False
        assert await office.sync()
        assert await picker.sync()

        for station in (store, picker.station, office.station):
            assert site.order_of(station, "1").state is OrderState.CANCELLED
            [back] = see_put_backs(station)
            assert back.task.left_each == 4
        assert committed(store) == committed(picker.station) == committed(office.station)
        site.put_all_back(picker.station)
        assert await picker.sync()
        assert see_put_backs(store) == []
        site.prove_books(store)


async def test_an_order_cancelled_offline_that_the_carrier_has_stays_sent():
    async with building(site.order("1", (TEA, 4))) as (store, _, office):
        office.network.is_cut = True
        assert cancel(office.station) is Effect.CANCELLED
        site.pick_order(store, TOTE, "A")
        _, sscc = site.pack(store, TOTE)
        site.ship(store, sscc)

        office.network.is_cut = False
        assert await office.sync()

        assert site.order_of(office.station, "1").state is OrderState.HANDED_OVER
        with office.station.reading() as tables:
            known = tables.books.operations.find(
                "AND station = :me ORDER BY station_seq", me=office.station.station_id
            )[-1]
        assert (known.outcome, known.reason) == ("refused", "order_handed_over")
        site.prove_books(office.station)


async def test_a_hold_reaches_every_station():
    async with building(site.order("1", (TEA, 4))) as (store, picker, office):
        order_id = site.order_id(store, "1")
        asked = HoldOrder(order_id=order_id, reason=HoldReason.ADDRESS, note="no house 0")
        ok(do(office.station, asked, badge=SUE))
        assert await office.sync()
        assert await picker.sync()

        held = site.order_of(picker.station, "1")
        assert (held.hold, held.hold_note) == ("address", "no house 0")
        assert committed(store) == committed(picker.station)
