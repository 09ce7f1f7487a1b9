"""Binding what was promised to bins, with the fewest stops."""

from collections.abc import Sequence

from app.engine.stock import Balance


def choose_bins(qty_each: int, bins: Sequence[Balance]) -> list[tuple[Balance, int]]:
    """Choose the bins to take `qty_each` eaches from, and how many from each.

    The fullest bin that is just enough alone comes first (one stop, and the fuller bins
    stay for larger orders); when none is, the bins with the most free goods are emptied
    until the quantity is met. Less than asked is returned when the bins hold less.
    """
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
