"""The building at a glance: orders by how far they are, the zones, what leaves next."""

from typing import Final

import flet as ft

from app.operations.seeing_board import Board, OrderRow
from app.ui.parts import lettering
from app.ui.supervisor.flow import (
    ON_THE_WAY,
    GoTo,
    Narrow,
    Open,
    Stage,
    Tab,
    count_of,
)
from app.ui.supervisor.furniture import (
    Tell,
    caption,
    card,
    day_and_time,
    heading,
    is_narrow,
    progress,
    stage_mark,
)
from app.ui.supervisor.seeing import Seen
from app.ui.supervisor.zones_screen import zone_cards
from app.ui.theme import MEDIUM, SMALL, TIGHT, Look, Paint


def board_screen(look: Look, seen: Seen, tell: Tell) -> ft.Control:
    """Everything a supervisor asks first, without a tap."""
    strip = _strip(look, seen.board, tell)
    zones = zone_cards(look, seen.board, tell)
    aside: list[ft.Control] = [
        _needs_a_person(look, seen.board, tell),
        _leaving(look, seen.leaving, tell),
    ]
    if is_narrow(look):
        return ft.Column(
            [strip, zones, *aside],
            spacing=MEDIUM,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    aside[-1].expand = True
    beside = ft.Column(
        aside,
        spacing=MEDIUM,
        width=look.sp.body * 21,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column(
        [
            strip,
            ft.Row(
                [
                    ft.Container(
                        zones, key=f"zones-{len(seen.board.zones)}", expand=True
                    ),
                    beside,
                ],
                spacing=MEDIUM,
                expand=True,
                vertical_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
        ],
        spacing=MEDIUM,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


# ── orders by stage ───────────────────────────────────────────────────────────────────


_OFF_THE_WAY: Final = (
    Stage.UNPAID,
    Stage.BACKORDERED,
    Stage.CANCELLED,
    Stage.RETURNED,
)


def _strip(look: Look, board: Board, tell: Tell) -> ft.Control:
    """The way of an order from left to right; what is off it stands apart."""
    way = [_stage(look, stage, board, tell) for stage in ON_THE_WAY]
    off = [
        _stage(look, stage, board, tell)
        for stage in _OFF_THE_WAY
        if stage is Stage.BACKORDERED or count_of(stage, board.orders)
    ]
    if is_narrow(look):
        return ft.Row([*way, *off], spacing=SMALL, scroll=ft.ScrollMode.AUTO)
    arrows = _with_arrows(look, way)
    return ft.Row(
        [
            card(look, ft.Row(arrows, spacing=0), padding=TIGHT, expand=len(way)),
            card(look, ft.Row([*off], spacing=0), padding=TIGHT, expand=len(off)),
        ],
        spacing=MEDIUM,
    )


def _with_arrows(look: Look, way: list[ft.Control]) -> list[ft.Control]:
    arrow = ft.Icons.CHEVRON_RIGHT
    controls: list[ft.Control] = []
    for tile in way:
        if controls:
            controls.append(ft.Icon(arrow, size=look.sp.body, color=look.colours.edge))
        controls.append(tile)
    return controls


def _stage(look: Look, stage: Stage, board: Board, tell: Tell) -> ft.Control:
    count = count_of(stage, board.orders)
    paint = _stage_paint(look, stage, count)
    return ft.Container(
        key=f"stage-{stage}",
        bgcolor=paint.fill,
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=SMALL, vertical=TIGHT),
        expand=not is_narrow(look),
        ink=True,
        on_click=lambda: tell(Narrow(stage=stage)),
        content=ft.Column(
            [
                lettering.big_figure(
                    look, f"{count}", size=look.sp.title * 1.25, ink=paint.ink
                ),
                lettering.small(
                    look, look.say(f"sup_stage_{stage}"), ink=paint.ink, lines=1
                ),
            ],
            spacing=0,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _stage_paint(look: Look, stage: Stage, count: int) -> Paint:
    colours = look.colours
    if stage in (Stage.BACKORDERED, Stage.UNPAID, Stage.RETURNED) and count:
        return colours.careful
    return Paint(fill=colours.card, ink=colours.ink if count else colours.ink_soft)


# ── beside the zones ──────────────────────────────────────────────────────────────────


def _needs_a_person(look: Look, board: Board, tell: Tell) -> ft.Control:
    say = look.say
    counts = (
        (say("sup_shorts"), board.shorts),
        (say("sup_counts"), board.counts_open),
        (say("sup_discrepancies"), board.discrepancies),
    )
    rows: list[ft.Control] = [
        heading(look, words, count) for words, count in counts if count
    ]
    inside = ft.Column(
        [caption(look, say("sup_needs_person")), *(rows or [_all_well(look)])],
        spacing=TIGHT,
        tight=True,
    )
    # The border of a rounded sheet is one; a bar inside says it as well.
    fill = look.colours.careful.fill if rows else look.colours.good.fill
    padded = ft.Container(inside, padding=MEDIUM - TIGHT, border=_bar(fill))
    return card(
        look,
        padded,
        key="needs-a-person",
        padding=0,
        on_tap=lambda: tell(GoTo(tab=Tab.EXCEPTIONS)),
    )


def _bar(fill: str) -> ft.Border:
    return ft.Border(left=ft.BorderSide(8, fill))


def _all_well(look: Look) -> ft.Control:
    ink = look.colours.good.fill
    return ft.Row(
        [
            ft.Icon(ft.Icons.CHECK_CIRCLE, size=look.sp.title, color=ink),
            lettering.strong(look, look.say("sup_all_well"), lines=1),
        ],
        spacing=SMALL,
    )


def _leaving(look: Look, rows: tuple[OrderRow, ...], tell: Tell) -> ft.Container:
    title = heading(look, look.say("sup_next_to_leave"))
    if not rows:
        nothing = lettering.body(look, look.say("sup_no_next"), ink=look.colours.ink_soft)
        return card(look, ft.Column([title, nothing], spacing=SMALL, tight=True))
    listed = ft.Column(
        [_leaving_row(look, row, tell) for row in rows],
        spacing=0,
        scroll=None if is_narrow(look) else ft.ScrollMode.AUTO,
        expand=not is_narrow(look),
    )
    return card(look, ft.Column([title, listed], spacing=SMALL, tight=is_narrow(look)))


def _leaving_row(look: Look, row: OrderRow, tell: Tell) -> ft.Control:
    order = row.order
    picked = row.picked_each + row.packed_each + row.shipped_each
    return ft.Container(
        key=f"leaving-{order.order_id}",
        padding=ft.Padding.symmetric(vertical=SMALL),
        border=ft.Border(top=ft.BorderSide(1, look.colours.line)),
        ink=True,
        on_click=lambda: tell(Open(order_id=order.order_id)),
        content=ft.Column(
            [
                ft.Row(
                    [
                        lettering.big_figure(look, order.ref, size=look.sp.body),
                        stage_mark(look, row),
                    ],
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                ),
                ft.Row(
                    [
                        ft.Container(caption(look, order.carrier), expand=True),
                        lettering.figure(
                            look, day_and_time(order.ship_by), size=look.sp.small
                        ),
                    ],
                    spacing=SMALL,
                ),
                progress(look, picked, picked + row.allocated_each, height=6),
            ],
            spacing=TIGHT,
            tight=True,
        ),
    )
