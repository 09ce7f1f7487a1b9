"""How many: shown large, and typed on keys that a glove can hit."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.ui.parts import lettering
from app.ui.parts.fitting import LETTER_EM, LINE_EM
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look, Paint

BACK: Final = "back"
ENTER: Final = "enter"
_ROWS: Final = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (BACK, "0", ENTER))


def qty_badge(
    look: Look,
    qty_each: int,
    *,
    unit: str = "each",
    taken: int = 0,
    size: float | None = None,
) -> ft.Control:
    """“Take 4”, the number large; once some were taken, “Take 3 more”. One number only.

    Args:
        look: Whose screen.
        qty_each: What is still to take, in `unit`.
        unit: `each`, `inner`, `case` or `pallet`.
        taken: Already taken of this stop, in the same unit.
        size: Of the number, in sp; the look's number size if not given.
    """
    said = _said(look, qty_each, unit, taken)
    before, number, after = said.partition(str(qty_each))
    return ft.Semantics(
        label=said,
        exclude_semantics=True,
        content=ft.Row(
            [
                *_word(look, before),
                lettering.big_figure(look, number, size=size),
                *_word(look, after),
            ],
            spacing=SMALL + 2,
            tight=True,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _said(look: Look, qty: int, unit: str, taken: int) -> str:
    say = look.say
    if unit != "each":
        return say("take_unit", n=qty, unit=say(f"unit_{unit}", n=qty))
    return say("take_more", n=qty) if taken else say("take_each", n=qty)


def _word(look: Look, value: str) -> list[ft.Control]:
    if not value.strip():
        return []
    said = lettering.title(look, value.strip(), lines=1)
    # Beside a number of this size it needs no more, and leaves room for the tote.
    said.size = min(look.sp.title, look.width / 14)
    return [said]


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
    trouble: str = "",
    key_height: float | None = None,
    key: str = "qty",
) -> ft.Control:
    """A numeric pad across the width: 1 to 9, back, 0, OK, and above them what is typed.

    Args:
        look: Whose screen.
        typed: The digits so far; `typed_after` gives the next.
        on_key: Called with a digit, `BACK` or `ENTER`.
        trouble: Why what is typed cannot be, said under it.
        key_height: Of one key, in dp; as a thumb likes it if not given.
        key: The keys are called `qty-1`, `qty-back`, `qty-enter`.
    """
    return ft.Column(
        [
            _display(look, typed, key),
            _trouble(look, trouble),
            *(
                ft.Row(
                    [_key(look, name, key, on_key) for name in row],
                    spacing=SMALL,
                    height=min(look.target * 1.3, key_height or look.target * 1.3),
                )
                for row in _ROWS
            ),
        ],
        spacing=SMALL,
        tight=True,
    )


def pad_words_height(look: Look) -> float:
    """How high what is typed and the words under it are, in dp."""
    return _display_sp(look) * 1.1 + 2 * TIGHT + 2 * HAIR + _trouble_height(look)


def _display_sp(look: Look) -> float:
    return min(look.sp.number, look.width / 7)


def _display(look: Look, typed: str, key: str) -> ft.Control:
    return ft.Container(
        key=f"{key}-typed",
        content=lettering.big_figure(look, typed or "0", size=_display_sp(look)),
        alignment=ft.Alignment.CENTER_RIGHT,
        bgcolor=look.colours.card,
        border=ft.Border.all(HAIR, look.colours.edge),
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=MEDIUM, vertical=TIGHT),
    )


def _trouble_height(look: Look) -> float:
    return look.sp.body * LINE_EM + SMALL


def _trouble(look: Look, words: str) -> ft.Control:
    """Its room is kept while there is none: keys may not move under a finger."""
    paint = look.colours.careful
    said = lettering.strong(look, words, ink=paint.ink, lines=1)
    width = look.width - 2 * look.margin - 2 * MEDIUM
    said.size = min(look.sp.body, width / (max(1, len(words)) * LETTER_EM))
    return ft.Container(
        key="qty-trouble" if words else None,
        content=said,
        bgcolor=paint.fill if words else None,
        border_radius=SMALL,
        height=_trouble_height(look),
        alignment=ft.Alignment.CENTER_LEFT,
        padding=ft.Padding.symmetric(horizontal=MEDIUM),
    )


def _key(look: Look, name: str, key: str, on_key: Callable[[str], Any]) -> ft.Control:
    colours = look.colours
    paint = colours.work if name == ENTER else Paint(fill=colours.inset, ink=colours.ink)

    def press() -> Any:
        return on_key(name)

    return ft.Button(
        key=f"{key}-{name}",
        expand=True,
        height=look.target * 1.3,
        content=_face(look, name, paint.ink),
        tooltip=look.say("delete_digit") if name == BACK else None,
        style=ft.ButtonStyle(
            bgcolor=paint.fill,
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
