"""Each release method from release to totes standing at packing, as on a whiteboard."""

from dataclasses import replace

import pytest

from app.engine.handing_on import BringTote
from app.engine.names import (
    PACKING_DROP,
    SORTING_DROP,
    BinCode,
    DropCode,
    ListId,
    Place,
    Sscc,
    ToteCode,
)
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, StartPacking
from app.engine.picking import AssignTote, HandOnTote, ReportShort, ShortReason, UndoPick
from app.engine.refusals import Done, Effect, Refusal, Refused
from app.engine.releasing import Limits, Method, ReleaseOrders
from app.engine.sorting import SortFromBatch
from app.engine.task_states import ListState, OrderState, ToteState
from app.operations.running import do
from app.operations.seeing_board import see_orders
from app.operations.seeing_packing import see_packing_job, see_totes_to_pack
from app.operations.seeing_waves import see_sorting
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, BEN, LAMP, MUG, PAM, SUE, TEA, ok

pytestmark = pytest.mark.usefixtures("each_database")


def warehouse(method: Method, *orders: site.PlaceOrder) -> Station:
    """Orders placed and released together."""
    station = open_books()
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    site.release(station, *(order.ref for order in orders), method=method)
    site.prove_books(station)
    return station


def step(station: Station, command: object, badge: site.Badge = ANA) -> Done:
    """Something a person does, after which the books must be right."""
    done = ok(do(station, command, badge=badge))
    site.prove_books(station)
    return done


def state_of(station: Station, ref: str) -> OrderState:
    with station.reading() as tables:
        order = tables.orders.order(site.order_id(station, ref))
    assert order is not None
    return order.state


def at_packing(station: Station) -> list[tuple[str, str]]:
    return [(each.tote, each.order_ref) for each in see_totes_to_pack(station)]


def pick_walk(station: Station, badge: site.Badge = ANA) -> None:
    """Make every open stop into the tote the walk names for it."""
    for stop in site.walk_of(station, badge).open_stops:
        step(station, site.pick_of(stop.task, stop.tote), badge)


def test_a_single_order_is_one_walk_through_the_whole_building():
    station = warehouse(Method.SINGLE, site.order("1", (TEA, 4), (LAMP, 1)))
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")

    assert [stop.task.bin_code for stop in site.walk_of(station).stops] == [
        "A-07-3-B",
        "B-01-1-A",
    ]
    pick_walk(station)
    assert site.set_down(station).effect is Effect.BROUGHT_TO_PACKING
    site.prove_books(station)
    assert at_packing(station) == [("TOTE-0001", "1")]
    assert state_of(station, "1") is OrderState.PICKED


def parallel() -> Station:
    """An order whose two zones are in two hands, each with a tote."""
    station = warehouse(Method.PARALLEL, site.order("1", (TEA, 4), (LAMP, 1)))
    for zone, badge, tote in (("A", ANA, "TOTE-0001"), ("B", BEN, "TOTE-0002")):
        list_id = site.claim(station, zone, badge)
        step(station, AssignTote(list_id=list_id, tote=ToteCode(tote)), badge)
        pick_walk(station, badge)
    return station


def test_in_parallel_an_order_is_packed_when_the_last_of_its_totes_has_come():
    station = parallel()
    first = site.set_down(station, ANA)
    site.prove_books(station)
    early = do(station, StartPacking(tote=ToteCode("TOTE-0001")), badge=PAM)
    assert first.effect is Effect.BROUGHT_TO_PACKING
    assert state_of(station, "1") is OrderState.PICKING
    assert isinstance(early, Refused)
    assert (early.reason, early.wanted) == (Refusal.ORDER_ON_FLOOR, "TOTE-0002")

    site.set_down(station, BEN)

    assert state_of(station, "1") is OrderState.PICKED
    assert at_packing(station) == [("TOTE-0001", "1"), ("TOTE-0002", "1")]


def test_several_totes_of_one_order_are_packed_one_beside_the_other():
    station = parallel()
    site.set_down(station, ANA)
    site.set_down(station, BEN)
    goods = (("TOTE-0002", LAMP, 1), ("TOTE-0001", TEA, 4))

    others = [
        step(station, StartPacking(tote=ToteCode(tote)), PAM).values["others"]
        for tote, _, _ in goods
    ]
    job = see_packing_job(station, ToteCode("TOTE-0002"))
    assert others == ["TOTE-0001", "TOTE-0002"]
    assert job is not None
    assert job.other_totes == ("TOTE-0001",)
    ssccs: list[Sscc] = []
    for tote, sku, qty_each in goods:
        packed = PackItem(tote=ToteCode(tote), sku=sku, qty_each=qty_each)
        assert step(station, packed, PAM).effect is Effect.ALL_VERIFIED
        ssccs.append(label(station, tote))

    assert state_of(station, "1") is OrderState.PACKED
    with station.reading() as tables:
        states = {tables.work.tote(ToteCode(f"TOTE-000{n}")).state for n in (1, 2)}
    assert states == {ToteState.FREE}
    site.ship(station, *ssccs)
    assert state_of(station, "1") is OrderState.HANDED_OVER


def label(station: Station, tote: str) -> Sscc:
    """Close a tote's parcel and check its label."""
    job = see_packing_job(station, ToteCode(tote))
    assert job is not None
    parcel_id = job.parcel.parcel_id
    closed = step(station, CloseParcel(parcel_id=parcel_id), PAM)
    sscc = Sscc(str(closed.values["sscc"]))
    step(station, ConfirmLabel(parcel_id=parcel_id, sscc=sscc), PAM)
    return sscc


def test_in_parallel_a_zone_that_finds_nothing_frees_its_tote_and_holds_nobody_up():
    station = warehouse(Method.PARALLEL, site.order("1", (MUG, 4), (LAMP, 1)))
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = site.walk_of(station).stops[0].task
    step(station, ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN))

    assert site.set_down(station).effect is Effect.NOTHING_TO_PACK

    site.pick_order(station, "TOTE-0002", "B")
    site.prove_books(station)
    assert at_packing(station) == [("TOTE-0002", "1")]
    assert state_of(station, "1") is OrderState.PICKED


def test_in_parallel_a_short_opens_a_walk_in_the_zone_that_has_the_goods():
    station = open_books()
    site.stock_up(station)
    there = site.ReceiveStock(sku=MUG, bin_code=BinCode("C-01-1-A"), qty_each=9)
    ok(do(station, there))
    ok(do(station, site.order("1", (MUG, 4), (LAMP, 1))))
    site.release(station, "1", method=Method.PARALLEL)
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = site.walk_of(station).stops[0].task

    step(station, ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN))
    site.set_down(station)

    with station.reading() as tables:
        lists = tables.work.lists_of(site.order_id(station, "1"))
    assert {each.zone: each.state for each in lists} == {
        "A": ListState.DONE,
        "B": ListState.READY,
        "C": ListState.READY,
    }


def test_in_parallel_a_finished_walk_opens_again_for_goods_the_other_zone_lacks():
    station = open_books()
    site.stock_up(station)
    spare = site.ReceiveStock(sku=LAMP, bin_code=BinCode("A-09-1-A"), qty_each=2)
    ok(do(station, site.order("1", (TEA, 4), (LAMP, 1))))
    site.release(station, "1", method=Method.PARALLEL)
    step(station, spare)
    for zone, badge, tote in (("A", ANA, "TOTE-0001"), ("B", BEN, "TOTE-0002")):
        list_id = site.claim(station, zone, badge)
        step(station, AssignTote(list_id=list_id, tote=ToteCode(tote)), badge)
    pick_walk(station, ANA)
    lamp = site.walk_of(station, BEN).stops[0].task

    told = ReportShort(task_id=lamp.task_id, reason=ShortReason.NOT_IN_BIN)
    assert step(station, told, BEN).effect is Effect.SHORT_ELSEWHERE

    assert [stop.task.sku for stop in site.walk_of(station, ANA).open_stops] == [LAMP]
    pick_walk(station, ANA)
    site.set_down(station, ANA)
    assert site.set_down(station, BEN).effect is Effect.NOTHING_TO_PACK
    assert state_of(station, "1") is OrderState.PICKED


def test_an_order_on_a_shared_walk_is_found_by_its_tote():
    station, _ = cart()
    assert [row.order.ref for row in see_orders(station, search="TOTE-0002")] == ["2"]


def cart() -> tuple[Station, ListId]:
    """Two orders on one cart with a tote for each."""
    station = warehouse(
        Method.CLUSTER,
        site.order("1", (TEA, 2), (LAMP, 1)),
        site.order("2", (TEA, 3)),
    )
    list_id = site.claim(station, "A")
    for tote in ("TOTE-0001", "TOTE-0002"):
        step(station, AssignTote(list_id=list_id, tote=ToteCode(tote)))
    return station, list_id


def test_a_cluster_is_one_walk_and_each_order_has_its_tote_on_the_cart():
    station, list_id = cart()

    walk = site.walk_of(station)
    assert walk.order_ref == "1, 2"
    assert [(s.task.bin_code, s.position, s.tote) for s in walk.stops] == [
        ("A-02-1-A", 1, "TOTE-0001"),
        ("A-07-3-B", 2, "TOTE-0002"),
        ("B-01-1-A", 1, "TOTE-0001"),
    ]
    pick_walk(station)
    done = step(station, HandOnTote(list_id=list_id, drop=PACKING_DROP))

    assert (done.effect, done.values["orders"]) == (Effect.BROUGHT_TO_PACKING, 2)
    assert at_packing(station) == [("TOTE-0001", "1"), ("TOTE-0002", "2")]
    assert {state_of(station, ref) for ref in "12"} == {OrderState.PICKED}


def test_a_pick_into_another_orders_tote_is_refused_with_the_right_position():
    station, _ = cart()
    stop = site.walk_of(station).stops[0]

    wrong = do(station, site.pick_of(stop.task, "TOTE-0002"), badge=ANA)

    assert isinstance(wrong, Refused)
    assert (wrong.reason, wrong.wanted) == (Refusal.WRONG_TOTE, "1: TOTE-0001")
    site.prove_books(station)


def test_a_cart_takes_one_tote_a_position_and_no_more():
    station, list_id = cart()
    third = do(station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0003")))
    taken = do(
        station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0003"), position=2)
    )
    for no in (third, taken):
        assert isinstance(no, Refused)
        assert no.reason is Refusal.WRONG_TOTE
    step(station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0002")))


def test_an_order_on_a_cart_whose_goods_are_gone_frees_its_tote():
    station, list_id = cart()
    task = next(s.task for s in site.walk_of(station).stops if s.position == 2)
    step(station, ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN))
    for stop in site.walk_of(station).open_stops:
        if stop.position == 2:
            told = ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
            step(station, told)
    pick_walk(station)
    step(station, HandOnTote(list_id=list_id, drop=PACKING_DROP))

    assert state_of(station, "2") in (OrderState.BACKORDERED, OrderState.RESERVED)
    with station.reading() as tables:
        assert tables.work.tote(ToteCode("TOTE-0002")).state is ToteState.FREE


def batch() -> tuple[Station, ListId]:
    """Two orders picked together into one tote that stands at the put-wall."""
    station = warehouse(
        Method.BATCH,
        site.order("1", (TEA, 2), (LAMP, 1)),
        site.order("2", (TEA, 1), (MUG, 2)),
    )
    list_id = site.claim(station, "A")
    step(station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0009")))
    assert [(s.task.sku, s.task.qty_each) for s in site.walk_of(station).stops] == [
        (TEA, 3),
        (MUG, 2),
        (LAMP, 1),
    ]
    pick_walk(station)
    done = step(station, HandOnTote(list_id=list_id, drop=SORTING_DROP))
    assert done.effect is Effect.BROUGHT_TO_SORTING
    return station, list_id


def put(sku: site.Sku, tote: str, qty_each: int = 1) -> SortFromBatch:
    return SortFromBatch(
        batch_tote=ToteCode("TOTE-0009"), sku=sku, tote=ToteCode(tote), qty_each=qty_each
    )


def test_a_batch_is_picked_together_and_sorted_into_its_orders_totes():
    station, _ = batch()
    assert [
        (x.order_ref, x.sku, x.qty_each)
        for x in see_sorting(station, put(TEA, "").batch_tote)
    ] == [
        ("1", LAMP, 1),
        ("1", TEA, 2),
        ("2", MUG, 2),
        ("2", TEA, 1),
    ]
    assert step(station, put(TEA, "TOTE-0001", 2)).effect is Effect.SORTED
    assert step(station, put(TEA, "TOTE-0002")).values["order"] == "2"
    assert step(station, put(MUG, "TOTE-0002", 2)).effect is Effect.ORDER_SORTED
    assert state_of(station, "2") is OrderState.PICKING
    step(station, BringTote(tote=ToteCode("TOTE-0002"), drop=PACKING_DROP))
    assert state_of(station, "2") is OrderState.PICKED
    assert step(station, put(LAMP, "TOTE-0001")).effect is Effect.ORDER_SORTED
    step(station, BringTote(tote=ToteCode("TOTE-0001"), drop=PACKING_DROP))

    assert at_packing(station) == [("TOTE-0001", "1"), ("TOTE-0002", "2")]
    with station.reading() as tables:
        assert tables.work.tote(ToteCode("TOTE-0009")).state is ToteState.FREE
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    site.prove_books(station)


def test_the_first_each_of_an_order_needs_a_free_tote():
    station, _ = batch()
    no = do(station, put(TEA, "TOTE-0009"), badge=PAM)
    assert isinstance(no, Refused)
    assert no.reason is Refusal.TOTE_IN_USE


def test_a_free_tote_goes_to_the_order_that_is_named():
    station, _ = batch()
    named = replace(put(TEA, "TOTE-0002"), order_id=site.order_id(station, "2"))
    assert step(station, named).values["order"] == "2"
    other = replace(put(MUG, "TOTE-0002"), order_id=site.order_id(station, "1"))
    no = do(station, other, badge=PAM)
    assert isinstance(no, Refused)
    assert no.reason is Refusal.WRONG_TOTE


def test_sorting_into_a_tote_that_has_no_claim_to_it_is_refused():
    station, _ = batch()
    step(station, put(TEA, "TOTE-0001", 2))
    step(station, put(TEA, "TOTE-0002"))
    refusals = {
        Refusal.WRONG_TOTE: put(MUG, "TOTE-0001"),
        Refusal.NOT_IN_TOTE: put(TEA, "TOTE-0001"),
        Refusal.MORE_THAN_ASKED: put(MUG, "TOTE-0002", 3),
        Refusal.QUANTITY_NOT_POSITIVE: put(MUG, "TOTE-0002", 0),
        Refusal.TOTE_NOT_READY: SortFromBatch(
            batch_tote=ToteCode("TOTE-0001"), sku=TEA, tote=ToteCode("TOTE-0002")
        ),
    }
    for reason, command in refusals.items():
        no = do(station, command, badge=PAM)
        assert isinstance(no, Refused), reason
        assert no.reason is reason
    site.prove_books(station)


def test_a_batch_cannot_be_brought_to_packing_unsorted():
    station = warehouse(Method.BATCH, site.order("1", (TEA, 2)))
    list_id = site.claim(station, "A")
    step(station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0009")))
    pick_walk(station)

    no = do(station, HandOnTote(list_id=list_id, drop=PACKING_DROP), badge=ANA)

    assert isinstance(no, Refused)
    assert (no.reason, no.wanted) == (Refusal.WRONG_DROP, SORTING_DROP)


def test_a_short_in_a_batch_hits_the_last_orders_first_and_moves_them_to_another_bin():
    station = warehouse(
        Method.BATCH, site.order("1", (TEA, 5)), site.order("2", (TEA, 6))
    )
    list_id = site.claim(station, "A")
    step(station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0009")))
    [stop] = site.walk_of(station).stops
    step(station, site.pick_of(stop.task, "TOTE-0009", 7))

    short = step(
        station, ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
    )

    assert (short.values["moved"], short.values["missing"]) == (3, 1)
    [again] = site.walk_of(station).open_stops
    assert (again.task.bin_code, again.task.qty_each) == ("A-02-1-A", 3)
    pick_walk(station)
    step(station, HandOnTote(list_id=list_id, drop=SORTING_DROP))
    assert [x.qty_each for x in see_sorting(station, ToteCode("TOTE-0009"))] == [5, 5]


def test_an_undone_pick_of_a_batch_goes_back_for_all_its_orders():
    station = warehouse(
        Method.BATCH, site.order("1", (TEA, 5)), site.order("2", (TEA, 6))
    )
    list_id = site.claim(station, "A")
    step(station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0009")))
    [stop] = site.walk_of(station).stops
    step(station, site.pick_of(stop.task, "TOTE-0009"))

    step(station, UndoPick(task_id=stop.task.task_id))

    assert site.walk_of(station).open_stops[0].task.left_each == 11
    with station.reading() as tables:
        assert tables.stock.inside(Place("TOTE-0009")) == []


@pytest.mark.parametrize("method", [Method.BATCH, Method.CLUSTER])
def test_more_orders_than_a_cart_holds_make_several_walks(method: Method):
    station = open_books()
    site.stock_up(station)
    for ref in "123":
        ok(do(station, site.order(ref, (TEA, 1))))
    ids = tuple(site.order_id(station, ref) for ref in "123")

    asked = ReleaseOrders(order_ids=ids, method=method, per_walk=Limits(orders=2))
    done = step(station, asked, SUE)

    assert (done.values["orders"], done.values["lists"]) == (3, 2)


def test_orders_on_one_walk_share_their_stops():
    station = warehouse(
        Method.CLUSTER, site.order("1", (TEA, 4)), site.order("2", (TEA, 3))
    )
    site.claim(station, "A")
    bins = [stop.task.bin_code for stop in site.walk_of(station).stops]
    assert bins == ["A-07-3-B", "A-07-3-B"]


def test_a_tote_that_a_zone_waits_for_is_brought_there_only():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4), (LAMP, 1)))
    site.pick_order(station, "TOTE-0001", "A")
    tote = ToteCode("TOTE-0001")
    astray = do(station, BringTote(tote=tote, drop=PACKING_DROP), badge=ANA)
    unused = do(station, BringTote(tote=ToteCode("TOTE-0008"), drop=PACKING_DROP))
    assert isinstance(astray, Refused)
    assert (astray.reason, astray.wanted) == (Refusal.WRONG_DROP, "DROP-B")
    assert isinstance(unused, Refused)
    step(station, BringTote(tote=tote, drop=DropCode("DROP-B")))
    site.claim(station, "B")
    held = do(station, BringTote(tote=tote, drop=PACKING_DROP), badge=ANA)
    assert isinstance(held, Refused)
    assert held.reason is Refusal.LIST_NOT_FINISHED
