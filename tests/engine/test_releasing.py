"""What may become work, and how a tote's way through the zones is laid out."""

from dataclasses import replace

from app.engine import orders, releasing
from app.engine.names import BinCode, ListId, Lot, OpId, TaskId, ZoneCode
from app.engine.orders import Order, OrderLine
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import PickList, PickTask, Stop
from app.engine.task_states import ListState, OrderState, TaskState
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, TEA

OP = OpId("01M85EMFCQ804CHH5PV941T2MM")


def placed(*lines: tuple[site.Sku, int]) -> tuple[Order, list[OrderLine]]:
    made = orders.place_order(site.order("1", *lines), OP, "")
    assert not isinstance(made, Refused)
    return made


def test_only_an_order_with_something_promised_is_released():
    order, lines = placed((TEA, 2))
    promised = replace(order, state=OrderState.RESERVED)
    reserved = [orders.shift(line, "open", "reserved", 2) for line in lines]

    assert releasing.may_release(promised, reserved) is None
    for no in (
        releasing.may_release(replace(order, state=OrderState.PICKING), reserved),
        releasing.may_release(promised, lines),
    ):
        assert no is not None
        assert no.reason is Refusal.NOTHING_TO_RELEASE


def test_the_tote_goes_through_the_zones_in_order_and_only_the_first_list_is_ready():
    order, _ = placed((TEA, 2), (LAMP, 1))
    stops = [
        Stop(line_no=2, sku=LAMP, bin_code=BinCode("C-01-1-A"), qty_each=1),
        Stop(line_no=1, sku=TEA, bin_code=BinCode("A-07-3-B"), qty_each=2),
        Stop(line_no=2, sku=LAMP, bin_code=BinCode("A-01-1-A"), qty_each=1),
    ]

    lists, tasks = releasing.make_lists(order, stops, OP)

    assert [(x.zone, x.step, x.state) for x in lists] == [
        ("A", 1, ListState.READY),
        ("C", 2, ListState.WAITING),
    ]
    assert len({task.task_id for task in tasks}) == 3
    assert {t.bin_code for t in tasks if t.list_id == lists[0].list_id} == {
        "A-07-3-B",
        "A-01-1-A",
    }


def test_a_walk_and_its_stops_say_whose_they_are_and_what_to_take():
    order, _ = placed((TEA, 2))
    urgent = replace(order, priority=3)
    stop = Stop(
        line_no=1, sku=TEA, bin_code=BinCode("A-07-3-B"), qty_each=2, lot=Lot("L1")
    )

    [walk], [task] = releasing.make_lists(urgent, [stop], OpId("X"))

    assert walk == PickList(
        list_id=ListId(f"X.{OP}.A"),
        order_id=order.order_id,
        zone=ZoneCode("A"),
        step=1,
        state=ListState.READY,
        priority=3,
        ship_by=DAY,
    )
    assert task == PickTask(
        task_id=TaskId(f"X.{OP}.1"),
        list_id=walk.list_id,
        order_id=order.order_id,
        line_no=1,
        bin_code=BinCode("A-07-3-B"),
        sku=TEA,
        qty_each=2,
        picked_each=0,
        state=TaskState.READY,
        lot=Lot("L1"),
    )
