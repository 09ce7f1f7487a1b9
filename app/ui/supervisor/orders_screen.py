"""Orders: found by anything, and how far each has come."""

import flet as ft

from app.engine.names import OrderId
from app.operations.seeing_board import OrderRow
from app.ui.parts import lettering
from app.ui.parts.buttons import secondary_button
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.parts.states import empty_state
from app.ui.supervisor.flow import (
    ON_THE_WAY,
    ClearSearch,
    Narrow,
    Open,
    Stage,
    State,
    count_of,
)
from app.ui.supervisor.furniture import (
    RADIUS,
    Tell,
    caption,
    card,
    chip,
    day_and_time,
    is_narrow,
    pager,
    progress,
    stage_mark,
)
from app.ui.supervisor.order_screen import order_screen
from app.ui.supervisor.seeing import Seen
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look

LIST_EM = 19
"""Width of the list beside an open order, in parts of the body text's size."""


def orders_screen(
    look: Look, state: State, seen: Seen, *, search: ft.Control, tell: Tell
) -> ft.Control:
    """The search on top, below it the list, and beside it the order that was tapped."""
    top: list[ft.Control] = [search, _stages(look, state, seen, tell)]
    if seen.story and is_narrow(look):
        return order_screen(look, seen.story, tell)
    return ft.Column(
        [
            *top,
            # Keys of their own: a list and an order are never patched into each other.
            ft.Container(
                _below(look, state, seen, tell), key=f"below-{_which(seen)}", expand=True
            ),
        ],
        spacing=MEDIUM,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _which(seen: Seen) -> str:
    if not seen.page.rows:
        return "none"
    return f"order-{seen.story.row.order.order_id}" if seen.story else "list"


def _below(look: Look, state: State, seen: Seen, tell: Tell) -> ft.Control:
    if not seen.page.rows:
        return _none(look, state, tell)
    if seen.story is None:
        return _table(look, seen, tell)
    story = order_screen(look, seen.story, tell)
    return ft.Row(
        [_list(look, state, seen, tell), ft.Container(story, expand=True)],
        spacing=MEDIUM,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _stages(look: Look, state: State, seen: Seen, tell: Tell) -> ft.Control:
    orders = seen.board.orders
    # A stage nobody is in is worth a chip only on the usual way, where it tells something.
    shown = [
        stage
        for stage in Stage
        if stage in ON_THE_WAY or stage is state.stage or count_of(stage, orders)
    ]
    chips: list[ft.Control] = [
        chip(
            look,
            look.say("sup_stage_all"),
            key="only-all",
            is_on=state.stage is None,
            on_tap=lambda: tell(Narrow(stage=None)),
        ),
        *(_stage_chip(look, stage, state, seen, tell) for stage in shown),
    ]
    return ft.Row(
        [
            ft.Row(chips, spacing=SMALL, scroll=ft.ScrollMode.AUTO, expand=True),
            *pager(look, seen.page, tell),
        ],
        spacing=SMALL,
    )


def _stage_chip(
    look: Look, stage: Stage, state: State, seen: Seen, tell: Tell
) -> ft.Control:
    return chip(
        look,
        look.say(f"sup_stage_{stage}"),
        key=f"only-{stage}",
        is_on=stage is state.stage,
        count=None if state.search else count_of(stage, seen.board.orders),
        on_tap=lambda: tell(Narrow(stage=stage)),
    )


def _none(look: Look, state: State, tell: Tell) -> ft.Control:
    say = look.say
    clear = secondary_button(
        look,
        say("sup_search_clear"),
        key="search-clear-all",
        on_press=lambda: tell(ClearSearch()),
    )
    empty = (
        empty_state(
            look,
            say("sup_found_none", text=state.search),
            say("sup_found_none_how"),
            icon=ft.Icons.SEARCH_OFF,
            action=clear,
        )
        if state.search
        else empty_state(look, say("sup_no_orders"))
    )
    return card(look, empty, expand=True)


def _table(look: Look, seen: Seen, tell: Tell) -> ft.Control:
    say, is_wide = look.say, not is_narrow(look)
    columns = [
        Column(heading=say("sup_order"), share=3),
        Column(heading=say("sup_state"), share=4),
        *([Column(heading=say("sup_customer"), share=3)] if is_wide else []),
        *([Column(heading=say("sup_carrier"), share=4)] if is_wide else []),
        *([Column(heading=say("sup_lines"), share=2, is_number=True)] if is_wide else []),
        Column(heading=say("sup_items"), share=2, is_number=True),
        *(
            [Column(heading=say("sup_ship_by"), share=5, is_number=True)]
            if is_wide
            else []
        ),
    ]
    lines = [_line(look, row, is_wide=is_wide) for row in seen.page.rows]
    return data_table(
        look, columns, lines, on_line=lambda key: tell(Open(order_id=OrderId(key)))
    )


def _line(look: Look, row: OrderRow, *, is_wide: bool) -> Line:
    order = row.order
    cells: list[str | ft.Control] = [
        lettering.big_figure(look, order.ref, size=look.sp.body),
        ft.Row([stage_mark(look, row)], tight=True),
        *([order.customer, order.carrier, f"{row.lines}"] if is_wide else []),
        f"{row.qty_each}",
        *([day_and_time(order.ship_by)] if is_wide else []),
    ]
    return Line(key=order.order_id, cells=tuple(cells))


def _list(look: Look, state: State, seen: Seen, tell: Tell) -> ft.Control:
    """The same list, as narrow as it can be beside the order that is read."""
    rows = [
        _list_row(look, row, tell, is_open=row.order.order_id == state.order_id)
        for row in seen.page.rows
    ]
    return ft.Container(
        content=ft.ListView([*rows], expand=True),
        width=look.sp.body * LIST_EM,
        bgcolor=look.colours.card,
        border=ft.Border.all(1, look.colours.line),
        border_radius=RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _list_row(look: Look, row: OrderRow, tell: Tell, *, is_open: bool) -> ft.Control:
    order, colours = row.order, look.colours
    done = row.picked_each + row.packed_each + row.shipped_each
    return ft.Container(
        key=f"row-{order.order_id}",
        bgcolor=colours.inset if is_open else colours.card,
        border=ft.Border(
            left=ft.BorderSide(6, colours.link if is_open else colours.card),
            bottom=ft.BorderSide(1, colours.line),
        ),
        padding=ft.Padding.symmetric(horizontal=MEDIUM - TIGHT, vertical=SMALL + HAIR),
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
                ),
                progress(look, done, row.qty_each - row.cancelled_each, height=6),
            ],
            spacing=TIGHT,
            tight=True,
        ),
    )
