"""Thirty frames a second become one scan: frames must agree, and a label counts once.

A camera sees the same label again and again while a hand holds it there. One misread
frame must not count as a scan, and one label held for a minute must not count twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from app.scan.symbol import Symbol

AGREE: Final = 2
WINDOW_MS: Final = 700
AWAY_FRAMES: Final = 4
BLANK_MS: Final = 1_500


@dataclass(slots=True)
class _Sighting:
    """One code while it is in view."""

    symbol: Symbol
    seen_at: list[int] = field(default_factory=list[int])
    missed: int = 0
    is_said: bool = False
    hushed_at: int | None = None


def _anything(_: Symbol) -> bool:
    return True


class Steady:
    """Watches the frames of one camera and says when there was a scan.

    A code is a scan once `agree` frames within `window_ms` showed it. Then the same code
    is not heard again until it has been out of view, however long a hand holds it there.
    Out of view means that for `window_ms`, and in `AWAY_FRAMES` frames, nothing showed
    it: a blurred frame, or a camera that is slow for a moment, is no label taken away.

    Another code passes at once, with one exception: what lies in view beside the scanned
    code and is not expected keeps quiet for `blank_ms`, because a parcel bears more
    labels than the one that was meant.
    """

    def __init__(
        self, *, agree: int = AGREE, window_ms: int = WINDOW_MS, blank_ms: int = BLANK_MS
    ) -> None:
        assert agree >= 1, agree
        assert window_ms > 0, window_ms
        assert blank_ms >= 0, blank_ms
        self._agree, self._window_ms, self._blank_ms = agree, window_ms, blank_ms
        self._in_view: dict[str, _Sighting] = {}

    def see(
        self,
        symbols: Iterable[Symbol],
        at_ms: int,
        *,
        expects: Callable[[Symbol], bool] = _anything,
    ) -> Symbol | None:
        """Take in one frame's symbols; the scan, when this frame makes one.

        Args:
            symbols: Everything read in the frame, none for an empty one.
            at_ms: When the frame was taken, on a clock that only goes forward.
            expects: Whether the step on the screen waits for this code. While one that
                it waits for is in view, the others keep quiet.

        Returns:
            At most one symbol a frame. The others in view get their turn on the next.
        """
        shown = {symbol.raw: symbol for symbol in symbols}
        self._forget(at_ms)
        self._remember(shown, at_ms)

        expected = {
            raw for raw, sighting in self._in_view.items() if expects(sighting.symbol)
        }
        for raw, symbol in shown.items():
            if expected and raw not in expected:
                continue
            if self._may_be_said(raw, at_ms, is_expected=raw in expected):
                self._say(raw, at_ms)
                return symbol
        return None

    def forget(self) -> None:
        """Start afresh, as on a new step where the same code may be meant again."""
        self._in_view.clear()

    def _forget(self, at_ms: int) -> None:
        for sighting in self._in_view.values():
            sighting.seen_at = [
                seen for seen in sighting.seen_at if at_ms - seen < self._window_ms
            ]
        self._in_view = {
            raw: sighting
            for raw, sighting in self._in_view.items()
            if sighting.seen_at or sighting.missed < AWAY_FRAMES
        }

    def _remember(self, shown: dict[str, Symbol], at_ms: int) -> None:
        for sighting in self._in_view.values():
            sighting.missed += 1
        for raw, symbol in shown.items():
            sighting = self._in_view.setdefault(raw, _Sighting(symbol))
            sighting.symbol, sighting.missed = symbol, 0
            sighting.seen_at.append(at_ms)

    def _may_be_said(self, raw: str, at_ms: int, *, is_expected: bool) -> bool:
        sighting = self._in_view[raw]
        if len(sighting.seen_at) < self._agree or sighting.is_said:
            return False
        hushed_at = sighting.hushed_at
        is_hushed = hushed_at is not None and at_ms - hushed_at < self._blank_ms
        return is_expected or not is_hushed

    def _say(self, raw: str, at_ms: int) -> None:
        self._in_view[raw].is_said = True
        for sighting in self._in_view.values():
            sighting.hushed_at = at_ms
