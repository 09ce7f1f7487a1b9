"""How a release lays out walks, method by method."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.engine import laying_out, orders
from app.engine.laying_out import Load, Release
from app.engine.names import (
    NO_ORDER,
    NO_WAVE,
    BinCode,
    ListId,
    Lot,
    OpId,
    OrderId,
    TaskId,
    ToteCode,
    WaveId,
    ZoneCode,
)
from app.engine.refusals import Refused
from app.engine.releasing import (
    CartPosition,
    Limits,
    Method,
    PickList,
    PickTask,
    Stop,
    StopShare,
)
from app.engine.task_states import ListState, TaskState
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, TEA

OP = OpId("01M85EMFCQ804CHH5PV941T2MM")


def load(ref: str, *stops: tuple[site.Sku, str, int]) -> Load:
    """An order with a stop for each SKU, bin and quantity."""
    made = orders.place_order(site.order(ref, (TEA, 1)), OpId(ref), "")
    assert not isinstance(made, Refused)
    order = replace(made[0], priority=int(ref))
    return Load(
        order=order,
        stops=tuple(
            Stop(
                order_id=order.order_id,
                line_no=n,
                sku=sku,
                bin_code=BinCode(bin_code),
                qty_each=qty_each,
            )
            for n, (sku, bin_code, qty_each) in enumerate(stops, start=1)
        ),
    )


def laid_out(method: Method, *loads: Load) -> laying_out.Walks:
    how = Release(name=OP, method=method, wave_id=NO_WAVE)
    return laying_out.make_walks(how, loads)


ONE = load("1", (TEA, "A-07-3-B", 2), (LAMP, "C-01-1-A", 1), (LAMP, "A-01-1-A", 1))
TWO = load("2", (TEA, "A-07-3-B", 3))


def test_passed_on_the_tote_goes_zone_by_zone_and_only_the_first_list_is_ready():
    walks = laid_out(Method.PASS, ONE)

    assert [(x.zone, x.step, x.state) for x in walks.lists] == [
        ("A", 1, ListState.READY),
        ("C", 2, ListState.WAITING),
    ]
    assert len({task.task_id for task in walks.tasks}) == 3
    first = walks.lists[0].list_id
    assert {t.bin_code for t in walks.tasks if t.list_id == first} == {
        "A-07-3-B",
        "A-01-1-A",
    }


def test_in_parallel_every_zone_is_ready_at_once():
    walks = laid_out(Method.PARALLEL, ONE)
    assert [x.state for x in walks.lists] == [ListState.READY, ListState.READY]


def test_a_single_order_is_one_walk_through_the_building():
    walks = laid_out(Method.SINGLE, ONE)
    assert [(x.zone, x.order_id) for x in walks.lists] == [("A", "1")]
    assert {task.list_id for task in walks.tasks} == {walks.lists[0].list_id}


def test_a_cart_has_a_position_for_each_order_and_a_stop_for_each_of_them():
    walks = laid_out(Method.CLUSTER, ONE, TWO)
    [pick_list] = walks.lists
    assert (pick_list.order_id, pick_list.priority) == (NO_ORDER, 2)
    assert [(x.position, x.order_id) for x in walks.positions] == [(1, "1"), (2, "2")]
    assert len(walks.tasks) == 4


def test_a_batch_stops_once_at_a_bin_for_all_its_orders():
    walks = laid_out(Method.BATCH, ONE, TWO)
    tea = next(task for task in walks.tasks if task.sku == TEA)
    assert (tea.qty_each, tea.is_shared, len(walks.tasks)) == (5, True, 3)
    assert [
        (x.order_id, x.qty_each, x.turn) for x in walks.shares if x.task_id == tea.task_id
    ] == [("1", 2, 1), ("2", 3, 2)]


def test_walks_are_cut_where_the_next_order_has_no_room():
    asked = [(OrderId("a"), 1, 4), (OrderId("b"), 2, 9), (OrderId("c"), 1, 1)]

    def cut(**most: int) -> list[list[str]]:
        walks = laying_out.split_walks(asked, Limits(**most))
        return [[order_id for order_id, _, _ in walk] for walk in walks]

    assert cut() == [["a", "b", "c"]]
    assert cut(orders=2) == [["a", "b"], ["c"]]
    assert cut(lines=3) == [["a", "b"], ["c"]]
    assert cut(eaches=5) == [["a"], ["b"], ["c"]]
    assert laying_out.split_walks([], Limits()) == []


def test_an_order_as_large_as_a_walk_may_be_fills_one():
    asked = [(OrderId("a"), 2, 9), (OrderId("b"), 2, 9)]
    for most in (Limits(lines=2), Limits(eaches=9), Limits(orders=1)):
        assert laying_out.split_walks(asked, most) == [[asked[0]], [asked[1]]]
    for most in (Limits(lines=4), Limits(eaches=18), Limits(orders=2)):
        assert laying_out.split_walks(asked, most) == [asked]


# ── all of what is laid out ───────────────────────────────────────────────────────────

W = WaveId("w")
TOTE = ToteCode("TOTE-0001")
LATE = replace(TWO.order, ship_by=DAY + timedelta(days=1))
LATER = replace(TWO, order=LATE)


def all_of(method: Method, *loads: Load) -> laying_out.Walks:
    how = Release(name="R", method=method, wave_id=W)
    return laying_out.make_walks(how, loads)


def walk(
    method: Method, zone: str, order_id: OrderId = NO_ORDER, **more: Any
) -> PickList:
    plain = PickList(
        list_id=ListId(f"R.{zone}"),
        order_id=order_id,
        zone=ZoneCode(zone),
        step=1,
        state=ListState.READY,
        priority=2,
        ship_by=DAY,
        method=method,
        wave_id=W,
    )
    return replace(plain, **more)


def stop_of(n: int, pick_list: PickList, stop: Stop, **more: Any) -> PickTask:
    plain = PickTask(
        task_id=TaskId(f"R.{n:03}"),
        list_id=pick_list.list_id,
        order_id=stop.order_id,
        line_no=stop.line_no,
        bin_code=stop.bin_code,
        sku=stop.sku,
        lot=stop.lot,
        qty_each=stop.qty_each,
        picked_each=0,
        state=TaskState.READY,
    )
    return replace(plain, **more)


WITH_LOT = replace(TWO.stops[0], lot=Lot("L1"))


def test_a_tote_an_order_has_already_is_the_first_zones():
    in_tote = replace(ONE, tote=TOTE)
    walks = all_of(Method.PASS, in_tote)

    first = walk(Method.PASS, "A", OrderId("1"), priority=1, tote=TOTE)
    second = walk(
        Method.PASS, "C", OrderId("1"), priority=1, step=2, state=ListState.WAITING
    )
    assert walks.lists == [first, second]
    tea, far_lamp, near_lamp = ONE.stops
    assert walks.tasks == [
        stop_of(1, first, tea),
        stop_of(2, first, near_lamp),
        stop_of(3, second, far_lamp),
    ]
    assert (walks.shares, walks.positions) == ([], [])


def test_one_order_in_one_walk_keeps_its_tote_and_its_stops():
    walks = all_of(Method.SINGLE, replace(TWO, tote=TOTE, stops=(WITH_LOT,)))

    its_walk = walk(Method.SINGLE, "A", OrderId("2"), tote=TOTE)
    assert walks.lists == [its_walk]
    assert walks.tasks == [stop_of(1, its_walk, WITH_LOT)]


def test_a_cart_is_as_urgent_as_its_most_urgent_order():
    walks = all_of(Method.CLUSTER, replace(ONE, tote=TOTE), LATER)

    cart = walk(Method.CLUSTER, "A")
    assert walks.lists == [cart]
    assert walks.positions == [
        CartPosition(list_id=cart.list_id, position=1, order_id=OrderId("1"), tote=TOTE),
        CartPosition(list_id=cart.list_id, position=2, order_id=OrderId("2")),
    ]
    assert [task.task_id for task in walks.tasks] == ["R.001", "R.002", "R.003", "R.004"]


def test_a_batch_has_one_stop_for_a_lot_in_a_bin_and_says_whose_it_is():
    walks = all_of(Method.BATCH, replace(ONE, stops=ONE.stops[:1]), LATER)

    batch = walk(Method.BATCH, "A")
    assert walks.lists == [batch]
    [task] = walks.tasks
    assert task == stop_of(
        1, batch, ONE.stops[0], order_id=NO_ORDER, line_no=0, qty_each=5
    )
    assert walks.shares == [
        StopShare(
            task_id=task.task_id,
            list_id=batch.list_id,
            order_id=OrderId(order_id),
            line_no=1,
            qty_each=qty_each,
            turn=turn,
        )
        for turn, (order_id, qty_each) in enumerate([("1", 2), ("2", 3)], start=1)
    ]
    of_a_lot = replace(TWO, stops=(WITH_LOT,))
    [of_any, of_one] = all_of(Method.BATCH, TWO, of_a_lot).tasks
    assert (of_any.lot, of_one.lot) == ("", "L1")
