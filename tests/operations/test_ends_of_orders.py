"""Where orders end when customers take things back, and what never gets into the books.

Each of these was found by the crew that does any work in any order.
"""

from typing import Any

from app.engine.names import BinCode, Sku, ToteCode
from app.engine.orders import CancelQuantity
from app.engine.picking import AssignTote, ReportShort, ShortReason
from app.engine.receiving import ReceiveStock
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import OrderState
from app.operations.running import do
from app.operations.seeing_board import see_orders
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, LAMP, MUG, TEA, ok


def warehouse(*orders: Any) -> Station:
    station = open_store(None)
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    return station


def take_back(station: Station, sku: Sku, qty_each: int, row: int = 1) -> None:
    back = CancelQuantity(
        channel="shop",
        ref="C1",
        row=row,
        customer="17850",
        sku=sku,
        qty_each=qty_each,
        at=site.DAY,
    )
    ok(do(station, back))


def state_of(station: Station) -> OrderState:
    [row] = see_orders(station)
    site.prove_books(station)
    return row.order.state


def test_an_unpaid_order_of_which_a_part_is_cancelled_still_waits_for_payment():
    station = warehouse(site.order("1", (TEA, 4), paid=False))

    take_back(station, TEA, 1)

    assert state_of(station) is OrderState.PLACED


def test_a_part_shipped_order_whose_rest_is_cancelled_is_shipped():
    station = warehouse(site.order("1", (TEA, 1), (LAMP, 7)))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A", "B")
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    ok(do(station, ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=1)))
    assert state_of(station) is OrderState.RESERVED

    take_back(station, LAMP, 1, row=1)
    take_back(station, LAMP, 1, row=2)

    assert state_of(station) is OrderState.HANDED_OVER


def test_an_order_cancelled_while_its_only_bin_turns_out_empty_is_cancelled():
    station = warehouse(site.order("1", (MUG, 2)))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    [stop] = site.walk_of(station).stops
    empty = ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, empty, badge=ANA))
    take_back(station, MUG, 2)

    site.set_down(station)

    assert state_of(station) is OrderState.CANCELLED


def refusal(station: Station, command: object) -> Refusal:
    verdict = do(station, command, badge=ANA)
    assert isinstance(verdict, Refused), verdict
    site.prove_books(station)
    return verdict.reason


def test_goods_are_not_picked_into_no_tote_at_all():
    station = warehouse(site.order("1", (TEA, 1)))
    site.release(station, "1")
    site.claim(station, "A")
    [stop] = site.walk_of(station).stops

    assert refusal(station, site.pick_of(stop.task, "")) is Refusal.WRONG_TOTE


def test_a_bin_a_parcel_or_nothing_is_no_tote():
    station = warehouse(site.order("1", (TEA, 1)))
    site.release(station, "1")
    list_id = site.claim(station, "A")

    for code in ("", "A-02-1-A", "@customer", "PARCEL-1"):
        assign = AssignTote(list_id=list_id, tote=ToteCode(code))
        assert refusal(station, assign) is Refusal.UNKNOWN_TOTE


def test_goods_are_put_away_into_bins_only():
    station = warehouse()

    for code in ("", "TOTE-0001", "@supplier", "@customer", "UNDER-THE-DESK"):
        receipt = ReceiveStock(sku=TEA, bin_code=BinCode(code), qty_each=1)
        assert refusal(station, receipt) is Refusal.UNKNOWN_BIN
