"""The way still ahead on a walk: the order of its stops, and the line to draw.

The order follows from the books alone, so that an app that was killed, or another device,
goes on with the same stop. Where the person stands only moves the line's beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.engine.names import BinCode
from app.engine.task_states import TaskState
from app.floor.graph import FloorGraph, graph_of
from app.floor.parts import Bin, Place
from app.floor.plan import FloorPlan, PlanRefused, load_plan
from app.floor.route import Route, best_route, route_in_order
from app.floor.shapes import Spot
from app.operations.seeing_work import Stop, Walk

Target = Bin | Place
"""What the floor leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A building and where one can walk in it."""

    plan: FloorPlan
    graph: FloorGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The rest of a walk.

    `ahead` are the open stops in the order to make them. `path` leads from `here` (a code
    on the floor) by all of them to the drop; it is empty, and `length_mm` 0, where there is
    no floor plan or no way.
    """

    ahead: tuple[Stop, ...] = ()
    here: str = ""
    me: Spot | None = None
    path: tuple[Spot, ...] = ()
    length_mm: int = 0


@lru_cache(4)
def floor_of(text: str) -> Floor | None:
    """The building from its text; None when there is none that can be read."""
    try:
        plan = load_plan(text) if text else None
    except PlanRefused:
        return None
    return Floor(plan=plan, graph=graph_of(plan)) if plan else None


def way_ahead(floor: Floor | None, walk: Walk, bin_seen: BinCode | None = None) -> Way:
    """The rest of a walk for somebody who scanned `bin_seen` last, or nothing yet."""
    ahead = _in_order(floor, walk)
    here = bin_seen or _last_place(floor, walk)
    if floor is None:
        return Way(ahead=ahead, here=here)
    me = floor.plan.find_spot(here)
    codes = tuple(dict.fromkeys(stop.task.bin_code for stop in ahead))
    line = _line(floor, here, codes, walk.drop)
    if line is None:
        return Way(ahead=ahead, here=here, me=me)
    return Way(
        ahead=ahead, here=here, me=me, path=line.polyline, length_mm=line.length_mm
    )


def _in_order(floor: Floor | None, walk: Walk) -> tuple[Stop, ...]:
    """A stop half done comes first, then the shortest way; what was skipped comes last.

    The rest of a shortest way is the shortest for the rest, so the whole walk is worked out
    once; only a short, which changes its stops, needs a new way from where the picker is.
    """
    is_changed = any(stop.task.state is TaskState.SHORT for stop in walk.stops)
    if is_changed:
        codes = _route(floor, _last_place(floor, walk), _open_bins(walk), walk.drop)
    else:
        codes = _whole(floor, walk)
    rank = {code: at for at, code in enumerate(codes)}

    def key(stop: Stop) -> tuple[int, bool, int, str]:
        is_begun = stop.task.picked_each > 0
        task = stop.task
        return task.turn, not is_begun, rank[task.bin_code], task.task_id

    return tuple(sorted(walk.open_stops, key=key))


def _last_place(floor: Floor | None, walk: Walk) -> str:
    """Where the books last saw the person: the last stop made, else the zone's entrance."""
    made = {s.task.bin_code for s in walk.stops if s.task.state is not TaskState.READY}
    whole = _whole(floor, walk) if made else ()
    return next((code for code in reversed(whole) if code in made), _entrance(walk))


def _whole(floor: Floor | None, walk: Walk) -> tuple[str, ...]:
    bins = tuple(dict.fromkeys(stop.task.bin_code for stop in walk.stops))
    return _route(floor, _entrance(walk), bins, walk.drop)


def _entrance(walk: Walk) -> str:
    return f"ENTRANCE-{walk.pick_list.zone}"


def _open_bins(walk: Walk) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stop.task.bin_code for stop in walk.open_stops))


def _route(
    floor: Floor | None, start: str, codes: tuple[str, ...], drop: str
) -> tuple[str, ...]:
    """Codes in the order to visit them: the shortest way, or by code where none is known."""
    if floor is None:
        return codes
    found = _best(floor.graph, start, codes, drop)
    return found or codes


@lru_cache(256)
def _best(
    graph: FloorGraph, start: str, codes: tuple[str, ...], drop: str
) -> tuple[str, ...] | None:
    spot = graph.plan.find_spot(start)
    targets = _targets(graph.plan, codes)
    if spot is None or targets is None:
        return None
    route = best_route(graph, spot, targets, graph.plan.find_spot(drop))
    if not isinstance(route, Route):
        return None
    return tuple(target.code for target in route.stops)


def _line(
    floor: Floor, start: str, codes: tuple[str, ...], drop: str
) -> Route[Target] | None:
    spot = floor.plan.find_spot(start)
    targets = _targets(floor.plan, codes)
    end = floor.plan.find_spot(drop)
    if spot is None or targets is None or not (targets or end):
        return None
    route = route_in_order(floor.graph, spot, targets, end)
    return route if isinstance(route, Route) else None


def _targets(plan: FloorPlan, codes: Sequence[str]) -> list[Target] | None:
    """What stands behind the codes; None when one of them is not on the plan."""
    found = [plan.find_bin(code) or plan.find_place(code) for code in codes]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None
