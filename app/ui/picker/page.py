"""The picker's page: it shows what is so, and hands taps and scans to the desk."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, Final

import flet as ft

from app.engine.picking import ShortReason
from app.engine.site import Person, Role
from app.operations.seeing_work import Stop, Walk, see_people, see_zones
from app.station import Changed
from app.ui.feedback import Bell
from app.ui.live import use_live, use_news, use_ui
from app.ui.parts.buttons import secondary_button
from app.ui.parts.camera_eye import CameraEye
from app.ui.parts.floor_base import FloorBase, area_of_zone, paint_base
from app.ui.parts.floor_map import floor_map_whole, whole_size
from app.ui.parts.typist import TypedEcho
from app.ui.picker import at_the_bin, flow, screen, stages, thumb
from app.ui.picker.desk import Desk, Now, Panel
from app.ui.picker.screen import Head
from app.ui.picker.stages import (
    AllDone,
    AtTheBin,
    BringingTote,
    ChoosingWork,
    Memory,
    SignedOut,
    Step,
    TakingGoods,
    WantsTote,
)
from app.ui.picker.way import Floor, floor_of
from app.ui.scanning import TypeCode, use_scans, use_shortcuts

_WHAT_MATTERS = Changed.WORK | Changed.SITE | Changed.LINE


CAMERA_SHARE: Final = 0.36
"""Of the screen's height: enough to aim with, and the bin's code stays in sight below."""

FIELD_DP: Final = 90
"""How high the field for a typed code is with its margin, at the usual text size."""


_Eye = ft.memo(CameraEye)
"""Not drawn again with the page: it must not let go of the camera between two scans."""


@ft.component
def PickerPage() -> ft.Control:
    """The picker's handheld."""
    live, ui = use_live(), use_ui()
    use_news(_WHAT_MATTERS)
    turn, bump = ft.use_state(0)
    desk = ft.use_memo(lambda: Desk(live, Bell(ui.settings)), [])
    desk.redraw = lambda: bump(turn + 1)
    use_scans(desk.hear)
    use_shortcuts(desk.shortcuts())
    return _shown(desk, desk.see())


def _shown(desk: Desk, now: Now) -> ft.Control:
    look = desk.look
    if desk.panel is Panel.MAP and now.floor and now.walk:
        return _whole_map(desk, now, now.floor)
    sheet = _sheet(desk, now)
    head = Head(
        told=now.memory.told,
        prompt=stages.waits_for(now.stage),
        line=now.line,
        screen=type(now.stage).__name__ + (desk.panel.value if sheet else ""),
    )
    if sheet:
        close = secondary_button(
            look, look.say("close"), key="panel-close", on_press=desk.toggle(Panel.NONE)
        )
        return screen.frame(look, head, sheet, [close], window=_window(desk))
    return screen.frame(
        look,
        head,
        _body(desk, now),
        _thumb(desk, now),
        window=_window(desk),
        echo=TypedEcho(typist=desk.typist, look=look),
    )


# ── what covers the work ──────────────────────────────────────────────────────────────


def _sheet(desk: Desk, now: Now) -> list[ft.Control]:
    """What covers the work: the sheet of wrongs, the quantity pad. Empty when nothing does."""
    match desk.panel, now.stage:
        case Panel.QUANTITY, TakingGoods():
            return _quantity(desk, now.stage)
        case Panel.WRONG, WantsTote(walk=walk) | BringingTote(walk=walk):
            return _wrongs(desk, now, walk)
        case Panel.WRONG, AtTheBin(walk=walk) | TakingGoods(walk=walk):
            return _wrongs(desk, now, walk)
        case _:
            return []


def _wrongs(desk: Desk, now: Now, walk: Walk) -> list[ft.Control]:
    stage = now.stage

    async def report(reason: ShortReason) -> None:
        def decide(then: Now) -> Step:
            assert isinstance(stage, AtTheBin | TakingGoods)
            return flow.report(stage, then.memory, reason)

        await desk.tapped(stage, decide)

    async def undo(stop: Stop) -> None:
        await desk.tapped(stage, lambda then: flow.undo(stop, then.memory))

    async def give_back() -> None:
        await desk.tapped(stage, lambda then: flow.give_back(walk, then.memory))

    return at_the_bin.wrong_sheet(
        desk.look,
        flow.reasons(stage),
        flow.last_pick(walk, now.memory),
        on_reason=report,
        on_undo=undo,
        # A walk with nothing left to pick has nothing to give either.
        on_give_back=None if isinstance(stage, BringingTote) else give_back,
    )


def _quantity(desk: Desk, stage: TakingGoods) -> list[ft.Control]:
    left = stage.stop.task.left_each

    async def take_all() -> None:
        await desk.tapped(stage, lambda then: flow.take(stage, then.memory, left))

    def press(key: str) -> None:
        desk.live.page.run_task(desk.press_pad, key)

    return at_the_bin.quantity_sheet(
        desk.look,
        stage.stop,
        desk.pad,
        desk.pad_trouble(stage),
        on_key=press,
        on_all=take_all,
    )


def _window(desk: Desk) -> ft.Control | None:
    """The field or the camera that takes codes, while one of them is open."""
    look = desk.look
    if desk.panel is Panel.TYPE:
        field = TypeCode(look.say, label=look.say("pick_type_code"), autofocus=True)
        return ft.Container(
            content=field, padding=look.margin, bgcolor=look.colours.card, key="typing"
        )
    if desk.panel is Panel.CAMERA:
        return ft.Container(
            content=_Eye(), height=look.height * CAMERA_SHARE, key="camera-window"
        )
    return None


def _covered(desk: Desk) -> float:
    """What the open window takes of the screen, in dp."""
    match desk.panel:
        case Panel.TYPE:
            return FIELD_DP * desk.look.sp.body / 18
        case Panel.CAMERA:
            return desk.look.height * CAMERA_SHARE
        case _:
            return 0


# ── the work ──────────────────────────────────────────────────────────────────────────


def _body(desk: Desk, now: Now) -> list[ft.Control]:
    look, station = desk.look, desk.station
    match now.stage:
        case SignedOut():
            people = see_people(station, Role.PICKER)
            return screen.sign_in_screen(look, people, on_choose=_choose(desk, now))
        case ChoosingWork():
            return screen.work_screen(
                look,
                see_zones(station),
                now=station.now(),
                on_zone=_get_work(desk, now),
            )
        case WantsTote(walk, position):
            return screen.tote_screen(look, walk, position)
        case AtTheBin() | TakingGoods():
            map_ = _map(desk, now)
            return at_the_bin.stop_screen(look, now.stage, now.way, now.floor, map_)
        case BringingTote(walk):
            map_ = _map(desk, now) if now.floor else None
            finish = _finish(desk, now, walk)
            return screen.drop_screen(look, walk, map_, on_finish=finish)
        case AllDone(summary):
            return screen.done_screen(look, summary)


def _thumb(desk: Desk, now: Now) -> list[ft.Control]:
    look, say = desk.look, desk.look.say
    match now.stage:
        case AtTheBin() | TakingGoods() | WantsTote() | BringingTote():
            can_type = flow.can_type_quantity(now.stage)
            return thumb.walk_thumb(
                look,
                on_wrong=desk.toggle(Panel.WRONG),
                on_type=desk.toggle(Panel.TYPE),
                on_camera=desk.toggle(Panel.CAMERA),
                on_quantity=desk.toggle(Panel.QUANTITY) if can_type else None,
            )
        case AllDone(summary):
            return [*_next(desk, now, summary), _scan_row(desk, None)]
        case ChoosingWork():
            mine = screen.own_row(
                look, on_settings=desk.live.open_settings, on_sign_out=desk.sign_out
            )
            return [mine, _scan_row(desk, None)]
        case SignedOut():
            home = secondary_button(
                look,
                say("back"),
                key="home",
                icon=ft.Icons.ARROW_BACK,
                on_press=lambda: desk.live.go("/"),
                room=thumb.wide_room(look),
            )
            return [_scan_row(desk, home)]


def _scan_row(desk: Desk, wide: ft.Control | None) -> ft.Control:
    return thumb.scan_row(
        desk.look,
        wide,
        on_type=desk.toggle(Panel.TYPE),
        on_camera=desk.toggle(Panel.CAMERA),
    )


def _next(desk: Desk, now: Now, summary: stages.Summary) -> list[ft.Control]:
    zones = {work.zone: work for work in see_zones(desk.station)}
    here = zones.get(summary.zone)

    def choose() -> None:
        desk.remember(Memory(badge=now.memory.badge))

    return screen.done_thumb(
        desk.look,
        summary,
        is_more_here=bool(here and here.lists_ready),
        on_next=screen.acting(_get_work(desk, now), summary.zone),
        on_other=choose,
    )


def _choose(desk: Desk, now: Now) -> Callable[[Person], Awaitable[None]]:
    return lambda person: desk.tapped(
        now.stage, lambda then: flow.sign_in(then.memory, person)
    )


def _get_work(desk: Desk, now: Now) -> Callable[[Any], Awaitable[None]]:
    return lambda zone: desk.tapped(
        now.stage, lambda then: flow.get_work(then.memory, zone)
    )


def _finish(desk: Desk, now: Now, walk: Walk) -> Callable[[], Awaitable[None]]:
    async def finish() -> None:
        await desk.tapped(now.stage, lambda then: flow.finish_empty(walk, then.memory))

    return finish


# ── the map ───────────────────────────────────────────────────────────────────────────


def _map(desk: Desk, now: Now) -> ft.Control | None:
    look, floor = desk.look, now.floor
    if floor is None or now.walk is None:
        return at_the_bin.small_map(look, None, at_the_bin.Trail(), on_open=_nothing)
    prompt = look.say.this(stages.waits_for(now.stage)) if now.memory.told.says else ""
    height = at_the_bin.map_height(look, now.stage, prompt=prompt, covered=_covered(desk))
    if not height:
        return None
    is_bringing = isinstance(now.stage, BringingTote)
    base = _base(
        now.floor_text,
        "" if is_bringing else now.walk.pick_list.zone,
        width=look.width - 2 * look.margin,
        height=height,
        is_dark=look.is_dark,
    )
    trail = at_the_bin.trail_of(floor, now.way, now.walk.drop if is_bringing else "")
    return at_the_bin.small_map(look, base, trail, on_open=desk.toggle(Panel.MAP))


def _whole_map(desk: Desk, now: Now, floor: Floor) -> ft.Control:
    look, walk = desk.look, now.walk
    goal = walk.drop if walk and isinstance(now.stage, BringingTote) else ""
    trail = at_the_bin.trail_of(floor, now.way, goal)
    width, height = whole_size(look, floor.plan, trail)
    base = _base(
        now.floor_text,
        "",
        width=width,
        height=height,
        is_dark=look.is_dark,
        has_places=True,
    )
    return floor_map_whole(look, base, trail, on_close=desk.toggle(Panel.MAP))


@lru_cache(16)
def _base(
    floor_text: str,
    zone: str,
    *,
    width: float,
    height: float,
    is_dark: bool,
    has_places: bool = False,
) -> FloorBase:
    """A painted floor; many screens of one size share it. Zone "" is the whole building."""
    floor = floor_of(floor_text)
    assert floor is not None
    area = area_of_zone(floor.plan, zone) if zone else None
    return paint_base(
        floor.plan,
        size=(width, height),
        is_dark=is_dark,
        area=area,
        has_places=has_places,
    )


def _nothing() -> None:
    return None
