"""The first screen: three ways in, and a badge that needs none of them."""

import contextlib
from collections.abc import AsyncGenerator

import flet as ft
import pytest

from app.engine.site import SetUpSite
from app.operations.running import do
from app.station import Station, open_store
from app.ui.home.page import HomePage
from app.ui.live import open_app
from tests.fakes import site
from tests.fakes.flet_client import FakeClient
from tests.fakes.site import ANA, PAM, SUE, ok

pytestmark = pytest.mark.asyncio

SIZES = ((360, 720), (412, 915), (1280, 800), (1920, 1080))


@ft.component
def Picker() -> ft.Control:
    return ft.Text("picker")


@ft.component
def Packing() -> ft.Control:
    return ft.Text("packing")


@ft.component
def Supervisor() -> ft.Control:
    return ft.Text("supervisor")


PAGES = {
    "/": HomePage,
    "/picker": Picker,
    "/packing": Packing,
    "/supervisor": Supervisor,
}


def building() -> Station:
    station = open_store(None)
    site.stock_up(station)
    ok(do(station, SetUpSite(name="Mill Lane", ship_from=("Mill Lane",), floor="")))
    return station


@contextlib.asynccontextmanager
async def screen(
    station: Station, width: int = 412, height: int = 915
) -> AsyncGenerator[FakeClient]:
    client = FakeClient(width=width, height=height)
    await client.start(open_app(station, PAGES))
    try:
        yield client
    finally:
        await client.stop()


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_every_screen_shows_where_one_is_and_the_three_ways_in(
    width: int, height: int
):
    async with screen(building(), width, height) as client:
        assert client.has(text="Mill Lane")
        assert client.has("sync-badge")
        for role in ("picker", "packer", "supervisor"):
            assert client.has(f"role-{role}")


@pytest.mark.parametrize(
    ("role", "page"),
    [("picker", "picker"), ("packer", "packing"), ("supervisor", "supervisor")],
)
async def test_a_tap_opens_the_roles_screen(role: str, page: str):
    async with screen(building()) as client:
        await client.tap(f"role-{role}")
        await client.until(lambda: client.has(text=page))


@pytest.mark.parametrize(
    ("badge", "page"), [(ANA, "picker"), (PAM, "packing"), (SUE, "supervisor")]
)
async def test_a_badge_opens_its_persons_screen(badge: str, page: str):
    async with screen(building()) as client:
        await client.scan(badge)
        await client.until(lambda: client.has(text=page))


async def test_a_site_that_is_renamed_is_renamed_here_too():
    station = building()
    async with screen(station) as client:
        ok(do(station, SetUpSite(name="Dock Road", ship_from=("Dock",), floor="")))
        await client.until(lambda: client.has(text="Dock Road"))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("BADGE-0099", "BADGE-0099 looks like a badge, but nobody here has it."),
        (
            "TOTE-0042",
            "TOTE-0042 is no badge. Scan your badge, or tap what you will do.",
        ),
    ],
)
async def test_a_code_that_opens_nothing_is_answered(code: str, says: str):
    async with screen(building()) as client:
        await client.scan(code)
        await client.until(lambda: client.has("verdict-wrong"))
        assert client.has(text=says)
        await client.scan(ANA)
        await client.until(lambda: client.has(text="picker"))
