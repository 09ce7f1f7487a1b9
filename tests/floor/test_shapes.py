"""The little geometry the floor stands on."""

import pytest

from app.floor.shapes import (
    Rect,
    Spot,
    apart_mm,
    crossings,
    is_inside,
    is_on,
    nearest_on,
    overlap,
)

SQUARE = Rect(0, 0, 100, 100).corners


def test_a_rectangle_knows_its_corners_and_middle():
    assert Rect(10, 20, 30, 40).corners == ((10, 20), (40, 20), (40, 60), (10, 60))
    assert Rect(10, 20, 30, 40).middle == Spot(25, 40)


def test_distances_are_straight_and_whole():
    assert apart_mm(Spot(0, 0), Spot(3, 4)) == 5
    assert apart_mm(Spot(0, 0), Spot(1, 1)) == 1


@pytest.mark.parametrize(
    ("spot", "foot"),
    [((50, 30), (50, 0)), ((-20, 5), (0, 0)), ((120, 5), (100, 0)), ((100, 0), (100, 0))],
)
def test_the_nearest_point_of_a_line_is_on_it(
    spot: tuple[int, int], foot: tuple[int, int]
):
    assert nearest_on(Spot(*spot), Spot(0, 0), Spot(100, 0)) == foot


def test_a_line_of_no_length_is_its_own_nearest_point():
    assert nearest_on(Spot(9, 9), Spot(1, 2), Spot(1, 2)) == Spot(1, 2)


def test_a_rounded_spot_is_still_on_its_line():
    assert is_on(Spot(33, 67), Spot(0, 0), Spot(100, 200))
    assert not is_on(Spot(33, 70), Spot(0, 0), Spot(100, 200))


@pytest.mark.parametrize(
    ("c", "d", "met"),
    [
        ((50, -50), (50, 50), [(50, 0)]),
        ((50, 0), (50, 50), [(50, 0)]),
        ((40, 0), (60, 0), [(40, 0), (60, 0)]),
        ((60, 0), (160, 0), [(100, 0), (60, 0)]),
        ((0, 5), (100, 5), []),
        ((0, 50), (100, 50), []),
        ((90, 40), (140, -10), []),
        ((40, 60), (60, 10), []),
        ((200, -50), (200, 50), []),
        ((-50, -50), (-50, 50), []),
        ((0, -90), (100, -50), []),
    ],
)
def test_lines_meet_where_they_meet(
    c: tuple[int, int], d: tuple[int, int], met: list[tuple[int, int]]
):
    assert crossings(Spot(0, 0), Spot(100, 0), Spot(*c), Spot(*d)) == met


def test_slanted_lines_that_run_side_by_side_never_meet():
    assert crossings(Spot(0, 0), Spot(100, 100), Spot(20, 0), Spot(120, 100)) == []


def test_inside_is_between_the_walls():
    assert is_inside(50, 50, SQUARE)
    assert not is_inside(150, 50, SQUARE)
    assert not is_inside(50, 150, SQUARE)


@pytest.mark.parametrize(
    ("rect", "expected"),
    [
        (Rect(20, 20, 10, 10), True),
        (Rect(-50, -50, 300, 300), True),
        (Rect(-50, 40, 300, 10), True),
        (Rect(90, 90, 60, 60), True),
        (Rect(100, 0, 50, 100), False),
        (Rect(300, 0, 50, 100), False),
    ],
)
def test_things_overlap_when_they_share_more_than_an_edge(rect: Rect, expected: bool):
    assert overlap(rect, SQUARE) is expected
