"""The shipping label of one parcel: 4 x 6 inches, an address a driver can read, an SSCC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.labels.codes import is_sscc, sscc_barcode
from app.labels.fonts import Face
from app.labels.paper import PAPER, Box, Paper, PdfPaper
from app.labels.typesetting import Across, Down, Style, code_box, write

WIDTH_MM: Final = 101.6
HEIGHT_MM: Final = 152.4

# GS1 logistic label: module 0.495 to 0.94 mm, bars at least 32 mm high. Half a millimetre
# is four dots of a 203 dpi thermal head, exactly.
MODULE_MM: Final = 0.5
_DOT_MM: Final = 0.125
_BAR_HEIGHT_MM: Final = 32.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelWords:
    """What is printed beside the facts, in the reader's language."""

    ship_from: str = "From"
    ship_to: str = "Ship to"
    order: str = "Order"
    parcel: str = "Parcel"
    parcel_of: str = "{number} of {count}"
    weight: str = "Weight"
    tracking: str = "Tracking"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLabel:
    """What a carrier has to know about one parcel. Address lines come ready to print."""

    ship_to: tuple[str, ...]
    ship_from: tuple[str, ...]
    carrier: str
    service: str
    order_ref: str
    sscc: str
    number: int = 1
    count: int = 1
    weight_g: int | None = None
    tracking: str = ""
    words: ParcelWords = ParcelWords()

    def __post_init__(self) -> None:
        assert is_sscc(self.sscc), self
        assert 1 <= self.number <= self.count, self
        assert self.weight_g is None or self.weight_g > 0, self


def parcel_label_pdf(*labels: ParcelLabel) -> bytes:
    """One page of exactly 101.6 x 152.4 mm for each parcel."""
    assert labels
    title = f"Parcel label {labels[0].order_ref}"
    paper = PdfPaper(WIDTH_MM, HEIGHT_MM, title=title)
    for index, label in enumerate(labels):
        if index:
            paper.next_page()
        draw_parcel_label(paper, label)
    return paper.to_bytes()


def draw_parcel_label(paper: Paper, label: ParcelLabel) -> None:
    """Draw the label over the whole paper.

    Top to bottom in the order it is needed: who carries it, to whom it goes, which one it
    is, and at the foot the symbol, where the belt's scanner looks for it.
    """
    # Thermal heads do not reach the outermost millimetres.
    body = Box(0, 0, WIDTH_MM, HEIGHT_MM).inset(3.5)
    band, body = body.cut_top(16)
    _draw_carrier(paper, band, label)
    symbol, body = body.cut_bottom(_BAR_HEIGHT_MM + 7.5, gap_mm=2.5)
    _draw_symbol(paper, symbol, label)
    facts, body = body.cut_bottom(15)
    _draw_facts(paper, facts, label)
    if label.tracking:
        tracking, body = body.cut_bottom(11)
        _draw_tracking(paper, tracking, label)
    sender, receiver = body.cut_top(17.5)
    _draw_sender(paper, sender, label)
    _draw_receiver(paper, receiver, label)


def _draw_carrier(paper: Paper, box: Box, label: ParcelLabel) -> None:
    paper.fill(box)
    name, service = box.inset(3.5, 2.5).cut_left(47, gap_mm=3)
    write(
        paper,
        name,
        label.carrier,
        Style(face=Face.EXTRA_BOLD, size_pt=28, colour=PAPER, down=Down.MIDDLE),
    )
    write(
        paper,
        service,
        label.service,
        Style(
            face=Face.SEMI_BOLD,
            size_pt=15,
            colour=PAPER,
            across=Across.RIGHT,
            down=Down.MIDDLE,
        ),
    )


def _draw_sender(paper: Paper, box: Box, label: ParcelLabel) -> None:
    inner = box.inset(1, 2.2)
    heading, lines = inner.cut_left(17)
    write(paper, heading, label.words.ship_from.upper(), _HEADING)
    write(
        paper,
        lines,
        label.ship_from,
        Style(size_pt=9, leading=1.15, first=Face.SEMI_BOLD),
    )
    paper.fill(Box(box.x_mm, box.bottom_mm - 0.25, box.width_mm, 0.25))


def _draw_receiver(paper: Paper, box: Box, label: ParcelLabel) -> None:
    heading, lines = box.inset(1, 2.2).cut_top(4, gap_mm=1.2)
    write(paper, heading, label.words.ship_to.upper(), _HEADING)
    address = Style(
        face=Face.SEMI_BOLD, size_pt=19, leading=1.22, first=Face.EXTRA_BOLD, least_pt=5
    )
    write(paper, lines, label.ship_to, address)


def _draw_facts(paper: Paper, box: Box, label: ParcelLabel) -> None:
    words = label.words
    facts = [
        (words.order, label.order_ref, Face.MONO_BOLD),
        (
            words.parcel,
            words.parcel_of.format(number=label.number, count=label.count),
            Face.BOLD,
        ),
        (words.weight, weight_text(label.weight_g), Face.BOLD),
    ]
    paper.fill(Box(box.x_mm, box.y_mm, box.width_mm, 0.7))
    paper.fill(Box(box.x_mm, box.bottom_mm - 0.7, box.width_mm, 0.7))
    widths = (box.width_mm - 52, 27, 25)
    for index, (heading, value, face) in enumerate(facts):
        cell, rest = box.cut_left(widths[index]) if index < 2 else (box, box)
        _draw_fact(paper, cell, heading, value, face)
        if index < 2:
            paper.fill(Box(cell.right_mm, cell.y_mm, 0.25, cell.height_mm))
        box = rest


def _draw_fact(paper: Paper, box: Box, heading: str, value: str, face: Face) -> None:
    top, bottom = box.inset(1.6, 2.2).cut_top(3, gap_mm=0.8)
    write(paper, top, heading.upper(), _HEADING)
    write(paper, bottom, value, Style(face=face, size_pt=17, down=Down.MIDDLE))


def _draw_tracking(paper: Paper, box: Box, label: ParcelLabel) -> None:
    paper.fill(Box(box.x_mm, box.y_mm, box.width_mm, 0.25))
    heading, number = box.inset(1, 1.6).cut_left(17, gap_mm=2)
    style = Style(face=Face.BOLD, size_pt=7.5, down=Down.MIDDLE)
    write(paper, heading, label.words.tracking.upper(), style)
    code = Style(face=Face.MONO_BOLD, size_pt=15, down=Down.MIDDLE)
    write(paper, number, label.tracking, code)


def _draw_symbol(paper: Paper, box: Box, label: ParcelLabel) -> None:
    code = sscc_barcode(label.sscc)
    bars, caption = box.cut_top(_BAR_HEIGHT_MM, gap_mm=1.4)
    paper.bars(code_box(code, bars, most_mm=MODULE_MM, dot_mm=_DOT_MM), code)
    style = Style(face=Face.MONO_BOLD, size_pt=14, across=Across.CENTRE, is_one_line=True)
    write(paper, caption, code.caption, style)


def weight_text(weight_g: int | None) -> str:
    """Kilograms to the nearest ten grams, grams below one kilogram, a hyphen if unknown."""
    if weight_g is None:
        return "-"
    return f"{weight_g / 1000:.2f} kg" if weight_g >= 1000 else f"{weight_g} g"


_HEADING: Final = Style(face=Face.BOLD, size_pt=7.5, down=Down.TOP)
