"""Goods fetched from reserve stock for orders on the floor, whatever their walk is."""

import pytest

from app.engine.names import BinCode, ToteCode
from app.engine.refusals import Effect, Refusal
from app.engine.releasing import Method, ReleaseOrders
from app.engine.replenishing import Replenish
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.site import SetUpBin
from app.engine.stock import BinUse
from app.engine.taking_back import TakeBackOrder
from app.engine.task_states import OrderState
from app.engine.waving import ReleaseWave
from app.operations.running import do
from app.operations.seeing_board import see_order
from app.operations.seeing_stock import see_replenishments
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import LAMP, PAM, SUE, TEA, no, ok, prove_books

pytestmark = pytest.mark.usefixtures("each_database")

BULK = BinCode("A-07-3-B")


@pytest.fixture
def station() -> Station:
    """Tea: 3 in the face A-02-1-A, 12 in the reserve bin A-07-3-B."""
    here = open_books()
    site.stock_up(here)
    ok(do(here, SetUpBin(bin_code=BULK, use=BinUse.RESERVE)))
    return here


def fetch_all(station: Station) -> None:
    for task in see_replenishments(station).tasks:
        done = Replenish(
            task_id=task.task_id,
            qty_each=task.qty_each,
            source=task.source,
            target=task.target,
        )
        ok(do(station, done, badge=SUE))
        prove_books(station)


def asks_for(station: Station) -> list[tuple[str, int]]:
    """What Ana's walk still asks for: SKU and eaches of each stop."""
    stops = site.walk_of(station).open_stops
    return [(stop.task.sku, stop.task.left_each) for stop in stops]


@pytest.mark.parametrize("method", list(Method))
def test_fetched_goods_join_the_walk_by_every_method(station: Station, method: Method):
    for ref, qty_each in (("1", 3), ("2", 4)):
        ok(do(station, site.order(ref, (TEA, qty_each), (LAMP, 1))))
    site.release(station, "1", "2", method=method)
    prove_books(station)
    [task] = see_replenishments(station).tasks
    assert (task.source, task.qty_each) == (BULK, 4)

    fetch_all(station)

    with station.reading() as tables:
        for ref in "12":
            order_id = site.order_id(station, ref)
            tasks = tables.work.tasks_of_order(order_id)
            shares = [s for each in tasks for s in tables.work.shares_of(each)]
            tea = [s.qty_each for s in shares if s.order_id == order_id]
            assert sum(tea) == {"1": 4, "2": 5}[ref]


def test_a_finished_batch_walk_opens_again_for_what_was_fetched(station: Station):
    ok(do(station, site.order("1", (TEA, 5))))
    ok(do(station, site.order("2", (LAMP, 1))))
    site.release(station, "1", "2", method=Method.BATCH)
    site.take_tote(station, site.claim(station, "A"), "TOTE-0009")
    site.pick_all(station, "TOTE-0009")

    fetch_all(station)

    assert asks_for(station) == [(TEA, 2)]
    site.pick_all(station, "TOTE-0009")
    site.set_down(station)
    prove_books(station)


def test_an_order_taken_back_gets_no_stop_when_its_goods_are_fetched(station: Station):
    for ref in "12":
        ok(do(station, site.order(ref, (TEA, 3))))
    site.release(station, "1", "2", method=Method.BATCH)
    back = TakeBackOrder(order_id=site.order_id(station, "1"))
    ok(do(station, back, badge=SUE))

    fetch_all(station)

    with station.reading() as tables:
        shares = tables.work.shares.find(
            "AND order_id = :id AND qty_each > 0", id=back.order_id
        )
    assert shares == []


def test_an_order_with_goods_in_reserve_alone_waits_for_them(station: Station):
    ok(do(station, site.order("1", (TEA, 3))))
    ok(do(station, site.order("2", (TEA, 2))))
    site.release(station, "1")

    ids = (site.order_id(station, "2"),)
    for method in Method:
        done = ok(do(station, ReleaseOrders(order_ids=ids, method=method), badge=SUE))
        assert done.effect is Effect.WAITS_FOR_REPLENISHMENT
        assert (done.values["orders"], done.values["left"]) == (0, 1)
    fetch_all(station)
    assert site.release(station, "2").effect is Effect.RELEASED


def test_a_wave_has_goods_fetched_and_names_who_waits_for_them(station: Station):
    ok(do(station, site.order("1", (TEA, 3))))
    ok(do(station, site.order("2", (TEA, 2))))
    site.release(station, "1")
    noon = ReleaseWave(name="noon")
    done = ok(do(station, noon, badge=SUE))
    assert done.effect is Effect.WAITS_FOR_REPLENISHMENT
    assert done.values["why"] == "2 waits_for_reserve"

    ok(do(station, site.order("3", (LAMP, 1))))
    done = ok(do(station, noon, badge=SUE))
    assert (done.effect, done.values["orders"]) == (Effect.WAVE_RELEASED, 1)
    assert done.values["why"] == "2 waits_for_reserve"
    fetch_all(station)
    assert ok(do(station, noon, badge=SUE)).values["orders"] == 1
    prove_books(station)


def test_the_story_of_an_order_in_a_batch_tells_of_its_picks(station: Station):
    ok(do(station, site.order("1", (TEA, 1))))
    ok(do(station, site.order("2", (LAMP, 1))))
    ok(do(station, ReleaseWave(name="noon", method=Method.BATCH), badge=SUE))
    site.take_tote(station, site.claim(station, "A"), "TOTE-0009")
    site.pick_all(station, "TOTE-0009")
    site.set_down(station)

    story = see_order(station, site.order_id(station, "1"))
    assert story is not None
    kinds = [each.kind for each in story.operations]
    picked = ["assign_tote", "confirm_pick", "hand_on_tote"]
    assert kinds == ["place_order", "release_wave", *picked]


def test_a_tote_in_the_hospital_holds_up_no_other_tote_of_its_order(station: Station):
    ok(do(station, site.order("1", (TEA, 1), (LAMP, 1))))
    site.release(station, "1", method=Method.PARALLEL)
    first, second = ToteCode("TOTE-0001"), ToteCode("TOTE-0002")
    site.pick_order(station, first, "A")
    early = do(station, site.StartPacking(tote=first), badge=PAM)
    assert no(early) is Refusal.ORDER_ON_FLOOR
    ok(do(station, SendToHospital(tote=first, reason="torn"), badge=PAM))

    site.pick_order(station, second, "B")

    with station.reading() as tables:
        order = tables.orders.order(site.order_id(station, "1"))
    assert order is not None
    assert order.state is OrderState.PICKED
    done = ok(do(station, site.StartPacking(tote=second), badge=PAM))
    assert done.values["others"] == first
    ok(do(station, LeaveHospital(tote=first), badge=PAM))
    ok(do(station, site.StartPacking(tote=first), badge=PAM))
    prove_books(station)
