"""The ways a shortest walk can use one lane, each with what it costs and does at the two ends.

Between two neighbouring points of interest a shortest walk goes never, once, or there and
back. Which of these fit together along one lane is decided by how often people must come and
go at each point; what is left is at most a handful of sensible ways (Ratliff & Rosenthal 1983
list them for an aisle: through, from the front, from the back, around the largest gap, twice).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, pairwise
from typing import Final, NamedTuple


class Link(IntEnum):
    """Which of a lane's ends the walk on it hangs on."""

    NONE = 0
    SOURCE = 1
    TARGET = 2
    APART = 3
    """Both, with a gap between: what hangs on one end is not joined to the other."""
    JOINED = 4


class Effect(NamedTuple):
    """What a use of a lane does to the rest of the walk.

    `out_source` and `out_target` say how many more times one leaves that junction by this
    lane than one arrives by it; where lanes go both ways only odd or even matters.
    """

    link: Link
    out_source: int
    out_target: int
    has_end: bool
    """Whether the walk's last point lies here, when it may choose where to end."""


class Use(NamedTuple):
    """A way to walk a lane: for each piece between points, how often forth and back."""

    effect: Effect
    cost_mm: int
    pieces: tuple[tuple[int, int], ...]


class Point(NamedTuple):
    """Where on a lane something is: `surplus` is 1 where one starts, -1 where one ends."""

    offset_mm: int
    surplus: int


@dataclass(frozen=True, slots=True)
class LaneUses:
    """The uses of a lane under one set of rules.

    `is_directed` counts comings and goings instead of odd and even: needed as soon as one lane
    of the floor is one-way. `is_end_free` lets the walk end at any point.
    """

    is_directed: bool
    is_end_free: bool

    def of(
        self, points: Sequence[Point], length_mm: int, *, is_one_way: bool
    ) -> list[Use]:
        """The cheapest use for every effect a lane can have."""
        marks = [0, *(point.offset_mm for point in points), length_mm]
        lengths = [after - before for before, after in pairwise(marks)]
        best: dict[Effect, Use] = {}
        for surpluses, has_end in self._endings(points):
            for flows in self._flows(surpluses, is_one_way=is_one_way):
                for use in _with_gaps(
                    flows, lengths, has_end=has_end, is_one_way=is_one_way
                ):
                    if use.effect not in best or use.cost_mm < best[use.effect].cost_mm:
                        best[use.effect] = use
        return list(best.values())

    def _endings(self, points: Sequence[Point]) -> Iterator[tuple[list[int], bool]]:
        surpluses = [point.surplus for point in points]
        yield surpluses, False
        if self.is_end_free:
            for index in range(len(points)):
                ending = surpluses.copy()
                ending[index] -= 1
                yield ending, True

    def _flows(
        self, surpluses: Sequence[int], *, is_one_way: bool
    ) -> Iterator[list[int]]:
        """How much more forth than back each piece is walked, for every way to begin."""
        if not self.is_directed:
            for first in (0, 1):
                yield [flow % 2 for flow in accumulate(surpluses, initial=first)]
            return
        for first in range(0 if is_one_way else -FLOW_MOST, FLOW_MOST + 1):
            flows = list(accumulate(surpluses, initial=first))
            if max(flows) <= FLOW_MOST and min(flows) >= (
                0 if is_one_way else -FLOW_MOST
            ):
                yield flows


FLOW_MOST: Final = 2
"""How often a one-way lane may be walked in one route. More was never needed in trials."""

UNUSED: Final = Effect(Link.NONE, 0, 0, has_end=False)


def _with_gaps(
    flows: Sequence[int], lengths: Sequence[int], *, has_end: bool, is_one_way: bool
) -> Iterator[Use]:
    """The flows as uses: without a gap, and with each piece left out that can be.

    More than one gap would leave points between them that hang on neither end.
    """
    still = [index for index, flow in enumerate(flows) if flow == 0]
    if len(still) > 1 and is_one_way:
        return
    pieces = [_piece(flow) for flow in flows]
    cost = sum(sum(p) * length for p, length in zip(pieces, lengths, strict=True))
    out_source, out_target = flows[0], -flows[-1]
    if not (still and is_one_way):
        # Odd and even have no sign; with one lane one-way, they do.
        effect = Effect(Link.JOINED, out_source, out_target, has_end)
        yield Use(effect, cost, tuple(pieces))
    for gap in still:
        effect = Effect(_link(gap, len(flows) - 1), out_source, out_target, has_end)
        with_gap = (*pieces[:gap], (0, 0), *pieces[gap + 1 :])
        yield Use(effect, cost - 2 * lengths[gap], with_gap)


def _piece(flow: int) -> tuple[int, int]:
    if flow == 0:
        return (1, 1)
    return (flow, 0) if flow > 0 else (0, -flow)


def _link(gap: int, last: int) -> Link:
    if last == 0:
        return Link.NONE
    if gap == 0:
        return Link.TARGET
    return Link.SOURCE if gap == last else Link.APART
