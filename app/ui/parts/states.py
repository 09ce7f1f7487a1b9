"""What a screen shows when it has nothing to show: empty, loading, broken. With a way on."""

import flet as ft

from app.ui.parts import lettering
from app.ui.parts.buttons import Pressed, primary_button
from app.ui.theme import LARGE, MEDIUM, SMALL, Look


def empty_state(
    look: Look,
    text: str,
    how: str = "",
    *,
    icon: ft.IconData = ft.Icons.INBOX,
    action: ft.Control | None = None,
) -> ft.Control:
    """Nothing is there, and that is fine: what is so, and what will change it."""
    return _middle(
        look, ft.Icon(icon, size=72, color=look.colours.edge), text, how, action
    )


def loading_state(look: Look, what: str = "") -> ft.Control:
    """A moment's wait. `what` names what is being fetched."""
    ring = ft.ProgressRing(
        width=64,
        height=64,
        stroke_width=8,
        color=look.colours.link,
        stroke_cap=ft.StrokeCap.ROUND,
    )
    text = look.say("loading_what", what=what) if what else look.say("loading")
    return _middle(look, ring, text, "", None)


def broken_state(look: Look, *, on_again: Pressed) -> ft.Control:
    """A part of the screen stopped. Says that the work is safe, and opens it again."""
    icon = ft.Icon(ft.Icons.BUILD_CIRCLE, size=72, color=look.colours.ink_soft)
    again = primary_button(
        look,
        look.say("open_again"),
        key="open-again",
        on_press=on_again,
        icon=ft.Icons.REFRESH,
    )
    return _middle(look, icon, look.say("broken"), look.say("broken_how"), again)


def _middle(
    look: Look, picture: ft.Control, text: str, how: str, action: ft.Control | None
) -> ft.Control:
    said = lettering.title(look, text)
    said.text_align = ft.TextAlign.CENTER
    helped = lettering.body(look, how, ink=look.colours.ink_soft)
    helped.text_align = ft.TextAlign.CENTER
    return ft.Container(
        alignment=ft.Alignment.CENTER,
        padding=LARGE,
        expand=True,
        content=ft.Column(
            [
                picture,
                said,
                *([helped] if how else []),
                *(
                    [ft.Container(content=action, margin=SMALL, width=360)]
                    if action
                    else []
                ),
            ],
            spacing=MEDIUM,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )
