"""The packer's kiosk as a person meets it: scans and keys in, screens out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from app.engine.names import ToteCode
from app.engine.task_states import OrderState, ParcelState
from app.operations.seeing_packing import see_packing_job
from app.station import Changed
from app.ui.live import open_app
from app.ui.packing.page import PackingPage
from tests.fakes.flet_client import FakeClient
from tests.ui.packing.site import LAMP_EAN, MUG_EAN, PIA, TEA_EAN, TOM, Site, small_site


@asynccontextmanager
async def kiosk(here: Site) -> AsyncGenerator[FakeClient]:
    client = FakeClient(width=1920, height=1080, platform="linux", web=True)
    await client.start(open_app(here.station, {"/": PackingPage}))
    try:
        yield client
    finally:
        await client.stop()


async def scan(client: FakeClient, *codes: str) -> None:
    for code in codes:
        await client.scan(code)
        await client.settle()


async def type_in(client: FakeClient, text: str) -> None:
    """Type as hands do, here so few signs that no scanner would send them."""
    for sign in text:
        await client.press(sign.upper(), shift=sign.isupper())
    await client.press("Enter")


@dataclass
class Clock:
    """The keyboard's clock, which only goes when it is told to."""

    ms: int = 100_000

    def __call__(self) -> int:
        return self.ms


def stop_clock(client: FakeClient) -> Clock:
    """Let time stand still for the keys of this kiosk."""
    clock = Clock()
    press: Any = client.session.page.on_keyboard_event
    press.__self__.clock_ms = clock
    return clock


async def press_later(client: FakeClient, clock: Clock, key: str) -> None:
    """Press a key when what is on the screen has been read."""
    clock.ms += 2_000
    await client.press(key)


def said(client: FakeClient) -> str:
    header = client.find("verdict-text")
    return header["content"]["value"]


def verdict(client: FakeClient) -> str:
    keys = [str(node.get("key")) for node in client.shown()]
    return next(key.split("-")[1] for key in keys if key.startswith("verdict-"))


def order_state(here: Site, ref: str) -> OrderState:
    order = here.station.tables.orders.by_ref("shop", ref)
    assert order
    return order.state


async def test_from_the_tote_to_the_van():
    here = small_site()
    async with kiosk(here) as client:
        await scan(client, PIA, "TOTE-0001")
        assert "536365" in said(client)
        await scan(client, TEA_EAN)
        await type_in(client, "48")
        assert said(client) == "Breakfast tea, 80 bags: all checked."
        await scan(client, MUG_EAN, MUG_EAN)
        assert client.has("scale")
        await type_in(client, "12700")
        parcel = here.station.tables.parcels.parcels.find("AND state = 'closed'")[0]
        assert parcel.weight_g == 12_700
        await scan(client, f"00{parcel.sscc}")
        assert "lane for Royal Mail" in said(client)
        assert order_state(here, "536365") is OrderState.PACKED
        await client.press("F2")
        await scan(client, f"00{parcel.sscc}")
        assert "manifest" in said(client)
        await client.press("H")
        await client.until(lambda: verdict(client) == "careful")
        await client.press("Enter")
        assert said(client) == "1 parcel was handed over to Royal Mail."
        assert order_state(here, "536365") is OrderState.HANDED_OVER
        await scan(client, "TOTE-0002")
        assert "536366" in said(client)


async def test_a_wrong_item_is_loud_and_stays():
    here = small_site()
    async with kiosk(here) as client:
        await scan(client, PIA, "TOTE-0001", LAMP_EAN)
        assert verdict(client) == "wrong"
        assert said(client) == "Reading lamp does not belong in this tote. Put it aside."
        assert client.find("stray")
        await client.settle()
        assert verdict(client) == "wrong"
        await scan(client, MUG_EAN)
        assert verdict(client) == "good"


async def test_one_too_many_is_refused():
    here = small_site()
    async with kiosk(here) as client:
        await scan(client, PIA, "TOTE-0001", MUG_EAN, MUG_EAN, MUG_EAN)
        assert verdict(client) == "wrong"
        assert "all 2 are checked" in said(client)
        job = see_packing_job(here.station, ToteCode("TOTE-0001"))
        assert job
        assert [each.packed_each for each in job.goods] == [2, 0]


async def test_the_label_of_another_parcel_is_refused_with_both_orders():
    here = small_site()
    other = here.pack("TOTE-0001")
    async with kiosk(here) as client:
        await scan(client, PIA, "TOTE-0002", LAMP_EAN)
        await type_in(client, "900")
        assert client.has("print-label")
        await scan(client, other)
        assert verdict(client) == "wrong"
        assert "536365" in said(client)
        assert "536366" in said(client)


async def test_a_parcel_of_another_carrier_is_refused():
    here = small_site()
    first, second = here.pack_and_label("TOTE-0001"), here.pack_and_label("TOTE-0002")
    async with kiosk(here) as client:
        await scan(client, PIA)
        await client.press("F2")
        await scan(client, first, second)
        assert verdict(client) == "wrong"
        assert "DHL" in said(client)
        found = here.station.tables.parcels.with_sscc(second)
        assert found
        assert found.state is ParcelState.LABELLED


async def test_a_killed_browser_loses_nothing():
    here = small_site()
    async with kiosk(here) as client:
        await scan(client, PIA, "TOTE-0001", MUG_EAN)
    async with kiosk(here) as client:
        clock = stop_clock(client)
        await scan(client, PIA, "TOTE-0001")
        assert "48" in said(client) or "49" in said(client)
        await scan(client, MUG_EAN, TEA_EAN)
        await type_in(client, "48")
        await type_in(client, "0")
        await press_later(client, clock, "Enter")
        assert client.has("print-label")
    async with kiosk(here) as client:
        clock = stop_clock(client)
        await scan(client, PIA)
        assert client.has("unlabelled")
        await press_later(client, clock, "Enter")
        assert client.has("print-label")


async def test_a_person_is_chosen_by_one_key_and_sees_what_they_type():
    here = small_site()
    async with kiosk(here) as client:
        await client.press("2")
        await client.until(lambda: "Tom" in said(client))
        await client.press("T", shift=True)
        assert client.find("typed")["content"]["value"] == "T_"
        await client.press("Escape")
        assert "T_" not in client.texts()


async def test_the_label_opens_by_its_key_and_the_key_is_no_part_of_the_next_scan():
    here = small_site()
    sscc = here.pack("TOTE-0001")
    async with kiosk(here) as client:
        clock = stop_clock(client)
        await scan(client, PIA)
        await press_later(client, clock, "Enter")
        await client.press("L")
        await client.until(lambda: any(name == "launch_url" for name, _ in client.calls))
        url = next(args["url"] for name, args in client.calls if name == "launch_url")
        assert url.endswith("/label.pdf")
        await client.until(lambda: client.has(text="Label opened"))
        await scan(client, sscc)
        assert "lane for Royal Mail" in said(client)


# ── Enter, pressed twice ──────────────────────────────────────────────────────────────


def slow_books(here: Site, clock: Clock) -> None:
    """Let every write take longer than anybody waits between two Enters."""

    def take_long(_: Changed) -> None:
        clock.ms += 3_000

    here.station.subscribe(take_long)


def open_parcel_g(here: Site) -> list[int]:
    """What the parcels that are closed weigh, in grams."""
    found = here.station.tables.parcels.parcels.find("AND state <> 'open'")
    return [parcel.weight_g for parcel in found]


async def test_a_scanner_that_presses_enter_twice_is_not_asked_for_a_weight():
    here = small_site()
    async with kiosk(here) as client:
        clock = stop_clock(client)
        slow_books(here, clock)
        await scan(client, PIA, "TOTE-0002", LAMP_EAN)
        await client.press("Enter")
        assert said(client) == "Everything is there."
        assert open_parcel_g(here) == []


async def test_the_second_enter_of_a_scan_that_is_not_answered_yet_is_nobodys():
    here = small_site()
    async with kiosk(here) as client:
        stop_clock(client)
        await scan(client, PIA, "TOTE-0001")
        for sign in MUG_EAN:
            await client.press(sign, settle=False)
        await asyncio.gather(
            client.press("Enter", settle=False), client.press("Enter", settle=False)
        )
        await client.settle()
        job = see_packing_job(here.station, ToteCode("TOTE-0001"))
        assert job
        assert [each.packed_each for each in job.goods] == [1, 0]
        assert verdict(client) == "good"


async def test_a_doubtful_weight_is_not_kept_by_the_second_enter_of_its_line():
    here = small_site()
    for grams in ("99", "5000"):
        async with kiosk(here) as client:
            clock = stop_clock(client)
            slow_books(here, clock)
            await scan(client, PIA, "TOTE-0002", LAMP_EAN)
            await type_in(client, grams)
            await client.press("Enter")
            assert verdict(client) == "careful"
            assert open_parcel_g(here) == []
    async with kiosk(here) as client:
        clock = stop_clock(client)
        await scan(client, PIA, "TOTE-0002")
        await type_in(client, "99")
        await press_later(client, clock, "Enter")
        assert open_parcel_g(here) == [99]


async def test_a_second_enter_leaves_what_was_said_of_the_hand_over():
    here = small_site()
    sscc = here.pack_and_label("TOTE-0002")
    async with kiosk(here) as client:
        clock = stop_clock(client)
        slow_books(here, clock)
        await scan(client, PIA)
        await client.press("F2")
        await scan(client, sscc)
        await client.press("H")
        await client.until(lambda: verdict(client) == "careful")
        await client.press("Enter")
        await client.press("Enter")
        assert said(client) == "1 parcel was handed over to DHL."


async def test_enter_that_means_nothing_changes_no_verdict():
    here = small_site()
    async with kiosk(here) as client:
        clock = stop_clock(client)
        await scan(client, PIA, "TOTE-0001", LAMP_EAN)
        await press_later(client, clock, "Enter")
        assert verdict(client) == "wrong"


# ── two kiosks ────────────────────────────────────────────────────────────────────────


async def test_a_kiosk_follows_what_another_does_to_its_tote():
    here = small_site()
    async with kiosk(here) as hers, kiosk(here) as his:
        await scan(hers, PIA, "TOTE-0002")
        await scan(his, TOM, "TOTE-0002")
        assert "Pia" in said(his)
        await hers.until(lambda: "Tom is packing" in said(hers))
        assert verdict(hers) == "careful"
        await scan(his, LAMP_EAN)
        await hers.until(lambda: hers.has("scale"))
        await type_in(his, "900")
        await hers.until(lambda: "gone on" in said(hers))


# ── each thing once ───────────────────────────────────────────────────────────────────


async def test_no_screen_says_a_thing_twice():
    here = small_site()
    async with kiosk(here) as client:
        clock = stop_clock(client)
        assert_said_once(client)
        await scan(client, PIA)
        assert_said_once(client)
        for code in ("TOTE-0001", TEA_EAN, LAMP_EAN, MUG_EAN, MUG_EAN, TEA_EAN):
            await scan(client, code)
            assert_said_once(client)
        for grams in ("48", "0"):
            await type_in(client, grams)
            assert_said_once(client)
        await press_later(client, clock, "Enter")
        assert_said_once(client)
        await client.press("F2")
        assert_said_once(client)


def assert_said_once(client: FakeClient) -> None:
    """Every sentence stands on the screen in one place; a name may stand in more."""
    names = {"Breakfast tea, 80 bags", "Red spotty mug", "Royal Mail Tracked 48"}
    sentences = [
        text for text in client.texts() if text.count(" ") >= 2 and text not in names
    ]
    shown = [text for text in sentences if text != said(client)]
    assert len(shown) == len(set(shown)), shown
    assert said(client).rstrip(".") not in {text.rstrip(".") for text in shown}


async def test_the_field_for_the_weight_shows_no_reading_before_there_is_one():
    here = small_site()
    async with kiosk(here) as client:
        await scan(client, PIA, "TOTE-0002", LAMP_EAN)
        assert not any(text.startswith("0") for text in client.texts())
        assert client.has(text="\u00b1 90\u00a0g")
        await type_in(client, "5000")
        assert client.has(text="5\u00a0000")


async def test_a_count_typed_while_the_table_is_slow_is_not_lost(
    monkeypatch: pytest.MonkeyPatch,
):
    here = small_site()
    async with kiosk(here) as client:
        await scan(client, PIA, "TOTE-0001", TEA_EAN)

        async def slowly() -> None:
            await asyncio.sleep(0.2)

        monkeypatch.setattr("app.ui.scanning.redrawn", slowly)
        await client.scan(TEA_EAN)
        await type_in(client, "48")
        await client.until(lambda: "all checked" in said(client))
        assert "48_" not in client.texts()
