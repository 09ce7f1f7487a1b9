"""A person's own settings: worn at once, kept for the badge, read at the next sign-in."""

import contextlib
from collections.abc import AsyncGenerator

import pytest

from app.operations.seeing_work import see_preferences
from app.station import Station
from app.ui.home.page import HomePage
from app.ui.home.settings_page import SettingsPage
from app.ui.live import open_app
from app.ui.picker.page import PickerPage
from app.ui.supervisor.page import SupervisorPage
from tests.fakes.flet_client import FakeClient
from tests.fakes.site import ANA, SUE
from tests.ui.home.test_home import building

pytestmark = pytest.mark.asyncio


@contextlib.asynccontextmanager
async def screen(station: Station, width: int = 412) -> AsyncGenerator[FakeClient]:
    pages = {
        "/": HomePage,
        "/picker": PickerPage,
        "/supervisor": SupervisorPage,
        "/settings": SettingsPage,
    }
    client = FakeClient(width=width)
    await client.start(open_app(station, pages))
    try:
        yield client
    finally:
        await client.stop()


async def test_a_pickers_choices_are_worn_and_follow_the_badge():
    station = building()
    async with screen(station) as client:
        await client.scan(ANA)
        await client.tap("settings")
        await client.tap("language-de")
        await client.tap("text_percent-150")
        assert client.has(text="Einstellungen")
        await client.tap("back")
        await client.until(lambda: client.has("sign-out"))
    assert see_preferences(station, ANA) == {"language": "de", "text_percent": "150"}
    async with screen(station) as other:
        await other.scan(ANA)
        assert other.has(text="Abmelden")


async def test_whoever_signs_in_next_has_their_own_screen():
    station = building()
    async with screen(station) as client:
        await client.scan(ANA)
        await client.tap("settings")
        await client.tap("language-de")
        await client.tap("back")
        await client.tap("sign-out")
        await client.until(lambda: client.has(text="What will you do?"))
        await client.scan(SUE)
        await client.until(lambda: client.has("go-board"))
        assert client.has(text="Board")


async def test_with_nobody_signed_in_a_choice_lasts_and_is_kept_for_nobody():
    station = building()
    async with screen(station) as client:
        await client.tap("settings")
        assert client.has(text="Nobody is signed in: these last until somebody is.")
        await client.tap("language-de")
        await client.tap("back")
        await client.until(lambda: client.has(text="Was machst du?"))
    assert see_preferences(station, ANA) == {}
