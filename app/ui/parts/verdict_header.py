"""The top of every screen: a verdict in its colour, or plainly where one is."""

from typing import Final

import flet as ft

from app.ui.feedback import Feedback, paint_of, signal
from app.ui.parts import lettering
from app.ui.parts.buttons import Pressed, icon_button
from app.ui.parts.fitting import LINE_EM, fitting
from app.ui.parts.sync_badge import Line, line_strip, strip_height, sync_badge
from app.ui.theme import MEDIUM, SMALL, Look

NARROW_DP: Final = 600
"""Below this the line has a row of its own: beside it, a sentence would find no room."""


def header_height(look: Look) -> float:
    """How high the header is at this person's text size, whatever it says."""
    strip = strip_height(look) if look.width < NARROW_DP else 0
    return strip + _words_height(look) + 2 * SMALL


def verdict_header(
    look: Look, feedback: Feedback, text: str, *, line: Line | None = None
) -> ft.Control:
    """Show a verdict: its colour fills the header, its icon's shape says it again.

    The header is always as high, and a long sentence is set smaller, so nothing below
    jumps. What is wrong stays until the flow answers with another verdict; the header has
    no timer.

    Args:
        look: Whose screen.
        feedback: The verdict on the last thing done, or READY while waiting.
        text: One sentence, already said: what is so and what to do.
        line: The line to the shared store, shown in the corner.
    """
    asked = signal(feedback)
    paint = paint_of(asked.verdict, look.colours)
    is_narrow = look.width < NARROW_DP
    icon = ft.Icon(asked.icon, size=_icon_size(look), color=paint.ink)
    badge = [sync_badge(look, line)] if line and not is_narrow else []
    strip = [line_strip(look, line or Line(), ink=paint.ink)] if is_narrow else []
    said = ft.Row(
        [
            icon,
            ft.Container(content=_sentence(look, text, ink=paint.ink), expand=True),
            *badge,
        ],
        height=_words_height(look),
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(
        key=f"verdict-{feedback.value}",
        bgcolor=paint.fill,
        height=header_height(look),
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=SMALL),
        content=ft.Column([*strip, said], spacing=0),
    )


def plain_header(
    look: Look,
    text: str,
    *,
    line: Line | None = None,
    on_back: Pressed | None = None,
) -> ft.Control:
    """The top of a screen that waits for no scan: where one is, and the way back."""
    back = (
        []
        if on_back is None
        else [
            icon_button(
                look,
                ft.Icons.ARROW_BACK,
                key="back",
                label=look.say("back"),
                on_press=on_back,
            )
        ]
    )
    badge = [sync_badge(look, line, compact=look.width < NARROW_DP)] if line else []
    words = ft.Container(content=lettering.title(look, text, lines=2), expand=True)
    return ft.Container(
        key="plain-header",
        bgcolor=look.colours.card,
        border=ft.Border.only(bottom=ft.BorderSide(1, look.colours.line)),
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=SMALL + 2),
        content=ft.Row([*back, words, *badge], spacing=MEDIUM),
    )


def _words_height(look: Look) -> float:
    # Two lines of a title, or three of the body's size.
    return min(look.sp.title * 2 * LINE_EM, look.height / 8) + SMALL / 2


def _icon_size(look: Look) -> float:
    return min(look.sp.title * 1.6, 64)


def _sentence(look: Look, text: str, *, ink: str) -> ft.Control:
    # A code broken at its hyphen is read as another code: the eye gets hyphens that do
    # not break, ears and tests the sentence as it is.
    words = lettering.title(look, text.replace("-", "-\u2060"), ink=ink, lines=8)
    words.size = fitting(
        text,
        width=_room(look),
        height=_words_height(look),
        most=look.sp.title,
    )
    return ft.Semantics(
        key="verdict-text",
        label=text,
        live_region=True,
        exclude_semantics=True,
        content=words,
    )


def _room(look: Look) -> float:
    badge = 0 if look.width < NARROW_DP else 16 * look.sp.small
    return look.width - 2 * look.margin - _icon_size(look) - MEDIUM - badge
