"""The order on the table: every line with its count, the item in hand large beside it."""

import flet as ft

from app.operations.seeing_packing import Goods, PackingJob
from app.operations.seeing_tables import NamedItem
from app.ui.feedback import Feedback, Verdict
from app.ui.packing.furniture import (
    caption,
    card,
    fact,
    good_ink,
    has_columns,
    instruction,
    large_instruction,
    progress,
    two_columns,
)
from app.ui.packing.in_hand import in_hand_panel, stray_panel
from app.ui.packing.saying import goods_of
from app.ui.packing.states import Verifying
from app.ui.parts import lettering
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.theme import LARGE, MEDIUM, SMALL, Look

LINES_MOST = 40
"""More are counted under the table: finished lines sink, so all come into sight."""


def verify_screen(
    look: Look, state: Verifying, job: PackingJob, stray: NamedItem | None
) -> ft.Control:
    """The whole order, and the last item scanned. `stray` is the one that was wrong."""
    shape = "stray" if state.stray else ("in-hand" if state.in_hand else "empty-hand")
    return two_columns(
        look,
        [job_head(look, job), goods_table(look, job, in_hand=state.in_hand or "")],
        _right(look, state, job, stray),
        shape=shape,
    )


def _right(
    look: Look, state: Verifying, job: PackingJob, stray: NamedItem | None
) -> list[ft.Control]:
    say, goods = look.say, goods_of(job, state.in_hand or "")
    if goods:
        is_wrong = state.told.feedback is Feedback.WRONG
        how = say("pack_count_how") if goods.left_each else ""
        return [
            in_hand_panel(look, goods, is_wrong=is_wrong),
            instruction(look, say("pack_scan_next_item"), how),
        ]
    if state.stray:
        how = say("pack_nothing_in_hand")
        return [
            stray_panel(look, state.stray, stray),
            instruction(look, say("pack_scan_next_item"), how),
        ]
    is_begun = any(each.packed_each for each in job.goods)
    words = say("pack_scan_next_item" if is_begun else "pack_scan_first_item")
    return [large_instruction(look, words, say("pack_first_how"))]


def job_head(look: Look, job: PackingJob) -> ft.Control:
    """Which order this is, and how far it is."""
    say, size = look.say, look.sp.title * 1.15
    done = sum(each.packed_each for each in job.goods)
    of = sum(each.qty_each for each in job.goods)
    facts: list[ft.Control] = [
        fact(look, say("pack_order"), job.order.ref, size=size),
        fact(look, say("pack_tote"), job.tote.tote, size=size),
        fact(look, say("pack_carrier"), job.parcel.carrier, size=size, is_code=False),
    ]
    if job.backordered_each:
        facts.append(_follow(look, job.backordered_each))
    facts.append(fact(look, say("pack_checked"), f"{done} / {of}", size=size))
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    facts,
                    spacing=LARGE,
                    run_spacing=SMALL,
                    wrap=True,
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                    vertical_alignment=ft.CrossAxisAlignment.END,
                ),
                progress(look, done, of),
            ],
            spacing=MEDIUM,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="job-head",
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
        tick = ft.Icon(ft.Icons.CHECK_CIRCLE, size=size, color=good_ink(look))
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
    ink = good_ink(look) if not goods.left_each else look.colours.ink
    return lettering.big_figure(
        look,
        f"{goods.packed_each:>{wide}} / {goods.qty_each:>{wide}}",
        size=look.sp.body * 1.25,
        ink=ink,
    )
