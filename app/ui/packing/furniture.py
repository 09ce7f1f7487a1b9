"""What the packing screens are built of: cards, captions, key caps. Plain functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from app.ui.parts import lettering
from app.ui.theme import HAIR, LARGE, MEDIUM, SMALL, TIGHT, Look

Press = Callable[[Any], Any]
"""Told what key or number a tap stands for."""

WIDE_DP: Final = 1200
"""Narrower than this, two columns would be two strips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHint:
    """A key and what it does here; it can be tapped too."""

    cap: str
    words: str
    means: Any


def card(
    look: Look,
    content: ft.Control,
    *,
    key: str = "",
    expand: bool | int = False,
    fill: str = "",
    edge: str = "",
) -> ft.Container:
    """A sheet on the page."""
    return ft.Container(
        key=key or None,
        content=content,
        bgcolor=fill or look.colours.card,
        border=ft.Border.all(
            HAIR if edge else 1,
            edge or look.colours.line,
        ),
        border_radius=SMALL + TIGHT,
        padding=LARGE,
        expand=expand,
    )


def caption(look: Look, words: str, *, ink: str = "") -> ft.Control:
    """The small words over a value."""
    return lettering.small(look, words, ink=ink or look.colours.ink_soft, lines=1)


def fact(look: Look, words: str, value: str, *, size: float = 0) -> ft.Control:
    """A value under its caption; codes and numbers in even letters."""
    return ft.Column(
        [
            caption(look, words),
            lettering.big_figure(look, value, size=size or look.sp.body * 1.3),
        ],
        spacing=TIGHT,
        tight=True,
    )


def large(look: Look, words: str) -> ft.Control:
    """A name to find among a few others, from two metres."""
    text = lettering.title(look, words, lines=2)
    text.size = look.sp.title * 1.3
    return text


def instruction(look: Look, words: str, how: str = "") -> ft.Control:
    """What is waited for: the same place and shape on every packing screen."""
    return ft.Container(
        key="instruction",
        bgcolor=look.colours.work.fill,
        border_radius=SMALL + TIGHT,
        padding=LARGE,
        content=ft.Row(
            [
                ft.Icon(
                    ft.Icons.QR_CODE_SCANNER,
                    size=look.sp.number,
                    color=look.colours.work.ink,
                ),
                ft.Column(
                    [
                        lettering.title(look, words, ink=look.colours.work.ink),
                        *(
                            [lettering.body(look, how, ink=look.colours.work.ink)]
                            if how
                            else []
                        ),
                    ],
                    spacing=TIGHT,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=LARGE,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def key_cap(look: Look, cap: str) -> ft.Control:
    """A key as it looks on the keyboard."""
    size = look.sp.body
    return ft.Container(
        content=lettering.big_figure(look, cap, size=size),
        bgcolor=look.colours.card,
        border=ft.Border(
            top=ft.BorderSide(HAIR, look.colours.edge),
            left=ft.BorderSide(HAIR, look.colours.edge),
            right=ft.BorderSide(HAIR, look.colours.edge),
            bottom=ft.BorderSide(HAIR * 3, look.colours.edge),
        ),
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=SMALL + TIGHT, vertical=TIGHT),
    )


def key_hint(look: Look, hint: KeyHint, on_press: Press) -> ft.Control:
    """A key cap and what it does, as one thing to tap."""

    def press() -> Any:
        return on_press(hint.means)

    return ft.Container(
        key=f"key-{hint.cap.lower()}",
        content=ft.Row(
            [key_cap(look, hint.cap), lettering.body(look, hint.words, lines=1)],
            spacing=SMALL + TIGHT,
            tight=True,
        ),
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=SMALL, vertical=TIGHT),
        height=max(look.target, look.sp.body * 2.4),
        alignment=ft.Alignment.CENTER,
        ink=True,
        on_click=press,
    )


def row_key(look: Look, number: int) -> ft.Control:
    """The key that chooses a row, where there are keys enough."""
    return key_cap(look, f"{number}")


def has_columns(look: Look) -> bool:
    """Whether two columns stand side by side; else the screen scrolls, and tables do not."""
    return look.width >= WIDE_DP and look.sp.body <= 40


def two_columns(
    look: Look, left: Sequence[ft.Control], right: Sequence[ft.Control]
) -> ft.Control:
    """The work to the left, the thing in hand to the right; below each other when narrow."""
    if not has_columns(look):
        # The thing in hand first: what is below may need a finger to come into sight.
        return ft.Column(
            [*_unexpanded(right), *_unexpanded(left)],
            spacing=MEDIUM,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Row(
        [_column(left, 3), _column(right, 2)],
        spacing=LARGE,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def big_icon(look: Look, icon: ft.IconData, *, ink: str = "") -> ft.Control:
    """A picture for an empty place."""
    return ft.Icon(icon, size=look.sp.code * 1.4, color=ink or look.colours.edge)


def _column(controls: Sequence[ft.Control], share: int) -> ft.Control:
    return ft.Column(
        list(controls),
        spacing=MEDIUM,
        expand=share,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _unexpanded(controls: Sequence[ft.Control]) -> list[ft.Control]:
    for control in controls:
        control.expand = None
    return list(controls)
