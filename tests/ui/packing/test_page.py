"""The packer's kiosk as a person meets it: scans and keys in, screens out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.engine.names import ToteCode
from app.engine.task_states import OrderState, ParcelState
from app.operations.seeing_packing import see_packing_job
from app.ui.live import open_app
from app.ui.packing.page import PackingPage
from tests.fakes.flet_client import FakeClient
from tests.ui.packing.site import LAMP_EAN, MUG_EAN, PIA, TEA_EAN, Site, small_site


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


async def press_enter(client: FakeClient, until: str) -> None:
    """Press Enter as a hand does, later than a scanner's second one: until it is heard."""
    for _ in range(100):
        await client.press("Enter")
        if client.has(until):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(client.texts())


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
        assert said(client) == "LAMP does not belong in this tote. Put it aside."
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
        await press_enter(client, "print-label")
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
        await scan(client, PIA, "TOTE-0001")
        assert "48" in said(client) or "49" in said(client)
        await scan(client, MUG_EAN, TEA_EAN)
        await type_in(client, "48")
        await press_enter(client, "print-label")
    async with kiosk(here) as client:
        await scan(client, PIA)
        assert client.has("unlabelled")
        await press_enter(client, "print-label")


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
        await scan(client, PIA)
        await press_enter(client, "print-label")
        await client.press("L")
        await client.until(lambda: any(name == "launch_url" for name, _ in client.calls))
        url = next(args["url"] for name, args in client.calls if name == "launch_url")
        assert url.endswith("/label.pdf")
        await scan(client, sscc)
        assert "lane for Royal Mail" in said(client)
