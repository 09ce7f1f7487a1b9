"""Who packs, and the totes that wait."""

from datetime import datetime

import flet as ft

from app.engine.site import Person
from app.engine.task_states import ToteState
from app.operations.seeing_packing import ParcelPapers, WaitingTote
from app.ui.feedback import Verdict
from app.ui.packing.furniture import (
    Press,
    caption,
    card,
    fact,
    has_columns,
    instruction,
    key_cap,
    large,
    large_instruction,
    two_columns,
)
from app.ui.packing.saying import spaced_sscc
from app.ui.packing.states import Number, Seen
from app.ui.parts import lettering
from app.ui.parts.big_code import big_code
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.parts.states import empty_state
from app.ui.theme import HAIR, LARGE, MEDIUM, SMALL, TIGHT, WIDE, Look

TOTES_MOST = 10
LABELS_MOST = 3


def who_screen(look: Look, seen: Seen, *, on_press: Press) -> ft.Control:
    """Everybody who packs, with the key that chooses them."""
    say = look.say
    if not seen.people:
        return empty_state(look, say("pack_nobody"), icon=ft.Icons.PERSON_OFF)
    return ft.Column(
        [
            instruction(look, say("pack_who_how")),
            ft.Row(
                [
                    _person(look, number, person, on_press)
                    for number, person in enumerate(seen.people, start=1)
                ],
                wrap=True,
                spacing=LARGE,
                run_spacing=LARGE,
            ),
        ],
        spacing=LARGE,
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _person(look: Look, number: int, person: Person, on_press: Press) -> ft.Control:
    room = look.width - 2 * look.margin
    across = 3 if room > 1100 else 1
    return ft.Container(
        key=f"person-{person.badge}",
        width=(room - (across - 1) * LARGE) / across - HAIR,
        bgcolor=look.colours.card,
        border=ft.Border.all(HAIR, look.colours.line),
        border_radius=SMALL + TIGHT,
        padding=WIDE,
        ink=True,
        on_click=lambda: on_press(Number(value=number)),
        content=ft.Row(
            [
                key_cap(look, f"{number}"),
                ft.Icon(
                    ft.Icons.PERSON, size=look.sp.number, color=look.colours.ink_soft
                ),
                ft.Column(
                    [
                        large(look, person.name),
                        lettering.figure(
                            look,
                            person.badge,
                            size=look.sp.small,
                            ink=look.colours.ink_soft,
                        ),
                    ],
                    spacing=TIGHT,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=LARGE,
        ),
    )


def start_screen(look: Look, seen: Seen) -> ft.Control:
    """The totes that wait, the most urgent first, and what was left over."""
    say = look.say
    return two_columns(
        look,
        [_waiting(look, seen.totes)],
        [
            *([_most_urgent(look, seen.totes[0])] if seen.totes else []),
            *([_unlabelled(look, seen.unlabelled)] if seen.unlabelled else []),
            _to_load(look, seen),
            (instruction if seen.totes else large_instruction)(
                look, say("scan_any_tote")
            ),
        ],
        shape=f"{bool(seen.totes)}-{bool(seen.unlabelled)}",
    )


def _waiting(look: Look, totes: tuple[WaitingTote, ...]) -> ft.Control:
    say = look.say
    if not totes and not has_columns(look):
        return lettering.title(look, say("pack_no_totes"))
    if not totes:
        return card(
            look,
            empty_state(look, say("pack_no_totes"), say("pack_no_totes_how")),
            expand=True,
        )
    columns = (
        Column(heading=say("pack_tote"), share=3),
        Column(heading=say("pack_order"), share=3),
        Column(heading=say("pack_where"), share=3),
        Column(heading=say("pack_ship_by"), share=4),
        Column(heading=say("pack_state"), share=2),
    )
    lines = [_tote(look, at, each) for at, each in enumerate(totes[:TOTES_MOST])]
    more = len(totes) - len(lines)
    return ft.Column(
        [
            lettering.title(look, say("pack_waiting", n=len(totes))),
            data_table(look, columns, lines, expand=has_columns(look)),
            *([caption(look, say("pack_more_rows", n=more))] if more else []),
        ],
        spacing=SMALL,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _tote(look: Look, at: int, tote: WaitingTote) -> Line:
    is_begun = tote.state is ToteState.PACKING
    even = look.sp.body * 1.15
    return Line(
        key=f"{at}",
        verdict=Verdict.CAREFUL if is_begun else None,
        cells=(
            lettering.big_figure(look, tote.tote, size=even),
            lettering.figure(look, tote.order_ref, size=even),
            lettering.figure(look, tote.stands_at, ink=look.colours.ink_soft),
            lettering.figure(look, day_and_time(tote.ship_by)),
            lettering.body(look, look.say("pack_begun" if is_begun else "pack_new")),
        ),
    )


def day_and_time(at: datetime) -> str:
    """Sorted as it is read, and the same in every language."""
    return f"{at:%Y-%m-%d %H:%M}"


def _most_urgent(look: Look, first: WaitingTote) -> ft.Control:
    """The tote to take next, to be found on the rack from here."""
    say = look.say
    code = ft.Container(
        big_code(look, first.tote, width=look.width * 0.34),
        alignment=ft.Alignment.CENTER_LEFT,
        expand=True,
    )
    facts = ft.Row(
        [
            fact(look, say("pack_order"), first.order_ref),
            fact(look, say("pack_ship_by"), day_and_time(first.ship_by)),
        ],
        spacing=LARGE * 2,
        tight=True,
    )
    return card(
        look,
        ft.Column(
            [
                caption(look, say("pack_most_urgent")),
                *([code, facts] if has_columns(look) else [ft.Row([code, facts])]),
            ],
            spacing=MEDIUM,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="most-urgent",
        expand=True,
    )


def _unlabelled(look: Look, parcels: tuple[ParcelPapers, ...]) -> ft.Control:
    say, paint = look.say, look.colours.careful
    rows = [
        ft.Row(
            [
                lettering.big_figure(
                    look, each.order.ref, size=look.sp.body * 1.2, ink=paint.ink
                ),
                lettering.figure(look, spaced_sscc(each.parcel.sscc), ink=paint.ink),
            ],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        )
        for each in parcels[:LABELS_MOST]
    ]
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [
                        ft.Icon(ft.Icons.WARNING, size=look.sp.title, color=paint.ink),
                        ft.Container(
                            lettering.strong(
                                look,
                                say("pack_unlabelled", n=len(parcels)),
                                ink=paint.ink,
                            ),
                            expand=True,
                        ),
                    ],
                    spacing=MEDIUM,
                ),
                *rows,
                lettering.body(look, say("pack_unlabelled_how"), ink=paint.ink),
            ],
            spacing=SMALL,
            tight=True,
        ),
        key="unlabelled",
        fill=paint.fill,
    )


def _to_load(look: Look, seen: Seen) -> ft.Control:
    say = look.say
    rows: list[ft.Control] = [
        ft.Row(
            [
                lettering.body(look, view.carrier, lines=1),
                lettering.figure(
                    look,
                    f"{len(view.loaded)} / {len(view.loaded) + len(view.waiting)}",
                    size=look.sp.body * 1.2,
                ),
            ],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        )
        for view in seen.carriers[:4]
    ] or [caption(look, say("pack_no_load"))]
    head = ft.Row(
        [
            ft.Container(lettering.strong(look, say("pack_to_load")), expand=True),
            key_cap(look, "F2"),
        ]
    )
    return card(look, ft.Column([head, *rows], spacing=SMALL, tight=True))
