"""The tablet in a real browser: a badge, a release, and another's pick seen at once."""

import pytest

from app.engine.names import BinCode
from app.engine.receiving import ReceiveStock
from app.operations.running import do
from app.station import Station, open_store
from app.ui.home.page import HomePage
from app.ui.live import open_app
from app.ui.supervisor.page import SupervisorPage
from tests.browser import harness
from tests.browser.harness import TABLET, browser, serve
from tests.fakes import site
from tests.fakes.site import LAMP, SUE, TEA, ok

pytestmark = pytest.mark.browser


def warehouse() -> Station:
    station = open_store(None)
    site.stock_up(station)
    more = ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=50)
    ok(do(station, more))
    for ref in ("536365", "536366"):
        ok(do(station, site.order(ref, (TEA, 2), (LAMP, 1))))
    return station


@pytest.mark.parametrize("dark", [False, True])
async def test_a_release_and_a_pick_are_seen_as_they_happen(dark: bool):
    station = warehouse()
    app = open_app(station, {"/": HomePage, "/supervisor": SupervisorPage})
    async with serve(app) as url, browser() as chromium:
        screen = await harness.open_app(chromium, f"{url}/supervisor", TABLET, dark=dark)
        await screen.see("Sue")
        await screen.wedge(SUE)
        await screen.see("Nothing is on the floor.")
        await screen.tap("Release orders: 2 can go")
        await screen.tap("All 2 shown")
        await screen.tap("Release 2 orders")
        await screen.see("2 orders were released to the floor.")
        await screen.tap("Board")
        await screen.see("0 of 2 stops done")
        site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
        site.pick_all(station, "TOTE-0001")
        await screen.see("1 of 2 stops done", within_s=2)
        await screen.screenshot(f"supervisor-board-{'dark' if dark else 'light'}")
        await screen.wedge("TOTE-0001")
        await screen.see("Order 536365")
        await screen.see("Picked 2 of TEA-250")
