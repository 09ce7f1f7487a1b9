"""A floor in parts that hang together at single junctions: a zone with one way in is such a part.

A shortest walk does what is needed in each part on its own, and comes and goes by the junction
that leads there. So each part is solved by itself, and a part nobody needs costs no time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.floor.graph import Edge


@dataclass(frozen=True, slots=True)
class Block:
    """Lanes none of which can be reached from another only by passing one junction."""

    lanes: tuple[int, ...]
    junctions: frozenset[int]


def blocks_of(edges: Sequence[Edge]) -> list[Block]:
    """The floor's blocks (Hopcroft & Tarjan 1973), one-way lanes taken as lanes."""
    near: dict[int, list[tuple[int, int]]] = {}
    for number, edge in enumerate(edges):
        near.setdefault(edge.source, []).append((edge.target, number))
        near.setdefault(edge.target, []).append((edge.source, number))
    found: list[Block] = []
    depth: dict[int, int] = {}
    for root in near:
        if root not in depth:
            depth[root] = 0
            found += (_block(lanes, edges) for lanes in _search(root, near, depth))
    return found


def _block(lanes: Sequence[int], edges: Sequence[Edge]) -> Block:
    ends = frozenset(end for lane in lanes for end in edges[lane][:2])
    return Block(tuple(sorted(lanes)), ends)


def _search(
    root: int, near: dict[int, list[tuple[int, int]]], depth: dict[int, int]
) -> Iterator[list[int]]:
    """The lane numbers of each block around `root`, depth first and without recursion."""
    low = {root: 0}
    lanes: list[int] = []
    stack = [(root, -1, 0, iter(near[root]))]
    while stack:
        here, by, mark, ways = stack[-1]
        step = next(((there, lane) for there, lane in ways if lane != by), None)
        if step is None:
            stack.pop()
            if stack:
                above = stack[-1][0]
                low[above] = min(low[above], low[here])
                if low[here] >= depth[above]:
                    yield lanes[mark:]
                    del lanes[mark:]
            continue
        there, lane = step
        if there not in depth:
            depth[there] = low[there] = depth[here] + 1
            stack.append((there, lane, len(lanes), iter(near[there])))
            lanes.append(lane)
        elif depth[there] < depth[here]:
            lanes.append(lane)
            low[here] = min(low[here], depth[there])
