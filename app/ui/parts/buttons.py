"""Buttons for gloves: 56 dp or more, one primary on a screen, the destructive ones held."""

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.parts import lettering
from app.ui.theme import HAIR, MEDIUM, SMALL, Look, Paint

Pressed = Callable[[], Any]
"""What happens: a plain function or a coroutine function, without arguments."""


def primary_button(
    look: Look,
    label: str,
    *,
    key: str,
    on_press: Pressed | None,
    icon: ft.IconData | None = None,
) -> ft.Control:
    """The one thing to tap on this screen, full width. `on_press=None` greys it out."""
    paint = look.colours.work if on_press else _off(look)
    return ft.Button(
        key=key,
        content=_face(look, label, icon, ink=paint.ink),
        style=_style(look, paint),
        on_click=on_press,
        disabled=on_press is None,
    )


def secondary_button(
    look: Look,
    label: str,
    *,
    key: str,
    on_press: Pressed | None,
    icon: ft.IconData | None = None,
) -> ft.Control:
    """Anything else one may tap: outlined, as large as the primary one."""
    on = Paint(fill=look.colours.card, ink=look.colours.ink)
    paint = on if on_press else _off(look)
    return ft.Button(
        key=key,
        content=_face(look, label, icon, ink=paint.ink),
        style=_style(look, paint, edge=look.colours.edge),
        on_click=on_press,
        disabled=on_press is None,
    )


def hold_button(
    look: Look,
    label: str,
    *,
    key: str,
    on_held: Pressed,
    icon: ft.IconData = ft.Icons.TOUCH_APP,
) -> ft.Control:
    """What cannot be undone by a tap: it acts only after it was held (half a second).

    `label` names the deed; the button says `Hold: …` by itself. A short tap does nothing.
    """
    paint = look.colours.wrong
    return ft.Button(
        key=key,
        content=_face(look, look.say("hold_to", what=label), icon, ink=paint.ink),
        style=_style(look, paint),
        tooltip=look.say("hold_hint"),
        on_long_press=on_held,
    )


def icon_button(
    look: Look, icon: ft.IconData, *, key: str, label: str, on_press: Pressed
) -> ft.Control:
    """A square for a corner. `label` is what the screen reader and the tooltip say."""
    return ft.IconButton(
        key=key,
        icon=icon,
        tooltip=label,
        icon_color=look.colours.ink,
        icon_size=min(look.sp.title, look.target * 0.6),
        width=look.target,
        height=look.target,
        style=ft.ButtonStyle(
            bgcolor=look.colours.card,
            shape=ft.RoundedRectangleBorder(radius=SMALL),
            side=ft.BorderSide(HAIR, look.colours.edge),
        ),
        on_click=on_press,
    )


def button_row(look: Look, buttons: list[ft.Control]) -> ft.Control:
    """Buttons under the thumb: beside each other where there is room, else stacked.

    The first one given lies nearest the chosen hand.
    """
    if look.width < 360 or look.sp.body > 30:
        return ft.Column(
            buttons,
            spacing=SMALL,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            tight=True,
        )
    ordered = buttons if look.hand == "left" else list(reversed(buttons))
    return ft.Row(
        [ft.Container(content=button, expand=True) for button in ordered],
        spacing=SMALL,
    )


def _off(look: Look) -> Paint:
    """Not now: flat, and still to be read."""
    return Paint(fill=look.colours.inset, ink=look.colours.ink_soft)


def _face(look: Look, label: str, icon: ft.IconData | None, *, ink: str) -> ft.Control:
    text = lettering.strong(look, label, ink=ink, lines=3)
    text.text_align = ft.TextAlign.CENTER
    if icon is None:
        return text
    return ft.Row(
        [
            ft.Icon(icon, size=look.sp.body * 1.4, color=ink),
            ft.Container(content=text, expand_loose=True, expand=True),
        ],
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=SMALL,
        tight=True,
    )


def _style(look: Look, paint: Paint, *, edge: str | None = None) -> ft.ButtonStyle:
    # Flet's buttons have no least height; padding makes one and still lets long words wrap.
    above = max(SMALL, (look.target - look.sp.body * 1.4) / 2)
    return ft.ButtonStyle(
        bgcolor=paint.fill,
        color=paint.ink,
        overlay_color=ft.Colors.with_opacity(0.18, paint.ink),
        padding=ft.Padding.symmetric(horizontal=MEDIUM, vertical=above),
        shape=ft.RoundedRectangleBorder(radius=SMALL + 2),
        side=ft.BorderSide(HAIR, edge) if edge else None,
        elevation=0,
    )
