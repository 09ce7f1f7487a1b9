"""What hands did on another station, when the shared store's books cannot follow."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import msgspec
import pytest

from app.engine.adjusting import ExpireStock
from app.engine.counting import CountBin
from app.engine.moving import MoveStock
from app.engine.names import (
    CUSTOMER,
    SCRAP,
    VARIANCE,
    Badge,
    BinCode,
    Lot,
    OpId,
    Place,
    Sku,
    StationId,
)
from app.engine.putting_away import PutAway
from app.engine.receiving import AddItem, ReceiveGoods, ReceiveStock
from app.engine.replenishing import PlanReplenishment, Replenish, SetPickFace
from app.engine.returning import InspectReturn, Outcome, ReceiveReturn
from app.engine.site import SetUpBin
from app.engine.stock import BinUse
from app.operations.doing import Doing
from app.operations.kinds import BY_COMMAND, Command
from app.operations.running import attempt, do
from app.operations.seeing_stock import see_counts, see_replenishments
from app.operations.taking_in import take_in
from app.station import Station, open_store
from app.sync.protocol import Envelope
from app.sync.protocol import Outcome as Fate
from tests.fakes import site
from tests.fakes.site import ANA, DAY, MUG, SUE, TEA, ok, prove_books

MUGS, BULK, FACE = BinCode("A-03-2-A"), BinCode("A-07-3-B"), BinCode("A-02-1-A")
DOCK, BACK = Place("DOCK-1"), Place("RETURNS-1")
MILK = Sku("MILK-1L")


@pytest.fixture
def store() -> Iterator[Station]:
    with closing(open_store(None)) as here:
        site.stock_up(here)
        yield here
        prove_books(here)


def told(
    store: Station, command: Command, at: datetime = DAY, badge: Badge = ANA
) -> Fate:
    """Another station did this while it was cut off."""
    with store.reading() as tables:
        number = tables.books.last_station_seq(StationId("H1")) + 1
    envelope = Envelope(
        op_id=OpId(f"OP-{number}"),
        station=StationId("H1"),
        station_seq=number,
        kind=BY_COMMAND[type(command)].name,
        badge=badge,
        at=at,
        body=msgspec.json.encode(command).decode(),
    )
    [fate] = take_in(store, [envelope])
    assert take_in(store, [envelope]) == [fate], "the same again changes nothing"
    return fate


def in_place(store: Station, place: str, sku: Sku = MUG) -> int:
    with store.reading() as tables:
        return sum(x.qty_each for x in tables.stock.inside(Place(place)) if x.sku == sku)


@pytest.mark.parametrize(
    ("command", "places"),
    [
        (
            ReceiveGoods(place=DOCK, sku=Sku("NEW"), qty_each=2, po_ref="P9"),
            {DOCK: 2},
        ),
        (
            ReceiveStock(sku=Sku("NEW"), bin_code=BinCode("B-02-1-A"), qty_each=2),
            {"B-02-1-A": 2},
        ),
        (
            ReceiveGoods(place=Place("@lost"), sku=MUG, qty_each=2),
            {"@lost": 0},
        ),
        (
            PutAway(sku=MUG, qty_each=3, source=DOCK, bin_code=BinCode("A-04-1-A")),
            {DOCK: 0, "A-04-1-A": 3, VARIANCE: -3},
        ),
        (
            MoveStock(sku=MUG, qty_each=10, source=MUGS, target=Place("A-04-1-A")),
            {MUGS: 0, "A-04-1-A": 10, VARIANCE: -2},
        ),
        (
            MoveStock(sku=MUG, qty_each=1, source=MUGS, target=Place(MUGS)),
            {MUGS: 8},
        ),
        (
            PutAway(sku=MUG, qty_each=1, source=DOCK, bin_code=BinCode("@lost")),
            {"@lost": 0},
        ),
        (
            ReceiveReturn(return_id="?", sku=MUG, qty_each=2, place=BACK),  # type: ignore[arg-type]
            {BACK: 2, CUSTOMER: -2},
        ),
        (
            InspectReturn(
                return_id="?",  # type: ignore[arg-type]
                sku=MUG,
                qty_each=2,
                place=BACK,
                outcome=Outcome.SCRAP,
            ),
            {SCRAP: 2, VARIANCE: -2},
        ),
        (
            InspectReturn(
                return_id="?",  # type: ignore[arg-type]
                sku=MUG,
                qty_each=2,
                place=BACK,
                outcome=Outcome.RESTOCK,
            ),
            {BACK: 0, VARIANCE: 0},
        ),
    ],
)
def test_goods_are_where_hands_put_them_whatever_the_books_said(
    store: Station, command: Command, places: dict[str, int]
):
    assert told(store, command).outcome == "discrepancy"
    assert {p: in_place(store, p, command.sku) for p in places} == places


def test_a_fetch_that_was_called_off_meanwhile_still_fills_the_face(store: Station):
    ok(do(store, SetUpBin(bin_code=BULK, use=BinUse.RESERVE)))
    ok(do(store, SetPickFace(bin_code=FACE, sku=TEA, min_each=5, max_each=9)))
    ok(do(store, PlanReplenishment()))
    [task] = see_replenishments(store).tasks
    more = Replenish(task_id=task.task_id, qty_each=8, source=BULK, target=FACE)
    assert told(store, more).outcome == "discrepancy"
    assert (in_place(store, FACE, TEA), in_place(store, BULK, TEA)) == (11, 4)
    assert see_replenishments(store).tasks == ()
    assert told(store, more).outcome == "discrepancy"
    assert (in_place(store, FACE, TEA), in_place(store, BULK, TEA)) == (19, 0)


def test_a_count_the_books_cannot_take_is_done_again(store: Station):
    lost = CountBin(bin_code=MUGS, sku=MUG, counted_each=-1)
    assert told(store, lost).outcome == "discrepancy"
    assert [(x.bin_code, x.reason) for x in see_counts(store)] == [(MUGS, "unreadable")]


def test_stops_for_goods_that_went_past_their_date_are_sent_elsewhere(store: Station):
    ok(do(store, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
    for bin_code, lot, year in (("A-01-1-A", "OLD", 2090), ("A-01-2-A", "NEW", 2092)):
        goods = ReceiveStock(
            sku=MILK,
            bin_code=BinCode(bin_code),
            qty_each=4,
            lot=Lot(lot),
            expires_at=DAY.replace(year=year),
        )
        ok(do(store, goods))
    ok(do(store, site.order("1", (MILK, 4))))
    site.release(store, "1")
    expire(store, DAY.replace(year=2091))
    with store.reading() as tables:
        stops = tables.work.tasks.find("AND state = 'ready'")
    assert [(x.bin_code, x.lot, x.qty_each) for x in stops] == [("A-01-2-A", "NEW", 4)]


def test_a_tablet_whose_clock_is_years_ahead_expires_nothing(store: Station):
    ok(do(store, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
    goods = ReceiveStock(
        sku=MILK,
        bin_code=BinCode("A-01-1-A"),
        qty_each=4,
        lot=Lot("L1"),
        expires_at=DAY.replace(year=2090),
    )
    ok(do(store, goods))
    assert told(store, ExpireStock(), DAY.replace(year=2091), SUE).outcome == "done"
    assert in_place(store, "A-01-1-A", MILK) == 4


def expire(store: Station, at: datetime) -> None:
    """The supervisor's tablet takes out what is past its date, that day."""
    doing = Doing(
        op_id=OpId("OP-EXPIRE"),
        station=StationId("TABLET"),
        station_seq=1,
        badge=SUE,
        at=at,
        now=at,
    )
    with store.writing() as tables:
        ok(attempt(tables, BY_COMMAND[ExpireStock], doing, ExpireStock()))
