"""A walk changes under way: who makes it, in which order, into which tote, of which lot."""

from datetime import UTC, datetime, timedelta

import pytest

from app.engine.changing_walks import (
    ChangeLot,
    HandOverWalk,
    SkipStop,
    ToteFull,
    tote_full,
)
from app.engine.names import (
    PACKING_DROP,
    SORTING_DROP,
    BinCode,
    ListId,
    Lot,
    StationId,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.packing import StartPacking
from app.engine.picking import (
    CLAIM_LASTS,
    AssignTote,
    Claimer,
    ClaimWork,
    HandOnTote,
    Tote,
    UndoPick,
    claim,
    in_turn,
    tote_place,
)
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Done, Effect, Refusal, Refused
from app.engine.releasing import Method, PickList
from app.engine.sorting import SortFromBatch
from app.engine.task_states import ListState, OrderState, ToteState
from app.operations.running import do
from app.operations.seeing_packing import see_totes_to_pack
from app.operations.seeing_waves import see_sorting
from app.operations.seeing_work import see_walk, see_walks
from app.station import Station
from app.ui.picker.way import way_ahead
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, BEN, DAY, LAMP, MUG, PAM, TEA, ok

ONE, TWO = ToteCode("TOTE-0001"), ToteCode("TOTE-0002")
HONEY = site.Sku("HONEY")

pytestmark = pytest.mark.usefixtures("each_database")


def started(method: Method, *orders: site.PlaceOrder) -> tuple[Station, ListId]:
    """Orders whose first walk is in Ana's hands with a tote."""
    station = open_books()
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    site.release(station, *(order.ref for order in orders), method=method)
    list_id = site.claim(station, "A")
    step(station, AssignTote(list_id=list_id, tote=ONE))
    return station, list_id


def step(station: Station, command: object, badge: site.Badge = ANA) -> Done:
    done = ok(do(station, command, badge=badge))
    site.prove_books(station)
    return done


def no(station: Station, command: object, badge: site.Badge = ANA) -> Refused:
    verdict = do(station, command, badge=badge)
    assert isinstance(verdict, Refused)
    return verdict


def bins(station: Station) -> list[str]:
    return [stop.task.bin_code for stop in site.walk_of(station).open_stops]


def test_a_skipped_stop_comes_at_the_end_and_the_last_one_cannot_be_skipped():
    station, _ = started(Method.SINGLE, site.order("1", (TEA, 4), (MUG, 1), (LAMP, 1)))
    mug = site.walk_of(station).stops[0].task
    assert bins(station) == ["A-03-2-A", "A-07-3-B", "B-01-1-A"]

    assert step(station, SkipStop(task_id=mug.task_id)).effect is Effect.SKIPPED

    assert bins(station) == ["A-07-3-B", "B-01-1-A", "A-03-2-A"]
    ahead = way_ahead(None, site.walk_of(station)).ahead
    assert [stop.task.bin_code for stop in ahead] == bins(station)
    again = no(station, SkipStop(task_id=mug.task_id))
    assert (again.reason, again.got) == (Refusal.LAST_STOP, "A-03-2-A")
    site.pick_all(station, ONE)
    assert site.set_down(station).effect is Effect.BROUGHT_TO_PACKING


def test_the_only_stop_cannot_be_skipped_nor_one_that_is_done():
    station, _ = started(Method.PASS, site.order("1", (TEA, 4)))
    task = site.walk_of(station).stops[0].task
    assert no(station, SkipStop(task_id=task.task_id)).reason is Refusal.LAST_STOP
    step(station, site.pick_of(task, ONE))
    assert no(station, SkipStop(task_id=task.task_id)).reason is Refusal.TASK_NOT_OPEN
    assert no(station, SkipStop(task_id=TaskId("?"))).reason is Refusal.UNKNOWN_TASK


def test_a_full_tote_goes_to_packing_and_waits_there_for_the_other():
    station, list_id = started(Method.PASS, site.order("1", (TEA, 4), (LAMP, 1)))
    task = site.walk_of(station).stops[0].task
    step(station, site.pick_of(task, ONE, 2))

    done = step(station, ToteFull(list_id=list_id, new_tote=TWO))

    assert (done.effect, done.values["drop"]) == (Effect.TOTE_CHANGED, PACKING_DROP)
    assert no(station, site.pick_of(task, ONE, 1)).reason is Refusal.WRONG_TOTE
    gone = no(station, UndoPick(task_id=task.task_id))
    assert gone.reason is Refusal.GOODS_MOVED_ON
    early = no(station, StartPacking(tote=ONE), PAM)
    assert (early.reason, early.wanted) == (Refusal.ORDER_ON_FLOOR, "TOTE-0002, B")
    site.pick_all(station, TWO)
    site.set_down(station)
    site.pick_order(station, TWO, "B")
    site.prove_books(station)
    assert {each.tote for each in see_totes_to_pack(station)} == {ONE, TWO}
    assert step(station, StartPacking(tote=TWO), PAM).values["others"] == ONE


def test_a_full_tote_needs_a_free_one_to_go_on_with():
    station, list_id = started(Method.PASS, site.order("1", (TEA, 4)))
    full = no(station, ToteFull(list_id=list_id, new_tote=ONE))
    assert full.reason is Refusal.TOTE_IN_USE
    unknown = no(station, ToteFull(list_id=ListId("?"), new_tote=TWO))
    assert unknown.reason is Refusal.UNKNOWN_LIST
    other = no(station, ToteFull(list_id=list_id, new_tote=TWO, full_tote=TWO))
    assert (other.reason, other.wanted) == (Refusal.WRONG_TOTE, ONE)
    step(station, ToteFull(list_id=list_id, new_tote=TWO))
    site.take_tote(station, list_id, TWO)
    site.pick_all(station, TWO)
    site.set_down(station)
    closed = no(station, ToteFull(list_id=list_id, new_tote=ONE))
    assert closed.reason is Refusal.LIST_NOT_OPEN


def test_a_full_tote_on_a_cart_is_named_and_its_position_goes_on_with_another():
    station, list_id = started(
        Method.CLUSTER, site.order("1", (TEA, 2), (LAMP, 1)), site.order("2", (MUG, 1))
    )
    step(station, AssignTote(list_id=list_id, tote=TWO))
    first = site.walk_of(station).stops[0]
    step(station, site.pick_of(first.task, first.tote))
    assert no(station, ToteFull(list_id=list_id, new_tote=ONE)).reason is (
        Refusal.WRONG_TOTE
    )
    three = ToteCode("TOTE-0003")
    step(station, ToteFull(list_id=list_id, new_tote=three, full_tote=ONE))
    for stop in site.walk_of(station).open_stops:
        step(station, site.pick_of(stop.task, stop.tote))
    step(station, HandOnTote(list_id=list_id, drop=PACKING_DROP))
    refs = [(each.tote, each.order_ref) for each in see_totes_to_pack(station)]
    assert refs == [(ONE, "1"), (TWO, "2"), (three, "1")]


def test_both_totes_of_a_batch_are_sorted():
    station, list_id = started(
        Method.BATCH, site.order("1", (TEA, 5)), site.order("2", (TEA, 4))
    )
    task = site.walk_of(station).stops[0].task
    step(station, site.pick_of(task, ONE, 6))
    step(station, ToteFull(list_id=list_id, new_tote=TWO))
    step(station, put(ONE, "TOTE-0101", 2))
    assert no(station, UndoPick(task_id=task.task_id)).reason is Refusal.GOODS_MOVED_ON
    site.pick_all(station, TWO)
    site.set_down(station)
    assert [x.qty_each for x in see_sorting(station, TWO)] == [3, 4]
    step(station, put(ONE, "TOTE-0101", 3))
    step(station, put(ONE, "TOTE-0102", 1))
    step(station, put(TWO, "TOTE-0102", 3))
    assert see_sorting(station, TWO) == []


def put(batch: ToteCode, tote: str, qty_each: int) -> SortFromBatch:

    return SortFromBatch(
        batch_tote=batch, sku=TEA, tote=ToteCode(tote), qty_each=qty_each
    )


def with_honey(method: Method = Method.PASS) -> tuple[Station, ListId]:
    """Two lots of honey in one bin; an order for three of the older one is in hand."""
    station = open_books()
    site.stock_up(station)
    item = AddItem(sku=HONEY, name="Honey", tracks_lot=True)
    ok(do(station, item))
    for lot, qty_each, year in (("L1", 4, 2098), ("L2", 5, 2099), ("L0", 9, 2001)):
        receipt = ReceiveStock(
            sku=HONEY,
            bin_code=BinCode("A-09-1-A"),
            qty_each=qty_each,
            lot=Lot(lot),
            expires_at=datetime(year, 1, 1, tzinfo=UTC),
        )
        ok(do(station, receipt))
    ok(do(station, site.order("1", (HONEY, 3))))
    site.release(station, "1", method=method)
    list_id = site.claim(station, "A")
    step(station, AssignTote(list_id=list_id, tote=ONE))
    return station, list_id


@pytest.mark.parametrize("method", [Method.PASS, Method.BATCH])
@pytest.mark.parametrize("before", [0, 1])
def test_the_rest_of_a_stop_is_taken_from_another_lot_in_the_bin(
    method: Method, before: int
):
    station, _ = with_honey(method)
    task = site.walk_of(station).stops[0].task
    assert task.lot == "L1"
    if before:
        step(station, site.pick_of(task, ONE, before))

    step(station, ChangeLot(task_id=task.task_id, lot=Lot("L2")))

    [stop] = site.walk_of(station).open_stops
    assert (stop.task.lot, stop.task.left_each) == ("L2", 3 - before)
    site.pick_all(station, ONE)
    site.prove_books(station)
    with station.reading() as tables:
        inside = tables.stock.inside(tote_place(ONE))
    assert {b.lot: b.qty_each for b in inside} == (
        {"L1": 1, "L2": 2} if before else {"L2": 3}
    )


@pytest.mark.parametrize("lot", ["L0", "L1", "L9"])
def test_a_lot_that_is_expired_or_not_there_is_refused_with_what_is_free(lot: str):
    station, _ = with_honey()
    task = site.walk_of(station).stops[0].task
    refused = no(station, ChangeLot(task_id=task.task_id, lot=Lot(lot)))
    assert (refused.reason, refused.wanted) == (Refusal.LOT_NOT_FREE, "L2 5")
    unknown = no(station, ChangeLot(task_id=TaskId("?"), lot=Lot(lot)))
    assert unknown.reason is Refusal.UNKNOWN_TASK


def test_a_batch_is_sorted_by_the_lot_that_was_scanned():
    station, list_id = with_honey(Method.BATCH)
    site.pick_all(station, ONE)
    step(station, HandOnTote(list_id=list_id, drop=SORTING_DROP))

    def of(lot: str) -> SortFromBatch:
        return SortFromBatch(
            batch_tote=ONE, sku=HONEY, tote=TWO, qty_each=3, lot=Lot(lot)
        )

    assert no(station, of("L2")).reason is Refusal.NOT_IN_TOTE
    assert step(station, of("L1")).effect is Effect.ORDER_SORTED


def test_a_tote_that_stands_elsewhere_is_not_full():
    staged = Tote(tote=ONE, state=ToteState.STAGED)
    mine = claim(walk("1"), who(ANA))
    assert isinstance(mine, PickList)
    refused = tote_full(staged, Tote(tote=TWO), mine)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.TOTE_NOT_READY


def test_a_walk_handed_over_is_the_others_on_any_handheld():
    station, list_id = started(Method.PASS, site.order("1", (TEA, 4)))
    task = site.walk_of(station).stops[0].task
    step(station, site.pick_of(task, ONE, 1))

    assert step(station, HandOverWalk(list_id=list_id, to_badge=BEN)).values == {
        "person": "Ben"
    }

    assert see_walk(station, ANA) is None
    step(station, ClaimWork(zone=ZoneCode("A"), list_id=list_id), BEN)
    site.pick_all(station, ONE, BEN)
    assert site.set_down(station, BEN).effect is Effect.BROUGHT_TO_PACKING
    gone = no(station, HandOverWalk(list_id=list_id, to_badge=ANA))
    assert gone.reason is Refusal.LIST_NOT_OPEN
    nobody = no(station, HandOverWalk(list_id=list_id, to_badge=site.Badge("BADGE-9")))
    assert nobody.reason is Refusal.UNKNOWN_PERSON
    unknown = no(station, HandOverWalk(list_id=ListId("?"), to_badge=ANA))
    assert unknown.reason is Refusal.UNKNOWN_LIST


def walk(name: str, zone: str = "A", *, priority: int = 0, hours: int = 0) -> PickList:
    return PickList(
        list_id=ListId(name),
        order_id=site.OrderId(name),
        zone=ZoneCode(zone),
        step=1,
        state=ListState.READY,
        priority=priority,
        ship_by=DAY + timedelta(hours=hours),
    )


def who(badge: site.Badge, hours: float = 0, station: str = "S1") -> Claimer:
    at = DAY + timedelta(hours=hours)
    return Claimer(station=StationId(station), badge=badge, at=at)


def test_a_claim_that_ran_out_may_be_taken_over_and_one_that_runs_may_not():
    mine = claim(walk("1"), who(ANA))
    assert isinstance(mine, PickList)
    early = claim(mine, who(BEN, 1))
    assert isinstance(early, Refused)
    assert early.reason is Refusal.CLAIMED_BY_OTHER

    late = claim(mine, who(BEN, CLAIM_LASTS.total_seconds() / 3600 + 1))

    assert isinstance(late, PickList)
    assert late.badge == BEN


def test_one_is_offered_ones_own_walk_then_the_own_zone_then_what_is_urgent():
    mine = claim(walk("mine", "C"), who(ANA))
    assert isinstance(mine, PickList)
    lists = [
        walk("elsewhere", "B", priority=9),
        walk("later", hours=5),
        walk("soon", hours=1),
        walk("urgent", hours=9, priority=1),
        mine,
    ]
    order = [each.list_id for each in in_turn(lists, who(ANA), ZoneCode("A"))]
    assert order == ["mine", "urgent", "soon", "later", "elsewhere"]


def test_with_nothing_in_the_own_zone_work_elsewhere_is_given_when_asked_for():
    station, list_id = started(
        Method.PASS, site.order("1", (LAMP, 1)), site.order("2", (TEA, 1))
    )
    site.pick_all(station, ONE)
    step(station, HandOnTote(list_id=list_id, drop=PACKING_DROP))

    assert no(station, ClaimWork()).got == "A"
    assert no(station, ClaimWork(zone=ZoneCode("A"))).reason is Refusal.NO_WORK
    step(station, ClaimWork(or_elsewhere=True))

    assert site.walk_of(station).pick_list.zone == "B"
    with station.reading() as tables:
        order = tables.orders.order(site.order_id(station, "2"))
    assert order is not None
    assert order.state is OrderState.PICKED


def test_who_was_nowhere_yet_is_given_the_most_urgent_work_anywhere():
    station, _ = started(
        Method.PASS, site.order("1", (LAMP, 1)), site.order("2", (TEA, 1))
    )
    step(station, ClaimWork(), BEN)
    assert site.walk_of(station, BEN).pick_list.zone == "B"


def test_a_walk_that_is_named_is_given_wherever_its_taker_was_last():
    station, list_id = started(
        Method.PASS, site.order("1", (LAMP, 1)), site.order("2", (TEA, 1))
    )
    site.pick_all(station, ONE)
    step(station, HandOnTote(list_id=list_id, drop=PACKING_DROP))
    [other] = see_walks(station)

    assert no(station, ClaimWork()).reason is Refusal.NO_WORK
    named = other.pick_list.list_id
    assert step(station, ClaimWork(list_id=named)).values["list"] == named
