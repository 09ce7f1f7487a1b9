"""What an order line takes of a pick the books could not follow."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.engine import crediting
from app.engine.crediting import Credit
from app.engine.names import DropCode, ListId, OrderId, Sku, ToteCode, ZoneCode
from app.engine.orders import Order, OrderLine
from app.engine.picking import Tote
from app.engine.releasing import PickList
from app.engine.task_states import ListState, OrderState, Payment, ToteState

AT = datetime(2010, 12, 6, 9, 30, tzinfo=UTC)
LINE = OrderLine(
    order_id=OrderId("o"),
    line_no=1,
    sku=Sku("LAMP"),
    name="Lamp",
    price_minor=0,
    qty_each=8,
    backordered_each=2,
    reserved_each=1,
    allocated_each=5,
)
ORDER = Order(
    order_id=OrderId("o"),
    channel="shop",
    ref="1",
    customer="c",
    ship_to="",
    placed_at=AT,
    ship_by=AT,
    carrier="Mail",
    service="",
    payment=Payment.PAID,
    priority=0,
    state=OrderState.PICKING,
    digest="",
)
WALK = PickList(
    list_id=ListId("l"),
    order_id=OrderId("o"),
    zone=ZoneCode("A"),
    step=1,
    state=ListState.PICKED,
    priority=0,
    ship_by=AT,
    tote=ToteCode("TOTE-0001"),
)
TOTE = Tote(tote=ToteCode("TOTE-0001"), state=ToteState.PICKING, order_id=OrderId("o"))


@pytest.mark.parametrize(
    ("qty_each", "wanted"),
    [
        (2, Credit(2, 0, 0, 0, 0)),
        (3, Credit(2, 1, 0, 0, 0)),
        (5, Credit(2, 1, 2, 0, 0)),
        (7, Credit(2, 1, 2, 2, 0)),
        (10, Credit(2, 1, 2, 3, 2)),
    ],
)
def test_a_pick_fills_its_own_stop_then_promises_then_backorders_then_other_stops(
    qty_each: int, wanted: Credit
):
    assert crediting.credit(LINE, 2, qty_each) == wanted


@pytest.mark.parametrize("state", ListState)
def test_goods_reach_the_packer_while_somebody_carries_their_tote(state: ListState):
    walks = [replace(WALK, state=state)]
    carried = state in (ListState.READY, ListState.CLAIMED, ListState.PICKED)
    assert crediting.reaches_packing(ORDER, TOTE, walks) is carried


def test_goods_in_a_tote_at_packing_are_there():
    at_packing = replace(TOTE, state=ToteState.STAGED, stands_at=DropCode("DROP-PACK-1"))
    for tote in (
        at_packing,
        replace(TOTE, state=ToteState.PACKING),
        replace(TOTE, state=ToteState.HOSPITAL),
    ):
        assert crediting.reaches_packing(ORDER, tote, [])


def test_goods_in_another_orders_tote_or_of_an_order_off_the_floor_do_not_count():
    other = replace(TOTE, order_id=OrderId("p"))
    waiting = replace(ORDER, state=OrderState.BACKORDERED)
    assert not crediting.reaches_packing(ORDER, other, [WALK])
    assert not crediting.reaches_packing(waiting, TOTE, [WALK])
