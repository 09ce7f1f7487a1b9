"""How many: shown large, and typed on keys that a glove can hit."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.ui.parts import lettering
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look, Paint

BACK: Final = "back"
ENTER: Final = "enter"
_ROWS: Final = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (BACK, "0", ENTER))


def qty_badge(
    look: Look, qty_each: int, *, unit: str = "each", taken: int = 0
) -> ft.Control:
    """“Take 4 each”, the number large; with `taken`, what is done of it beside it.

    Args:
        look: Whose screen.
        qty_each: What is still to take, in `unit`.
        unit: `each`, `inner`, `case` or `pallet`.
        taken: Already taken of this stop, in the same unit.
    """
    said = look.say("take_unit", n=qty_each, unit=look.say(f"unit_{unit}", n=qty_each))
    before, number, after = said.partition(str(qty_each))
    done = look.say("taken_of", taken=taken, wanted=taken + qty_each)
    return ft.Semantics(
        label=said,
        exclude_semantics=True,
        content=ft.Row(
            [
                *_word(look, before),
                lettering.big_figure(look, number),
                *_word(look, after),
                *([_taken(look, done)] if taken else []),
            ],
            spacing=SMALL + 2,
            tight=True,
            wrap=True,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _word(look: Look, value: str) -> list[ft.Control]:
    return [lettering.title(look, value.strip())] if value.strip() else []


def _taken(look: Look, words: str) -> ft.Control:
    return ft.Container(
        content=lettering.figure(look, words, ink=look.colours.ink),
        bgcolor=look.colours.inset,
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=SMALL + 2, vertical=TIGHT),
    )


def typed_after(typed: str, pressed: str, *, digits: int = 4) -> str:
    """What stands on the pad after a key: pure, for the flow. ENTER changes nothing."""
    if pressed == BACK:
        return typed[:-1]
    if pressed == ENTER or len(typed) >= digits:
        return typed
    return (typed + pressed).lstrip("0") or "0"


def qty_pad(
    look: Look,
    typed: str,
    *,
    on_key: Callable[[str], Any],
    can_enter: bool = True,
    key: str = "qty",
) -> ft.Control:
    """A numeric pad across the width: 1 to 9, back, 0, OK, and above them what is typed.

    Args:
        look: Whose screen.
        typed: The digits so far; `typed_after` gives the next.
        on_key: Called with a digit, `BACK` or `ENTER`.
        can_enter: Whether OK takes it now.
        key: The keys are called `qty-1`, `qty-back`, `qty-enter`.
    """
    return ft.Column(
        [
            _display(look, typed, key),
            *(
                ft.Row(
                    [_key(look, name, key, on_key, can_enter=can_enter) for name in row],
                    spacing=SMALL,
                )
                for row in _ROWS
            ),
        ],
        spacing=SMALL,
        tight=True,
    )


def _display(look: Look, typed: str, key: str) -> ft.Control:
    return ft.Container(
        key=f"{key}-typed",
        content=lettering.big_figure(look, typed or "0", size=look.sp.number),
        alignment=ft.Alignment.CENTER_RIGHT,
        bgcolor=look.colours.card,
        border=ft.Border.all(HAIR, look.colours.edge),
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=MEDIUM, vertical=TIGHT),
    )


def _key(
    look: Look, name: str, key: str, on_key: Callable[[str], Any], *, can_enter: bool
) -> ft.Control:
    colours = look.colours
    paint = colours.work if name == ENTER else Paint(fill=colours.inset, ink=colours.ink)
    off = name == ENTER and not can_enter

    def press() -> Any:
        return on_key(name)

    return ft.Button(
        key=f"{key}-{name}",
        expand=True,
        height=look.target * 1.3,
        content=_face(look, name, paint.ink),
        tooltip=look.say("delete_digit") if name == BACK else None,
        disabled=off,
        style=ft.ButtonStyle(
            bgcolor=ft.Colors.with_opacity(0.45, paint.fill) if off else paint.fill,
            color=paint.ink,
            padding=0,
            shape=ft.RoundedRectangleBorder(radius=SMALL),
            elevation=0,
        ),
        on_click=press,
    )


def _face(look: Look, name: str, ink: str) -> ft.Control:
    size = min(look.sp.title * 1.2, 44)
    if name == BACK:
        return ft.Icon(ft.Icons.BACKSPACE, size=size, color=ink)
    if name == ENTER:
        return lettering.strong(look, look.say("ok"), ink=ink, lines=1)
    return lettering.big_figure(look, name, size=size, ink=ink)
