"""Joins the supervisor's tablet to Flet: taps and scans in, the building out."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Final

import flet as ft

from app.engine.names import Badge
from app.engine.refusals import Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.site import Person, Role
from app.operations.running import ask
from app.operations.seeing_work import see_people, see_person
from app.scan.meaning import BadgeCode
from app.scan.symbol import Symbol
from app.station import Changed, Station
from app.ui.feedback import Bell, Feedback
from app.ui.live import Live, use_live, use_look, use_news, use_task
from app.ui.parts.sync_badge import Line
from app.ui.personal import keep_choice, settings_of
from app.ui.scanning import use_scan_safe_text, use_scans
from app.ui.supervisor import flow, seeing
from app.ui.supervisor.flow import Input, Search, State, Told
from app.ui.supervisor.furniture import RADIUS
from app.ui.supervisor.screen import Around, supervisor_screen
from app.ui.supervisor.seeing import Seen
from app.ui.supervisor.who_screen import who_screen
from app.ui.theme import Look, Shade
from app.ui.words import sentence

log = logging.getLogger(__name__)

TYPED_S: Final = 0.3
"""How long a hand rests before what it typed is looked up."""


@dataclass(eq=False)
class Tablet:
    """One session's place and bell. `redraw` is the page's own."""

    live: Live
    state: State = field(default_factory=State)
    redraw: Callable[[], None] = field(default=lambda: None)
    _bell: Bell | None = None
    _running: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    @property
    def station(self) -> Station:
        """Whose building this is."""
        return self.live.station

    @property
    def person(self) -> Person | None:
        """Who supervises at this screen; nobody, unless it is a supervisor."""
        badge = self.live.ui.badge
        found = see_person(self.station, Badge(badge)) if badge else None
        return found if flow.may_supervise(found) else None

    def tell(self, came: Input) -> None:
        """Something was tapped, typed or scanned."""
        step = flow.heard(self.state, came)
        self.show(step.state)
        if step.do:
            self._run(self._release(step.do))

    def scan(self, symbol: Symbol) -> None:
        """A scan opens what it belongs to; a badge says who is here."""
        meaning = seeing.read(self.station, symbol)
        if isinstance(meaning, BadgeCode):
            self._badge(meaning.badge)
        elif self.person:
            found = seeing.only_one(self.station, flow.search_text(meaning))
            self.tell(flow.Scanned(meaning=meaning, found=found))

    def sign_in(self, person: Person) -> None:
        """This supervisor stands here now."""
        settings = settings_of(self.station, person.badge, self.live.device)
        self.live.sign_in(person.badge, settings)
        self.show(State())

    def see(self) -> Seen:
        """Read what is shown here now."""
        return seeing.see(self.station, self.state)

    def show(self, state: State) -> None:
        """Stand here from now on."""
        self.state = state
        self.redraw()

    def change_shade(self) -> None:
        """Light becomes dark, dark becomes light, and stays so for who is here."""
        shade = Shade.LIGHT if self.live.ui.look.is_dark else Shade.DARK
        self.live.wear(replace(self.live.ui.settings, shade=shade))
        keep_choice(self.station, Badge(self.live.ui.badge), "shade", shade)

    def _badge(self, badge: Badge) -> None:
        person = see_person(self.station, badge)
        if person and flow.may_supervise(person):
            self.sign_in(person)
            return
        why = (
            sentence("sup_not_supervisor", name=person.name)
            if person
            else sentence("looks_like_badge", code=badge)
        )
        told = Told(feedback=Feedback.WRONG, sentence=why)
        self.show(replace(self.state, told=told))
        self._run(self._ring(told.feedback))

    async def _release(self, asked: ReleaseOrders) -> None:
        verdict: Verdict = await ask(self.station, asked, badge=Badge(self.live.ui.badge))
        self.show(flow.answered(self.state, verdict))
        if self.state.told:
            await self._ring(self.state.told.feedback)

    async def _ring(self, feedback: Feedback) -> None:
        self._bell = self._bell or Bell(self.live.ui.settings)
        await self._bell.ring(feedback)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (trouble := task.exception()):
            log.error("the tablet's task broke", exc_info=trouble)
            self.live.ui.handler_broke += 1


@ft.component
def SupervisorPage() -> ft.Control:
    """The supervisor's tablet. It follows what everybody else does."""
    live, look = use_live(), use_look()
    changes = use_news(Changed.EVERYTHING)
    turn, bump = ft.use_state(0)
    tablet = ft.use_memo(lambda: Tablet(live), [])
    tablet.redraw = lambda: bump(turn + 1)
    use_scans(tablet.scan)
    station, state, person = tablet.station, tablet.state, tablet.person
    asked = (
        changes,
        state.tab,
        state.page,
        state.small_first,
        state.search,
        state.stage,
        state.order_id,
    )
    seen = ft.use_memo(tablet.see, [*asked])
    if person is None:
        return who_screen(
            look,
            see_people(station, Role.SUPERVISOR),
            state.told,
            on_person=tablet.sign_in,
            on_leave=lambda: live.go("/"),
        )
    keyed: Any = SearchField  # Flet gives every component a key
    search = keyed(
        look, state.search, tablet.tell, station, key=f"search-{state.searched}"
    )
    return supervisor_screen(
        look,
        state,
        seen,
        Around(
            who=person.name,
            line=_line(station),
            on_shade=tablet.change_shade,
            on_settings=live.open_settings,
            on_leave=live.sign_out,
        ),
        search=search,
        tell=tablet.tell,
    )


@ft.component
def SearchField(
    look: Look, initial: str, tell: Callable[[Input], None], station: Station
) -> ft.Control:
    """Looks up what is typed as soon as the hand rests, redrawn by itself at every key."""
    text = use_scan_safe_text(initial)
    last = ft.use_ref(initial)

    def look_up(typed: str) -> None:
        if typed != last.current:
            last.current = typed
            tell(Search(text=seeing.as_searched(station, typed)))

    async def rest() -> None:
        if text.value != last.current:
            await asyncio.sleep(TYPED_S)
            look_up(text.value)

    async def submit() -> None:
        if not await text.was_scan():
            look_up(text.value)

    use_task(rest, [text.value])
    return ft.TextField(
        key="search",
        value=text.value,
        hint_text=look.say("sup_search"),
        prefix_icon=ft.Icons.SEARCH,
        suffix_icon=_clear(look, tell) if text.value else None,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=16),
        dense=True,
        filled=True,
        fill_color=look.colours.card,
        border=ft.OutlineInputBorder(
            side=ft.BorderSide(1, look.colours.edge), border_radius=RADIUS
        ),
        text_size=look.sp.body,
        autocorrect=False,
        enable_suggestions=False,
        on_change=text.on_change,
        on_focus=text.on_focus,
        on_blur=text.on_blur,
        on_submit=submit,
    )


def _clear(look: Look, tell: Callable[[Input], None]) -> ft.Control:
    return ft.IconButton(
        key="search-clear",
        icon=ft.Icons.CLOSE,
        icon_size=look.sp.title,
        tooltip=look.say("sup_search_clear"),
        on_click=lambda: tell(flow.ClearSearch()),
    )


def _line(station: Station) -> Line:
    state = station.line_state()
    is_off = not state.is_connected and state.since is not None
    since = f"{state.since.astimezone():%H:%M}" if is_off and state.since else ""
    return Line(waiting=state.waiting, offline_since=since)
