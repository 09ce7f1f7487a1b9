"""A plan's text: what it says when right, and the sentence it gets when wrong."""

import pytest

from app.floor.parts import OneWay, PlaceKind
from app.floor.plan import BINS_MOST, PlanRefused, load_plan
from app.floor.shapes import Rect, Spot
from tests.floor.floors import demo_plan, plan_of, text_of


def test_the_demo_building_is_what_its_text_says():
    plan = demo_plan()
    assert plan.name == "Riverside"
    assert "".join(zone.code for zone in plan.zones) == "ABCD"
    assert len(plan.aisles) == 8 + 8 + 8 + 6
    assert len(plan.bins) == 8 * 14 * 5 + 8 * 12 * 5 + 8 * 16 * 5 + 6 * 16 * 4 - 4


def test_codes_find_what_they_name():
    plan = demo_plan()
    bay = plan.find_bin("B-02-3-C")
    assert bay is not None
    assert (bay.zone, bay.aisle, bay.bay, bay.level, bay.side) == ("B", 2, 3, "C", "L")
    assert plan.find_spot("B-02-3-C") == bay.spot
    dock = plan.find_place("DOCK-1")
    assert dock is not None
    assert dock.kind is PlaceKind.DOCK
    assert plan.find_spot("DOCK-1") == dock.spot
    zone = plan.find_zone("D")
    assert zone is not None
    assert zone.name == "Bulky D"
    assert zone.drop.code == "DROP-D"


def test_a_code_nobody_printed_finds_nothing():
    plan = demo_plan()
    assert plan.find_bin("A-99-1-A") is None
    assert plan.find_place("A-01-1-A") is None
    assert plan.find_zone("Z") is None
    assert plan.find_spot("") is None


def test_the_bins_of_a_zone_are_all_its_own_and_none_is_where_the_pillar_stands():
    plan = demo_plan()
    bins = plan.bins_of("D")
    assert {each.zone for each in bins} == {"D"}
    assert len(bins) == 6 * 16 * 4 - 4
    assert plan.find_bin("D-03-8-A") is None


def test_odd_bays_are_left_and_even_right_of_somebody_walking_away_from_the_front():
    plan = plan_of({"facing": '"north"'})
    left, right = plan.find_bin("A-01-1-A"), plan.find_bin("A-01-2-A")
    assert left is not None
    assert right is not None
    assert (left.side, right.side) == ("L", "R")
    assert left.spot == right.spot == Spot(2000, 5500)
    assert left.rect == Rect(1000, 5000, 500, 1000)
    assert right.rect == Rect(2500, 5000, 500, 1000)


@pytest.mark.parametrize(
    ("facing", "front", "back", "left"),
    [
        ("north", (2000, 6500), (2000, 1500), Rect(1000, 5000, 500, 1000)),
        ("south", (6000, 1500), (6000, 6500), Rect(6500, 2000, 500, 1000)),
        ("east", (1500, 2000), (6500, 2000), Rect(2000, 1000, 1000, 500)),
        ("west", (6500, 6000), (1500, 6000), Rect(5000, 6500, 1000, 500)),
    ],
)
def test_a_zone_turns_to_where_its_front_looks(
    facing: str, front: tuple[int, int], back: tuple[int, int], left: Rect
):
    plan = plan_of({"facing": f'"{facing}"'})
    aisle, first = plan.aisles[0], plan.find_bin("A-01-1-A")
    assert (aisle.front, aisle.back) == (front, back)
    assert plan.zones[0].rect == Rect(1000, 1000, 6000, 6000)
    assert first is not None
    assert first.rect == left


def test_without_a_back_cross_aisle_an_aisle_ends_at_its_last_bay():
    aisle = plan_of({"back_cross_aisle": "false"}).aisles[0]
    assert aisle.crossings == (Spot(2000, 5500),)
    assert aisle.back == Spot(2000, 1500)


def test_a_middle_cross_aisle_pushes_the_bays_behind_it_away():
    plan = plan_of({"cross_after": "[2]"})
    assert plan.aisles[0].crossings == (
        Spot(2000, 7500),
        Spot(2000, 4500),
        Spot(2000, 1500),
    )
    assert len([each for each in plan.walkways if each.zone == "A"]) == 3
    third = plan.find_bin("A-01-5-A")
    assert third is not None
    assert third.spot == Spot(2000, 3500)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", [OneWay.NO, OneWay.NO, OneWay.NO]),
        ('"alternating"', [OneWay.AWAY, OneWay.BACK, OneWay.AWAY]),
        ('{ 2 = "away" }', [OneWay.NO, OneWay.AWAY, OneWay.NO]),
        ('{ 1 = "back", 3 = "no" }', [OneWay.BACK, OneWay.NO, OneWay.NO]),
    ],
)
def test_one_way_signs_are_read_per_aisle(said: str, expected: list[OneWay]):
    assert [aisle.one_way for aisle in plan_of({"one_way": said}).aisles] == expected


def test_an_aisle_is_called_as_its_bins_are():
    plan = plan_of({"first_aisle": "7"})
    assert [aisle.code for aisle in plan.aisles] == ["A-07", "A-08", "A-09"]
    assert plan.find_bin("A-09-1-A") is not None


def test_names_not_given_are_made_from_codes():
    plan = plan_of(
        rest='[[place]]\ncode = "CARTS"\nkind = "station"\nat = [0, 0]\n'
        "[[wall]]\npoints = [[0, 0], [1, 0], [1, 1]]\n"
    )
    assert plan.zones[0].drop.name == "Tea hand-over"
    assert [place.name for place in plan.places] == [
        "Tea entrance",
        "Tea hand-over",
        "CARTS",
    ]
    assert plan.walls[0].name == "wall 1"


PLACE = '[[place]]\ncode = "P"\nkind = "station"\nat = [0, 0]\n'

WRONG_ZONES = [
    ({"code": ""}, "zone 1: code is missing"),
    ({"code": '"AB"'}, "zone AB: code is 'AB'. Write one letter from A to Z."),
    ({"code": '"a"'}, "zone a: code is 'a'"),
    ({"code": "7"}, "zone 7: code is 7. Write a text in quotes"),
    ({"name": '" "'}, "zone A: name is ' '"),
    ({"at": "[1, 2, 3]"}, "zone A: at has [1, 2, 3]. Write a spot"),
    ({"at": "[-1, 2]"}, "zone A: at has [-1, 2]"),
    ({"at": '"here"'}, "zone A: at has 'here'"),
    ({"facing": '"up"'}, "zone A: facing is 'up'. Write one of: north, south"),
    ({"aisles": "0"}, "zone A: aisles is 0. Write a number from 1 to 99."),
    ({"first_aisle": "98"}, "zone A: aisles is 3. Write a number from 1 to 2."),
    ({"levels": "true"}, "zone A: levels is True. Write a whole number."),
    ({"levels": "2.5"}, "zone A: levels is 2.5. Write a whole number."),
    ({"levels": "27"}, "zone A: levels is 27"),
    ({"bay_width_mm": ""}, "zone A: bay_width_mm is missing. Write it."),
    ({"cross_after": "2"}, "zone A: cross_after is 2. Write a list"),
    ({"cross_after": "[4]"}, "zone A: cross_after is 4. Write a number from 1 to 3."),
    ({"back_cross_aisle": '"no"'}, "zone A: back_cross_aisle is 'no'. Write true or"),
    ({"one_way": '"sometimes"'}, "zone A: one_way is 'sometimes'"),
    ({"one_way": "true"}, "zone A: one_way is True. Write a table in braces."),
    ({"one_way": '{ 1 = "up" }'}, "zone A, one_way: 1 is 'up'"),
    ({"one_way": '{ 4 = "away" }'}, "zone A, one_way: nothing here is called '4'"),
    ({"without": "[1]"}, "zone A: without is 1. Write a text"),
    ({"without": '["A-09-1-A"]'}, "zone A: without names 'A-09-1-A'"),
    ({"drop": '"there"'}, "zone A: drop is 'there'. Write a table in braces."),
    ({"drop": "{}"}, "zone A, drop: at is missing"),
    (
        {"drop": "{ at = [0, 0], kind = 1 }"},
        "zone A, drop: nothing here is called 'kind'",
    ),
    ({"entrance": ""}, "zone A: entrance is missing"),
    ({"aisels": "3"}, "zone A: nothing here is called 'aisels'. Is it 'aisles'?"),
    ({"zzz": "3"}, "zone A: nothing here is called 'zzz'. Take it out."),
]


@pytest.mark.parametrize(("zone", "sentence"), WRONG_ZONES)
def test_a_mistake_in_a_zone_is_named_with_its_zone(zone: dict[str, str], sentence: str):
    with pytest.raises(PlanRefused) as refused:
        load_plan(text_of(zone))
    assert str(refused.value).startswith(sentence)


WRONG_RESTS = [
    (PLACE.replace('"P"', ""), "floor plan: Invalid value (at line 19, column"),
    (PLACE.replace("station", "shop"), "place P: kind is 'shop'. Write one of:"),
    (PLACE.replace('code = "P"\n', ""), "place 1: code is missing"),
    (PLACE + "colour = 1\n", "place P: nothing here is called 'colour'"),
    (
        "[[walkway]]\npoints = [[0, 0]]\n",
        "walkway 1: points has 1 points. Write at least 2",
    ),
    ("[[walkway]]\npoints = [[0, 0], [0]]\n", "walkway 1: points has [0]"),
    ("[[walkway]]\n", "walkway 1: points is missing"),
    ("[[wall]]\npoints = [[0, 0], [1, 1]]\n", "wall 1: points has 2 points. Write at"),
    ("[[shelf]]\n", "floor plan: nothing here is called 'shelf'"),
    ("[wall]\n", "floor plan: wall is {}. Write a list"),
]


@pytest.mark.parametrize(("rest", "sentence"), WRONG_RESTS)
def test_a_mistake_outside_the_zones_is_named_too(rest: str, sentence: str):
    with pytest.raises(PlanRefused) as refused:
        load_plan(text_of(rest=rest))
    assert str(refused.value).startswith(sentence)


WRONG_HEADS = [
    ({"format": ""}, "floor plan: format is missing"),
    (
        {"format": "2"},
        "floor plan: format is 2 and this app reads up to 1. Update the app.",
    ),
    ({"name": "5"}, "floor plan: name is 5"),
    ({"width_mm": '"wide"'}, "floor plan: width_mm is 'wide'"),
    ({"depth_mm": "1"}, "floor plan: depth_mm is 1. Write a number from 1000"),
    ({"place": "[3]"}, "floor plan: place holds 3. Write each one under [[place]]."),
]


@pytest.mark.parametrize(("head", "sentence"), WRONG_HEADS)
def test_a_mistake_at_the_top_is_named_too(head: dict[str, str], sentence: str):
    with pytest.raises(PlanRefused) as refused:
        load_plan(text_of(head=head))
    assert str(refused.value).startswith(sentence)


def test_text_that_is_no_toml_is_refused_with_its_line():
    with pytest.raises(PlanRefused) as refused:
        load_plan('format = 1\nname = "Shed\n')
    assert refused.value.where == "floor plan"
    assert "line 2" in refused.value.what


def test_a_mistyped_number_does_not_fill_the_memory():
    huge = {"aisles": "99", "bays_per_side": "49", "levels": "26"}
    with pytest.raises(PlanRefused, match=f"it has 252252 bins.*at most {BINS_MOST}"):
        load_plan(text_of(huge))
