"""Counting blind, who is believed, and what a count does to work and promises."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from app.engine.counting import (
    Abc,
    ApproveCount,
    ConfirmEmpty,
    CountBin,
    PlanCounts,
    RejectCount,
    SetCountTolerance,
)
from app.engine.names import (
    LOST,
    NOBODY,
    VARIANCE,
    Badge,
    BinCode,
    CountId,
    Lot,
    Place,
    Serial,
    Sku,
)
from app.engine.picking import ReportShort, ShortReason
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Effect, Refusal
from app.engine.replenishing import PlanReplenishment, SetPickFace
from app.engine.site import SetUpBin
from app.engine.stock import BinUse
from app.engine.task_states import CountState
from app.operations.running import do
from app.operations.seeing_board import see_board, see_exceptions
from app.operations.seeing_stock import (
    CountToDo,
    see_adjustments,
    see_counts,
    see_replenishments,
)
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, BEN, LAMP, MUG, PAM, SUE, TEA, no, ok, prove_books

MUGS = BinCode("A-03-2-A")
MILK, RADIO = Sku("MILK-1L"), Sku("RADIO-X")


@pytest.fixture
def station() -> Iterator[Station]:
    """Eight mugs in A-03-2-A, and nobody else's business."""
    with closing(open_store(None)) as here:
        site.stock_up(here)
        yield here
        prove_books(here)


def mugs(counted_each: int, count_id: str = "") -> CountBin:
    return CountBin(
        bin_code=MUGS, sku=MUG, counted_each=counted_each, count_id=CountId(count_id)
    )


def counts(station: Station, told: CountBin, badge: Badge = ANA) -> Effect:
    return ok(do(station, told, badge=badge)).effect


def in_bin(station: Station, place: str = MUGS, sku: Sku = MUG) -> int:
    with station.reading() as tables:
        return tables.stock.balance(Place(place), sku).qty_each


def only(station: Station) -> CountToDo:
    [found] = see_counts(station)
    return found


def state_of(station: Station, count_id: CountId) -> CountState:
    with station.reading() as tables:
        task = tables.keeping.count(count_id)
    assert task is not None
    return task.state


# ── who is believed ───────────────────────────────────────────────────────────────────


def test_a_count_that_agrees_with_the_books_is_done(station: Station):
    assert counts(station, mugs(8)) is Effect.COUNTED
    assert see_counts(station) == []
    assert see_adjustments(station) == []


def test_a_count_that_differs_is_done_again_by_another_person(station: Station):
    assert counts(station, mugs(6)) is Effect.RECOUNT_ASKED
    assert in_bin(station) == 8
    task = only(station)
    assert (task.state, task.counted_by) == (CountState.RECOUNT, (ANA,))
    assert no(do(station, mugs(6), badge=ANA)) is Refusal.COUNT_BY_OTHER
    assert counts(station, mugs(6, task.count_id), BEN) is Effect.COUNT_ADJUSTED
    assert (in_bin(station), in_bin(station, VARIANCE)) == (6, 2)
    [change] = see_adjustments(station)
    assert (change.qty_each, change.badge, change.role) == (-2, BEN, "picker")
    assert change.note == task.count_id


def test_counts_that_differ_from_each_other_are_for_the_supervisor(station: Station):
    counts(station, mugs(6))
    assert counts(station, mugs(9), BEN) is Effect.COUNT_APART
    count_id = only(station).count_id
    assert (
        no(do(station, ApproveCount(count_id=count_id), badge=BEN)) is Refusal.NOT_ALLOWED
    )
    ok(do(station, ApproveCount(count_id=count_id), badge=SUE))
    assert (in_bin(station), state_of(station, count_id)) == (9, CountState.APPROVED)
    again = ApproveCount(count_id=count_id)
    assert no(do(station, again, badge=SUE)) is Refusal.COUNT_CLOSED


def test_a_third_count_that_agrees_with_either_is_believed(station: Station):
    counts(station, mugs(6))
    counts(station, mugs(9), BEN)
    assert counts(station, mugs(5), NOBODY) is Effect.COUNT_APART
    assert counts(station, mugs(6), PAM) is Effect.COUNT_ADJUSTED
    assert in_bin(station) == 6


def test_a_rejected_count_leaves_the_books_as_they_are(station: Station):
    counts(station, mugs(6))
    count_id = only(station).count_id
    ok(do(station, RejectCount(count_id=count_id), badge=SUE))
    assert (in_bin(station), state_of(station, count_id)) == (8, CountState.REJECTED)
    assert no(do(station, mugs(6, count_id), badge=BEN)) is Refusal.COUNT_CLOSED
    gone = RejectCount(count_id=CountId("?"))
    assert no(do(station, gone, badge=SUE)) is Refusal.UNKNOWN_COUNT


@pytest.mark.parametrize(
    ("qty_each", "percent", "counted", "effect"),
    [
        (2, 0, 6, Effect.COUNT_ADJUSTED),
        (1, 0, 6, Effect.RECOUNT_ASKED),
        (0, 25, 6, Effect.COUNT_ADJUSTED),
        (0, 24, 6, Effect.RECOUNT_ASKED),
        (2, 0, 10, Effect.COUNT_ADJUSTED),
    ],
)
def test_a_count_near_enough_is_believed_at_once(
    station: Station, qty_each: int, percent: int, counted: int, effect: Effect
):
    rule = SetCountTolerance(qty_each=qty_each, percent=percent)
    assert no(do(station, rule, badge=ANA)) is Refusal.NOT_ALLOWED
    ok(do(station, rule, badge=SUE))
    assert counts(station, mugs(counted)) is effect


def test_a_tolerance_below_zero_is_none(station: Station):
    rule = SetCountTolerance(qty_each=-1, percent=0)
    assert no(do(station, rule, badge=SUE)) is Refusal.QUANTITY_BELOW_ZERO


def test_goods_picked_between_count_and_approval_are_not_lost_twice(station: Station):
    counts(station, mugs(6))
    ok(do(station, site.order("1", (MUG, 7))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    site.pick_all(station, "TOTE-0001")
    ok(do(station, ApproveCount(count_id=only(station).count_id), badge=SUE))
    assert in_bin(station) == 0


# ── what follows ──────────────────────────────────────────────────────────────────────


def test_work_that_counts_on_goods_nobody_found_is_sent_elsewhere(station: Station):
    ok(do(station, site.order("1", (TEA, 12))))
    ok(do(station, site.order("2", (MUG, 8))))
    site.release(station, "1", "2")
    ok(do(station, SetCountTolerance(qty_each=100, percent=0)))
    counts(station, mugs(5))
    tea = CountBin(bin_code=BinCode("A-07-3-B"), sku=TEA, counted_each=10)
    counts(station, tea)
    with station.reading() as tables:
        lines = {each.sku: each for each in tables.orders.lines.find("")}
        stops = tables.work.tasks.find("AND state = 'ready' AND sku = :sku", sku=TEA)
    assert (lines[MUG].allocated_each, lines[MUG].backordered_each) == (5, 3)
    assert {stop.bin_code: stop.qty_each for stop in stops} == {
        "A-07-3-B": 10,
        "A-02-1-A": 2,
    }
    assert [n.kind for n, _ in see_exceptions(station).notices] == ["short"]


def test_a_fetch_of_goods_nobody_found_is_given_up(station: Station):
    ok(do(station, SetUpBin(bin_code=BinCode("A-07-3-B"), use=BinUse.RESERVE)))
    face = SetPickFace(bin_code=BinCode("A-02-1-A"), sku=TEA, min_each=5, max_each=15)
    ok(do(station, face))
    ok(do(station, PlanReplenishment()))
    ok(do(station, SetCountTolerance(qty_each=100, percent=0)))
    counts(station, CountBin(bin_code=BinCode("A-07-3-B"), sku=TEA, counted_each=11))
    assert see_replenishments(station).tasks == ()


def test_more_than_the_books_said_is_promised_to_who_waits(station: Station):
    ok(do(station, site.order("1", (MUG, 10))))
    ok(do(station, SetCountTolerance(qty_each=2, percent=0)))
    counts(station, mugs(10))
    with station.reading() as tables:
        [line] = tables.orders.lines.find("")
    assert line.reserved_each == 10


# ── which counts ──────────────────────────────────────────────────────────────────────


def test_a_short_asks_for_one_count_and_who_counts_is_not_told_the_number(
    station: Station,
):
    ok(do(station, site.order("1", (MUG, 2))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    [stop] = site.walk_of(station).stops
    short = ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, short, badge=ANA))
    task = only(station)
    assert (task.bin_code, task.sku, task.reason) == (MUGS, MUG, "not_in_bin")
    assert see_board(station).counts_open == 1
    assert not [name for name in CountToDo.__slots__ if "qty" in name or "each" in name]  # type: ignore[attr-defined]
    assert counts(station, mugs(8, task.count_id)) is Effect.RECOUNT_ASKED
    assert see_board(station).counts_open == 1
    assert counts(station, mugs(8, task.count_id), BEN) is Effect.COUNT_ADJUSTED
    assert (in_bin(station), in_bin(station, LOST)) == (8, 8)


def test_a_glance_that_contradicts_the_books_opens_one_count(station: Station):
    glance = ConfirmEmpty(bin_code=MUGS, sku=MUG, is_empty=False)
    assert ok(do(station, glance)).effect is Effect.DONE
    empty = replace(glance, is_empty=True)
    assert ok(do(station, empty)).effect is Effect.COUNT_OPENED
    assert ok(do(station, empty)).effect is Effect.COUNT_OPENED
    assert only(station).reason == "zero_check"
    nowhere = ConfirmEmpty(bin_code=BinCode("DOCK-1"), sku=MUG, is_empty=True)
    assert no(do(station, nowhere)) is Refusal.UNKNOWN_BIN


def test_bins_are_planned_by_how_often_their_goods_move(station: Station):
    with station.reading() as tables:
        moved = tables.stock.moved(site.DAY)
    assert moved == {TEA: 2, MUG: 1, LAMP: 1}
    assert ok(do(station, PlanCounts(abc=Abc.A))).values["n"] == 4
    assert ok(do(station, PlanCounts(abc=Abc.A))).values["n"] == 0
    assert ok(do(station, PlanCounts(abc=Abc.B))).values["n"] == 0
    assert {each.reason for each in see_counts(station)} == {"cycle"}


def test_a_plan_asks_for_no_more_than_a_shift_can_do_and_not_for_what_was_counted(
    station: Station,
):
    counts(station, mugs(8))
    assert ok(do(station, PlanCounts(abc=Abc.A, most=2))).values["n"] == 2
    assert ok(do(station, PlanCounts(abc=Abc.A))).values["n"] == 1
    assert MUGS not in [each.bin_code for each in see_counts(station)]
    assert ok(do(station, PlanCounts(abc=Abc.C, days=-1))).values["n"] == 0


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (mugs(-1), Refusal.QUANTITY_BELOW_ZERO),
        (mugs(8, "?"), Refusal.UNKNOWN_COUNT),
        (
            CountBin(bin_code=BinCode("DOCK-1"), sku=MUG, counted_each=1),
            Refusal.UNKNOWN_BIN,
        ),
        (CountBin(bin_code=MUGS, sku=Sku("?"), counted_each=1), Refusal.UNKNOWN_ITEM),
        (CountBin(bin_code=MUGS, sku=MILK, counted_each=1), Refusal.LOT_MISSING),
        (CountBin(bin_code=MUGS, sku=RADIO, counted_each=1), Refusal.SERIALS_DIFFER),
    ],
)
def test_a_count_that_cannot_be_is_refused(
    station: Station, told: CountBin, reason: Refusal
):
    ok(do(station, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
    ok(do(station, AddItem(sku=RADIO, name="Radio", tracks_serial=True)))
    assert no(do(station, told, badge=ANA)) is reason


def test_a_count_is_of_the_bin_item_and_lot_it_was_asked_for(station: Station):
    counts(station, mugs(6))
    told = mugs(6, only(station).count_id)
    for wrong, reason in (
        (replace(told, bin_code=BinCode("A-07-3-B")), Refusal.WRONG_BIN),
        (replace(told, sku=TEA), Refusal.WRONG_ITEM),
        (replace(told, lot=Lot("L1")), Refusal.WRONG_LOT),
    ):
        assert no(do(station, wrong, badge=BEN)) is reason


# ── eaches known one by one ───────────────────────────────────────────────────────────


def radios(*serials: str, bin_code: str = "A-04-1-A") -> CountBin:
    return CountBin(
        bin_code=BinCode(bin_code),
        sku=RADIO,
        counted_each=len(serials),
        serials=tuple(Serial(each) for each in serials),
    )


def stock_radios(station: Station) -> None:
    ok(do(station, AddItem(sku=RADIO, name="Radio", tracks_serial=True)))
    for bin_code, serials in (("A-04-1-A", ("S1", "S2")), ("A-05-1-A", ("S8",))):
        goods = ReceiveStock(
            sku=RADIO,
            bin_code=BinCode(bin_code),
            qty_each=len(serials),
            serials=tuple(Serial(each) for each in serials),
        )
        ok(do(station, goods))


def where(station: Station, serial: str) -> str:
    with station.reading() as tables:
        found = tables.stock.where_is(RADIO, Serial(serial))
    return found.place if found else ""


def test_another_serial_than_the_books_have_is_a_difference_though_the_number_is_right(
    station: Station,
):
    stock_radios(station)
    assert counts(station, radios("S2", "S1")) is Effect.COUNTED
    assert counts(station, radios("S1", "S3")) is Effect.RECOUNT_ASKED
    assert counts(station, radios("S1", "S4"), BEN) is Effect.COUNT_APART
    assert counts(station, radios("S3", "S1"), PAM) is Effect.COUNT_ADJUSTED
    assert (where(station, "S2"), where(station, "S3")) == (VARIANCE, "A-04-1-A")
    assert counts(station, radios("S1", "S3")) is Effect.COUNTED
    counts(station, radios("S1", "S2", "S3"))
    counts(station, radios("S1", "S2", "S3"), BEN)
    assert where(station, "S2") == "A-04-1-A"
    assert [x.qty_each for x in see_adjustments(station)] == [1, -1, 1]


def test_a_serial_the_books_have_in_another_bin_is_moved_and_not_counted(
    station: Station,
):
    stock_radios(station)
    assert no(do(station, radios("S1", "S2", "S8"))) is Refusal.SERIAL_ELSEWHERE
