"""The first screen: three big ways in, on any size of screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import flet as ft

from app.ui.feedback import Feedback, paint_of, signal
from app.ui.parts import lettering
from app.ui.parts.buttons import caption_sp, captioned_button
from app.ui.parts.fitting import LETTER_EM, fitting
from app.ui.parts.sync_badge import Line, sync_badge
from app.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, Device, Look
from app.ui.words import Sentence

ROLES: Final = (
    ("picker", "/picker", ft.Icons.DIRECTIONS_WALK),
    ("packer", "/packing", ft.Icons.INVENTORY_2),
    ("supervisor", "/supervisor", ft.Icons.DASHBOARD),
)

LARGE_LETTERS_SP: Final = 28
"""From here on three cards do not fit under each other, and the screen scrolls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of the last scan."""

    feedback: Feedback
    says: Sentence


def home_screen(
    look: Look,
    *,
    site: str,
    line: Line,
    told: Told | None,
    on_role: Callable[[str], None],
    on_settings: Callable[[], None],
) -> ft.Control:
    """Who one is going to be at this screen."""
    is_scrolled = look.sp.body > LARGE_LETTERS_SP
    cards = [_card(look, role, icon, route, on_role) for role, route, icon in ROLES]
    for card in cards:
        card.expand = not is_scrolled
    return ft.Container(
        padding=look.margin,
        expand=True,
        content=ft.Column(
            [
                _top(look, site, line),
                _asked(look, on_settings),
                *([_told(look, told)] if told else []),
                _ways_in(look, cards, is_scrolled=is_scrolled),
                *([] if told else [_badge_too(look)]),
            ],
            spacing=MEDIUM if look.device is Device.HANDHELD else LARGE,
            expand=True,
            scroll=ft.ScrollMode.AUTO if is_scrolled else None,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _top(look: Look, site: str, line: Line) -> ft.Control:
    name = lettering.strong(look, site or look.say("app_name"), lines=1)
    badge = sync_badge(look, line, compact=look.device is Device.HANDHELD)
    return ft.Row([ft.Container(name, expand=True), badge], spacing=SMALL)


def _asked(look: Look, on_settings: Callable[[], None]) -> ft.Control:
    """The question, and the way to one's own settings."""
    settings = captioned_button(
        look,
        ft.Icons.SETTINGS,
        key="settings",
        label=look.say("settings"),
        on_press=on_settings,
    )
    title = lettering.title(look, look.say("choose_role"))
    wide = len(look.say("settings")) * caption_sp(look) * LETTER_EM + SMALL + TIGHT
    title.size = fitting(
        look.say("choose_role"),
        width=look.width - 2 * look.margin - wide - SMALL,
        height=look.sp.title * 2.5,
        most=look.sp.title,
    )
    button = ft.Container(settings, width=max(look.target, wide), height=look.target)
    return ft.Row([ft.Container(title, expand=True), button], spacing=SMALL)


def _told(look: Look, told: Told) -> ft.Control:
    """What came of a scan that did not open anything."""
    asked = signal(told.feedback)
    paint = paint_of(asked.verdict, look.colours)
    return ft.Container(
        key=f"verdict-{told.feedback.value}",
        bgcolor=paint.fill,
        border_radius=MEDIUM,
        padding=MEDIUM,
        content=ft.Row(
            [
                ft.Icon(asked.icon, size=look.sp.title * 1.2, color=paint.ink),
                ft.Container(
                    lettering.strong(
                        look, look.say.this(told.says), ink=paint.ink, lines=8
                    ),
                    expand=True,
                    key="home-told",
                ),
            ],
            spacing=MEDIUM,
        ),
    )


def _ways_in(look: Look, cards: list[ft.Container], *, is_scrolled: bool) -> ft.Control:
    """Beside each other where there is room, else below each other."""
    if look.device is Device.HANDHELD or is_scrolled:
        return ft.Column(
            [*cards],
            spacing=MEDIUM,
            expand=not is_scrolled,
            tight=is_scrolled,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Row(
        [*cards],
        spacing=LARGE,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _card(
    look: Look,
    role: str,
    icon: ft.IconData,
    route: str,
    on_role: Callable[[str], None],
) -> ft.Container:
    title = lettering.title(look, look.say(f"role_{role}"), lines=1)
    what = lettering.body(look, look.say(f"role_{role}_what"), lines=6)
    if look.device is Device.HANDHELD:
        title.size, what.size = _card_sizes(look, role)
    words = ft.Column(
        [title, what],
        spacing=SMALL,
        tight=True,
        expand=True,
    )
    return ft.Container(
        key=f"role-{role}",
        on_click=lambda: on_role(route),
        ink=True,
        bgcolor=look.colours.card,
        border=ft.Border.all(1, look.colours.line),
        border_radius=LARGE,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        content=_arranged(look, icon, words),
    )


def _card_sizes(look: Look, role: str) -> tuple[float, float]:
    """Letters beside the picture, small enough for the longest word and the card's height."""
    room = look.width - 2 * look.margin - 2 * LARGE - 88 - 2 * MEDIUM - look.sp.title
    is_scrolled = look.sp.body > LARGE_LETTERS_SP
    title = fitting(
        look.say(f"role_{role}"), width=room, height=look.sp.title * 2, most=look.sp.title
    )
    lines = 5 if is_scrolled else 3
    what = fitting(
        look.say(f"role_{role}_what"),
        width=room,
        height=look.sp.body * 1.25 * lines,
        most=look.sp.body,
    )
    return title, what


def _arranged(look: Look, icon: ft.IconData, words: ft.Control) -> ft.Control:
    """Beside each other on a handheld; else the picture fills what the words leave."""
    way_on = ft.Icon(ft.Icons.ARROW_FORWARD, size=look.sp.title, color=look.colours.link)
    is_scrolled = look.sp.body > LARGE_LETTERS_SP
    if look.device is Device.HANDHELD or is_scrolled:
        picture = _picture(look, icon, size=56)
        picture.width = picture.height = 88
        picture.border_radius = MEDIUM
        row = ft.Row([picture, words, way_on], spacing=MEDIUM)
        return ft.Container(row, padding=LARGE)
    picture = _picture(look, icon, size=min(look.width / 8, look.height / 5))
    picture.expand = True
    below = ft.Row(
        [words, way_on],
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return ft.Column(
        [
            picture,
            # As high for words of one line as for two, so that pictures are alike.
            ft.Container(
                below,
                padding=LARGE,
                height=2 * LARGE + SMALL + look.sp.title * 1.3 + look.sp.body * 2.8,
            ),
        ],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _picture(look: Look, icon: ft.IconData, *, size: float) -> ft.Container:
    # Not with the letters: a picture needs no magnifying, and takes their room.
    return ft.Container(
        content=ft.Icon(icon, size=size, color=look.colours.work.ink),
        bgcolor=look.colours.work.fill,
        alignment=ft.Alignment.CENTER,
    )


def _badge_too(look: Look) -> ft.Control:
    """A badge answers the question without a tap."""
    return ft.Row(
        [
            ft.Icon(ft.Icons.QR_CODE_SCANNER, size=look.sp.title, color=look.colours.ink),
            lettering.body(look, look.say("home_or_badge"), lines=2),
        ],
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=SMALL,
    )
