"""The screen of one stop: where the bin is, what to take, how many; and what may be wrong."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.engine.picking import ShortReason
from app.floor.parts import Bin
from app.floor.plan import FloorPlan
from app.operations.seeing_work import Stop, Walk
from app.ui.parts import lettering
from app.ui.parts.big_code import big_code, where_height, where_strip
from app.ui.parts.buttons import (
    Pressed,
    hold_button,
    secondary_button,
)
from app.ui.parts.fitting import LINE_EM
from app.ui.parts.floor_base import FloorBase
from app.ui.parts.floor_map import Trail, floor_map
from app.ui.parts.progress_strip import progress_strip
from app.ui.parts.qty import pad_words_height, qty_pad
from app.ui.parts.verdict_header import header_height
from app.ui.picker import goods, thumb
from app.ui.picker.screen import GAP, acting, prompt_height
from app.ui.picker.stages import AtTheBin, BringingTote, Stage, TakingGoods
from app.ui.picker.way import Floor, Way
from app.ui.theme import MEDIUM, SMALL, TIGHT, Look
from app.ui.words import Sentence

TYPES_MOST: Final = 4
"""Digits on the quantity pad."""

MAP_LEAST_DP: Final = 110.0
"""A lower map shows nothing; then its room is the words'."""

PLACE_SP: Final = 1.5
"""The bin's code once one stands at it, in parts of a title: no longer the largest thing."""


def stop_screen(
    look: Look,
    stage: AtTheBin | TakingGoods,
    way: Way,
    floor: Floor | None,
    map_: ft.Control | None,
) -> list[ft.Control]:
    """One stop. On the way the place leads; at the bin the goods come first."""
    stop, walk = stage.stop, stage.walk
    progress = _progress(look, walk, way)
    maps = [map_] if map_ else []
    where = _where(look, floor.plan if floor else None, stop.task.bin_code)
    if isinstance(stage, TakingGoods):
        place = _code(look, stop.task.bin_code, size=_place_sp(look))
        to_take = [goods.amount(look, stop, walk), goods.item(look, stop)]
        return [place, where, *to_take, *maps, progress]
    line = goods.goods_line(look, stop, walk)
    return [_code(look, stop.task.bin_code), where, *maps, line, progress]


def _place_sp(look: Look) -> float:
    return min(look.sp.title * PLACE_SP, look.width / 10)


def _code(look: Look, code: str, *, size: float | None = None) -> ft.Control:
    return ft.Container(key=f"bin-{code}", content=big_code(look, code, size=size))


def _where(look: Look, plan: FloorPlan | None, code: str) -> ft.Control:
    found = plan.find_bin(code) if plan else None
    zone = plan.find_zone(found.zone) if plan and found else None
    return where_strip(
        look,
        zone_code=code[:1],
        side=found.side if found else side_of(code),
        level=found.level if found else code.rpartition("-")[2],
        colour_index=zone.colour_index if zone else None,
    )


def side_of(code: str) -> str:
    """The side of the aisle from the code alone: odd bays are left, walking away."""
    bay = code.split("-")[2]
    return "L" if int(bay) % 2 else "R"


def _progress(look: Look, walk: Walk, way: Way) -> ft.Control:
    of = len(walk.stops)
    metres = round(way.length_mm / 1_000)
    aside = look.say("metres_left", n=metres) if metres else ""
    return progress_strip(look, done=of - len(way.ahead), of=of, aside=aside)


# ── the map ───────────────────────────────────────────────────────────────────────────


def map_height(look: Look, stage: Stage, *, prompt: str, covered: float) -> float:
    """Room for the map between the words, in dp; 0 where a map would show nothing.

    Args:
        look: Whose screen.
        stage: Where the person is.
        prompt: The words under the header for the next scan; empty while it has them.
        covered: What a window (camera, field) takes of the screen.
    """
    parts, more_rows = _around_the_map(look, stage)
    words = [*([prompt_height(look, prompt)] if prompt else []), *parts]
    taken = sum(words) + len(words) * GAP + 2 * SMALL + header_height(look) + covered
    left = look.height - taken - thumb.thumb_height(look, more_rows) - _SPARE_DP
    return left if left >= MAP_LEAST_DP else 0


_SPARE_DP: Final = 6
"""Letters differ by a little from what is reckoned."""


def _around_the_map(look: Look, stage: Stage) -> tuple[list[float], int]:
    """The heights of what stands beside the map, and how many more rows the thumb has."""
    code = min(look.sp.code, look.width / 5) * 1.15
    match stage:
        case TakingGoods(stop=stop):
            place = _place_sp(look) * 1.15
            to_take = [goods.amount_sp(look) * 1.15, goods.item_height(look, stop)]
            more = 1 if stop.task.picked_each else 0
            return [place, where_height(look), *to_take, _progress_height(look)], more
        case BringingTote():
            return [look.sp.title * 1.3, code, look.sp.body * 1.3], 0
        case _:
            words = [where_height(look), goods.goods_height(look), _progress_height(look)]
            return [code, *words], 0


def _progress_height(look: Look) -> float:
    return 10 + TIGHT + min(look.sp.small, look.width / 20) * LINE_EM + 2


def small_map(
    look: Look, base: FloorBase | None, trail: Trail, *, on_open: Pressed
) -> ft.Control:
    """The route still ahead, or a word that there is no floor plan."""
    if base is None:
        return lettering.small(look, look.say("pick_no_floor"))
    return floor_map(look, base, trail, on_open=on_open)


def trail_of(floor: Floor, way: Way, goal: str = "") -> Trail:
    """What moves on the map: me, the next bin, the way and the stops after it.

    `goal` is the drop the tote has to be brought to, once nothing is left to pick.
    """
    bins = [floor.plan.find_bin(stop.task.bin_code) for stop in way.ahead]
    later = tuple(dict.fromkeys(each.spot for each in bins[1:] if each))
    following: Bin | None = bins[0] if bins else None
    return Trail(
        me=way.me,
        here=way.here,
        next_bin=following,
        ahead=way.path,
        stops=later,
        goal=floor.plan.find_spot(goal) if goal else None,
        goal_name=goal,
    )


# ── buttons and sheets ────────────────────────────────────────────────────────────────


def wrong_sheet(
    look: Look,
    reasons: tuple[ShortReason, ...],
    undo: Stop | None,
    *,
    on_reason: Callable[[ShortReason], Any],
    on_undo: Callable[[Stop], Any],
    on_give_back: Pressed | None,
) -> list[ft.Control]:
    """Everything that can go wrong at a stop, each with its way on."""
    say = look.say
    is_bin_unseen = reasons == (ShortReason.BIN_BLOCKED,)
    return [
        lettering.title_line(look, say("pick_what_is_wrong")),
        *([lettering.body(look, say("pick_scan_bin_first"))] if is_bin_unseen else []),
        *(_reason(look, each, on_reason) for each in reasons),
        *([_undo(look, undo, on_undo)] if undo else []),
        *([_give_back(look, on_give_back)] if on_give_back else []),
    ]


def _give_back(look: Look, on_give_back: Pressed) -> ft.Control:
    label = look.say("pick_give_back")
    return hold_button(look, label, key="give-back", on_held=on_give_back)


def _reason(
    look: Look, reason: ShortReason, on_reason: Callable[[ShortReason], Any]
) -> ft.Control:
    words, icon = {
        ShortReason.NOT_IN_BIN: ("wrong_not_enough", ft.Icons.REMOVE_SHOPPING_CART),
        ShortReason.DAMAGED: ("wrong_damaged", ft.Icons.BROKEN_IMAGE),
        ShortReason.WRONG_ITEM: ("wrong_other_item", ft.Icons.SWAP_HORIZ),
        ShortReason.BIN_BLOCKED: ("wrong_blocked", ft.Icons.BLOCK),
    }[reason]
    return secondary_button(
        look,
        look.say(words),
        key=f"reason-{reason.value}",
        icon=icon,
        on_press=acting(on_reason, reason),
        room=_whole_row(look),
    )


def _whole_row(look: Look) -> tuple[float, float]:
    return look.width - 2 * look.margin, look.target * 1.1


def _undo(look: Look, stop: Stop, on_undo: Callable[[Stop], Any]) -> ft.Control:
    task = stop.task
    return secondary_button(
        look,
        look.say("pick_undo", n=task.picked_each, bin=task.bin_code),
        key="undo",
        icon=ft.Icons.UNDO,
        on_press=acting(on_undo, stop),
        room=_whole_row(look),
    )


def quantity_sheet(
    look: Look,
    stop: Stop,
    typed: str,
    trouble: Sentence | None,
    *,
    on_key: Callable[[str], Any],
    on_all: Pressed,
) -> list[ft.Control]:
    """How many more were taken: all that are left on one tap, or typed."""
    left = stop.task.left_each
    whole = look.width - 2 * look.margin
    return [
        lettering.title_line(look, look.say("pick_how_many_more")),
        secondary_button(
            look,
            look.say("pick_all_more", n=left),
            key="qty-all",
            icon=ft.Icons.DONE_ALL,
            on_press=on_all,
            room=(whole, look.target),
        ),
        qty_pad(
            look,
            typed,
            on_key=on_key,
            trouble=look.say.this(trouble) if trouble else "",
            key_height=_key_height(look),
        ),
    ]


def _key_height(look: Look) -> float:
    """The pad's keys share what its other parts leave of the screen."""
    words = look.sp.title * 1.3 + look.target + pad_words_height(look)
    around = header_height(look) + prompt_height(look, "") + look.target + 4 * MEDIUM
    return max(44.0, (look.height - words - around - 3 * GAP - 4 * SMALL) / 4)
