"""The picker's page in a client that is not there, against a real store in memory."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import flet as ft
import pytest

from app.engine.names import TaskId, ToteCode
from app.engine.picking import ReportShort, ShortReason
from app.engine.releasing import Method
from app.engine.site import SetUpSite
from app.engine.task_states import ListState
from app.operations.running import do
from app.operations.seeing_packing import see_totes_to_pack
from app.operations.seeing_waves import see_sorting
from app.operations.seeing_work import see_walk, see_zones
from app.station import Station, open_store
from app.ui.live import open_app, use_live
from app.ui.picker.page import PickerPage
from app.ui.scanning import Keyboard
from tests.fakes import site
from tests.fakes.flet_client import FakeClient
from tests.fakes.site import ANA, BEN, LAMP, MUG, TEA, ean

FLOOR = """
format = 1
name = "Two zones"
width_mm = 46000
depth_mm = 40000

[[zone]]
code = "A"
name = "Small parts"
at = [2000, 4000]
aisles = 8
bays_per_side = 6
levels = 3
bay_width_mm = 1000
rack_depth_mm = 600
aisle_width_mm = 1600
cross_aisle_width_mm = 2000
colour_index = 0
entrance = [3000, 16000]
drop = {at = [10000, 16500]}

[[zone]]
code = "B"
name = "Lamps"
at = [30000, 4000]
aisles = 3
bays_per_side = 6
levels = 3
bay_width_mm = 1000
rack_depth_mm = 600
aisle_width_mm = 1600
cross_aisle_width_mm = 2000
colour_index = 1
entrance = [31000, 16000]
drop = {at = [36000, 16500]}

[[place]]
code = "DROP-PACK-1"
name = "Packing"
kind = "packing"
at = [20000, 30000]

[[walkway]]
points = [[3000, 16000], [43000, 16000], [43000, 30000], [20000, 30000]]
"""
TEA_EAN, MUG_EAN, LAMP_EAN = ean(1), ean(2), ean(3)


@pytest.fixture
def station() -> Station:
    """Tea and a mug to pick in zone A, a lamp in zone B, on a floor."""
    station = open_store(None)
    site.stock_up(station)
    site.ok(do(station, SetUpSite(name="Hall", ship_from=("Hall",), floor=FLOOR)))
    site.ok(do(station, site.order("1001", (TEA, 3), (MUG, 1), (LAMP, 1))))
    site.release(station, "1001")
    return station


@ft.component
def Home() -> ft.Control:
    live = use_live()
    return ft.Button("Pick", key="pick", on_click=lambda: live.go("/picker"))


@asynccontextmanager
async def handheld(station: Station) -> AsyncGenerator[FakeClient]:
    client = FakeClient()
    await client.start(open_app(station, {"/": Home, "/picker": PickerPage}))
    await client.tap("pick")
    try:
        yield client
    finally:
        await client.stop()


async def claim_with_tote(client: FakeClient) -> None:
    await client.tap(f"choose-{ANA}")
    await client.tap("get-work-A")
    await client.scan("TOTE-0042")


def says(client: FakeClient, verdict: str) -> str:
    """The header's sentence, once its verdict is as expected."""
    assert client.has(f"verdict-{verdict}"), [
        k
        for k in ("ready", "good", "line_done", "careful", "wrong")
        if client.has(f"verdict-{k}")
    ]
    return str(client.find("verdict-text")["label"])


async def test_signing_in_by_badge_shows_the_zones(station: Station):
    async with handheld(station) as client:
        await client.scan("BADGE-0001")
        assert says(client, "good") == "Hello, Ana."
        assert client.has("get-work-A")
        assert client.has(text="2 stops · Leaves by 2010-12-06 09:30")


async def test_the_way_from_work_to_packing_without_a_tap_after_claiming(
    station: Station,
):
    async with handheld(station) as client:
        await claim_with_tote(client)
        assert says(client, "good") == "TOTE-0042 goes with you."
        walk = site.walk_of(station)
        assert walk.pick_list.tote == "TOTE-0042"
        first, second = "A-02-1-A", "A-03-2-A"
        assert client.has(f"bin-{first}")
        await client.scan(first)
        assert says(client, "good") == "Right bin. Now the item."
        for _ in range(3):
            await client.scan(TEA_EAN)
        assert says(client, "line_done") == "This stop is done."
        assert client.has(f"bin-{second}")
        await client.scan(second)
        await client.scan(MUG_EAN)
        assert says(client, "line_done") == "All picked."
        await client.scan("DROP-B")
        assert says(client, "order_done") == "Handed over to the next zone."
        assert client.has(text="4")
        assert see_walk(station, ANA) is None
    site.prove_books(station)


async def test_the_next_zone_takes_the_tote_that_waits_by_scanning_it(station: Station):
    await walk_zone_a(station)
    async with handheld(station) as client:
        await client.tap(f"choose-{BEN}")
        await client.scan("TOTE-0042")
        assert client.has("bin-B-01-1-A")
        await client.scan("B-01-1-A")
        await client.scan(LAMP_EAN)
        await client.scan("DROP-PACK-1")
        assert says(client, "order_done") == "Brought to packing."


async def walk_zone_a(station: Station) -> None:
    site.take_tote(station, site.claim(station, "A"), "TOTE-0042")
    site.pick_all(station, "TOTE-0042")
    site.set_down(station)


async def test_claimed_work_asks_for_the_tote_that_waits_by_name(station: Station):
    await walk_zone_a(station)
    async with handheld(station) as client:
        await client.tap(f"choose-{BEN}")
        await client.tap("get-work-B")
        assert client.has(text="Scan tote TOTE-0042")
        await client.scan("TOTE-0043")
        assert says(client, "wrong") == "This is TOTE-0043. Take TOTE-0042."
        await client.scan("TOTE-0042")
        assert client.has("bin-B-01-1-A")


async def test_a_wrong_bin_stays_wrong_until_the_right_one_is_scanned(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-09-1-A")
        assert says(client, "wrong") == "This is A-09-1-A. Go to A-02-1-A."
        assert client.has(text="Scan bin A-02-1-A")
        await client.scan("A-02-1-A")
        assert says(client, "good") == "Right bin. Now the item."


async def test_a_wrong_item_is_named_and_nothing_moves(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        await client.scan(MUG_EAN)
        assert says(client, "wrong") == "This is Mug-Blue. Put it back."
        assert site.walk_of(station).stops[0].task.picked_each == 0


async def test_the_item_scanned_first_counts_once_its_bin_is_scanned(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan(TEA_EAN)
        assert "Now scan A-02-1-A" in says(client, "careful")
        assert site.walk_of(station).stops[0].task.picked_each == 0
        await client.scan("A-02-1-A")
        assert site.walk_of(station).stops[0].task.picked_each == 1


async def test_an_item_scanned_first_is_forgotten_at_another_bin(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan(TEA_EAN)
        await client.scan("A-09-1-A")
        await client.scan("A-02-1-A")
        assert site.walk_of(station).stops[0].task.picked_each == 0


async def test_the_rest_is_typed_once_one_was_scanned(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        assert not client.has("qty-open")
        await client.scan(TEA_EAN)
        await client.tap("qty-open")
        await client.tap("qty-2")
        await client.tap("qty-enter")
        assert says(client, "line_done") == "This stop is done."
        assert site.walk_of(station).stops[0].task.picked_each == 3


async def test_not_enough_here_leads_to_the_other_bin(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        await client.scan(TEA_EAN)
        await client.tap("wrong")
        await client.tap("reason-not_in_bin")
        told = says(client, "careful")
        assert told == "Noted. 2 more are in A-07-3-B. Your route has changed."
        assert "A-07-3-B" in {s.task.bin_code for s in site.walk_of(station).open_stops}
    site.prove_books(station)


async def test_before_the_bin_was_scanned_only_a_blocked_bin_can_be_reported(
    station: Station,
):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.tap("wrong")
        assert client.has("reason-bin_blocked")
        assert not client.has("reason-not_in_bin")


async def test_what_no_bin_has_is_said_to_be_on_backorder(station: Station):
    await walk_zone_a(station)
    async with handheld(station) as client:
        await client.tap(f"choose-{BEN}")
        await client.scan("TOTE-0042")
        await client.scan("B-01-1-A")
        await client.tap("wrong")
        await client.tap("reason-not_in_bin")
        assert (
            says(client, "careful") == "Noted. No bin has the other 1: backorder. Go on."
        )
        assert client.has(text="Scan DROP-PACK-1")


async def test_undo_says_what_the_hands_must_do(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        await client.scan(TEA_EAN)
        await client.scan(TEA_EAN)
        await client.tap("wrong")
        await client.tap("undo")
        assert says(client, "careful") == "Put 2 back in A-02-1-A."
        assert client.has("bin-A-02-1-A")
    site.prove_books(station)


async def test_work_given_back_is_there_for_others(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.tap("wrong")
        await client.event(client.find("give-back"), "long_press")
        assert client.has("get-work-A")
        assert see_zones(station)[0].lists_ready == 1


async def test_a_killed_app_goes_on_with_the_same_line(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        await client.scan(TEA_EAN)
    async with handheld(station) as again:
        await again.scan("BADGE-0001")
        assert again.has("bin-A-02-1-A")
        assert again.has(text="2")
        await again.scan("A-02-1-A")
        await again.scan(TEA_EAN)
        await again.scan(TEA_EAN)
        assert again.has("bin-A-03-2-A")


async def test_the_code_of_a_badge_nobody_wears_is_explained(station: Station):
    async with handheld(station) as client:
        await client.scan("BADGE-0099")
        assert "nobody here has it" in says(client, "wrong")


async def test_a_packer_is_told_that_picking_is_not_theirs(station: Station):
    async with handheld(station) as client:
        await client.scan("BADGE-0003")
        assert "role" in says(client, "wrong")


async def test_a_code_can_be_typed(station: Station):
    site.take_tote(station, site.claim(station, "A"), "TOTE-0042")
    async with handheld(station) as client:
        await client.tap(f"choose-{ANA}")
        await client.tap("type")
        await client.enter("type-code", "a 2 1 a")
        await client.until(lambda: client.has(text="Right bin. Now the item."))


async def test_the_whole_map_opens_and_closes(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.tap("floor-map")
        assert client.has("floor-map-whole")
        await client.tap("floor-map-close")
        assert client.has("bin-A-02-1-A")


def report_all_gone(station: Station, task_id: TaskId) -> None:
    told = ReportShort(task_id=task_id, reason=ShortReason.NOT_IN_BIN)
    site.ok(do(station, told, badge=BEN))


async def test_a_walk_whose_stops_another_closed_can_be_ended(station: Station):
    async with handheld(station) as client:
        await client.tap(f"choose-{ANA}")
        await client.tap("get-work-A")
        for stop in site.walk_of(station).open_stops:
            report_all_gone(station, stop.task.task_id)
        await client.settle()
        for stop in site.walk_of(station).open_stops:
            report_all_gone(station, stop.task.task_id)
        await client.settle()
        assert site.walk_of(station).pick_list.state is ListState.PICKED
        await client.tap("finish")
        assert see_walk(station, ANA) is None


async def on_shared_walk(method: Method) -> tuple[Station, FakeClient]:
    """Ana has claimed a walk for two orders of tea by her handheld."""
    station = open_store(None)
    site.stock_up(station)
    for ref, qty_each in (("1", 1), ("2", 2)):
        site.ok(do(station, site.order(ref, (TEA, qty_each))))
    site.release(station, "1", "2", method=method)
    client = FakeClient()
    await client.start(open_app(station, {"/": Home, "/picker": PickerPage}))
    for key in ("pick", f"choose-{ANA}", "get-work-A"):
        await client.tap(key)
    return station, client


async def test_a_cart_is_picked_and_brought_by_the_screen_alone():
    station, client = await on_shared_walk(Method.CLUSTER)
    try:
        await client.scan("TOTE-0001")
        await client.scan("TOTE-0002")
        for tote, qty_each in (("TOTE-0001", 1), ("TOTE-0002", 2)):
            await client.scan(site.walk_of(station).open_stops[0].task.bin_code)
            for _ in range(qty_each):
                await client.scan(TEA_EAN)
            await client.scan(tote)
            site.prove_books(station)
        assert not site.walk_of(station).open_stops
        await client.scan("DROP-PACK-1")
    finally:
        await client.stop()
    assert see_walk(station, ANA) is None
    assert [each.tote for each in see_totes_to_pack(station)] == [
        "TOTE-0001",
        "TOTE-0002",
    ]


async def test_a_batch_is_picked_and_brought_to_sorting_by_the_screen_alone():
    station, client = await on_shared_walk(Method.BATCH)
    try:
        assert any("2 orders" in text for text in client.texts())
        await client.scan("TOTE-0009")
        await client.scan(site.walk_of(station).open_stops[0].task.bin_code)
        for _ in range(3):
            await client.scan(TEA_EAN)
        await client.scan("DROP-SORT-1")
    finally:
        await client.stop()
    assert see_walk(station, ANA) is None
    assert [each.qty_each for each in see_sorting(station, ToteCode("TOTE-0009"))] == [
        1,
        2,
    ]


async def test_a_cart_can_be_given_back_before_it_has_its_totes():
    station, client = await on_shared_walk(Method.CLUSTER)
    try:
        await client.scan("TOTE-0001")
        await client.tap("wrong")
        await client.event(client.find("give-back"), "long_press")
    finally:
        await client.stop()
    assert see_walk(station, ANA) is None


# ── one after the other ───────────────────────────────────────────────────────────────


async def test_a_tote_scanned_while_the_claim_is_on_its_way_waits_for_it(
    station: Station,
):
    answer = asyncio.Event()

    async def slow() -> bool:
        await answer.wait()
        return True

    async with handheld(station) as client:
        await client.tap(f"choose-{ANA}")
        station.exchange = slow
        claim = client.find("get-work-A")
        claiming = asyncio.create_task(client.event(claim, "click"))
        await asyncio.sleep(0)
        await client.scan("TOTE-0042")
        assert see_walk(station, ANA) is None
        answer.set()
        await claiming
        await client.until(lambda: client.has("bin-A-02-1-A"))
        assert says(client, "good") == "TOTE-0042 goes with you."


async def test_a_second_tap_on_get_work_changes_nothing(station: Station):
    async with handheld(station) as client:
        await client.tap(f"choose-{ANA}")
        button = client.find("get-work-A")
        taps = [asyncio.create_task(client.event(button, "click")) for _ in range(2)]
        await asyncio.gather(*taps)
        await client.scan("TOTE-0042")
        assert client.has("bin-A-02-1-A")


# ── typing ────────────────────────────────────────────────────────────────────────────


async def typed(client: FakeClient, text: str) -> None:
    for sign in text:
        await client.press(sign)


def pause(client: FakeClient) -> None:
    """Longer than any scanner's keys are apart."""
    keyboard = getattr(client.session.page.on_keyboard_event, "__self__", None)
    assert isinstance(keyboard, Keyboard)
    later = keyboard.clock_ms() + 5_000
    keyboard.clock_ms = lambda: later


async def test_what_is_typed_is_shown_and_a_pause_loses_nothing(station: Station):
    async with handheld(station) as client:
        # A scanner that presses Enter: what merely stops is no scan.
        await client.scan("BADGE-0001")
        await client.tap("get-work-A")
        await typed(client, "TOTE")
        await client.until(lambda: client.has(text="TOTE_"))
        pause(client)
        await typed(client, "-0042")
        assert client.has(text="TOTE-0042_")
        await client.press("Enter")
        await client.until(lambda: client.has("bin-A-02-1-A"))
        assert not client.has("typed")


async def test_enter_answers_even_one_letter(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.press("Q")
        await client.press("Enter")
        await client.until(lambda: client.has("verdict-wrong"))


async def test_backspace_and_escape_take_back_what_was_typed(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await typed(client, "AB")
        await client.until(lambda: client.has(text="AB_"))
        await client.press("Backspace")
        assert client.has(text="A_")
        await client.press("Escape")
        assert not client.has("typed")


# ── the quantity pad under the fingers ────────────────────────────────────────────────


async def open_pad(client: FakeClient) -> None:
    await claim_with_tote(client)
    await client.scan("A-02-1-A")
    await client.scan(TEA_EAN)
    await client.tap("qty-open")


async def test_digits_backspace_and_enter_work_on_the_pad(station: Station):
    async with handheld(station) as client:
        await open_pad(client)
        await typed(client, "9")
        await client.press("Backspace")
        await client.press("Numpad 2")
        assert client.has(text="2")
        await client.press("Enter")
        assert says(client, "line_done") == "This stop is done."
        assert site.walk_of(station).stops[0].task.picked_each == 3


@pytest.mark.parametrize("number", ["9", "99", "999"])
async def test_too_many_on_the_pad_is_said_and_nothing_moves(
    station: Station, number: str
):
    async with handheld(station) as client:
        await open_pad(client)
        await typed(client, number)
        assert client.has("qty-trouble")
        await client.press("Enter")
        await client.until(lambda: client.has("verdict-wrong"))
        assert says(client, "wrong") == "Only 2 are asked for."
        assert client.has("qty-enter")
        assert site.walk_of(station).stops[0].task.picked_each == 1


async def test_an_item_scanned_over_the_open_pad_is_a_scan(station: Station):
    async with handheld(station) as client:
        await open_pad(client)
        await client.scan(TEA_EAN)
        assert site.walk_of(station).stops[0].task.picked_each == 2


# ── calm answers ──────────────────────────────────────────────────────────────────────


async def test_the_drop_and_the_tote_scanned_again_are_brought_already(
    station: Station,
):
    await walk_zone_a(station)
    async with handheld(station) as client:
        await client.tap(f"choose-{BEN}")
        await client.scan("TOTE-0042")
        await client.scan("B-01-1-A")
        await client.scan(LAMP_EAN)
        await client.scan("DROP-PACK-1")
        for again in ("DROP-PACK-1", "TOTE-0042"):
            await client.scan(again)
            assert says(client, "good") == "Already brought to DROP-PACK-1."


async def test_what_another_bin_gave_is_not_missing_in_the_end(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        await client.tap("wrong")
        await client.tap("reason-not_in_bin")
        while stops := site.walk_of(station).open_stops:
            await client.scan(stops[0].task.bin_code)
            for _ in range(stops[0].task.left_each):
                await client.scan(ean({TEA: 1, MUG: 2}[stops[0].task.sku]))
            if not client.has("wrong"):
                break
        assert site.walk_of(station).missing_each == 0
        await client.scan("DROP-B")
        assert client.has(text="Walk done")
        assert not client.has(text="Missing")


async def test_undo_at_the_bin_leaves_one_at_the_bin(station: Station):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        await client.scan(TEA_EAN)
        await client.tap("wrong")
        assert client.has(text="Undo: all 1 go back in A-02-1-A")
        await client.tap("undo")
        assert client.has(text="Scan the item")


async def test_from_the_names_a_way_leads_back_to_the_first_screen(station: Station):
    async with handheld(station) as client:
        await client.tap("home")
        await client.until(lambda: client.has("pick"))


async def test_one_number_says_how_many_and_a_second_scan_counts_it_down(
    station: Station,
):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")
        assert client.has(text="3")
        await client.scan(TEA_EAN)
        assert client.has(text="2")
        assert not client.has(text="1 of 3")
        assert client.has(text="Scan the next one")


async def test_a_scanner_s_second_enter_counts_nothing_twice(
    station: Station, monkeypatch: pytest.MonkeyPatch
):
    async with handheld(station) as client:
        await claim_with_tote(client)
        await client.scan("A-02-1-A")

        async def slowly() -> None:
            await asyncio.sleep(0.2)

        monkeypatch.setattr("app.ui.scanning.redrawn", slowly)
        for _ in range(2):
            await client.scan(TEA_EAN)
            await client.press("Enter")
        await client.until(lambda: site.walk_of(station).stops[0].task.picked_each > 1)
        await asyncio.sleep(0.3)
        assert site.walk_of(station).stops[0].task.picked_each == 2
