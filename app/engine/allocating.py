"""Binding what was promised to bins: what expires first, then what came first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Final

from app.engine.stock import Balance

_NEVER: Final = date.max
_LONG_AGO: Final = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """Goods of one lot in a bin that orders may be sent to."""

    balance: Balance
    expires_at: datetime | None = None

    def is_good(self, at: datetime) -> bool:
        """Whether the goods have not expired."""
        return self.expires_at is None or self.expires_at > at

    @property
    def turn(self) -> tuple[date, date]:
        """What goes first: first expired first out, else first in first out, by the day."""
        since = self.balance.since
        return (
            self.expires_at.astimezone(UTC).date() if self.expires_at else _NEVER,
            since.astimezone(UTC).date() if since else _LONG_AGO,
        )


def choose_bins(
    qty_each: int,
    shelved: Sequence[Shelved],
    at: datetime,
    visited: Collection[str] = (),
) -> list[tuple[Balance, int]]:
    """Choose the bins to take `qty_each` eaches from, and how many from each.

    Goods whose turn is the same day are chosen for the fewest stops; a bin the walk goes to
    anyway (`visited`) is no stop more. Less than asked is returned when the bins hold less;
    goods that have expired by `at` stay where they are.
    """
    chosen: list[tuple[Balance, int]] = []
    good = [each for each in shelved if each.is_good(at)]
    for _, same_turn in groupby(sorted(good, key=lambda each: each.turn), _turn):
        left = qty_each - sum(taken for _, taken in chosen)
        balances = [each.balance for each in same_turn]
        chosen += _fewest_stops(left, balances, visited)
    return chosen


def _turn(shelved: Shelved) -> tuple[date, date]:
    return shelved.turn


def _fewest_stops(
    qty_each: int, bins: Sequence[Balance], visited: Collection[str]
) -> list[tuple[Balance, int]]:
    """Bins on the way give first. When they are not enough and one other bin is, that bin
    gives all: taking from both would be one pick more for the same way."""
    on_way = [place for place in bins if place.place in visited]
    others = [place for place in bins if place.place not in visited]
    there = sum(place.free_each for place in on_way)
    if there < qty_each and any(place.free_each >= qty_each for place in others):
        return _fewest_picks(qty_each, others)
    return [
        *_fewest_picks(min(qty_each, there), on_way),
        *_fewest_picks(qty_each - there, others),
    ]


def _fewest_picks(qty_each: int, bins: Sequence[Balance]) -> list[tuple[Balance, int]]:
    """The fullest bin that is just enough alone comes first (one stop, and the fuller bins
    stay for larger orders); when none is, those with the most free goods are emptied."""
    if qty_each <= 0:
        return []
    enough = [place for place in bins if place.free_each >= qty_each]
    if enough:
        smallest = min(enough, key=lambda place: (place.free_each, place.place))
        return [(smallest, qty_each)]
    chosen: list[tuple[Balance, int]] = []
    for place in sorted(bins, key=lambda place: (-place.free_each, place.place)):
        taken = min(qty_each, place.free_each)
        if taken > 0:
            chosen.append((place, taken))
            qty_each -= taken
    return chosen
