"""The thing in the packer's hand, large: of this order, or not."""

import flet as ft

from app.operations.seeing_packing import Goods
from app.operations.seeing_tables import NamedItem
from app.ui.packing.furniture import (
    card,
    fact,
    good_ink,
    has_columns,
    progress,
    wrong_ink,
)
from app.ui.parts import lettering
from app.ui.parts.item_card import ItemFace, item_picture
from app.ui.theme import LARGE, MEDIUM, MONO_ADVANCE_EM, SMALL, Look


def stray_panel(look: Look, code: str, item: NamedItem | None) -> ft.Control:
    """What was scanned and is not of this order, large enough to compare with the hand."""
    shown = (
        _face(look, ItemFace(name=item.name, sku=item.sku, ean=item.ean))
        if item
        else lettering.big_figure(look, code, size=_fitting(look, code))
    )
    size = look.sp.code * (2 if has_columns(look) else 1)
    cross = ft.Icon(ft.Icons.CANCEL, size=size, color=wrong_ink(look))
    return card(
        look,
        _beside(look, shown, cross),
        key="stray",
        expand=True,
        edge=look.colours.wrong.fill,
    )


def _beside(look: Look, what: ft.Control, sign: ft.Control) -> ft.Control:
    """What it is, and below it what is to be seen from afar; beside it when all is large."""
    if not has_columns(look):
        return ft.Row(
            [ft.Container(what, expand=True), sign],
            spacing=LARGE,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    return ft.Column(
        [what, ft.Container(sign, alignment=ft.Alignment.CENTER, expand=True)],
        spacing=MEDIUM,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _face(look: Look, face: ItemFace) -> ft.Control:
    codes = [
        fact(look, look.say("pack_sku"), face.sku),
        fact(look, look.say("pack_ean"), face.ean or "-"),
    ]
    return ft.Row(
        [
            item_picture(look, face, side=min(180, look.height / 6)),
            ft.Column(
                [
                    lettering.title(look, face.name),
                    *(codes if has_columns(look) else [ft.Row(codes, spacing=LARGE)]),
                ],
                spacing=SMALL,
                tight=True,
                expand=True,
            ),
        ],
        spacing=LARGE,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def in_hand_panel(look: Look, goods: Goods, *, is_wrong: bool) -> ft.Control:
    """The item verified last, how many of it there are, and how many are to come."""
    say, is_whole = look.say, not goods.left_each
    fine = look.colours.good.fill if is_whole else look.colours.link
    left = say("pack_line_whole") if is_whole else say("pack_left", n=goods.left_each)
    words = lettering.title(
        look, left, ink=good_ink(look) if is_whole else look.colours.ink
    )
    count = ft.Column(
        [_huge(look, goods), words],
        spacing=MEDIUM,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    face = _face(look, ItemFace(name=goods.name, sku=goods.sku, ean=goods.ean))
    return card(
        look,
        ft.Column(
            [
                _beside(look, face, count),
                progress(look, goods.packed_each, goods.qty_each),
            ],
            spacing=MEDIUM,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="in-hand",
        expand=True,
        edge=look.colours.wrong.fill if is_wrong else fine,
    )


def _fitting(look: Look, code: str) -> float:
    return min(look.sp.number, look.width * 0.34 / max(len(code), 1) / MONO_ADVANCE_EM)


def _huge(look: Look, goods: Goods) -> ft.Control:
    letters = len(f"{goods.packed_each}{goods.qty_each}") + 2
    most = look.sp.code * 1.9 if has_columns(look) else look.sp.number * 1.3
    size = min(most, look.width * 0.34 / letters / MONO_ADVANCE_EM)
    ink = good_ink(look) if not goods.left_each else look.colours.ink
    slash = lettering.big_figure(look, "/", size=size * 0.7, ink=look.colours.ink_soft)
    return ft.Row(
        [
            lettering.big_figure(look, f"{goods.packed_each}", size=size, ink=ink),
            slash,
            lettering.big_figure(look, f"{goods.qty_each}", size=size, ink=ink),
        ],
        spacing=0,
        tight=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
