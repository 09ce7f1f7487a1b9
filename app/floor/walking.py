"""From a task to an order of stops: each part of the floor solved exactly, then walked as one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from app.floor.blocks import blocks_of
from app.floor.graph import FloorGraph, Position
from app.floor.lane_use import Point
from app.floor.sweep import Chosen, Errand, Sweep, Walk

Node = int | Position
"""A junction by its number, or a position along a lane."""


class Task(NamedTuple):
    """What a route must touch, as positions; `end` None: it may stop at any of them."""

    start: Position
    stops: tuple[Position, ...]
    end: Position | None


class Ordered(NamedTuple):
    """Distinct positions in the order one comes by them, and how far the whole walk is."""

    length_mm: int
    stops: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A block as one task sees it: where one comes in, what is needed in it and beyond."""

    block: int
    entry: Node
    inside: set[Node] = field(default_factory=lambda: set[Node]())
    beyond: "list[_Part]" = field(default_factory=lambda: list[_Part]())
    """The needed parts that hang on this one, each by its entry."""

    @property
    def nodes(self) -> set[Node]:
        return {self.entry, *self.inside, *(part.entry for part in self.beyond)}


class Walker:
    """Shortest walks on one floor, exactly. Keeps what it learns about each block."""

    def __init__(self, graph: FloorGraph, *, is_directed: bool) -> None:
        self._graph = graph
        self._is_directed = is_directed
        self._blocks = blocks_of(graph.edges)
        self._block_of = {lane: n for n, b in enumerate(self._blocks) for lane in b.lanes}
        self._around: dict[int, list[int]] = {}
        for number, block in enumerate(self._blocks):
            for junction in block.junctions:
                self._around.setdefault(junction, []).append(number)
        self._sweeps: dict[int, Sweep] = {}

    def shortest(self, task: Task) -> Ordered | None:
        """The shortest order of a task's stops; None when a block is too tangled to look at
        every one, or one-way lanes leave no walk this method considers.
        """
        start = self._node(task.start)
        end = None if task.end is None else self._node(task.end)
        nodes = {start, *map(self._node, task.stops), *([] if end is None else [end])}
        if len(nodes) == 1:
            return Ordered(0, task.stops)
        within = self._within_one_lane(task, nodes)
        if within is not None:
            return within
        walk = self._joined(self._parts(start, nodes), end)
        if walk is None:
            return None
        walked = _walked(self._arcs(nodes, walk), start, is_directed=self._is_directed)
        met = {node: index for index, node in reversed(list(enumerate(walked)))}
        order = sorted(task.stops, key=lambda stop: met[self._node(stop)])
        return Ordered(walk.length_mm, tuple(order))

    def _node(self, position: Position) -> Node:
        junction = self._graph.junction_at(position)
        return position if junction is None else junction

    def _within_one_lane(self, task: Task, nodes: Iterable[Node]) -> Ordered | None:
        """The shortest order of a walk along one lane: lanes are straight, so none is shorter.

        None when something lies elsewhere, or one would have to go back on a one-way lane.
        """
        lanes = {node.edge if isinstance(node, Position) else None for node in nodes}
        if len(lanes) > 1 or None in lanes:
            return None
        ahead = sorted(task.stops)
        ends = [] if task.end is None else [task.end]
        if self._is_directed and self._graph.edges[task.start.edge].is_one_way:
            line = [task.start, *ahead, *ends]
            return Ordered(_line_mm(line), tuple(ahead)) if line == sorted(line) else None
        return min(
            Ordered(_line_mm([task.start, *order, *ends]), tuple(order))
            for order in (ahead, ahead[::-1])
        )

    def _home(self, node: Node) -> int:
        """A block the node is in; a junction between blocks is at home in the first."""
        if isinstance(node, Position):
            return self._block_of[node.edge]
        return self._around[node][0]

    def _parts(self, start: Node, nodes: Iterable[Node]) -> list[_Part]:
        """The needed parts, each after the one it hangs on. In the first, one starts."""
        at, above = self._spread(start)
        for node in nodes:
            at[self._home(node)].inside.add(node)
        needed: list[_Part] = []
        for part in reversed(at.values()):
            if part.block not in above:
                needed.append(part)
            elif part.beyond or part.inside - {part.entry}:
                above[part.block].beyond.append(part)
                needed.append(part)
            else:
                # Its entry, if that is needed, is a junction of the part before it too.
                above[part.block].inside.update(part.inside)
        return needed[::-1]

    def _spread(self, start: Node) -> tuple[dict[int, _Part], dict[int, _Part]]:
        """Every part by its block, nearest to the start first, and what each hangs on."""
        first = _Part(self._home(start), start)
        at, above = {first.block: first}, dict[int, _Part]()
        queue = [first]
        for part in queue:
            for junction in sorted(self._blocks[part.block].junctions):
                for block in self._around[junction]:
                    if block not in at:
                        at[block] = _Part(block, junction)
                        above[block] = part
                        queue.append(at[block])
        return at, above

    def _joined(self, parts: Sequence[_Part], end: Node | None) -> Walk | None:
        """The shortest walk from the first part's entry through all parts to the end.

        In every part but those on the way to the end it is a loop from the entry and back.
        """
        loops: dict[int, Walk | None] = {}
        ended: dict[int, Walk | None] = {}
        for part in reversed(parts):
            around = [loops[each.block] for each in part.beyond]
            loops[part.block] = _sum([self._within(part, part.entry), *around])
            ways: list[Walk | None] = []
            if end is None or end in part.inside:
                ways.append(_sum([self._within(part, end), *around]))
            for index, last in enumerate(part.beyond):
                if ended[last.block] is not None:
                    rest = [*around[:index], *around[index + 1 :], ended[last.block]]
                    ways.append(_sum([self._within(part, last.entry), *rest]))
            ended[part.block] = min(
                (way for way in ways if way is not None), default=None
            )
        return ended[parts[0].block]

    def _within(self, part: _Part, end: Node | None) -> Walk | None:
        """The shortest walk in one block from its entry to `end`, or to anywhere."""
        surplus = dict.fromkeys(part.nodes, 0)
        surplus[part.entry] += 1
        if end is not None:
            surplus[end] -= 1
        if len(surplus) == 1:
            return Walk(0, ())
        return self._sweep(part.block).shortest(_errand(surplus, is_end_free=end is None))

    def _sweep(self, block: int) -> Sweep:
        if block not in self._sweeps:
            lanes = {lane: self._graph.edges[lane] for lane in self._blocks[block].lanes}
            self._sweeps[block] = Sweep(lanes, is_directed=self._is_directed)
        return self._sweeps[block]

    def _arcs(self, nodes: Iterable[Node], walk: Walk) -> Iterator[tuple[Node, Node]]:
        """Every piece the walk is made of, as often as it is walked, in its direction."""
        on_lane: dict[int, list[Node]] = {}
        for position in sorted(node for node in nodes if isinstance(node, Position)):
            on_lane.setdefault(position.edge, []).append(position)
        for edge, use in walk.lanes:
            source, target, _, _ = self._graph.edges[edge]
            line: list[Node] = [source, *on_lane.get(edge, []), target]
            for (a, b), (forth, back) in zip(pairwise(line), use.pieces, strict=True):
                yield from [(a, b)] * forth
                yield from [(b, a)] * back


def _sum(walks: Iterable[Walk | None]) -> Walk | None:
    """Walks put together; None as soon as one of them could not be found."""
    length_mm, lanes = 0, list[Chosen]()
    for walk in walks:
        if walk is None:
            return None
        length_mm += walk.length_mm
        lanes += walk.lanes
    return Walk(length_mm, tuple(lanes))


def _errand(surplus: Mapping[Node, int], *, is_end_free: bool) -> Errand:
    points: dict[int, list[Point]] = {}
    junctions: dict[int, int] = {}
    for node, out in surplus.items():
        if isinstance(node, Position):
            points.setdefault(node.edge, []).append(Point(node.offset_mm, out))
        else:
            junctions[node] = out
    for found in points.values():
        found.sort()
    return Errand(points, junctions, is_end_free)


def _line_mm(line: Sequence[Position]) -> int:
    return sum(abs(b.offset_mm - a.offset_mm) for a, b in pairwise(line))


def _walked(
    arcs: Iterable[tuple[Node, Node]], start: Node, *, is_directed: bool
) -> list[Node]:
    """One walk over all arcs from `start` (Hierholzer 1873). Undirected arcs go either way."""
    ways: dict[Node, list[tuple[int, Node]]] = {}
    for number, (a, b) in enumerate(arcs):
        ways.setdefault(a, []).append((number, b))
        if not is_directed:
            ways.setdefault(b, []).append((number, a))
    used: set[int] = set()
    stack, walked = [start], list[Node]()
    while stack:
        around = ways.get(stack[-1], [])
        while around and around[-1][0] in used:
            around.pop()
        if around:
            number, there = around.pop()
            used.add(number)
            stack.append(there)
        else:
            walked.append(stack.pop())
    return walked[::-1]
