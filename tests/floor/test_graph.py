"""Distances and ways: symmetric where they must be, never shorter than straight, signs obeyed."""

from itertools import pairwise, product
from random import Random

import pytest

from app.floor.graph import FloorGraph, graph_of, straightened
from app.floor.lanes import lanes_of
from app.floor.plan import FloorPlan, load_plan
from app.floor.shapes import Spot, apart_mm, is_on
from tests.floor.floors import (
    demo_plan,
    plan_of,
    random_floor,
    random_targets,
    walkway,
    wall,
)

FRONT_1, BACK_1 = Spot(2000, 6500), Spot(2000, 1500)
FRONT_2, BACK_2 = Spot(4000, 6500), Spot(4000, 1500)


def spots_of(plan: FloorPlan, dice: Random, count: int) -> list[Spot]:
    return [target.spot for target in random_targets(dice, plan, count)]


def plain_distances(plan: FloorPlan, spots: list[Spot]) -> dict[tuple[Spot, Spot], int]:
    """The same distances the slow way: every spot a junction, then Floyd (1962)."""
    far: dict[tuple[Spot, Spot], int] = {}
    for lane in lanes_of(plan):
        on_it = [spot for spot in spots if is_on(spot, lane.source, lane.target)]
        line = sorted(
            {lane.source, lane.target, *on_it}, key=lambda s: apart_mm(lane.source, s)
        )
        for a, b in pairwise(line):
            far[a, b] = apart_mm(a, b)
            if not lane.is_one_way:
                far[b, a] = apart_mm(a, b)
    nodes = {node for pair in far for node in pair}
    far |= {(node, node): 0 for node in nodes}
    for middle, a, b in product(sorted(nodes), sorted(nodes), sorted(nodes)):
        if (a, middle) in far and (middle, b) in far:
            by = far[a, middle] + far[middle, b]
            if by < far.get((a, b), by + 1):
                far[a, b] = by
    return far


@pytest.mark.parametrize("seed", range(30))
def test_distances_equal_those_worked_out_the_slow_way(seed: int):
    dice = Random(seed)
    plan = random_floor(dice, one_way=seed % 2 == 1)
    graph = graph_of(plan)
    spots = [spot for spot in spots_of(plan, dice, 6) if graph.can_stand(spot)]
    slow = plain_distances(plan, spots)
    for a, b in product(spots, spots):
        assert graph.distance_mm(a, b) == slow.get((a, b)), f"seed {seed}: {a} to {b}"


@pytest.mark.parametrize("seed", range(20))
def test_where_lanes_go_both_ways_there_and_back_are_as_far(seed: int):
    dice = Random(seed)
    plan = random_floor(dice, one_way=False)
    graph = graph_of(plan)
    spots = spots_of(plan, dice, 8)
    for a, b in product(spots, spots):
        assert graph.distance_mm(a, b) == graph.distance_mm(b, a)


@pytest.mark.parametrize("one_way", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_a_detour_is_never_shorter(seed: int, one_way: bool):
    dice = Random(seed)
    plan = random_floor(dice, one_way=one_way)
    graph = graph_of(plan)
    spots = spots_of(plan, dice, 6)
    for a, b, c in product(spots, spots, spots):
        by_b = [graph.distance_mm(a, b), graph.distance_mm(b, c)]
        straight = graph.distance_mm(a, c)
        if None not in by_b:
            assert straight is not None
            assert straight <= sum(far for far in by_b if far is not None)


@pytest.mark.parametrize("one_way", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_a_path_is_as_long_as_the_distance_and_stays_on_the_lanes(
    seed: int, one_way: bool
):
    dice = Random(seed)
    plan = random_floor(dice, one_way=one_way)
    graph = graph_of(plan)
    for a, b in product(spots_of(plan, dice, 6), repeat=2):
        path, far = graph.path(a, b), graph.distance_mm(a, b)
        assert (path is None) == (far is None)
        if path is not None:
            assert sum(apart_mm(c, d) for c, d in pairwise(path)) == far
            assert all(graph.can_stand(corner) for corner in path)


def test_in_the_demo_building_every_bin_is_reached_from_the_packing_table():
    plan = demo_plan()
    graph = graph_of(plan)
    packing = plan.find_spot("DROP-PACK-1")
    assert packing is not None
    assert all(graph.is_round_trip(packing, each.spot) for each in plan.bins)


def test_one_walks_round_by_the_cross_aisle_to_the_next_aisle():
    graph = graph_of(plan_of())
    assert graph.distance_mm(FRONT_1, BACK_1) == 5000
    assert graph.distance_mm(BACK_1, BACK_2) == 2000
    a, b = Spot(2000, 2500), Spot(4000, 2500)
    assert graph.distance_mm(a, b) == 1000 + 2000 + 1000
    assert graph.path(a, b) == (a, BACK_1, BACK_2, b)


def test_a_one_way_aisle_is_only_walked_its_way():
    graph = graph_of(plan_of({"one_way": '{ 1 = "away", 2 = "back" }'}))
    assert graph.is_one_way
    assert graph.distance_mm(FRONT_1, BACK_1) == 5000
    assert graph.distance_mm(BACK_1, FRONT_1) == 2000 + 5000 + 2000
    assert graph.distance_mm(Spot(2000, 4500), Spot(2000, 3500)) == 1000
    assert (
        graph.distance_mm(Spot(2000, 3500), Spot(2000, 4500))
        == 2000 + 2000 + 5000 + 2000 + 2000
    )


def test_two_one_way_lines_drawn_against_each_other_are_one_for_both_ways():
    ways = walkway([[2000, 6500], [2000, 9000]], one_way=True)
    back = walkway([[2000, 9000], [2000, 6500]], one_way=True)
    end = Spot(2000, 9000)
    alone, both = (graph_of(plan_of(rest=rest)) for rest in (ways, ways + back))
    assert (alone.distance_mm(FRONT_1, end), alone.distance_mm(end, FRONT_1)) == (
        2500,
        None,
    )
    assert (both.distance_mm(FRONT_1, end), both.distance_mm(end, FRONT_1)) == (
        2500,
        2500,
    )
    assert alone.path(end, FRONT_1) is None
    assert not alone.is_round_trip(FRONT_1, end)
    same = graph_of(plan_of(rest=ways + ways))
    assert same.distance_mm(end, FRONT_1) is None


def test_a_wall_across_an_aisle_is_walked_around():
    blocked = graph_of(plan_of(rest=wall(1500, 3900, 1000, 200)))
    a, b = Spot(2000, 4500), Spot(2000, 3500)
    assert blocked.distance_mm(a, b) == 2000 + 2000 + 5000 + 2000 + 2000
    assert not blocked.can_stand(Spot(2000, 4000))


def test_a_place_is_joined_to_the_nearest_line_it_can_see():
    place = '[[place]]\ncode = "P"\nkind = "station"\nat = [2500, 8000]\n'
    spot = Spot(2500, 8000)
    free = graph_of(plan_of(rest=place))
    assert free.distance_mm(spot, FRONT_1) == 1500 + 500
    # A wall between them: the next nearest foot is the end of another lane.
    behind = graph_of(plan_of(rest=place + wall(2300, 7000, 700, 200)))
    assert behind.can_stand(spot)
    far = behind.distance_mm(spot, FRONT_1)
    assert far is not None
    assert far >= apart_mm(spot, FRONT_1)
    path = behind.path(spot, FRONT_1)
    assert path is not None
    assert path[0] == spot


def test_a_spot_beside_the_lanes_counts_as_the_nearest_on_them():
    graph = graph_of(plan_of())
    beside, on = Spot(2300, 4500), Spot(2000, 4500)
    assert not graph.can_stand(beside)
    assert graph.distance_mm(beside, FRONT_1) == graph.distance_mm(on, FRONT_1) == 2000
    assert graph.path(beside, FRONT_1) == (on, FRONT_1)


def test_the_way_to_where_one_stands_is_a_single_spot():
    graph = graph_of(plan_of())
    assert graph.path(FRONT_1, FRONT_1) == (FRONT_1,)
    assert graph.distance_mm(FRONT_1, FRONT_1) == 0


def test_a_floor_without_lanes_leads_nowhere():
    graph = graph_of(
        load_plan('format = 1\nname = "Yard"\nwidth_mm = 5000\ndepth_mm = 5000\n')
    )
    assert graph.distance_mm(Spot(0, 0), Spot(1, 1)) is None
    assert graph.path(Spot(0, 0), Spot(1, 1)) is None
    assert not graph.can_stand(Spot(0, 0))


def test_two_halves_that_never_meet_have_no_way_between_them():
    graph = graph_of(plan_of(rest=walkway([[20000, 20000], [25000, 20000]])))
    assert graph.distance_mm(FRONT_1, Spot(22000, 20000)) is None


def test_a_drawn_line_of_no_length_and_a_line_drawn_twice_change_nothing():
    extra = walkway([[9000, 9000], [9000, 9000]]) + walkway([[2000, 6500], [4000, 6500]])
    plain, drawn = graph_of(plan_of()), graph_of(plan_of(rest=extra))
    assert len(drawn.edges) == len(plain.edges)


def test_a_line_is_drawn_without_needless_corners():
    line = [Spot(0, 0), Spot(0, 0), Spot(5, 0), Spot(9, 0), Spot(9, 4), Spot(9, 2)]
    assert straightened(line) == (Spot(0, 0), Spot(9, 0), Spot(9, 4), Spot(9, 2))
    assert straightened([]) == ()


def test_every_junction_is_located_where_it_is():
    graph: FloorGraph = graph_of(demo_plan())
    for number, spot in enumerate(graph.junctions):
        assert graph.junction_at(graph.locate(spot)) == number
        assert graph.spot_at(graph.locate(spot)) == spot
