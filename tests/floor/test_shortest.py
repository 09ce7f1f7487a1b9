"""Routes against every other order: on seeded random floors no order may be shorter."""

from dataclasses import replace
from itertools import pairwise, permutations, product
from pathlib import Path
from random import Random

import pytest

from app.floor.graph import ENDLESS_MM, FloorGraph, graph_of
from app.floor.ordering import EXACT_MOST, best_of_all, good_order
from app.floor.parts import OneWay, Place, PlaceKind, Walkway, Wall
from app.floor.plan import FloorPlan, load_plan
from app.floor.route import NoWay, Route, best_route, route_in_order, s_shape_route
from app.floor.shapes import Rect, Spot
from app.floor.sweep import Errand, Sweep

DEMO = Path(__file__).parents[2] / "assets" / "demo" / "floor.toml"


def some_floor(rng: Random, *, has_one_way: bool) -> FloorPlan:
    """A grid of lanes with gaps in it: dead ends, loops, parts behind one junction."""
    columns, rows = rng.randint(2, 5), rng.randint(2, 4)
    lanes: list[Walkway] = []
    for column, row in product(range(columns), range(rows)):
        here = Spot(column * 3_000, row * 7_000)
        for there in (
            Spot(here.x_mm + 3_000, here.y_mm),
            Spot(here.x_mm, here.y_mm + 7_000),
        ):
            is_inside = there.x_mm < columns * 3_000 and there.y_mm < rows * 7_000
            if is_inside and rng.random() < 0.85:
                ends = (here, there) if rng.random() < 0.5 else (there, here)
                is_one_way = has_one_way and rng.random() < 0.3
                lanes.append(Walkway(points=ends, is_one_way=is_one_way))
    lanes.append(Walkway(points=(Spot(0, 0), Spot(0, 7_000))))
    return FloorPlan(
        name="Anywhere",
        width_mm=20_000,
        depth_mm=30_000,
        zones=(),
        aisles=(),
        bins=(),
        places=(),
        walkways=tuple(lanes),
        walls=(),
    )


def some_stops(rng: Random, graph: FloorGraph, count: int) -> list[Place]:
    """Stops along the lanes, now and then on a junction or on a spot used before."""
    found: list[Place] = []
    for number in range(count):
        a, b = graph.ends(rng.randrange(len(graph.edges)))
        part = rng.choice([0, 0.25, 0.5, 0.5, 0.8, rng.random()])
        spot = Spot(
            a.x_mm + round((b.x_mm - a.x_mm) * part),
            a.y_mm + round((b.y_mm - a.y_mm) * part),
        )
        found.append(Place(code=f"{number}", name="", kind=PlaceKind.STATION, spot=spot))
    return found


def far_between(graph: FloorGraph, spots: list[Spot]) -> list[list[int]]:
    rows = [[graph.distance_mm(a, b) for b in spots] for a in spots]
    return [[ENDLESS_MM if far is None else far for far in row] for row in rows]


def shortest_mm(
    graph: FloorGraph, start: Spot, stops: list[Place], end: Spot | None
) -> int:
    """The length of the best order, by looking at all of them."""
    spots = [start, *(stop.spot for stop in stops), *([] if end is None else [end])]
    far = far_between(graph, spots)
    return best_of_all(far, len(stops), has_end=end is not None)[0]


def assert_is_walk(route: Route[Place], stops: list[Place]) -> None:
    assert sorted(stop.code for stop in route.stops) == sorted(s.code for s in stops)
    assert sum(leg.length_mm for leg in route.legs) == route.length_mm
    assert [leg.code for leg in route.legs if leg.code] == [s.code for s in route.stops]
    for before, after in zip(route.legs, route.legs[1:], strict=False):
        assert before.path[-1] == after.path[0]


@pytest.mark.parametrize("seed", range(40))
def test_no_order_is_shorter_where_lanes_go_both_ways(seed: int):
    rng = Random(seed)
    graph = graph_of(some_floor(rng, has_one_way=False))
    start, goal = (stop.spot for stop in some_stops(rng, graph, 2))
    stops = some_stops(rng, graph, rng.randint(1, 6))
    for end in (start, goal, None):
        route = best_route(graph, start, stops, end)
        if isinstance(route, NoWay):
            continue
        assert route.is_proven
        assert_is_walk(route, stops)
        assert route.length_mm == shortest_mm(graph, start, stops, end), (seed, end)


@pytest.mark.parametrize("seed", range(40))
def test_one_way_routes_are_walkable_and_what_is_called_proven_is(seed: int):
    rng = Random(seed)
    graph = graph_of(some_floor(rng, has_one_way=True))
    start, goal = (stop.spot for stop in some_stops(rng, graph, 2))
    stops = some_stops(rng, graph, rng.randint(1, 6))
    for end in (start, goal, None):
        route = best_route(graph, start, stops, end)
        shortest = shortest_mm(graph, start, stops, end)
        if isinstance(route, NoWay):
            continue
        assert_is_walk(route, stops)
        assert route.length_mm >= shortest
        if route.is_proven:
            assert route.length_mm == shortest, (seed, end)


def grid(size: int, *, one_way: bool = False) -> FloorGraph:
    lines = [step * 1_000 for step in range(size)]
    last = lines[-1]
    lanes = [
        Walkway(
            points=(Spot(x, 0), Spot(x, last))
            if x % 2_000
            else (Spot(x, last), Spot(x, 0)),
            is_one_way=one_way,
        )
        for x in lines
    ]
    lanes += [Walkway(points=(Spot(0, y), Spot(last, y))) for y in lines]
    return graph_of(
        replace(some_floor(Random(0), has_one_way=False), walkways=tuple(lanes))
    )


@pytest.mark.parametrize("count", [5, 16])
def test_a_floor_too_tangled_to_sweep_gets_a_good_route_and_says_so(count: int):
    graph = grid(9)
    stops = some_stops(Random(count), graph, count)
    route = best_route(graph, Spot(0, 0), stops, Spot(8_000, 8_000))
    assert isinstance(route, Route)
    assert_is_walk(route, stops)
    assert route.is_proven == (count <= EXACT_MOST)


def test_many_stops_on_one_way_lanes_are_not_called_proven():
    graph = grid(3, one_way=True)
    stops = some_stops(Random(3), graph, EXACT_MOST + 4)
    route = best_route(graph, Spot(0, 0), stops, Spot(2_000, 0))
    assert isinstance(route, Route)
    assert_is_walk(route, stops)
    assert not route.is_proven


def test_few_stops_on_one_way_lanes_are_proven_by_weighing_every_order():
    graph = grid(3, one_way=True)
    stops = some_stops(Random(8), graph, EXACT_MOST)
    route = best_route(graph, Spot(0, 0), stops, Spot(0, 0))
    assert isinstance(route, Route)
    assert route.is_proven
    assert route.length_mm == shortest_mm(graph, Spot(0, 0), stops, Spot(0, 0))


def test_s_shape_walks_whole_aisles_in_turn_and_obeys_the_signs():
    plan = load_plan(DEMO.read_text("utf-8"))
    signed = tuple(
        replace(aisle, one_way=OneWay.BACK if aisle.number == 2 else OneWay.NO)
        for aisle in plan.aisles
    )
    codes = ("A-03-1-A", "A-02-1-A", "A-02-9-A", "A-01-5-A", "DOCK-1")
    for each in (plan, replace(plan, aisles=signed)):
        graph = graph_of(each)
        stops = [each.find_bin(code) or each.find_place(code) for code in codes]
        found = [stop for stop in stops if stop is not None]
        start = each.zones[0].entrance
        snake, best = (
            made(graph, start, found, start) for made in (s_shape_route, best_route)
        )
        assert isinstance(snake, Route)
        assert isinstance(best, Route)
        order = ["A-01-5-A", "A-02-9-A", "A-02-1-A", "A-03-1-A", "DOCK-1"]
        assert [stop.code for stop in snake.stops] == order
        assert not snake.is_proven
        assert snake.length_mm >= best.length_mm
        assert snake.polyline[0] == snake.polyline[-1]


def test_s_shape_turns_round_where_an_aisle_is_blocked():
    plan = load_plan(DEMO.read_text("utf-8"))
    block = Wall(name="Lift", outline=Rect(2_000, 5_000, 24_000, 200).corners)
    graph = graph_of(replace(plan, walls=(*plan.walls, block)))
    found = [plan.find_bin(code) for code in ("A-01-1-A", "A-02-1-A")]
    stops = [each for each in found if each is not None]
    route = s_shape_route(graph, plan.zones[0].entrance, stops, None)
    assert isinstance(route, Route)
    assert [stop.code for stop in route.stops] == ["A-01-1-A", "A-02-1-A"]


def test_an_order_no_walk_allows_is_told():
    lanes = ((Spot(0, 0), Spot(5, 0)), (Spot(5, 0), Spot(9, 9)), (Spot(5, 0), Spot(9, 0)))
    plan = some_floor(Random(0), has_one_way=False)
    ways = tuple(Walkway(points=points, is_one_way=True) for points in lanes)
    graph = graph_of(replace(plan, walkways=ways))
    ends = [
        Place(code=c, name="", kind=PlaceKind.STATION, spot=s)
        for c, s in (("UP", Spot(9, 9)), ("ON", Spot(9, 0)))
    ]
    for made in (best_route, route_in_order, s_shape_route):
        assert isinstance(made(graph, Spot(0, 0), ends, None), NoWay)
    assert route_in_order(graph, Spot(0, 0), ends[:1], Spot(9, 0)) == NoWay(codes=("UP",))


def test_every_order_is_weighed():
    rng = Random(5)
    for _ in range(20):
        far = [[rng.randint(1, 99) for _ in range(7)] for _ in range(7)]
        for has_end in (False, True):
            length, order = best_of_all(far, 5, has_end=has_end)
            lines = [
                (0, *p, *([6] if has_end else [])) for p in permutations(range(1, 6))
            ]
            walked = [sum(far[a][b] for a, b in pairwise(x)) for x in lines]
            assert length == min(walked)
            assert walked[lines.index((0, *order, *([6] if has_end else [])))] == length


def test_a_good_order_is_never_better_than_the_best_and_near_it():
    rng = Random(6)
    for _ in range(30):
        spots = [(rng.randint(0, 99), rng.randint(0, 99)) for _ in range(EXACT_MOST)]
        far = [[abs(a - c) + abs(b - d) for c, d in spots] for a, b in spots]
        for has_end in (False, True):
            stops = EXACT_MOST - 1 - has_end
            best, _ = best_of_all(far, stops, has_end=has_end)
            good, order = good_order(far, stops, has_end=has_end)
            assert sorted(order) == list(range(1, stops + 1))
            assert best <= good <= best * 1.25
            first, _ = good_order(far, stops, has_end=has_end, moves_most=1)
            assert good <= first


def test_stops_at_one_spot_keep_the_order_they_were_given_in():
    graph = graph_of(some_floor(Random(1), has_one_way=False))
    [spot] = (stop.spot for stop in some_stops(Random(2), graph, 1))
    stops = [Place(code=c, name="", kind=PlaceKind.STATION, spot=spot) for c in "CAB"]
    for made in (best_route, route_in_order):
        route = made(graph, Spot(0, 0), stops, None)
        assert isinstance(route, Route)
        assert [stop.code for stop in route.stops] == ["C", "A", "B"]


def test_stops_on_junctions_only_are_walked_to():
    graph = grid(3)
    stops = [
        Place(code=f"{x}", name="", kind=PlaceKind.STATION, spot=Spot(x, 1_000))
        for x in (2_000, 0)
    ]
    route = best_route(graph, Spot(0, 0), stops, Spot(0, 0))
    assert isinstance(route, Route)
    assert route.length_mm == 6_000


def test_all_along_one_lane_is_a_line_there_and_back():
    graph = grid(2, one_way=True)
    across = [
        Place(code=f"{x}", name="", kind=PlaceKind.STATION, spot=Spot(x, 0))
        for x in (300, 900, 700)
    ]
    for end, length_mm in ((Spot(400, 0), 1_100), (Spot(950, 0), 850), (None, 800)):
        route = best_route(graph, Spot(500, 0), across, end)
        assert isinstance(route, Route)
        assert (route.length_mm, route.is_proven) == (length_mm, True)


def test_along_one_way_lanes_one_goes_on_or_all_the_way_round():
    graph = grid(2, one_way=True)
    lane = [
        Place(code=f"{y}", name="", kind=PlaceKind.STATION, spot=Spot(0, y))
        for y in (300, 600)
    ]
    for start, length_mm in ((Spot(0, 900), 800), (Spot(0, 500), 4_400)):
        route = best_route(graph, start, lane, Spot(0, 100))
        assert isinstance(route, Route)
        assert (route.length_mm, route.is_proven) == (length_mm, True)


def test_a_sweep_with_too_many_half_made_walks_gives_up():
    edges = dict(enumerate(grid(3).edges))
    errand = Errand({}, {0: 0, 8: 0}, is_end_free=False)
    assert Sweep(edges, is_directed=False).shortest(errand) is not None
    assert Sweep(edges, is_directed=False, states_most=3).shortest(errand) is None


def test_without_stops_one_walks_straight_to_the_end():
    graph = graph_of(some_floor(Random(1), has_one_way=False))
    route = best_route(graph, Spot(0, 0), list[Place](), Spot(0, 7_000))
    assert isinstance(route, Route)
    assert (route.length_mm, len(route.legs)) == (7_000, 1)
    nothing = best_route(graph, Spot(0, 0), list[Place](), None)
    assert isinstance(nothing, Route)
    assert nothing.polyline == ()
