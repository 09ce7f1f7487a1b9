"""A pick the books could not follow leaves nothing stuck: it is packed, or goes back."""

from dataclasses import replace

import pytest

from app.engine.names import BinCode, ToteCode
from app.engine.picking import AssignTote, ConfirmPick, ReportShort, ShortReason
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import ListState, OrderState, TaskState, ToteState
from app.operations.running import do
from app.operations.seeing_board import see_put_backs
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, BEN, DAY, LAMP, MUG, TEA, ok

TOTE = "TOTE-0001"


def walking(*orders: object) -> tuple[Station, ConfirmPick]:
    """A store where Ana is at the first stop of order 1, and the pick she makes there."""
    station = open_store(None)
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), TOTE)
    stops = site.walk_of(station).open_stops
    tea = next(stop.task for stop in stops if stop.task.sku == TEA)
    return station, site.pick_of(tea, TOTE)


def short(station: Station, pick: ConfirmPick) -> None:
    told = ReportShort(task_id=pick.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, told, badge=BEN))


def picked_elsewhere(station: Station, pick: ConfirmPick) -> None:
    assert site.do_at(station, pick, DAY).outcome == "discrepancy"
    site.prove_books(station)


def line_of(station: Station) -> tuple[int, int, int]:
    line = site.lines_of(station, "1")[0]
    return line.picked_each, line.allocated_each, line.backordered_each


def pack_and_ship(station: Station) -> None:
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    site.prove_books(station)


def tote_state(station: Station, tote: str = TOTE) -> ToteState:
    with station.reading() as tables:
        return tables.work.tote(ToteCode(tote)).state


def test_goods_picked_from_a_bin_reported_short_fill_the_backorder_and_the_other_stop():
    station, pick = walking(site.order("1", (TEA, 12), (MUG, 1)))
    short(station, pick)
    assert line_of(station) == (0, 3, 9)

    picked_elsewhere(station, pick)

    assert line_of(station) == (12, 0, 0)
    assert see_put_backs(station) == []
    [mug] = site.walk_of(station).open_stops
    assert mug.task.sku == MUG
    site.pick_all(station, TOTE)
    site.set_down(station)
    pack_and_ship(station)
    assert tote_state(station) is ToteState.FREE


def test_another_stop_of_the_line_shrinks_by_what_was_picked():
    station, pick = walking(site.order("1", (TEA, 12)))
    short(station, pick)

    picked_elsewhere(station, replace(pick, qty_each=10))

    assert line_of(station) == (10, 2, 0)
    [stop] = site.walk_of(station).open_stops
    assert (stop.task.bin_code, stop.task.left_each) == ("A-02-1-A", 2)
    site.pick_all(station, TOTE)
    site.set_down(station)
    pack_and_ship(station)


def test_a_stop_made_twice_is_packed_once_and_the_rest_goes_back():
    station, pick = walking(site.order("1", (TEA, 4)))
    ok(do(station, pick, badge=ANA))

    picked_elsewhere(station, pick)

    assert line_of(station) == (4, 0, 0)
    [back] = see_put_backs(station)
    assert (back.task.source, back.task.left_each) == (TOTE, 4)
    site.set_down(station)
    pack_and_ship(station)
    assert tote_state(station) is ToteState.PACKING
    site.put_all_back(station)
    assert tote_state(station) is ToteState.FREE


def test_more_than_was_asked_fills_the_stop_and_the_rest_goes_back():
    station, pick = walking(site.order("1", (TEA, 4)))

    picked_elsewhere(station, replace(pick, qty_each=6))

    assert line_of(station) == (4, 0, 0)
    with station.reading() as tables:
        task = tables.work.task(pick.task_id)
    assert task is not None
    assert task.state is TaskState.PICKED
    assert site.walk_of(station).pick_list.state is ListState.PICKED
    [back] = see_put_backs(station)
    assert back.task.left_each == 2
    site.set_down(station)
    pack_and_ship(station)


@pytest.mark.parametrize("wrong", [{"sku": LAMP}, {"tote": ToteCode("TOTE-0009")}])
def test_the_wrong_goods_or_the_wrong_tote_go_back_and_the_stop_stays_open(
    wrong: dict[str, str],
):
    station, pick = walking(site.order("1", (TEA, 4)))

    picked_elsewhere(station, replace(pick, **wrong))

    [back] = see_put_backs(station)
    assert back.task.source == wrong.get("tote", TOTE)
    assert line_of(station) == (0, 4, 0)
    site.pick_all(station, TOTE)
    site.set_down(station)
    pack_and_ship(station)
    site.put_all_back(station)
    assert tote_state(station, back.task.source) is ToteState.FREE
    site.prove_books(station)


def test_a_free_tote_with_goods_in_it_is_given_to_nobody():
    station, pick = walking(site.order("1", (TEA, 4)), site.order("2", (MUG, 1)))
    picked_elsewhere(station, replace(pick, tote=ToteCode("TOTE-0009")))
    site.release(station, "2")
    list_id = site.claim(station, "A", BEN)

    asked = AssignTote(list_id=list_id, tote=ToteCode("TOTE-0009"))
    no = do(station, asked, badge=BEN)

    assert isinstance(no, Refused)
    assert no.reason is Refusal.TOTE_IN_USE


def test_goods_of_a_stop_nobody_knows_go_back_to_the_bin_they_came_from():
    station, pick = walking(site.order("1", (TEA, 4)))
    unknown = replace(pick, task_id="404", tote=ToteCode("TOTE-0009"))

    picked_elsewhere(station, unknown)

    [back] = see_put_backs(station)
    assert (back.task.bin_code, back.order_ref) == (BinCode("A-07-3-B"), "")
    site.put_all_back(station)
    assert tote_state(station, "TOTE-0009") is ToteState.FREE
