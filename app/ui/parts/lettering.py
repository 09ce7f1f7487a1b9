"""Text on screens, so that family, size and ink are never decided twice."""

import flet as ft

from app.ui.parts.fitting import LETTER_EM, LINE_EM, fitting, lines_of
from app.ui.theme import (
    FALLBACK,
    FAMILY,
    FAMILY_BOLD,
    FAMILY_MONO,
    FAMILY_MONO_BOLD,
    Look,
)


def title(look: Look, value: str, *, ink: str | None = None, lines: int = 3) -> ft.Text:
    """What this screen or card is about; one per screen."""
    return _text(
        look, value, size=look.sp.title, family=FAMILY_BOLD, ink=ink, lines=lines
    )


def title_line(look: Look, value: str) -> ft.Text:
    """A title that stays on one line, smaller where it must."""
    said = title(look, value, lines=1)
    width, most = look.width - 2 * look.margin, look.sp.title
    said.size = fitting(value, width=width, height=LINE_EM * most, most=most)
    if lines_of(value, said.size, width) > 1:
        said.size = width / (len(value) * LETTER_EM)
    return said


def body(look: Look, value: str, *, ink: str | None = None, lines: int = 6) -> ft.Text:
    """A sentence to read."""
    return _text(look, value, size=look.sp.body, family=FAMILY, ink=ink, lines=lines)


def strong(look: Look, value: str, *, ink: str | None = None, lines: int = 3) -> ft.Text:
    """A word that has to be found in a sentence or a list."""
    return _text(look, value, size=look.sp.body, family=FAMILY_BOLD, ink=ink, lines=lines)


def small(look: Look, value: str, *, ink: str | None = None, lines: int = 3) -> ft.Text:
    """What helps but is not the work: softer ink, still AAA on its ground."""
    return _text(
        look,
        value,
        size=look.sp.small,
        family=FAMILY,
        ink=ink or look.colours.ink_soft,
        lines=lines,
    )


def figure(
    look: Look, value: str, *, size: float | None = None, ink: str | None = None
) -> ft.Text:
    """Numbers and codes people compare: every digit as wide as the next."""
    return ft.Text(
        value,
        size=size or look.sp.body,
        font_family=FAMILY_MONO,
        font_family_fallback=list(FALLBACK),
        color=ink or look.colours.ink,
        no_wrap=True,
        style=ft.TextStyle(height=1.2),
    )


def big_figure(
    look: Look, value: str, *, size: float | None = None, ink: str | None = None
) -> ft.Text:
    """A number or code read from two metres; line height is tight around it."""
    return ft.Text(
        value,
        size=size or look.sp.number,
        font_family=FAMILY_MONO_BOLD,
        font_family_fallback=list(FALLBACK),
        color=ink or look.colours.ink,
        no_wrap=True,
        style=ft.TextStyle(height=1.1),
    )


def _text(
    look: Look, value: str, *, size: float, family: str, ink: str | None, lines: int
) -> ft.Text:
    return ft.Text(
        value,
        size=size,
        font_family=family,
        font_family_fallback=list(FALLBACK),
        color=ink or look.colours.ink,
        max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS,
        style=ft.TextStyle(height=1.25),
    )
