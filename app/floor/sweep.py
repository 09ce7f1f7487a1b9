"""The shortest walk, exactly: a dynamic program that sweeps over the floor once.

Lanes are decided one after the other. Behind the sweep, all that matters of a half-made walk
is, for each junction on its frontier, whether it is touched, by which connected part, and
whether it has been left as often as reached. Junctions behind the frontier are settled; of two
half-made walks that look the same there, the shorter one wins. Time grows with the width of the
frontier (cross aisles), hardly with the number of stops.

After Ratliff & Rosenthal 1983 (one block), Roodbergen & de Koster 2001 (two) and Cambazard &
Catusse 2018 (any number of cross aisles), here on any network and with one-way lanes.

decided: what follows from a look at the frontier is worked out on first need and kept with the
floor. because: a floor changes yearly and is asked a thousand times an hour.
instead of: tables for each layout shape, which could not serve a wall in an aisle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, NamedTuple

from app.floor.graph import Edge
from app.floor.lane_use import FLOW_MOST, UNUSED, Effect, LaneUses, Link, Point, Use

FRONTIER_MOST: Final = 7
"""A wider frontier is not swept at all: half-made walks would be too many to look at each."""

STATES_MOST: Final = 8_000
"""A sweep with more half-made walks at once gives up: the caller has a quicker way."""

_Slots = tuple[tuple[int, int], ...]
"""Per frontier junction: its part's number (0: untouched), and how it is out of balance."""


class Errand(NamedTuple):
    """What a walk must touch, on a sweep's junctions and lanes.

    `junctions` has each one's surplus: 1 where one starts, -1 where one ends, 0 elsewhere.
    """

    points: Mapping[int, Sequence[Point]]
    junctions: Mapping[int, int]
    is_end_free: bool


class Chosen(NamedTuple):
    """A lane and how the walk uses it."""

    edge: int
    use: Use


class Walk(NamedTuple):
    """How long a walk is, and the lanes it is made of, in no order."""

    length_mm: int
    lanes: tuple[Chosen, ...]


class _Asked(NamedTuple):
    """What leaving a junction behind demands of it."""

    must_touch: bool
    surplus: int
    has_end: bool


class _Decide(NamedTuple):
    edge: int
    source_slot: int
    target_slot: int
    new_slots: int


class _Leave(NamedTuple):
    junction: int
    slot: int


@dataclass(eq=False, slots=True)
class _State:
    """A look at the frontier. `after` remembers what each move leads to; None: nowhere."""

    has_ended: bool
    is_closed: bool
    """All in one part, which is wholly behind the frontier: nothing may be added."""
    slots: _Slots
    after: "dict[Effect | _Asked, _State | None]" = field(
        default_factory=lambda: dict[Effect | _Asked, "_State | None"]()
    )


_Trail = tuple["_Trail | None", Chosen]
_Layer = dict[_State, tuple[int, _Trail | None]]


class Sweep:
    """The order in which lanes are decided, by their numbers, with all that was learned."""

    def __init__(
        self,
        edges: Mapping[int, Edge],
        *,
        is_directed: bool,
        states_most: int = STATES_MOST,
    ) -> None:
        self._states_most = states_most
        self._is_directed = is_directed
        self._edges = edges
        self._steps = _steps(edges)
        self._width = _width(self._steps)
        self._known: list[dict[tuple[bool, bool, _Slots], _State]] = [
            {} for _ in self._steps
        ]
        self._first = {
            has_ended: _State(has_ended, is_closed=False, slots=())
            for has_ended in (False, True)
        }
        self._empty = {
            is_free: {
                number: self._uses(edge, (), is_end_free=is_free)
                for number, edge in edges.items()
            }
            for is_free in (False, True)
        }

    def shortest(self, errand: Errand) -> Walk | None:
        """The shortest walk that runs every part of the errand through a junction.

        None when there is none, or when the floor is too tangled to look at every one. A walk
        that stays within one lane is not considered.
        """
        if self._width > FRONTIER_MOST:
            return None
        layer: _Layer = {self._first[not errand.is_end_free]: (0, None)}
        for number, step in enumerate(self._steps):
            if isinstance(step, _Decide):
                layer = self._decide(layer, number, self._options(errand, step.edge))
            else:
                layer = self._leave(layer, number, _asked(errand, step.junction))
            if len(layer) > self._states_most:
                return None
        done = [
            value for state, value in layer.items() if state.is_closed and state.has_ended
        ]
        return _walk(*min(done, key=lambda value: value[0])) if done else None

    def _options(self, errand: Errand, edge: int) -> list[Use]:
        points = errand.points.get(edge)
        if points is None:
            return self._empty[errand.is_end_free][edge]
        return self._uses(self._edges[edge], points, is_end_free=errand.is_end_free)

    def _uses(
        self, edge: Edge, points: Sequence[Point], *, is_end_free: bool
    ) -> list[Use]:
        rules = LaneUses(self._is_directed, is_end_free)
        is_one_way = edge.is_one_way and self._is_directed
        return rules.of(points, edge.length_mm, is_one_way=is_one_way)

    def _decide(self, layer: _Layer, number: int, options: Iterable[Use]) -> _Layer:
        step = self._steps[number]
        assert isinstance(step, _Decide)
        moves = [
            (
                use.effect,
                use.cost_mm,
                None if use.effect == UNUSED else Chosen(step.edge, use),
            )
            for use in options
        ]
        reached: _Layer = {}
        for state, (cost, trail) in layer.items():
            for effect, more, chosen in moves:
                if effect not in state.after:
                    state.after[effect] = self._after_lane(number, step, state, effect)
                there = state.after[effect]
                if there is None:
                    continue
                total = cost + more
                if there not in reached or total < reached[there][0]:
                    reached[there] = (total, (trail, chosen) if chosen else trail)
        return reached

    def _leave(self, layer: _Layer, number: int, asked: Sequence[_Asked]) -> _Layer:
        step = self._steps[number]
        assert isinstance(step, _Leave)
        reached: _Layer = {}
        for state, (cost, trail) in layer.items():
            for want in asked:
                if want not in state.after:
                    state.after[want] = self._after_junction(number, step, state, want)
                there = state.after[want]
                if there is None:
                    continue
                if there not in reached or cost < reached[there][0]:
                    reached[there] = (cost, trail)
        return reached

    def _after_lane(
        self, number: int, step: _Decide, state: _State, effect: Effect
    ) -> _State | None:
        slots = [*state.slots, *[(0, 0)] * step.new_slots]
        has_ended = state.has_ended or effect.has_end
        if effect.link is Link.NONE:
            return self._look(
                number, slots, has_ended=has_ended, is_closed=state.is_closed
            )
        if state.is_closed or (state.has_ended and effect.has_end):
            return None
        source, target = step.source_slot, step.target_slot
        if effect.link is not Link.TARGET:
            self._touch(slots, source, effect.out_source)
        if effect.link is not Link.SOURCE:
            self._touch(slots, target, effect.out_target)
        if any(abs(balance) > FLOW_MOST for _, balance in slots):
            return None
        if effect.link is Link.JOINED:
            joined, other = slots[source][0], slots[target][0]
            slots = [(joined if part == other else part, out) for part, out in slots]
        return self._look(number, slots, has_ended=has_ended, is_closed=False)

    def _touch(self, slots: list[tuple[int, int]], slot: int, out: int) -> None:
        part, balance = slots[slot]
        part = part or max(each for each, _ in slots) + 1
        slots[slot] = (part, balance + out if self._is_directed else (balance + out) % 2)

    def _after_junction(
        self, number: int, step: _Leave, state: _State, asked: _Asked
    ) -> _State | None:
        if state.has_ended and asked.has_end:
            return None
        has_ended = state.has_ended or asked.has_end
        part, balance = state.slots[step.slot]
        rest = [*state.slots[: step.slot], *state.slots[step.slot + 1 :]]
        if part == 0:
            if asked.must_touch:
                return None
            return self._look(
                number, rest, has_ended=has_ended, is_closed=state.is_closed
            )
        wanted = asked.surplus if self._is_directed else asked.surplus % 2
        if balance != wanted:
            return None
        parts = {each for each, _ in rest}
        if part in parts:
            return self._look(number, rest, has_ended=has_ended, is_closed=False)
        # The last junction of its part: either the whole walk is done, or it fell in two.
        if parts <= {0}:
            return self._look(number, rest, has_ended=has_ended, is_closed=True)
        return None

    def _look(
        self,
        number: int,
        slots: Sequence[tuple[int, int]],
        *,
        has_ended: bool,
        is_closed: bool,
    ) -> _State:
        """The one state for this look, parts numbered in the order they appear."""
        names = {0: 0}
        named = tuple((names.setdefault(part, len(names)), out) for part, out in slots)
        key = (has_ended, is_closed, named)
        known = self._known[number]
        if key not in known:
            known[key] = _State(*key)
        return known[key]


def _asked(errand: Errand, junction: int) -> list[_Asked]:
    surplus = errand.junctions.get(junction, 0)
    must_touch = junction in errand.junctions
    asked = [_Asked(must_touch, surplus, has_end=False)]
    if errand.is_end_free and must_touch:
        asked.append(_Asked(must_touch, surplus - 1, has_end=True))
    return asked


def _walk(length_mm: int, trail: _Trail | None) -> Walk:
    lanes: list[Chosen] = []
    while trail is not None:
        trail, chosen = trail
        lanes.append(chosen)
    return Walk(length_mm, tuple(lanes))


def _steps(edges: Mapping[int, Edge]) -> list[_Decide | _Leave]:
    """Every lane decided once, every junction left as soon as its last lane is."""
    lanes: dict[int, list[int]] = {}
    for number, edge in edges.items():
        lanes.setdefault(edge.source, []).append(number)
        lanes.setdefault(edge.target, []).append(number)
    steps: list[_Decide | _Leave] = []
    frontier: list[int] = []
    decided: set[int] = set()
    for junction in _order(list(edges.values())):
        for number in lanes[junction]:
            if number not in decided:
                decided.add(number)
                steps.append(_decide_step(number, edges[number], frontier))
        slot = frontier.index(junction)
        steps.append(_Leave(junction, slot))
        del frontier[slot]
    return steps


def _width(steps: Iterable[_Decide | _Leave]) -> int:
    """The most junctions on the frontier at once."""
    steps_made = (step.new_slots if isinstance(step, _Decide) else -1 for step in steps)
    return max(accumulate(steps_made))


def _decide_step(number: int, edge: Edge, frontier: list[int]) -> _Decide:
    new = [each for each in (edge.source, edge.target) if each not in frontier]
    frontier += new
    return _Decide(
        number, frontier.index(edge.source), frontier.index(edge.target), len(new)
    )


def _order(edges: Sequence[Edge]) -> list[int]:
    """The order to leave junctions in that keeps the frontier narrowest, of those tried."""
    near: dict[int, set[int]] = {}
    for edge in edges:
        near.setdefault(edge.source, set()).add(edge.target)
        near.setdefault(edge.target, set()).add(edge.source)
    # Beginning at junctions with few lanes, corners and dead ends, sweeps from the outside in.
    begins = sorted(near, key=lambda each: (len(near[each]), each))[:_BEGINS_TRIED]
    tried = [_greedy(near, begin) for begin in begins]
    return min(tried, key=lambda order: order[0])[1] if tried else []


_BEGINS_TRIED: Final = 24


def _greedy(near: Mapping[int, set[int]], begin: int) -> tuple[int, list[int]]:
    """From `begin`, always leave the frontier junction that widens it least; with its effort.

    All lanes must hang together, as those of a block do.
    """
    order: list[int] = []
    left: set[int] = set()
    frontier = {begin: 0}
    effort = 0
    while len(order) < len(near):
        here = min(
            frontier,
            key=lambda each: (_newcomers(near[each], left, frontier), frontier[each]),
        )
        for other in sorted(near[here] - left):
            frontier.setdefault(other, len(order))
        effort += 4 ** len(frontier)
        del frontier[here]
        left.add(here)
        order.append(here)
    return effort, order


def _newcomers(near: set[int], left: set[int], frontier: Mapping[int, int]) -> int:
    return sum(1 for other in near if other not in left and other not in frontier)
