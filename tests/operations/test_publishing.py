"""What sales channels are told: one number a SKU, and only when it is another."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from app.database.tables import Tables
from app.engine.adjusting import ExpireStock
from app.engine.cancelling import CancelOrder
from app.engine.items import SetKit
from app.engine.moving import MoveStock
from app.engine.names import BinCode, Lot, Place, Sku
from app.engine.picking import ReportShort, ShortReason, UndoPick
from app.engine.putting_away import PutAway
from app.engine.receiving import AddItem, ReceiveGoods, ReceiveStock
from app.engine.reordering import SetSupply
from app.engine.returning import InspectReturn, OpenReturn, Outcome, ReceiveReturn
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus
from app.operations.running import do
from app.operations.seeing_supply import Offered, see_availability
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.databases import Books, open_books
from tests.fakes.site import ANA, LAMP, MUG, PAM, SUE, TEA, ok, prove_books

MILK, GIFT = Sku("MILK"), Sku("GIFT")
ALL = {TEA: 15, MUG: 8, LAMP: 5}


@pytest.fixture
def station(each_database: Books) -> Station:
    here = open_books()
    site.stock_up(here)
    return here


def told(station: Station, after: int = 0) -> dict[Sku, int]:
    prove_books(station)
    offered = see_availability(station, after=after).offered
    assert len({each.sku for each in offered}) == len(offered)
    return {each.sku: each.available_each for each in offered}


def cursor(station: Station) -> int:
    return see_availability(station).cursor


def test_the_feed_gives_each_sku_once_with_its_newest_number(station: Station):
    assert told(station) == ALL
    before = cursor(station)
    assert told(station, before) == {}

    for ref in ("1", "2"):
        ok(do(station, site.order(ref, (TEA, 2), (MUG, 1))))

    assert told(station, before) == {TEA: 11, MUG: 6}
    assert told(station, cursor(station)) == {}


def test_what_one_operation_changed_is_never_torn_apart(station: Station):
    ok(do(station, site.order("1", (TEA, 1), (MUG, 1), (LAMP, 1))))
    ok(do(station, site.order("2", (MUG, 1))))

    pages: list[tuple[Offered, ...]] = []
    after = 0
    while (feed := see_availability(station, after=after, limit=1)).offered:
        pages.append(feed.offered)
        after = feed.cursor
    assert [[each.sku for each in page] for page in pages] == [[LAMP, TEA], [MUG]]


def test_a_number_below_none_is_none_and_no_other_number_below_is_news(station: Station):
    before = cursor(station)
    ok(do(station, AddItem(sku=LAMP, name="Lamp", safety_each=7)))
    assert told(station, before) == {LAMP: 0}
    before = cursor(station)
    ok(do(station, AddItem(sku=LAMP, name="Lamp", safety_each=9)))
    assert told(station, before) == {}


def test_picking_undoing_and_putting_from_bin_to_bin_is_no_news(station: Station):
    ok(do(station, site.order("1", (TEA, 2))))
    before = cursor(station)
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = site.walk_of(station).stops[0].task
    ok(do(station, site.pick_of(task, "TOTE-0001"), badge=ANA))
    ok(do(station, UndoPick(task_id=task.task_id), badge=ANA))
    ok(do(station, site.pick_of(task, "TOTE-0001"), badge=ANA))
    site.set_down(station)
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    moved = MoveStock(
        sku=MUG, qty_each=3, source=BinCode("A-03-2-A"), target=Place("A-01-1-A")
    )
    ok(do(station, moved))

    assert told(station, before) == {}


def test_a_cancelled_order_gives_back_what_it_was_promised(station: Station):
    ok(do(station, site.order("1", (TEA, 15), (MUG, 1))))
    assert told(station) == {**ALL, TEA: 0, MUG: 7}
    ok(do(station, CancelOrder(order_id=site.order_id(station, "1"))))
    assert told(station) == ALL


def test_a_short_a_bad_bin_and_a_dock_are_no_stock(station: Station):
    ok(do(station, site.order("1", (MUG, 2))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = site.walk_of(station).stops[0].task
    short = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, short, badge=ANA))
    assert told(station) == {**ALL, MUG: 0}

    bad = SetUpBin(bin_code=BinCode("A-02-1-A"), status=BinStatus.QUARANTINE)
    ok(do(station, bad))
    assert told(station)[TEA] == 12

    dock = Place("DOCK-1")
    ok(do(station, ReceiveGoods(place=dock, sku=MUG, qty_each=6)))
    assert told(station)[MUG] == 0
    away = PutAway(sku=MUG, qty_each=6, source=dock, bin_code=BinCode("A-03-2-A"))
    ok(do(station, away))
    assert told(station)[MUG] == 4


def test_a_lot_past_its_date_and_goods_that_come_back(station: Station):
    ok(do(station, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
    past = station.now() - timedelta(days=1)
    milk = ReceiveStock(
        sku=MILK,
        bin_code=BinCode("A-01-1-A"),
        qty_each=4,
        lot=Lot("OLD"),
        expires_at=past,
    )
    ok(do(station, milk))
    assert told(station)[MILK] == 4
    ok(do(station, ExpireStock(), badge=SUE))
    assert told(station)[MILK] == 0

    back = OpenReturn(reason="wet", lines=((TEA, 2),))
    return_id = ok(do(station, back, badge=SUE)).values["return"]
    place = Place("RETURNS-1")
    arrived = ReceiveReturn(return_id=return_id, sku=TEA, qty_each=2, place=place)  # type: ignore[arg-type]
    ok(do(station, arrived, badge=PAM))
    assert told(station)[TEA] == 15
    looked = InspectReturn(
        return_id=return_id,  # type: ignore[arg-type]
        sku=TEA,
        qty_each=2,
        place=place,
        outcome=Outcome.RESTOCK,
        bin_code=BinCode("A-02-1-A"),
    )
    ok(do(station, looked, badge=PAM))
    assert told(station)[TEA] == 17


def test_a_kit_is_what_its_parts_make(station: Station):
    ok(do(station, AddItem(sku=GIFT, name="Gift box")))
    ok(do(station, SetKit(kit=GIFT, parts=((TEA, 2), (LAMP, 1)))))
    assert told(station) == {**ALL, GIFT: 5}

    before = cursor(station)
    ok(do(station, site.order("1", (TEA, 3))))
    assert told(station, before) == {TEA: 12}, "the lamps are scarcer: no news of the kit"
    ok(do(station, site.order("2", (GIFT, 2))))
    assert told(station, before) == {TEA: 8, LAMP: 3, GIFT: 3}

    ok(do(station, SetKit(kit=GIFT, parts=((TEA, 8),))))
    assert told(station)[GIFT] == 1
    ok(do(station, SetKit(kit=GIFT, parts=())))
    assert told(station)[GIFT] == 0
    itself = ReceiveStock(sku=GIFT, bin_code=BinCode("A-01-1-A"), qty_each=9)
    ok(do(station, itself))
    assert told(station)[GIFT] == 9


def test_a_kit_whose_own_goods_lie_around_is_still_its_parts(station: Station):
    ok(do(station, AddItem(sku=GIFT, name="Gift box")))
    ok(do(station, SetKit(kit=GIFT, parts=((LAMP, 1),))))
    itself = ReceiveStock(sku=GIFT, bin_code=BinCode("A-01-1-A"), qty_each=9)
    ok(do(station, itself))

    assert told(station) == {**ALL, GIFT: 5}


def test_what_was_refused_or_done_already_is_no_news(station: Station):
    asked = site.order("1", (TEA, 2))
    ok(do(station, asked))
    before = cursor(station)
    ok(do(station, asked))
    site.no(do(station, site.order("1", (TEA, 3))))

    assert told(station, before) == {}


def test_a_pick_asks_the_database_nothing_for_the_sake_of_channels_and_buyers():
    with closing(open_store(None)) as station:
        site.stock_up(station)
        ok(do(station, AddItem(sku=GIFT, name="Gift box")))
        ok(do(station, SetKit(kit=GIFT, parts=((TEA, 1),))))
        low = SetSupply(sku=TEA, supplier="T", lead_days=1, point_each=20, target_each=30)
        ok(do(station, low))
        ok(do(station, site.order("1", (TEA, 2), (TEA, 20))))
        site.release(station, "1")
        site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
        task = site.walk_of(station).stops[0].task
        heard: list[str] = []
        connection = cast(sqlite3.Connection, vars(station.tables.db)["_connection"])

        connection.set_trace_callback(heard.append)
        ok(do(station, site.pick_of(task, "TOTE-0001"), badge=ANA))
        connection.set_trace_callback(None)

        assert any("INSERT INTO movement" in sql for sql in heard)
        for name in ("published", "kit_part", "reorder", "purchase"):
            assert [sql for sql in heard if name in sql] == []


def test_books_from_before_the_feed_are_published_when_the_app_is_newer(
    each_database: Books,
):
    station = open_books()
    site.stock_up(station)
    ok(do(station, AddItem(sku=GIFT, name="Gift box", safety_each=0)))
    ok(do(station, SetKit(kit=GIFT, parts=((TEA, 2), (LAMP, 1)))))
    ok(do(station, site.order("1", (TEA, 2), (MUG, 9))))
    as_it_is = told(station)
    db = station.tables.db
    with db.transaction():
        forget_the_feed(station.tables)
        db.run_script(_STEP.read_text(encoding="utf-8"))

    assert {k: v for k, v in as_it_is.items() if v} == told(station)
    assert see_availability(station).cursor == station.tables.seq()


_STEP = Path(__file__).parents[2] / "app" / "database" / "migrations" / "0004_supply.sql"


def forget_the_feed(tables: Tables) -> None:
    for table in ("published", "supply", "reorder"):
        tables.db.run(f"DROP TABLE {table}")
    for index in ("kit_part_part", "purchase_order_state"):
        tables.db.run(f"DROP INDEX {index}")
    tables.db.run("ALTER TABLE purchase_line DROP COLUMN suggested_each")
