"""Labels for thermal printers that speak ZPL, sent as dots.

The printer gets the finished drawing instead of text commands: its own fonts lack many of
our customers' letters, and a label then looks the same from every printer.
"""

from __future__ import annotations

from PIL import Image

from app.labels.paper import Box, PicturePaper
from app.labels.parcel import HEIGHT_MM, WIDTH_MM, ParcelLabel, draw_parcel_label
from app.labels.pictures import dots_per_mm
from app.labels.sheets import Label, draw_label

# Darker than this burns a dot: the soft edge of a letter becomes a clean one.
_DARK = 150


def parcel_label_zpl(label: ParcelLabel, *, dpi: int = 203, copies: int = 1) -> str:
    """The parcel label for a 4-inch printer; plain ASCII, send it to port 9100 as it is."""
    paper = PicturePaper(WIDTH_MM, HEIGHT_MM, dots_per_mm=dots_per_mm(dpi))
    draw_parcel_label(paper, label)
    return picture_zpl(paper.image, copies=copies)


def label_zpl(
    label: Label,
    *,
    width_mm: float = 100,
    height_mm: float = 38,
    dpi: int = 203,
    copies: int = 1,
) -> str:
    """One bin, tote, item, badge or place label for a roll of that size.

    Raises:
        ValueError: Its code cannot be printed as bars.
    """
    paper = PicturePaper(width_mm, height_mm, dots_per_mm=dots_per_mm(dpi))
    draw_label(paper, Box(0, 0, width_mm, height_mm), label)
    return picture_zpl(paper.image, copies=copies)


def picture_zpl(picture: Image.Image, *, copies: int = 1) -> str:
    """A whole label as one `^GFA` graphic, a picture's dot for a printer's dot."""
    assert copies >= 1, copies
    ink = picture.convert("L").point([255 * (grey < _DARK) for grey in range(256)])
    rows = ink.convert("1", dither=Image.Dither.NONE).tobytes()
    row_bytes = (picture.width + 7) // 8
    count = len(rows)
    return (
        f"^XA\n^PW{picture.width}\n^LL{picture.height}\n^LH0,0\n"
        f"^FO0,0^GFA,{count},{count},{row_bytes},{_hex(rows, row_bytes)}^FS\n"
        f"^PQ{copies}\n^XZ\n"
    )


def _hex(rows: bytes, row_bytes: int) -> str:
    # ZPL II programming guide, "alternative data compression": a comma fills the line
    # with white, a colon repeats the line above. Bars are the same line many times over.
    lines: list[str] = []
    above = b""
    for start in range(0, len(rows), row_bytes):
        row = rows[start : start + row_bytes]
        inked = row.rstrip(b"\0").hex().upper()
        ending = "," if len(inked) < 2 * row_bytes else ""
        lines.append(":" if row == above else inked + ending)
        above = row
    return "".join(lines)
