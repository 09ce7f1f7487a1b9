"""From drawn lines to a network: every line people may walk, cut where lines and walls meet."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.floor.parts import OneWay
from app.floor.plan import FloorPlan
from app.floor.shapes import Spot, apart_mm, crossings, is_inside, nearest_on, sides


class Lane(NamedTuple):
    """A straight line one can walk, from `source` to `target` and back unless one-way."""

    source: Spot
    target: Spot
    is_one_way: bool = False


def lanes_of(plan: FloorPlan) -> list[Lane]:
    """The plan's whole network: lanes that meet only at their ends, none inside a wall.

    Lines that cross are joined there: people can turn wherever two walkable lines meet.
    Every place is joined to the nearest line it can be reached from in a straight line.
    """
    walls = [wall.outline for wall in plan.walls]
    drawn = [lane for lane in _drawn(plan) if lane.source != lane.target]
    spurs = [_spur(place.spot, drawn, walls) for place in plan.places]
    whole = drawn + [spur for spur in spurs if spur is not None]
    return _merged(_cut(whole, walls))


def _drawn(plan: FloorPlan) -> Iterator[Lane]:
    for aisle in plan.aisles:
        ends = (aisle.front, aisle.back)
        if aisle.one_way is OneWay.BACK:
            ends = (aisle.back, aisle.front)
        yield Lane(*ends, is_one_way=aisle.one_way is not OneWay.NO)
    for walkway in plan.walkways:
        for a, b in pairwise(walkway.points):
            yield Lane(a, b, walkway.is_one_way)


def _spur(
    spot: Spot, drawn: Iterable[Lane], walls: Sequence[Sequence[Spot]]
) -> Lane | None:
    """The shortest straight way from a place to a line; None when it stands on one."""
    feet = {nearest_on(spot, lane.source, lane.target) for lane in drawn}
    for foot in sorted(feet, key=lambda each: (apart_mm(spot, each), each)):
        if not any(_is_blocked(spot, foot, wall) for wall in walls):
            return Lane(spot, foot) if spot != foot else None
    return None


def _is_blocked(a: Spot, b: Spot, wall: Sequence[Spot]) -> bool:
    return any(_is_within(c, d, wall) for c, d in pairwise(_stops_on(a, b, sides(wall))))


def _cut(whole: Sequence[Lane], walls: Sequence[Sequence[Spot]]) -> Iterator[Lane]:
    lines = [(lane.source, lane.target) for lane in whole]
    lines += [side for wall in walls for side in sides(wall)]
    for lane in whole:
        for a, b in pairwise(_stops_on(lane.source, lane.target, lines)):
            if not any(_is_within(a, b, wall) for wall in walls):
                yield Lane(a, b, lane.is_one_way)


def _stops_on(a: Spot, b: Spot, lines: Iterable[tuple[Spot, Spot]]) -> list[Spot]:
    """The ends of line a-b and every spot where it meets another line, in walking order."""
    met = {spot for c, d in lines for spot in crossings(a, b, c, d)} | {a, b}
    return sorted(met, key=lambda spot: apart_mm(a, spot))


def _is_within(a: Spot, b: Spot, wall: Sequence[Spot]) -> bool:
    return is_inside((a.x_mm + b.x_mm) / 2, (a.y_mm + b.y_mm) / 2, wall)


def _merged(pieces: Iterable[Lane]) -> list[Lane]:
    """Lines drawn over each other count once; what one of them allows is allowed."""
    found: dict[frozenset[Spot], Lane] = {}
    for lane in pieces:
        same = frozenset(lane[:2])
        other = found.get(same)
        if other is None:
            found[same] = lane
        elif not lane.is_one_way or lane.source != other.source:
            found[same] = Lane(lane.source, lane.target)
    return list(found.values())
