"""Where one can walk, and how far it is: the aisles' network with true walking distances.

Only distances between junctions are kept (and only the ones asked for most recently): a bin is
a number of millimetres along the lane between two junctions, so a building with 100,000 bins
needs no more memory here than its few hundred junctions do.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from typing import Final, NamedTuple

from app.floor.lanes import lanes_of
from app.floor.plan import FloorPlan
from app.floor.shapes import Spot, apart_mm, is_on, nearest_on

_ROWS_KEPT: Final = 512
_POSITIONS_KEPT: Final = 16_384


class Edge(NamedTuple):
    """A lane between two junctions, by their numbers; walked from source if one-way."""

    source: int
    target: int
    length_mm: int
    is_one_way: bool


class Position(NamedTuple):
    """A point of the network: so far along an edge from its source."""

    edge: int
    offset_mm: int


class _Row(NamedTuple):
    """Shortest ways from one junction: how far to each, and the junction before it."""

    far_mm: list[int]
    before: list[int]


NOWHERE: Final = -1
"""No junction before this one: the way begins here, or there is none."""

ENDLESS_MM: Final = 1 << 60
"""Farther than any building: there is no way."""


class FloorGraph:
    """A floor plan's walkable network. Made once per plan; see `graph_of`."""

    def __init__(
        self, plan: FloorPlan, junctions: Sequence[Spot], edges: Sequence[Edge]
    ) -> None:
        self.plan = plan
        self.junctions = tuple(junctions)
        self.edges = tuple(edges)
        self.is_one_way = any(edge.is_one_way for edge in edges)
        self._ways: list[list[tuple[int, int]]] = [[] for _ in junctions]
        for edge in edges:
            self._ways[edge.source].append((edge.target, edge.length_mm))
            if not edge.is_one_way:
                self._ways[edge.target].append((edge.source, edge.length_mm))
        self._row: Callable[[int], _Row] = lru_cache(_ROWS_KEPT)(self._walk_from)
        self.locate: Callable[[Spot], Position] = lru_cache(_POSITIONS_KEPT)(
            self._nearest
        )

    def can_stand(self, spot: Spot) -> bool:
        """Whether a spot is on the network itself, not beside it or inside a wall."""
        return bool(self.edges) and is_on(spot, *self.ends(self.locate(spot).edge))

    def is_round_trip(self, a: Spot, b: Spot) -> bool:
        """Whether one can walk from `a` to `b` and back."""
        there, back = self.distance_mm(a, b), self.distance_mm(b, a)
        return there is not None and back is not None

    def distance_mm(self, a: Spot, b: Spot) -> int | None:
        """How far one walks from `a` to `b`, obeying one-way lanes; None without a way.

        A spot beside the network counts as its nearest point on it.
        """
        if not self.edges:
            return None
        far = self.between_mm(self.locate(a), self.locate(b))
        return None if far >= ENDLESS_MM else far

    def path(self, a: Spot, b: Spot) -> tuple[Spot, ...] | None:
        """The shortest way from `a` to `b` as the corners of a line; None without a way."""
        if not self.edges:
            return None
        p, q = self.locate(a), self.locate(b)
        far, first, last = self._best(p, q)
        if far >= ENDLESS_MM:
            return None
        if first == NOWHERE:
            return straightened((self.spot_at(p), self.spot_at(q)))
        row = self._row(first)
        back = [last]
        while back[-1] != first:
            back.append(row.before[back[-1]])
        corners = [self.junctions[number] for number in reversed(back)]
        return straightened((self.spot_at(p), *corners, self.spot_at(q)))

    def between_mm(self, p: Position, q: Position) -> int:
        """The walking distance between two positions; ENDLESS_MM or more without a way."""
        return self._best(p, q)[0]

    def ends(self, edge: int) -> tuple[Spot, Spot]:
        source, target, _, _ = self.edges[edge]
        return self.junctions[source], self.junctions[target]

    def spot_at(self, position: Position) -> Spot:
        a, b = self.ends(position.edge)
        part = position.offset_mm / self.edges[position.edge].length_mm
        return Spot(
            a.x_mm + round((b.x_mm - a.x_mm) * part),
            a.y_mm + round((b.y_mm - a.y_mm) * part),
        )

    def junction_at(self, position: Position) -> int | None:
        """The junction a position stands on, or None when it is somewhere along the lane."""
        source, target, length_mm, _ = self.edges[position.edge]
        if position.offset_mm == 0:
            return source
        return target if position.offset_mm == length_mm else None

    def _best(self, p: Position, q: Position) -> tuple[int, int, int]:
        """How far from `p` to `q`, by which first and last junction (NOWHERE: by none)."""
        best = (ENDLESS_MM, NOWHERE, NOWHERE)
        if p.edge == q.edge:
            ahead = q.offset_mm - p.offset_mm
            if ahead >= 0 or not self.edges[p.edge].is_one_way:
                best = (abs(ahead), NOWHERE, NOWHERE)
        entries = self._entries(q)
        for first, out_mm in self._exits(p):
            far_mm = self._row(first).far_mm
            for last, in_mm in entries:
                far = out_mm + far_mm[last] + in_mm
                if far < best[0]:
                    best = (far, first, last)
        return best

    def _exits(self, p: Position) -> list[tuple[int, int]]:
        source, target, length_mm, is_one_way = self.edges[p.edge]
        ways = [(target, length_mm - p.offset_mm)]
        if not is_one_way or p.offset_mm == 0:
            ways.append((source, p.offset_mm))
        return ways

    def _entries(self, q: Position) -> list[tuple[int, int]]:
        source, target, length_mm, is_one_way = self.edges[q.edge]
        ways = [(source, q.offset_mm)]
        if not is_one_way or q.offset_mm == length_mm:
            ways.append((target, length_mm - q.offset_mm))
        return ways

    def _walk_from(self, start: int) -> _Row:
        """Dijkstra (1959) over the junctions."""
        far = [ENDLESS_MM] * len(self.junctions)
        before = [NOWHERE] * len(self.junctions)
        far[start] = 0
        heap = [(0, start)]
        while heap:
            gone, here = heappop(heap)
            if gone > far[here]:
                continue
            for there, length in self._ways[here]:
                if gone + length < far[there]:
                    far[there] = gone + length
                    before[there] = here
                    heappush(heap, (gone + length, there))
        return _Row(far, before)

    def _nearest(self, spot: Spot) -> Position:
        best, feet = (ENDLESS_MM, 0), spot
        for number in range(len(self.edges)):
            foot = nearest_on(spot, *self.ends(number))
            off = (foot.x_mm - spot.x_mm) ** 2 + (foot.y_mm - spot.y_mm) ** 2
            if off < best[0]:
                best, feet = (off, number), foot
        edge = self.edges[best[1]]
        along = apart_mm(self.junctions[edge.source], feet)
        return Position(best[1], min(along, edge.length_mm))


def graph_of(plan: FloorPlan) -> FloorGraph:
    """The walkable network of a plan."""
    lanes = [lane for lane in lanes_of(plan) if apart_mm(lane.source, lane.target) > 0]
    number: dict[Spot, int] = {}
    edges = [
        Edge(
            number.setdefault(lane.source, len(number)),
            number.setdefault(lane.target, len(number)),
            apart_mm(lane.source, lane.target),
            lane.is_one_way,
        )
        for lane in lanes
    ]
    return FloorGraph(plan, list(number), edges)


def straightened(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """A line without repeated spots and without corners where it goes straight on."""
    kept: list[Spot] = []
    for spot in spots:
        if kept and spot == kept[-1]:
            continue
        if len(kept) > 1 and _goes_on(kept[-2], kept[-1], spot):
            kept.pop()
        kept.append(spot)
    return tuple(kept)


def _goes_on(a: Spot, b: Spot, c: Spot) -> bool:
    run = (b.x_mm - a.x_mm, b.y_mm - a.y_mm)
    on = (c.x_mm - b.x_mm, c.y_mm - b.y_mm)
    return run[0] * on[1] == run[1] * on[0] and run[0] * on[0] + run[1] * on[1] > 0
