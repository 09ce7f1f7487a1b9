"""Starts a station on this machine; the only place that wires things together."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import flet as ft
from flet_web import fastapi as flet_web
from starlette.applications import Starlette
from starlette.routing import Mount

from app.operations.by_the_clock import ByTheClock
from app.operations.mentioning import tell_the_past
from app.operations.syncing import Syncer, resume
from app.server import api
from app.server.certificate import write_whole
from app.station import Station, open_replica, open_store
from app.sync.client import store_at
from app.ui.home.page import HomePage
from app.ui.home.settings_page import SettingsPage
from app.ui.live import open_app
from app.ui.packing.page import PackingPage
from app.ui.picker.page import PickerPage
from app.ui.supervisor.page import SupervisorPage
from app.ui.words import answers

ROOT: Final = Path(__file__).resolve().parent.parent
ASSETS: Final = ROOT / "assets"
SCREEN_KEPT_S: Final = 3600
"""How long the screen of a browser that went away is kept, for when it comes back."""


def web_app(station: Station, *, token: str | None, syncer: Syncer | None) -> Starlette:
    """Everything this process answers: the shared store's API, then the screens.

    A station that is not the shared store has no `token`, and keeps in step through
    `syncer` while the app is up; the shared store does what the clock asks for.
    """
    screens = flet_web.app(
        open_app(
            station,
            {
                "/": HomePage,
                "/picker": PickerPage,
                "/packing": PackingPage,
                "/supervisor": SupervisorPage,
                "/settings": SettingsPage,
            },
        ),
        assets_dir=str(ASSETS),
        no_cdn=True,
        app_name="Zonewise",
        app_short_name="Zonewise",
        app_description="The warehouse floor, zone by zone.",
        web_renderer=ft.WebRenderer.AUTO,
        session_timeout_seconds=SCREEN_KEPT_S,
    )

    async def around() -> AsyncGenerator[None]:
        await flet_web.app_manager.start()
        work = syncer.run() if syncer else ByTheClock(station).run() if token else None
        running = asyncio.create_task(work) if work else None
        try:
            yield
        finally:
            if running:
                running.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await running
            await flet_web.app_manager.shutdown()

    screens_below = [Mount("/", app=screens)]
    return api.build(station, token, voice=answers, also=screens_below, around=around)


def open_site(folder: Path, database: str | None = None) -> tuple[Station, str]:
    """Open (or make) the shared store, and the token its stations show.

    `database` is a PostgreSQL URL; without one the books are in the folder, as the token is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    station = open_store(database or folder)
    tell_the_past(station)
    return station, _token(folder / "station-token.txt")


def _token(file: Path) -> str:
    """What stations show, made when there is none. A full disk must leave no empty one."""
    known = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    if known:
        return known
    write_whole(file, secrets.token_urlsafe(24).encode(), is_secret=True)
    return _token(file)


def open_station(
    folder: Path, store_url: str, token: str, name: str
) -> tuple[Station, Syncer]:
    """Open (or make) a station that keeps in step with a shared store elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    station = open_replica(folder)
    resume(station)
    syncer = Syncer(station, store_at(store_url, token), name)
    station.exchange = syncer.exchange
    return station, syncer
