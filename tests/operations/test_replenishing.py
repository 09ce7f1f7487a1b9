"""Filling pick faces: when low, when orders want more than they hold, when idle."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from app.engine.moving import MoveStock
from app.engine.names import BinCode, Lot, Place, ReplenishId, Sku
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Effect, Refusal, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.replenishing import (
    CancelReplenishment,
    ClaimReplenishment,
    PlanReplenishment,
    Replenish,
    ReplenishTask,
    SetPickFace,
    Why,
)
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus, BinUse
from app.engine.task_states import ReplenishState
from app.operations.running import do
from app.operations.seeing_stock import see_replenishments
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, BEN, DAY, LAMP, MUG, SUE, TEA, no, ok, prove_books

FACE, BULK = BinCode("A-02-1-A"), BinCode("A-07-3-B")
MILK = Sku("MILK-1L")


@pytest.fixture
def station() -> Iterator[Station]:
    """Tea: 3 in the face A-02-1-A, 12 in the reserve bin A-07-3-B."""
    with closing(open_store(None)) as here:
        site.stock_up(here)
        ok(do(here, SetUpBin(bin_code=BULK, use=BinUse.RESERVE)))
        yield here
        prove_books(here)


def face(min_each: int, max_each: int, sku: Sku = TEA) -> SetPickFace:
    return SetPickFace(bin_code=FACE, sku=sku, min_each=min_each, max_each=max_each)


def tasks(station: Station) -> list[ReplenishTask]:
    return list(see_replenishments(station).tasks)


def planned(station: Station) -> list[tuple[str, str, int, Why]]:
    ok(do(station, PlanReplenishment()))
    return [(x.source, x.target, x.qty_each, x.why) for x in tasks(station)]


def fetch(task: ReplenishTask, qty_each: int | None = None) -> Replenish:
    return Replenish(
        task_id=task.task_id,
        qty_each=task.qty_each if qty_each is None else qty_each,
        source=task.source,
        target=task.target,
    )


def in_face(station: Station, sku: Sku = TEA) -> int:
    with station.reading() as tables:
        return tables.stock.balance(Place(FACE), sku).qty_each


def busy(station: Station) -> None:
    """Somebody picks, so that nothing is topped off."""
    ok(do(station, site.order("busy", (MUG, 1))))
    site.release(station, "busy")


def test_a_face_below_its_minimum_is_filled_to_its_maximum_once(station: Station):
    busy(station)
    ok(do(station, face(4, 10)))
    assert planned(station) == [(BULK, FACE, 7, Why.BELOW_MIN)]
    assert planned(station) == [(BULK, FACE, 7, Why.BELOW_MIN)]
    [task] = tasks(station)
    ok(do(station, ClaimReplenishment(task_id=task.task_id), badge=ANA))
    ok(do(station, fetch(task), badge=ANA))
    assert in_face(station) == 10
    assert planned(station) == []


def test_a_face_above_its_minimum_is_topped_off_only_when_nobody_picks(station: Station):
    ok(do(station, face(2, 5)))
    assert [need.why for need in see_replenishments(station).needs] == [Why.TOP_OFF]
    busy(station)
    assert planned(station) == []


def test_orders_that_want_more_than_the_faces_hold_have_it_fetched(station: Station):
    busy(station)
    ok(do(station, face(0, 4)))
    ok(do(station, site.order("1", (TEA, 9))))
    assert planned(station) == [(BULK, FACE, 6, Why.DEMAND)]


def test_a_release_that_finds_only_reserve_stock_has_it_fetched_and_stays_promised(
    station: Station,
):
    ok(do(station, site.order("1", (TEA, 5))))
    assert site.release(station, "1").effect is Effect.RELEASED
    [task] = tasks(station)
    assert (task.source, task.target, task.qty_each) == (BULK, FACE, 2)
    with station.reading() as tables:
        [line] = tables.orders.lines.find("")
    assert (line.allocated_each, line.reserved_each) == (3, 2)
    assert planned(station) == [(BULK, FACE, 2, Why.DEMAND)]


def test_fetched_goods_join_the_walk_of_the_order_that_waits_for_them(station: Station):
    ok(do(station, site.order("1", (TEA, 5))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    site.pick_all(station, "TOTE-0001")
    ok(do(station, fetch(tasks(station)[0]), badge=BEN))
    [stop] = site.walk_of(station).open_stops
    assert (stop.task.bin_code, stop.task.qty_each) == (FACE, 2)
    site.pick_all(station, "TOTE-0001")
    site.set_down(station)


def test_fetched_goods_stay_promised_when_the_tote_is_at_packing_already(
    station: Station,
):
    ok(do(station, site.order("1", (TEA, 5))))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    ok(do(station, fetch(tasks(station)[0])))
    with station.reading() as tables:
        [line] = tables.orders.lines.find("")
    assert (line.picked_each, line.reserved_each, line.allocated_each) == (3, 2, 0)


def test_an_order_only_reserve_stock_has_waits_and_is_released_once_it_is_fetched(
    station: Station,
):
    empty = BinCode("A-05-1-A")
    ok(do(station, SetUpBin(bin_code=empty)))
    ok(do(station, SetUpBin(bin_code=BinCode("A-03-2-A"), use=BinUse.RESERVE)))
    ok(do(station, site.order("1", (MUG, 5))))
    assert site.release(station, "1").effect is Effect.WAITS_FOR_REPLENISHMENT
    assert site.release(station, "1").effect is Effect.WAITS_FOR_REPLENISHMENT
    [task] = tasks(station)
    assert (task.target, task.qty_each) == (empty, 5)
    ok(do(station, fetch(task)))
    assert site.release(station, "1").effect is Effect.RELEASED


def test_an_order_no_bin_could_be_picked_for_cannot_be_released(station: Station):
    ok(do(station, SetUpBin(bin_code=BinCode("A-03-2-A"), use=BinUse.RESERVE)))
    ok(do(station, site.order("1", (MUG, 5))))
    ids = (site.order_id(station, "1"),)
    verdict = do(station, ReleaseOrders(order_ids=ids), badge=SUE)
    assert no(verdict) is Refusal.NOTHING_TO_RELEASE


def test_what_expires_first_is_fetched_first(station: Station):
    ok(do(station, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
    ok(do(station, SetUpBin(bin_code=BinCode("B-09-1-A"), use=BinUse.RESERVE)))
    for bin_code, lot, year in (
        (BULK, "LATE", 2091),
        (BinCode("B-09-1-A"), "SOON", 2090),
    ):
        goods = ReceiveStock(
            sku=MILK,
            bin_code=bin_code,
            qty_each=4,
            lot=Lot(lot),
            expires_at=DAY.replace(year=year),
        )
        ok(do(station, goods))
    ok(do(station, SetUpBin(bin_code=BinCode("A-05-1-A"))))
    ok(do(station, site.order("1", (MILK, 6))))
    site.release(station, "1")
    assert [(x.lot, x.qty_each) for x in tasks(station)] == [("SOON", 4), ("LATE", 2)]


def test_goods_bound_to_a_fetch_are_not_moved_away_until_it_is_cancelled(
    station: Station,
):
    ok(do(station, face(4, 15)))
    ok(do(station, PlanReplenishment()))
    away = MoveStock(sku=TEA, qty_each=1, source=BULK, target=Place("B-09-1-A"))
    assert no(do(station, away)) is Refusal.BIN_HAS_WORK
    [task] = tasks(station)
    ok(do(station, CancelReplenishment(task_id=task.task_id)))
    ok(do(station, away))
    cancel = CancelReplenishment(task_id=task.task_id)
    assert no(do(station, cancel)) is Refusal.REPLENISHMENT_CLOSED
    assert no(do(station, fetch(task))) is Refusal.REPLENISHMENT_CLOSED


def test_fewer_than_asked_ends_the_fetch_and_the_rest_is_asked_for_again(
    station: Station,
):
    busy(station)
    ok(do(station, face(5, 10)))
    ok(do(station, PlanReplenishment()))
    ok(do(station, fetch(tasks(station)[0], 1)))
    with station.reading() as tables:
        [task] = tables.keeping.fetches.find("")
    assert (task.state, task.moved_each) == (ReplenishState.DONE, 1)
    assert planned(station) == [(BULK, FACE, 6, Why.BELOW_MIN)]


def test_a_fetch_in_somebodys_hands_is_not_anothers(station: Station):
    ok(do(station, face(5, 10)))
    ok(do(station, PlanReplenishment()))
    claim = ClaimReplenishment(task_id=tasks(station)[0].task_id)
    ok(do(station, claim, badge=ANA))
    ok(do(station, claim, badge=ANA))
    assert no(do(station, claim, badge=BEN)) is Refusal.CLAIMED_BY_OTHER


def test_what_was_not_asked_for_is_not_fetched(station: Station):
    ok(do(station, face(5, 10)))
    ok(do(station, PlanReplenishment()))
    [task] = tasks(station)

    def asked(**other: object) -> Verdict:
        told = {
            "task_id": task.task_id,
            "qty_each": 1,
            "source": task.source,
            "target": task.target,
        }
        return do(station, Replenish(**{**told, **other}))  # type: ignore[arg-type]

    assert no(asked(source=FACE)) is Refusal.WRONG_BIN
    assert no(asked(target=BULK)) is Refusal.WRONG_BIN
    assert no(asked(lot="L1")) is Refusal.WRONG_LOT
    assert no(asked(qty_each=0)) is Refusal.QUANTITY_NOT_POSITIVE
    assert no(asked(qty_each=8)) is Refusal.MORE_THAN_ASKED
    assert no(asked(serials=("S1",))) is Refusal.SERIALS_DIFFER
    assert no(asked(task_id="?")) is Refusal.UNKNOWN_REPLENISHMENT
    missing = ClaimReplenishment(task_id=ReplenishId("?"))
    assert no(do(station, missing)) is Refusal.UNKNOWN_REPLENISHMENT
    gone = CancelReplenishment(task_id=ReplenishId("?"))
    assert no(do(station, gone)) is Refusal.UNKNOWN_REPLENISHMENT
    ok(do(station, CancelReplenishment(task_id=task.task_id)))
    claim = ClaimReplenishment(task_id=task.task_id)
    assert no(do(station, claim)) is Refusal.REPLENISHMENT_CLOSED


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (face(5, 4), Refusal.MIN_ABOVE_MAX),
        (face(-1, 4), Refusal.QUANTITY_BELOW_ZERO),
        (face(1, 2, Sku("NOTHING")), Refusal.UNKNOWN_ITEM),
        (
            SetPickFace(bin_code=BULK, sku=TEA, min_each=1, max_each=2),
            Refusal.BIN_NOT_GOOD,
        ),
        (
            SetPickFace(bin_code=BinCode("DOCK-1"), sku=TEA, min_each=1, max_each=2),
            Refusal.UNKNOWN_BIN,
        ),
    ],
)
def test_a_pick_face_that_cannot_be_is_refused(
    station: Station, asked: SetPickFace, reason: Refusal
):
    assert no(do(station, asked)) is reason


def test_a_face_that_is_no_good_any_more_is_not_filled(station: Station):
    ok(do(station, face(5, 10)))
    bad = SetUpBin(bin_code=FACE, status=BinStatus.QUARANTINE)
    ok(do(station, bad))
    assert planned(station) == []
    ok(do(station, SetUpBin(bin_code=FACE)))
    ok(do(station, face(0, 0)))
    assert planned(station) == []


def test_the_lamp_needs_nothing(station: Station):
    ok(do(station, site.order("1", (LAMP, 2))))
    assert planned(station) == []
