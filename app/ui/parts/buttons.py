"""Buttons for gloves: 56 dp or more, one primary on a screen, the destructive ones held."""

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.parts import lettering
from app.ui.parts.fitting import LINE_EM, fitting
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look, Paint

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
    room: tuple[float, float] | None = None,
) -> ft.Control:
    """Anything else one may tap: outlined, as large as the primary one.

    `room` is the width and height it is held to, in dp; its words are set to fit.
    """
    on = Paint(fill=look.colours.card, ink=look.colours.ink)
    paint = on if on_press else _off(look)
    face = _face(look, label, icon, ink=paint.ink, room=room)
    style = _style(look, paint, edge=look.colours.edge)
    if room:
        style.padding = SMALL
    return ft.Button(
        key=key,
        content=face,
        height=room[1] if room else None,
        style=style,
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

    `label` names the deed; the button says `Keep pressed: …` by itself. A short tap does nothing.
    """
    # Not in the colour of what is wrong: nothing is.
    paint = Paint(fill=look.colours.card, ink=look.colours.ink)
    return ft.Button(
        key=key,
        content=_face(look, look.say("hold_to", what=label), icon, ink=paint.ink),
        style=_style(look, paint, edge=look.colours.edge),
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


def captioned_button(
    look: Look, icon: ft.IconData, *, key: str, label: str, on_press: Pressed
) -> ft.Control:
    """A small button beside a wide one: its icon, and under it the word for it."""
    size = caption_sp(look)
    word = lettering.small(look, label, ink=look.colours.ink, lines=1)
    word.size = size
    paint = Paint(fill=look.colours.card, ink=look.colours.ink)
    style = _style(look, paint, edge=look.colours.edge)
    style.padding = TIGHT
    return ft.Button(
        key=key,
        content=ft.Column(
            [ft.Icon(icon, size=size * 1.6, color=paint.ink), word],
            spacing=0,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        style=style,
        on_click=on_press,
    )


def caption_sp(look: Look) -> float:
    """The size of the word under an icon: it may not outgrow its button."""
    return min(look.sp.small * 0.9, look.width / 26)


def button_row(look: Look, buttons: list[ft.Control]) -> ft.Control:
    """Buttons under the thumb: beside each other where there is room, else stacked.

    The first one given lies nearest the chosen hand.
    """
    if look.width < 380 or look.sp.body > 22:
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


def _face(
    look: Look,
    label: str,
    icon: ft.IconData | None,
    *,
    ink: str,
    room: tuple[float, float] | None = None,
) -> ft.Control:
    text = lettering.strong(look, label, ink=ink, lines=3)
    size = _label_sp(look, label, room, has_icon=icon is not None)
    text.size = size
    text.text_align = ft.TextAlign.CENTER
    if icon is None:
        return text
    return ft.Row(
        [
            ft.Icon(icon, size=size * 1.4, color=ink),
            ft.Container(content=text, expand_loose=True, expand=True),
        ],
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=SMALL,
        tight=True,
    )


def _label_sp(
    look: Look, label: str, room: tuple[float, float] | None, *, has_icon: bool
) -> float:
    """As large as the person wants, as long as no word is broken and nothing is cut."""
    most = look.sp.body
    beside = most * 1.4 + SMALL if has_icon else 0
    if room is None:
        width = look.width - 2 * look.margin - 2 * MEDIUM - beside
        return fitting(label, width=width, height=3 * LINE_EM * most, most=most)
    width, height = room[0] - 2 * SMALL - beside, room[1] - 2 * SMALL
    return fitting(label, width=width, height=height, most=most)


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
