"""The packing slip that lies in the carton: what was ordered, what is inside, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.labels.codes import code_128
from app.labels.fonts import Face
from app.labels.paper import Box, Paper, PdfPaper
from app.labels.sheets import A4_HEIGHT_MM, A4_WIDTH_MM
from app.labels.typesetting import (
    Across,
    Block,
    Down,
    Style,
    code_box,
    fitted,
    place,
    write,
)

_MARGIN_MM: Final = 18.0
_FOOT_MM: Final = 8.0
_HEAD_MM: Final = 62.0
_HEAD_AGAIN_MM: Final = 14.0
_COLUMNS_MM: Final = 8.0
_RETURN_MM: Final = 62.0
_GIFT_MM: Final = 34.0
_DOT_MM: Final = 25.4 / 600

_MUTED: Final = "#5a6068"
_RULE: Final = "#c9ced6"
_WASH: Final = "#f1f3f6"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipWords:
    """What is printed around the facts, in the customer's language."""

    title: str = "Packing slip"
    order: str = "Order"
    ordered_at: str = "Ordered"
    ship_to: str = "Ship to"
    sku: str = "Article"
    description: str = "Description"
    ordered: str = "Ordered"
    shipped: str = "In this parcel"
    backordered: str = "To follow"
    gift: str = "A note for you"
    returns: str = "Sending something back?"
    returns_how: str = (
        "Write the article, how many, and the reason's number below, put this sheet in "
        "the carton and send it to the address at the top of the first page."
    )
    return_sku: str = "Article"
    return_qty: str = "Qty"
    return_reason: str = "Reason"
    reasons: tuple[str, ...] = (
        "Damaged",
        "Wrong article",
        "Does not fit",
        "Not as described",
        "Changed my mind",
        "Arrived too late",
    )
    page: str = "Page {number} of {count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """One ordered article. `note` is for a substitution or a promise, printed below it."""

    sku: str
    description: str
    ordered_each: int
    shipped_each: int
    backordered_each: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        assert min(self.ordered_each, self.shipped_each, self.backordered_each) >= 0, self


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingSlip:
    """One parcel's slip. Dates and addresses come as text, ready to print.

    Prices are left out on purpose: the parcel may be a gift.
    """

    order_ref: str
    ordered_at: str
    ship_to: tuple[str, ...]
    ship_from: tuple[str, ...]
    lines: tuple[SlipLine, ...]
    gift_note: str = ""
    has_returns: bool = True
    words: SlipWords = SlipWords()

    def __post_init__(self) -> None:
        assert self.lines, self


def packing_slip_pdf(slip: PackingSlip) -> bytes:
    """A4 pages: the parcel's content, then the gift note, then the form for returns.

    Raises:
        ValueError: The order reference cannot be printed as bars.
    """
    paper = PdfPaper(
        A4_WIDTH_MM, A4_HEIGHT_MM, title=f"{slip.words.title} {slip.order_ref}"
    )
    draw_packing_slip(paper, slip)
    return paper.to_bytes()


class Pages(Paper, Protocol):
    """Paper that comes in more than one sheet."""

    def next_page(self) -> None:
        """End this page; what is drawn from now on lands on a new one."""
        ...


def draw_packing_slip(paper: Pages, slip: PackingSlip) -> None:
    """Draw the slip on as many A4 pages as it needs."""
    pages = _paged(slip)
    for number, page in enumerate(pages, start=1):
        if number > 1:
            paper.next_page()
        _draw_page(paper, slip, page, number, len(pages))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: SlipLine
    description: Block
    note: Block | None
    sku: Block

    @property
    def height_mm(self) -> float:
        words_mm = self.description.height_mm
        words_mm += 0.6 + self.note.height_mm if self.note else 0
        return max(words_mm, self.sku.height_mm) + 2 * _ROW_PAD_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    rows: tuple[_Row, ...]
    has_gift: bool = False
    has_returns: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    sku: Box
    description: Box
    ordered: Box
    shipped: Box
    backordered: Box


def _paged(slip: PackingSlip) -> list[_Page]:
    room_mm = _body(1).height_mm - _COLUMNS_MM
    pages: list[list[_Row]] = [[]]
    for line in slip.lines:
        row = _row(line)
        if row.height_mm > room_mm and pages[-1]:
            pages.append([])
            room_mm = _body(len(pages)).height_mm - _COLUMNS_MM
        pages[-1].append(row)
        room_mm -= row.height_mm
    return _with_endings(slip, [_Page(rows=tuple(rows)) for rows in pages], room_mm)


def _with_endings(slip: PackingSlip, pages: list[_Page], room_mm: float) -> list[_Page]:
    gift_mm = _GIFT_MM if slip.gift_note else 0
    returns_mm = _RETURN_MM if slip.has_returns else 0
    last = pages[-1]
    fits_gift, fits_both = room_mm >= gift_mm, room_mm >= gift_mm + returns_mm
    pages[-1] = _Page(
        rows=last.rows,
        has_gift=bool(gift_mm) and fits_gift,
        has_returns=bool(returns_mm) and fits_both,
    )
    late_gift = bool(gift_mm) and not fits_gift
    late_returns = bool(returns_mm) and not fits_both
    if late_gift or late_returns:
        pages.append(_Page(rows=(), has_gift=late_gift, has_returns=late_returns))
    return pages


def _row(line: SlipLine) -> _Row:
    columns = _columns(Box(_MARGIN_MM, 0, A4_WIDTH_MM - 2 * _MARGIN_MM, 1))
    width = columns.description.width_mm
    return _Row(
        line=line,
        description=fitted(line.description or line.sku, _TEXT, width=width, height=40),
        note=fitted(line.note, _NOTE, width=width, height=25) if line.note else None,
        sku=fitted(line.sku, _SKU, width=columns.sku.width_mm - _SKU_PAD_MM, height=20),
    )


def _body(number: int) -> Box:
    page = Box(0, 0, A4_WIDTH_MM, A4_HEIGHT_MM).inset(_MARGIN_MM, 15)
    _, rest = page.cut_top(_HEAD_MM if number == 1 else _HEAD_AGAIN_MM)
    _, body = rest.cut_bottom(_FOOT_MM)
    return body


def _columns(box: Box) -> _Columns:
    sku, rest = box.cut_left(34, gap_mm=3)
    backordered, rest = rest.cut_right(21)
    shipped, rest = rest.cut_right(25)
    ordered, rest = rest.cut_right(17, gap_mm=3)
    return _Columns(sku, rest, ordered, shipped, backordered)


def _draw_page(
    paper: Paper, slip: PackingSlip, page: _Page, number: int, count: int
) -> None:
    whole = Box(0, 0, A4_WIDTH_MM, A4_HEIGHT_MM).inset(_MARGIN_MM, 15)
    if number == 1:
        _draw_head(paper, whole.cut_top(_HEAD_MM)[0], slip)
    else:
        _draw_head_again(paper, whole.cut_top(_HEAD_AGAIN_MM)[0], slip)
    _draw_foot(paper, whole.cut_bottom(_FOOT_MM)[0], slip, number, count)
    body = _body(number)
    if page.rows:
        body = _draw_rows(paper, body, slip, page.rows)
    if page.has_gift:
        gift, body = body.cut_top(_GIFT_MM)
        _draw_gift(paper, gift, slip)
    if page.has_returns:
        form = (
            body.cut_bottom(_RETURN_MM)[0] if page.rows else body.cut_top(_RETURN_MM)[0]
        )
        _draw_returns(paper, form, slip.words)


def _draw_head(paper: Paper, box: Box, slip: PackingSlip) -> None:
    words = slip.words
    top, rest = box.cut_top(22, gap_mm=6)
    sender, title = top.cut_left(88, gap_mm=4)
    write(
        paper,
        sender,
        slip.ship_from,
        Style(size_pt=9.5, first=Face.BOLD, leading=1.25, colour="#1d2126"),
    )
    right = Style(face=Face.EXTRA_BOLD, size_pt=24, across=Across.RIGHT, is_one_line=True)
    write(paper, title, words.title, right)
    paper.fill(Box(box.x_mm, rest.y_mm - 3.5, box.width_mm, 0.7))
    address, facts = rest.cut_left(88, gap_mm=6)
    heading, lines = address.cut_top(4, gap_mm=1)
    write(paper, heading, words.ship_to, _HEADING)
    lines = lines.cut_top(lines.height_mm - 3)[0]
    write(paper, lines, slip.ship_to, Style(size_pt=11.5, first=Face.BOLD, leading=1.25))
    _draw_order(paper, facts, slip)


def _draw_order(paper: Paper, box: Box, slip: PackingSlip) -> None:
    left, right = box.cut_left(box.width_mm * 0.55, gap_mm=4)
    for cell, heading, value, face in (
        (left, slip.words.order, slip.order_ref, Face.MONO_BOLD),
        (right, slip.words.ordered_at, slip.ordered_at, Face.SEMI_BOLD),
    ):
        top, below = cell.cut_top(4, gap_mm=1)
        write(paper, top, heading, _HEADING)
        write(paper, below.cut_top(7)[0], value, Style(face=face, size_pt=13))
    bars = Box(box.x_mm, box.y_mm + 14, box.width_mm, 12)
    code = code_128(slip.order_ref)
    area = code_box(code, bars, most_mm=0.381, dot_mm=_DOT_MM)
    # The symbol's first bar lines up with the words above it; its quiet zone is margin.
    quiet_mm = area.width_mm / code.width_modules * code.quiet_left
    paper.bars(Box(box.x_mm - quiet_mm, area.y_mm, area.width_mm, area.height_mm), code)


def _draw_head_again(paper: Paper, box: Box, slip: PackingSlip) -> None:
    left, right = box.cut_left(box.width_mm / 2)
    title = Style(face=Face.BOLD, size_pt=13)
    write(paper, left, slip.words.title, title)
    order = Style(face=Face.MONO_BOLD, size_pt=13, across=Across.RIGHT)
    write(paper, right, slip.order_ref, order)
    paper.fill(Box(box.x_mm, box.y_mm + 7.5, box.width_mm, 0.7))


def _draw_foot(
    paper: Paper, box: Box, slip: PackingSlip, number: int, count: int
) -> None:
    left, right = box.cut_left(box.width_mm * 0.65)
    small = Style(size_pt=8, colour=_MUTED, down=Down.BOTTOM)
    write(paper, left, " · ".join(slip.ship_from[:1]), small)
    page = slip.words.page.format(number=number, count=count)
    write(
        paper,
        right,
        page,
        Style(size_pt=8, colour=_MUTED, down=Down.BOTTOM, across=Across.RIGHT),
    )


def _draw_rows(paper: Paper, box: Box, slip: PackingSlip, rows: Sequence[_Row]) -> Box:
    heading, rest = box.cut_top(_COLUMNS_MM)
    _draw_column_heads(paper, heading, slip.words)
    for row in rows:
        here, rest = _cut_row(rest, row.height_mm)
        _draw_row(paper, here, row)
        paper.fill(Box(here.x_mm, here.bottom_mm - 0.1, here.width_mm, 0.2), _RULE)
    return rest


def _cut_row(rest: Box, height_mm: float) -> tuple[Box, Box]:
    # The last row may fill the page exactly; a box without height does not exist.
    return rest.cut_top(min(height_mm, rest.height_mm - 0.01))


def _draw_column_heads(paper: Paper, box: Box, words: SlipWords) -> None:
    paper.fill(box, _WASH)
    columns = _columns(box)
    left = Style(face=Face.BOLD, size_pt=8.5, colour=_MUTED, down=Down.MIDDLE)
    right = Style(
        face=Face.BOLD, size_pt=8.5, colour=_MUTED, down=Down.MIDDLE, across=Across.RIGHT
    )
    pad = _SKU_PAD_MM
    write(paper, columns.sku.cut_left(pad)[1], words.sku, left)
    write(paper, columns.description, words.description, left)
    write(paper, columns.ordered, words.ordered, right)
    write(paper, columns.shipped.cut_left(pad)[1], words.shipped, right)
    write(
        paper,
        columns.backordered.cut_left(pad)[1].cut_right(pad)[1],
        words.backordered,
        right,
    )


def _draw_row(paper: Paper, box: Box, row: _Row) -> None:
    columns = _columns(Box(box.x_mm, box.y_mm + _ROW_PAD_MM, box.width_mm, box.height_mm))
    place(paper, columns.sku.cut_left(_SKU_PAD_MM)[1], row.sku)
    place(paper, columns.description, row.description)
    if row.note:
        below = columns.description.cut_top(row.description.height_mm, gap_mm=0.6)[1]
        place(paper, below, row.note)
    line = row.line
    is_whole = line.shipped_each >= line.ordered_each
    write(paper, columns.ordered, f"{line.ordered_each}", _COUNT)
    write(paper, columns.shipped, f"{line.shipped_each}", _COUNT_BOLD)
    if line.backordered_each or not is_whole:
        later = columns.backordered.cut_right(2)[1]
        write(paper, later, f"{line.backordered_each}", _COUNT)


def _draw_gift(paper: Paper, box: Box, slip: PackingSlip) -> None:
    _, card = box.cut_top(6)
    paper.fill(card, _WASH, radius_mm=2)
    heading, text = card.inset(6, 4).cut_top(4, gap_mm=1)
    write(paper, heading, slip.words.gift, _HEADING)
    write(
        paper, text, slip.gift_note.splitlines(), Style(face=Face.SEMI_BOLD, size_pt=13)
    )


def _draw_returns(paper: Paper, box: Box, words: SlipWords) -> None:
    _draw_cut_line(paper, box.x_mm, box.right_mm, box.y_mm + 3)
    _, rest = box.cut_top(8)
    heading, rest = rest.cut_top(7)
    write(paper, heading, words.returns, Style(face=Face.BOLD, size_pt=13))
    how, rest = rest.cut_top(9, gap_mm=2)
    write(paper, how, words.returns_how, Style(size_pt=9, leading=1.3, colour=_MUTED))
    reasons, form = rest.cut_right(46, gap_mm=8)
    _draw_reasons(paper, reasons, words.reasons)
    _draw_form(paper, form, words)


def _draw_reasons(paper: Paper, box: Box, reasons: Sequence[str]) -> None:
    height = box.height_mm / max(6, len(reasons))
    for index, reason in enumerate(reasons):
        row = Box(box.x_mm, box.y_mm + index * height, box.width_mm, height)
        number, text = row.cut_left(6)
        write(paper, number, f"{index + 1}", Style(face=Face.MONO_BOLD, size_pt=9))
        write(paper, text, reason, Style(size_pt=9))


def _draw_form(paper: Paper, box: Box, words: SlipWords) -> None:
    heads, rows = box.cut_top(5.5)
    for cell, text in zip(
        _form_cells(heads),
        (words.return_sku, words.return_qty, words.return_reason),
        strict=True,
    ):
        write(paper, cell, text, _HEADING)
    height = rows.height_mm / 4
    for index in range(4):
        row = Box(rows.x_mm, rows.y_mm + index * height, rows.width_mm, height)
        for cell in _form_cells(row):
            paper.fill(Box(cell.x_mm, cell.bottom_mm - 1.2, cell.width_mm, 0.3), _MUTED)


def _form_cells(box: Box) -> tuple[Box, Box, Box]:
    reason, rest = box.cut_right(26, gap_mm=4)
    qty, sku = rest.cut_right(20, gap_mm=4)
    return (sku, qty, reason)


def _draw_cut_line(paper: Paper, left_mm: float, right_mm: float, y_mm: float) -> None:
    x_mm = left_mm
    while x_mm + 2 <= right_mm:
        paper.fill(Box(x_mm, y_mm, 2, 0.25), _MUTED)
        x_mm += 3.5


_ROW_PAD_MM: Final = 1.5
_SKU_PAD_MM: Final = 2.0
_HEADING: Final = Style(face=Face.BOLD, size_pt=8.5, colour=_MUTED)
_TEXT: Final = Style(face=Face.REGULAR, size_pt=10, leading=1.25)
_NOTE: Final = Style(face=Face.REGULAR, size_pt=8.5, leading=1.25, colour=_MUTED)
_SKU: Final = Style(face=Face.MONO, size_pt=10)
_COUNT: Final = Style(face=Face.MONO, size_pt=10, across=Across.RIGHT, is_one_line=True)
_COUNT_BOLD: Final = Style(
    face=Face.MONO_BOLD, size_pt=10, across=Across.RIGHT, is_one_line=True
)
