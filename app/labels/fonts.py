"""The typefaces on our labels, the same as on our screens, and how wide a text is in them.

Atkinson Hyperlegible was drawn by the Braille Institute so that 0 and O, 1 and l, B and 8
cannot be taken for one another: on a shelf label that is the whole point. DejaVu Sans
stands in, letter by letter, for what it does not have (Greek, Cyrillic, arrows, ticks).
"""

# The stubs for reportlab leave some parameters unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

MM_PER_PT: Final = 25.4 / 72

# Both families share these, as parts of the type size; measured in the files.
CAP_HEIGHT: Final = 0.668
ASCENT: Final = 0.93  # the accent on a capital, as in Ż or Ö
DESCENT: Final = 0.24


class Face(StrEnum):
    """A typeface by its file's name, without the ending."""

    REGULAR = "AtkinsonHyperlegibleNext-Regular"
    SEMI_BOLD = "AtkinsonHyperlegibleNext-SemiBold"
    BOLD = "AtkinsonHyperlegibleNext-Bold"
    EXTRA_BOLD = "AtkinsonHyperlegibleNext-ExtraBold"
    MONO = "AtkinsonHyperlegibleMono-Regular"
    MONO_BOLD = "AtkinsonHyperlegibleMono-Bold"
    STAND_IN = "DejaVuSans"
    STAND_IN_BOLD = "DejaVuSans-Bold"


_STAND_IN: Final = {
    Face.REGULAR: Face.STAND_IN,
    Face.SEMI_BOLD: Face.STAND_IN_BOLD,
    Face.BOLD: Face.STAND_IN_BOLD,
    Face.EXTRA_BOLD: Face.STAND_IN_BOLD,
    Face.MONO: Face.STAND_IN,
    Face.MONO_BOLD: Face.STAND_IN_BOLD,
}
_NO_GLYPH: Final = "\u25a1"


def font_path(face: Face) -> Path:
    """Where the font file is: beside the app, or where a packaged app keeps its assets."""
    assets = os.environ.get("FLET_ASSETS_DIR")
    beside = Path(__file__).resolve().parents[2] / "assets"
    for folder in (beside, Path(assets)) if assets else (beside,):
        path = folder / "fonts" / f"{face}.ttf"
        if path.is_file():
            return path
    return beside / "fonts" / f"{face}.ttf"


@cache
def registered(face: Face) -> TTFont:
    """The face, known to the PDF library from now on under its own name.

    Raises:
        OSError: The font file is missing from this installation.
    """
    font = TTFont(str(face), str(font_path(face)))
    pdfmetrics.registerFont(font)
    return font


def runs(text: str, face: Face) -> Iterator[tuple[Face, str]]:
    """The text in pieces that each have one face, standing in where `face` has no glyph.

    A letter that neither has (Chinese, emoji) becomes an empty square, so that a person
    sees that something is missing.
    """
    for chosen, letters in groupby(_clean(text), key=lambda char: _face_for(char, face)):
        piece = "".join(letters)
        yield (chosen or _STAND_IN[face], piece if chosen else _NO_GLYPH * len(piece))


def width_mm(text: str, face: Face, size_pt: float) -> float:
    """How wide the text will be on paper."""
    return size_pt * MM_PER_PT * _width_em(text, face)


@lru_cache(maxsize=8192)
def _width_em(text: str, face: Face) -> float:
    return sum(
        registered(chosen).stringWidth(piece, 1000) / 1000  # exact: the file's own units
        for chosen, piece in runs(text, face)
    )


@cache
def _face_for(char: str, face: Face) -> Face | None:
    wanted = (face, _STAND_IN[face]) if face in _STAND_IN else (face,)
    return next((each for each in wanted if _has(each, char)), None)


def _has(face: Face, char: str) -> bool:
    return ord(char) in registered(face).face.charToGlyph


def _clean(text: str) -> str:
    # Composed letters, because a font has Ł and Ö but cannot place a loose accent.
    composed = unicodedata.normalize("NFC", text)
    spaced = (" " if char.isspace() else char for char in composed)
    return "".join(char for char in spaced if char.isprintable())
