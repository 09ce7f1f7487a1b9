"""Small buildings for the tests: one zone from a few numbers, drawn or thrown by a seed."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.floor.plan import FloorPlan, load_plan
from app.floor.shapes import Spot

DEMO = Path(__file__).parents[2] / "assets" / "demo" / "floor.toml"

ZONE = {
    "code": '"A"',
    "name": '"Tea"',
    "at": "[1000, 1000]",
    "aisles": "3",
    "bays_per_side": "4",
    "levels": "1",
    "bay_width_mm": "1000",
    "rack_depth_mm": "500",
    "aisle_width_mm": "1000",
    "cross_aisle_width_mm": "1000",
    "entrance": "[2000, 6500]",
    "drop": "{ at = [3000, 6500] }",
}
"""Aisles at x = 2000, 4000, 6000; the front cross aisle at y = 6500, the back one at 1500."""

HEAD = {"format": "1", "name": '"Shed"', "width_mm": "30000", "depth_mm": "30000"}


@dataclass(frozen=True)
class Target:
    """Anything to walk to: a spot with a name."""

    code: str
    spot: Spot


def text_of(
    zone: dict[str, str] | None = None, rest: str = "", head: dict[str, str] | None = None
) -> str:
    """A plan of one zone. Values are TOML, "" leaves the key out; `rest` goes after."""
    tables = [(HEAD | (head or {})), (ZONE | (zone or {}))]
    top, body = (
        "\n".join(f"{key} = {value}" for key, value in table.items() if value)
        for table in tables
    )
    return f"{top}\n[[zone]]\n{body}\n{rest}"


def plan_of(zone: dict[str, str] | None = None, rest: str = "") -> FloorPlan:
    return load_plan(text_of(zone, rest))


def wall(x: int, y: int, width: int, height: int, name: str = "Pillar") -> str:
    east, south = x + width, y + height
    corners = [[x, y], [east, y], [east, south], [x, south]]
    return f'[[wall]]\nname = "{name}"\npoints = {corners}\n'


def walkway(points: list[list[int]], *, one_way: bool = False) -> str:
    return f"[[walkway]]\npoints = {points}\none_way = {str(one_way).lower()}\n"


def demo_plan() -> FloorPlan:
    return load_plan(DEMO.read_text())


def random_floor(dice: Random, *, one_way: bool) -> FloorPlan:
    """A zone of one to three blocks with now and then a pillar in an aisle."""
    aisles, bays = dice.randint(2, 5), dice.randint(3, 7)
    crosses = sorted(dice.sample(range(1, bays), dice.randint(0, 2)))
    has_back = dice.random() < 0.75
    signs = {
        number: dice.choice(["away", "back"])
        for number in range(1, aisles + 1)
        if one_way and dice.random() < 0.5
    }
    zone = {
        "facing": f'"{dice.choice(["north", "south", "east", "west"])}"',
        "aisles": str(aisles),
        "bays_per_side": str(bays),
        "cross_after": str(crosses),
        "back_cross_aisle": str(has_back).lower(),
        "one_way": "{ " + ", ".join(f'{n} = "{way}"' for n, way in signs.items()) + " }",
    }
    bare = plan_of(zone)
    pillars = ""
    for _ in range(dice.choice([0, 0, 1, 2])):
        x, y = dice.choice(bare.bins).spot
        pillars += wall(x - 200, y - 200, 400, 400)
    return plan_of(zone, pillars)


def random_targets(dice: Random, plan: FloorPlan, count: int) -> list[Target]:
    """Bins and, now and then, spots on a cross aisle; some twice."""
    found: list[Target] = []
    for number in range(count):
        spot = dice.choice(plan.bins).spot
        if dice.random() < 0.2:
            spot = dice.choice(dice.choice(plan.aisles).crossings)
        if found and dice.random() < 0.15:
            spot = found[-1].spot
        found.append(Target(f"T{number}", spot))
    return found
