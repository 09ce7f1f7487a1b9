"""The tablet's frame: the rail to the left, who is there, one place at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from app.operations.seeing_board import Board
from app.ui.parts import lettering
from app.ui.parts.buttons import caption_sp, captioned_button, icon_button
from app.ui.parts.fitting import LETTER_EM
from app.ui.parts.sync_badge import Line, sync_badge
from app.ui.supervisor.board_screen import board_screen
from app.ui.supervisor.exceptions_screen import exceptions_screen
from app.ui.supervisor.flow import GoTo, Stage, State, Tab, count_of
from app.ui.supervisor.furniture import RADIUS, Tell, is_narrow, told_banner
from app.ui.supervisor.orders_screen import orders_screen
from app.ui.supervisor.release_screen import release_screen
from app.ui.supervisor.seeing import Seen
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look

ICONS: Final[Mapping[Tab, ft.IconData]] = {
    Tab.BOARD: ft.Icons.DASHBOARD,
    Tab.RELEASE: ft.Icons.PLAY_CIRCLE,
    Tab.ORDERS: ft.Icons.MANAGE_SEARCH,
    Tab.EXCEPTIONS: ft.Icons.REPORT_PROBLEM,
}

RAIL_EM: Final = 6.4
"""Width of the rail, in parts of the body text's size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What every place of the tablet has around it."""

    who: str
    line: Line
    on_shade: Callable[[], Any]
    on_settings: Callable[[], Any]
    on_leave: Callable[[], Any]


def supervisor_screen(
    look: Look,
    state: State,
    seen: Seen,
    around: Around,
    *,
    search: ft.Control,
    tell: Tell,
) -> ft.Control:
    """One place of the tablet in its frame."""
    place = ft.Container(
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=MEDIUM),
        expand=True,
        content=ft.Column(
            [
                _header(look, state, seen, around),
                told_banner(look, state.told, tell),
                _place(look, state, seen, search, tell),
            ],
            spacing=MEDIUM,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )
    if is_narrow(look):
        return ft.Column([place, _bar(look, state, seen, tell)], spacing=0, expand=True)
    return ft.Row(
        [_rail(look, state, seen, tell), place],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _place(
    look: Look, state: State, seen: Seen, search: ft.Control, tell: Tell
) -> ft.Control:
    # A key of its own: another place is drawn anew, not patched out of this one.
    return ft.Container(
        _what(look, state, seen, search, tell), key=f"place-{state.tab}", expand=True
    )


def _what(
    look: Look, state: State, seen: Seen, search: ft.Control, tell: Tell
) -> ft.Control:
    match state.tab:
        case Tab.BOARD:
            return board_screen(look, seen, tell)
        case Tab.RELEASE:
            return release_screen(look, state, seen, tell)
        case Tab.ORDERS:
            return orders_screen(look, state, seen, search=search, tell=tell)
        case Tab.EXCEPTIONS:
            return exceptions_screen(look, seen, tell)


def _header(look: Look, state: State, seen: Seen, around: Around) -> ft.Control:
    title = lettering.title(look, _title(look, state), lines=1)
    title.expand = True
    say = look.say
    tools = (
        _tool(look, ft.Icons.CONTRAST, "shade", say("sup_shade"), around.on_shade),
        _tool(look, ft.Icons.SETTINGS, "settings", say("settings"), around.on_settings),
        _tool(look, ft.Icons.LOGOUT, "leave", say("sup_leave"), around.on_leave),
    )
    if is_narrow(look):
        return ft.Row([title, sync_badge(look, around.line, compact=True), *tools])
    about = lettering.small(look, f"{seen.site} · {around.who}", lines=1)
    badge = sync_badge(look, around.line)
    return ft.Row([title, about, badge, *tools], spacing=MEDIUM)


def _title(look: Look, state: State) -> str:
    if state.tab is Tab.RELEASE:
        return look.say("sup_release_title")
    return look.say(state.tab.value)


def _tool(
    look: Look, icon: ft.IconData, key: str, label: str, on_press: Callable[[], Any]
) -> ft.Control:
    """Its icon with its word, where there is room for words."""
    if is_narrow(look):
        return icon_button(look, icon, key=key, label=label, on_press=on_press)
    wide = len(label) * caption_sp(look) * LETTER_EM + 2 * SMALL
    button = captioned_button(look, icon, key=key, label=label, on_press=on_press)
    return ft.Container(button, width=max(look.target, wide), height=look.target)


# ── the rail ──────────────────────────────────────────────────────────────────────────


def _rail(look: Look, state: State, seen: Seen, tell: Tell) -> ft.Control:
    return ft.Container(
        width=look.sp.body * RAIL_EM,
        bgcolor=look.colours.card,
        border=ft.Border(right=ft.BorderSide(1, look.colours.line)),
        padding=ft.Padding.symmetric(horizontal=SMALL, vertical=MEDIUM),
        content=ft.Column(
            [_way(look, tab, state, seen.board, tell) for tab in Tab],
            spacing=SMALL,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _bar(look: Look, state: State, seen: Seen, tell: Tell) -> ft.Control:
    ways = [_way(look, tab, state, seen.board, tell) for tab in Tab]
    for way in ways:
        way.expand = True
    return ft.Container(
        bgcolor=look.colours.card,
        border=ft.Border(top=ft.BorderSide(1, look.colours.line)),
        padding=TIGHT,
        content=ft.Row(ways, spacing=TIGHT),
    )


def _way(look: Look, tab: Tab, state: State, board: Board, tell: Tell) -> ft.Control:
    is_here = tab is state.tab
    colours = look.colours
    ink = colours.work.ink if is_here else colours.ink
    number = _waiting(tab, board)
    inside: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(ICONS[tab], size=look.sp.title * 1.1, color=ink),
                *([_bubble(look, tab, number)] if number else []),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=TIGHT,
        ),
        lettering.small(look, look.say(tab.value), ink=ink, lines=1),
    ]
    return ft.Container(
        key=f"go-{tab}",
        bgcolor=colours.work.fill if is_here else colours.card,
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=TIGHT, vertical=SMALL + TIGHT),
        ink=True,
        on_click=lambda: tell(GoTo(tab=tab)),
        content=ft.Column(
            inside,
            spacing=TIGHT,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _waiting(tab: Tab, board: Board) -> int:
    """What waits for the supervisor behind a tab."""
    match tab:
        case Tab.RELEASE:
            return count_of(Stage.RESERVED, board.orders)
        case Tab.EXCEPTIONS:
            return board.shorts + board.counts_open + board.discrepancies
        case Tab.BOARD | Tab.ORDERS:
            return 0


def _bubble(look: Look, tab: Tab, number: int) -> ft.Control:
    colours = look.colours
    is_trouble = tab is Tab.EXCEPTIONS
    fill = colours.careful.fill if is_trouble else colours.inset
    ink = colours.careful.ink if is_trouble else colours.ink
    return ft.Container(
        content=lettering.big_figure(look, f"{number}", size=look.sp.small, ink=ink),
        bgcolor=fill,
        border_radius=look.sp.small,
        padding=ft.Padding.symmetric(horizontal=SMALL - HAIR, vertical=HAIR),
    )
