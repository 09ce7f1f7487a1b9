"""Carriers and their parcels: which wait on the lane, which are on the manifest."""

from typing import Final

import flet as ft

from app.engine.packing import Parcel
from app.operations.seeing_packing import ManifestView
from app.ui.feedback import Verdict, paint_of
from app.ui.packing.furniture import (
    Press,
    caption,
    card,
    has_columns,
    held_button,
    instruction,
    key_cap,
    large,
    progress,
    two_columns,
)
from app.ui.packing.loading import chosen
from app.ui.packing.saying import spaced_sscc
from app.ui.packing.screen_close import grams
from app.ui.packing.states import Key, Loading, Number, Seen
from app.ui.parts import lettering
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.parts.states import empty_state
from app.ui.theme import HAIR, LARGE, MEDIUM, SMALL, TIGHT, WIDE, Look

PARCELS_MOST: Final = 40


def ship_screen(look: Look, state: Loading, seen: Seen, *, on_press: Press) -> ft.Control:
    """All carriers, or the one being loaded with its parcels."""
    view = chosen(state, seen)
    if not seen.carriers:
        return empty_state(
            look,
            look.say("pack_no_carriers"),
            look.say("pack_no_carriers_how"),
            icon=ft.Icons.LOCAL_SHIPPING,
        )
    if view is None:
        return _choose(look, seen, on_press)
    return two_columns(
        look,
        [_parcels(look, view)],
        [
            _counts(look, view, is_leaving=state.is_leaving),
            *_next(look, state, view, on_press),
        ],
        shape=f"{bool(view.loaded)}-{state.is_leaving}",
    )


def _choose(look: Look, seen: Seen, on_press: Press) -> ft.Control:
    return ft.Column(
        [
            instruction(look, look.say("pack_choose_carrier")),
            ft.Row(
                [
                    _carrier(look, number, view, on_press)
                    for number, view in enumerate(seen.carriers, start=1)
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


def _carrier(look: Look, number: int, view: ManifestView, on_press: Press) -> ft.Control:
    room = look.width - 2 * look.margin
    across = 2 if has_columns(look) else 1
    return ft.Container(
        key=f"carrier-{number}",
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
                ft.Container(large(look, view.carrier), expand=True),
                _count(look, "pack_loaded_n", len(view.loaded)),
                _count(look, "pack_waiting_n", len(view.waiting)),
            ],
            spacing=WIDE,
        ),
    )


def _count(look: Look, words: str, n: int, *, size: float = 0) -> ft.Control:
    return ft.Column(
        [
            lettering.big_figure(look, f"{n}", size=size or look.sp.number),
            caption(look, look.say(words)),
        ],
        spacing=TIGHT,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _counts(look: Look, view: ManifestView, *, is_leaving: bool) -> ft.Control:
    loaded, waiting = len(view.loaded), len(view.waiting)
    size = look.sp.code * 1.5 if has_columns(look) else look.sp.number * 1.3
    edge = Verdict.CAREFUL if is_leaving else Verdict.WORK
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [
                        _count(look, "pack_loaded_n", loaded, size=size),
                        _count(look, "pack_waiting_n", waiting, size=size),
                    ],
                    alignment=ft.MainAxisAlignment.SPACE_EVENLY,
                    expand=True,
                    vertical_alignment=ft.CrossAxisAlignment.CENTER,
                ),
                progress(look, loaded, loaded + waiting),
            ],
            spacing=MEDIUM,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="counts",
        expand=True,
        edge=paint_of(edge, look.colours).fill,
    )


def _next(
    look: Look, state: Loading, view: ManifestView, on_press: Press
) -> list[ft.Control]:
    """What can be done now: the next scan, and giving the van what is loaded."""
    say = look.say
    if state.is_leaving:
        how = say("pack_leaving_how")
        return [instruction(look, how, icon=ft.Icons.LOCAL_SHIPPING)]
    hand_over = [_hand_over(look, on_press)] if view.loaded else []
    if view.waiting:
        return [*hand_over, instruction(look, say("pack_scan_parcel"))]
    return [*hand_over, instruction(look, say("pack_scan_or_leave"))]


def _hand_over(look: Look, on_press: Press) -> ft.Control:
    return card(
        look,
        ft.Row(
            [
                key_cap(look, "H"),
                ft.Container(
                    lettering.strong(look, look.say("pack_hand_over")), expand=True
                ),
                held_button(
                    look,
                    look.say("pack_hand_over_held"),
                    key="hand-over",
                    on_held=lambda: on_press(Key.HAND_OVER_HELD),
                    icon=ft.Icons.LOCAL_SHIPPING,
                ),
            ],
            spacing=MEDIUM,
        ),
    )


def _parcels(look: Look, view: ManifestView) -> ft.Control:
    """What still waits first: that is what somebody has to look for on the lane."""
    say = look.say
    columns = (
        Column(heading="", share=2),
        Column(heading=say("pack_order"), share=6),
        Column(heading="SSCC", share=12),
        Column(heading=say("pack_state"), share=5),
        Column(heading=say("pack_weight"), share=5, is_number=True),
    )
    rows = [*((each, False) for each in view.waiting), *((e, True) for e in view.loaded)]
    lines = [
        _parcel(look, at, row, is_loaded=is_loaded)
        for at, (row, is_loaded) in enumerate(rows[:PARCELS_MOST])
    ]
    more = len(rows) - len(lines)
    return ft.Column(
        [
            lettering.title(look, view.carrier, lines=2),
            data_table(look, columns, lines, expand=has_columns(look)),
            *([caption(look, say("pack_more_rows", n=more))] if more else []),
        ],
        spacing=SMALL,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _parcel(look: Look, at: int, row: tuple[Parcel, str], *, is_loaded: bool) -> Line:
    parcel, ref = row
    icon = ft.Icons.CHECK_CIRCLE if is_loaded else ft.Icons.RADIO_BUTTON_UNCHECKED
    ink = look.colours.ink_soft if is_loaded else look.colours.edge
    weight = grams(look, parcel.weight_g) if parcel.weight_g else "-"
    return Line(
        # By place: rows that change places are rewritten, never moved.
        key=f"{at}",
        verdict=Verdict.GOOD if is_loaded else None,
        cells=(
            ft.Icon(icon, size=look.sp.title, color=ink),
            lettering.big_figure(look, ref, size=look.sp.body * 1.25),
            lettering.figure(look, spaced_sscc(parcel.sscc), size=look.sp.small),
            look.say("pack_loaded_n" if is_loaded else "pack_waiting_n"),
            weight,
        ),
    )
