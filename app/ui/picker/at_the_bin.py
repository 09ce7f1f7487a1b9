"""The screen of one stop: where the bin is, what to take, how many; and what may be wrong."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.engine.picking import ShortReason
from app.floor.parts import Bin
from app.floor.plan import FloorPlan
from app.operations.seeing_work import Stop, Walk
from app.ui.parts import lettering
from app.ui.parts.big_code import big_code, where_strip
from app.ui.parts.buttons import (
    Pressed,
    hold_button,
    icon_button,
    secondary_button,
)
from app.ui.parts.floor_base import FloorBase
from app.ui.parts.floor_map import Trail, floor_map
from app.ui.parts.item_card import ItemFace, item_card
from app.ui.parts.progress_strip import progress_strip
from app.ui.parts.qty import qty_badge, qty_pad
from app.ui.picker.screen import acting
from app.ui.picker.stages import AtTheBin, BringingTote, Stage, TakingGoods
from app.ui.picker.way import Floor, Way
from app.ui.theme import MEDIUM, SMALL, TIGHT, Hand, Look

TYPES_MOST: Final = 4
"""Digits on the quantity pad."""

# What stands around the map, in dp at the usual text size; measured on the screen.
_WORDS_GOING_DP: Final = 610
_WORDS_TAKING_DP: Final = 705
_WORDS_BRINGING_DP: Final = 490
_CARD_DP: Final = 118
_MAP_LEAST_DP: Final = 140.0
_SHORT_DP: Final = 800


def stop_screen(
    look: Look,
    stage: AtTheBin | TakingGoods,
    way: Way,
    floor: Floor | None,
    map_: ft.Control,
) -> list[ft.Control]:
    """One stop. On the way the map leads; at the bin the goods come first."""
    stop, walk = stage.stop, stage.walk
    goods = _goods(look, stop, walk)
    code = stop.task.bin_code
    place = [_code(look, code), _where(look, floor.plan if floor else None, code)]
    if isinstance(stage, TakingGoods):
        return [*place, *goods, map_, _progress(look, walk, way)]
    if is_short(look):
        goods = [_goods_line(look, stop)]
    return [*place, map_, *goods, _progress(look, walk, way)]


def _code(look: Look, code: str) -> ft.Control:
    return ft.Container(key=f"bin-{code}", content=big_code(look, code))


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


def _goods(look: Look, stop: Stop, walk: Walk) -> list[ft.Control]:
    task = stop.task
    face = ItemFace(name=stop.name, sku=task.sku, ean=stop.ean)
    amount = ft.Row(
        [
            qty_badge(look, task.left_each, taken=task.picked_each),
            _into(look, _where_to(look, stop, walk)),
        ],
        wrap=True,
        spacing=MEDIUM,
        run_spacing=TIGHT,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return [amount, item_card(look, face)]


def _goods_line(look: Look, stop: Stop) -> ft.Control:
    words = ft.Column(
        [
            lettering.strong(look, stop.name, lines=2),
            lettering.figure(look, stop.task.sku, size=look.sp.small),
        ],
        spacing=0,
        tight=True,
        expand=True,
    )
    return ft.Row(
        [lettering.big_figure(look, str(stop.task.left_each)), words],
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _where_to(look: Look, stop: Stop, walk: Walk) -> str:
    if stop.position:
        return f"{look.say('into_position', position=stop.position)} · {stop.tote}"
    return look.say("into_tote", tote=walk.pick_list.tote)


def _into(look: Look, where: str) -> ft.Control:
    return ft.Row(
        [
            ft.Icon(
                ft.Icons.SHOPPING_BASKET_OUTLINED,
                size=look.sp.body * 1.3,
                color=look.colours.ink,
            ),
            lettering.small(look, where, ink=look.colours.ink, lines=1),
        ],
        spacing=TIGHT,
        tight=True,
    )


def _progress(look: Look, walk: Walk, way: Way) -> ft.Control:
    of = len(walk.stops)
    metres = round(way.length_mm / 1_000)
    aside = look.say("metres_left", n=metres) if metres else ""
    return progress_strip(look, done=of - len(way.ahead), of=of, aside=aside)


# ── the map ───────────────────────────────────────────────────────────────────────────


def map_height(look: Look, stage: Stage) -> float:
    """Room for the map between the words: what a handheld has left, a band at least."""
    match stage:
        case TakingGoods():
            words = _WORDS_TAKING_DP
        case BringingTote():
            words = _WORDS_BRINGING_DP
        case _:
            words = _WORDS_GOING_DP - (_CARD_DP if is_short(look) else 0)
    return max(_MAP_LEAST_DP, look.height - words * look.sp.body / 18)


def is_short(look: Look) -> bool:
    """Whether the item has to be said in a line, on the way to it, so that the map fits."""
    return look.height < _SHORT_DP


def small_map(
    look: Look, base: FloorBase | None, trail: Trail, *, on_open: Pressed
) -> ft.Control:
    """The route still ahead, or a word that there is no floor plan."""
    if base is None:
        return lettering.small(look, look.say("pick_no_floor"))
    return floor_map(look, base, trail, on_open=on_open)


def trail_of(floor: Floor, way: Way) -> Trail:
    """What moves on the map: me, the next bin, the way and the stops after it."""
    bins = [floor.plan.find_bin(stop.task.bin_code) for stop in way.ahead]
    later = tuple(dict.fromkeys(each.spot for each in bins[1:] if each))
    following: Bin | None = bins[0] if bins else None
    return Trail(
        me=way.me, here=way.here, next_bin=following, ahead=way.path, stops=later
    )


# ── buttons and sheets ────────────────────────────────────────────────────────────────


def walk_thumb(
    look: Look,
    *,
    on_wrong: Pressed,
    on_type: Pressed,
    on_camera: Pressed,
    on_quantity: Pressed | None,
) -> list[ft.Control]:
    """What the thumb may need: something is wrong, type a code, the camera, how many."""
    say = look.say
    quantity = (
        [
            secondary_button(
                look,
                say("pick_type_quantity"),
                key="qty-open",
                icon=ft.Icons.DIALPAD,
                on_press=on_quantity,
            )
        ]
        if on_quantity
        else []
    )
    wrong = secondary_button(
        look,
        say("something_wrong"),
        key="wrong",
        icon=ft.Icons.REPORT_PROBLEM,
        on_press=on_wrong,
    )
    return [*quantity, scan_row(look, wrong, on_type=on_type, on_camera=on_camera)]


def scan_row(
    look: Look, wide: ft.Control | None, *, on_type: Pressed, on_camera: Pressed
) -> ft.Control:
    """One wide button, and beside it the other two ways to give a code."""
    say = look.say
    keys = icon_button(
        look,
        ft.Icons.KEYBOARD,
        key="type",
        label=say("pick_type_code"),
        on_press=on_type,
    )
    eye = icon_button(
        look,
        ft.Icons.PHOTO_CAMERA,
        key="camera",
        label=say("pick_camera"),
        on_press=on_camera,
    )
    far = ft.Container(content=wide, expand=True)
    ordered = [keys, eye, far] if look.hand is Hand.RIGHT else [far, eye, keys]
    return ft.Row(ordered, spacing=SMALL)


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
        lettering.title(look, say("pick_what_is_wrong")),
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
    )


def _undo(look: Look, stop: Stop, on_undo: Callable[[Stop], Any]) -> ft.Control:
    task = stop.task
    return secondary_button(
        look,
        look.say("pick_undo", n=task.picked_each, bin=task.bin_code),
        key="undo",
        icon=ft.Icons.UNDO,
        on_press=acting(on_undo, stop),
    )


def quantity_sheet(
    look: Look, stop: Stop, typed: str, *, on_key: Callable[[str], Any], on_all: Pressed
) -> list[ft.Control]:
    """How many more were taken: all that are left on one tap, or typed."""
    left = stop.task.left_each
    return [
        lettering.title(look, look.say("pick_how_many_more")),
        secondary_button(
            look,
            look.say("pick_all_more", n=left),
            key="qty-all",
            icon=ft.Icons.DONE_ALL,
            on_press=on_all,
        ),
        qty_pad(look, typed, on_key=on_key, can_enter=0 < int(typed or 0) <= left),
    ]
