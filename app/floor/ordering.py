"""Orders of stops from distances alone: exact for a few, good for many.

For floors too tangled to sweep, and for the proof on one-way floors.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

Distances = Sequence[Sequence[int]]
"""From row to column, in millimetres. Row 0 is the start; the last is the end if there is one."""

EXACT_MOST: Final = 9
"""Stops for which every order is weighed: 9 take a handheld about a fifth of a second."""

MOVES_MOST: Final = 400
_RUN_MOST: Final = 3


def best_of_all(far: Distances, stops: int, *, has_end: bool) -> tuple[int, list[int]]:
    """The shortest order of rows 1 to `stops` and its length (Held & Karp 1962)."""
    last = stops + 1
    ways = {(1 << (k - 1), k): (far[0][k], 0) for k in range(1, last)}
    for seen in range(1, 1 << stops):
        for here in range(1, last):
            if (seen, here) not in ways:
                continue
            gone = ways[seen, here][0]
            for there in range(1, last):
                if seen >> (there - 1) & 1:
                    continue
                key = (seen | 1 << (there - 1), there)
                if key not in ways or gone + far[here][there] < ways[key][0]:
                    ways[key] = (gone + far[here][there], here)
    full = (1 << stops) - 1
    ends = [
        (ways[full, k][0] + (far[k][last] if has_end else 0), k) for k in range(1, last)
    ]
    length, here = min(ends)
    order: list[int] = []
    seen = full
    while here:
        order.append(here)
        before = ways[seen, here][1]
        seen ^= 1 << (here - 1)
        here = before
    return length, order[::-1]


def good_order(
    far: Distances, stops: int, *, has_end: bool, moves_most: int = MOVES_MOST
) -> tuple[int, list[int]]:
    """A good order of rows 1 to `stops`: nearest first, then moved about until nothing helps.

    Moves are taking a run of up to three stops elsewhere (Or 1976) and turning a run round
    (2-opt, Croes 1958). Their number is bounded, and so is the time.
    """
    line = [*_nearest_first(far, stops), *([stops + 1] if has_end else [])]
    for _ in range(moves_most):
        better = _turned(far, line, stops) or _moved(far, line, stops)
        if better is None:
            break
        line = better
    return line_mm(far, line), line[:stops]


def line_mm(far: Distances, line: Sequence[int]) -> int:
    """The way from row 0 along the rows of a line."""
    return sum(far[a][b] for a, b in pairwise((0, *line)))


def _nearest_first(far: Distances, stops: int) -> list[int]:
    left, order, here = set(range(1, stops + 1)), list[int](), 0
    while left:
        here = min(left, key=lambda there: (far[here][there], there))
        left.remove(here)
        order.append(here)
    return order


def _turned(far: Distances, line: list[int], stops: int) -> list[int] | None:
    """The line with a run of stops turned round, the first that is shorter for it."""
    whole = [0, *line]
    forth = [0, *accumulate(far[a][b] for a, b in pairwise(whole))]
    back = [0, *accumulate(far[b][a] for a, b in pairwise(whole))]
    for i in range(1, stops + 1):
        for j in range(i + 1, stops + 1):
            gain = far[whole[i - 1]][whole[i]] - far[whole[i - 1]][whole[j]]
            gain += forth[j] - forth[i] - back[j] + back[i]
            if j + 1 < len(whole):
                gain += far[whole[j]][whole[j + 1]] - far[whole[i]][whole[j + 1]]
            if gain > 0:
                return [*whole[1:i], *whole[i : j + 1][::-1], *whole[j + 1 :]]
    return None


def _moved(far: Distances, line: list[int], stops: int) -> list[int] | None:
    """The line with a short run of stops elsewhere, the first that is shorter for it."""
    for size in range(1, min(_RUN_MOST, stops - 1) + 1):
        for i in range(stops - size + 1):
            run, rest = line[i : i + size], [0, *line[:i], *line[i + size :]]
            out = _detour_mm(far, rest, i, run)
            for k in range(stops - size + 1):
                if _detour_mm(far, rest, k, run) < out:
                    return [*rest[1 : k + 1], *run, *rest[k + 1 :]]
    return None


def _detour_mm(
    far: Distances, rest: Sequence[int], after: int, run: Sequence[int]
) -> int:
    """What it costs to put a run between `rest[after]` and the next."""
    here = rest[after]
    to_run = far[here][run[0]]
    if after + 1 == len(rest):
        return to_run
    there = rest[after + 1]
    return to_run + far[run[-1]][there] - far[here][there]
