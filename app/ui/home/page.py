"""Joins the first screen to Flet."""

import flet as ft

from app.engine.site import Role
from app.operations.seeing_work import see_person, see_setting
from app.scan import meaning as means
from app.scan.symbol import Symbol
from app.station import Changed, Station
from app.ui.home.screen import home_screen
from app.ui.live import use_live, use_look, use_news
from app.ui.parts.sync_badge import Line
from app.ui.scanning import use_scans

TITLES = {
    Role.PICKER: "/picker",
    Role.PACKER: "/packing",
    Role.SUPERVISOR: "/supervisor",
}


@ft.component
def HomePage() -> ft.Control:
    """What will you do? A scanned badge answers it."""
    live, look = use_live(), use_look()
    use_news(Changed.SITE | Changed.LINE)
    station: Station = live.station

    def hear(symbol: Symbol) -> None:
        meaning = means.meaning(symbol, lambda _code: None)
        if not isinstance(meaning, means.BadgeCode):
            return
        person = see_person(station, meaning.badge)
        if person:
            live.sign_in(person.badge, live.ui.settings)
            live.go(TITLES[person.role])

    use_scans(hear)
    state = station.line_state()
    is_off = not state.is_connected and state.since is not None
    since = f"{state.since.astimezone():%H:%M}" if is_off and state.since else ""
    return home_screen(
        look,
        site=see_setting(station, "name"),
        line=Line(waiting=state.waiting, offline_since=since),
        on_role=live.go,
    )
