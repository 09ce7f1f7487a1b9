"""The parcel's weight, its papers, its label."""

from typing import Final

import flet as ft

from app.engine.packing import OFF_G, OFF_PERCENT
from app.operations.seeing_packing import PackingJob, ParcelPapers
from app.ui.packing.furniture import (
    Press,
    caption,
    card,
    fact,
    good_ink,
    has_columns,
    instruction,
    key_cap,
    large_instruction,
    two_columns,
)
from app.ui.packing.saying import grouped, spaced_sscc
from app.ui.packing.screen_verify import goods_table, job_head
from app.ui.packing.states import Key, Labelling, Paper, Weighing
from app.ui.parts import lettering
from app.ui.theme import FAMILY, HAIR, LARGE, MEDIUM, SMALL, TIGHT, Look

ADDRESS_LINES: Final = 6


def weigh_screen(
    look: Look, state: Weighing, job: PackingJob, *, typed: ft.Control
) -> ft.Control:
    """Everything is ticked; the grams are typed large. `typed` shows them as they come."""
    say = look.say
    is_asked = state.asked_g is not None
    words, how = (
        ("pack_weigh_again", "") if is_asked else ("pack_weigh", "pack_weigh_skip")
    )
    return two_columns(
        look,
        [job_head(look, job), goods_table(look, job, in_hand="")],
        [
            _scale(look, job, typed, is_asked=is_asked),
            instruction(look, say(words), say(how) if how else "", icon=ft.Icons.SCALE),
        ],
        shape="scale",
    )


def _scale(
    look: Look, job: PackingJob, typed: ft.Control, *, is_asked: bool
) -> ft.Control:
    edge = look.colours.careful.fill if is_asked else look.colours.link
    return card(
        look,
        ft.Column(
            [
                caption(look, look.say("pack_weight_of_parcel")),
                ft.Container(typed, alignment=ft.Alignment.CENTER, expand=True),
                *_expected(look, job.weight_g),
            ],
            spacing=MEDIUM,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="scale",
        expand=True,
        edge=edge,
    )


def _expected(look: Look, expected_g: int) -> list[ft.Control]:
    """What the goods weigh, and how far off the parcel may be before it is asked about."""
    say = look.say
    if not expected_g:
        return [lettering.body(look, say("pack_weight_unknown"))]
    off_g = max(OFF_G, expected_g * OFF_PERCENT // 100)
    rows = [
        _weights(look, say("pack_goods_weigh"), grams(look, expected_g)),
        _weights(look, say("pack_weight_off_by"), f"\u00b1 {grams(look, off_g)}"),
    ]
    if has_columns(look):
        return rows
    return [ft.Row([ft.Container(row, expand=True) for row in rows], spacing=LARGE * 2)]


def typed_grams(look: Look, digits: str) -> ft.Control:
    """The field the grams are typed into: empty until there is one, never a zero."""
    shown = grouped(int(digits)) if digits.isdecimal() else digits
    size = look.sp.code * 1.3 if has_columns(look) else look.sp.number * 1.3
    return ft.Container(
        key="grams",
        bgcolor=look.colours.inset,
        border=ft.Border(bottom=ft.BorderSide(HAIR * 3, look.colours.link)),
        border_radius=ft.BorderRadius.only(top_left=SMALL, top_right=SMALL),
        padding=ft.Padding.symmetric(horizontal=LARGE, vertical=SMALL),
        content=ft.Row(
            [
                lettering.big_figure(look, shown, size=size),
                ft.Container(
                    lettering.big_figure(
                        look, "g", size=size * 0.6, ink=look.colours.ink_soft
                    ),
                    # On the line the digits stand on.
                    padding=ft.Padding.only(bottom=size * 0.12),
                ),
            ],
            spacing=MEDIUM,
            alignment=ft.MainAxisAlignment.END,
            vertical_alignment=ft.CrossAxisAlignment.END,
        ),
    )


def grams(look: Look, weight_g: int) -> str:
    """Grams in groups of three, so that 12 500 is not read as 1 250."""
    return look.say("weight_g", n=grouped(weight_g)).replace(" ", "\u00a0")


def _weights(look: Look, words: str, value: str) -> ft.Control:
    return ft.Row(
        [
            lettering.body(look, words, lines=2),
            lettering.big_figure(look, value, size=look.sp.title * 1.2),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=True,
    )


def label_screen(
    look: Look, state: Labelling, papers: ParcelPapers, *, on_press: Press
) -> ft.Control:
    """Print, stick, scan: the parcel's number large, to compare with the paper."""
    say = look.say
    parcel, buttons = _parcel(look, papers), _buttons(look, state, on_press)
    return two_columns(
        look,
        [parcel, buttons] if has_columns(look) else [buttons, parcel],
        [large_instruction(look, say("pack_scan_label"), say("pack_slip_in"))],
        shape="label",
    )


def _parcel(look: Look, papers: ParcelPapers) -> ft.Control:
    say, order, parcel = look.say, papers.order, papers.parcel
    inside = sum(packed for _, packed in papers.lines)
    weight = grams(look, parcel.weight_g) if parcel.weight_g else say("pack_not_weighed")
    carrier = f"{parcel.carrier} {order.service}".strip()
    size = look.sp.title * 1.15
    head = ft.Row(
        [
            fact(look, say("pack_order"), order.ref, size=size),
            fact(look, say("pack_carrier"), carrier, size=size, is_code=False),
            fact(
                look,
                say("pack_weight"),
                weight,
                size=size,
                is_code=bool(parcel.weight_g),
            ),
        ],
        spacing=LARGE,
        run_spacing=SMALL,
        wrap=True,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
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


def _buttons(look: Look, state: Labelling, on_press: Press) -> ft.Control:
    say = look.say
    has_label, has_slip = (paper in state.opened for paper in (Paper.LABEL, Paper.SLIP))
    label = say("pack_label_opened" if has_label else "pack_print_label")
    slip = say("pack_slip_opened" if has_slip else "pack_print_slip")
    return ft.Row(
        [
            _paper(look, label, Key.LABEL, on_press, is_opened=has_label),
            _paper(look, slip, Key.SLIP, on_press, is_opened=has_slip),
        ],
        spacing=MEDIUM,
    )


def _paper(
    look: Look, words: str, means: Key, on_press: Press, *, is_opened: bool
) -> ft.Control:
    icon = ft.Icons.CHECK_CIRCLE if is_opened else ft.Icons.PRINT
    ink = good_ink(look) if is_opened else look.colours.ink
    name = lettering.title if has_columns(look) else lettering.strong
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
                key_cap(look, means.value.upper()),
                ft.Container(name(look, words, lines=2), expand=True),
                ft.Icon(icon, size=look.sp.title * 1.3, color=ink),
            ],
            spacing=MEDIUM,
        ),
    )
