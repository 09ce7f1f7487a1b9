"""What a building is made of, as the floor sees it: zones, aisles, bins, places and walls."""

from dataclasses import dataclass
from enum import StrEnum

from app.engine.names import BinCode, ZoneCode
from app.floor.shapes import Polygon, Rect, Spot


class OneWay(StrEnum):
    """The direction people may walk an aisle, said from its front."""

    NO = "no"
    AWAY = "away"
    """From the front to the back only."""
    BACK = "back"
    """From the back to the front only."""


class PlaceKind(StrEnum):
    ENTRANCE = "entrance"
    HANDOVER = "handover"
    """Where a tote waits for the next zone's picker."""
    PACKING = "packing"
    DOCK = "dock"
    STATION = "station"
    """Anything else people walk to: chargers, cart parking, the hospital shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named spot people walk to that is not a bin."""

    code: str
    name: str
    kind: PlaceKind
    spot: Spot
    zone: ZoneCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aisle:
    """The lane between two rack faces; its centre line is where one walks.

    `crossings` are the spots where cross aisles meet it, from front to back. `front` and
    `back` are its first and last spot: the last one is a dead end where the zone has no back
    cross aisle.
    """

    zone: ZoneCode
    number: int
    front: Spot
    back: Spot
    crossings: tuple[Spot, ...]
    width_mm: int
    one_way: OneWay = OneWay.NO

    @property
    def code(self) -> str:
        """How people say it: `A-07`."""
        return f"{self.zone}-{self.number:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One storage position. `spot` is where one stands, on the aisle's centre line.

    `side` is L or R of somebody walking away from the front. `rect` is the rack face on the
    floor, shared by all levels of a bay.
    """

    code: BinCode
    zone: ZoneCode
    aisle: int
    bay: int
    side: str
    level: str
    spot: Spot
    rect: Rect


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of the floor with people of its own.

    `entrance` is where one comes in, `drop` where totes are handed over to the next zone.
    `colour_index` picks a colour of the screen's palette, never the only sign of a zone.
    """

    code: ZoneCode
    name: str
    colour_index: int
    rect: Rect
    entrance: Spot
    drop: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Walkway:
    """A line people may walk outside the aisles; a zone's cross aisles are walkways too."""

    points: tuple[Spot, ...]
    is_one_way: bool = False
    zone: ZoneCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A solid block: walls, pillars, offices, fenced machines. Nobody walks through it."""

    name: str
    outline: Polygon
