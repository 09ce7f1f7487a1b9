"""Where an order rests after something of it was cancelled, however it was cancelled."""

from collections.abc import Callable

import pytest

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.delivering import CarrierEvent, CarrierTold
from app.engine.names import ToteCode
from app.engine.orders import CancelQuantity
from app.engine.picking import ReportShort, ShortReason
from app.engine.refusals import Effect
from app.engine.task_states import ListState, OrderState, ToteState
from app.operations.running import do
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, DAY, LAMP, MUG, SUE, TEA, ok

TOTE = "TOTE-0001"

Cancel = Callable[[Station, int], None]


def by_order(station: Station, _qty_each: int) -> None:
    asked = CancelOrder(order_id=site.order_id(station, "1"))
    ok(do(station, asked, badge=SUE))


def by_line(station: Station, qty_each: int) -> None:
    asked = CancelLine(order_id=site.order_id(station, "1"), line_no=1, qty_each=qty_each)
    ok(do(station, asked, badge=SUE))


def by_quantity(station: Station, qty_each: int) -> None:
    asked = CancelQuantity(
        channel="shop",
        ref="C1",
        row=1,
        customer="17850",
        sku=LAMP,
        qty_each=qty_each,
        at=DAY,
    )
    assert ok(do(station, asked)).effect is Effect.CANCELLED


EVERY_WAY = pytest.mark.parametrize("cancel", [by_order, by_line, by_quantity])


def warehouse(*orders: object) -> Station:
    station = open_store(None)
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    return station


def part_shipped() -> Station:
    station = warehouse(site.order("1", (LAMP, 7)))
    site.release(station, "1")
    site.pick_order(station, TOTE, "B")
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    return station


@EVERY_WAY
def test_an_order_that_shipped_its_part_and_whose_rest_is_cancelled_is_handed_over(
    cancel: Cancel,
):
    station = part_shipped()
    cancel(station, 2)

    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    site.prove_books(station)


@EVERY_WAY
def test_so_it_is_when_the_rest_was_released_and_found_short(cancel: Cancel):
    station = part_shipped()
    receipt = site.ReceiveStock(sku=LAMP, bin_code=site.BinCode("B-01-1-A"), qty_each=2)
    ok(do(station, receipt))
    site.release(station, "1")
    find_nothing(station)
    cancel(station, 2)
    site.set_down(station)

    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    nothing_is_left(station)


@EVERY_WAY
def test_an_order_whose_parcel_arrived_and_whose_rest_is_cancelled_is_delivered(
    cancel: Cancel,
):
    station = part_shipped()
    with station.reading() as tables:
        [parcel] = tables.parcels.of_order(site.order_id(station, "1"))
    told = CarrierTold(sscc_or_tracking=parcel.sscc, event=CarrierEvent.DELIVERED, at=DAY)
    ok(do(station, told))
    assert site.order_of(station, "1").state is OrderState.IN_TRANSIT

    cancel(station, 2)

    assert site.order_of(station, "1").state is OrderState.DELIVERED


def find_nothing(station: Station) -> None:
    site.take_tote(station, site.claim(station, "B"), TOTE)
    [stop] = site.walk_of(station).open_stops
    told = ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, told, badge=ANA))


def nothing_is_left(station: Station) -> None:
    site.prove_books(station)
    with station.reading() as tables:
        assert tables.work.tote(ToteCode(TOTE)).state is ToteState.FREE
        for walk in tables.work.lists_of(site.order_id(station, "1")):
            assert walk.state in (ListState.DONE, ListState.CANCELLED)


@EVERY_WAY
@pytest.mark.parametrize("is_set_down_first", [True, False])
def test_an_order_found_short_on_the_floor_and_then_cancelled_is_cancelled(
    cancel: Cancel, is_set_down_first: bool
):
    station = warehouse(site.order("1", (LAMP, 2)))
    site.release(station, "1")
    find_nothing(station)
    if is_set_down_first:
        site.set_down(station)
    cancel(station, 2)
    if not is_set_down_first:
        assert site.order_of(station, "1").state is OrderState.CANCELLED
        site.set_down(station)

    assert site.order_of(station, "1").state is OrderState.CANCELLED
    nothing_is_left(station)


@EVERY_WAY
def test_an_order_cancelled_before_anything_happened_is_cancelled(cancel: Cancel):
    station = warehouse(site.order("1", (LAMP, 2)))
    cancel(station, 2)
    assert site.order_of(station, "1").state is OrderState.CANCELLED
    site.prove_books(station)


@pytest.mark.parametrize("cancel", [by_line, by_quantity])
def test_an_unpaid_order_that_gives_a_line_back_waits_for_its_money_as_before(
    cancel: Cancel,
):
    station = warehouse(site.order("1", (LAMP, 9), (TEA, 1), paid=False))
    cancel(station, 9)

    assert site.order_of(station, "1").state is OrderState.PLACED
    assert site.lines_of(station, "1")[1].open_each == 1
    site.prove_books(station)


@pytest.mark.parametrize("cancel", [by_line, by_quantity])
def test_a_paid_order_that_gives_a_line_back_keeps_the_promise_of_the_other(
    cancel: Cancel,
):
    station = warehouse(site.order("1", (LAMP, 2), (MUG, 9)))
    with_mugs = site.order("2", (MUG, 8))
    assert site.lines_of(station, "1")[1].reserved_each == 8
    ok(do(station, with_mugs))
    cancel(station, 2)
    assert site.order_of(station, "1").state is OrderState.RESERVED
    site.prove_books(station)
