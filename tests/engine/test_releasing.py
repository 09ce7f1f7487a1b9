"""What may become work, and how a tote's way through the zones is laid out."""

from dataclasses import replace

from app.engine import orders, releasing
from app.engine.names import OpId
from app.engine.orders import Order, OrderLine
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import OrderState
from tests.fakes import site
from tests.fakes.site import TEA

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
