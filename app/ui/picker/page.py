"""The picker's page: it reads what is so, shows it, and does what a scan or a tap decided."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import flet as ft

from app.engine.names import Badge, Sku
from app.engine.picking import ClaimWork, ShortReason
from app.engine.refusals import Refused, Verdict
from app.engine.site import Person, Role
from app.engine.task_states import ToteState
from app.operations.running import ask, do
from app.operations.seeing_work import (
    Stop,
    Walk,
    item_name,
    see_item,
    see_people,
    see_person,
    see_setting,
    see_waiting_tote,
    see_walk,
    see_zones,
)
from app.scan import meaning as means
from app.scan.symbol import Symbol
from app.station import Changed, Station
from app.ui.feedback import Bell
from app.ui.live import Live, use_live, use_news, use_ui
from app.ui.parts.buttons import secondary_button
from app.ui.parts.camera_eye import CameraEye
from app.ui.parts.floor_base import FloorBase, area_of_zone, paint_base
from app.ui.parts.floor_map import floor_map_whole
from app.ui.parts.qty import ENTER, typed_after
from app.ui.parts.sync_badge import Line
from app.ui.picker import at_the_bin, flow, screen, stages
from app.ui.picker.screen import Head
from app.ui.picker.stages import (
    AllDone,
    AtTheBin,
    BringingTote,
    ChoosingWork,
    Command,
    Memory,
    Scan,
    SignedOut,
    Stage,
    Step,
    TakingGoods,
    WantsTote,
)
from app.ui.picker.way import Floor, Way, floor_of, way_ahead
from app.ui.scanning import TypeCode, use_scans
from app.ui.theme import Look

_WHAT_MATTERS = Changed.WORK | Changed.SITE | Changed.LINE


CAMERA_SHARE: Final = 0.36
"""Of the screen's height: enough to aim with, and the bin's code stays in sight below."""


_Eye = ft.memo(CameraEye)
"""Not drawn again with the page: it must not let go of the camera between two scans."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """One drawing's way to act: what is so, and how to remember, open and ring."""

    live: Live
    now: Now
    remember: Callable[[Memory], None]
    panel: Panel
    open: Callable[[Panel], None]
    typed: str
    type_: Callable[[str], None]
    ring: Callable[[Memory], None]

    @property
    def station(self) -> Station:
        return self.live.station

    @property
    def look(self) -> Look:
        return self.live.ui.look

    def toggle(self, panel: Panel) -> Callable[[], None]:
        """Open a panel, or close it when it is open."""
        return lambda: self.open(Panel.NONE if self.panel is panel else panel)

    async def hear(self, symbol: Symbol) -> None:
        """A scan came in."""
        scan = known(self.station, symbol)
        await self.follow(flow.heard(self.now.stage, self.now.memory, scan))

    async def follow(self, step: Step) -> None:
        """Do what was decided, and tell what came of it."""
        memory = step.memory
        for command in step.commands:
            verdict = await perform(self.station, command, memory.badge)
            memory = flow.settled(memory, command, verdict, self.now.walk)
            if isinstance(verdict, Refused):
                break
        if memory.badge != self.live.ui.badge:
            self.live.sign_in(memory.badge, self.live.ui.settings)
        self.remember(memory)
        self.type_("")
        if self.panel in (Panel.WRONG, Panel.QUANTITY, Panel.MAP):
            self.open(Panel.NONE)
        self.ring(memory)

    def sign_out(self) -> None:
        """Nobody stands here any more."""
        self.remember(Memory())
        self.live.sign_out()


@ft.component
def PickerPage() -> ft.Control:
    """The picker's handheld."""
    live, ui = use_live(), use_ui()
    use_news(_WHAT_MATTERS)
    memory, remember = ft.use_state(Memory())
    panel, open_panel = ft.use_state(Panel.NONE)
    typed, type_ = ft.use_state("")
    bell = ft.use_memo(lambda: Bell(ui.settings), [])
    ringing = ft.use_memo(lambda: set[asyncio.Task[None]](), [])

    def ring(told: Memory) -> None:
        # The next scan must not wait for a tone.
        task = asyncio.create_task(bell.ring(told.told.feedback))
        ringing.add(task)
        task.add_done_callback(ringing.discard)

    picker = Picker(
        live=live,
        now=see_now(live.station, _of(memory, Badge(ui.badge))),
        remember=remember,
        panel=panel,
        open=open_panel,
        typed=typed,
        type_=type_,
        ring=ring,
    )
    use_scans(picker.hear)
    return _shown(picker)


# ── reading ───────────────────────────────────────────────────────────────────────────


def see_now(station: Station, memory: Memory) -> Now:
    """Where a person is, from the books and the little this screen remembers."""
    walk = see_walk(station, memory.badge) if memory.badge else None
    floor_text = see_setting(station, "floor")
    way = way_ahead(floor_of(floor_text), walk, memory.bin_seen) if walk else Way()
    has_tote = walk is not None and _has_tote(station, walk)
    return Now(
        memory=memory,
        stage=stages.stage_of(memory, walk, way.ahead, has_tote=has_tote),
        walk=walk,
        way=way,
        floor_text=floor_text,
        line=_line(station),
    )


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
        return await claim(station, command, badge)
    return do(station, command, badge=badge)


async def claim(station: Station, command: ClaimWork, badge: Badge) -> Verdict:
    """Ask the shared store for work."""
    return await ask(station, command, badge=badge)


def _of(memory: Memory, badge: Badge) -> Memory:
    """What is remembered of this person, nothing of another."""
    return memory if memory.badge == badge else Memory(badge=badge)


def _has_tote(station: Station, walk: Walk) -> bool:
    with station.reading() as tables:
        return tables.work.tote(walk.pick_list.tote).state is ToteState.PICKING


def _match(station: Station, code: str) -> means.ItemMatch | None:
    found = see_item(station, code)
    return means.ItemMatch(sku=found.sku, qty_each=found.qty_each) if found else None


def _item_name(station: Station, sku: Sku) -> str:
    with station.reading() as tables:
        return item_name(tables, sku)


def _line(station: Station) -> Line:
    state = station.line_state()
    is_off = not state.is_connected and state.since is not None
    since = f"{state.since.astimezone():%H:%M}" if is_off and state.since else ""
    return Line(waiting=state.waiting, offline_since=since)


# ── showing ───────────────────────────────────────────────────────────────────────────


def _shown(picker: Picker) -> ft.Control:
    now, look = picker.now, picker.look
    if picker.panel is Panel.MAP and now.floor and now.walk:
        return _whole_map(picker, now.floor)
    sheet = _sheet(picker)
    head = Head(
        told=now.memory.told,
        prompt=stages.waits_for(now.stage),
        line=now.line,
        screen=type(now.stage).__name__ + (picker.panel.value if sheet else ""),
    )
    if sheet:
        close = secondary_button(
            look, look.say("close"), key="panel-close", on_press=picker.toggle(Panel.NONE)
        )
        return screen.frame(look, head, sheet, [close], window=_window(picker))
    return screen.frame(look, head, _body(picker), _thumb(picker), window=_window(picker))


def _sheet(picker: Picker) -> list[ft.Control]:
    """What covers the work: the sheet of wrongs, the quantity pad. Empty when nothing does."""
    stage = picker.now.stage
    match picker.panel, stage:
        case Panel.QUANTITY, TakingGoods():
            return _quantity(picker, stage)
        case Panel.WRONG, WantsTote(walk=walk) | BringingTote(walk=walk):
            return _wrongs(picker, walk)
        case Panel.WRONG, AtTheBin(walk=walk) | TakingGoods(walk=walk):
            return _wrongs(picker, walk)
        case _:
            return []


def _wrongs(picker: Picker, walk: Walk) -> list[ft.Control]:
    now, stage = picker.now, picker.now.stage

    async def report(reason: ShortReason) -> None:
        assert isinstance(stage, AtTheBin | TakingGoods)
        await picker.follow(flow.report(stage, now.memory, reason))

    async def undo(stop: Stop) -> None:
        await picker.follow(flow.undo(stop, now.memory))

    async def give_back() -> None:
        await picker.follow(flow.give_back(walk, now.memory))

    return at_the_bin.wrong_sheet(
        picker.look,
        flow.reasons(stage),
        flow.last_pick(walk, now.memory),
        on_reason=report,
        on_undo=undo,
        # A walk with nothing left to pick has nothing to give either.
        on_give_back=None if isinstance(stage, BringingTote) else give_back,
    )


def _quantity(picker: Picker, stage: TakingGoods) -> list[ft.Control]:
    async def take(qty_each: int) -> None:
        await picker.follow(flow.take(stage, picker.now.memory, qty_each))

    def press(key: str) -> None:
        if key == ENTER:
            picker.live.page.run_task(take, int(picker.typed or 0))
        else:
            picker.type_(typed_after(picker.typed, key, digits=at_the_bin.TYPES_MOST))

    take_all = screen.acting(take, stage.stop.task.left_each)
    return at_the_bin.quantity_sheet(
        picker.look, stage.stop, picker.typed, on_key=press, on_all=take_all
    )


def _body(picker: Picker) -> list[ft.Control]:
    now, look, station = picker.now, picker.look, picker.station
    match now.stage:
        case SignedOut():
            people = see_people(station, Role.PICKER)
            return screen.sign_in_screen(look, people, on_choose=_choose(picker))
        case ChoosingWork():
            return screen.work_screen(
                look, see_zones(station), now=station.now(), on_zone=_get_work(picker)
            )
        case WantsTote(walk, position):
            return screen.tote_screen(look, walk, position)
        case AtTheBin() | TakingGoods():
            map_ = _map(picker)
            return at_the_bin.stop_screen(look, now.stage, now.way, now.floor, map_)
        case BringingTote(walk):
            map_ = _map(picker) if now.floor else None
            return screen.drop_screen(look, walk, map_, on_finish=_finish(picker, walk))
        case AllDone(summary):
            return screen.done_screen(look, summary)


def _thumb(picker: Picker) -> list[ft.Control]:
    now, look = picker.now, picker.look
    type_, camera = picker.toggle(Panel.TYPE), picker.toggle(Panel.CAMERA)
    match now.stage:
        case AtTheBin() | TakingGoods() | WantsTote() | BringingTote():
            can_type = flow.can_type_quantity(now.stage)
            return at_the_bin.walk_thumb(
                look,
                on_wrong=picker.toggle(Panel.WRONG),
                on_type=type_,
                on_camera=camera,
                on_quantity=picker.toggle(Panel.QUANTITY) if can_type else None,
            )
        case AllDone(summary):
            return [*_next(picker, summary), _scan_row(picker, None)]
        case ChoosingWork():
            out = secondary_button(
                look,
                look.say("pick_sign_out"),
                key="sign-out",
                icon=ft.Icons.LOGOUT,
                on_press=picker.sign_out,
            )
            return [_scan_row(picker, out)]
        case SignedOut():
            return [_scan_row(picker, None)]


def _scan_row(picker: Picker, wide: ft.Control | None) -> ft.Control:
    return at_the_bin.scan_row(
        picker.look,
        wide,
        on_type=picker.toggle(Panel.TYPE),
        on_camera=picker.toggle(Panel.CAMERA),
    )


def _next(picker: Picker, summary: stages.Summary) -> list[ft.Control]:
    zones = {work.zone: work for work in see_zones(picker.station)}
    here = zones.get(summary.zone)
    get_work = _get_work(picker)

    def choose() -> None:
        picker.remember(Memory(badge=picker.now.memory.badge))

    return screen.done_thumb(
        picker.look,
        summary,
        is_more_here=bool(here and here.lists_ready),
        on_next=screen.acting(get_work, summary.zone),
        on_other=choose,
    )


def _choose(picker: Picker) -> Callable[[Person], Awaitable[None]]:
    return lambda person: picker.follow(flow.sign_in(picker.now.memory, person))


def _get_work(picker: Picker) -> Callable[[Any], Awaitable[None]]:
    return lambda zone: picker.follow(flow.get_work(picker.now.memory, zone))


def _finish(picker: Picker, walk: Walk) -> Callable[[], Awaitable[None]]:
    async def finish() -> None:
        await picker.follow(flow.finish_empty(walk, picker.now.memory))

    return finish


def _window(picker: Picker) -> ft.Control | None:
    """The field or the camera that takes codes, while one of them is open."""
    look = picker.look
    if picker.panel is Panel.TYPE:
        field = TypeCode(look.say, label=look.say("pick_type_code"), autofocus=True)
        return ft.Container(
            content=field, padding=look.margin, bgcolor=look.colours.card, key="typing"
        )
    if picker.panel is Panel.CAMERA:
        return ft.Container(
            content=_Eye(), height=look.height * CAMERA_SHARE, key="camera-window"
        )
    return None


# ── the map ───────────────────────────────────────────────────────────────────────────


def _map(picker: Picker) -> ft.Control:
    now, look = picker.now, picker.look
    if now.floor is None or now.walk is None:
        return at_the_bin.small_map(look, None, at_the_bin.Trail(), on_open=_nothing)
    zone = "" if isinstance(now.stage, BringingTote) else now.walk.pick_list.zone
    base = _base(
        now.floor_text,
        zone,
        width=look.width - 2 * look.margin,
        height=at_the_bin.map_height(look, now.stage),
        is_dark=look.is_dark,
    )
    trail = at_the_bin.trail_of(now.floor, now.way)
    return at_the_bin.small_map(look, base, trail, on_open=picker.toggle(Panel.MAP))


def _whole_map(picker: Picker, floor: Floor) -> ft.Control:
    now, look = picker.now, picker.look
    base = _base(
        now.floor_text,
        "",
        width=look.width * 2,
        height=look.height,
        is_dark=look.is_dark,
    )
    trail = at_the_bin.trail_of(floor, now.way)
    return floor_map_whole(look, base, trail, on_close=picker.toggle(Panel.MAP))


@lru_cache(16)
def _base(
    floor_text: str, zone: str, *, width: float, height: float, is_dark: bool
) -> FloorBase:
    """A painted floor; many screens of one size share it. Zone "" is the whole building."""
    floor = floor_of(floor_text)
    assert floor is not None
    area = area_of_zone(floor.plan, zone) if zone else None
    return paint_base(floor.plan, size=(width, height), is_dark=is_dark, area=area)


def _nothing() -> None:
    return None
