"""Work that was released comes back, and nothing that was picked is lost."""

import pytest

from app.engine.changing_walks import EndClaim
from app.engine.handing_on import BringTote
from app.engine.names import PACKING_DROP, SORTING_DROP, ListId, Place, ToteCode
from app.engine.orders import CancelQuantity
from app.engine.picking import AssignTote, HandOnTote
from app.engine.refusals import Done, Effect, Refusal, Refused
from app.engine.releasing import Method, PickList
from app.engine.sorting import SortFromBatch
from app.engine.taking_back import TakeBackOrder, TakeBackWork
from app.engine.task_states import ListState, OrderState, TaskState, ToteState
from app.operations.running import do
from app.operations.seeing_work import see_walk
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, LAMP, MUG, SUE, TEA, ok

TOTE = ToteCode("TOTE-0001")

pytestmark = pytest.mark.usefixtures("each_database")


def warehouse(method: Method, *orders: site.PlaceOrder) -> Station:
    station = open_books()
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    site.release(station, *(order.ref for order in orders), method=method)
    return station


def step(station: Station, command: object, badge: site.Badge = SUE) -> Done:
    done = ok(do(station, command, badge=badge))
    site.prove_books(station)
    return done


def no(station: Station, command: object) -> Refused:
    verdict = do(station, command, badge=SUE)
    assert isinstance(verdict, Refused)
    site.prove_books(station)
    return verdict


def lists(station: Station, ref: str) -> list[PickList]:
    with station.reading() as tables:
        return tables.work.lists_of(site.order_id(station, ref))


def state_of(station: Station, ref: str) -> OrderState:
    with station.reading() as tables:
        order = tables.orders.order(site.order_id(station, ref))
    assert order is not None
    return order.state


def take_back(station: Station, ref: str, *, forced: bool = False) -> TakeBackOrder:
    return TakeBackOrder(order_id=site.order_id(station, ref), forced=forced)


def claimed(station: Station, zone: str = "A", tote: str = TOTE) -> ListId:
    list_id = site.claim(station, zone)
    step(station, AssignTote(list_id=list_id, tote=ToteCode(tote)), ANA)
    return list_id


def test_an_order_nobody_has_begun_is_promised_again_as_if_never_released():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4), (LAMP, 1)))

    done = step(station, take_back(station, "1"))

    assert (done.effect, done.values["eaches"]) == (Effect.TAKEN_BACK, 5)
    assert {each.state for each in lists(station, "1")} == {ListState.CANCELLED}
    assert state_of(station, "1") is OrderState.RESERVED
    with station.reading() as tables:
        assert tables.stock.balance(Place("A-07-3-B"), TEA).allocated_each == 0
        tasks = tables.work.tasks_of_order(site.order_id(station, "1"))
    assert {task.state for task in tasks} == {TaskState.CANCELLED}
    assert no(station, take_back(station, "1")).reason is Refusal.NOTHING_TO_TAKE_BACK
    site.release(station, "1")
    site.pick_order(station, TOTE, "A", "B")
    assert state_of(station, "1") is OrderState.PICKED


def test_a_walk_in_somebodys_hands_is_taken_only_by_force_and_then_is_gone_there():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4)))
    list_id = claimed(station)

    refused = no(station, TakeBackWork(list_id=list_id))
    assert (refused.reason, refused.got) == (Refusal.CLAIMED_BY_OTHER, ANA)
    step(station, TakeBackWork(list_id=list_id, forced=True))

    assert see_walk(station, ANA) is None
    assert no(station, TakeBackWork(list_id=list_id)).reason is Refusal.LIST_NOT_OPEN
    with station.reading() as tables:
        assert tables.work.tote(TOTE).state is ToteState.FREE


def test_what_was_picked_stays_in_its_tote_and_goes_on_with_the_rest():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4), (LAMP, 1)))
    list_id = claimed(station)
    [stop] = site.walk_of(station).stops
    step(station, site.pick_of(stop.task, TOTE, 3), ANA)

    done = step(station, take_back(station, "1", forced=True))

    assert done.effect is Effect.TAKEN_BACK_WITH_GOODS
    assert done.values["totes"] == "TOTE-0001 DROP-A"
    assert list_id in {each.list_id for each in lists(station, "1")}
    site.release(station, "1")
    again = site.claim(station, "A")
    wrong = do(station, AssignTote(list_id=again, tote=ToteCode("TOTE-0002")), badge=ANA)
    assert isinstance(wrong, Refused)
    site.take_tote(station, again, TOTE)
    site.pick_all(station, TOTE)
    site.set_down(station)
    site.pick_order(station, TOTE, "B")
    site.prove_books(station)
    with station.reading() as tables:
        inside = {b.sku: b.qty_each for b in tables.stock.inside(Place(TOTE))}
    assert inside == {TEA: 4, LAMP: 1}
    assert state_of(station, "1") is OrderState.PICKED


def test_an_order_taken_back_whose_rest_is_cancelled_is_packed_as_it_is():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4)))
    claimed(station)
    [stop] = site.walk_of(station).stops
    step(station, site.pick_of(stop.task, TOTE, 3), ANA)
    step(station, take_back(station, "1", forced=True))
    cancelled = CancelQuantity(
        channel="shop",
        ref="C1",
        row=1,
        customer="17850",
        sku=TEA,
        qty_each=1,
        at=site.DAY,
    )
    step(station, cancelled)

    site.release(station, "1")
    assert state_of(station, "1") is OrderState.RELEASED
    step(station, BringTote(tote=TOTE, drop=PACKING_DROP), ANA)

    assert state_of(station, "1") is OrderState.PICKED
    site.pack(station, TOTE)


def test_when_a_zones_walk_vanishes_the_tote_goes_on_to_the_next_zone():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4), (LAMP, 1)))
    first = lists(station, "1")[0]

    step(station, TakeBackWork(list_id=first.list_id))

    assert [each.state for each in lists(station, "1")] == [
        ListState.CANCELLED,
        ListState.READY,
    ]
    assert state_of(station, "1") is OrderState.RELEASED
    site.pick_order(station, TOTE, "B")
    assert state_of(station, "1") is OrderState.PICKED
    site.prove_books(station)


def test_a_later_zone_is_taken_back_while_an_earlier_one_is_picked():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4), (LAMP, 1)))
    claimed(station)

    step(station, TakeBackWork(list_id=lists(station, "1")[1].list_id))

    site.pick_all(station, TOTE)
    assert site.set_down(station).effect is Effect.BROUGHT_TO_PACKING
    assert state_of(station, "1") is OrderState.PICKED
    site.prove_books(station)


def test_an_order_leaves_a_cart_and_the_others_go_on():
    station = warehouse(
        Method.CLUSTER, site.order("1", (TEA, 2)), site.order("2", (MUG, 3))
    )
    list_id = claimed(station)
    step(station, AssignTote(list_id=list_id, tote=ToteCode("TOTE-0002")), ANA)
    stop = next(s for s in site.walk_of(station).stops if s.task.sku == MUG)
    step(station, site.pick_of(stop.task, "TOTE-0002", 1), ANA)

    assert no(station, take_back(station, "2")).reason is Refusal.CLAIMED_BY_OTHER
    step(station, take_back(station, "2", forced=True))

    for each in site.walk_of(station).open_stops:
        step(station, site.pick_of(each.task, each.tote), ANA)
    step(station, HandOnTote(list_id=list_id, drop=PACKING_DROP), ANA)
    assert state_of(station, "1") is OrderState.PICKED
    assert state_of(station, "2") is OrderState.RESERVED
    site.release(station, "2")
    again = ToteCode("TOTE-0003")
    site.pick_order(station, again, "A")
    assert state_of(station, "2") is OrderState.PICKED
    site.prove_books(station)


def test_an_order_leaves_a_batch_and_its_picked_goods_are_sorted_to_it_all_the_same():
    station = warehouse(
        Method.BATCH, site.order("1", (TEA, 5)), site.order("2", (TEA, 3), (MUG, 1))
    )
    list_id = claimed(station)
    stop = next(s for s in site.walk_of(station).stops if s.task.sku == TEA)
    step(station, site.pick_of(stop.task, TOTE, 6), ANA)

    step(station, take_back(station, "2", forced=True))

    assert site.walk_of(station).open_stops == ()
    step(station, HandOnTote(list_id=list_id, drop=SORTING_DROP), ANA)
    for ref, qty_each in (("1", 5), ("2", 1)):
        put = SortFromBatch(
            batch_tote=TOTE, sku=TEA, tote=ToteCode(f"TOTE-010{ref}"), qty_each=qty_each
        )
        step(station, put)
    step(station, BringTote(tote=ToteCode("TOTE-0101"), drop=PACKING_DROP))
    assert state_of(station, "1") is OrderState.PICKED
    assert state_of(station, "2") is OrderState.RESERVED
    site.release(station, "2")
    site.pick_order(station, "TOTE-0102", "A")
    with station.reading() as tables:
        inside = {b.sku: b.qty_each for b in tables.stock.inside(Place("TOTE-0102"))}
    assert inside == {TEA: 3, MUG: 1}
    assert state_of(station, "2") is OrderState.PICKED
    site.prove_books(station)


def test_a_shared_walk_that_nobody_began_vanishes_with_its_last_order():
    station = warehouse(
        Method.BATCH, site.order("1", (TEA, 2)), site.order("2", (TEA, 3))
    )
    step(station, take_back(station, "1"))
    assert [each.state for each in lists(station, "2")] == [ListState.READY]
    step(station, take_back(station, "2"))
    assert [each.state for each in lists(station, "2")] == [ListState.CANCELLED]
    assert {state_of(station, ref) for ref in "12"} == {OrderState.RESERVED}


def test_a_shared_walk_is_taken_back_whole():
    station = warehouse(
        Method.CLUSTER, site.order("1", (TEA, 2)), site.order("2", (MUG, 3))
    )
    done = step(station, TakeBackWork(list_id=lists(station, "1")[0].list_id))
    assert done.values["orders"] == 2
    assert {state_of(station, ref) for ref in "12"} == {OrderState.RESERVED}


def test_a_supervisor_ends_a_claim_and_somebody_else_goes_on():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4)))
    list_id = claimed(station)
    [stop] = site.walk_of(station).stops
    step(station, site.pick_of(stop.task, TOTE, 1), ANA)

    done = step(station, EndClaim(list_id=list_id))

    assert done.values["person"] == "Ana"
    assert see_walk(station, ANA) is None
    site.claim(station, "A", site.BEN)
    assert site.walk_of(station, site.BEN).open_stops[0].task.left_each == 3
    site.pick_all(station, TOTE, site.BEN)
    done_already = no(station, EndClaim(list_id=list_id))
    assert done_already.reason is Refusal.LIST_NOT_OPEN
    assert no(station, EndClaim(list_id=ListId("?"))).reason is Refusal.UNKNOWN_LIST


def test_what_is_not_known_cannot_be_taken_back():
    station = warehouse(Method.PASS, site.order("1", (TEA, 4)))
    assert no(station, TakeBackWork(list_id=ListId("?"))).reason is Refusal.UNKNOWN_LIST
    unknown = TakeBackOrder(order_id=site.OrderId("?"))
    assert no(station, unknown).reason is Refusal.UNKNOWN_ORDER
