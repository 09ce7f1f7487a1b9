"""A zone's colour with its letter. Neither is ever shown without the other."""

import flet as ft

from app.ui.parts import lettering
from app.ui.theme import SMALL, Look, zone_paint


def zone_chip(
    look: Look,
    zone_code: str,
    *,
    colour_index: int | None = None,
    size: float | None = None,
) -> ft.Control:
    """A square in the zone's colour (the plan's `colour_index`) with its letter, `size` sp."""
    paint = zone_paint(zone_code, colour_index)
    letter = size or look.sp.title
    return ft.Semantics(
        label=look.say("zone", zone=zone_code),
        exclude_semantics=True,
        content=ft.Container(
            content=lettering.big_figure(look, zone_code, size=letter, ink=paint.ink),
            bgcolor=paint.fill,
            border_radius=SMALL,
            alignment=ft.Alignment.CENTER,
            width=letter * 1.7,
            height=letter * 1.7,
        ),
    )
