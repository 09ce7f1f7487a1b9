"""Joins the first screen to Flet."""

import flet as ft

from app.engine.site import Role
from app.operations.seeing_work import see_person, see_setting
from app.scan import meaning as means
from app.scan.symbol import Symbol
from app.station import Changed, Station
from app.ui.feedback import Bell, Feedback
from app.ui.home.screen import Told, home_screen
from app.ui.live import use_live, use_look, use_news
from app.ui.parts.sync_badge import Line
from app.ui.personal import settings_of
from app.ui.scanning import use_scans
from app.ui.words import Sentence, sentence

TITLES = {
    Role.PICKER: "/picker",
    Role.PACKER: "/packing",
    Role.SUPERVISOR: "/supervisor",
}


@ft.component
def HomePage() -> ft.Control:
    """What will you do? A scanned badge answers it; any other code is answered too."""
    live, look = use_live(), use_look()
    use_news(Changed.SITE | Changed.LINE)
    told, tell = ft.use_state(_nothing_told())
    bell = ft.use_memo(lambda: Bell(live.ui.settings), [])
    station: Station = live.station

    async def hear(symbol: Symbol) -> None:
        meaning = means.meaning(symbol, lambda _code: None)
        if not isinstance(meaning, means.BadgeCode):
            await refuse(Told(feedback=Feedback.WRONG, says=_no_badge(symbol)))
            return
        person = see_person(station, meaning.badge)
        if person is None:
            says = sentence("looks_like_badge", code=meaning.badge)
            await refuse(Told(feedback=Feedback.WRONG, says=says))
            return
        tell(None)
        live.sign_in(person.badge, settings_of(station, person.badge, live.device))
        live.go(TITLES[person.role])

    async def refuse(told: Told) -> None:
        tell(told)
        await bell.ring(told.feedback)

    use_scans(hear)
    return home_screen(
        look,
        site=see_setting(station, "name"),
        line=_line(station),
        told=told,
        on_role=live.go,
        on_settings=live.open_settings,
    )


def _nothing_told() -> Told | None:
    return None


def _no_badge(symbol: Symbol) -> Sentence:
    return sentence("home_no_badge", code=symbol.raw.strip())


def _line(station: Station) -> Line:
    state = station.line_state()
    is_off = not state.is_connected and state.since is not None
    since = f"{state.since.astimezone():%H:%M}" if is_off and state.since else ""
    return Line(waiting=state.waiting, offline_since=since)
