"""The item to take: picture, name, and what tells it from its look-alikes."""

from dataclasses import dataclass

import flet as ft

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
    look: Look,
    item: ItemFace,
    *,
    aside: ft.Control | None = None,
    size: float | None = None,
) -> ft.Control:
    """Picture and words side by side, below each other when the letters are very large.

    Without a picture the words have all the room. `aside` (a quantity) sits at the far
    end; `size` is the name's, in sp.
    """
    words = _words(look, item, size)
    pictures = [item_picture(look, item)] if item.picture is not None else []
    asides = [aside] if aside else []
    if look.sp.body > look.width / 16:
        inside: ft.Control = ft.Column([*pictures, words, *asides], spacing=SMALL)
    else:
        wide = ft.Container(content=words, expand=True)
        inside = ft.Row([*pictures, wide, *asides], spacing=MEDIUM)
    return ft.Container(
        key=f"item-{item.sku}",
        bgcolor=look.colours.card,
        border_radius=SMALL,
        padding=SMALL + TIGHT,
        content=inside,
    )


def item_picture(look: Look, item: ItemFace, *, side: float | None = None) -> ft.Control:
    """The item's picture; nothing at all where there is none, for names tell more."""
    side = side or min(96.0 if look.device == "handheld" else 112.0, look.width / 4)
    if item.picture is None:
        return ft.Container()
    return ft.Image(
        src=item.picture,
        width=side,
        height=side,
        fit=ft.BoxFit.CONTAIN,
        border_radius=SMALL,
        semantics_label=item.name,
        error_content=ft.Container(),
    )


def _words(look: Look, item: ItemFace, size: float | None) -> ft.Control:
    # Never cut short: look-alikes differ in their last words.
    name = lettering.strong(look, item.name, lines=8)
    name.size = size or (look.sp.body + look.sp.title) / 2
    apart = (
        [lettering.strong(look, item.tells_apart, lines=6)] if item.tells_apart else []
    )
    return ft.Column([name, *apart, item_codes(look, item)], spacing=TIGHT, tight=True)


def item_codes(look: Look, item: ItemFace) -> ft.Control:
    """Its SKU and its barcode, on one line where they fit."""
    letters = len(item.sku) + len(item.ean) + 2
    room = look.width - 2 * look.margin - 2 * (SMALL + TIGHT)
    size = min(look.sp.small * 1.1, max(room / letters / MONO_ADVANCE_EM, 12))
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
