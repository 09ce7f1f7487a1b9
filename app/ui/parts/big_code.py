"""The largest thing on a picker's screen: where to go, or what to take."""

import flet as ft

from app.ui.parts import lettering
from app.ui.parts.fitting import LETTER_EM
from app.ui.parts.zone_chip import zone_chip
from app.ui.theme import MEDIUM, MONO_ADVANCE_EM, TIGHT, Look

GAP_EM = 0.34
"""Between two parts of a code. Wide enough to read `A 07 3 B`, narrower than a letter."""


def big_code(
    look: Look,
    code: str,
    *,
    width: float | None = None,
    ink: str | None = None,
    size: float | None = None,
) -> ft.Control:
    """A bin, tote or drop code in parts, spaced as on its label, shrunk to fit `width`.

    Args:
        look: Whose screen.
        code: As printed, `A-07-3-B`. It is read aloud and found by this text.
        width: Room there is, in dp; the screen without its margins if not given.
        ink: Another colour, where the code stands on a filled header.
        size: Another size to begin with, in sp; the look's code size if not given.
    """
    parts = code.split("-")
    room = look.width - 2 * look.margin if width is None else width
    fitting = fitting_sp(code, room, most=size or look.sp.code)
    return ft.Semantics(
        label=code,
        exclude_semantics=True,
        content=ft.Row(
            [lettering.big_figure(look, part, size=fitting, ink=ink) for part in parts],
            spacing=round(fitting * GAP_EM, 1),
            tight=True,
        ),
    )


def where_strip(
    look: Look, *, zone_code: str, side: str, level: str, colour_index: int | None = None
) -> ft.Control:
    """What the code does not say aloud: the zone's colour, which side, which level.

    `side` is L or R of somebody walking away from the aisle's front, as in the plan.
    """
    is_left = side == "L"
    arrow = ft.Icons.ARROW_BACK if is_left else ft.Icons.ARROW_FORWARD
    side_said = look.say("side_left" if is_left else "side_right")
    level_said = look.say("level", level=level)
    size = _where_sp(look, side_said + level_said)
    return ft.Row(
        [
            zone_chip(look, zone_code, colour_index=colour_index, size=size),
            _fact(look, arrow, side_said, size),
            _fact(look, ft.Icons.LAYERS, level_said, size),
        ],
        height=where_height(look),
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def where_height(look: Look) -> float:
    """How high `where_strip` is, in dp."""
    return min(look.sp.body, look.width / 20) * 1.75


def _where_sp(look: Look, words: str) -> float:
    """One line always: chip, two icons and their words side by side."""
    room = look.width - 2 * look.margin - 2 * MEDIUM - 2 * (TIGHT + 2)
    ems = 1.7 + 2 * 1.3 + len(words) * LETTER_EM
    return min(look.sp.body, look.width / 20, room / ems)


def _fact(look: Look, icon: ft.IconData, words: str, size: float) -> ft.Control:
    said = lettering.strong(look, words, lines=1)
    said.size = size
    return ft.Row(
        [ft.Icon(icon, size=size * 1.3, color=look.colours.ink), said],
        spacing=TIGHT + 2,
        tight=True,
    )


def fitting_sp(code: str, width: float, *, most: float) -> float:
    """The largest size up to `most`, in sp, at which a spaced code fits in `width` dp."""
    parts = code.split("-")
    letters = sum(len(part) for part in parts)
    wide_em = letters * MONO_ADVANCE_EM + (len(parts) - 1) * GAP_EM
    return min(most, int(width / max(wide_em, MONO_ADVANCE_EM)))
