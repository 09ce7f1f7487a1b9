"""What the supervisor's screens are built of: cards, chips, pages. Plain functions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import flet as ft

from app.operations.seeing_board import OrderRow
from app.ui.feedback import paint_of, signal
from app.ui.parts import lettering
from app.ui.parts.buttons import icon_button
from app.ui.supervisor.flow import (
    ROWS,
    Dismiss,
    Input,
    Stage,
    Told,
    TurnTo,
    stage_of,
)
from app.ui.supervisor.seeing import Page
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Device, Look, Paint

Tell = Callable[[Input], Any]
"""Told what was tapped."""

RADIUS = SMALL + TIGHT


def is_narrow(look: Look) -> bool:
    """Whether there is no room beside anything."""
    return look.device is Device.HANDHELD or look.sp.body > 30


def card(
    look: Look,
    content: ft.Control,
    *,
    key: str = "",
    expand: bool | int | None = None,
    on_tap: Callable[[], Any] | None = None,
    padding: int = MEDIUM,
) -> ft.Container:
    """A sheet on the page; tapped when there is something to do."""
    return ft.Container(
        key=key or None,
        content=content,
        bgcolor=look.colours.card,
        border=ft.Border.all(1, look.colours.line),
        border_radius=RADIUS,
        padding=padding,
        expand=expand,
        ink=on_tap is not None,
        on_click=on_tap,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def heading(look: Look, words: str, count: int | None = None) -> ft.Control:
    """What a card is about, and how many there are."""
    said: list[ft.Control] = [
        ft.Container(lettering.strong(look, words, lines=1), expand=True)
    ]
    if count is not None:
        said.append(lettering.big_figure(look, f"{count}", size=look.sp.body * 1.2))
    return ft.Row(said, spacing=SMALL)


def caption(look: Look, words: str, *, ink: str = "") -> ft.Text:
    """The small words at a value."""
    return lettering.small(look, words, ink=ink or look.colours.ink_soft, lines=1)


def day_and_time(at: datetime) -> str:
    """This device's clock; sorted as it is read, and the same in every language."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def chip(
    look: Look,
    words: str,
    *,
    key: str,
    is_on: bool,
    on_tap: Callable[[], Any],
    count: int | None = None,
) -> ft.Control:
    """One of several, of which one is on."""
    paint = (
        look.colours.work
        if is_on
        else Paint(fill=look.colours.card, ink=look.colours.ink)
    )
    inside: list[ft.Control] = [lettering.small(look, words, ink=paint.ink, lines=1)]
    if count is not None:
        number = lettering.big_figure(look, f"{count}", size=look.sp.small, ink=paint.ink)
        inside.append(number)
    return ft.Container(
        key=key,
        content=ft.Row(inside, spacing=SMALL, tight=True),
        bgcolor=paint.fill,
        border=ft.Border.all(HAIR, paint.fill if is_on else look.colours.line),
        border_radius=look.target / 2,
        height=max(look.target * 0.86, look.sp.small * 2.2),
        padding=ft.Padding.symmetric(horizontal=MEDIUM - HAIR),
        alignment=ft.Alignment.CENTER,
        ink=True,
        on_click=on_tap,
    )


def stage_paint(look: Look, stage: Stage) -> Paint:
    """What a stage looks like: finished and troubled ones stand out, others are quiet."""
    match stage:
        case Stage.SHIPPED | Stage.PACKED | Stage.DELIVERED:
            return look.colours.good
        case Stage.BACKORDERED | Stage.UNPAID | Stage.RETURNED:
            return look.colours.careful
        case Stage.RELEASED | Stage.PICKING | Stage.AT_PACKING:
            return look.colours.work
        case Stage.RESERVED | Stage.CANCELLED:
            return Paint(fill=look.colours.inset, ink=look.colours.ink)


def stage_mark(look: Look, row: OrderRow) -> ft.Control:
    """How far an order is, in its colour and in words."""
    stage = stage_of(row.order.state)
    paint = stage_paint(look, stage)
    return ft.Container(
        content=lettering.small(
            look, look.say(f"sup_stage_{stage}"), ink=paint.ink, lines=1
        ),
        bgcolor=paint.fill,
        border_radius=TIGHT + HAIR,
        padding=ft.Padding.symmetric(horizontal=SMALL + HAIR, vertical=TIGHT),
    )


def told_banner(look: Look, told: Told | None, tell: Tell) -> ft.Control:
    """The verdict on what was just done, until it is tapped away.

    Its place among the others stays when there is nothing to tell: a control put in
    before others that change in the same drawing makes a patch that is hard to follow.
    """
    if told is None:
        return ft.Container(visible=False)
    asked = signal(told.feedback)
    paint = paint_of(asked.verdict, look.colours)
    words = lettering.strong(look, look.say.this(told.sentence), ink=paint.ink)
    return ft.Container(
        key=f"told-{told.feedback.value}",
        bgcolor=paint.fill,
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=MEDIUM, vertical=SMALL + TIGHT),
        ink=True,
        on_click=lambda: tell(Dismiss()),
        content=ft.Row(
            [
                ft.Icon(asked.icon, size=look.sp.title, color=paint.ink),
                ft.Container(words, key="told", expand=True),
                ft.Icon(ft.Icons.CLOSE, size=look.sp.title, color=paint.ink),
            ],
            spacing=MEDIUM,
        ),
    )


def pager(look: Look, page: Page, tell: Tell) -> Sequence[ft.Control]:
    """Which rows are in sight, and the ways to the others; nothing when all are."""
    say, first = look.say, page.number * ROWS + 1
    last = first + len(page.rows) - 1
    if not page.number and not page.has_more:
        return ()
    words = (
        say("sup_rows", first=first, last=last)
        if page.of is None
        else say("sup_rows_of", first=first, last=last, of=page.of)
    )
    before = icon_button(
        look,
        ft.Icons.CHEVRON_LEFT,
        key="page-before",
        label=say("sup_page_before"),
        on_press=lambda: tell(TurnTo(page=page.number - 1)),
    )
    after = icon_button(
        look,
        ft.Icons.CHEVRON_RIGHT,
        key="page-after",
        label=say("sup_page_after"),
        on_press=lambda: tell(TurnTo(page=page.number + 1)),
    )
    before.disabled, after.disabled = not page.number, not page.has_more
    return (lettering.figure(look, words, size=look.sp.small), before, after)


def progress(look: Look, done: int, of: int, *, height: int = 12) -> ft.Control:
    """A bar as full as the work is done."""
    return ft.ProgressBar(
        value=done / of if of else 0,
        bar_height=height,
        border_radius=height / 2,
        color=look.colours.good.fill,
        bgcolor=look.colours.inset,
    )
