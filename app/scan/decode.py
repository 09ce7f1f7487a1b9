"""A frame becomes symbols, within a time budget, and nothing is said that is not sure.

The cheapest look goes first; a frame that shows a clear label costs one of them. Each
further look makes the picture easier in another way, until something is read or the
budget is spent. Reads are counted over all looks, so a weak one needs another to agree.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.errors import DecoderMissing
from app.scan import opencv, pictures
from app.scan.check_digits import has_right_check_digit, is_gtin, upc_a_of
from app.scan.pictures import Picture
from app.scan.reads import Read
from app.scan.symbol import WAREHOUSE, Source, Symbol, Symbology

# A machine without libzbar cannot import pyzbar; one without zxing-cpp has just one reader.
try:
    from app.scan import zbar
except ImportError:
    zbar = None
try:
    from app.scan import zxing
except (ImportError, AttributeError):
    zxing = None

Look = Callable[[NDArray[np.uint8], frozenset[Symbology]], list[Read]]

BUDGET_MS: Final = 150
FIRST_SIDE_PX: Final = 1_000

_LINES_AT_ONCE: Final = {
    Symbology.EAN_13: 30,
    Symbology.UPC_A: 30,
    Symbology.EAN_8: 30,
    Symbology.UPC_E: 30,
    Symbology.CODE_128: 3,
    Symbology.GS1_128: 3,
    Symbology.CODE_39: 8,
    Symbology.ITF_14: 8,
    Symbology.QR: 1,
}
"""Scan lines that must agree within one look to believe it. Two per row of pixels in a
trade code, whose blurred 1 and 7, 2 and 8 pass for each other with the same check digit:
misreads of up to 27 lines were seen. A QR code corrects its own errors."""

_LINES_IN_ALL: Final = {
    Symbology.EAN_13: 14,
    Symbology.UPC_A: 14,
    Symbology.EAN_8: 40,
    Symbology.UPC_E: 60,
    Symbology.CODE_128: 2,
    Symbology.GS1_128: 2,
    Symbology.CODE_39: 4,
    Symbology.ITF_14: 4,
    Symbology.QR: 1,
}
"""Scan lines over at least two looks that saw the same, for a read that was weak in each.
Half an EAN-13 can pass for an EAN-8 or a UPC-E, so those need more."""

_RIVAL_SHARE: Final = 1 / 3
"""Of two readings of one label, the better must have three times the other's lines."""


def decode(
    frame: bytes | NDArray[np.uint8],
    *,
    wanted: frozenset[Symbology] = WAREHOUSE,
    budget_ms: int = BUDGET_MS,
) -> list[Symbol]:
    """The codes in a frame, each once, with four corners in the frame's own pixels.

    Safe to call from several threads. Writes nothing to stderr.

    Args:
        frame: A JPEG or PNG file, or an array: grey, or colour in OpenCV's order.
            Anything else shows no code. A photograph is turned upright by nobody, so
            corners are in the pixels as stored.
        wanted: Symbologies to look for. Fewer is faster, and leaves less to misread.
        budget_ms: No further look is begun that would end later than this, going by the
            slowest one so far. The first is always taken.

    Returns:
        What the first looks that were sure agree on. UPC-A and UPC-E are spelt as EAN-13.

    Raises:
        DecoderMissing: Neither zbar nor zxing-cpp can be loaded on this machine.
    """
    readers = _readers()
    until = time.monotonic() + budget_ms / 1_000
    picture = pictures.opened(frame)
    if picture is None:
        return []
    tally, longest_s, now = _Tally(wanted), 0.0, time.monotonic()
    for look, tried in _looks(picture, readers):
        tally.add(look(tried.grey, wanted), tried)
        began, now = now, time.monotonic()
        longest_s = max(longest_s, now - began)
        if tally.sure or now + longest_s > until:
            break
    return tally.symbols()


def _readers() -> list[Look]:
    readers: list[Look] = [each.look for each in (zbar, zxing) if each is not None]
    if not readers:
        raise DecoderMissing(
            "The camera cannot read codes: no barcode library is installed. Install "
            "zbar (Linux: libzbar0, macOS: brew install zbar) or the Python package "
            "zxing-cpp, and start Zonewise again. Scanners with keys work without."
        )
    return readers


def _looks(frame: Picture, readers: list[Look]) -> Iterator[tuple[Look, Picture]]:
    """Cheapest and most fruitful first, as measured on photographs of packages."""
    first, *others = readers
    small = pictures.within(frame, FIRST_SIDE_PX)
    yield first, small
    yield opencv.look, small
    yield opencv.look, pictures.scaled(small, 0.8)
    for reader in others:
        yield reader, small
    for tried in _easier(frame, small):
        yield first, tried
    for reader in others:
        yield reader, frame


def _easier(frame: Picture, small: Picture) -> Iterator[Picture]:
    yield pictures.scaled(small, 1.5)
    yield pictures.turned(small, 45)
    yield pictures.sharpened(small)
    if frame.side_px > small.side_px:
        yield frame
    yield pictures.evened(small)
    yield pictures.sharpened(pictures.scaled(small, 2))
    yield pictures.inked(small)
    for degrees in (-45, 20, -20):
        yield pictures.turned(small, degrees)


@dataclass(slots=True)
class _Candidate:
    symbology: Symbology
    lines: int = 0
    lines_best: int = 0
    looks: int = 0
    corners: tuple[tuple[int, int], ...] = ()

    def add(self, read: Read, tried: Picture) -> None:
        self.lines += read.lines
        self.lines_best = max(self.lines_best, read.lines)
        self.looks += 1
        self.corners = self.corners or _corners(read, tried)

    @property
    def is_backed(self) -> bool:
        if self.lines_best >= _LINES_AT_ONCE[self.symbology]:
            return True
        return self.looks >= 2 and self.lines >= _LINES_IN_ALL[self.symbology]


@dataclass(slots=True)
class _Tally:
    """What all looks at one frame saw, and how many scan lines spoke for it."""

    wanted: frozenset[Symbology]
    seen: dict[str, _Candidate] = field(default_factory=dict[str, _Candidate])

    def add(self, reads: Iterable[Read], tried: Picture) -> None:
        for read in reads:
            raw, symbology = _verified(read), self._named(read)
            if raw is not None and symbology in self.wanted:
                self.seen.setdefault(raw, _Candidate(symbology)).add(read, tried)

    def _named(self, read: Read) -> Symbology:
        """A UPC-A is an EAN-13 that begins with 0: readers name it either way."""
        if read.symbology not in (Symbology.EAN_13, Symbology.UPC_A):
            return read.symbology
        is_upc_a = len(read.raw) == 12 or read.raw.startswith("0")
        if is_upc_a and Symbology.UPC_A in self.wanted:
            return Symbology.UPC_A
        return Symbology.EAN_13

    @property
    def sure(self) -> dict[str, _Candidate]:
        return {
            raw: each
            for raw, each in self.seen.items()
            if each.is_backed and not self._has_rival(raw)
        }

    def _has_rival(self, raw: str) -> bool:
        mine = self.seen[raw]
        return any(
            other_raw != raw
            and other.lines >= mine.lines * _RIVAL_SHARE
            and (_overlap(other.corners, mine.corners) or _alike(other_raw, raw))
            for other_raw, other in self.seen.items()
        )

    def symbols(self) -> list[Symbol]:
        return [
            Symbol(
                raw=raw,
                symbology=each.symbology,
                source=Source.CAMERA,
                corners=each.corners,
            )
            for raw, each in self.sure.items()
        ]


def _verified(read: Read) -> str | None:
    """The text in its one spelling, or None when its own check says it was misread."""
    raw = read.raw
    match read.symbology:
        case Symbology.EAN_13 | Symbology.UPC_A:
            return raw.zfill(13) if len(raw) in (12, 13) and is_gtin(raw) else None
        case Symbology.UPC_E:
            upc_a = upc_a_of(raw) if len(raw) == 8 and raw.isdigit() else raw
            return upc_a.zfill(13) if is_gtin(upc_a) else None
        case Symbology.EAN_8:
            return raw if len(raw) == 8 and is_gtin(raw) else None
        case Symbology.ITF_14:
            return raw if len(raw) == 14 and has_right_check_digit(raw) else None
        case Symbology.CODE_39:
            return raw if len(raw) >= 3 else None
        case _:
            return raw or None


def _corners(read: Read, tried: Picture) -> tuple[tuple[int, int], ...]:
    if not read.points:
        return ()
    points = np.array([(x, y, 1.0) for x, y in read.points]) @ tried.back.T
    if len(points) != 4:
        points = cv2.boxPoints(cv2.minAreaRect(points.astype(np.float32)))
    return tuple((round(float(x)), round(float(y))) for x, y in points)


def _overlap(
    some: tuple[tuple[int, int], ...], others: tuple[tuple[int, int], ...]
) -> bool:
    """Whether the upright boxes around two sets of corners touch."""
    if not some or not others:
        return True
    return all(
        min(p[axis] for p in some) <= max(p[axis] for p in others)
        and min(p[axis] for p in others) <= max(p[axis] for p in some)
        for axis in (0, 1)
    )


def _alike(some: str, others: str) -> bool:
    """Whether one may be the other misread: they differ in 1 for 7 and 2 for 8 alone."""
    return len(some) == len(others) and all(
        a == b or {a, b} in ({"1", "7"}, {"2", "8"})
        for a, b in zip(some, others, strict=True)
    )
