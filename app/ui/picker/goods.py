"""What to take at a stop: how many of what, and into which tote."""

import flet as ft

from app.operations.seeing_work import Stop, Walk
from app.ui.parts import lettering
from app.ui.parts.fitting import LINE_EM, fitting, lines_of
from app.ui.parts.item_card import ItemFace, item_card
from app.ui.parts.qty import qty_badge
from app.ui.theme import MEDIUM, SMALL, TIGHT, Look


def _face(stop: Stop) -> ItemFace:
    return ItemFace(name=stop.name, sku=stop.task.sku, ean=stop.ean)


def amount(look: Look, stop: Stop, walk: Walk) -> ft.Control:
    """How many still to take, the largest thing on the screen, and into which tote."""
    task = stop.task
    return ft.Row(
        [
            qty_badge(look, task.left_each, taken=task.picked_each, size=amount_sp(look)),
            ft.Container(
                content=_into(look, _where_to(look, stop, walk)),
                expand=True,
                alignment=ft.Alignment.CENTER_RIGHT,
            ),
        ],
        height=amount_sp(look) * 1.15,
        spacing=SMALL,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def amount_sp(look: Look) -> float:
    return min(look.sp.code, look.width / 5)


def item(look: Look, stop: Stop) -> ft.Control:
    return item_card(look, _face(stop), size=_name_sp(look, stop))


def _name_sp(look: Look, stop: Stop) -> float:
    room = look.width - 2 * look.margin - 2 * (SMALL + TIGHT)
    # Two lines of a large title, or more of smaller letters.
    most = _name_most(look)
    return fitting(stop.name, width=room, height=2 * LINE_EM * most, most=most)


def _name_most(look: Look) -> float:
    return min(look.sp.title * 1.2, look.width / 9)


def item_height(look: Look, stop: Stop) -> float:
    room = look.width - 2 * look.margin - 2 * (SMALL + TIGHT)
    size = _name_sp(look, stop)
    name = lines_of(stop.name, size, room) * size * LINE_EM
    return name + TIGHT + look.sp.small * 1.4 + 2 * (SMALL + TIGHT)


def goods_line(look: Look, stop: Stop, walk: Walk) -> ft.Control:
    """On the way: how many of what, and into which tote, in the height of two lines."""
    return ft.Container(
        key=f"item-{stop.task.sku}",
        bgcolor=look.colours.card,
        border_radius=SMALL,
        padding=SMALL,
        height=goods_height(look),
        content=ft.Row(
            [
                lettering.big_figure(
                    look, str(stop.task.left_each), size=_goods_sp(look)
                ),
                ft.Column(
                    [_name(look, stop), _codes_and_tote(look, stop, walk)],
                    spacing=TIGHT,
                    tight=True,
                    expand=True,
                    alignment=ft.MainAxisAlignment.CENTER,
                ),
            ],
            spacing=MEDIUM,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _goods_sp(look: Look) -> float:
    return min(look.sp.number, look.width / 6)


def goods_height(look: Look) -> float:
    return look.sp.body * 2 * LINE_EM + _line_sp(look) * 1.4 + TIGHT + 2 * SMALL


def _goods_room(look: Look, stop: Stop) -> float:
    number = len(str(stop.task.left_each)) * _goods_sp(look) * 0.64
    return look.width - 2 * look.margin - 2 * SMALL - number - MEDIUM


def _name(look: Look, stop: Stop) -> ft.Control:
    name = lettering.strong(look, stop.name, lines=4)
    name.size = fitting(
        stop.name,
        width=_goods_room(look, stop),
        height=look.sp.body * 2 * LINE_EM,
        most=look.sp.body,
    )
    return name


def _line_sp(look: Look) -> float:
    return min(look.sp.small, look.width / 26)


def _codes_and_tote(look: Look, stop: Stop, walk: Walk) -> ft.Control:
    into = _where_to(look, stop, walk)
    letters = len(stop.task.sku) + len(into) + 3
    size = min(_line_sp(look), _goods_room(look, stop) / (letters * 0.6))
    sku = lettering.figure(look, stop.task.sku, size=size, ink=look.colours.ink_soft)
    tote = lettering.small(look, into, ink=look.colours.ink, lines=1)
    tote.size = size
    return ft.Row([sku, tote], spacing=SMALL)


def _where_to(look: Look, stop: Stop, walk: Walk) -> str:
    if stop.position:
        return f"{look.say('into_position', position=stop.position)} · {stop.tote}"
    return look.say("into_tote", tote=walk.pick_list.tote)


def _into(look: Look, where: str) -> ft.Control:
    words = lettering.small(look, where, ink=look.colours.ink, lines=2)
    words.size = _line_sp(look)
    return ft.Row(
        [
            ft.Icon(
                ft.Icons.SHOPPING_BASKET_OUTLINED,
                size=_line_sp(look) * 1.5,
                color=look.colours.ink,
            ),
            ft.Container(content=words, expand_loose=True, expand=True),
        ],
        spacing=TIGHT,
        alignment=ft.MainAxisAlignment.END,
    )
