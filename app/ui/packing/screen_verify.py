"""The order on the table: every line with its count, the item in hand large beside it."""

import flet as ft

from app.operations.seeing_packing import Goods, PackingJob
from app.ui.feedback import Feedback, Verdict
from app.ui.packing.furniture import (
    big_icon,
    caption,
    card,
    fact,
    has_columns,
    instruction,
    two_columns,
)
from app.ui.packing.saying import goods_of
from app.ui.packing.states import Verifying
from app.ui.parts import lettering
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.parts.item_card import ItemFace, item_picture
from app.ui.theme import LARGE, MEDIUM, MONO_ADVANCE_EM, SMALL, TIGHT, Look

LINES_MOST = 40
"""More are counted under the table: finished lines sink, so all come into sight."""


def verify_screen(look: Look, state: Verifying, job: PackingJob) -> ft.Control:
    """The whole order, and the last item scanned."""
    say = look.say
    goods = goods_of(job, state.in_hand or "")
    words = say("pack_scan_next_item" if goods else "pack_scan_first_item")
    how = say("pack_count_how" if goods and goods.left_each else "pack_first_how")
    return two_columns(
        look,
        [job_head(look, job), goods_table(look, job, in_hand=state.in_hand or "")],
        [_in_hand(look, state, goods), instruction(look, words, how)],
    )


def job_head(look: Look, job: PackingJob) -> ft.Control:
    """Which order this is, and how far it is."""
    say = look.say
    done = sum(each.packed_each for each in job.goods)
    of = sum(each.qty_each for each in job.goods)
    facts: list[ft.Control] = [
        fact(look, say("pack_order"), job.order.ref, size=look.sp.title * 1.3),
        fact(look, say("pack_tote"), job.tote.tote),
        ft.Column(
            [
                caption(look, say("pack_carrier")),
                lettering.strong(look, job.parcel.carrier, lines=1),
            ],
            spacing=TIGHT,
            tight=True,
            expand=True,
        ),
    ]
    if job.backordered_each:
        facts.append(_follow(look, job.backordered_each))
    facts.append(
        fact(look, say("pack_checked"), f"{done} / {of}", size=look.sp.title * 1.3)
    )
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    facts, spacing=LARGE, vertical_alignment=ft.CrossAxisAlignment.END
                ),
                progress(look, done, of),
            ],
            spacing=MEDIUM,
            tight=True,
        ),
        key="job-head",
    )


def progress(look: Look, done: int, of: int) -> ft.Control:
    """A bar whose length is what is verified."""
    return ft.ProgressBar(
        value=done / of if of else 0,
        bar_height=14,
        border_radius=7,
        color=look.colours.good.fill,
        bgcolor=look.colours.inset,
    )


def _follow(look: Look, backordered_each: int) -> ft.Control:
    paint = look.colours.careful
    words = look.say("pack_follow", n=backordered_each)
    return ft.Container(
        key="will-follow",
        content=ft.Row(
            [
                ft.Icon(ft.Icons.SCHEDULE, size=look.sp.body * 1.3, color=paint.ink),
                lettering.strong(look, words, ink=paint.ink, lines=1),
            ],
            spacing=SMALL,
            tight=True,
        ),
        bgcolor=paint.fill,
        border_radius=SMALL,
        padding=ft.Padding.symmetric(horizontal=MEDIUM, vertical=SMALL),
    )


def goods_table(look: Look, job: PackingJob, *, in_hand: str) -> ft.Control:
    """Every line of the tote: what is open first, what is whole sinks to the end."""
    say = look.say
    rows = sorted(job.goods, key=lambda each: not each.left_each)[:LINES_MOST]
    columns = (
        Column(heading="", share=2),
        Column(heading=say("pack_item"), share=14),
        Column(heading=say("pack_sku"), share=6),
        Column(heading=say("pack_ean"), share=9),
        Column(heading=say("pack_checked"), share=7, is_number=True),
    )
    wide = max((len(f"{each.qty_each}") for each in rows), default=1)
    lines = [
        _line(
            look, at, each, is_in_hand=each.sku == in_hand, count=_count(look, each, wide)
        )
        for at, each in enumerate(rows)
    ]
    more = len(job.goods) - len(rows)
    return ft.Column(
        [
            data_table(look, columns, lines, expand=has_columns(look)),
            *([caption(look, say("pack_more_rows", n=more))] if more else []),
        ],
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _line(
    look: Look, at: int, goods: Goods, *, is_in_hand: bool, count: ft.Control
) -> Line:
    is_whole = not goods.left_each
    verdict = Verdict.GOOD if is_whole else (Verdict.WORK if is_in_hand else None)
    name = lettering.strong if is_in_hand else lettering.body
    ink = look.colours.ink if not is_whole or is_in_hand else look.colours.ink_soft
    return Line(
        # By place, not by SKU: rows that change places are rewritten, never moved.
        key=f"{at}",
        verdict=verdict,
        cells=(
            _tick(look, goods),
            name(look, goods.name, lines=2, ink=ink),
            lettering.figure(look, goods.sku, ink=ink),
            lettering.figure(look, goods.ean, size=look.sp.small, ink=ink),
            count,
        ),
    )


def _tick(look: Look, goods: Goods) -> ft.Control:
    size = look.sp.title
    if not goods.left_each:
        tick = ft.Icon(ft.Icons.CHECK_CIRCLE, size=size, color=_good_ink(look))
    elif goods.packed_each:
        tick = ft.Icon(ft.Icons.TIMELAPSE, size=size, color=look.colours.link)
    else:
        tick = ft.Icon(
            ft.Icons.RADIO_BUTTON_UNCHECKED, size=size, color=look.colours.edge
        )
    tick.semantics_label = look.say(
        "pack_line_whole" if not goods.left_each else "pack_left", n=goods.left_each
    )
    return tick


def _count(look: Look, goods: Goods, wide: int) -> ft.Control:
    # As many places as the longest number has: slashes and digits stand in columns.
    ink = _good_ink(look) if not goods.left_each else look.colours.ink
    return lettering.big_figure(
        look,
        f"{goods.packed_each:>{wide}} / {goods.qty_each:>{wide}}",
        size=look.sp.body * 1.25,
        ink=ink,
    )


def _good_ink(look: Look) -> str:
    return "#4ED6A8" if look.is_dark else look.colours.good.fill


def _in_hand(look: Look, state: Verifying, goods: Goods | None) -> ft.Control:
    if goods is None:
        return card(
            look,
            ft.Column(
                [
                    big_icon(look, ft.Icons.QR_CODE_SCANNER, ink=look.colours.link),
                    lettering.title(look, look.say("pack_scan_first_item")),
                ],
                alignment=ft.MainAxisAlignment.CENTER,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                spacing=MEDIUM,
            ),
            key="in-hand",
            expand=True,
        )
    is_wrong = state.told.feedback is Feedback.WRONG
    fine = look.colours.link if goods.left_each else look.colours.good.fill
    return _in_hand_of(look, goods, edge=look.colours.wrong.fill if is_wrong else fine)


def _in_hand_of(look: Look, goods: Goods, *, edge: str) -> ft.Control:
    say, is_whole = look.say, not goods.left_each
    face = ItemFace(name=goods.name, sku=goods.sku, ean=goods.ean)
    left = say("pack_line_whole") if is_whole else say("pack_left", n=goods.left_each)
    name = lettering.title(look, goods.name)
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [
                        item_picture(look, face, side=min(180, look.height / 6)),
                        ft.Column(
                            [
                                name,
                                fact(look, say("pack_sku"), goods.sku),
                                fact(look, say("pack_ean"), goods.ean or "-"),
                            ],
                            spacing=SMALL,
                            tight=True,
                            expand=True,
                        ),
                    ],
                    spacing=LARGE,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                ),
                ft.Container(
                    content=_huge(look, goods),
                    alignment=ft.Alignment.CENTER,
                    expand=True,
                ),
                ft.Container(
                    content=lettering.title(
                        look,
                        left,
                        ink=_good_ink(look) if is_whole else look.colours.ink,
                    ),
                    alignment=ft.Alignment.CENTER,
                ),
                progress(look, goods.packed_each, goods.qty_each),
            ],
            spacing=MEDIUM,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="in-hand",
        expand=True,
        edge=edge,
    )


def _huge(look: Look, goods: Goods) -> ft.Control:
    letters = len(f"{goods.packed_each}{goods.qty_each}") + 2
    size = min(look.sp.code * 1.9, look.width * 0.34 / letters / MONO_ADVANCE_EM)
    ink = _good_ink(look) if not goods.left_each else look.colours.ink
    slash = lettering.big_figure(look, "/", size=size * 0.7, ink=look.colours.ink_soft)
    return ft.Row(
        [
            lettering.big_figure(look, f"{goods.packed_each}", size=size, ink=ink),
            slash,
            lettering.big_figure(look, f"{goods.qty_each}", size=size, ink=ink),
        ],
        spacing=0,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
