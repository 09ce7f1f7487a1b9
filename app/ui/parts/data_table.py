"""Rows to compare: names to the left, numbers to the right with every digit in its column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from app.ui.feedback import Verdict, paint_of
from app.ui.parts import lettering
from app.ui.theme import MEDIUM, SMALL, TIGHT, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading, its share of the width, and whether digits line up under it."""

    heading: str
    share: int = 1
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row. A cell is text or a ready control (a zone chip, a small button).

    `verdict` puts a coloured bar before the row; say in words, in a cell, what it means.
    """

    key: str
    cells: tuple[str | ft.Control, ...]
    verdict: Verdict | None = None


def data_table(
    look: Look,
    columns: Sequence[Column],
    lines: Sequence[Line],
    *,
    on_line: Callable[[str], Any] | None = None,
    expand: bool = True,
) -> ft.Control:
    """A table for tablet and kiosk, as wide as it is let.

    Every row costs the session (field notes: 200 rows on 50 screens are slow), so the
    caller pages long lists.

    Args:
        look: Whose screen.
        columns: Left to right.
        lines: As many cells as columns in each.
        on_line: Called with the line's key when it is tapped.
        expand: Fill the height there is and scroll; else as high as the rows.
    """
    body = [_line(look, columns, line, on_line) for line in lines]
    return ft.Container(
        bgcolor=look.colours.card,
        border=ft.Border.all(1, look.colours.line),
        border_radius=SMALL,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        expand=expand,
        content=ft.Column(
            [
                _heading(look, columns),
                ft.ListView(body, expand=True) if expand else ft.Column(body, spacing=0),
            ],
            spacing=0,
            tight=not expand,
        ),
    )


def _heading(look: Look, columns: Sequence[Column]) -> ft.Control:
    return ft.Container(
        bgcolor=look.colours.inset,
        padding=ft.Padding.only(left=MEDIUM + 6, right=MEDIUM, top=SMALL, bottom=SMALL),
        content=_cells(
            columns,
            [lettering.small(look, column.heading, lines=2) for column in columns],
        ),
    )


def _line(
    look: Look,
    columns: Sequence[Column],
    line: Line,
    on_line: Callable[[str], Any] | None,
) -> ft.Control:
    assert len(line.cells) == len(columns), line
    mark = (
        paint_of(line.verdict, look.colours).fill if line.verdict else look.colours.card
    )
    tap = None if on_line is None else (lambda: on_line(line.key))
    cells = [_cell(look, *pair) for pair in zip(columns, line.cells, strict=True)]
    row = ft.Container(
        border=ft.Border(left=ft.BorderSide(6, mark)),
        padding=ft.Padding.symmetric(horizontal=MEDIUM, vertical=TIGHT),
        expand=True,
        alignment=ft.Alignment.CENTER_LEFT,
        content=_cells(columns, cells),
    )
    # The line between rows is a box of its own: as a second side of the border it is
    # drawn as a wedge, in two shades. A whole number of pixels keeps it sharp.
    rule = ft.Container(height=1, bgcolor=look.colours.line)
    return ft.Container(
        key=f"line-{line.key}",
        height=round(max(look.target, look.sp.body * 1.25 * 2 + SMALL)),
        ink=tap is not None,
        on_click=tap,
        content=ft.Column([row, rule], spacing=0),
    )


def _cell(look: Look, column: Column, value: str | ft.Control) -> ft.Control:
    if not isinstance(value, str):
        return value
    if column.is_number:
        return lettering.figure(look, value)
    return lettering.body(look, value, lines=2)


def _cells(columns: Sequence[Column], cells: Sequence[ft.Control]) -> ft.Control:
    return ft.Row(
        [
            ft.Container(
                content=cell,
                expand=column.share,
                alignment=(
                    ft.Alignment.CENTER_RIGHT
                    if column.is_number
                    else ft.Alignment.CENTER_LEFT
                ),
            )
            for column, cell in zip(columns, cells, strict=True)
        ],
        spacing=MEDIUM,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
