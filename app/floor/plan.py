"""The floor plan: one building read from its TOML text, looked up by the codes on its labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.engine.names import ZoneCode
from app.floor.parts import (
    Aisle,
    Bin,
    OneWay,
    Place,
    PlaceKind,
    Walkway,
    Wall,
    Zone,
)
from app.floor.reading import PlanRefused, Section, read_text
from app.floor.shapes import Rect, Spot
from app.floor.zoning import Facing, ZoneShape

__all__ = [
    "Aisle",
    "Bin",
    "FloorPlan",
    "OneWay",
    "Place",
    "PlaceKind",
    "PlanRefused",
    "Rect",
    "Spot",
    "Walkway",
    "Wall",
    "Zone",
    "load_plan",
]

FORMAT: Final = 1
"""The version of the text this app writes and reads; a newer one is refused, never guessed."""

BINS_MOST: Final = 200_000
"""A building with more is written as several: it keeps a mistyped number from filling memory."""


@dataclass(frozen=True, kw_only=True)
class FloorPlan:
    """One building: what stands where. All lengths in millimetres.

    `places` holds the zones' entrances and hand-over drops too. `walkways` holds the zones'
    cross aisles. Codes may repeat in a plan that is being drawn; `check_plan` tells.
    """

    name: str
    width_mm: int
    depth_mm: int
    zones: tuple[Zone, ...]
    aisles: tuple[Aisle, ...]
    bins: tuple[Bin, ...]
    places: tuple[Place, ...]
    walkways: tuple[Walkway, ...]
    walls: tuple[Wall, ...]

    def find_bin(self, code: str) -> Bin | None:
        return self._bin_by_code.get(code)

    def find_place(self, code: str) -> Place | None:
        return self._place_by_code.get(code)

    def find_zone(self, code: str) -> Zone | None:
        return self._zone_by_code.get(code)

    def find_spot(self, code: str) -> Spot | None:
        """Where one stands for a bin's or a place's code."""
        found = self._bin_by_code.get(code) or self._place_by_code.get(code)
        return found.spot if found else None

    def bins_of(self, zone: str) -> tuple[Bin, ...]:
        return tuple(each for each in self.bins if each.zone == zone)

    @cached_property
    def _bin_by_code(self) -> dict[str, Bin]:
        return {each.code: each for each in self.bins}

    @cached_property
    def _place_by_code(self) -> dict[str, Place]:
        return {each.code: each for each in self.places}

    @cached_property
    def _zone_by_code(self) -> dict[str, Zone]:
        return {each.code: each for each in self.zones}


def load_plan(text: str) -> FloorPlan:
    """Read a building from its text.

    Raises:
        PlanRefused: the text cannot be understood; the sentence says where and what to do.
            What is understood and yet wrong on a floor (a bin in a wall) is `check_plan`'s.
    """
    top = read_text(text)
    _check_format(top)
    name = top.text("name")
    width_mm = top.whole("width_mm", 1_000, 10_000_000)
    depth_mm = top.whole("depth_mm", 1_000, 10_000_000)
    zone_sections = top.sections("zone")
    places = [_place(section) for section in top.sections("place")]
    walkways = [_walkway(section) for section in top.sections("walkway")]
    walls = tuple(_wall(section) for section in top.sections("wall"))
    top.finish()
    shapes = [_shape(section) for section in zone_sections]
    _check_size(shapes)
    for section, shape in zip(zone_sections, shapes, strict=True):
        _check_without(section, shape)
    zones = tuple(map(_zone, zone_sections, shapes))
    for section in zone_sections:
        section.finish()
    return FloorPlan(
        name=name,
        width_mm=width_mm,
        depth_mm=depth_mm,
        zones=zones,
        aisles=tuple(aisle for shape in shapes for aisle in shape.make_aisles()),
        bins=tuple(each for shape in shapes for each in shape.make_bins()),
        places=tuple(_places_of(zones)) + tuple(places),
        walkways=tuple(w for s in shapes for w in s.make_cross_aisles())
        + tuple(walkways),
        walls=walls,
    )


def _check_format(top: Section) -> None:
    version = top.whole("format", 1, 1_000_000)
    if version > FORMAT:
        msg = f"format is {version} and this app reads up to {FORMAT}. Update the app."
        raise top.refuse(msg)


def _check_size(shapes: Iterable[ZoneShape]) -> None:
    count = sum(s.aisles * 2 * s.bays_per_side * s.levels for s in shapes)
    if count > BINS_MOST:
        raise PlanRefused(
            "floor plan",
            f"it has {count} bins. Write it as plans of at most {BINS_MOST}.",
        )


def _check_without(section: Section, shape: ZoneShape) -> None:
    """A code left out that was never there is a typing mistake: the bin meant still stands."""
    unknown = sorted(shape.without - {each.code for each in shape.make_all_bins()})
    if unknown:
        msg = f"without names {unknown[0]!r} and the zone has no such bin. Mend or remove it."
        raise section.refuse(msg)


def _shape(section: Section) -> ZoneShape:
    code = section.text("code")
    if len(code) != 1 or not "A" <= code <= "Z":
        msg = f"code is {code!r}. Write one letter from A to Z."
        raise section.refuse(msg)
    first_aisle = section.whole("first_aisle", 1, 99, default=1)
    aisles = section.whole("aisles", 1, 100 - first_aisle)
    bays = section.whole("bays_per_side", 1, 49)
    return ZoneShape(
        code=ZoneCode(code),
        corner=section.spot("at"),
        facing=Facing(section.choice("facing", list(Facing), default=Facing.NORTH)),
        aisles=aisles,
        first_aisle=first_aisle,
        bays_per_side=bays,
        levels=section.whole("levels", 1, 26),
        bay_width_mm=section.whole("bay_width_mm", 100, 20_000),
        rack_depth_mm=section.whole("rack_depth_mm", 100, 20_000),
        aisle_width_mm=section.whole("aisle_width_mm", 300, 20_000),
        cross_aisle_width_mm=section.whole("cross_aisle_width_mm", 300, 50_000),
        has_back_cross_aisle=section.yes("back_cross_aisle", default=True),
        cross_after=tuple(sorted(set(section.wholes("cross_after", 1, bays - 1)))),
        one_way=_one_way(section, range(first_aisle, first_aisle + aisles)),
        without=frozenset(section.texts("without")),
    )


def _one_way(section: Section, numbers: range) -> Mapping[int, OneWay]:
    """By aisle: absent, "alternating" (odd away, even back) or a table like {3 = "away"}."""
    if not section.has("one_way"):
        section.yes("one_way", default=False)
        return {}
    if section.is_text("one_way"):
        section.choice("one_way", ["alternating"])
        return {n: OneWay.AWAY if n % 2 else OneWay.BACK for n in numbers}
    lanes = section.section("one_way")
    found = {
        number: OneWay(lanes.choice(str(number), list(OneWay)))
        for number in numbers
        if lanes.has(str(number))
    }
    lanes.finish()
    return found


def _zone(section: Section, shape: ZoneShape) -> Zone:
    drop = section.section("drop")
    name = section.text("name")
    place = Place(
        code=drop.text("code", default=f"DROP-{shape.code}"),
        name=drop.text("name", default=f"{name} hand-over"),
        kind=PlaceKind.HANDOVER,
        spot=drop.spot("at"),
        zone=shape.code,
    )
    drop.finish()
    return Zone(
        code=shape.code,
        name=name,
        colour_index=section.whole("colour_index", 0, 99, default=0),
        rect=shape.rect,
        entrance=section.spot("entrance"),
        drop=place,
    )


def _places_of(zones: Iterable[Zone]) -> Iterable[Place]:
    for zone in zones:
        yield Place(
            code=f"ENTRANCE-{zone.code}",
            name=f"{zone.name} entrance",
            kind=PlaceKind.ENTRANCE,
            spot=zone.entrance,
            zone=zone.code,
        )
        yield zone.drop


def _place(section: Section) -> Place:
    code = section.text("code")
    place = Place(
        code=code,
        name=section.text("name", default=code),
        kind=PlaceKind(section.choice("kind", list(PlaceKind))),
        spot=section.spot("at"),
    )
    section.finish()
    return place


def _walkway(section: Section) -> Walkway:
    walkway = Walkway(
        points=section.spots("points", least=2),
        is_one_way=section.yes("one_way", default=False),
    )
    section.finish()
    return walkway


def _wall(section: Section) -> Wall:
    wall = Wall(
        name=section.text("name", default=section.where),
        outline=section.spots("points", least=3),
    )
    section.finish()
    return wall
