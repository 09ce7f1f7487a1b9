"""One order: what was asked, where every each of it is, its parcels and its story."""

from typing import Final

import flet as ft

from app.engine.orders import OrderLine
from app.engine.packing import Parcel
from app.operations.seeing_board import OrderStory
from app.ui.parts import lettering
from app.ui.parts.buttons import icon_button
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.supervisor.flow import CloseOrder
from app.ui.supervisor.furniture import (
    Tell,
    caption,
    card,
    day_and_time,
    heading,
    is_narrow,
    stage_mark,
)
from app.ui.supervisor.seeing import ROWS
from app.ui.supervisor.telling import Event, spaced, story
from app.ui.theme import MEDIUM, SMALL, TIGHT, Look

STAGES: Final = (
    "open",
    "backordered",
    "reserved",
    "allocated",
    "picked",
    "packed",
    "shipped",
    "cancelled",
)

EVENTS_MOST: Final = 30


def order_screen(look: Look, shown: OrderStory, tell: Tell) -> ft.Control:
    """Everything known of one order."""
    events = story(shown.timeline)[:EVENTS_MOST]
    return ft.Column(
        [
            _head(look, shown, tell),
            _lines(look, shown),
            *([_parcels(look, shown)] if shown.parcels else []),
            _story(look, events),
        ],
        key="order",
        spacing=MEDIUM,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _head(look: Look, shown: OrderStory, tell: Tell) -> ft.Control:
    order, say = shown.row.order, look.say
    facts = (
        (say("sup_ship_by"), day_and_time(order.ship_by)),
        (say("sup_carrier"), f"{order.carrier}, {order.service}"),
        (say("sup_customer"), order.customer),
    )
    close = icon_button(
        look,
        ft.Icons.CLOSE,
        key="close-order",
        label=say("sup_to_list"),
        on_press=lambda: tell(CloseOrder()),
    )
    top = ft.Row(
        [
            ft.Row(
                [
                    lettering.title(look, say("sup_order_title", order=order.ref)),
                    stage_mark(look, shown.row),
                ],
                spacing=MEDIUM,
                expand=True,
            ),
            close,
        ]
    )
    return card(
        look,
        ft.Column(
            [top, ft.Row([_fact(look, *each) for each in facts], wrap=True, spacing=40)],
            spacing=SMALL,
            tight=True,
        ),
    )


def _fact(look: Look, words: str, value: str) -> ft.Control:
    return ft.Column(
        [caption(look, words), lettering.strong(look, value, lines=1)],
        spacing=0,
        tight=True,
    )


# ── lines ─────────────────────────────────────────────────────────────────────────────


def _lines(look: Look, shown: OrderStory) -> ft.Control:
    """Only stages with something in them get a column, so the numbers stay large."""
    used = [
        stage
        for stage in STAGES
        if any(getattr(line, f"{stage}_each") for line in shown.lines)
    ]
    say = look.say
    columns = [
        Column(heading=say("sup_line_item"), share=5),
        Column(heading=say("sup_each_asked"), share=2, is_number=True),
        *(
            Column(heading=say(f"sup_each_{stage}"), share=2, is_number=True)
            for stage in used
        ),
    ]
    lines = [_line(look, line, used) for line in shown.lines[:ROWS]]
    table = data_table(look, columns, lines, expand=False)
    more = len(shown.lines) - len(lines)
    if not more:
        return table
    rest = caption(look, say("sup_more_lines", n=more))
    return ft.Column([table, rest], spacing=TIGHT, tight=True)


def _line(look: Look, line: OrderLine, used: list[str]) -> Line:
    item = ft.Column(
        [
            lettering.body(look, line.name, lines=1),
            lettering.figure(
                look, line.sku, size=look.sp.small, ink=look.colours.ink_soft
            ),
        ],
        spacing=0,
        tight=True,
    )
    asked = lettering.big_figure(look, f"{line.qty_each}", size=look.sp.body)
    stages = [_quantity(look, getattr(line, f"{stage}_each")) for stage in used]
    return Line(key=f"{line.line_no}", cells=(item, asked, *stages))


def _quantity(look: Look, each: int) -> ft.Control:
    ink = look.colours.ink if each else look.colours.line
    return lettering.figure(look, f"{each}" if each else "·", ink=ink)


# ── parcels and story ─────────────────────────────────────────────────────────────────


def _parcels(look: Look, shown: OrderStory) -> ft.Control:
    rows = [_parcel(look, parcel) for parcel in shown.parcels]
    title = heading(look, look.say("sup_parcels", n=len(shown.parcels)))
    return card(look, ft.Column([title, *rows], spacing=SMALL, tight=True))


def _parcel(look: Look, parcel: Parcel) -> ft.Control:
    weight = look.say("weight_g", n=parcel.weight_g) if parcel.weight_g else ""
    icon = ft.Icon(ft.Icons.INVENTORY_2, size=look.sp.title, color=look.colours.link)
    number = _parcel_number(look, parcel)
    state = lettering.strong(look, look.say(f"sup_parcel_{parcel.state}"), lines=1)
    key, weighed = f"parcel-{parcel.parcel_id}", lettering.figure(look, weight)
    if is_narrow(look):
        below = ft.Row([icon, state, weighed], spacing=MEDIUM)
        return ft.Column([number, below], key=key, spacing=TIGHT, tight=True)
    return ft.Row(
        [icon, ft.Container(number, expand=True), weighed, state],
        key=key,
        spacing=MEDIUM,
    )


def _parcel_number(look: Look, parcel: Parcel) -> ft.Control:
    """Our number, and the carrier's below it where there is one."""
    ours = lettering.big_figure(look, spaced(parcel.sscc), size=look.sp.body)
    if not parcel.tracking:
        return ours
    theirs = lettering.figure(look, parcel.tracking, size=look.sp.small)
    return ft.Column([ours, theirs], spacing=0, tight=True)


def _story(look: Look, events: list[Event]) -> ft.Control:
    title = heading(look, look.say("sup_story"))
    rows = [_event(look, event) for event in events]
    return card(look, ft.Column([title, *rows], spacing=SMALL, tight=True), key="story")


def _event(look: Look, event: Event) -> ft.Control:
    who = event.who or look.say("sup_by_itself")
    what = look.say.this(event.what)
    # Small letters on the line of the larger ones beside them.
    at = ft.Container(
        lettering.figure(look, day_and_time(event.at), size=look.sp.small),
        padding=ft.Padding.only(top=look.sp.body * 0.14),
    )
    words: list[ft.Control] = [lettering.body(look, what, lines=2)]
    if event.needs_a_look:
        ink = look.colours.ink
        words.append(lettering.strong(look, look.say("sup_needs_a_look"), ink=ink))
    if is_narrow(look):
        return ft.Column(
            [ft.Row([at, caption(look, who)], spacing=MEDIUM), *words],
            spacing=0,
            tight=True,
        )
    return ft.Row(
        [
            at,
            ft.Container(lettering.strong(look, who, lines=1), width=look.sp.body * 6.5),
            ft.Column(words, spacing=0, tight=True, expand=True),
        ],
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
