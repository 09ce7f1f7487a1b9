"""How a release lays out walks, method by method."""

from dataclasses import replace

from app.engine import laying_out, orders
from app.engine.laying_out import Load, Release
from app.engine.names import NO_ORDER, NO_WAVE, BinCode, OpId, OrderId
from app.engine.refusals import Refused
from app.engine.releasing import Limits, Method, Stop
from app.engine.task_states import ListState
from tests.fakes import site
from tests.fakes.site import LAMP, TEA

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
