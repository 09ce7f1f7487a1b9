"""One drawing surface, measured in millimetres, that becomes a PDF or a picture.

Labels and slips are drawn against `Paper` and know nothing of files. Every position is
counted from the top-left corner, as people measure a label.
"""

# The stubs for reportlab leave some parameters unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final, Protocol

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from app.labels.codes import Barcode
from app.labels.fonts import MM_PER_PT, Face, font_path, registered, runs, width_mm

INK: Final = "#000000"
PAPER: Final = "#ffffff"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on paper, in millimetres, `x_mm` and `y_mm` being its top-left corner."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    def __post_init__(self) -> None:
        assert self.width_mm > 0, self
        assert self.height_mm > 0, self

    @property
    def right_mm(self) -> float:
        """The right edge's distance from the paper's left edge."""
        return self.x_mm + self.width_mm

    @property
    def bottom_mm(self) -> float:
        """The lower edge's distance from the paper's upper edge."""
        return self.y_mm + self.height_mm

    def inset(self, across_mm: float, down_mm: float | None = None) -> Box:
        """The same box with a margin taken off on all four sides."""
        down = across_mm if down_mm is None else down_mm
        return Box(
            self.x_mm + across_mm,
            self.y_mm + down,
            self.width_mm - 2 * across_mm,
            self.height_mm - 2 * down,
        )

    def cut_left(self, mm: float, gap_mm: float = 0) -> tuple[Box, Box]:
        """A piece of that width from the left, and what remains after a gap."""
        used = mm + gap_mm
        return (
            Box(self.x_mm, self.y_mm, mm, self.height_mm),
            Box(self.x_mm + used, self.y_mm, self.width_mm - used, self.height_mm),
        )

    def cut_right(self, mm: float, gap_mm: float = 0) -> tuple[Box, Box]:
        """A piece of that width from the right, and what remains before a gap."""
        return (
            Box(self.right_mm - mm, self.y_mm, mm, self.height_mm),
            Box(self.x_mm, self.y_mm, self.width_mm - mm - gap_mm, self.height_mm),
        )

    def cut_top(self, mm: float, gap_mm: float = 0) -> tuple[Box, Box]:
        """A piece of that height from the top, and what remains below a gap."""
        used = mm + gap_mm
        return (
            Box(self.x_mm, self.y_mm, self.width_mm, mm),
            Box(self.x_mm, self.y_mm + used, self.width_mm, self.height_mm - used),
        )

    def cut_bottom(self, mm: float, gap_mm: float = 0) -> tuple[Box, Box]:
        """A piece of that height from the bottom, and what remains above a gap."""
        return (
            Box(self.x_mm, self.bottom_mm - mm, self.width_mm, mm),
            Box(self.x_mm, self.y_mm, self.width_mm, self.height_mm - mm - gap_mm),
        )


class Paper(Protocol):
    """What can be drawn on. Colours are `#rrggbb`."""

    def fill(self, box: Box, colour: str = INK, *, radius_mm: float = 0) -> None:
        """A filled rectangle, with round corners if asked."""
        ...

    def frame(self, box: Box, colour: str = INK, *, line_mm: float = 0.3) -> None:
        """A rectangle's outline; the line lies centred on the edge."""
        ...

    def shape(self, points_mm: Sequence[Point], colour: str = INK) -> None:
        """A filled polygon."""
        ...

    def letters(
        self, at_mm: Point, text: str, face: Face, size_pt: float, colour: str = INK
    ) -> None:
        """One line of text, starting at `at_mm` on its baseline."""
        ...

    def bars(self, box: Box, code: Barcode) -> None:
        """The symbol across the whole box, quiet zones included in its width."""
        ...


class PdfPaper:
    """Pages of a PDF with exact size and embedded fonts; the same input gives the same bytes."""

    def __init__(self, width_mm: float, height_mm: float, *, title: str) -> None:
        self._bytes = io.BytesIO()
        self._height_mm = height_mm
        self._canvas = Canvas(
            self._bytes,
            pagesize=(width_mm / MM_PER_PT, height_mm / MM_PER_PT),
            invariant=1,
            # Otherwise every page begins in Helvetica, which is not embedded. The stub
            # says this is a number.
            initialFontName=registered(Face.REGULAR).fontName,  # pyright: ignore[reportArgumentType]
            pageCompression=1,
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator("Zonewise")
        # Printers must not shrink a label to "fit": the bars would lose their size.
        self._canvas.setViewerPreference("PrintScaling", "None")

    def next_page(self) -> None:
        """End this page; what is drawn from now on lands on a new one."""
        self._canvas.showPage()

    def to_bytes(self) -> bytes:
        """The finished file. Nothing can be drawn afterwards."""
        self._canvas.save()
        return self._bytes.getvalue()

    def fill(self, box: Box, colour: str = INK, *, radius_mm: float = 0) -> None:
        """A filled rectangle, with round corners if asked."""
        self._canvas.setFillColor(HexColor(colour))
        x, y, width, height = self._points(box)
        if radius_mm:
            self._canvas.roundRect(x, y, width, height, _pt(radius_mm), stroke=0, fill=1)
        else:
            self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def frame(self, box: Box, colour: str = INK, *, line_mm: float = 0.3) -> None:
        """A rectangle's outline; the line lies centred on the edge."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(_pt(line_mm))
        self._canvas.rect(*self._points(box), stroke=1, fill=0)

    def shape(self, points_mm: Sequence[Point], colour: str = INK) -> None:
        """A filled polygon."""
        self._canvas.setFillColor(HexColor(colour))
        path = self._canvas.beginPath()
        path.moveTo(_pt(points_mm[0][0]), self._up(points_mm[0][1]))
        for x_mm, y_mm in points_mm[1:]:
            path.lineTo(_pt(x_mm), self._up(y_mm))
        path.close()
        self._canvas.drawPath(path, stroke=0, fill=1)

    def letters(
        self, at_mm: Point, text: str, face: Face, size_pt: float, colour: str = INK
    ) -> None:
        """One line of text, starting at `at_mm` on its baseline."""
        self._canvas.setFillColor(HexColor(colour))
        x = _pt(at_mm[0])
        for chosen, piece in runs(text, face):
            registered(chosen)
            self._canvas.setFont(str(chosen), size_pt)
            self._canvas.drawString(x, self._up(at_mm[1]), piece)
            x += _pt(width_mm(piece, chosen, size_pt))

    def bars(self, box: Box, code: Barcode) -> None:
        """The symbol across the whole box, quiet zones included in its width."""
        module_mm = box.width_mm / code.width_modules
        for first, count in dark_runs(code.modules):
            x_mm = box.x_mm + (code.quiet_left + first) * module_mm
            self.fill(Box(x_mm, box.y_mm, count * module_mm, box.height_mm))

    def _points(self, box: Box) -> tuple[float, float, float, float]:
        x, y = _pt(box.x_mm), self._up(box.bottom_mm)
        return (x, y, _pt(box.width_mm), _pt(box.height_mm))

    def _up(self, y_mm: float) -> float:
        return _pt(self._height_mm - y_mm)


class PicturePaper:
    """Dots for a screen, a thermal printer or a test's camera.

    Bars are whole dots wide even when the drawing asked for fractions: a symbol keeps its
    proportions or it does not read.
    """

    def __init__(self, width_mm: float, height_mm: float, *, dots_per_mm: float) -> None:
        self._per_mm = dots_per_mm
        size = (round(width_mm * dots_per_mm), round(height_mm * dots_per_mm))
        self.image: Image.Image = Image.new("RGB", size, PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def to_png(self) -> bytes:
        """The picture as a PNG that knows its resolution."""
        kept = io.BytesIO()
        dpi = self._per_mm * 25.4
        self.image.save(kept, format="PNG", dpi=(dpi, dpi), optimize=True)
        return kept.getvalue()

    def fill(self, box: Box, colour: str = INK, *, radius_mm: float = 0) -> None:
        """A filled rectangle, with round corners if asked."""
        radius = radius_mm * self._per_mm
        self._draw.rounded_rectangle(self._dots(box), radius=radius, fill=colour)

    def frame(self, box: Box, colour: str = INK, *, line_mm: float = 0.3) -> None:
        """A rectangle's outline."""
        width = max(1, round(line_mm * self._per_mm))
        self._draw.rectangle(self._dots(box), outline=colour, width=width)

    def shape(self, points_mm: Sequence[Point], colour: str = INK) -> None:
        """A filled polygon."""
        points = [(x_mm * self._per_mm, y_mm * self._per_mm) for x_mm, y_mm in points_mm]
        self._draw.polygon(points, fill=colour)

    def letters(
        self, at_mm: Point, text: str, face: Face, size_pt: float, colour: str = INK
    ) -> None:
        """One line of text, starting at `at_mm` on its baseline."""
        x_mm, y_mm = at_mm
        for chosen, piece in runs(text, face):
            font = _picture_font(chosen, round(size_pt * MM_PER_PT * self._per_mm, 1))
            # Letter by letter: the picture library rounds each advance to whole dots,
            # which makes small type wider than its box.
            for char in piece:
                spot = (x_mm * self._per_mm, y_mm * self._per_mm)
                self._draw.text(spot, char, fill=colour, font=font, anchor="ls")
                x_mm += width_mm(char, chosen, size_pt)

    def bars(self, box: Box, code: Barcode) -> None:
        """The symbol, centred in the box, at the largest whole-dot size that fits."""
        room = box.width_mm * self._per_mm
        # A hair of tolerance: 88.0 mm times 8 dots must not count as 703.9999.
        module = max(1, int(room / code.width_modules + 1e-6))
        spare = room - module * code.width_modules
        left = round(box.x_mm * self._per_mm + spare / 2)
        top, bottom = round(box.y_mm * self._per_mm), round(box.bottom_mm * self._per_mm)
        for first, count in dark_runs(code.modules):
            x = left + (code.quiet_left + first) * module
            self._draw.rectangle((x, top, x + count * module - 1, bottom - 1), fill=INK)

    def _dots(self, box: Box) -> tuple[int, int, int, int]:
        left, top = round(box.x_mm * self._per_mm), round(box.y_mm * self._per_mm)
        right = round(box.right_mm * self._per_mm) - 1
        bottom = round(box.bottom_mm * self._per_mm) - 1
        return (left, top, max(left, right), max(top, bottom))


def dark_runs(modules: str) -> Iterator[tuple[int, int]]:
    """Where each bar begins, and how many modules wide it is."""
    place = 0
    for ink, group in groupby(modules):
        count = len(list(group))
        if ink == "1":
            yield (place, count)
        place += count


@lru_cache(maxsize=64)
def _picture_font(face: Face, size_dots: float) -> ImageFont.FreeTypeFont:
    # Basic layout on every machine: the other engine is not built in everywhere, and a
    # picture must not depend on where it was made.
    layout = ImageFont.Layout.BASIC
    return ImageFont.truetype(str(font_path(face)), size_dots, layout_engine=layout)


def _pt(mm: float) -> float:
    return mm / MM_PER_PT
