"""What the packing screens are built of: cards, captions, key caps. Plain functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from app.ui.parts import lettering
from app.ui.theme import FAMILY_BOLD, HAIR, LARGE, MEDIUM, SMALL, TIGHT, Look

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


def fact(
    look: Look, words: str, value: str, *, size: float = 0, is_code: bool = True
) -> ft.Control:
    """A value under its caption; codes and numbers in even letters, names in plain ones.

    Facts side by side with the same size stand on one line.
    """
    text = lettering.big_figure(look, value, size=size or look.sp.body * 1.3)
    if not is_code:
        text.font_family = FAMILY_BOLD
    return ft.Column([caption(look, words), text], spacing=TIGHT, tight=True)


def large(look: Look, words: str) -> ft.Control:
    """A name to find among a few others, from two metres."""
    text = lettering.title(look, words, lines=2)
    text.size = look.sp.title * 1.3
    return text


def instruction(
    look: Look, words: str, how: str = "", *, icon: ft.IconData = ft.Icons.QR_CODE_SCANNER
) -> ft.Control:
    """What is waited for, said here and nowhere else: the same place on every screen."""
    ink = look.colours.work.ink
    said: list[ft.Control] = [lettering.title(look, words, ink=ink), *_how(look, how)]
    return ft.Container(
        key="instruction",
        bgcolor=look.colours.work.fill,
        border_radius=SMALL + TIGHT,
        padding=LARGE,
        content=ft.Row(
            [
                ft.Icon(icon, size=look.sp.number, color=ink),
                ft.Column(said, spacing=TIGHT, tight=True, expand=True),
            ],
            spacing=LARGE,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def large_instruction(
    look: Look, words: str, how: str = "", *, icon: ft.IconData = ft.Icons.QR_CODE_SCANNER
) -> ft.Control:
    """The instruction over all the room there is, where nothing else is to be looked at."""
    if not has_columns(look):
        return instruction(look, words, how, icon=icon)
    ink = look.colours.work.ink
    title = lettering.title(look, words, ink=ink)
    title.size = look.sp.title * 1.4
    texts = [title, *_how(look, how)]
    for text in texts:
        text.text_align = ft.TextAlign.CENTER
    return ft.Container(
        key="instruction",
        bgcolor=look.colours.work.fill,
        border_radius=SMALL + TIGHT,
        padding=LARGE,
        expand=True,
        alignment=ft.Alignment.CENTER,
        content=ft.Column(
            [ft.Icon(icon, size=look.sp.code * 1.4, color=ink), *texts],
            spacing=MEDIUM,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _how(look: Look, how: str) -> list[ft.Text]:
    return [lettering.body(look, how, ink=look.colours.work.ink)] if how else []


def held_button(
    look: Look, words: str, *, key: str, icon: ft.IconData, on_held: Callable[[], Any]
) -> ft.Control:
    """A step of the work that no slip of the hand shall do: it acts while kept pressed."""
    paint = look.colours.work
    label = lettering.strong(look, words, ink=paint.ink, lines=2)
    return ft.Button(
        key=key,
        content=ft.Row(
            [ft.Icon(icon, size=look.sp.body * 1.4, color=paint.ink), label],
            spacing=SMALL,
            tight=True,
        ),
        style=ft.ButtonStyle(
            bgcolor=paint.fill,
            color=paint.ink,
            overlay_color=ft.Colors.with_opacity(0.18, paint.ink),
            padding=ft.Padding.symmetric(horizontal=LARGE, vertical=MEDIUM),
            shape=ft.RoundedRectangleBorder(radius=SMALL + 2),
            elevation=0,
        ),
        on_long_press=on_held,
    )


def progress(look: Look, done: int, of: int) -> ft.Control:
    """A bar whose length is what is verified."""
    return ft.ProgressBar(
        value=done / of if of else 0,
        bar_height=14,
        border_radius=7,
        color=look.colours.good.fill,
        bgcolor=look.colours.inset,
    )


def wrong_ink(look: Look) -> str:
    """What is wrong, as ink on a card."""
    return "#FF8A80" if look.is_dark else look.colours.wrong.fill


def good_ink(look: Look) -> str:
    """What is whole, as ink on a card."""
    return "#4ED6A8" if look.is_dark else look.colours.good.fill


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
    look: Look, left: Sequence[ft.Control], right: Sequence[ft.Control], *, shape: str
) -> ft.Control:
    """The work to the left, the thing in hand to the right; below each other when narrow.

    `shape` names what stands to the right: another one is drawn anew, nothing is moved.
    """
    if not has_columns(look):
        return _one_column(left, right, key=f"narrow-{shape}")
    return ft.Row(
        [_column(left, 3), _column(right, 2, key=f"right-{shape}")],
        spacing=LARGE,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _one_column(
    left: Sequence[ft.Control], right: Sequence[ft.Control], *, key: str
) -> ft.Control:
    """The thing in hand first, the rest below it; the instruction never leaves sight."""
    *inside, next_step = right
    rest = ft.Column(
        [*_unexpanded(inside), *_unexpanded(left)],
        spacing=MEDIUM,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column(
        [rest, *_unexpanded([next_step])],
        key=key,
        spacing=MEDIUM,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _column(
    controls: Sequence[ft.Control], share: int, *, key: str | None = None
) -> ft.Control:
    return ft.Column(
        list(controls),
        key=key,
        spacing=MEDIUM,
        expand=share,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _unexpanded(controls: Sequence[ft.Control]) -> list[ft.Control]:
    for control in controls:
        control.expand = None
    return list(controls)
