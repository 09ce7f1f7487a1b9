"""The packing kiosk's frame: verdict above, work between, keys below. Plain functions."""

from dataclasses import dataclass
from typing import assert_never

import flet as ft

from app.ui.feedback import Feedback
from app.ui.packing.furniture import KeyHint, Press, key_cap, key_hint
from app.ui.packing.saying import goods_of
from app.ui.packing.screen_close import label_screen, weigh_screen
from app.ui.packing.screen_ship import ship_screen
from app.ui.packing.screen_start import start_screen, who_screen
from app.ui.packing.screen_verify import verify_screen
from app.ui.packing.states import (
    AtStart,
    Key,
    Labelling,
    Loading,
    Seen,
    SigningIn,
    State,
    Verifying,
    Weighing,
)
from app.ui.parts import lettering
from app.ui.parts.states import loading_state
from app.ui.parts.sync_badge import Line
from app.ui.parts.verdict_header import verdict_header
from app.ui.theme import HAIR, LARGE, MEDIUM, SMALL, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What surrounds the work: the line to the shared store, who packs, what is typed.

    `typed` stands small at the foot of the screen, `grams` large at the scale; `on_press`
    is told what a tap or a key stands for. `who` is empty while nobody stands here.
    """

    line: Line
    who: str
    typed: ft.Control
    grams: ft.Control
    on_press: Press


def packing_screen(look: Look, state: State, seen: Seen, around: Around) -> ft.Control:
    """The whole screen for where the packer is and what the books say of it."""
    said = headline(look, state, seen)
    return ft.Column(
        [
            verdict_header(look, state.told.feedback, said, line=around.line),
            ft.Container(
                # Another place is another screen: nothing of the old one is moved into it.
                key=type(state).__name__,
                content=_body(look, state, seen, around),
                expand=True,
                padding=ft.Padding.symmetric(horizontal=look.margin, vertical=MEDIUM),
            ),
            _foot(look, state, around),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def headline(look: Look, state: State, seen: Seen) -> str:
    """The verdict's sentence, or what is waited for while there is none."""
    if state.told.says:
        return look.say.this(state.told.says)
    if isinstance(state, Verifying) and state.told.feedback is Feedback.GOOD:
        goods = goods_of(seen.job, state.in_hand or "")
        if goods:
            return look.say(
                "pack_one_checked",
                item=goods.name,
                n=goods.packed_each,
                of=goods.qty_each,
            )
    return stands_at(look, state, seen)


def stands_at(look: Look, state: State, seen: Seen) -> str:
    """Where one is while there is no verdict; what to do stands in the instruction."""
    say = look.say
    match state:
        case SigningIn():
            return say("pack_who")
        case AtStart():
            return say("pack_table_free")
        case Verifying():
            goods = seen.job.goods if seen.job else ()
            return say("pack_left", n=sum(each.left_each for each in goods))
        case Weighing():
            return say("pack_all_there")
        case Labelling():
            return say("pack_closed")
        case Loading(carrier=""):
            return say("pack_which_carrier")
        case Loading(carrier=carrier):
            return say("pack_loading", carrier=carrier)
        case _:
            assert_never(state)


def _body(look: Look, state: State, seen: Seen, around: Around) -> ft.Control:
    on_press = around.on_press
    match state:
        case SigningIn():
            return who_screen(look, seen, on_press=on_press)
        case AtStart():
            return start_screen(look, seen)
        case Verifying() if seen.job:
            return verify_screen(look, state, seen.job, seen.item)
        case Weighing() if seen.job:
            return weigh_screen(look, state, seen.job, typed=around.grams)
        case Labelling() if seen.papers:
            return label_screen(look, state, seen.papers, on_press=on_press)
        case Loading():
            return ship_screen(look, state, seen, on_press=on_press)
        case _:
            return loading_state(look)


def _foot(look: Look, state: State, around: Around) -> ft.Control:
    who, on_press = around.who, around.on_press
    hints = [key_hint(look, hint, on_press) for hint in _hints(look, state)]
    name = ft.Row(
        [
            ft.Icon(ft.Icons.PERSON, size=look.sp.title, color=look.colours.ink_soft),
            lettering.strong(look, who, lines=1),
        ],
        spacing=SMALL,
        tight=True,
    )
    return ft.Container(
        bgcolor=look.colours.card,
        border=ft.Border(top=ft.BorderSide(HAIR, look.colours.line)),
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=SMALL),
        content=ft.Row(
            [
                ft.Container(around.typed, expand=True),
                *hints,
                *(_tabs(look, state, on_press) if who else []),
                *([name] if who else []),
            ],
            spacing=LARGE,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _hints(look: Look, state: State) -> list[KeyHint]:
    words = _escape_words(look, state)
    return [KeyHint(cap="Esc", words=words, means=Key.ESCAPE)]


def _escape_words(look: Look, state: State) -> str:
    say = look.say
    match state:
        case SigningIn():
            return say("pack_key_leave")
        case AtStart():
            return say("pack_key_somebody_else")
        case Weighing(asked_g=asked_g) if asked_g is not None:
            return say("pack_key_again")
        case Verifying() | Weighing():
            return say("pack_key_aside")
        case Labelling():
            return say("pack_key_later")
        case Loading(is_leaving=True):
            return say("pack_key_no")
        case Loading(carrier="", aside=aside):
            return say("pack_key_to_aside" if aside else "pack_key_back")
        case Loading():
            return say("pack_key_carriers")
        case _:
            assert_never(state)


def _tabs(look: Look, state: State, on_press: Press) -> list[ft.Control]:
    is_ship = isinstance(state, Loading)
    return [
        ft.Container(
            key="tabs",
            border=ft.Border.all(HAIR, look.colours.edge),
            border_radius=SMALL,
            height=max(look.target, look.sp.body * 2.4),
            ink=True,
            on_click=lambda: on_press(Key.SHIP),
            content=ft.Row(
                [
                    _tab(look, ft.Icons.INVENTORY_2, "pack_tab", is_on=not is_ship),
                    ft.Container(
                        key_cap(look, "F2"),
                        padding=ft.Padding.symmetric(horizontal=SMALL),
                    ),
                    _tab(look, ft.Icons.LOCAL_SHIPPING, "pack_ship_tab", is_on=is_ship),
                ],
                spacing=0,
                tight=True,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
            ),
        )
    ]


def _tab(look: Look, icon: ft.IconData, words: str, *, is_on: bool) -> ft.Control:
    paint = look.colours.work
    ink = paint.ink if is_on else look.colours.ink
    return ft.Container(
        bgcolor=paint.fill if is_on else None,
        alignment=ft.Alignment.CENTER,
        height=max(look.target, look.sp.body * 2.4) - 2 * HAIR,
        padding=ft.Padding.symmetric(horizontal=MEDIUM),
        content=ft.Row(
            [
                ft.Icon(icon, size=look.sp.body * 1.3, color=ink),
                lettering.strong(look, look.say(words), ink=ink, lines=1),
            ],
            spacing=SMALL,
            tight=True,
        ),
    )
