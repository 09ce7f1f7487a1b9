"""Goods' whole way through the building, on every database it can be kept in."""

from app.engine.adjusting import ExpireStock
from app.engine.counting import Abc, ConfirmEmpty, CountBin, PlanCounts, SetCountTolerance
from app.engine.names import BinCode, Lot, Place, ReturnId, Sku
from app.engine.purchasing import ClosePurchase, PlacePurchase
from app.engine.putting_away import PutAway, Why
from app.engine.receiving import AddItem, ReceiveGoods
from app.engine.refusals import Effect
from app.engine.replenishing import Replenish, SetPickFace
from app.engine.returning import InspectReturn, OpenReturn, Outcome, ReceiveReturn
from app.engine.site import SetUpBin
from app.engine.stock import BinUse
from app.operations.running import do
from app.operations.seeing_stock import (
    see_adjustments,
    see_bin,
    see_counts,
    see_expected,
    see_purchases,
    see_putaway,
    see_replenishments,
    see_return,
    see_returns,
    see_sku,
)
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import Books
from tests.fakes.site import ANA, BEN, DAY, SUE, ok, prove_books

MILK = Sku("MILK-1L")
FACE, BULK = BinCode("A-05-1-A"), BinCode("B-08-4-A")
DOCK, BACK = Place("DOCK-1"), Place("RETURNS-1")
FRESH = Lot("FRESH")


def test_from_the_supplier_to_the_customer_and_back(each_database: Books):
    station = each_database.open()
    site.stock_up(station)
    ok(do(station, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
    ok(do(station, SetUpBin(bin_code=BULK, use=BinUse.RESERVE)))
    deliver(station)
    fetch_for_an_order(station)
    send_back(station)
    keep_the_books(station)
    prove_books(station)


def deliver(station: Station) -> None:
    """Twenty ordered, twelve come, and go to reserve, for there is no pick face yet."""
    asked = PlacePurchase(
        ref="P1", supplier="Dairy", expected_at=DAY, lines=((MILK, 20),)
    )
    ok(do(station, asked))
    assert [each.order.ref for each in see_purchases(station)] == ["P1"]
    came = ReceiveGoods(
        place=DOCK,
        sku=MILK,
        qty_each=12,
        po_ref="P1",
        lot=FRESH,
        expires_at=DAY.replace(year=2090),
    )
    ok(do(station, came))
    assert [each.qty_each for each in see_expected(station, MILK)] == [8]
    assert ok(do(station, ClosePurchase(ref="P1"))).values["missing"] == 8
    [waiting] = see_putaway(station)
    assert (waiting.suggestion.bin_code, waiting.suggestion.why) == (BULK, Why.RESERVE)
    away = PutAway(sku=MILK, qty_each=12, source=DOCK, bin_code=BULK, lot=FRESH)
    ok(do(station, away, badge=BEN))


def fetch_for_an_order(station: Station) -> None:
    """An order wants what only reserve stock has: it is fetched, picked and shipped."""
    face = SetPickFace(bin_code=FACE, sku=MILK, min_each=2, max_each=6)
    ok(do(station, face, badge=SUE))
    ok(do(station, site.order("1", (MILK, 5))))
    assert site.release(station, "1").effect is Effect.WAITS_FOR_REPLENISHMENT
    [task] = see_replenishments(station).tasks
    fetched = Replenish(
        task_id=task.task_id,
        qty_each=task.qty_each,
        source=task.source,
        target=task.target,
    )
    ok(do(station, fetched, badge=BEN))
    assert site.release(station, "1").effect is Effect.RELEASED
    site.pick_order(station, "TOTE-0001", "A")
    empty = ConfirmEmpty(bin_code=FACE, sku=MILK, is_empty=True, lot=FRESH)
    assert ok(do(station, empty, badge=ANA)).effect is Effect.DONE
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)


def send_back(station: Station) -> None:
    """One comes back and is put into quarantine."""
    asked = OpenReturn(order_ref="1", reason="sour", lines=((MILK, 1),))
    return_id = ReturnId(str(ok(do(station, asked)).values["return"]))
    back = ReceiveReturn(return_id=return_id, sku=MILK, qty_each=1, place=BACK, lot=FRESH)
    ok(do(station, back))
    assert [each.order_ref for each in see_returns(station)] == ["1"]
    looked = InspectReturn(
        return_id=return_id,
        sku=MILK,
        qty_each=1,
        place=BACK,
        lot=FRESH,
        outcome=Outcome.QUARANTINE,
    )
    assert ok(do(station, looked)).effect is Effect.RETURN_CLOSED
    story = see_return(station, return_id)
    assert story is not None
    assert story.lines[0].quarantined_each == 1


def keep_the_books(station: Station) -> None:
    """The reserve bin is counted, and nothing is past its date."""
    ok(do(station, SetCountTolerance(qty_each=1, percent=0), badge=SUE))
    assert ok(do(station, PlanCounts(abc=Abc.A))).values["n"]
    task = next(each for each in see_counts(station) if each.bin_code == BULK)
    counted = CountBin(
        bin_code=BULK, sku=MILK, counted_each=6, count_id=task.count_id, lot=FRESH
    )
    assert ok(do(station, counted, badge=ANA)).effect is Effect.COUNT_ADJUSTED
    assert [each.qty_each for each in see_adjustments(station)] == [-1]
    assert ok(do(station, ExpireStock(), badge=SUE)).values["n"] == 0
    assert [each.qty_each for each in see_bin(station, BULK).inside] == [6]
    assert see_sku(station, MILK).available.on_hand_each == 6
