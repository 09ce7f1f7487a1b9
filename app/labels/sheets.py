"""Sheets of self-adhesive labels on A4: bins, totes, items, people, packing stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from app.labels.codes import Barcode, code_128, ean_13
from app.labels.fonts import CAP_HEIGHT, MM_PER_PT, Face, width_mm
from app.labels.paper import INK, PAPER, Box, Paper, PdfPaper
from app.labels.typesetting import Across, Down, Style, code_box, write

A4_WIDTH_MM: Final = 210.0
A4_HEIGHT_MM: Final = 297.0

# Sheets go through a 600 dpi office printer: bars are whole dots of it.
_DOT_MM: Final = 25.4 / 600
_MODULE_MM: Final = 0.508
_SIDE_MODULE_MM: Final = 0.33  # a code thinner than this beside the words goes below them
_EAN_MODULE_MM: Final = 0.39  # GS1's nominal size is 0.33, 80 to 200 % of it are allowed
_MUTED: Final = "#5a6068"

# A feed may be off by a millimetre and a half either way; nothing important lies there.
_SAFE_MM: Final = 2.2
_NARROW_MM: Final = 80
_END_MM: Final = 11.0  # the colour band on one end of a bin label, the level on the other
_PART_GAP: Final = 0.55  # between a code's parts, in letters

# Eight colours that stay apart for colour-blind eyes and carry white letters (Okabe and
# Ito's set, darkened to a contrast of 4.5 with white). The letter is always there too.
ZONE_COLOURS: Final = (
    "#0072b2",
    "#b34700",
    "#00795a",
    "#a8487e",
    "#8a6400",
    "#3d4a9e",
    "#2e6b8a",
    "#4d4d4d",
)


class Arrow(StrEnum):
    """Which shelf a label on a beam speaks of."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The grid of one make of A4 label sheet, in millimetres."""

    name: str
    columns: int
    rows: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    across_mm: float  # from one label's left edge to the next one's
    down_mm: float

    @property
    def places(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows

    def place(self, index: int) -> Box:
        """The label's box, counted along the rows from the top-left one, which is 0."""
        assert 0 <= index < self.places, index
        row, column = divmod(index, self.columns)
        x_mm = self.left_mm + column * self.across_mm
        y_mm = self.top_mm + row * self.down_mm
        return Box(x_mm, y_mm, self.width_mm, self.height_mm)


# Makers' published template dimensions.
L7163: Final = Sheet(
    name="avery-l7163",
    columns=2,
    rows=7,
    width_mm=99.1,
    height_mm=38.1,
    left_mm=4.65,
    top_mm=15.15,
    across_mm=101.6,
    down_mm=38.1,
)
L7160: Final = Sheet(
    name="avery-l7160",
    columns=3,
    rows=7,
    width_mm=63.5,
    height_mm=38.1,
    left_mm=7.2,
    top_mm=15.15,
    across_mm=66.04,
    down_mm=38.1,
)
L7165: Final = Sheet(
    name="avery-l7165",
    columns=2,
    rows=4,
    width_mm=99.1,
    height_mm=67.7,
    left_mm=4.65,
    top_mm=13.1,
    across_mm=101.6,
    down_mm=67.7,
)
SHEETS: Final = {sheet.name: sheet for sheet in (L7163, L7160, L7165)}


@dataclass(frozen=True, slots=True, kw_only=True)
class BinLabel:
    """A storage position, such as `A-07-3-B`: zone, aisle, bay, level."""

    code: str
    arrow: Arrow = Arrow.NONE
    zone_colour: str = ""

    def __post_init__(self) -> None:
        assert self.code.count("-") == 3, self


@dataclass(frozen=True, slots=True, kw_only=True)
class ToteLabel:
    """A tote, such as `TOTE-0042`."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLabel:
    """Goods without a readable barcode of their own. No GTIN: the SKU itself is encoded."""

    sku: str
    name: str
    gtin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLabel:
    """A person's badge. The role is text to print, in the house's language."""

    code: str
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLabel:
    """Any other fixed place with a code: a packing station, a hand-over, a dock."""

    code: str
    name: str


Label = BinLabel | ToteLabel | ItemLabel | BadgeLabel | PlaceLabel


def sheet_pdf(
    labels: Sequence[Label],
    sheet: Sheet = L7163,
    *,
    used: int = 0,
    title: str = "Labels",
) -> bytes:
    """Labels on as many A4 sheets as they need, in the order given.

    Args:
        labels: At least one; kinds may be mixed.
        sheet: The sheet in the printer's tray.
        used: Labels already peeled off the first sheet, along the rows.
        title: The document's name in a viewer's title bar.

    Raises:
        ValueError: A code cannot be printed as bars; see `codes`.
    """
    assert labels
    assert 0 <= used < sheet.places, used
    paper = PdfPaper(A4_WIDTH_MM, A4_HEIGHT_MM, title=title)
    for index, label in enumerate(labels, start=used):
        if index > used and index % sheet.places == 0:
            paper.next_page()
        draw_label(paper, sheet.place(index % sheet.places), label)
    return paper.to_bytes()


def draw_label(paper: Paper, box: Box, label: Label) -> None:
    """Draw one label in its box; `pictures.label_png` uses it for a single one."""
    match label:
        case BinLabel():
            _draw_bin(paper, box, label)
        case ToteLabel():
            _draw_tote(paper, box, label)
        case ItemLabel():
            _draw_item(paper, box, label)
        case BadgeLabel():
            _draw_badge(paper, box, label)
        case PlaceLabel():
            _draw_place(paper, box, label)
        case _:
            assert_never(label)


def zone_colour(zone: str) -> str:
    """The same colour for the same zone letter, always."""
    return ZONE_COLOURS[(ord(zone[:1].upper() or "A") - ord("A")) % len(ZONE_COLOURS)]


def _draw_bin(paper: Paper, box: Box, label: BinLabel) -> None:
    zone, *_, level = label.code.split("-")
    safe = box.inset(_SAFE_MM)
    colour = label.zone_colour or zone_colour(zone)
    if box.width_mm < _NARROW_MM:
        # The symbol gets the whole width, or its bars would be too fine to read from
        # the aisle.
        head, bars = safe.cut_top(safe.height_mm * 0.45, gap_mm=1.6)
        words = _draw_ends(paper, head, (zone, colour), (level, label.arrow))
    else:
        rest = _draw_ends(paper, safe, (zone, colour), (level, label.arrow))
        words, bars = rest.cut_top(rest.height_mm * 0.47, gap_mm=1.6)
    _draw_parts(paper, words.inset(0.8, 0.2), label.code.split("-"))
    _draw_code(paper, bars, code_128(label.code), caption_mm=3.4)


def _draw_ends(
    paper: Paper, box: Box, zone: tuple[str, str], level: tuple[str, Arrow]
) -> Box:
    letter, colour = zone
    band, rest = box.cut_left(_END_MM, gap_mm=1.5)
    paper.fill(band, colour, radius_mm=1.2)
    write(paper, band.inset(1), letter, _big(Face.EXTRA_BOLD, 40, colour=PAPER))
    side, rest = rest.cut_right(_END_MM, gap_mm=1.5)
    _draw_level(paper, side, *level)
    return rest


def _draw_parts(paper: Paper, box: Box, parts: list[str]) -> None:
    """The code's parts, kept apart by gaps a glance can count."""
    gaps = len(parts) - 1
    letters = sum(map(len, parts))
    wide_mm = width_mm("0", Face.MONO_BOLD, 100) / 100  # of one letter, for each point
    across_mm = (letters + _PART_GAP * gaps) * wide_mm
    down_mm = CAP_HEIGHT * MM_PER_PT
    size_pt = min(box.width_mm / across_mm, box.height_mm / down_mm)
    x_mm = box.x_mm + (box.width_mm - across_mm * size_pt) / 2
    y_mm = box.y_mm + (box.height_mm + down_mm * size_pt) / 2
    for part in parts:
        paper.letters((x_mm, y_mm), part, Face.MONO_BOLD, size_pt)
        x_mm += (len(part) + _PART_GAP) * wide_mm * size_pt


def _draw_level(paper: Paper, box: Box, level: str, arrow: Arrow) -> None:
    paper.frame(box.inset(0.2), INK, line_mm=0.4)
    if arrow is Arrow.NONE:
        write(paper, box.inset(1.2), level, _big(Face.EXTRA_BOLD, 32))
        return
    half = box.height_mm / 2
    cut = box.cut_top if arrow is Arrow.UP else box.cut_bottom
    pointer, letter = cut(half)
    _draw_arrow(paper, pointer.inset(2, half * 0.16), arrow)
    write(paper, letter.inset(1.2, half * 0.16), level, _big(Face.EXTRA_BOLD, 32))


def _draw_arrow(paper: Paper, box: Box, arrow: Arrow) -> None:
    x, y, width, height = box.x_mm, box.y_mm, box.width_mm, box.height_mm
    outline = [(0.5, 0.0), (1.0, 0.55), (0.7, 0.55), (0.7, 1.0)]
    outline += [(0.3, 1.0), (0.3, 0.55), (0.0, 0.55)]
    if arrow is Arrow.DOWN:
        outline = [(across, 1 - down) for across, down in outline]
    paper.shape([(x + across * width, y + down * height) for across, down in outline])


def _draw_tote(paper: Paper, box: Box, label: ToteLabel) -> None:
    kind, _, number = label.code.partition("-")
    safe = box.inset(_SAFE_MM)
    words, bars = safe.cut_top(safe.height_mm * 0.45, gap_mm=1.6)
    tag, words = words.cut_left(words.width_mm * 0.28, gap_mm=3)
    paper.fill(tag, radius_mm=1.2)
    write(paper, tag.inset(2.2, 2), kind, _big(Face.EXTRA_BOLD, 26, colour=PAPER))
    write(paper, words, number or kind, _big(Face.MONO_BOLD, 60))
    _draw_code(paper, bars, code_128(label.code), caption_mm=3.4)


def _draw_place(paper: Paper, box: Box, label: PlaceLabel) -> None:
    safe = box.inset(_SAFE_MM)
    words, bars = safe.cut_top(safe.height_mm * 0.42, gap_mm=1.6)
    paper.fill(words, radius_mm=1.2)
    name = Style(
        face=Face.EXTRA_BOLD,
        size_pt=26,
        colour=PAPER,
        across=Across.CENTRE,
        down=Down.MIDDLE,
    )
    write(paper, words.inset(3, 1.2), label.name, name)
    _draw_code(paper, bars, code_128(label.code), caption_mm=4.2)


def _draw_badge(paper: Paper, box: Box, label: BadgeLabel) -> None:
    safe = box.inset(_SAFE_MM)
    stripe, rest = safe.cut_left(2.2, gap_mm=3)
    paper.fill(stripe, radius_mm=1)
    words, bars = rest.cut_top(rest.height_mm * 0.5, gap_mm=1.2)
    role, name = words.cut_bottom(5) if label.role else (words, words)
    middle = Down.BOTTOM if label.role else Down.MIDDLE
    write(paper, name, label.name, Style(face=Face.EXTRA_BOLD, size_pt=26, down=middle))
    if label.role:
        write(paper, role, label.role, Style(size_pt=11, colour=_MUTED))
    _draw_code(paper, bars, code_128(label.code), caption_mm=3.4)


def _draw_item(paper: Paper, box: Box, label: ItemLabel) -> None:
    safe = box.inset(_SAFE_MM + 0.6, _SAFE_MM)
    code = ean_13(label.gtin) if label.gtin else code_128(label.sku)
    is_wide = box.width_mm > 2 * box.height_mm
    if is_wide and safe.width_mm * 0.5 >= code.width_modules * _SIDE_MODULE_MM:
        bars, words = safe.cut_right(safe.width_mm * 0.5, gap_mm=2)
        sku, name = words.cut_bottom(7.5, gap_mm=1.5)
    else:
        words, bars = safe.cut_top(safe.height_mm * 0.42, gap_mm=1)
        name, sku = words.cut_top(words.height_mm * 0.6, gap_mm=0.6)
    write(paper, name, label.name, Style(face=Face.BOLD, size_pt=15))
    write(paper, sku, label.sku, Style(face=Face.MONO_BOLD, size_pt=18, down=Down.BOTTOM))
    if label.gtin:
        _draw_ean(paper, bars, code)
    else:
        _draw_code(paper, bars, code, caption_mm=3.4)


def _draw_code(paper: Paper, box: Box, code: Barcode, *, caption_mm: float) -> None:
    caption, bars = box.cut_bottom(caption_mm, gap_mm=0.5)
    paper.bars(code_box(code, bars, most_mm=_MODULE_MM, dot_mm=_DOT_MM), code)
    style = Style(
        face=Face.MONO, size_pt=caption_mm * 3, across=Across.CENTRE, down=Down.MIDDLE
    )
    write(paper, caption, code.caption, style)


def _draw_ean(paper: Paper, box: Box, code: Barcode) -> None:
    room = code_box(code, box, most_mm=_EAN_MODULE_MM, dot_mm=_DOT_MM)
    # The digits stand in the gaps of the guard bars, the first one in the quiet zone.
    digits, bars = room.cut_bottom(3.6)
    module_mm = room.width_mm / code.width_modules
    paper.bars(bars, code)
    for first, count, text in (
        (0, 10, code.caption[0]),
        (14, 42, code.caption[1:7]),
        (61, 42, code.caption[7:]),
    ):
        place = Box(
            digits.x_mm + first * module_mm,
            digits.y_mm + 0.5,
            count * module_mm,
            digits.height_mm - 0.5,
        )
        style = Style(
            face=Face.MONO,
            size_pt=11,
            across=Across.CENTRE,
            down=Down.MIDDLE,
            is_tight=True,
        )
        write(paper, place, text, style)


def _big(face: Face, size_pt: float, *, colour: str = INK) -> Style:
    return Style(
        face=face,
        size_pt=size_pt,
        colour=colour,
        across=Across.CENTRE,
        down=Down.MIDDLE,
        is_tight=True,
        is_one_line=True,
    )
