"""Orders and their lines: every each ordered is in exactly one stage."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import orders, reserving
from app.engine.items import KitPart
from app.engine.names import OpId, OrderId
from app.engine.orders import AskedLine, OrderLine
from app.engine.refusals import Refused
from app.engine.stock import Availability
from app.engine.task_states import OrderEvent, OrderState
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MUG, TEA

OP = OpId("01M85EMFCQ804CHH5PV941T2MM")


def line(qty_each: int, **stages: int) -> OrderLine:
    empty = OrderLine(
        order_id=OrderId("1"),
        line_no=1,
        sku=TEA,
        name="Tea",
        price_minor=255,
        qty_each=qty_each,
        open_each=qty_each,
    )
    filled = {f"{stage}_each": n for stage, n in {"open": 0, **stages}.items()}
    return replace(empty, **filled)


def test_a_line_whose_stages_do_not_add_up_cannot_be_made():
    with pytest.raises(AssertionError):
        line(5, open=4)
    with pytest.raises(AssertionError):
        line(5, open=6, picked=-1)


def test_lines_keep_the_order_they_came_in():
    made = orders.place_order(site.order("1", (LAMP, 1), (TEA, 2), (LAMP, 3)), OP, "")

    assert not isinstance(made, Refused)
    assert [(x.line_no, x.sku, x.open_each) for x in made[1]] == [
        (1, LAMP, 1),
        (2, TEA, 2),
        (3, LAMP, 3),
    ]


def test_an_order_without_a_day_is_promised_as_the_law_has_it():
    asked = site.order("1", (TEA, 1))

    assert orders.promised_by(replace(asked, ship_by=DAY)) == DAY
    stated_nothing = replace(asked, placed_at=DAY, ship_by=None)
    assert orders.promised_by(stated_nothing) == DAY + timedelta(days=30)


def test_an_event_that_makes_no_sense_leads_nowhere():
    made = orders.place_order(site.order("1", (TEA, 1)), OP, "")
    assert not isinstance(made, Refused)
    order = replace(made[0], state=OrderState.CANCELLED)

    assert orders.after(order, OrderEvent.RELEASE) is None


def test_cancelling_takes_what_is_promised_least_first():
    given_up, cancelled, freed = orders.cancel_from(
        line(10, open=2, backordered=3, reserved=4, picked=1), 7
    )

    assert (cancelled, freed) == (7, 2)
    assert (given_up.reserved_each, given_up.cancelled_each) == (2, 7)


def test_goods_on_the_floor_are_not_cancelled():
    _, cancelled, freed = orders.cancel_from(line(5, allocated=3, picked=2), 5)
    assert (cancelled, freed) == (0, 0)


@given(st.integers(1, 30), st.integers(0, 40), st.integers(0, 40), st.integers(0, 9))
def test_a_promise_never_exceeds_what_can_be_sold(
    wanted: int, on_hand: int, reserved: int, safety: int
):
    stock = Availability(
        sku=TEA, on_hand_each=on_hand, reserved_each=reserved, safety_each=safety
    )

    promised_line, promised = reserving.reserve(line(wanted, open=wanted), stock)

    assert promised == min(wanted, max(0, on_hand - reserved - safety))
    assert promised_line.reserved_each == promised
    assert promised_line.backordered_each == wanted - promised


def test_a_line_let_go_waits_for_nothing_and_expects_nothing():
    waiting = replace(line(6, backordered=2, reserved=3, picked=1), expected_at=DAY)

    assert reserving.let_go(waiting) == (line(6, open=5, picked=1), 3)


@pytest.mark.parametrize(
    ("minutes", "until"),
    [(0, None), (1, DAY + timedelta(minutes=1)), (90, DAY + timedelta(minutes=90))],
)
def test_an_unpaid_order_holds_stock_for_so_many_minutes(
    minutes: int, until: datetime | None
):
    assert reserving.reserved_until(DAY, minutes) == until


@pytest.mark.parametrize(
    ("stages", "left"),
    [
        ({"reserved": 1, "backordered": 2}, OrderEvent.PROMISE),
        ({"backordered": 2, "open": 1}, OrderEvent.PROMISE_NOTHING),
        ({"open": 3}, OrderEvent.LET_GO),
        ({"shipped": 3}, OrderEvent.LET_GO),
    ],
)
def test_an_order_with_nothing_on_the_floor_is_promised_or_waits(
    stages: dict[str, int], left: OrderEvent
):
    lines = [line(2, shipped=2), line(sum(stages.values()), **stages)]
    assert orders.what_is_left(lines) is left


def test_what_is_not_on_the_floor_can_still_be_given_up():
    waits = line(21, open=1, backordered=2, reserved=3, allocated=4, picked=5, packed=6)
    assert orders.cancellable_each(waits) == 6
    assert waits.wanted_each == 21
    assert line(5, cancelled=2, shipped=3).wanted_each == 3


def test_an_order_is_given_up_when_all_of_every_line_is():
    gone, half = line(2, cancelled=2), line(2, cancelled=1, shipped=1)
    assert orders.is_all_cancelled([gone, gone])
    assert not orders.is_all_cancelled([gone, half])


def test_an_event_leads_to_the_next_state():
    made = orders.place_order(site.order("1", (TEA, 1)), OP, "")
    assert not isinstance(made, Refused)
    promised = orders.after(made[0], OrderEvent.PROMISE)
    assert promised == replace(made[0], state=OrderState.RESERVED)


def test_a_kit_is_picked_as_its_parts():
    sold = AskedLine(sku=LAMP, name="Lamp", qty_each=2, price_minor=900)
    parts = [
        KitPart(kit=LAMP, part=TEA, qty_each=3),
        KitPart(kit=LAMP, part=MUG, qty_each=1),
    ]

    assert orders.in_parts(sold, parts, {TEA: "Tea", MUG: "Mug"}) == [
        AskedLine(sku=TEA, name="Tea", qty_each=6, kit=LAMP),
        AskedLine(sku=MUG, name="Mug", qty_each=2, kit=LAMP),
    ]
    assert orders.in_parts(sold, [], {}) == [sold]
