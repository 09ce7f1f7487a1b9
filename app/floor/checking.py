"""What is wrong with a floor plan that can be read: doubled codes, bins in walls, no way there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.floor.graph import graph_of
from app.floor.parts import Bin, Place, PlaceKind, Wall
from app.floor.plan import FloorPlan
from app.floor.shapes import Rect, Spot, is_inside, overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """One thing to mend. `where` is the code on the label; `what` a sentence for its author."""

    where: str
    what: str


def check_plan(plan: FloorPlan) -> list[PlanProblem]:
    """Everything that would send a picker wrong, in the order to mend it; empty when sound.

    Of the bins of one bay only the first is named: what is wrong with it is wrong with all.
    """
    return [
        *_doubled(plan),
        *_beyond_the_building(plan),
        *_in_walls(plan),
        *_out_of_reach(plan),
    ]


def _doubled(plan: FloorPlan) -> Iterator[PlanProblem]:
    kinds: Mapping[str, Sequence[str]] = {
        "zones": [zone.code for zone in plan.zones],
        "bins and places": [each.code for each in (*plan.bins, *plan.places)],
    }
    for kind, codes in kinds.items():
        seen: dict[str, int] = {}
        for code in codes:
            seen[code] = seen.get(code, 0) + 1
        for code, count in seen.items():
            if count > 1:
                what = f"{count} {kind} have this code. Give each one its own."
                yield PlanProblem(where=code, what=what)


def _beyond_the_building(plan: FloorPlan) -> Iterator[PlanProblem]:
    what = (
        f"it lies outside the building of {plan.width_mm} by {plan.depth_mm} mm. Move it."
    )
    for zone in plan.zones:
        if not all(_is_indoors(plan, corner) for corner in zone.rect.corners):
            yield PlanProblem(where=f"zone {zone.code}", what=what)
    for place in plan.places:
        if not _is_indoors(plan, place.spot):
            yield PlanProblem(where=place.code, what=what)


def _is_indoors(plan: FloorPlan, spot: Spot) -> bool:
    return 0 <= spot.x_mm <= plan.width_mm and 0 <= spot.y_mm <= plan.depth_mm


def _in_walls(plan: FloorPlan) -> Iterator[PlanProblem]:
    bays: dict[Rect, Bin] = {}
    for each in plan.bins:
        bays.setdefault(each.rect, each)
    for rect, first in bays.items():
        for wall in plan.walls:
            if overlap(rect, wall.outline):
                what = f"it stands in {_named(wall)}. Move one, or leave the bin out with 'without'."
                yield PlanProblem(where=first.code, what=what)
    for place in plan.places:
        for wall in plan.walls:
            if is_inside(*place.spot, wall.outline):
                what = f"it is inside {_named(wall)}. Move one of them."
                yield PlanProblem(where=place.code, what=what)


def _named(wall: Wall) -> str:
    return f"the wall {wall.name!r}"


def _out_of_reach(plan: FloorPlan) -> Iterator[PlanProblem]:
    home = _home(plan)
    if home is None:
        return
    graph = graph_of(plan)
    first_at: dict[Spot, Bin | Place] = {}
    for each in (*plan.places, *plan.bins):
        first_at.setdefault(each.spot, each)
    mend = "Draw a walkway, or move what is in the way."
    for spot, first in first_at.items():
        if not graph.can_stand(spot):
            yield PlanProblem(where=first.code, what=f"nobody can walk there. {mend}")
        elif not graph.is_round_trip(home.spot, spot):
            what = f"one cannot walk there and back from {home.code}. {mend}"
            yield PlanProblem(where=first.code, what=what)


def _home(plan: FloorPlan) -> Place | None:
    """Where totes end up: a packing place, or the first place there is."""
    packing = (each for each in plan.places if each.kind is PlaceKind.PACKING)
    return next(packing, next(iter(plan.places), None))
