"""A regular zone from a few numbers: parallel aisles between racks, and cross aisles.

The numbers are given as somebody standing at the front sees the zone: `across` to their right,
`along` away from them. `Facing` then turns that picture to where the zone lies in the building.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase
from typing import assert_never

from app.engine.names import BinCode, ZoneCode
from app.floor.parts import Aisle, Bin, OneWay, Walkway
from app.floor.shapes import Rect, Spot


class Facing(StrEnum):
    """Where somebody looks who walks away from a zone's front."""

    NORTH = "north"
    SOUTH = "south"
    EAST = "east"
    WEST = "west"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShape:
    """What a regular zone is generated from. `corner` is its north-west corner."""

    code: ZoneCode
    corner: Spot
    facing: Facing
    aisles: int
    first_aisle: int
    bays_per_side: int
    levels: int
    bay_width_mm: int
    rack_depth_mm: int
    aisle_width_mm: int
    cross_aisle_width_mm: int
    has_back_cross_aisle: bool
    cross_after: tuple[int, ...]
    """Bays (counted on one side, from the front) after which a middle cross aisle runs."""
    one_way: Mapping[int, OneWay]
    """By aisle number; an aisle not named may be walked both ways."""
    without: frozenset[str]
    """Bin codes left out: pillars, fire doors, sprinkler valves."""

    @property
    def rect(self) -> Rect:
        across, along = self._across_mm, self._along_mm
        if self.facing in (Facing.NORTH, Facing.SOUTH):
            return Rect(*self.corner, across, along)
        return Rect(*self.corner, along, across)

    def make_aisles(self) -> tuple[Aisle, ...]:
        return tuple(self._aisle(index) for index in range(self.aisles))

    def make_cross_aisles(self) -> tuple[Walkway, ...]:
        first, last = self._centre_mm(0), self._centre_mm(self.aisles - 1)
        return tuple(
            Walkway(
                points=(self._turn(first, along), self._turn(last, along)), zone=self.code
            )
            for along in self._crossing_mm()
        )

    def make_bins(self) -> tuple[Bin, ...]:
        return tuple(
            each for each in self.make_all_bins() if each.code not in self.without
        )

    def make_all_bins(self) -> Iterator[Bin]:
        """Those of `without` too."""
        return (
            self._bin(index, bay, level)
            for index in range(self.aisles)
            for bay in range(1, 2 * self.bays_per_side + 1)
            for level in ascii_uppercase[: self.levels]
        )

    @property
    def _pitch_mm(self) -> int:
        return self.aisle_width_mm + 2 * self.rack_depth_mm

    @property
    def _across_mm(self) -> int:
        return self.aisles * self._pitch_mm

    @property
    def _along_mm(self) -> int:
        end = self._bay_mm(self.bays_per_side - 1) + self.bay_width_mm
        return end + (self.cross_aisle_width_mm if self.has_back_cross_aisle else 0)

    def _centre_mm(self, index: int) -> int:
        return index * self._pitch_mm + self._pitch_mm // 2

    def _bay_mm(self, bay_index: int) -> int:
        """Where a bay begins, from the front; middle cross aisles before it push it away."""
        crossed = 1 + sum(1 for after in self.cross_after if after <= bay_index)
        return crossed * self.cross_aisle_width_mm + bay_index * self.bay_width_mm

    def _crossing_mm(self) -> list[int]:
        half = self.cross_aisle_width_mm // 2
        lines = [half]
        lines += [self._bay_mm(after) - half for after in sorted(self.cross_after)]
        if self.has_back_cross_aisle:
            lines.append(self._along_mm - half)
        return lines

    def _aisle(self, index: int) -> Aisle:
        centre = self._centre_mm(index)
        crossings = tuple(self._turn(centre, along) for along in self._crossing_mm())
        end = crossings[-1]
        if not self.has_back_cross_aisle:
            last_bay = self._bay_mm(self.bays_per_side - 1)
            end = self._turn(centre, last_bay + self.bay_width_mm // 2)
        number = self.first_aisle + index
        return Aisle(
            zone=self.code,
            number=number,
            front=crossings[0],
            back=end,
            crossings=crossings,
            width_mm=self.aisle_width_mm,
            one_way=self.one_way.get(number, OneWay.NO),
        )

    def _bin(self, index: int, bay: int, level: str) -> Bin:
        is_left = bay % 2 == 1
        along = self._bay_mm((bay - 1) // 2)
        centre = self._centre_mm(index)
        half = self.aisle_width_mm // 2
        across = centre - half - self.rack_depth_mm if is_left else centre + half
        number = self.first_aisle + index
        return Bin(
            code=BinCode(f"{self.code}-{number:02d}-{bay}-{level}"),
            zone=self.code,
            aisle=number,
            bay=bay,
            side="L" if is_left else "R",
            level=level,
            spot=self._turn(centre, along + self.bay_width_mm // 2),
            rect=self._turn_rect(across, along),
        )

    def _turn(self, across: int, along: int) -> Spot:
        west, north = self.corner
        match self.facing:
            case Facing.NORTH:
                return Spot(west + across, north + self._along_mm - along)
            case Facing.SOUTH:
                return Spot(west + self._across_mm - across, north + along)
            case Facing.EAST:
                return Spot(west + along, north + across)
            case Facing.WEST:
                return Spot(
                    west + self._along_mm - along, north + self._across_mm - across
                )
            case _:
                assert_never(self.facing)

    def _turn_rect(self, across: int, along: int) -> Rect:
        a = self._turn(across, along)
        b = self._turn(across + self.rack_depth_mm, along + self.bay_width_mm)
        west, north = min(a.x_mm, b.x_mm), min(a.y_mm, b.y_mm)
        return Rect(west, north, abs(a.x_mm - b.x_mm), abs(a.y_mm - b.y_mm))
