"""Routes against published shortest ones.

Ten of the single-picker-routing instances of Hessler & Irnich 2023 (MIT), made by Weidinger
2018 and Goeke & Schneider 2021; all of their 1,200 with one and 1,200 with two blocks agreed
when this was written. In their files cell 0 lies beside the back cross aisle, and the second
block begins one step behind a cross aisle in the middle.
"""

import re

import pytest

from app.floor.graph import FloorGraph, graph_of
from app.floor.parts import Place, PlaceKind, Walkway
from app.floor.plan import FloorPlan
from app.floor.route import Route, best_route
from app.floor.shapes import Spot

# Name, the depot's aisle and end, steps between aisles, picks as aisle.cell, shortest with one and with two blocks.
PUBLISHED = [
    ("m5_C30_a3_0", 4, "bottom", 3, "0.16 2.22 3.27", 74, 60),
    ("m5_C30_a7_3", 1, "top", 3, "0.23 1.4 1.19 2.6 4.1 4.5 4.6", 114, 98),
    (
        "m5_C60_a15_1",
        0,
        "bottom",
        3,
        "0.8 0.30 0.50 1.36 2.6 2.14 2.20 2.35 2.59 3.9 3.39 4.0 4.15 4.20 4.33",
        316,
        234,
    ),
    (
        "m5_C180_a15_4",
        0,
        "top",
        3,
        "0.34 0.113 0.146 0.150 0.159 1.62 2.49 2.131 2.170 3.23 3.77 3.131 3.170 4.84 4.168",
        874,
        666,
    ),
    ("m10_C30_a7_2", 8, "bottom", 3, "0.14 0.17 5.26 6.0 7.10 7.13 8.3", 134, 128),
    (
        "m10_C60_a15_5",
        1,
        "top",
        3,
        "0.10 0.29 0.37 0.46 1.10 3.30 4.35 4.56 4.59 5.28 5.34 5.49 5.57 6.50 7.34",
        368,
        228,
    ),
    (
        "m25_C30_a15_2",
        23,
        "bottom",
        3,
        "2.29 3.15 3.29 4.7 8.15 9.5 9.23 11.21 11.28 15.5 15.11 15.23 16.29 17.1 18.19",
        320,
        274,
    ),
    ("m25_C180_a7_6", 5, "bottom", 3, "0.137 3.104 6.8 6.36 8.73 12.6 24.107", 828, 576),
    (
        "m50_C60_a15_7",
        15,
        "top",
        3,
        "7.50 8.52 10.2 11.30 12.2 21.28 22.47 24.21 27.29 32.24 34.45 38.28 38.29 39.33 42.46",
        736,
        462,
    ),
    ("m50_C30_a7_8", 23, "top", 3, "4.15 11.2 21.21 25.22 33.10 45.28 46.7", 380, 348),
]


@pytest.mark.parametrize(
    ("name", "depot", "side", "step", "picks", "one", "two"), PUBLISHED
)
def test_the_published_length_is_found_and_proven(
    name: str, depot: int, side: str, step: int, picks: str, one: int, two: int
):
    aisles, cells = (int(found) for found in re.findall(r"m(\d+)_C(\d+)", name)[0])
    for blocks, published in ((1, one), (2, two)):
        graph = building(aisles, cells, blocks, step)
        start = Spot(depot * step, cells + blocks if side == "bottom" else 0)
        route = best_route(graph, start, stops(picks, cells, blocks, step), start)
        assert isinstance(route, Route)
        assert (route.length_mm, route.is_proven) == (published, True)


def building(aisles: int, cells: int, blocks: int, step: int) -> FloorGraph:
    """Aisles between cross aisles; a step of theirs is a millimetre here."""
    depth, last = cells + blocks, (aisles - 1) * step
    across = (0, cells // 2 + 1, depth) if blocks == 2 else (0, depth)
    lines = [(Spot(0, y), Spot(last, y)) for y in across]
    lines += [(Spot(x, 0), Spot(x, depth)) for x in range(0, last + 1, step)]
    return graph_of(
        FloorPlan(
            name="Published",
            width_mm=last + 1,
            depth_mm=depth + 1,
            zones=(),
            aisles=(),
            bins=(),
            places=(),
            walkways=tuple(Walkway(points=line) for line in lines),
            walls=(),
        )
    )


def stops(picks: str, cells: int, blocks: int, step: int) -> list[Place]:
    found: list[Place] = []
    for pick in picks.split():
        aisle, cell = (int(number) for number in pick.split("."))
        beyond = 1 if blocks == 2 and cell >= cells // 2 else 0
        spot = Spot(aisle * step, 1 + cell + beyond)
        found.append(Place(code=pick, name="", kind=PlaceKind.STATION, spot=spot))
    return found
