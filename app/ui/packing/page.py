"""Joins the packing table to Flet: keys and scans in, screens and tones out."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

import flet as ft

from app.engine.names import Badge
from app.operations.seeing_work import see_person
from app.scan.symbol import Source, Symbol
from app.station import Changed, Station
from app.ui.feedback import Bell, Feedback
from app.ui.live import Live, use_live, use_look, use_news
from app.ui.packing.desk import Desk, see
from app.ui.packing.furniture import has_columns
from app.ui.packing.screen import Around, packing_screen
from app.ui.packing.screen_close import typed_grams
from app.ui.packing.states import Input, Key, State, Step, Weighing
from app.ui.parts import lettering
from app.ui.parts.sync_badge import Line
from app.ui.parts.typed_line import KEYS, TypedLine
from app.ui.personal import settings_of
from app.ui.scanning import redrawn, use_scans, use_shortcuts
from app.ui.theme import MEDIUM, SMALL, Look

ALONE_S: Final = 0.3
"""A key with nothing after it for so long was pressed for itself."""

ECHO_MS: Final = 500
"""Some scanners press Enter twice, and so do hands; the second one is nobody's.

Counted from when the verdict was given: nobody reads one and answers it sooner.
"""

CHANGES: Final = Changed.PARCELS | Changed.WORK | Changed.ORDERS | Changed.LINE


@dataclass(eq=False)
class Kiosk:
    """One session's table, typed line and bell. `redraw` and `show` are the page's own."""

    live: Live
    desk: Desk
    typed: TypedLine = field(default_factory=TypedLine)
    redraw: Callable[[], None] = field(default=lambda: None)
    watchers: list[Callable[[str], None]] = field(
        default_factory=list[Callable[[str], None]]
    )
    answered_at: int = -ECHO_MS
    """When what came with an Enter was answered last."""
    _answering: int = 0
    _bell: Bell | None = None
    _running: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def scan(self, symbol: Symbol) -> None:
        """A scan came, or a line that was typed."""
        texts = (symbol.raw,)
        if symbol.source is Source.WEDGE:
            texts = self.typed.take(symbol.raw)
            self._show()
        self._answer(self.desk.read_likeliest([text.strip() for text in texts]))

    def take(self, came: Input) -> None:
        """Do what it means, show where that leads, sound the verdict."""
        self.answered_at = -ECHO_MS
        before = self.desk.state
        step = self.desk.take(came)
        if step.badge is not None and step.badge != self.live.ui.badge:
            self._stands_here(step.badge)
        self.redraw()
        self._run(self._after(step, has_verdict=self.desk.state is not before))

    def follow(self) -> None:
        """Something changed in the books: show where that leads, if anywhere."""
        if self.desk.follow():
            self.redraw()
            self._run(self._ring(self.desk.state.told.feedback))

    def press(self, sign: str) -> None:
        """A sign was typed; alone, it may be a command."""
        # An Enter after it is its own.
        self.answered_at = -ECHO_MS
        self.typed.press(sign)
        self._show()
        if len(self.typed.text) == 1:
            self._run(self._alone(self.typed.text))

    def enter(self) -> None:
        """Enter, and no scanner's: the line is done."""
        text = self.typed.beyond(self.live.scans.unheard)
        if not text and self._is_echo():
            return
        self._begin_line()
        if text:
            self.live.scans.offer(Symbol(raw=text, source=Source.TYPED))
        else:
            self._answer(Key.ENTER)

    def back(self) -> None:
        """Take back the last sign."""
        self.typed.back()
        self._show()

    def escape(self) -> None:
        """Away with the line; with none, one step back."""
        if self.typed.text:
            self._begin_line()
        else:
            self.take(Key.ESCAPE)

    async def _alone(self, text: str) -> None:
        await asyncio.sleep(ALONE_S)
        if self.typed.text == text and (came := self.desk.one_key(text)):
            self._begin_line()
            self.take(came)

    def _is_echo(self) -> bool:
        """Whether a bare Enter belongs to the scan or line before it, and is its second."""
        if self.live.scans.is_busy or self._answering:
            return True
        return self._now() - self.answered_at < ECHO_MS

    def _answer(self, came: Input) -> None:
        """Take what an Enter ended, and know when the verdict on it was given."""
        self._answering += 1
        try:
            self.take(came)
        finally:
            self.answered_at = self._now()
            self._run(self._answered())

    async def _answered(self) -> None:
        await redrawn()
        # Drawing kept the keys waiting: they are as old as the verdict.
        self.answered_at = self._now()
        self._answering -= 1

    async def _after(self, step: Step, *, has_verdict: bool) -> None:
        parcel_id = self.desk.parcel_to_print(step.paper)
        if step.paper and parcel_id:
            await self._open(f"/papers/{parcel_id}/{step.paper.value}.pdf")
        elif step.leave:
            self.live.go("/")
        elif has_verdict:
            await self._ring(self.desk.state.told.feedback)

    async def _open(self, path: str) -> None:
        origin = (self.live.page.url or "").partition("://")
        host = origin[2].partition("/")[0]
        scheme = origin[0].replace("ws", "http")
        await ft.UrlLauncher().launch_url(
            f"{scheme}://{host}{path}", web_only_window_name="_blank"
        )

    async def _ring(self, feedback: Feedback) -> None:
        self._bell = self._bell or Bell(self.live.ui.settings)
        await self._bell.ring(feedback)

    def _stands_here(self, badge: Badge) -> None:
        settings = settings_of(self.live.station, badge, self.live.device)
        self.live.sign_in(badge, settings)

    def _begin_line(self) -> None:
        self.typed.clear()
        self.live.keyboard.forget()
        self._show()

    def _show(self) -> None:
        for watcher in list(self.watchers):
            watcher(self.typed.text)

    def _now(self) -> int:
        return self.live.keyboard.clock_ms()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


@ft.component
def PackingPage() -> ft.Control:
    """The packer's kiosk. Everything on it can be done with a scanner and keys."""
    live, look = use_live(), use_look()
    station: Station = live.station
    news = use_news(CHANGES)
    turn, redraw = ft.use_state(0)
    kiosk = ft.use_memo(lambda: Kiosk(live, Desk(station, Badge(live.ui.badge))), [])
    kiosk.redraw = lambda: redraw(turn + 1)
    use_scans(kiosk.scan)
    use_shortcuts(_shortcuts(kiosk))
    ft.use_effect(kiosk.follow, [news])
    state = kiosk.desk.state
    around = Around(
        line=_line(station),
        who=_name(station, kiosk.desk.badge),
        typed=TypedText(kiosk=kiosk, look=look),
        grams=TypedText(
            kiosk=kiosk, look=look, is_large=True, resting=_asked_grams(state)
        ),
        on_press=kiosk.take,
    )
    return packing_screen(look, state, see(station, state), around)


@ft.component
def TypedText(
    *, kiosk: Kiosk, look: Look, is_large: bool = False, resting: str = ""
) -> ft.Control:
    """What is being typed, redrawn by itself at every key; `resting` stands till then."""
    text, show = ft.use_state(kiosk.typed.text)

    def watch() -> None:
        kiosk.watchers.append(show)

    def leave() -> None:
        if show in kiosk.watchers:
            kiosk.watchers.remove(show)

    ft.use_effect(watch, [], cleanup=leave)
    return typed_grams(look, text or resting) if is_large else _small(look, text)


def _small(look: Look, text: str) -> ft.Control:
    shown = (
        lettering.big_figure(look, f"{text}_", size=look.sp.body * 1.3)
        if text
        else lettering.body(
            look,
            look.say("pack_typing" if has_columns(look) else "pack_typing_short"),
            ink=look.colours.ink_soft,
            lines=1,
        )
    )
    return ft.Row(
        [
            ft.Icon(ft.Icons.KEYBOARD, size=look.sp.title, color=look.colours.ink_soft),
            ft.Container(shown, key="typed", expand=True),
        ],
        spacing=SMALL + MEDIUM / 2,
    )


def _shortcuts(kiosk: Kiosk) -> dict[str, Callable[[], None]]:
    signs = {
        name: (
            lambda sign=sign: kiosk.press(sign)
        )  # one lambda each: they differ in sign
        for name, sign in KEYS.items()
    }
    return {
        **signs,
        "Enter": kiosk.enter,
        "Numpad Enter": kiosk.enter,
        "Backspace": kiosk.back,
        "Escape": kiosk.escape,
        "F2": lambda: kiosk.take(Key.SHIP),
    }


def _asked_grams(state: State) -> str:
    if not isinstance(state, Weighing) or state.asked_g is None:
        return ""
    return f"{state.asked_g}"


def _name(station: Station, badge: Badge) -> str:
    person = see_person(station, badge) if badge else None
    return person.name if person else badge


def _line(station: Station) -> Line:
    state = station.line_state()
    is_off = not state.is_connected and state.since is not None
    since = f"{state.since.astimezone():%H:%M}" if is_off and state.since else ""
    return Line(waiting=state.waiting, offline_since=since)
