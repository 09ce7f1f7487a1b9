"""One funnel for every scan: camera, wedge or fingers, it reaches the page shown on top.

A page says `use_scans(on_symbol)` and is done. What is scanned while the page is busy, or
while the next one is still being drawn, waits in line and is heard afterwards, in order.
"""

import asyncio
import contextlib
import inspect
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import flet as ft

from app.scan.symbol import Source, Symbol
from app.scan.wedge import GAP_MS, Wedge
from app.ui.words import Speaker

log = logging.getLogger(__name__)

Hear = Callable[[Symbol], Awaitable[None] | None]
"""What a page does with a scan. It may be a plain function or a coroutine."""

Shortcut = Callable[[], Awaitable[None] | None]

WAITING_MAX: Final = 256
BUSY_S: Final = 10.0
"""A page that needs longer for one scan is stuck; the next scan is not kept waiting."""

TURN_S: Final = 2.0
"""How long scans wait for the next page after `hold`, should it never come."""

STALL_MS: Final = 1_000
QUIET_MS: Final = 500
"""Keys travel to the server, on the web beside the camera's pictures: a scanner's keys may
arrive with holes a hand would make. Where no field is focused nobody types, so they wait."""

HAND_PACE_MS: Final = 50
"""In a text field only keys faster than any hand, on average, count as a scan. One gap may
be long: on the web keys share the line with the camera's pictures."""

LATE_MS: Final = 300
"""How far a text field's events may trail behind the keys that caused them."""


@dataclass(eq=False, slots=True)
class _Taker:
    hear: Hear
    depth: int


@dataclass(eq=False)
class ScanHub:
    """The line of scans of one session, and who on its screen is to hear them.

    All of it happens in the page's own event loop. Of several who listen the deepest
    page hears, and on one page whoever came last, such as a dialog.
    """

    on_broken: Callable[[], None] = field(default=lambda: None)
    _takers: list[_Taker] = field(default_factory=list[_Taker])
    _line: deque[Symbol] = field(default_factory=deque[Symbol])
    _pump: asyncio.Task[None] | None = None
    _held: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Scans in line that nobody has heard yet."""
        return len(self._line)

    @property
    def unheard(self) -> tuple[str, ...]:
        """The codes that came and that nobody has begun to hear, first to last."""
        return tuple(symbol.raw for symbol in self._line)

    @property
    def is_busy(self) -> bool:
        """Whether a scan waits, is being heard, or has not been answered on the screen."""
        return bool(self._line) or (self._pump is not None and not self._pump.done())

    def offer(self, symbol: Symbol) -> None:
        """A scan came in. It is heard once everyone before it was."""
        if len(self._line) >= WAITING_MAX:
            log.error("%d scans wait and nobody takes them; one is dropped", WAITING_MAX)
            return
        self._line.append(symbol)
        self._go_on()

    def take(self, hear: Hear, *, depth: int = 0) -> Callable[[], None]:
        """Hear scans from now on. Returns how to stop hearing them."""
        taker = _Taker(hear, depth)
        self._takers.append(taker)
        self._release()

        def leave() -> None:
            if taker in self._takers:
                self._takers.remove(taker)
                self._release()

        return leave

    def hold(self) -> None:
        """Let scans wait: the page that is to hear them is on its way."""
        if self._held:
            self._held.cancel()
        self._held = asyncio.get_running_loop().call_later(TURN_S, self._release)

    def close(self) -> None:
        """The session is over. What still waits is forgotten."""
        self._line.clear()
        self._takers.clear()
        if self._held:
            self._held.cancel()
        if self._pump:
            self._pump.cancel()

    def _release(self) -> None:
        if self._held:
            self._held.cancel()
            self._held = None
        self._go_on()

    def _go_on(self) -> None:
        if self._line and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._hand_over())

    async def _hand_over(self) -> None:
        while self._line and self._takers and not self._held:
            # The maximum is the first of equals, and whoever came last shall hear.
            taker = max(reversed(self._takers), key=lambda each: each.depth)
            await self._heard(taker.hear, self._line[0])
            await redrawn()

    async def _heard(self, hear: Hear, symbol: Symbol) -> None:
        work = asyncio.ensure_future(self._begin(hear))
        # Not cancelled when late: a pick being written must not be torn apart.
        await asyncio.wait({work}, timeout=BUSY_S)
        if not work.done():
            log.error("a scan of %s took longer than %s s", symbol.raw, BUSY_S)
        elif trouble := work.exception():
            log.error("a scan of %s broke its page", symbol.raw, exc_info=trouble)
            self.on_broken()

    async def _begin(self, hear: Hear) -> None:
        outcome = hear(self._line.popleft())
        if inspect.isawaitable(outcome):
            await outcome


async def redrawn() -> None:
    """Wait until what was set just now is on the way to the screen.

    Flet draws in a task of its own, which is next in the loop; what its effects set needs
    another turn.
    """
    for _ in range(4):
        await asyncio.sleep(0)


# ── keys ──────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class Keyboard:
    """All keys of one session: a wedge scanner's into the hub, shortcuts to the page.

    It works without any field being focused. With one focused, only keys at a machine's
    pace are a scan, and the field gets back the text it had before.
    """

    hub: ScanHub
    clock_ms: Callable[[], int] = field(default=lambda: int(time.monotonic() * 1_000))
    scanned_at: int = -LATE_MS
    focused: "ScanSafeText | None" = None
    _shortcuts: list[Mapping[str, Shortcut]] = field(
        default_factory=list[Mapping[str, Shortcut]]
    )
    _free: Wedge = field(default_factory=lambda: Wedge(gap_ms=STALL_MS, idle_ms=QUIET_MS))
    _typing: Wedge = field(default_factory=Wedge)
    _began_at: int = 0
    _last_at: int = -STALL_MS
    _keys: int = 0
    _has_end_key: bool = False
    _quiet: asyncio.TimerHandle | None = None

    async def press(self, event: ft.KeyboardEvent) -> None:
        """A key went down anywhere on the page."""
        at = self.clock_ms()
        if at - self._last_at > self._gap_ms:
            self._began_at, self._keys = at, 0
        self._last_at, self._keys = at, self._keys + 1
        scan = self._wedge.key(event.key, shift=event.shift, ctrl=event.ctrl, at_ms=at)
        if scan:
            if not self.focused or self._is_machine_paced():
                self._scanned(scan, at)
            self._has_end_key, self._keys, self._began_at = True, 0, at
        elif not self.focused:
            self._listen_for_quiet()
            await self._shortcut(event)

    def give(self, shortcuts: Mapping[str, Shortcut]) -> Callable[[], None]:
        """Let keys such as `F2` or `Escape` do something. Returns how to stop it."""
        self._shortcuts.append(shortcuts)

        def leave() -> None:
            self._shortcuts[:] = [
                each for each in self._shortcuts if each is not shortcuts
            ]

        return leave

    def forget(self) -> None:
        """The keys so far did something by themselves: they begin no scan."""
        self._free.forget()

    def focus(self, text: "ScanSafeText") -> None:
        """Keys go into this field from now on."""
        self.focused = text
        self.forget()

    def blur(self, text: "ScanSafeText") -> None:
        """Keys no longer go into this field."""
        if self.focused is text:
            self.focused = None
            self._typing.forget()

    @property
    def _wedge(self) -> Wedge:
        return self._typing if self.focused else self._free

    @property
    def _gap_ms(self) -> int:
        return GAP_MS if self.focused else STALL_MS

    def _is_machine_paced(self) -> bool:
        return (self._last_at - self._began_at) / max(self._keys - 1, 1) <= HAND_PACE_MS

    def _scanned(self, scan: Symbol, at: int) -> None:
        self.scanned_at = at
        if self.focused:
            self.focused.give_back(self._began_at)
        self.hub.offer(scan)

    def _listen_for_quiet(self) -> None:
        if self._quiet:
            self._quiet.cancel()
        # A scanner that once pressed an end key always will: quiet then is only a stall.
        if self._has_end_key:
            return
        loop = asyncio.get_running_loop()
        self._quiet = loop.call_later((QUIET_MS + 10) / 1_000, self._went_quiet)

    def _went_quiet(self) -> None:
        at = self.clock_ms()
        if scan := self._free.flush_idle(at):
            self._scanned(scan, at)

    async def _shortcut(self, event: ft.KeyboardEvent) -> None:
        name = ("Shift+" if event.shift else "") + event.key
        for shortcuts in reversed(self._shortcuts):
            if name in shortcuts:
                outcome = shortcuts[name]()
                if inspect.isawaitable(outcome):
                    await outcome
                return


@dataclass(eq=False)
class ScanSafeText:
    """The text of a field that a scan may run through without leaving a trace.

    Give `value`, `on_change`, `on_focus` and `on_blur` to any `ft.TextField`, and ask
    `was_scan` when it submits: a scanner's Enter submits the field too.
    """

    keyboard: Keyboard
    value: str
    show: Callable[[str], None]
    _before: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    _kept: str = ""

    def on_change(self, event: ft.Event[ft.TextField]) -> None:
        """The field's text changed: by hand, or by a scan that is not over yet."""
        at = self.keyboard.clock_ms()
        if at - self.keyboard.scanned_at < LATE_MS and self.keyboard.focused is self:
            self._put(self._kept)
            return
        self._before.append((at, self.value))
        del self._before[:-64]
        self._put(str(event.control.value or ""))

    def on_focus(self) -> None:
        """The field takes the keys now."""
        self.keyboard.focus(self)

    def on_blur(self) -> None:
        """The field no longer takes the keys."""
        self.keyboard.blur(self)

    def give_back(self, since_ms: int) -> None:
        """Undo what changed since then: a scan typed it."""
        later = [value for at, value in self._before if at >= since_ms - HAND_PACE_MS]
        self._kept = later[0] if later else self.value
        self._before.clear()
        self._put(self._kept)

    async def was_scan(self) -> bool:
        """Whether a scanner pressed Enter, not the person. Waits for the key's own event."""
        asked_at = self.keyboard.clock_ms()
        await asyncio.sleep(0.06)
        return self.keyboard.scanned_at > asked_at - LATE_MS

    def clear(self) -> None:
        """Empty the field after its text was used."""
        self._before.clear()
        self._put("")

    def _put(self, value: str) -> None:
        self.value = value
        self.show(value)


# ── hooks ─────────────────────────────────────────────────────────────────────────────

KeyboardCtx = ft.create_context(Keyboard(ScanHub()))


def use_hub() -> ScanHub:
    """The line of scans of this session, for what makes scans: a camera, a field."""
    return ft.use_context(KeyboardCtx).hub


def use_scans(hear: Hear) -> None:
    """Hear every scan while this component is shown, unless a page above it does.

    Always the newest `hear` is called, after what the scan before it changed was drawn:
    what it reads of the component's state is never old.
    """
    hub = use_hub()
    seat = ft.use_memo(lambda: _Seat(hear=hear), [])
    seat.hear = hear
    path = ft.use_view_path()
    depth = path.strip("/").count("/") + (path not in ("", "/"))

    def enter() -> None:
        seat.leave = hub.take(lambda symbol: seat.hear(symbol), depth=depth)

    ft.use_effect(enter, [], cleanup=lambda: seat.leave())


def use_shortcuts(shortcuts: Mapping[str, Shortcut]) -> None:
    """Keys that do something while this component is shown, such as `F2` or `Shift+F2`.

    Letters and digits belong to the scanner; use function keys, `Escape` and the like.
    """
    keyboard = ft.use_context(KeyboardCtx)
    seat = ft.use_memo(lambda: _Seat(shortcuts=dict(shortcuts)), [])
    seat.shortcuts.clear()
    seat.shortcuts.update(shortcuts)

    def enter() -> None:
        seat.leave = keyboard.give(seat.shortcuts)

    ft.use_effect(enter, [], cleanup=lambda: seat.leave())


def use_scan_safe_text(initial: str = "") -> ScanSafeText:
    """The text of a field through which scans pass untouched. See `ScanSafeText`."""
    keyboard = ft.use_context(KeyboardCtx)
    _, show = ft.use_state(initial)
    text = ft.use_memo(lambda: ScanSafeText(keyboard, initial, show), [])
    ft.use_effect(_nothing, [], cleanup=text.on_blur)
    return text


@ft.component
def TypeCode(say: Speaker, *, label: str = "", autofocus: bool = False) -> ft.Control:
    """Where a code can be typed that no camera and no scanner reads."""
    text, hub = use_scan_safe_text(), use_hub()

    async def submit(event: ft.Event[ft.TextField]) -> None:
        raw = text.value.strip()
        if raw and not await text.was_scan():
            text.clear()
            hub.offer(Symbol(raw=raw, source=Source.TYPED))
        with contextlib.suppress(TimeoutError, RuntimeError):
            await asyncio.wait_for(event.control.focus(), 2)

    return ft.TextField(
        key="type-code",
        label=label or say("scan_or_type"),
        value=text.value,
        autofocus=autofocus,
        autocorrect=False,
        enable_suggestions=False,
        capitalization=ft.TextCapitalization.CHARACTERS,
        on_change=text.on_change,
        on_focus=text.on_focus,
        on_blur=text.on_blur,
        on_submit=submit,
    )


def _nothing() -> None:
    return None


def _deaf(_: Symbol) -> None:
    return None


@dataclass(eq=False, slots=True)
class _Seat:
    """A component's place among the listeners; what it does there is its newest drawing's."""

    hear: Hear = _deaf
    shortcuts: dict[str, Shortcut] = field(default_factory=dict[str, Shortcut])
    leave: Callable[[], None] = _nothing
