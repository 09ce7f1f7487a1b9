"""The only module that knows Flet's sessions: one screen of one person, kept alive.

What is measured and worked around here (Flet 1.0.5): an observable shared by sessions
patches the wrong client; an error while drawing freezes a session for good; a web client
that reconnects shows stale controls until the whole tree is drawn anew.
"""

import asyncio
import contextlib
import contextvars
import functools
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, ParamSpec, Protocol, cast

import flet as ft

from app.station import Changed
from app.ui.parts.states import broken_state
from app.ui.scanning import Keyboard, KeyboardCtx, ScanHub
from app.ui.theme import DARK, FONTS, LIGHT, Look, Settings, flet_theme, look_for

log = logging.getLogger(__name__)

P = ParamSpec("P")
Component = Callable[[], ft.Control]
"""A page without its view: it returns the control that fills the screen."""

TITLE: Final = "Zonewise"
RECONNECT_S: Final = 0.1
"""Shorter, and a web client merges the blank page with the new one and stays stale."""


class StationLike(Protocol):
    """What a screen needs of a station; `app.station.Station` is one."""

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        """Be told what changed, after commit, on any thread. Returns how to stop."""
        ...


@ft.observable
@dataclass
class Ui:
    """What one session's screen is made for. A page that reads it follows its changes.

    Never shared between sessions: whoever changes an observable, it redraws the session
    the change was made in.
    """

    look: Look
    settings: Settings = field(default_factory=Settings)
    badge: str = ""
    """Who signed in on this screen, or nobody."""
    handler_broke: int = 0
    """How often something a person did ended in an error of ours; the page says so."""


@dataclass(eq=False)
class News:
    """How often what has changed in the station, and which components want to know.

    Used in the page's own loop only.
    """

    _counts: dict[Changed, int] = field(default_factory=dict[Changed, int])
    _listeners: list[tuple[Changed, Callable[[], None]]] = field(
        default_factory=list[tuple[Changed, Callable[[], None]]]
    )

    def revision(self, what: Changed) -> int:
        """A number that grows with every change of any of these kinds."""
        return sum(count for kind, count in self._counts.items() if kind & what)

    def tell(self, changed: Changed) -> None:
        """These kinds of things changed."""
        for kind in changed:
            self._counts[kind] = self._counts.get(kind, 0) + 1
        for what, listener in list(self._listeners):
            if what & changed:
                listener()

    def subscribe(
        self, what: Changed, listener: Callable[[], None]
    ) -> Callable[[], None]:
        """Call the listener when one of these changed. Returns how to stop."""
        entry = (what, listener)
        self._listeners.append(entry)

        def leave() -> None:
            if entry in self._listeners:
                self._listeners.remove(entry)

        return leave


@dataclass(eq=False)
class Live:
    """One session: its page, its station, its looks, its scans."""

    page: ft.Page
    station: Any
    """The station given to `open_app`; pages know its real type."""
    ui: Ui
    keyboard: Keyboard
    news: News = field(default_factory=News)
    device: Settings = field(default_factory=Settings)
    """How the screen looks while nobody is signed in."""
    back_to: str = "/"
    """Where the settings were opened from."""

    @property
    def scans(self) -> ScanHub:
        """Where every scan of this session goes."""
        return self.keyboard.hub

    def go(self, route: str) -> None:
        """Show another page. Scans made meanwhile wait for it."""
        if route == self.page.route:
            return
        self.scans.hold()
        self.page.navigate(route)

    def sign_in(self, badge: str, settings: Settings) -> None:
        """Somebody stands here now, and the screen becomes theirs."""
        self.ui.badge = badge
        self.wear(settings)

    def sign_out(self) -> None:
        """Nobody stands here any more; the screen is the device's again."""
        self.ui.badge = ""
        self.wear(self.device)
        self.go("/")

    def open_settings(self) -> None:
        """Show what a person can choose for themselves."""
        self.back_to = self.page.route or "/"
        self.go("/settings")

    def close_settings(self) -> None:
        """Back to where the settings were opened from."""
        self.go(self.back_to)

    def wear(self, settings: Settings) -> None:
        """Show the screen as this person wants it."""
        self.ui.settings = settings
        self.ui.look = _dress(self.page, settings)
        self.page.update()


# ── following the station ─────────────────────────────────────────────────────────────


def follow(
    page: ft.Page,
    subscribe: Callable[[Callable[[Changed], None]], Callable[[], None]],
    on_change: Callable[[Changed], None],
) -> Callable[[], None]:
    """Hear of changes in this page's own loop, several of one moment as one.

    The station tells on whatever thread it committed on, and often in another session's
    handler; a page drawn from there would be somebody else's.

    Returns:
        How to stop following.
    """
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()
    pending = Changed.NOTHING
    assert page is not None

    def flush() -> None:
        nonlocal pending
        changed, pending = pending, Changed.NOTHING
        on_change(changed)

    def listen(changed: Changed) -> None:
        nonlocal pending
        is_first, pending = not pending, pending | changed
        if is_first:
            # The loop may be closing with the whole app, and then nobody looks.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(flush, context=context)

    return subscribe(listen)


# ── hooks for pages ───────────────────────────────────────────────────────────────────

LiveCtx = ft.create_context(cast("Live | None", None))


def use_live() -> Live:
    """This session: its station, its page, where to go."""
    live = ft.use_context(LiveCtx)
    assert isinstance(live, Live), "a page is shown through open_app only"
    return live


def use_ui() -> Ui:
    """Who looks at this screen and how. The component is drawn again when that changes."""
    return ft.use_context(_UiCtx)


def use_look() -> Look:
    """How this person's screen looks on this device."""
    return use_ui().look


def use_news(what: Changed = Changed.EVERYTHING) -> int:
    """Draw this component again when one of these changed in the station.

    Returns:
        A number that grows with each such change: a dependency for what is read again.
    """
    news = use_live().news
    revision = news.revision(what)
    _, bump = ft.use_state(revision)
    stop: list[Callable[[], None]] = ft.use_memo(lambda: list[Callable[[], None]](), [])

    def leave() -> None:
        while stop:
            stop.pop()()

    def enter() -> None:
        leave()
        stop.append(news.subscribe(what, lambda: bump(news.revision(what))))
        # Something may have changed between drawing and now.
        bump(news.revision(what))

    ft.use_effect(enter, [what], cleanup=leave)
    return revision


def use_task(work: Callable[[], Awaitable[None]], dependencies: list[Any]) -> None:
    """Run a coroutine while this component is shown, anew when a dependency changes.

    It is cancelled when the component goes, and an error in it is told like any other.
    """
    live = use_live()
    running = ft.use_memo(lambda: list[asyncio.Future[None]](), [])

    def stop() -> None:
        while running:
            running.pop().cancel()

    def start() -> None:
        stop()
        task = asyncio.ensure_future(work())
        task.add_done_callback(lambda done: _task_over(live, done))
        running.append(task)

    ft.use_effect(start, dependencies, cleanup=stop)


def _task_over(live: Live, task: asyncio.Future[None]) -> None:
    if task.cancelled() or not (trouble := task.exception()):
        return
    log.error("a page's task broke", exc_info=trouble)
    live.ui.handler_broke += 1


# ── errors ────────────────────────────────────────────────────────────────────────────


def safe(draw: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """A component that, should drawing it break, says so and can be opened again.

    Without it an error while drawing leaves the session frozen: no message, and no tap or
    scan ever changes the screen again.
    """

    # A component inside would break outside this boundary: its function is tried itself.
    untyped: Any = getattr(draw, "__component_impl__", draw)

    @ft.component
    def _Tried(args: Any, kwargs: Any, on_again: Callable[[], None]) -> ft.Control:
        look = use_look()
        try:
            return untyped(*args, **kwargs)
        except Exception:
            log.exception("%s could not be drawn", untyped.__name__)
            return broken_state(look, on_again=on_again)

    @ft.component
    @functools.wraps(draw)
    def boundary(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        attempt, again = ft.use_state(0)
        tried: Any = _Tried
        # A new key makes a new component: what broke it may be in its state.
        return tried(args, kwargs, lambda: again(attempt + 1), key=f"attempt-{attempt}")

    return boundary


_UiCtx = ft.create_context(Ui(look=look_for(Settings(), width=412, height=915)))


# ── opening ───────────────────────────────────────────────────────────────────────────


def open_app(
    station: StationLike,
    pages: Mapping[str, Component],
    *,
    settings: Settings | None = None,
) -> Callable[[ft.Page], None]:
    """Make what Flet calls for every screen that connects.

    Args:
        station: Whose data the pages show.
        pages: By route; `/` is the first, and what going back leads to. Each is a plain
            `@ft.component` function without arguments that returns one control, and gets
            its error boundary and its view here.
        settings: How the screen looks until somebody signs in.

    Returns:
        For `ft.run` or the web server's Flet app.
    """
    home = safe(pages["/"])
    below = {
        route.strip("/"): safe(page) for route, page in pages.items() if route != "/"
    }

    def main(page: ft.Page) -> None:
        _Session(page, station, settings or Settings()).start(_routes(home, below))

    return main


def _routes(home: Component, below: Mapping[str, Component]) -> list[ft.Route]:
    children = [
        ft.Route(path=path, component=_view(page)) for path, page in below.items()
    ]
    return [ft.Route(component=_view(home), children=children)]


def _view(page: Component) -> Callable[[], ft.View]:
    @ft.component
    def shown() -> ft.View:
        ui = use_ui()
        tried: Any = page
        return ft.View(
            route=ft.use_view_path(),
            padding=0,
            spacing=0,
            bgcolor=ui.look.colours.page,
            # A page whose handler broke starts afresh: half of a step may be on it.
            controls=[ft.SafeArea(tried(key=f"{ui.handler_broke}"), expand=True)],
        )

    return shown


def _without_late_answers(session: Any) -> Callable[..., None]:
    """Let an answer pass that comes after its control has gone.

    A picture taken while its page is being left would otherwise end the connection.
    """
    answered = session.handle_invoke_method_results

    def answer(control_id: int, *rest: Any, **named: Any) -> None:
        if control_id in session.index:
            answered(control_id, *rest, **named)

    return answer


def _dress(page: ft.Page, settings: Settings) -> Look:
    """Everything but the page's own colour: a view that was drawn takes no new one."""
    look = look_for(
        settings,
        width=page.width or 412,
        height=page.height or 915,
        device_is_dark=page.platform_brightness is ft.Brightness.DARK,
    )
    page.fonts = dict(FONTS)
    page.theme, page.dark_theme = flet_theme(LIGHT, look), flet_theme(DARK, look)
    page.theme_mode = ft.ThemeMode.DARK if look.is_dark else ft.ThemeMode.LIGHT
    return look


class _Session:
    """Everything that ties one page to Flet's events."""

    def __init__(self, page: ft.Page, station: StationLike, settings: Settings) -> None:
        self.page = page
        look = _dress(page, settings)
        ui = Ui(look=look, settings=settings)
        keyboard = Keyboard(ScanHub(on_broken=self._broke))
        self.live = Live(page, station, ui, keyboard, device=settings)
        self._unfollow = follow(page, station.subscribe, self.live.news.tell)
        self._drawing: asyncio.Task[None] | None = None

    def start(self, routes: list[ft.Route]) -> None:
        @ft.component
        def App() -> ft.Control:
            live = self.live
            return LiveCtx(
                live,
                lambda: _UiCtx(
                    live.ui,
                    lambda: KeyboardCtx(
                        live.keyboard, lambda: ft.Router(routes, manage_views=True)
                    ),
                ),
            )

        self._app = App
        page = self.page
        page.title = TITLE
        page.on_keyboard_event = self.live.keyboard.press
        page.on_resize = self._resized
        page.on_platform_brightness_change = self._resized
        page.on_connect = self._reconnected
        page.on_close = self._closed
        # Flet would show the person a traceback.
        page.session.error = self._handler_broke
        page.session.handle_invoke_method_results = _without_late_answers(page.session)
        page.render_views(App)
        self._watch_drawing()

    def _watch_drawing(self) -> None:
        task = getattr(self.page.session, "_Session__updates_task", None)
        if task and task is not self._drawing:
            self._drawing = task
            task.add_done_callback(self._drawing_ended)

    def _drawing_ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or not (trouble := task.exception()):
            return
        log.error("the screen could not be drawn", exc_info=trouble)
        self._remounting = asyncio.ensure_future(self._remount())

    async def _reconnected(self, _: Any) -> None:
        await self._remount()

    async def _remount(self) -> None:
        self.page.views = [ft.View(route="/reconnecting")]
        self.page.update()
        await asyncio.sleep(RECONNECT_S)
        try:
            self.page.render_views(self._app)
        except Exception:
            log.exception("the screen could not be drawn anew")
            self._show_broken()
        self._watch_drawing()

    def _show_broken(self) -> None:
        panel = broken_state(self.live.ui.look, on_again=self._remount)
        self.page.views = [ft.View(route="/broken", controls=[panel])]
        self.page.update()

    def _resized(self, _: Any) -> None:
        self.live.wear(self.live.ui.settings)

    def _closed(self, _: Any) -> None:
        self._unfollow()
        self.live.scans.close()

    def _handler_broke(self, message: str) -> None:
        log.error("%s", message)
        self._broke()

    def _broke(self) -> None:
        self.live.ui.handler_broke += 1
