"""The parcel's weight, its papers, its label."""

from typing import Final

import flet as ft

from app.operations.seeing_packing import PackingJob, ParcelPapers
from app.ui.packing.furniture import (
    Press,
    big_icon,
    caption,
    card,
    fact,
    instruction,
    key_cap,
    two_columns,
)
from app.ui.packing.saying import grouped, spaced_sscc
from app.ui.packing.screen_verify import goods_table, job_head
from app.ui.packing.states import Key, Weighing
from app.ui.parts import lettering
from app.ui.theme import FAMILY, HAIR, LARGE, MEDIUM, SMALL, TIGHT, Look

ADDRESS_LINES: Final = 6


def weigh_screen(
    look: Look, state: Weighing, job: PackingJob, *, typed: ft.Control
) -> ft.Control:
    """Everything is ticked; the grams are typed large. `typed` shows them as they come."""
    say = look.say
    again = bool(state.weight_g)
    how = "pack_weight_again" if again else "pack_weigh_skip"
    return two_columns(
        look,
        [job_head(look, job), goods_table(look, job, in_hand="")],
        [
            _scale(look, state, job, typed),
            instruction(look, say("pack_weigh"), say(how)),
        ],
    )


def _scale(look: Look, state: Weighing, job: PackingJob, typed: ft.Control) -> ft.Control:
    say = look.say
    edge = look.colours.careful.fill if state.weight_g else look.colours.link
    expected = grams(look, job.weight_g) if job.weight_g else say("pack_weight_unknown")
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [
                        ft.Icon(
                            ft.Icons.SCALE, size=look.sp.number, color=look.colours.link
                        ),
                        ft.Container(
                            lettering.title(look, say("pack_close")), expand=True
                        ),
                    ],
                    spacing=MEDIUM,
                ),
                ft.Container(typed, alignment=ft.Alignment.CENTER, expand=True),
                _weights(look, say("pack_goods_weigh"), expected),
                *(
                    [_weights(look, say("pack_weighed"), grams(look, state.weight_g))]
                    if state.weight_g
                    else []
                ),
            ],
            spacing=MEDIUM,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="scale",
        expand=True,
        edge=edge,
    )


def grams(look: Look, weight_g: int) -> str:
    """Grams in groups of three, so that 12 500 is not read as 1 250."""
    return look.say("weight_g", n=grouped(weight_g))


def _weights(look: Look, words: str, value: str) -> ft.Control:
    return ft.Row(
        [
            lettering.body(look, words, lines=2),
            lettering.big_figure(look, value, size=look.sp.title * 1.2),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=True,
    )


def label_screen(look: Look, papers: ParcelPapers, *, on_press: Press) -> ft.Control:
    """Print, stick, scan: the parcel's number large, to compare with the paper."""
    say = look.say
    return two_columns(
        look,
        [
            _parcel(look, papers),
            _buttons(look, on_press),
        ],
        [
            card(
                look,
                ft.Column(
                    [
                        big_icon(look, ft.Icons.LABEL, ink=look.colours.link),
                        lettering.title(look, say("pack_scan_label")),
                        lettering.body(look, say("pack_slip_in")),
                    ],
                    alignment=ft.MainAxisAlignment.CENTER,
                    horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                    spacing=MEDIUM,
                ),
                expand=True,
            ),
            instruction(look, say("pack_scan_label"), say("pack_slip_in")),
        ],
    )


def _parcel(look: Look, papers: ParcelPapers) -> ft.Control:
    say, order, parcel = look.say, papers.order, papers.parcel
    inside = sum(packed for _, packed in papers.lines)
    weight = grams(look, parcel.weight_g) if parcel.weight_g else say("pack_not_weighed")
    head = ft.Row(
        [
            fact(look, say("pack_order"), order.ref, size=look.sp.title * 1.3),
            ft.Column(
                [
                    caption(look, say("pack_carrier")),
                    lettering.title(look, f"{parcel.carrier} {order.service}", lines=1),
                ],
                spacing=TIGHT,
                tight=True,
                expand=True,
            ),
            fact(look, say("pack_weight"), weight, size=look.sp.title),
        ],
        spacing=LARGE * 2,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )
    return card(
        look,
        ft.Column(
            [
                head,
                ft.Divider(height=MEDIUM, color=look.colours.line),
                caption(look, say("pack_ship_to")),
                *_address(look, order.ship_to or order.customer),
                lettering.body(look, say("pack_in_parcel", n=inside)),
                ft.Container(expand=True),
                _sscc(look, parcel.sscc),
            ],
            spacing=SMALL,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="parcel",
        expand=True,
    )


def _address(look: Look, ship_to: str) -> list[ft.Control]:
    name, *rest = ship_to.splitlines()[:ADDRESS_LINES] or [""]
    first = lettering.title(look, name, lines=1)
    first.size = look.sp.title * 1.4
    lines = [lettering.title(look, line, lines=1) for line in rest]
    for line in lines:
        line.font_family = FAMILY
    return [first, *lines]


def _sscc(look: Look, sscc: str) -> ft.Control:
    size = min(look.sp.number, look.width * 0.5 / 27 / 0.632)
    return ft.Container(
        bgcolor=look.colours.inset,
        border_radius=SMALL,
        padding=MEDIUM,
        content=ft.Column(
            [
                caption(look, "SSCC (00)"),
                lettering.big_figure(look, spaced_sscc(sscc), size=size),
            ],
            spacing=TIGHT,
            tight=True,
        ),
    )


def _buttons(look: Look, on_press: Press) -> ft.Control:
    say = look.say
    return ft.Row(
        [
            _paper(look, "L", say("pack_print_label"), Key.LABEL, on_press),
            _paper(look, "S", say("pack_print_slip"), Key.SLIP, on_press),
        ],
        spacing=MEDIUM,
    )


def _paper(look: Look, cap: str, words: str, means: Key, on_press: Press) -> ft.Control:
    return ft.Container(
        key=f"print-{means.name.lower()}",
        expand=True,
        bgcolor=look.colours.card,
        border=ft.Border.all(HAIR, look.colours.edge),
        border_radius=SMALL + TIGHT,
        padding=LARGE,
        ink=True,
        on_click=lambda: on_press(means),
        content=ft.Row(
            [
                key_cap(look, cap),
                ft.Container(lettering.title(look, words, lines=2), expand=True),
                ft.Icon(ft.Icons.PRINT, size=look.sp.title * 1.3, color=look.colours.ink),
            ],
            spacing=MEDIUM,
        ),
    )
