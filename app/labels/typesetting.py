"""Text that always stays inside its box: it wraps, then shrinks, and only then is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.labels.codes import Barcode
from app.labels.fonts import ASCENT, CAP_HEIGHT, DESCENT, MM_PER_PT, Face, width_mm
from app.labels.paper import INK, Box, Paper

_SMALLER: Final = 0.96
_WHOLE_WORDS_DOWN_TO: Final = 0.6


class Across(StrEnum):
    """Where a line stands between left and right."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Down(StrEnum):
    """Where the block stands between top and bottom."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text wants to look: `size_pt` if there is room, never under `least_pt`.

    `first` is the face of the first paragraph, where it differs (the name in an address).
    `is_tight` is for capitals and digits only: nothing reaches above or below them, so
    they may fill the whole height of the box. `is_one_line` is for codes, which are never
    wrapped.
    """

    face: Face = Face.REGULAR
    size_pt: float
    least_pt: float = 4.5
    leading: float = 1.2
    colour: str = INK
    across: Across = Across.LEFT
    down: Down = Down.TOP
    first: Face | None = None
    is_tight: bool = False
    is_one_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Text as it will stand: one size, and each line with its face."""

    size_pt: float
    lines: tuple[tuple[str, Face], ...]
    style: Style

    @property
    def height_mm(self) -> float:
        """From the top of the first line's capitals or accents to the last descender."""
        above, below = _reach(self.style)
        steps = self.style.leading * (len(self.lines) - 1)
        return (above + steps + below) * self.size_pt * MM_PER_PT if self.lines else 0

    @property
    def width_mm(self) -> float:
        """The widest line."""
        return max(
            (width_mm(text, face, self.size_pt) for text, face in self.lines), default=0
        )


def write(paper: Paper, box: Box, text: str | Sequence[str], style: Style) -> Block:
    """Print the text inside the box and say how it was set."""
    block = fitted(text, style, width=box.width_mm, height=box.height_mm)
    place(paper, box, block)
    return block


def place(paper: Paper, box: Box, block: Block) -> None:
    """Print a block that was fitted before."""
    style, em_mm = block.style, block.size_pt * MM_PER_PT
    above, _ = _reach(style)
    baseline_mm = box.y_mm + _spare(box, block) + above * em_mm
    for text, face in block.lines:
        x_mm = box.x_mm
        free_mm = box.width_mm - width_mm(text, face, block.size_pt)
        if style.across is not Across.LEFT:
            x_mm += free_mm / (2 if style.across is Across.CENTRE else 1)
        paper.letters((x_mm, baseline_mm), text, face, block.size_pt, style.colour)
        baseline_mm += style.leading * em_mm


def fitted(
    text: str | Sequence[str], style: Style, *, width: float, height: float
) -> Block:
    """The largest setting that fits `width` and `height` millimetres.

    Lines break between words. A word longer than the line first makes the type smaller,
    down to a part of the wanted size; below that it is broken, so that one monster of a
    word does not make the whole address small. Only what does not fit at the smallest
    size is cut, with an ellipsis to show it.
    """
    paragraphs = [text] if isinstance(text, str) else list(text)
    size_pt = style.size_pt
    while size_pt > style.least_pt:
        may_break = size_pt < _WHOLE_WORDS_DOWN_TO * style.size_pt
        block = _set(paragraphs, style, size_pt, width, may_break=may_break)
        if block.width_mm <= width and block.height_mm <= height:
            return block
        size_pt *= _SMALLER
    block = _set(paragraphs, style, style.least_pt, width, may_break=True)
    return _cut(block, width, height)


def code_box(code: Barcode, box: Box, *, most_mm: float, dot_mm: float) -> Box:
    """The part of the box, centred, in which each module is a whole number of dots.

    Args:
        code: The symbol to place.
        box: The room there is.
        most_mm: The widest module wanted (the X-dimension).
        dot_mm: The printer's dot: 0.125 on a 203 dpi thermal head, 25.4/600 on a laser.
    """
    dots = int(min(most_mm, box.width_mm / code.width_modules) / dot_mm + 1e-6)
    module_mm = dots * dot_mm if dots else box.width_mm / code.width_modules
    width = module_mm * code.width_modules
    return Box(box.x_mm + (box.width_mm - width) / 2, box.y_mm, width, box.height_mm)


def _reach(style: Style) -> tuple[float, float]:
    return (CAP_HEIGHT, 0.0) if style.is_tight else (ASCENT, DESCENT)


def _spare(box: Box, block: Block) -> float:
    spare_mm = box.height_mm - block.height_mm
    match block.style.down:
        case Down.TOP:
            return 0
        case Down.MIDDLE if not block.style.is_tight:
            # Optical middle: the eye centres capitals, not accents and descenders.
            lift = (ASCENT - CAP_HEIGHT - DESCENT) / 2 * block.size_pt * MM_PER_PT
            return max(0, spare_mm / 2 - lift)
        case Down.MIDDLE:
            return spare_mm / 2
        case Down.BOTTOM:
            return spare_mm


def _set(
    paragraphs: list[str], style: Style, size_pt: float, width: float, *, may_break: bool
) -> Block:
    lines: list[tuple[str, Face]] = []
    for index, paragraph in enumerate(paragraphs):
        face = style.first if index == 0 and style.first else style.face
        if style.is_one_line:
            lines.append((paragraph, face))
            continue
        wrapped = _wrapped(paragraph, face, size_pt, width, may_break=may_break)
        lines += [(line, face) for line in wrapped]
    return Block(size_pt=size_pt, lines=tuple(lines), style=style)


def _wrapped(
    text: str, face: Face, size_pt: float, width: float, *, may_break: bool
) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_mm(longer, face, size_pt) <= width:
            lines[-1] = longer
        elif may_break:
            lines += _broken(word, face, size_pt, width)
        else:
            lines.append(word)
    return lines


def _broken(word: str, face: Face, size_pt: float, width: float) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width_mm(pieces[-1] + char, face, size_pt) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _cut(block: Block, width: float, height: float) -> Block:
    above, below = _reach(block.style)
    em_mm = block.size_pt * MM_PER_PT
    room = int((height / em_mm - above - below) / block.style.leading + 1e-9) + 1
    if not block.lines or (len(block.lines) <= room and block.width_mm <= width):
        return block
    *kept, (last, face) = block.lines[: max(1, room)]
    while last and width_mm(last + "…", face, block.size_pt) > width:
        last = last[:-1]
    lines = (*kept, (last.rstrip() + "…", face))
    return Block(size_pt=block.size_pt, lines=lines, style=block.style)
