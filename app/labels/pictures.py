"""Codes and labels as PNG: for a screen's preview, and for what a test's camera sees."""

from __future__ import annotations

from app.labels.codes import Symbology, barcode
from app.labels.fonts import Face
from app.labels.paper import Box, PicturePaper
from app.labels.parcel import HEIGHT_MM, WIDTH_MM, ParcelLabel, draw_parcel_label
from app.labels.sheets import Label, draw_label
from app.labels.typesetting import Across, Style, write

THERMAL_DOTS_PER_MM = {203: 8.0, 300: 12.0, 600: 24.0}


def dots_per_mm(dpi: int) -> float:
    """How fine a printer of that name really is: "203 dpi" heads have 8 dots a millimetre."""
    return THERMAL_DOTS_PER_MM.get(dpi, dpi / 25.4)


def code_png(
    payload: str,
    symbology: Symbology = Symbology.CODE_128,
    *,
    dpi: int = 203,
    module_mm: float = 0.375,
    height_mm: float = 18,
    text: str | None = None,
) -> bytes:
    """One symbol with its quiet zones on white, bars whole dots wide.

    Args:
        payload: What to encode; GS1-128 as `(AI)value` text, EAN-13 with check digit.
        symbology: Which kind of bars.
        dpi: Resolution of the picture.
        module_mm: Width of the narrowest bar; rounded to whole dots, at least one.
        height_mm: Height of the bars.
        text: What is written below; None writes the symbol's own caption, "" nothing.

    Raises:
        ValueError: The payload cannot be printed in this symbology.
    """
    code = barcode(payload, symbology)
    per_mm = dots_per_mm(dpi)
    width_mm = max(1, round(module_mm * per_mm)) * code.width_modules / per_mm
    caption = code.caption if text is None else text
    margin_mm, caption_mm = 3.0, 6.0 if caption else 0.0
    full_mm = height_mm + 2 * margin_mm + caption_mm
    paper = PicturePaper(width_mm, full_mm, dots_per_mm=per_mm)
    paper.bars(Box(0, margin_mm, width_mm, height_mm), code)
    if caption:
        below = Box(1, margin_mm + height_mm + 1, width_mm - 2, caption_mm)
        style = Style(face=Face.MONO_BOLD, size_pt=13, across=Across.CENTRE)
        write(paper, below, caption, style)
    return paper.to_png()


def parcel_label_png(label: ParcelLabel, *, dpi: int = 203) -> bytes:
    """The parcel label as it comes out of a printer of that resolution."""
    paper = PicturePaper(WIDTH_MM, HEIGHT_MM, dots_per_mm=dots_per_mm(dpi))
    draw_parcel_label(paper, label)
    return paper.to_png()


def label_png(
    label: Label, *, width_mm: float = 99.1, height_mm: float = 38.1, dpi: int = 203
) -> bytes:
    """One bin, tote, item, badge or place label, as on a sheet, at any size.

    Raises:
        ValueError: Its code cannot be printed as bars.
    """
    paper = PicturePaper(width_mm, height_mm, dots_per_mm=dots_per_mm(dpi))
    draw_label(paper, Box(0, 0, width_mm, height_mm), label)
    return paper.to_png()
