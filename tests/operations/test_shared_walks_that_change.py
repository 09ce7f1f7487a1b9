"""An order on a walk with others is cancelled, held or short, and the others go on."""

import pytest

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.changing import ChangeOrder
from app.engine.handing_on import BringTote
from app.engine.holding import HoldOrder, HoldReason, LetGoOrder
from app.engine.names import PACKING_DROP, Place, ToteCode, ZoneCode
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    GiveBackWork,
    HandOnTote,
    ReportShort,
    ShortReason,
    UndoPick,
)
from app.engine.refusals import Done, Effect, Refusal
from app.engine.releasing import Method
from app.engine.sorting import SortFromBatch
from app.engine.taking_back import TakeBackOrder
from app.engine.task_states import ListState, OrderState, ToteState
from app.operations.running import do
from app.operations.seeing_board import see_put_backs
from app.operations.seeing_waves import see_sorting
from app.operations.seeing_work import see_queue, see_zones
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, SUE, TEA, ok

BATCH = ToteCode("TOTE-0009")
A = ZoneCode("A")
SHARED = pytest.mark.parametrize("method", [Method.BATCH, Method.CLUSTER])

pytestmark = pytest.mark.usefixtures("each_database")


def released(method: Method) -> Station:
    """Two orders of tea on one walk: 1 asks for two, 2 for three."""
    station = open_books()
    site.stock_up(station)
    for ref, qty_each in (("1", 2), ("2", 3)):
        ok(do(station, site.order(ref, (TEA, qty_each))))
    site.release(station, "1", "2", method=method)
    return station


def walking(method: Method) -> Station:
    """Ana has the walk in hand, and its totes."""
    station = released(method)
    list_id = site.claim(station, "A")
    codes = [BATCH] if method is Method.BATCH else ["TOTE-0001", "TOTE-0002"]
    for code in codes:
        site.take_tote(station, list_id, code)
    return station


def step(station: Station, command: object, badge: site.Badge = SUE) -> Done:
    done = ok(do(station, command, badge=badge))
    site.prove_books(station)
    return done


def cancel(station: Station, ref: str) -> Done:
    return step(station, CancelOrder(order_id=site.order_id(station, ref)))


def pick_all(station: Station) -> None:
    for stop in site.walk_of(station).open_stops:
        step(station, site.pick_of(stop.task, stop.tote), ANA)


def set_down(station: Station) -> Done:
    walk = site.walk_of(station)
    done = HandOnTote(list_id=walk.pick_list.list_id, drop=walk.drop)
    return step(station, done, ANA)


def sort(station: Station, ref: str, tote: str) -> None:
    order_id = site.order_id(station, ref)
    [wanted] = [x for x in see_sorting(station, BATCH) if x.order_id == order_id]
    done = SortFromBatch(
        batch_tote=BATCH,
        sku=TEA,
        tote=ToteCode(tote),
        qty_each=wanted.qty_each,
        order_id=order_id,
    )
    step(station, done)


def bring_to_packing(station: Station, method: Method) -> None:
    """What is left of the walk comes to packing, sorted into the orders' totes."""
    set_down(station)
    if method is Method.CLUSTER:
        return
    for wanted in see_sorting(station, BATCH):
        tote = f"TOTE-000{wanted.order_ref}"
        sort(station, wanted.order_ref, tote)
        step(station, BringTote(tote=ToteCode(tote), drop=PACKING_DROP))


def states(station: Station) -> tuple[OrderState, OrderState]:
    one, two = site.order_of(station, "1"), site.order_of(station, "2")
    return one.state, two.state


def tote_state(station: Station, code: str) -> ToteState:
    with station.reading() as tables:
        return tables.work.tote(ToteCode(code)).state


@SHARED
def test_an_order_cancelled_before_anything_is_picked_leaves_the_walk_to_the_other(
    method: Method,
):
    station = walking(method)

    assert cancel(station, "1").effect is Effect.CANCELLED

    [stop] = site.walk_of(station).open_stops
    assert stop.task.left_each == 3
    pick_all(station)
    bring_to_packing(station, method)
    assert states(station) == (OrderState.CANCELLED, OrderState.PICKED)
    assert tote_state(station, "TOTE-0001") is ToteState.FREE
    site.pack(station, "TOTE-0002")


@SHARED
def test_an_order_cancelled_after_its_pick_goes_back_and_the_other_is_packed(
    method: Method,
):
    station = walking(method)
    pick_all(station)

    assert cancel(station, "1").effect is Effect.CANCELLED_PUT_BACK

    [back] = see_put_backs(station)
    assert (back.task.qty_each, back.task.bin_code) == (2, "A-02-1-A")
    assert back.task.source == (BATCH if method is Method.BATCH else "TOTE-0001")
    bring_to_packing(station, method)
    site.put_all_back(station)
    site.prove_books(station)
    assert states(station) == (OrderState.CANCELLED, OrderState.PICKED)
    assert tote_state(station, back.task.source) is ToteState.FREE
    site.pack(station, "TOTE-0002")


@SHARED
def test_a_walk_all_of_whose_orders_are_cancelled_is_nobodys_and_its_totes_are_free(
    method: Method,
):
    station = walking(method)
    for ref in ("1", "2"):
        cancel(station, ref)

    with station.reading() as tables:
        lists, totes = tables.work.lists.find(""), tables.work.totes.find("")
    assert {each.state for each in lists} == {ListState.CANCELLED}
    assert {each.state for each in totes} == {ToteState.FREE}


@SHARED
def test_a_cart_or_batch_cancelled_whole_after_the_pick_is_brought_and_goes_back(
    method: Method,
):
    station = walking(method)
    pick_all(station)
    for ref in ("1", "2"):
        cancel(station, ref)

    assert set_down(station).effect is Effect.GOODS_GO_BACK
    site.put_all_back(station)
    site.prove_books(station)
    with station.reading() as tables:
        totes = tables.work.totes.find("")
    assert {each.state for each in totes} == {ToteState.FREE}


@SHARED
def test_a_part_is_cancelled_from_what_is_not_picked_yet(method: Method):
    station = walking(method)
    stop = site.walk_of(station).open_stops[0]
    step(station, site.pick_of(stop.task, stop.tote, 1), ANA)
    order_id = site.order_id(station, "1")

    done = step(station, CancelLine(order_id=order_id, line_no=1, qty_each=1))

    assert done.effect is Effect.CANCELLED
    pick_all(station)
    bring_to_packing(station, method)
    assert states(station) == (OrderState.PICKED, OrderState.PICKED)
    assert [line.picked_each for line in site.lines_of(station, "1")] == [1]


@SHARED
def test_a_cancelled_pick_of_a_walk_for_several_is_not_undone(method: Method):
    station = walking(method)
    task = site.walk_of(station).open_stops[0].task
    pick_all(station)
    cancel(station, "1")

    refused = do(station, UndoPick(task_id=task.task_id), badge=ANA)

    assert site.no(refused) is Refusal.NOTHING_TO_UNDO
    site.prove_books(station)


@SHARED
def test_a_walk_with_a_held_order_is_not_given_out_until_that_one_is_taken_off(
    method: Method,
):
    station = released(method)
    order_id = site.order_id(station, "1")
    step(station, HoldOrder(order_id=order_id, reason=HoldReason.FRAUD))

    assert site.no(do(station, ClaimWork(zone=A), badge=ANA)) is Refusal.NO_WORK
    assert (see_queue(station, A), see_zones(station)[0].lists_ready) == ([], 0)

    step(station, TakeBackOrder(order_id=order_id))
    assert see_zones(station)[0].lists_ready == 1
    assert len(see_queue(station, A)) == 1
    step(station, ClaimWork(zone=A), ANA)
    assert [stop.task.left_each for stop in site.walk_of(station).open_stops] == [3]


@SHARED
def test_whoever_has_a_walk_in_hand_goes_on_though_an_order_of_it_is_held(
    method: Method,
):
    station = walking(method)
    held = HoldOrder(order_id=site.order_id(station, "1"), reason=HoldReason.FRAUD)
    step(station, held)
    pick_all(station)
    bring_to_packing(station, method)
    assert states(station) == (OrderState.PICKED, OrderState.PICKED)


@SHARED
def test_a_walk_given_back_waits_for_the_held_order_and_then_for_nobody(method: Method):
    station = walking(method)
    list_id = site.walk_of(station).pick_list.list_id
    order_id = site.order_id(station, "2")
    step(station, HoldOrder(order_id=order_id, reason=HoldReason.OTHER))
    step(station, GiveBackWork(list_id=list_id), ANA)

    again = ClaimWork(zone=A, list_id=list_id)
    assert site.no(do(station, again, badge=ANA)) is Refusal.ORDER_HELD

    step(station, LetGoOrder(order_id=order_id))
    step(station, again, ANA)


@SHARED
def test_one_order_is_short_and_cancelled_and_the_other_gets_what_was_picked(
    method: Method,
):
    station = walking(method)
    stop = site.walk_of(station).open_stops[0]
    step(station, site.pick_of(stop.task, stop.tote, 2), ANA)
    for other in site.walk_of(station).open_stops:
        told = ReportShort(task_id=other.task.task_id, reason=ShortReason.NOT_IN_BIN)
        step(station, told, ANA)
    short = [ref for ref in ("1", "2") if not _picked(station, ref)]

    for ref in short:
        assert cancel(station, ref).effect is Effect.CANCELLED
    pick_all(station)
    bring_to_packing(station, method)

    assert len(short) == 1
    assert sorted(states(station)) == [OrderState.CANCELLED, OrderState.PICKED]


def _picked(station: Station, ref: str) -> int:
    return sum(line.picked_each for line in site.lines_of(station, ref))


def test_an_order_half_sorted_and_then_cancelled_goes_back_from_both_totes():
    station = walking(Method.BATCH)
    pick_all(station)
    set_down(station)
    order_id = site.order_id(station, "2")
    one = SortFromBatch(
        batch_tote=BATCH, sku=TEA, tote=ToteCode("TOTE-0002"), order_id=order_id
    )
    step(station, one)

    cancel(station, "2")

    backs = {back.task.source: back.task.qty_each for back in see_put_backs(station)}
    assert backs == {BATCH: 2, "TOTE-0002": 1}
    sort(station, "1", "TOTE-0001")
    with station.reading() as tables:
        inside = tables.stock.inside(Place(BATCH))
    assert [each.qty_each for each in inside] == [2]
    site.put_all_back(station)
    assert tote_state(station, BATCH) is ToteState.FREE
    assert tote_state(station, "TOTE-0002") is ToteState.FREE
    site.prove_books(station)


def test_an_order_whose_last_goods_in_the_batch_are_cancelled_can_be_packed():
    station = walking(Method.BATCH)
    pick_all(station)
    set_down(station)
    order_id = site.order_id(station, "2")
    some = SortFromBatch(
        batch_tote=BATCH,
        sku=TEA,
        tote=ToteCode("TOTE-0002"),
        qty_each=2,
        order_id=order_id,
    )
    step(station, some)
    step(station, BringTote(tote=ToteCode("TOTE-0002"), drop=PACKING_DROP))
    assert site.order_of(station, "2").state is OrderState.PICKING

    step(station, CancelLine(order_id=order_id, line_no=1, qty_each=1))

    assert site.order_of(station, "2").state is OrderState.PICKED
    site.pack(station, "TOTE-0002")


def test_what_was_cancelled_in_the_batch_but_sorted_elsewhere_goes_back_from_there():
    station = walking(Method.BATCH)
    pick_all(station)
    set_down(station)
    cancel(station, "1")
    done = SortFromBatch(
        batch_tote=BATCH,
        sku=TEA,
        tote=ToteCode("TOTE-0001"),
        qty_each=2,
        order_id=site.order_id(station, "1"),
    )

    assert site.do_at(station, done, site.DAY).outcome == "discrepancy"

    site.prove_books(station)
    sort(station, "2", "TOTE-0002")
    site.put_all_back(station)
    assert tote_state(station, "TOTE-0001") is ToteState.FREE
    site.prove_books(station)


def test_a_pick_for_several_that_the_books_could_not_follow_goes_back():
    station = walking(Method.BATCH)
    stop = site.walk_of(station).open_stops[0]
    pick = site.pick_of(stop.task, BATCH, 2)
    short = ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
    step(station, short, ANA)

    assert site.do_at(station, pick, site.DAY).outcome == "discrepancy"

    [back] = see_put_backs(station)
    assert (back.task.source, back.task.qty_each) == (BATCH, 2)
    site.prove_books(station)


def test_a_pick_off_a_cart_that_the_books_could_not_follow_fills_its_order():
    station = walking(Method.CLUSTER)
    stop = site.walk_of(station).open_stops[0]
    short = ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
    step(station, short, ANA)

    pick = site.pick_of(stop.task, stop.tote, 2)
    assert site.do_at(station, pick, site.DAY).outcome == "discrepancy"

    assert (_picked(station, "1"), see_put_backs(station)) == (2, [])
    site.prove_books(station)


def test_an_order_made_urgent_does_not_overwrite_what_its_shared_walk_says():
    station = released(Method.BATCH)
    [before] = [walk.pick_list for walk in see_queue(station, A)]
    order_id = site.order_id(station, "1")
    step(station, ChangeOrder(order_id=order_id, priority=9))
    [after] = [walk.pick_list for walk in see_queue(station, A)]
    assert after.priority == before.priority != 9


def test_a_cart_tote_emptied_by_a_put_back_stays_on_the_cart_till_the_walk_ends():
    station = walking(Method.CLUSTER)
    first = site.walk_of(station).open_stops[0]
    step(station, site.pick_of(first.task, first.tote), ANA)
    cancel(station, "1")
    site.put_all_back(station)
    assert tote_state(station, "TOTE-0001") is ToteState.PICKING

    other = AssignTote(
        list_id=site.walk_of(station).pick_list.list_id,
        tote=ToteCode("TOTE-0001"),
        position=2,
    )
    assert site.no(do(station, other, badge=ANA)) is Refusal.WRONG_TOTE
    pick_all(station)
    set_down(station)
    assert tote_state(station, "TOTE-0001") is ToteState.FREE
