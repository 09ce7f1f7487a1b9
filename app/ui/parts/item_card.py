"""The item to take: picture, name, and what tells it from its look-alikes."""

from dataclasses import dataclass
from zlib import crc32

import flet as ft
import flet.canvas as cv

from app.ui.parts import lettering
from app.ui.theme import MEDIUM, MONO_ADVANCE_EM, SMALL, TIGHT, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFace:
    """What a person needs to recognise an item. `picture` is a URL, a path or bytes."""

    name: str
    sku: str
    ean: str = ""
    tells_apart: str = ""
    picture: str | bytes | None = None


def item_card(
    look: Look, item: ItemFace, *, aside: ft.Control | None = None
) -> ft.Control:
    """Picture and words side by side, below each other when the letters are very large.

    `aside` (a quantity) sits at the far end.
    """
    picture, words = item_picture(look, item), _words(look, item)
    asides = [aside] if aside else []
    if look.sp.body > look.width / 16:
        inside: ft.Control = ft.Column([picture, words, *asides], spacing=SMALL)
    else:
        wide = ft.Container(content=words, expand=True)
        inside = ft.Row([picture, wide, *asides], spacing=MEDIUM)
    return ft.Container(
        key=f"item-{item.sku}",
        bgcolor=look.colours.card,
        border_radius=SMALL,
        padding=SMALL + TIGHT,
        content=inside,
    )


def item_picture(look: Look, item: ItemFace, *, side: float | None = None) -> ft.Control:
    """The item's picture, or a pattern drawn from its SKU: the same item, the same pattern."""
    side = side or min(96.0 if look.device == "handheld" else 112.0, look.width / 4)
    if item.picture is None:
        return _pattern(look, item.sku, side)
    return ft.Image(
        src=item.picture,
        width=side,
        height=side,
        fit=ft.BoxFit.CONTAIN,
        border_radius=SMALL,
        semantics_label=item.name,
        error_content=_pattern(look, item.sku, side),
    )


def _words(look: Look, item: ItemFace) -> ft.Control:
    # Never cut short: look-alikes differ in their last words.
    name = lettering.strong(look, item.name, lines=8)
    name.size = (look.sp.body + look.sp.title) / 2
    apart = (
        [lettering.strong(look, item.tells_apart, lines=6)] if item.tells_apart else []
    )
    return ft.Column([name, *apart, _codes(look, item)], spacing=TIGHT, tight=True)


def _codes(look: Look, item: ItemFace) -> ft.Control:
    size = min(look.sp.small, (look.width - 2 * look.margin) / 16 / MONO_ADVANCE_EM)
    return ft.Row(
        [
            lettering.figure(look, code, size=size, ink=look.colours.ink_soft)
            for code in (item.sku, item.ean)
            if code
        ],
        wrap=True,
        spacing=MEDIUM,
        run_spacing=0,
    )


def _pattern(look: Look, sku: str, side: float) -> ft.Control:
    cell = side / 7
    blocks: list[cv.Shape] = [
        cv.Rect(
            cell * (column + 1),
            cell * (row + 1),
            cell + 0.5,
            cell + 0.5,
            paint=ft.Paint(color=look.colours.edge),
        )
        for row, column in _cells(sku)
    ]
    return ft.Container(
        width=side,
        height=side,
        bgcolor=look.colours.inset,
        border_radius=SMALL,
        content=cv.Canvas(blocks, width=side, height=side),
    )


def _cells(sku: str) -> list[tuple[int, int]]:
    """Which of 5 by 5 cells are filled, mirrored left to right: eyes remember symmetry."""
    bits = crc32(sku.encode())
    half = [(row, column) for row in range(5) for column in range(3)]
    on = [cell for at, cell in enumerate(half) if bits >> at & 1]
    return sorted({*on, *((row, 4 - column) for row, column in on)})
