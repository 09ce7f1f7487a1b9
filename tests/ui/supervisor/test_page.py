"""The supervisor's tablet, driven as a person drives it, beside other sessions."""

import contextlib
import time
from collections.abc import AsyncGenerator

import pytest

from app.engine.delivering import CarrierEvent, CarrierTold
from app.engine.names import BinCode, Sscc
from app.engine.picking import ReportShort, ShortReason
from app.engine.purchasing import PlacePurchase
from app.engine.receiving import ReceiveStock
from app.engine.reordering import SetSupply
from app.engine.shipping import SetTracking
from app.engine.task_states import OrderState
from app.operations.running import do
from app.operations.seeing_board import see_order, see_orders
from app.station import Station, open_store
from app.ui.home.page import HomePage
from app.ui.live import open_app
from app.ui.picker.page import PickerPage
from app.ui.supervisor.page import SupervisorPage
from tests.fakes import site
from tests.fakes.flet_client import FakeClient
from tests.fakes.site import ANA, LAMP, MUG, SUE, TEA, ok

pytestmark = pytest.mark.asyncio


def warehouse(*refs: str) -> Station:
    """Orders of two teas and a lamp each."""
    station = open_store(None)
    site.stock_up(station)
    for sku, bin_code in ((TEA, "A-07-3-B"), (LAMP, "B-01-1-A")):
        more = ReceiveStock(sku=sku, bin_code=BinCode(bin_code), qty_each=500)
        ok(do(station, more))
    for ref in refs:
        ok(do(station, site.order(ref, (TEA, 2), (LAMP, 1))))
    return station


@contextlib.asynccontextmanager
async def tablet(
    station: Station, route: str = "/supervisor", *, width: int = 1280, height: int = 800
) -> AsyncGenerator[FakeClient]:
    """A screen nobody has signed in on yet."""
    pages = {"/": HomePage, "/picker": PickerPage, "/supervisor": SupervisorPage}
    client = FakeClient(width=width, height=height, route=route)
    await client.start(open_app(station, pages))
    try:
        yield client
    finally:
        await client.stop()


@contextlib.asynccontextmanager
async def supervisor(station: Station) -> AsyncGenerator[FakeClient]:
    """Sue stands at the tablet."""
    async with tablet(station) as client:
        await client.tap(f"person-{SUE}")
        assert client.has("go-board")
        yield client


def row(station: Station, ref: str) -> str:
    return f"line-{site.order_id(station, ref)}"


def states(station: Station) -> dict[str, OrderState]:
    return {each.order.ref: each.order.state for each in see_orders(station)}


# ── who ───────────────────────────────────────────────────────────────────────────────


async def test_a_name_or_a_badge_opens_the_tablet():
    station = warehouse()
    async with tablet(station) as client:
        assert client.has(text="Who is supervising?")
        await client.scan(SUE)
        assert client.has("go-release")
        await client.tap("leave")
        await client.until(lambda: client.has("role-supervisor"))


async def test_a_pickers_badge_does_not_open_it():
    async with tablet(warehouse()) as client:
        await client.scan(ANA)
        assert client.has(text="Ana is no supervisor. Scan a supervisor's badge.")
        assert not client.has("go-release")


# ── release ───────────────────────────────────────────────────────────────────────────


async def test_release_moves_the_chosen_orders_to_the_floor():
    station = warehouse(*(f"{n}" for n in range(536365, 536372)))
    async with supervisor(station) as client:
        await client.tap("go-release")
        assert client.find("release")["disabled"]
        await client.tap("choose-first")
        assert client.has(text="Release 5 orders")
        assert client.has(text="10 lines, 15 items")
        await client.tap("release")
        await client.until(lambda: client.has("told-line_done"))
        assert client.has(text="5 orders were released to the floor.")
        assert not client.has(row(station, "536365"))
        assert client.has(row(station, "536371"))
    released = [
        ref for ref, each in states(station).items() if each is OrderState.RELEASED
    ]
    assert released == [f"{n}" for n in range(536365, 536370)]


async def test_one_tap_chooses_and_another_leaves_an_order():
    station = warehouse("1", "2")
    async with supervisor(station) as client:
        await client.tap("go-release")
        await client.tap(row(station, "2"))
        assert client.has(text="Release 1 order")
        await client.tap(row(station, "2"))
        assert client.has(text="Choose orders to release")
        await client.tap("choose-all")
        assert client.has(text="Release 2 orders")


async def test_what_will_be_missing_is_seen_before_the_release():
    station = warehouse()
    ok(do(station, site.order("9", (MUG, 10))))
    async with supervisor(station) as client:
        await client.tap("go-release")
        assert client.has(text="2")
        assert client.has(text="Missing")


async def test_an_order_somebody_else_released_leaves_the_list_and_the_choice():
    station = warehouse("1", "2")
    async with supervisor(station) as client:
        await client.tap("go-release")
        await client.tap("choose-all")
        site.release(station, "1")
        await client.until(lambda: not client.has(row(station, "1")))
        assert client.has(text="Release 1 order")
        await client.tap("release")
        await client.until(lambda: client.has(text="1 order was released to the floor."))


async def test_a_refused_release_is_explained_and_nothing_moves():
    station = warehouse("1")
    async with supervisor(station) as client:
        await client.tap("go-release")
        await client.tap("choose-all")
        # The goods go elsewhere without a word to the screens: the choice is stale.
        with station.writing() as tables:
            for sku in (TEA, LAMP):
                for each in tables.stock.to_pick_from(sku):
                    there = each.balance
                    tables.stock.allocate(there.place, sku, there.lot, there.free_each)
        await client.tap("release")
        await client.until(lambda: client.has("told-wrong"))
        assert client.has(text="Nothing can be released now. Choose other orders.")
        await client.tap("told-wrong")
        assert not client.has("told-wrong")
    assert states(station) == {"1": OrderState.RESERVED}


async def test_long_lists_come_in_pages():
    station = warehouse(*(f"{n}" for n in range(1000, 1060)))
    async with supervisor(station) as client:
        await client.tap("go-release")
        assert client.has(text="1 to 50 of 60")
        assert len(lines(client)) == 50
        await client.tap("page-after")
        assert client.has(text="51 to 60 of 60")
        assert len(lines(client)) == 10
        assert client.find("page-after")["disabled"]
        await client.tap("page-before")
        assert len(lines(client)) == 50


def lines(client: FakeClient) -> list[str]:
    keys = (node.get("key") for node in client.shown())
    return [each for each in keys if isinstance(each, str) and each.startswith("line-")]


# ── the board ─────────────────────────────────────────────────────────────────────────


async def test_an_empty_floor_says_what_can_go():
    station = warehouse("1", "2")
    async with supervisor(station) as client:
        assert client.has(text="Nothing is on the floor.")
        await client.tap("go-release")
        assert client.has(row(station, "1"))


async def test_the_board_changes_within_a_second_of_anothers_pick():
    station = warehouse("1")
    site.release(station, "1")
    async with supervisor(station) as board, tablet(station, "/picker") as picker:
        assert board.has("zone-A")
        assert board.has(text="0 of 1 stops done")
        assert board.has(text="Nobody is here")
        await picker.scan(ANA)
        site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
        await board.until(lambda: board.has(text="Ana"))
        began = time.monotonic()
        site.pick_all(station, "TOTE-0001")
        await board.until(lambda: board.has(text="1 of 1 stops done"))
        assert time.monotonic() - began < 1


async def test_a_stage_on_the_board_opens_its_orders():
    station = warehouse("1", "2")
    site.release(station, "1")
    async with supervisor(station) as client:
        await client.tap("stage-released")
        assert lines(client) == [row(station, "1")]
        await client.tap("only-all")
        assert len(lines(client)) == 2


# ── orders ────────────────────────────────────────────────────────────────────────────


def shipped(station: Station) -> str:
    """Order 1 goes its whole way; its parcel's number."""
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A", "B")
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    return sscc


async def test_an_order_is_found_by_everything_that_has_to_do_with_it():
    station = warehouse("1")
    ok(do(station, site.order("536399", (MUG, 1))))
    sscc = shipped(station)
    mug, mine = row(station, "536399"), row(station, "1")
    async with supervisor(station) as client:
        await client.tap("go-orders")
        for typed, found in (
            ("5363", [mug]),
            ("MUG-BLUE", [mug]),
            ("mug-blue", [mug]),
            ("tote-0001", [mine]),
            (sscc, [mine]),
            ("17850", [mine, mug]),
        ):
            await client.enter("search", typed)
            await client.until(lambda found=found: sorted(lines(client)) == sorted(found))


async def test_a_scan_anywhere_opens_the_only_order_it_leads_to():
    station = warehouse("1")
    sscc = shipped(station)
    async with supervisor(station) as client:
        for raw in ("TOTE-0001", f"00{sscc}", site.ean(3)):
            await client.tap("go-board")
            await client.scan(raw)
            await client.until(lambda: client.has("order"))
            assert client.has(text="Order 1")
        await client.tap("close-order")
        assert not client.has("order")


async def test_an_orders_story_is_told_in_plain_words():
    station = warehouse("1")
    sscc = shipped(station)
    async with supervisor(station) as client:
        await client.tap("go-orders")
        await client.tap(row(station, "1"))
        said = client.texts()
        for words in (
            "Picked 2 of TEA-250 from A-02-1-A into TOTE-0001",
            "Released to the floor",
            "Came in from shop",
            "Ana",
            "Pam",
            "Sue",
            "1 parcel",
            "Handed over",
        ):
            assert words in said, words
        assert any(sscc[8:17] in each for each in said)


async def test_a_parcel_is_followed_to_its_end_under_the_carriers_number():
    station = warehouse("1")
    sscc = shipped(station)
    with station.reading() as tables:
        parcel = tables.parcels.with_sscc(Sscc(sscc))
    assert parcel
    ok(do(station, SetTracking(parcel_id=parcel.parcel_id, tracking="JD01")))
    for event in (CarrierEvent.IN_TRANSIT, CarrierEvent.RETURNED_TO_SENDER):
        ok(do(station, CarrierTold(sscc_or_tracking="JD01", event=event, at=site.DAY)))
    async with supervisor(station) as client:
        assert "Came back" in client.texts()
        await client.tap("go-orders")
        await client.tap("only-returned")
        await client.tap(row(station, "1"))
        said = client.texts()
        for words in (
            "JD01",
            "Came back",
            "The carrier says: on its way",
            "The carrier says: on its way back to us",
        ):
            assert words in said, words


async def test_an_open_order_grows_with_what_happens_to_it():
    station = warehouse("1")
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    picked = "Picked 2 of TEA-250 from A-02-1-A into TOTE-0001"
    async with supervisor(station) as client:
        await client.tap("go-orders")
        await client.tap(row(station, "1"))
        assert picked not in client.texts()
        site.pick_all(station, "TOTE-0001")
        await client.until(lambda: client.has(text=picked))


async def test_a_search_that_finds_nothing_says_so_and_leads_back():
    station = warehouse("1")
    async with supervisor(station) as client:
        await client.scan("TOTE-9999")
        assert client.has(text="No order is found for TOTE-9999.")
        await client.tap("search-clear-all")
        assert lines(client) == [row(station, "1")]


async def test_a_bin_is_nothing_to_look_orders_up_with():
    async with supervisor(warehouse("1")) as client:
        await client.scan("A-07-3-B")
        assert client.has("told-careful")


# ── exceptions ────────────────────────────────────────────────────────────────────────


async def test_a_short_appears_with_its_bin_item_order_and_reason():
    station = warehouse()
    ok(do(station, site.order("7", (MUG, 5))))
    site.release(station, "7")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    async with supervisor(station) as client:
        await client.tap("go-exceptions")
        assert client.has(text="Every bin had what the books say.")
        task = site.walk_of(station).stops[0].task
        told = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
        ok(do(station, told, badge=ANA))
        await client.until(lambda: client.has(f"short-{task.task_id}"))
        said = " ".join(client.texts())
        for words in (
            "A-03-2-A",
            "Mug-Blue: 0 of 5 found",
            "Not enough in the bin",
            "Order 7: 5 of MUG-BLUE come later",
        ):
            assert words in said, words
        await client.tap(f"short-{task.task_id}")
        assert client.has(text="Order 7")


async def test_a_sku_that_runs_low_appears_until_it_is_bought():
    station = warehouse()
    async with supervisor(station) as client:
        await client.tap("go-exceptions")
        low = SetSupply(sku=MUG, supplier="M", lead_days=3, point_each=9, target_each=20)
        ok(do(station, low, badge=SUE))
        says = "Mug-Blue runs low: 8 there or coming"
        await client.until(lambda: any(says in text for text in client.texts()))
        more = PlacePurchase(ref="PO-9", supplier="M", lines=((MUG, 20),))
        ok(do(station, more, badge=SUE))
        await client.until(lambda: not any(says in text for text in client.texts()))


# ── any screen ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("width", "height"), [(412, 915), (1280, 800), (1920, 1080)])
async def test_every_place_can_be_reached_on_every_screen(width: int, height: int):
    station = warehouse("1", "2")
    site.release(station, "1")
    async with tablet(station, width=width, height=height) as client:
        await client.tap(f"person-{SUE}")
        for place in ("release", "orders", "exceptions", "board"):
            await client.tap(f"go-{place}")
            await client.tap("shade")
        assert client.has("zone-A")


async def test_everything_that_can_be_tapped_has_a_key():
    station = warehouse("1", "2")
    site.release(station, "1")
    async with supervisor(station) as client:
        for place in ("release", "orders", "exceptions", "board"):
            await client.tap(f"go-{place}")
            nameless = [
                node
                for node in client.shown()
                if node.get("on_click") and not node.get("key")
            ]
            assert nameless == []


async def test_small_orders_can_be_had_first_and_the_urgent_ones_again():
    station = warehouse()
    for ref, qty_each in (("1", 9), ("2", 1), ("3", 4)):
        ok(do(station, site.order(ref, (TEA, qty_each))))
    async with supervisor(station) as client:
        await client.tap("go-release")
        assert refs(client) == ["1", "2", "3"]
        await client.tap("small-first")
        assert refs(client) == ["2", "3", "1"]
        await client.tap("small-first")
        assert refs(client) == ["1", "2", "3"]


def refs(client: FakeClient) -> list[str]:
    """The orders' numbers in the list, from the top."""
    return [
        str(node["value"])
        for node in client.shown()
        if node["_c"] == "Text"
        and node.get("value") in ("1", "2", "3")
        and node.get("font_family") == "Hyperlegible Mono Bold"
        and node.get("size") == 18
    ]


async def test_an_orders_lines_have_the_catalogues_names():
    station = warehouse("7")
    [row] = see_orders(station, search="7")
    story = see_order(station, row.order.order_id)
    assert story
    assert [line.name for line in story.lines] == [TEA.title(), LAMP.title()]
