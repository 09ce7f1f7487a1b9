"""The list a carrier's driver signs: every parcel handed over, counted and weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.labels.fonts import Face
from app.labels.paper import Box, Paper, PdfPaper
from app.labels.parcel import weight_text
from app.labels.sheets import A4_HEIGHT_MM, A4_WIDTH_MM
from app.labels.slip import Pages
from app.labels.typesetting import Across, Down, Style, write

_MARGIN_MM: Final = 18.0
_HEAD_MM: Final = 37.0
_FOOT_MM: Final = 8.0
_COLUMNS_MM: Final = 8.0
_ROW_MM: Final = 7.0
_SIGN_MM: Final = 44.0
_THIRD_MM: Final = 54.0

_MUTED: Final = "#5a6068"
_RULE: Final = "#c9ced6"
_WASH: Final = "#f1f3f6"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestWords:
    """What is printed around the facts, in the driver's language."""

    title: str = "Manifest"
    carrier: str = "Carrier"
    day: str = "Date"
    dock: str = "Dock"
    ship_from: str = "From"
    number: str = "Manifest number"
    row: str = "No."
    sscc: str = "Parcel (SSCC)"
    order: str = "Order"
    tracking: str = "Tracking"
    weight: str = "Weight"
    total: str = "{count} parcels"
    total_one: str = "1 parcel"
    unweighed: str = "{count} not weighed"
    taken: str = "All parcels on this list were taken over."
    driver: str = "Driver's name"
    signature: str = "Signature"
    signed_at: str = "Date and time"
    page: str = "Page {number} of {count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """One parcel on the list. `weight_g` is None when nobody weighed it."""

    sscc: str
    order_ref: str
    tracking: str = ""
    weight_g: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestSheet:
    """What one carrier takes in one go. `day` comes ready to print."""

    carrier: str
    number: str
    day: str
    ship_from: tuple[str, ...]
    rows: tuple[ManifestRow, ...]
    driver: str = ""
    at_dock: str = ""
    words: ManifestWords = ManifestWords()

    @property
    def weight_g(self) -> int:
        """What the weighed parcels weigh, in all."""
        return sum(row.weight_g or 0 for row in self.rows)

    @property
    def unweighed(self) -> int:
        """How many parcels nobody weighed."""
        return sum(1 for row in self.rows if row.weight_g is None)


def manifest_pdf(sheet: ManifestSheet) -> bytes:
    """A4 pages: every parcel on a line of its own, totals and signature on the last."""
    title = f"{sheet.words.title} {sheet.carrier}"
    paper = PdfPaper(A4_WIDTH_MM, A4_HEIGHT_MM, title=title)
    draw_manifest(paper, sheet)
    return paper.to_bytes()


def draw_manifest(paper: Pages, sheet: ManifestSheet) -> None:
    """Draw the list on as many A4 pages as it needs."""
    pages = _paged(sheet.rows)
    first = 1
    for number, rows in enumerate(pages, start=1):
        if number > 1:
            paper.next_page()
        _draw_page(paper, sheet, rows, first)
        _draw_foot(paper, sheet, number, len(pages))
        if number == len(pages):
            _draw_sign(paper, _body().cut_bottom(_SIGN_MM)[0], sheet)
        first += len(rows)


def _paged(rows: Sequence[ManifestRow]) -> list[tuple[ManifestRow, ...]]:
    """Full pages, and a last one that leaves room for totals and signature."""
    room_mm = _body().height_mm - _COLUMNS_MM
    full, short = int(room_mm / _ROW_MM), int((room_mm - _SIGN_MM) / _ROW_MM)
    pages = [tuple(rows[at : at + full]) for at in range(0, len(rows), full)] or [()]
    if len(pages[-1]) > short:
        last = pages.pop()
        pages += [last[:short], last[short:]]
    return pages


def _whole() -> Box:
    return Box(0, 0, A4_WIDTH_MM, A4_HEIGHT_MM).inset(_MARGIN_MM, 15)


def _body() -> Box:
    _, rest = _whole().cut_top(_HEAD_MM)
    _, body = rest.cut_bottom(_FOOT_MM)
    return body


def _draw_page(
    paper: Paper, sheet: ManifestSheet, rows: Sequence[ManifestRow], first: int
) -> None:
    _draw_head(paper, _whole().cut_top(_HEAD_MM)[0], sheet)
    heading, rest = _body().cut_top(_COLUMNS_MM)
    _draw_column_heads(paper, heading, sheet.words)
    for number, row in enumerate(rows, start=first):
        here = Box(rest.x_mm, rest.y_mm, rest.width_mm, _ROW_MM)
        rest = Box(
            rest.x_mm,
            rest.y_mm + _ROW_MM,
            rest.width_mm,
            max(0.01, rest.height_mm - _ROW_MM),
        )
        _draw_row(paper, here, number, row)


def _draw_head(paper: Paper, box: Box, sheet: ManifestSheet) -> None:
    words = sheet.words
    top, rest = box.cut_top(15, gap_mm=4)
    title, sender = top.cut_left(100, gap_mm=4)
    big = Style(face=Face.EXTRA_BOLD, size_pt=24)
    write(paper, title, f"{words.title} {sheet.carrier}", big)
    right = Style(size_pt=9, first=Face.BOLD, leading=1.2, across=Across.RIGHT)
    write(paper, sender, sheet.ship_from[:4], right)
    paper.fill(Box(box.x_mm, rest.y_mm - 2, box.width_mm, 0.7))
    facts = (
        (words.day, sheet.day, Face.SEMI_BOLD, 46.0),
        (words.dock, sheet.at_dock or "-", Face.SEMI_BOLD, 30.0),
        (words.number, sheet.number, Face.MONO, 88.0),
    )
    for heading, value, face, width_mm in facts:
        cell, rest = rest.cut_left(width_mm, gap_mm=3)
        above, below = cell.cut_top(4, gap_mm=1)
        write(paper, above, heading, _HEADING)
        write(paper, below.cut_top(7)[0], value, Style(face=face, size_pt=12))


def _draw_column_heads(paper: Paper, box: Box, words: ManifestWords) -> None:
    paper.fill(box, _WASH)
    left = Style(face=Face.BOLD, size_pt=8.5, colour=_MUTED, down=Down.MIDDLE)
    right = Style(
        face=Face.BOLD, size_pt=8.5, colour=_MUTED, down=Down.MIDDLE, across=Across.RIGHT
    )
    texts = (words.row, words.sscc, words.order, words.tracking, words.weight)
    for cell, text, style in zip(
        _cells(box), texts, (right, left, left, left, right), strict=True
    ):
        write(paper, cell, text, style)


def _draw_row(paper: Paper, box: Box, number: int, row: ManifestRow) -> None:
    texts = (
        f"{number}",
        _spaced(row.sscc),
        row.order_ref,
        row.tracking or "-",
        weight_text(row.weight_g),
    )
    for cell, text, style in zip(
        _cells(box), texts, (_COUNT, _CODE, _CODE, _CODE, _COUNT), strict=True
    ):
        write(paper, cell, text, style)
    paper.fill(Box(box.x_mm, box.bottom_mm - 0.2, box.width_mm, 0.2), _RULE)


def _cells(box: Box) -> tuple[Box, Box, Box, Box, Box]:
    weight, rest = box.cut_right(20, gap_mm=3)
    number, rest = rest.cut_left(10, gap_mm=4)
    sscc, rest = rest.cut_left(50, gap_mm=4)
    order, tracking = rest.cut_left(36, gap_mm=4)
    return (number, sscc, order, tracking, weight.cut_right(2)[1])


def _draw_sign(paper: Paper, box: Box, sheet: ManifestSheet) -> None:
    words = sheet.words
    total, rest = box.cut_top(12, gap_mm=2)
    _draw_total(paper, total, sheet)
    said, rest = rest.cut_top(6, gap_mm=10)
    write(paper, said, words.taken, Style(size_pt=10))
    driver, rest = rest.cut_left(_THIRD_MM, gap_mm=6)
    signature, signed_at = rest.cut_left(_THIRD_MM, gap_mm=6)
    _draw_line(paper, driver, words.driver, sheet.driver)
    _draw_line(paper, signature, words.signature)
    _draw_line(paper, signed_at, words.signed_at)


def _draw_line(paper: Paper, box: Box, heading: str, value: str = "") -> None:
    above, below = box.cut_top(5, gap_mm=1.2)
    paper.fill(Box(above.x_mm, above.bottom_mm, above.width_mm, 0.4))
    write(paper, above, value, Style(size_pt=11, down=Down.BOTTOM))
    write(paper, below, heading, _HEADING)


def _draw_total(paper: Paper, box: Box, sheet: ManifestSheet) -> None:
    words, count = sheet.words, len(sheet.rows)
    paper.fill(Box(box.x_mm, box.y_mm, box.width_mm, 0.7))
    left, right = box.inset(2, 2).cut_left(box.width_mm / 2)
    said = words.total_one if count == 1 else words.total.format(count=count)
    write(paper, left, said, Style(face=Face.BOLD, size_pt=14, down=Down.MIDDLE))
    weight = weight_text(sheet.weight_g or None)
    if sheet.unweighed:
        weight = f"{weight}, {words.unweighed.format(count=sheet.unweighed)}"
    style = Style(face=Face.BOLD, size_pt=14, across=Across.RIGHT, down=Down.MIDDLE)
    write(paper, right, weight, style)


def _draw_foot(paper: Paper, sheet: ManifestSheet, number: int, count: int) -> None:
    box = _whole().cut_bottom(_FOOT_MM)[0]
    page = sheet.words.page.format(number=number, count=count)
    small = Style(size_pt=8, colour=_MUTED, down=Down.BOTTOM, across=Across.RIGHT)
    write(paper, box, page, small)


def _spaced(sscc: str) -> str:
    if len(sscc) != 18:
        return sscc
    return f"{sscc[0]} {sscc[1:8]} {sscc[8:17]} {sscc[17]}"


_HEADING: Final = Style(face=Face.BOLD, size_pt=8.5, colour=_MUTED)
_CODE: Final = Style(face=Face.MONO, size_pt=9.5, down=Down.MIDDLE)
_COUNT: Final = Style(
    face=Face.MONO, size_pt=9.5, down=Down.MIDDLE, across=Across.RIGHT, is_one_line=True
)
