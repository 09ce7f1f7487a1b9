"""The best route against every order there is, on hundreds of small floors thrown by a seed."""

from itertools import pairwise, permutations
from random import Random

import pytest

from app.floor.graph import ENDLESS_MM, FloorGraph, graph_of
from app.floor.ordering import EXACT_MOST, best_of_all
from app.floor.route import NoWay, Route, best_route, route_in_order, s_shape_route
from app.floor.shapes import Spot, apart_mm, is_on
from tests.floor.floors import Target, random_floor, random_targets

SEEDS_PER_TEST = 10


class Throw:
    """One floor, one task. `stops` are the given ones that can be walked to at all."""

    def __init__(self, seed: int, *, one_way: bool, most: int = 5) -> None:
        dice = Random(seed)
        self.seed = seed
        plan = random_floor(dice, one_way=one_way)
        self.graph = graph_of(plan)
        self.start = _somewhere(dice, self.graph)
        self.end = None if dice.random() < 0.3 else _somewhere(dice, self.graph)
        if dice.random() < 0.15:
            self.end = self.start
        asked = random_targets(dice, plan, dice.randint(0, most))
        self.stops = [each for each in asked if self.graph.can_stand(each.spot)]
        self.cut_off = [each for each in asked if each not in self.stops]

    def best(self) -> Route[Target] | NoWay:
        return best_route(self.graph, self.start, self.stops, self.end)


def _somewhere(dice: Random, graph: FloorGraph) -> Spot:
    """A bin's spot, a junction, or a spot beside the lanes."""
    kind = dice.random()
    if kind < 0.4:
        spots = [b.spot for b in graph.plan.bins if graph.can_stand(b.spot)]
        return dice.choice(spots or list(graph.junctions))
    junction = dice.choice(graph.junctions)
    if kind < 0.7:
        return junction
    return Spot(
        junction.x_mm + dice.randint(0, 400), junction.y_mm + dice.randint(0, 400)
    )


def shortest_of_all_orders(throw: Throw) -> int | None:
    """None when no order can be walked."""
    spots = sorted({stop.spot for stop in throw.stops})
    last = [] if throw.end is None else [throw.end]
    found: list[int] = []
    for order in permutations(spots):
        ways = [
            throw.graph.distance_mm(a, b)
            for a, b in pairwise([throw.start, *order, *last])
        ]
        if None not in ways:
            found.append(sum(way for way in ways if way is not None))
    return min(found, default=None)


def check_walk(throw: Throw, route: Route[Target]) -> None:
    """The drawn line is the walk it says: from the start, by all stops in order, to the end."""
    graph, line = throw.graph, route.polyline
    assert sorted(stop.code for stop in route.stops) == sorted(
        s.code for s in throw.stops
    )
    assert [leg.code for leg in route.legs][: len(route.stops)] == [
        stop.code for stop in route.stops
    ]
    assert sum(leg.length_mm for leg in route.legs) == route.length_mm
    if not route.legs:
        assert (line, route.length_mm) == ((), 0)
        return
    assert line[0] == graph.spot_at(graph.locate(throw.start))
    goal = throw.end or route.stops[-1].spot
    assert line[-1] == graph.spot_at(graph.locate(goal))
    assert sum(apart_mm(a, b) for a, b in pairwise(line)) == route.length_mm
    for leg, stop in zip(route.legs, route.stops, strict=False):
        assert leg.path[-1] == stop.spot
        assert any(is_on(stop.spot, a, b) for a, b in pairwise([*line, line[-1]]))
    for before, after in pairwise(route.legs):
        assert before.path[-1] == after.path[0]


@pytest.mark.parametrize("first", range(0, 200, SEEDS_PER_TEST))
def test_on_floors_walked_both_ways_no_order_is_shorter_and_that_is_proven(first: int):
    for seed in range(first, first + SEEDS_PER_TEST):
        throw = Throw(seed, one_way=False)
        route, shortest = throw.best(), shortest_of_all_orders(throw)
        if isinstance(route, NoWay):
            assert shortest is None, f"seed {seed}"
        else:
            assert (route.length_mm, route.is_proven) == (shortest, True), f"seed {seed}"
            check_walk(throw, route)


@pytest.mark.parametrize("first", range(1000, 1060, SEEDS_PER_TEST))
def test_with_one_way_aisles_no_order_is_shorter_and_few_stops_are_proven(first: int):
    for seed in range(first, first + SEEDS_PER_TEST):
        throw = Throw(seed, one_way=True)
        route, shortest = throw.best(), shortest_of_all_orders(throw)
        if isinstance(route, NoWay):
            assert shortest is None, f"seed {seed}"
        else:
            assert (route.length_mm, route.is_proven) == (shortest, True), f"seed {seed}"
            check_walk(throw, route)


@pytest.mark.parametrize("seed", range(4000, 4012))
def test_with_one_way_aisles_and_more_stops_no_order_is_shorter_either(seed: int):
    """More stops than `best_route` weighs in every order: it sweeps the floor with its signs.

    Weighing them all here shows both that the sweep finds the shortest and that `is_proven`
    never says so of a longer one.
    """
    dice = Random(seed)
    graph = graph_of(random_floor(dice, one_way=True))
    spots = sorted({b.spot for b in graph.plan.bins if graph.can_stand(b.spot)})
    count = EXACT_MOST + 1
    if not graph.is_one_way or len(spots) < count:
        return
    start, *found = dice.sample(spots, min(len(spots), count + 1))
    stops = [Target(f"T{number}", spot) for number, spot in enumerate(found)]
    route = best_route(graph, start, stops, start)
    line = [start, *found, start]
    far = [[_far(graph, a, b) for b in line] for a in line]
    shortest, _ = best_of_all(far, len(found), has_end=True)
    if isinstance(route, NoWay):
        assert shortest >= ENDLESS_MM
    else:
        assert route.length_mm == shortest


def _far(graph: FloorGraph, a: Spot, b: Spot) -> int:
    far = graph.distance_mm(a, b)
    return ENDLESS_MM if far is None else far


@pytest.mark.parametrize("one_way", [False, True])
@pytest.mark.parametrize("first", range(2000, 2010, SEEDS_PER_TEST))
def test_with_many_stops_no_rule_of_thumb_is_shorter(first: int, one_way: bool):
    for seed in range(first, first + SEEDS_PER_TEST):
        throw = Throw(seed, one_way=one_way, most=25)
        route = throw.best()
        for rule in (s_shape_route, route_in_order):
            other = rule(throw.graph, throw.start, throw.stops, throw.end)
            if isinstance(route, NoWay):
                assert isinstance(other, NoWay), f"seed {seed}"
            elif isinstance(other, Route):
                assert route.length_mm <= other.length_mm, f"seed {seed}"
                assert not other.is_proven
                check_walk(throw, other)
        if isinstance(route, Route):
            check_walk(throw, route)


@pytest.mark.parametrize("first", range(3000, 3020, SEEDS_PER_TEST))
def test_turning_a_proven_route_about_never_makes_it_shorter(first: int):
    """With too many stops to try every order, swaps and moves at least must find nothing."""
    for seed in range(first, first + SEEDS_PER_TEST):
        dice, throw = Random(seed), Throw(seed, one_way=seed % 2 == 1, most=14)
        route = throw.best()
        if isinstance(route, NoWay) or not route.is_proven or len(route.stops) < 2:
            continue
        for _ in range(15):
            order = list(route.stops)
            i, j = sorted(dice.sample(range(len(order) + 1), 2))
            order[i:j] = reversed(order[i:j])
            other = route_in_order(throw.graph, throw.start, order, throw.end)
            if isinstance(other, Route):
                assert other.length_mm >= route.length_mm, f"seed {seed}"


def test_stops_nobody_can_walk_to_are_all_named():
    named = 0
    for seed in range(100):
        throw = Throw(seed, one_way=False)
        asked = [*throw.stops, *throw.cut_off]
        if throw.cut_off:
            route = best_route(throw.graph, throw.start, asked, throw.end)
            assert isinstance(route, NoWay), f"seed {seed}"
            assert {stop.code for stop in throw.cut_off} <= set(route.codes)
            named += 1
    assert named > 5
