"""Choosing which orders become work for the floor."""

import flet as ft

from app.engine.names import OrderId
from app.operations.seeing_board import OrderRow
from app.ui.feedback import Verdict
from app.ui.parts import lettering
from app.ui.parts.buttons import primary_button
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.parts.states import empty_state
from app.ui.supervisor.flow import (
    FIRST_FEW,
    Choose,
    Release,
    SortBySize,
    State,
    Toggle,
    chosen_of,
)
from app.ui.supervisor.furniture import (
    Tell,
    caption,
    card,
    chip,
    day_and_time,
    is_narrow,
    pager,
)
from app.ui.supervisor.seeing import Page, Seen
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look


def release_screen(look: Look, state: State, seen: Seen, tell: Tell) -> ft.Control:
    """Every order that can go, the most urgent first, and one button."""
    page, say = seen.page, look.say
    if not page.rows:
        empty = empty_state(
            look,
            say("sup_none_to_release"),
            say("sup_none_to_release_how"),
            icon=ft.Icons.TASK_ALT,
        )
        return card(look, empty, expand=True)
    chosen = chosen_of(state, page.ids)
    return ft.Column(
        [
            _choices(look, page, chosen, tell, is_small_first=state.small_first),
            _table(look, page, chosen, tell),
            _foot(look, page, chosen, tell),
        ],
        spacing=MEDIUM,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _choices(
    look: Look,
    page: Page,
    chosen: tuple[OrderId, ...],
    tell: Tell,
    *,
    is_small_first: bool,
) -> ft.Control:
    say, first = look.say, page.ids[:FIRST_FEW]
    chips: list[ft.Control] = [
        chip(
            look,
            say("sup_choose_first", n=len(first)),
            key="choose-first",
            is_on=chosen == first,
            on_tap=lambda: tell(Choose(order_ids=first)),
        ),
        chip(
            look,
            say("sup_choose_shown", n=len(page.rows)),
            key="choose-all",
            is_on=chosen == page.ids,
            on_tap=lambda: tell(Choose(order_ids=page.ids)),
        ),
        chip(
            look,
            say("sup_choose_none"),
            key="choose-none",
            is_on=not chosen,
            on_tap=lambda: tell(Choose(order_ids=())),
        ),
    ]
    size = chip(
        look,
        say("sup_small_first"),
        key="small-first",
        is_on=is_small_first,
        on_tap=lambda: tell(SortBySize(small_first=not is_small_first)),
    )
    chips += [ft.Container(width=SMALL), size]
    return ft.Row(
        [
            ft.Row(chips, spacing=SMALL, tight=True, wrap=is_narrow(look)),
            ft.Row([*pager(look, page, tell)], spacing=SMALL, tight=True),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=is_narrow(look),
    )


def _table(look: Look, page: Page, chosen: tuple[OrderId, ...], tell: Tell) -> ft.Control:
    say, is_wide = look.say, not is_narrow(look)
    columns = [
        Column(heading="", share=1),
        Column(heading=say("sup_order"), share=2),
        *([Column(heading=say("sup_customer"), share=2)] if is_wide else []),
        *([Column(heading=say("sup_carrier"), share=3)] if is_wide else []),
        Column(heading=say("sup_lines"), share=1, is_number=True),
        Column(heading=say("sup_items"), share=1, is_number=True),
        *([_backordered_column(look)] if is_wide else []),
        *(
            [Column(heading=say("sup_ship_by"), share=3, is_number=True)]
            if is_wide
            else []
        ),
    ]
    lines = [
        _line(look, row, is_chosen=row.order.order_id in chosen, is_wide=is_wide)
        for row in page.rows
    ]
    return data_table(
        look, columns, lines, on_line=lambda key: tell(Toggle(order_id=OrderId(key)))
    )


def _backordered_column(look: Look) -> Column:
    return Column(heading=look.say("sup_pieces_missing"), share=2, is_number=True)


def _line(look: Look, row: OrderRow, *, is_chosen: bool, is_wide: bool) -> Line:
    order, colours = row.order, look.colours
    box = ft.Icon(
        ft.Icons.CHECK_BOX if is_chosen else ft.Icons.CHECK_BOX_OUTLINE_BLANK,
        key=f"box-{order.order_id}",
        size=look.sp.title * 1.2,
        color=colours.link if is_chosen else colours.edge,
    )
    short = _backordered(look, row.backordered_each)
    cells: list[str | ft.Control] = [
        box,
        lettering.big_figure(look, order.ref, size=look.sp.body),
        *([order.customer, order.carrier] if is_wide else []),
        f"{row.lines}",
        f"{row.qty_each}",
        *([short, day_and_time(order.ship_by)] if is_wide else []),
    ]
    return Line(
        key=order.order_id,
        cells=tuple(cells),
        verdict=Verdict.WORK if is_chosen else None,
    )


def _backordered(look: Look, each: int) -> ft.Control:
    """What will be missing: no release without having seen it."""
    if not each:
        return lettering.figure(look, "")
    paint = look.colours.careful
    return ft.Container(
        lettering.figure(look, f"{each}", ink=paint.ink),
        bgcolor=paint.fill,
        border_radius=TIGHT + HAIR,
        padding=ft.Padding.symmetric(horizontal=SMALL, vertical=HAIR),
    )


def _foot(look: Look, page: Page, chosen: tuple[OrderId, ...], tell: Tell) -> ft.Control:
    say, n = look.say, len(chosen)
    rows = [row for row in page.rows if row.order.order_id in chosen]
    words = say(
        "sup_chosen",
        lines=sum(row.lines for row in rows),
        items=sum(row.reserved_each for row in rows),
    )
    button = primary_button(
        look,
        say("sup_release_n", n=n) if n else say("sup_release_none"),
        key="release",
        icon=ft.Icons.PLAY_ARROW,
        on_press=(lambda: tell(Release(in_sight=page.ids))) if n else None,
    )
    if is_narrow(look):
        return button
    about = lettering.body(look, words) if n else caption(look, "")
    return ft.Row(
        [ft.Container(about, expand=True), ft.Container(button, expand=True)],
        spacing=MEDIUM,
    )
