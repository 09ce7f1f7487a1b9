"""The zones of the board: what is left in each, who is there, what is short."""

from typing import Final

import flet as ft

from app.operations.seeing_board import Board
from app.operations.seeing_work import ZoneWork
from app.ui.parts import lettering
from app.ui.parts.buttons import primary_button
from app.ui.parts.states import empty_state
from app.ui.parts.zone_chip import zone_chip
from app.ui.supervisor.flow import GoTo, Stage, Tab, count_of
from app.ui.supervisor.furniture import (
    Tell,
    caption,
    card,
    day_and_time,
    is_narrow,
    progress,
)
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look, Paint, zone_paint

ACROSS: Final = 2
"""Zones beside each other."""

ROW_EM: Final = 13.5
"""The least height of a zone, in parts of the body text's size."""


def zone_cards(look: Look, board: Board, tell: Tell) -> ft.Control:
    if not board.zones:
        return _no_zones(look, board, tell)
    cards = [_zone(look, zone) for zone in board.zones]
    if is_narrow(look):
        return ft.Column(cards, spacing=MEDIUM, tight=True)
    rows = [cards[at : at + ACROSS] for at in range(0, len(cards), ACROSS)]
    fits = len(rows) * ROW_EM * look.sp.body < look.height - 240
    return ft.Column(
        [_zone_row(look, row, fits=fits) for row in rows],
        spacing=MEDIUM,
        scroll=None if fits else ft.ScrollMode.AUTO,
    )


def _zone_row(look: Look, cards: list[ft.Control], *, fits: bool) -> ft.Control:
    """Zones side by side, as high as the screen lets them be."""
    row = ft.Row(
        [*cards, *_gaps(cards, ACROSS)],
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(row, expand=fits, height=None if fits else ROW_EM * look.sp.body)


def _gaps(cards: list[ft.Control], across: int) -> list[ft.Control]:
    return [ft.Container(expand=True) for _ in range(across - len(cards))]


def _no_zones(look: Look, board: Board, tell: Tell) -> ft.Control:
    can_go = count_of(Stage.RESERVED, board.orders)
    way_on = primary_button(
        look,
        look.say("sup_go_release", n=can_go),
        key="go-release",
        on_press=lambda: tell(GoTo(tab=Tab.RELEASE)),
    )
    empty = empty_state(
        look,
        look.say("sup_board_empty"),
        look.say("sup_board_empty_how"),
        icon=ft.Icons.WAREHOUSE,
        action=way_on if can_go else None,
    )
    return card(look, empty, expand=True)


def _zone(look: Look, zone: ZoneWork) -> ft.Control:
    done = zone.picked_stops + zone.short_stops
    of = done + zone.stops_left
    facts = ft.Column(
        [
            progress(look, done, of),
            ft.Row(
                [
                    caption(look, look.say("sup_n_done_of", n=done, of=of)),
                    caption(look, look.say("sup_items_left", n=zone.eaches_left)),
                ],
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            ),
        ],
        spacing=TIGHT,
        tight=True,
    )
    is_tall = not is_narrow(look)
    inside = ft.Column(
        [
            _zone_head(look, zone),
            facts,
            _zone_numbers(look, zone),
            _zone_urgent(look, zone),
        ],
        spacing=SMALL,
        tight=not is_tall,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    strip = ft.Container(bgcolor=zone_paint(zone.zone).fill, height=8)
    body = ft.Container(inside, padding=MEDIUM, expand=is_tall)
    sheet = ft.Column(
        [strip, body],
        spacing=0,
        tight=not is_tall,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return card(look, sheet, key=f"zone-{zone.zone}", padding=0, expand=is_tall)


def _zone_head(look: Look, zone: ZoneWork) -> ft.Control:
    people = ", ".join(zone.people) or look.say("sup_nobody_in")
    icon = ft.Icons.DIRECTIONS_WALK if zone.people else ft.Icons.PERSON_OFF
    ink = look.colours.ink if zone.people else look.colours.ink_soft
    return ft.Row(
        [
            zone_chip(look, zone.zone),
            ft.Column(
                [
                    lettering.strong(look, look.say("zone", zone=zone.zone), lines=1),
                    ft.Row(
                        [
                            ft.Icon(icon, size=look.sp.body, color=ink),
                            ft.Container(
                                lettering.small(look, people, ink=ink, lines=2),
                                expand=True,
                            ),
                        ],
                        spacing=TIGHT,
                    ),
                ],
                spacing=HAIR,
                tight=True,
                expand=True,
            ),
            ft.Column(
                [
                    lettering.big_figure(
                        look, f"{zone.stops_left}", size=look.sp.title * 1.4
                    ),
                    caption(look, look.say("sup_stops_left", n=zone.stops_left)),
                ],
                spacing=0,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.END,
            ),
        ],
        spacing=MEDIUM,
    )


def _zone_numbers(look: Look, zone: ZoneWork) -> ft.Control:
    say, short = look.say, zone.short_stops
    return ft.Row(
        [
            _number(
                look, say("sup_walks_waiting"), zone.lists_ready + zone.lists_waiting
            ),
            _number(
                look, say("sup_walks_picking"), zone.lists_claimed + zone.lists_picked
            ),
            _number(look, say("sup_walks_done"), zone.lists_done),
            _number(
                look,
                say("sup_stops_short"),
                short,
                paint=look.colours.careful if short else None,
            ),
        ],
        spacing=SMALL,
    )


def _number(
    look: Look, words: str, count: int, *, paint: Paint | None = None
) -> ft.Control:
    shown = paint or Paint(fill=look.colours.page, ink=look.colours.ink)
    return ft.Container(
        bgcolor=shown.fill,
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=SMALL + HAIR, vertical=TIGHT),
        expand=True,
        content=ft.Column(
            [
                lettering.big_figure(
                    look, f"{count}", size=look.sp.body * 1.2, ink=shown.ink
                ),
                lettering.small(look, words, ink=shown.ink, lines=1),
            ],
            spacing=0,
            tight=True,
        ),
    )


def _zone_urgent(look: Look, zone: ZoneWork) -> ft.Control:
    if zone.ship_by is None:
        return caption(look, look.say("sup_no_stops"))
    return ft.Row(
        [
            ft.Icon(ft.Icons.SCHEDULE, size=look.sp.body, color=look.colours.ink_soft),
            ft.Container(caption(look, look.say("sup_urgent")), expand=True),
            lettering.figure(look, day_and_time(zone.ship_by), size=look.sp.small),
        ],
        spacing=SMALL,
    )
