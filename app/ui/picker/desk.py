"""One picker's session: what is so now, and one thing done after the other.

Taps and scans wait for each other, and each is decided by what is so when its turn comes:
a tote scanned while a claim is still on its way to the shared store belongs to that claim.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from app.engine.names import Badge, BinCode, Sku
from app.engine.picking import ClaimWork
from app.engine.refusals import Refused, Verdict
from app.engine.task_states import ToteState
from app.operations.running import ask, do
from app.operations.seeing_work import (
    Walk,
    item_name,
    see_item,
    see_person,
    see_setting,
    see_waiting_tote,
    see_walk,
)
from app.scan import meaning as means
from app.scan.symbol import Source, Symbol
from app.station import Station
from app.ui.feedback import Bell, Feedback
from app.ui.live import Live
from app.ui.parts.qty import BACK, ENTER, typed_after
from app.ui.parts.sync_badge import Line
from app.ui.parts.typist import Typist
from app.ui.personal import settings_of
from app.ui.picker import flow, stages
from app.ui.picker.stages import Command, Memory, Scan, Stage, Step, TakingGoods
from app.ui.picker.way import Floor, Way, floor_of, way_ahead
from app.ui.scanning import Shortcut
from app.ui.theme import Look
from app.ui.words import Sentence

PAD_DIGITS: Final = 4
"""Digits on the quantity pad."""


class Panel(StrEnum):
    """What lies over the work for a moment."""

    NONE = "none"
    WRONG = "wrong"
    QUANTITY = "quantity"
    TYPE = "type"
    CAMERA = "camera"
    MAP = "map"


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """Everything that is so at the moment of drawing."""

    memory: Memory
    stage: Stage
    walk: Walk | None
    way: Way
    floor_text: str
    line: Line

    @property
    def floor(self) -> Floor | None:
        return floor_of(self.floor_text)


@dataclass(eq=False)
class Reading:
    """Reads where a person is, and nothing twice that cannot have changed between.

    A walk of hundreds of stops is asked for several times a scan: to decide, to say what
    came of it, and to draw.
    """

    _walk: tuple[object, Walk | None] = (None, None)
    _way: tuple[object, Walk | None, Way] = (None, None, Way())

    def now(self, station: Station, memory: Memory) -> Now:
        """Where a person is, from the books and the little this screen remembers."""
        walk = self.walk(station, memory.badge)
        floor_text = see_setting(station, "floor")
        way = self._ahead(floor_text, walk, memory.bin_seen) if walk else Way()
        has_tote = walk is not None and _has_tote(station, walk)
        return Now(
            memory=memory,
            stage=stages.stage_of(memory, walk, way.ahead, has_tote=has_tote),
            walk=walk,
            way=way,
            floor_text=floor_text,
            line=line_of(station),
        )

    def walk(self, station: Station, badge: Badge) -> Walk | None:
        """The walk somebody has in hand."""
        edition = badge, station.edition()
        if self._walk[0] != edition:
            self._walk = edition, see_walk(station, badge) if badge else None
        return self._walk[1]

    def _ahead(self, floor_text: str, walk: Walk, bin_seen: BinCode | None) -> Way:
        where = floor_text, bin_seen
        if self._way[0] != where or self._way[1] is not walk:
            way = way_ahead(floor_of(floor_text), walk, bin_seen)
            self._way = where, walk, way
        return self._way[2]


@dataclass(eq=False)
class Desk:
    """One session's memory, panel, pad and bell. `redraw` is the page's own."""

    live: Live
    bell: Bell
    memory: Memory = field(default_factory=Memory)
    panel: Panel = Panel.NONE
    pad: str = ""
    redraw: Callable[[], None] = field(default=lambda: None)
    typist: Typist = field(init=False)
    _reading: Reading = field(default_factory=Reading)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _running: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def __post_init__(self) -> None:
        self.typist = Typist(self.live.keyboard)

    @property
    def station(self) -> Station:
        """Whose books these are."""
        return self.live.station

    @property
    def look(self) -> Look:
        """How this person's screen looks."""
        return self.live.ui.look

    def see(self) -> Now:
        """What is so now, for who is signed in on this screen."""
        badge = Badge(self.live.ui.badge)
        if self.memory.badge != badge:
            # What is remembered is one person's, never another's.
            self.memory = Memory(badge=badge, told=self.memory.told)
        return self._reading.now(self.station, self.memory)

    # ── one after the other ───────────────────────────────────────────────────────────

    async def hear(self, symbol: Symbol) -> None:
        """A scan came in, or a line that was typed."""
        if self._is_typed_on_pad(symbol):
            await self.press_pad(ENTER)
            return
        candidates = self.typist.take(symbol)

        def decide(now: Now) -> Step:
            return flow.heard(now.stage, now.memory, likeliest(self.station, candidates))

        await self.act(decide)

    async def tapped(self, drawn: Stage, decide: Callable[[Now], Step]) -> None:
        """A tap on a screen drawn for one stage. It does nothing once that is over."""

        def still(now: Now) -> Step | None:
            return decide(now) if stages.is_same_place(now.stage, drawn) else None

        await self.act(still)

    async def act(self, decide: Callable[[Now], Step | None]) -> None:
        """Decide and do when everything before it is done."""
        async with self._turn:
            now = self.see()
            if step := decide(now):
                await self._follow(step, now)

    async def _follow(self, step: Step, now: Now) -> None:
        memory, before = step.memory, now.walk
        for command in step.commands:
            verdict = await perform(self.station, command, memory.badge)
            after = self._reading.walk(self.station, memory.badge)
            memory = flow.settled(memory, command, verdict, before, after)
            if isinstance(verdict, Refused):
                break
            before = after or before
        self.memory, self.pad = memory, ""
        if memory.badge != self.live.ui.badge:
            self.sign_in(memory.badge)
        is_pad_wrong = self.panel is Panel.QUANTITY and _is_wrong(memory)
        if self.panel in (Panel.WRONG, Panel.QUANTITY, Panel.MAP) and not is_pad_wrong:
            self.panel = Panel.NONE
        self.redraw()
        self._run(self.bell.ring(memory.told.feedback))

    # ── the quantity pad ──────────────────────────────────────────────────────────────

    async def press_pad(self, key: str) -> None:
        """A key of the pad, on the screen or under the fingers."""
        if key != ENTER:
            self.pad = typed_after(self.pad, key, digits=PAD_DIGITS)
            if key == BACK:
                # What was typed before it is no longer the start of a scan.
                self.live.keyboard.forget()
            self.redraw()
            return

        def decide(now: Now) -> Step | None:
            if self.panel is not Panel.QUANTITY or not isinstance(now.stage, TakingGoods):
                return None
            return flow.take(now.stage, now.memory, int(self.pad or 0))

        self.live.keyboard.forget()
        await self.act(decide)

    def pad_trouble(self, stage: TakingGoods) -> Sentence | None:
        """Why what stands on the pad cannot be taken, before anybody presses OK."""
        left = stage.stop.task.left_each
        return flow.too_many(left) if int(self.pad or 0) > left else None

    def _is_typed_on_pad(self, symbol: Symbol) -> bool:
        """The decoder takes three digits and Enter for a scan; here they are a number."""
        return (
            self.panel is Panel.QUANTITY
            and symbol.source is Source.WEDGE
            and symbol.raw.isdigit()
            and len(symbol.raw) <= PAD_DIGITS
            and self.pad.endswith(symbol.raw)
        )

    def shortcuts(self) -> dict[str, Shortcut]:
        """What each key does now: type a code, or a number on the open pad."""
        if self.panel is not Panel.QUANTITY:
            return {**self.typist.shortcuts()}
        digits = {
            f"{pad}{digit}": (lambda digit=digit: self.press_pad(digit))
            for digit in "0123456789"
            for pad in ("", "Numpad ")
        }
        return {
            **digits,
            "Backspace": lambda: self.press_pad(BACK),
            "Enter": lambda: self.press_pad(ENTER),
            "Numpad Enter": lambda: self.press_pad(ENTER),
            "Escape": lambda: self.open(Panel.NONE),
        }

    # ── around it ─────────────────────────────────────────────────────────────────────

    def open(self, panel: Panel) -> None:
        """Lay this over the work, or nothing."""
        self.panel, self.pad = panel, ""
        self.redraw()

    def toggle(self, panel: Panel) -> Callable[[], None]:
        """Open a panel, or close it when it is open."""
        return lambda: self.open(Panel.NONE if self.panel is panel else panel)

    def remember(self, memory: Memory) -> None:
        """Go on with this in mind."""
        self.memory = memory
        self.redraw()

    def sign_in(self, badge: Badge) -> None:
        """The screen becomes this person's."""
        settings = settings_of(self.station, badge, self.live.device)
        self.live.sign_in(badge, settings)
        if settings.tone_percent != self.bell.settings.tone_percent:
            self.bell.tune(settings)

    def sign_out(self) -> None:
        """Nobody stands here any more."""
        self.memory, self.panel = Memory(), Panel.NONE
        self.live.sign_out()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        # The next scan must not wait for a tone.
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


# ── reading ───────────────────────────────────────────────────────────────────────────


def likeliest(station: Station, candidates: tuple[Symbol, ...]) -> Scan:
    """What came, when it may be one text or another: the first that is known."""
    read = [known(station, symbol) for symbol in candidates]
    return next((s for s in read if not isinstance(s.meaning, means.Unknown)), read[0])


def known(station: Station, symbol: Symbol) -> Scan:
    """What a symbol means, with what the site knows of it."""
    meaning = means.meaning(symbol, lambda code: _match(station, code))
    match meaning:
        case means.ItemCode(sku=sku):
            return Scan(meaning=meaning, item_name=_item_name(station, sku))
        case means.BadgeCode(badge=badge):
            return Scan(meaning=meaning, person=see_person(station, badge))
        case means.ToteCode(tote=tote):
            return Scan(meaning=meaning, waiting=see_waiting_tote(station, tote))
        case _:
            return Scan(meaning=meaning)


async def perform(station: Station, command: Command, badge: Badge) -> Verdict:
    """Do what a person asks. Only the shared store can grant work that others may want."""
    if isinstance(command, ClaimWork):
        return await ask(station, command, badge=badge)
    return do(station, command, badge=badge)


def line_of(station: Station) -> Line:
    """How the line to the shared store is, on this device's clock."""
    state = station.line_state()
    is_off = not state.is_connected and state.since is not None
    since = f"{state.since.astimezone():%H:%M}" if is_off and state.since else ""
    return Line(waiting=state.waiting, offline_since=since)


def _has_tote(station: Station, walk: Walk) -> bool:
    with station.reading() as tables:
        return tables.work.tote(walk.pick_list.tote).state is ToteState.PICKING


def _match(station: Station, code: str) -> means.ItemMatch | None:
    found = see_item(station, code)
    return means.ItemMatch(sku=found.sku, qty_each=found.qty_each) if found else None


def _item_name(station: Station, sku: Sku) -> str:
    with station.reading() as tables:
        return item_name(tables, sku)


def _is_wrong(memory: Memory) -> bool:
    return memory.told.feedback is Feedback.WRONG
