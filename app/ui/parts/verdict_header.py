"""The top of every screen: a verdict in its colour, or plainly where one is."""

import flet as ft

from app.ui.feedback import Feedback, paint_of, signal
from app.ui.parts import lettering
from app.ui.parts.buttons import Pressed, icon_button
from app.ui.parts.sync_badge import Line, sync_badge
from app.ui.theme import MEDIUM, SMALL, Look

LETTER_EM = 0.62
"""The width of a bold letter, on the safe side, in parts of its size."""


def verdict_header(
    look: Look, feedback: Feedback, text: str, *, line: Line | None = None
) -> ft.Control:
    """Show a verdict: its colour fills the header, its icon's shape says it again.

    The header keeps its height for one line of words or two, so nothing below jumps. What
    is wrong stays until the flow answers with another verdict; the header has no timer.

    Args:
        look: Whose screen.
        feedback: The verdict on the last thing done, or READY while waiting.
        text: One sentence, already said: what is so and what to do.
        line: The line to the shared store, shown in the corner.
    """
    asked = signal(feedback)
    paint = paint_of(asked.verdict, look.colours)
    icon = _icon(look, asked.icon, ink=paint.ink)
    badge = [sync_badge(look, line, compact=look.width < 600)] if line else []
    return ft.Container(
        key=f"verdict-{feedback.value}",
        bgcolor=paint.fill,
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=SMALL + 2),
        content=_arranged(look, icon, _sentence(look, text, ink=paint.ink), badge),
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
    badge = [sync_badge(look, line, compact=look.width < 600)] if line else []
    words = ft.Container(content=lettering.title(look, text, lines=2), expand=True)
    return ft.Container(
        key="plain-header",
        bgcolor=look.colours.card,
        border=ft.Border.only(bottom=ft.BorderSide(1, look.colours.line)),
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=SMALL + 2),
        content=ft.Row([*back, words, *badge], spacing=MEDIUM),
    )


def _arranged(
    look: Look, icon: ft.Control, sentence: ft.Control, badge: list[ft.Control]
) -> ft.Control:
    """Side by side; large letters on a narrow screen get the full width below the icon."""
    if look.sp.title > look.width / 12:
        top = ft.Row([icon, *badge], alignment=ft.MainAxisAlignment.SPACE_BETWEEN)
        return ft.Column([top, sentence], spacing=SMALL)
    return ft.Row(
        [icon, ft.Container(content=sentence, expand=True), *badge],
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _sentence(look: Look, text: str, *, ink: str) -> ft.Control:
    # A code broken at its hyphen is read as another code: the eye gets hyphens that do
    # not break, ears and tests the sentence as it is.
    words = lettering.title(look, text.replace("-", "-\u2060"), ink=ink, lines=8)
    words.size = _fitting_sp(look, text)
    return ft.Semantics(
        key="verdict-text",
        label=text,
        live_region=True,
        exclude_semantics=True,
        content=words,
    )


def _fitting_sp(look: Look, text: str) -> float:
    """As large as the person wants, as long as the longest word fits on a line."""
    longest = max((len(word) for word in text.split()), default=1)
    room = look.width - 2 * look.margin
    return min(look.sp.title, look.width * 0.16, room / (longest * LETTER_EM))


def _icon(look: Look, icon: ft.IconData, *, ink: str) -> ft.Control:
    # Two lines of the sentence fit beside the icon, so one line or two, same height.
    return ft.Container(
        content=ft.Icon(icon, size=min(look.sp.title * 1.8, 72), color=ink),
        height=min(look.sp.title * 2.6, 96),
        alignment=ft.Alignment.CENTER,
    )
