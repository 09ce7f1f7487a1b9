"""Routes one can check with a finger on the drawing."""

import pytest

from app.floor.graph import FloorGraph, graph_of
from app.floor.plan import load_plan
from app.floor.route import Leg, NoWay, Route, best_route, route_in_order, s_shape_route
from app.floor.shapes import Spot
from tests.floor.floors import Target, demo_plan, plan_of, walkway, wall

START = Spot(2000, 6500)
"""The front of aisle 1; aisles lie 2 m apart and are 5 m long."""


def at(code: str, x: int, y: int) -> Target:
    return Target(code, Spot(x, y))


def walked(
    graph: FloorGraph, start: Spot, stops: list[Target], end: Spot | None
) -> tuple[str, int]:
    route = best_route(graph, start, stops, end)
    assert isinstance(route, Route)
    assert route.is_proven
    return "".join(stop.code for stop in route.stops), route.length_mm


def test_without_stops_one_walks_straight_to_the_end():
    graph = graph_of(plan_of())
    assert walked(graph, START, [], Spot(4000, 6500)) == ("", 2000)
    assert walked(graph, START, [], START) == ("", 0)


def test_without_stops_and_end_there_is_nothing_to_walk():
    route = best_route(graph_of(plan_of()), START, list[Target](), None)
    assert isinstance(route, Route)
    assert (route.stops, route.legs, route.length_mm, route.is_proven) == (
        (),
        (),
        0,
        True,
    )
    assert route.polyline == ()


def test_a_single_stop_is_walked_to_and_back():
    graph = graph_of(plan_of())
    assert walked(graph, START, [at("a", 2000, 4500)], START) == ("a", 4000)
    assert walked(graph, START, [at("a", 2000, 4500)], None) == ("a", 2000)
    assert walked(graph, START, [at("a", 2000, 6500)], START) == ("a", 0)


def test_two_full_aisles_are_walked_through():
    stops = [at("a", 2000, 2500), at("b", 4000, 2500), at("c", 4000, 5500)]
    assert walked(graph_of(plan_of()), START, stops, START) == ("abc", 14000)


def test_stops_near_the_front_are_fetched_from_the_front():
    stops = [at("b", 4000, 5500), at("a", 2000, 5500)]
    assert walked(graph_of(plan_of()), START, stops, START)[1] == 2000 + 4000 + 2000


def test_with_no_end_to_reach_one_stops_at_the_farthest():
    stops = [at("b", 6000, 5500), at("a", 2000, 5500)]
    assert walked(graph_of(plan_of()), START, stops, None) == ("ab", 2000 + 4000 + 1000)


def test_within_one_lane_nobody_walks_to_its_ends():
    graph = graph_of(plan_of())
    start, end = Spot(2000, 4500), Spot(2000, 3500)
    stops = [at("a", 2000, 3600), at("b", 2000, 4400)]
    assert walked(graph, start, stops, end) == ("ba", 1000)
    assert walked(graph, end, stops, start) == ("ab", 1000)
    assert walked(graph, start, stops, start) == ("ba", 1800)


def test_within_a_one_way_lane_one_goes_on_or_round():
    graph = graph_of(plan_of({"one_way": '{ 1 = "away" }'}))
    start = Spot(2000, 4500)
    ahead, behind = at("a", 2000, 3500), at("b", 2000, 5500)
    assert walked(graph, start, [ahead], None) == ("a", 1000)
    assert walked(graph, start, [behind, ahead], None) == (
        "ab",
        3000 + 2000 + 5000 + 2000 + 1000,
    )


def test_many_stops_within_a_one_way_lane_are_passed_in_its_direction():
    graph = graph_of(plan_of({"one_way": '{ 1 = "away" }'}))
    stops = [at(chr(97 + k), 2000, 5400 - 100 * k) for k in range(12)]
    start, end = Spot(2000, 5500), Spot(2000, 4000)
    shuffled = stops[::2] + stops[1::2]
    assert walked(graph, start, shuffled, end) == ("abcdefghijkl", 1500)
    # Begun amid them, one goes on, round by another aisle, and comes to the rest.
    route = best_route(graph, Spot(2000, 4850), shuffled, end)
    assert isinstance(route, Route)
    assert "".join(stop.code for stop in route.stops) == "ghijklabcdef"
    assert route.length_mm == 3350 + 2000 + 5000 + 2000 + 2500


def test_stops_at_one_spot_keep_the_order_they_were_given():
    stops = [
        at("c", 2000, 4500),
        at("a", 2000, 4500),
        at("x", 2000, 5500),
        at("b", 2000, 4500),
    ]
    assert walked(graph_of(plan_of()), START, stops, None) == ("xcab", 2000)


def test_a_route_goes_by_the_middle_cross_aisle_when_that_is_shorter():
    plan = plan_of({"cross_after": "[2]"})
    start = Spot(2000, 7500)
    stops = [at("a", 2000, 5500), at("b", 4000, 5500)]
    assert walked(graph_of(plan), start, stops, Spot(4000, 7500)) == (
        "ab",
        3000 + 2000 + 3000,
    )


def test_the_way_to_the_end_is_a_leg_of_its_own():
    route = best_route(
        graph_of(plan_of()), START, [at("a", 2000, 5500)], Spot(4000, 6500)
    )
    assert isinstance(route, Route)
    assert route.legs == (
        Leg(code="a", length_mm=1000, path=(START, Spot(2000, 5500))),
        Leg(code=None, length_mm=3000, path=(Spot(2000, 5500), START, Spot(4000, 6500))),
    )
    assert route.polyline == (START, Spot(2000, 5500), START, Spot(4000, 6500))


def test_starting_beside_the_lanes_is_starting_at_the_nearest_point_of_them():
    route = best_route(graph_of(plan_of()), Spot(2300, 5000), [at("a", 2000, 5500)], None)
    assert isinstance(route, Route)
    assert route.polyline == (Spot(2000, 5000), Spot(2000, 5500))


def test_a_stop_beside_the_lanes_has_no_way():
    found = best_route(graph_of(plan_of()), START, [at("lost", 3000, 4000)], None)
    assert found == NoWay(codes=("lost",))


def test_stops_behind_walls_are_named_once_each():
    shut = plan_of({"back_cross_aisle": "false"}, wall(3600, 3900, 800, 200))
    stops = [
        at("a", 4000, 4500),
        at("b", 4000, 3500),
        at("c", 4000, 2500),
        at("b", 4000, 3500),
    ]
    for rule in (best_route, s_shape_route, route_in_order):
        assert rule(graph_of(shut), Spot(2000, 5500), stops, None) == NoWay(
            codes=("b", "c")
        )


def test_an_end_one_cannot_reach_is_named():
    island = walkway([[20000, 20000], [25000, 20000]])
    found = best_route(
        graph_of(plan_of(rest=island)), START, list[Target](), Spot(22000, 20000)
    )
    assert found == NoWay(codes=("end",))


def test_on_a_floor_without_lanes_even_the_start_is_nowhere():
    yard = 'format = 1\nname = "Yard"\nwidth_mm = 5000\ndepth_mm = 5000\n'
    found = best_route(graph_of(load_plan(yard)), Spot(0, 0), list[Target](), None)
    assert found == NoWay(codes=("start",))


def test_two_one_way_dead_ends_cannot_both_be_walked():
    ways = walkway([[2000, 6500], [2000, 9000]], one_way=True)
    ways += walkway([[4000, 6500], [4000, 9000]], one_way=True)
    graph = graph_of(plan_of(rest=ways))
    stops = [at("a", 2000, 8000), at("b", 4000, 8000)]
    for rule in (best_route, s_shape_route, route_in_order):
        found = rule(graph, START, stops, None)
        assert isinstance(found, NoWay)
        assert set(found.codes) < {"a", "b"}


def test_the_rule_of_thumb_finds_no_way_out_of_a_one_way_dead_end():
    plan = plan_of({"back_cross_aisle": "false", "one_way": '{ 1 = "away" }'})
    stops = [at("a", 2000, 3500), at("b", 4000, 3500)]
    found = s_shape_route(graph_of(plan), Spot(2000, 5500), stops, None)
    assert found == NoWay(codes=("b",))
    assert walked(graph_of(plan), Spot(2000, 5500), stops, None)[0] == "ba"


def test_a_list_that_goes_on_after_a_one_way_end_has_no_way():
    graph = graph_of(plan_of(rest=walkway([[2000, 6500], [2000, 9000]], one_way=True)))
    stops = [at("dead end", 2000, 8000), at("a", 2000, 4500)]
    assert route_in_order(graph, START, stops, None) == NoWay(codes=("a",))
    assert walked(graph, START, stops, None) == ("adead end", 2000 + 2000 + 1500)
    assert route_in_order(graph, START, stops[:1], START) == NoWay(codes=("dead end",))


def test_the_rule_of_thumb_walks_every_aisle_through_and_turns_in_the_last():
    graph = graph_of(plan_of())
    stops = [at("a", 2000, 5500), at("b", 4000, 5500), at("c", 6000, 5500)]
    route = s_shape_route(graph, START, stops, START)
    assert isinstance(route, Route)
    assert route.length_mm == 5000 + 2000 + 5000 + 2000 + 1000 + 1000 + 4000
    assert not route.is_proven


def test_the_rule_of_thumb_obeys_signs_and_leaves_other_stops_for_the_end():
    graph = graph_of(plan_of({"one_way": '{ 1 = "back", 2 = "back" }'}))
    stops = [at("x", 3000, 1500), at("a", 2000, 5500), at("b", 4000, 3500)]
    route = s_shape_route(graph, START, stops, None)
    assert isinstance(route, Route)
    assert "".join(stop.code for stop in route.stops) == "abx"


def test_the_rule_of_thumb_leaves_out_an_aisle_end_one_could_not_come_back_from():
    graph = graph_of(
        plan_of(rest=wall(1500, 1800, 1000, 300) + wall(2500, 1300, 600, 500))
    )
    stops = [at("a", 2000, 3500), at("b", 4000, 3500)]
    route = s_shape_route(graph, START, stops, START)
    assert isinstance(route, Route)
    # Aisle 1 is left by its front; aisle 2 is walked from its back all the same.
    assert route.length_mm == 3000 + 3000 + 2000 + 5000 + 2000 + 3000 + 2000


@pytest.mark.parametrize("zones", [1, 4])
def test_in_the_demo_building_a_walk_over_the_zones_is_proven(zones: int):
    plan = demo_plan()
    bins = [b for zone in plan.zones[:zones] for b in plan.bins_of(zone.code)[::37]]
    start = plan.find_spot("CARTS")
    end = plan.find_spot("DROP-PACK-1")
    assert start is not None
    assert end is not None
    route = best_route(graph_of(plan), start, bins, end)
    rule = s_shape_route(graph_of(plan), start, bins, end)
    assert isinstance(route, Route)
    assert isinstance(rule, Route)
    assert route.is_proven
    assert sorted(route.stops, key=lambda b: b.code) == sorted(bins, key=lambda b: b.code)
    assert route.length_mm <= rule.length_mm
