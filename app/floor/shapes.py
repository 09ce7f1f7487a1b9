"""Points, rectangles and polygons in whole millimetres, and the little geometry they need."""

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

Polygon = tuple["Spot", ...]


class Spot(NamedTuple):
    """A point on the floor, from the building's north-west corner: x east, y south."""

    x_mm: int
    y_mm: int


class Rect(NamedTuple):
    """An upright rectangle on the floor; `x_mm`, `y_mm` is its north-west corner."""

    x_mm: int
    y_mm: int
    width_mm: int
    height_mm: int

    @property
    def corners(self) -> Polygon:
        east, south = self.x_mm + self.width_mm, self.y_mm + self.height_mm
        return (
            Spot(self.x_mm, self.y_mm),
            Spot(east, self.y_mm),
            Spot(east, south),
            Spot(self.x_mm, south),
        )

    @property
    def middle(self) -> Spot:
        return Spot(self.x_mm + self.width_mm // 2, self.y_mm + self.height_mm // 2)


def apart_mm(a: Spot, b: Spot) -> int:
    """The straight distance between two spots, to the nearest millimetre."""
    return round(hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm))


def nearest_on(spot: Spot, a: Spot, b: Spot) -> Spot:
    """The point of the line from `a` to `b` that is nearest to `spot`."""
    run_x, run_y = b.x_mm - a.x_mm, b.y_mm - a.y_mm
    square = run_x * run_x + run_y * run_y
    if square == 0:
        return a
    along = (spot.x_mm - a.x_mm) * run_x + (spot.y_mm - a.y_mm) * run_y
    along = max(0, min(square, along))
    return Spot(
        a.x_mm + round(run_x * along / square), a.y_mm + round(run_y * along / square)
    )


def is_on(spot: Spot, a: Spot, b: Spot) -> bool:
    """Whether a spot lies on the line from `a` to `b`, rounding to a millimetre forgiven."""
    near = nearest_on(spot, a, b)
    return abs(near.x_mm - spot.x_mm) <= 1 and abs(near.y_mm - spot.y_mm) <= 1


def crossings(a: Spot, b: Spot, c: Spot, d: Spot) -> list[Spot]:
    """Where line a-b and line c-d meet: nowhere, one spot, or the ends of what they share."""
    if _miss(a, b, c, d):
        return []
    touching = [s for s in (a, b) if is_on(s, c, d)] + [
        s for s in (c, d) if is_on(s, a, b)
    ]
    if touching:
        return list(dict.fromkeys(touching))
    run = (b.x_mm - a.x_mm, b.y_mm - a.y_mm)
    over = (d.x_mm - c.x_mm, d.y_mm - c.y_mm)
    turn = run[0] * over[1] - run[1] * over[0]
    if turn == 0:
        return []
    start_x, start_y = c.x_mm - a.x_mm, c.y_mm - a.y_mm
    along = (start_x * over[1] - start_y * over[0]) / turn
    across = (start_x * run[1] - start_y * run[0]) / turn
    if not (0 <= along <= 1 and 0 <= across <= 1):
        return []
    return [Spot(a.x_mm + round(run[0] * along), a.y_mm + round(run[1] * along))]


def is_inside(x: float, y: float, polygon: Sequence[Spot]) -> bool:
    """Whether a point lies inside a polygon; ray casting, points on the edge are either."""
    inside = False
    for a, b in sides(polygon):
        if (a.y_mm > y) != (b.y_mm > y):
            at_x = a.x_mm + (y - a.y_mm) * (b.x_mm - a.x_mm) / (b.y_mm - a.y_mm)
            inside ^= x < at_x
    return inside


def overlap(rect: Rect, polygon: Sequence[Spot]) -> bool:
    """Whether a rectangle and a polygon share more than an edge."""
    # A millimetre smaller all round: a rack that stands against a wall is not in the wall.
    inner = Rect(rect.x_mm + 2, rect.y_mm + 2, rect.width_mm - 4, rect.height_mm - 4)
    if is_inside(*inner.middle, polygon) or is_inside(*polygon[0], inner.corners):
        return True
    return any(
        crossings(a, b, c, d) for a, b in sides(inner.corners) for c, d in sides(polygon)
    )


def sides(polygon: Sequence[Spot]) -> list[tuple[Spot, Spot]]:
    """The polygon's sides, the last one closing it."""
    return list(zip(polygon, [*polygon[1:], polygon[0]], strict=True))


def _miss(a: Spot, b: Spot, c: Spot, d: Spot) -> bool:
    """Whether the lines' bounding boxes are apart: the quick no for most pairs."""
    return (
        max(a.x_mm, b.x_mm) + 1 < min(c.x_mm, d.x_mm)
        or max(c.x_mm, d.x_mm) + 1 < min(a.x_mm, b.x_mm)
        or max(a.y_mm, b.y_mm) + 1 < min(c.y_mm, d.y_mm)
        or max(c.y_mm, d.y_mm) + 1 < min(a.y_mm, b.y_mm)
    )
