"""The best order of stops: the shortest walk from where the picker stands, by every bin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from app.floor.graph import FloorGraph, Position, straightened
from app.floor.ordering import EXACT_MOST, best_of_all, good_order
from app.floor.parts import Aisle, OneWay
from app.floor.shapes import Spot, apart_mm, is_on
from app.floor.walking import Task, Walker


class Stop(Protocol):
    """Anything one goes to: a bin, a place."""

    @property
    def code(self) -> str: ...

    @property
    def spot(self) -> Spot: ...


S = TypeVar("S", bound=Stop)
S_co = TypeVar("S_co", bound=Stop, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The way to one stop from the one before. `code` is None for the way to the end."""

    code: str | None
    length_mm: int
    path: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Generic[S_co]):
    """Stops in the order to visit them, and the way. Stops at one spot keep the given order.

    `is_proven` says that no order is shorter; False only says nobody proved it.
    """

    stops: tuple[S_co, ...]
    length_mm: int
    legs: tuple[Leg, ...]
    is_proven: bool

    @property
    def polyline(self) -> tuple[Spot, ...]:
        """The whole way as one line, for drawing."""
        return straightened(spot for leg in self.legs for spot in leg.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoWay:
    """There is no route: these cannot be walked to, or not walked on from.

    Codes of stops; `start` and `end` by those words. Where one-way lanes let one reach every
    stop but not all in one walk, it is the first that is out of reach after the others.
    """

    codes: tuple[str, ...]


def best_route(
    graph: FloorGraph, start: Spot, stops: Sequence[S], end: Spot | None
) -> Route[S] | NoWay:
    """The shortest walk from `start` by all stops to `end`; None as end: stop at the last one.

    `start` and `end` may be beside the network; the walk begins at the nearest point on it.
    Proven shortest wherever lanes go both ways. With one-way lanes it is proven for few stops
    and whenever it is no longer than it would be without the signs. Without stops and end
    there is nothing to walk: no legs.
    """
    cut_off = _cut_off(graph, start, stops, end)
    if cut_off:
        return NoWay(codes=cut_off)
    ordered, is_proven = _ordered(graph, _task(graph, start, stops, end))
    rank = {position: index for index, position in enumerate(ordered)}
    in_order = sorted(stops, key=lambda stop: rank[graph.locate(stop.spot)])
    line = [(stop.spot, stop) for stop in in_order]
    return _route(graph, start, line, end, is_proven=is_proven)


def route_in_order(
    graph: FloorGraph, start: Spot, stops: Sequence[S], end: Spot | None
) -> Route[S] | NoWay:
    """The walk by the stops exactly as given: what a paper list in bin order would cost."""
    cut_off = _cut_off(graph, start, stops, end)
    if cut_off:
        return NoWay(codes=cut_off)
    line = [(stop.spot, stop) for stop in stops]
    return _route(graph, start, line, end, is_proven=False)


def s_shape_route(
    graph: FloorGraph, start: Spot, stops: Sequence[S], end: Spot | None
) -> Route[S] | NoWay:
    """The rule of thumb to compare with: every aisle with a stop from end to end, in order.

    One turns back only in the last aisle. One-way aisles are walked the way they go. Stops
    outside the aisles come last, as given.
    """
    cut_off = _cut_off(graph, start, stops, end)
    if cut_off:
        return NoWay(codes=cut_off)
    by_aisle, others = _by_aisle(graph, stops)
    line: list[tuple[Spot, S | None]] = []
    at_front = True
    for aisle, found in by_aisle:
        is_away = at_front if aisle.one_way is OneWay.NO else aisle.one_way is OneWay.AWAY
        entry, leave = (aisle.front, aisle.back) if is_away else (aisle.back, aisle.front)
        walked = sorted(found, key=lambda stop: apart_mm(entry, stop.spot))
        line += [(entry, None), *((stop.spot, stop) for stop in walked), (leave, None)]
        at_front = not is_away
    # From the last aisle's last stop one goes straight on.
    line = [*line[:-1], *((stop.spot, stop) for stop in others)]
    passable = [
        at for at in line if at[1] is not None or graph.is_round_trip(start, at[0])
    ]
    return _route(graph, start, passable, end, is_proven=False)


def _by_aisle(
    graph: FloorGraph, stops: Iterable[S]
) -> tuple[list[tuple[Aisle, list[S]]], list[S]]:
    """Stops by the aisle they are in, in the plan's order, and the ones in none."""
    others = list(stops)
    found: list[tuple[Aisle, list[S]]] = []
    for aisle in graph.plan.aisles:
        here = [stop for stop in others if is_on(stop.spot, aisle.front, aisle.back)]
        if here:
            found.append((aisle, here))
            others = [stop for stop in others if stop not in here]
    return found, others


def _cut_off(
    graph: FloorGraph, start: Spot, stops: Iterable[Stop], end: Spot | None
) -> tuple[str, ...]:
    """What one cannot walk to from the start, or not go on from to the end."""
    if not graph.edges:
        return ("start",)
    found = [
        stop.code
        for stop in stops
        if not graph.can_stand(stop.spot)
        or graph.distance_mm(start, stop.spot) is None
        or (end is not None and graph.distance_mm(stop.spot, end) is None)
    ]
    if end is not None and graph.distance_mm(start, end) is None:
        found.append("end")
    return tuple(dict.fromkeys(found))


def _task(
    graph: FloorGraph, start: Spot, stops: Iterable[Stop], end: Spot | None
) -> Task:
    positions = dict.fromkeys(graph.locate(stop.spot) for stop in stops)
    return Task(
        graph.locate(start), tuple(positions), None if end is None else graph.locate(end)
    )


@lru_cache(maxsize=16)
def _walker(graph: FloorGraph, *, is_directed: bool) -> Walker:
    return Walker(graph, is_directed=is_directed)


def _ordered(graph: FloorGraph, task: Task) -> tuple[tuple[Position, ...], bool]:
    """The stops' positions in order, and whether no order is shorter."""
    # Signs make a sweep dear, and a few stops are quicker weighed in every order.
    if graph.is_one_way and len(task.stops) <= EXACT_MOST:
        return _by_distances(graph, task)
    exact = _walker(graph, is_directed=graph.is_one_way).shortest(task)
    if exact is None:
        return _by_distances(graph, task)
    if not graph.is_one_way:
        return exact.stops, True
    # Without the signs no walk is longer: as short as that is as short as can be.
    bound = _walker(graph, is_directed=False).shortest(task)
    return exact.stops, bound is not None and bound.length_mm == exact.length_mm


def _by_distances(graph: FloorGraph, task: Task) -> tuple[tuple[Position, ...], bool]:
    if not task.stops:
        return (), True
    line = [task.start, *task.stops, *([] if task.end is None else [task.end])]
    far = [[graph.between_mm(a, b) for b in line] for a in line]
    is_few = len(task.stops) <= EXACT_MOST
    solve = best_of_all if is_few else good_order
    _, order = solve(far, len(task.stops), has_end=task.end is not None)
    return tuple(line[row] for row in order), is_few


def _route(
    graph: FloorGraph,
    start: Spot,
    line: Iterable[tuple[Spot, S | None]],
    end: Spot | None,
    *,
    is_proven: bool,
) -> Route[S] | NoWay:
    """The walk along a line of spots; those without a stop are passed where that can be."""
    legs: list[Leg] = []
    stops: list[S] = []
    here, passed = start, list[_Way]()
    for spot, stop in line:
        way = _way(graph, here, spot)
        if way is None and stop is not None:
            return NoWay(codes=(stop.code,))
        if way is None:
            continue
        passed.append(way)
        here = spot
        if stop is not None:
            stops.append(stop)
            legs.append(_leg(stop.code, passed))
            passed = []
    if end is not None:
        way = _way(graph, here, end)
        assert way is not None, "what cannot go on to the end is cut off before"
        legs.append(_leg(None, [*passed, way]))
    return Route(
        stops=tuple(stops),
        length_mm=sum(leg.length_mm for leg in legs),
        legs=tuple(legs),
        is_proven=is_proven,
    )


_Way = tuple[int, tuple[Spot, ...]]
"""How far, and the line there."""


def _way(graph: FloorGraph, a: Spot, b: Spot) -> _Way | None:
    far, path = graph.distance_mm(a, b), graph.path(a, b)
    return None if far is None or path is None else (far, path)


def _leg(code: str | None, ways: Sequence[_Way]) -> Leg:
    return Leg(
        code=code,
        length_mm=sum(far for far, _ in ways),
        path=straightened(spot for _, path in ways for spot in path),
    )
