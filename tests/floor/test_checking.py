"""What `check_plan` finds on a floor that can be read and is wrong all the same."""

from app.floor.checking import PlanProblem, check_plan
from app.floor.plan import load_plan
from tests.floor.floors import demo_plan, plan_of, text_of, walkway, wall


def problems(zone: dict[str, str] | None = None, rest: str = "") -> dict[str, str]:
    found = check_plan(plan_of(zone, rest))
    return {problem.where: problem.what for problem in found}


def place(code: str, at: list[int], kind: str = "station") -> str:
    return f'[[place]]\ncode = "{code}"\nkind = "{kind}"\nat = {at}\n'


def test_the_demo_building_is_sound():
    assert check_plan(demo_plan()) == []


def test_a_plan_without_zones_and_places_has_nothing_wrong():
    empty = 'format = 1\nname = "Yard"\nwidth_mm = 5000\ndepth_mm = 5000\n'
    assert check_plan(load_plan(empty)) == []


def test_two_places_with_one_code_are_told():
    found = problems(rest=place("CARTS", [2000, 6500]) + place("CARTS", [4000, 6500]))
    assert found == {"CARTS": "2 bins and places have this code. Give each one its own."}


def test_two_zones_with_one_letter_are_told_and_so_are_their_bins():
    twice = text_of() + text_of().partition("\n[[zone]]")[2].join(["[[zone]]", ""])
    found = {problem.where: problem.what for problem in check_plan(load_plan(twice))}
    assert found["A"] == "2 zones have this code. Give each one its own."
    assert "2 bins and places" in found["A-01-1-A"]


def test_what_lies_outside_the_building_is_told():
    found = problems({"at": "[29000, 1000]"}, place("FAR", [1000, 31000]))
    assert "outside the building of 30000 by 30000 mm" in found["zone A"]
    assert "outside the building" in found["FAR"]


def test_a_bin_in_a_wall_is_told_once_for_its_bay():
    found = check_plan(plan_of({"levels": "3"}, wall(1100, 5100, 200, 200, "Office")))
    assert found == [
        PlanProblem(
            where="A-01-1-A",
            what="it stands in the wall 'Office'. Move one, or leave the bin out with 'without'.",
        )
    ]


def test_a_rack_against_a_wall_is_not_in_it():
    assert problems(rest=wall(500, 1000, 500, 6000)) == {}


def test_a_place_inside_a_wall_is_told():
    inside = place("CARTS", [9000, 6000]) + wall(8500, 5500, 1000, 1000)
    assert check_plan(plan_of(rest=inside))[0] == PlanProblem(
        where="CARTS", what="it is inside the wall 'Pillar'. Move one of them."
    )


def test_bins_behind_a_wall_across_the_aisle_are_told():
    # Aisle 2 has no back way out, and a wall stands across it behind its first bay.
    found = problems({"back_cross_aisle": "false"}, wall(3600, 3900, 800, 200))
    assert list(found) == ["A-02-3-A", "A-02-5-A", "A-02-7-A"]
    assert "cannot walk there and back from ENTRANCE-A" in found["A-02-3-A"]


def test_a_one_way_dead_end_is_no_way_back():
    found = problems({"back_cross_aisle": "false", "one_way": '{ 3 = "away" }'})
    assert list(found) == ["A-03-1-A", "A-03-3-A", "A-03-5-A", "A-03-7-A"]


def test_a_place_in_a_closed_room_is_told_and_not_all_the_rest():
    room = "".join(
        wall(*each)
        for each in [
            (20000, 20000, 4000, 500),
            (20000, 23500, 4000, 500),
            (20000, 20000, 500, 4000),
            (23500, 20000, 500, 4000),
        ]
    )
    found = problems(rest=place("DROP-PACK-1", [22000, 22000], "packing") + room)
    assert list(found) == ["DROP-PACK-1"]
    assert found["DROP-PACK-1"].startswith("nobody can walk there.")


def test_reach_is_counted_from_the_packing_place_when_there_is_one():
    table = place("DROP-PACK-1", [20000, 20000], "packing")
    away = walkway([[2000, 6500], [20000, 20000]], one_way=True)
    found = problems(rest=table + away)
    assert "back from DROP-PACK-1" in found["A-01-1-A"]
    assert "DROP-PACK-1" not in found
