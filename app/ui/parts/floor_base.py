"""The floor that never moves, painted once: racks, aisles, walls and places as one image.

Ten thousand bins as shapes block a session for seconds; as one indexed PNG of our own they
are drawn in a tenth of one and sent once. Only what moves is laid over it (`floor_map`).
"""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.floor.parts import Aisle, Bin, Place, PlaceKind, Zone
from app.floor.plan import FloorPlan
from app.floor.shapes import Rect, Spot
from app.ui.theme import DARK, LIGHT, ZONES

Rgb = tuple[int, int, int]

PIXELS_PER_DP: Final = 2
"""The image is drawn finer than the screen counts, so that lines stay sharp on a handheld."""

BREATH_MM: Final = 1_000
"""Free floor left around what is shown."""


class LabelKind(StrEnum):
    """What a word on the map names."""

    AISLE = "aisle"
    ZONE = "zone"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A word on the map; `x`, `y` is its middle, in dp from the map's corner."""

    kind: LabelKind
    text: str
    x: float
    y: float
    colour_index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorBase:
    """A painted floor: the image, its size in dp, and how to get from millimetres to it."""

    png: bytes
    width: float
    height: float
    area: Rect
    dp_per_mm: float
    is_dark: bool
    labels: tuple[MapLabel, ...]
    racks: Mapping[Rect, tuple[Bin, ...]] = field(compare=False, repr=False)

    def point(self, spot: Spot) -> tuple[float, float]:
        """Where a spot of the floor lies on the map, in dp."""
        return (
            (spot.x_mm - self.area.x_mm) * self.dp_per_mm,
            (spot.y_mm - self.area.y_mm) * self.dp_per_mm,
        )

    def bins_at(self, x: float, y: float) -> tuple[Bin, ...]:
        """The bins of the bay under a touch, lowest level first; none on free floor."""
        east = self.area.x_mm + x / self.dp_per_mm
        south = self.area.y_mm + y / self.dp_per_mm
        for (left, top, width, height), bins in self.racks.items():
            if left <= east < left + width and top <= south < top + height:
                return bins
        return ()


def area_of_zone(plan: FloorPlan, zone_code: str) -> Rect:
    """The part of the floor a zone's picker needs: racks, entrance and drop."""
    zone = plan.find_zone(zone_code)
    if zone is None:
        return whole_area(plan)
    return area_around([*zone.rect.corners, zone.entrance, zone.drop.spot])


def area_around(spots: Iterable[Spot]) -> Rect:
    """The smallest upright rectangle with all the spots in it, and some breath."""
    known = list(spots)
    west = min(spot.x_mm for spot in known) - BREATH_MM
    north = min(spot.y_mm for spot in known) - BREATH_MM
    east = max(spot.x_mm for spot in known) + BREATH_MM
    south = max(spot.y_mm for spot in known) + BREATH_MM
    return Rect(west, north, east - west, south - north)


def whole_area(plan: FloorPlan) -> Rect:
    """All of the building."""
    return Rect(0, 0, plan.width_mm, plan.depth_mm)


def paint_base(
    plan: FloorPlan,
    *,
    size: tuple[float, float],
    is_dark: bool,
    area: Rect | None = None,
    heat: Mapping[str, int] | None = None,
    has_places: bool = True,
) -> FloorBase:
    """Paint a part of the floor so that it fills `size` dp.

    What is wider or higher than asked for is filled with the floor around it.
    Costs about a tenth of a second for 10,000 bins: keep it (`ft.use_memo`) until the
    plan, the area, the scheme or the heat changes.

    Args:
        plan: The building.
        size: The room there is, width and height in dp.
        is_dark: For which scheme.
        area: The part to show; the whole building if not given.
        heat: By bin code, 0 (nothing) to 4 (most); racks are then shaded by it instead of
            by zone. A bay shows the hottest of its levels.
        has_places: Whether docks, stations and the like are drawn, with their names.
    """
    shown = _widened(area or whole_area(plan), size[0] / size[1])
    dp_per_mm = size[0] / shown.width_mm
    canvas = _Canvas(shown, dp_per_mm * PIXELS_PER_DP)
    racks = _racks(plan.bins)
    _paint(canvas, plan, racks, heat)
    places = [each for each in plan.places if has_places and each.kind not in _UNNAMED]
    for place in places:
        canvas.fill(_square(place.spot, 1_200), _PLACE)
    return FloorBase(
        png=canvas.png(_palette(is_dark=is_dark)),
        width=canvas.width / PIXELS_PER_DP,
        height=canvas.height / PIXELS_PER_DP,
        area=shown,
        dp_per_mm=dp_per_mm,
        is_dark=is_dark,
        labels=tuple(_readable(_labels(plan, places, shown, dp_per_mm))),
        racks=racks,
    )


def _widened(area: Rect, aspect: float) -> Rect:
    """The area grown about its middle to a shape `aspect` times as wide as high."""
    wide = max(area.width_mm, round(area.height_mm * aspect))
    high = max(area.height_mm, round(wide / aspect))
    west = area.x_mm - (wide - area.width_mm) // 2
    north = area.y_mm - (high - area.height_mm) // 2
    return Rect(west, north, wide, high)


def _racks(bins: Sequence[Bin]) -> dict[Rect, tuple[Bin, ...]]:
    found: dict[Rect, list[Bin]] = {}
    for each in bins:
        found.setdefault(each.rect, []).append(each)
    return {rect: tuple(sorted(levels, key=_level)) for rect, levels in found.items()}


def _level(each: Bin) -> str:
    return each.level


# Palette: fixed grounds first, then heat, then two tones for each zone colour.
_FLOOR, _LANE, _WALL, _RACK, _EDGE, _PLACE = range(6)
_HEAT: Final = 6
_HEATS: Final = 5
_TINT: Final = _HEAT + _HEATS
_ZONE_RACK: Final = _TINT + len(ZONES)

# One hue from pale to strong, light to dark by equal steps, so that grey eyes read it too.
_HEAT_LIGHT: Final = ("#DCE2E9", "#C3B7DC", "#9C86C6", "#7453AE", "#431F82")
_HEAT_DARK: Final = ("#2A3442", "#4B3F70", "#6F55A6", "#9C7FDB", "#D9C8FF")


def _palette(*, is_dark: bool) -> list[Rgb]:
    colours = DARK if is_dark else LIGHT
    floor, lane = _rgb(colours.page), _rgb("#1D2631" if is_dark else "#FFFFFF")
    zones = [_rgb(zone.fill) for zone in ZONES]
    return [
        floor,
        lane,
        _rgb("#66717F" if is_dark else "#4A5563"),
        _rgb(colours.inset),
        _rgb(colours.edge),
        _rgb(colours.ink_soft),
        *(_rgb(heat) for heat in (_HEAT_DARK if is_dark else _HEAT_LIGHT)),
        *(_mix(zone, lane, 0.16) for zone in zones),
        *(_mix(zone, lane, 0.5 if is_dark else 0.55) for zone in zones),
    ]


def _paint(
    canvas: "_Canvas",
    plan: FloorPlan,
    racks: Mapping[Rect, tuple[Bin, ...]],
    heat: Mapping[str, int] | None,
) -> None:
    colour_of = {zone.code: zone.colour_index % len(ZONES) for zone in plan.zones}
    for zone in plan.zones:
        canvas.fill(
            zone.rect, _LANE if heat is not None else _TINT + colour_of[zone.code]
        )
    for walkway in plan.walkways:
        for a, b in zip(walkway.points, walkway.points[1:], strict=False):
            canvas.fill(_lane(a, b, 900), _LANE)
    for aisle in plan.aisles:
        canvas.fill(_lane(aisle.front, aisle.back, aisle.width_mm), _LANE)
    for rect, levels in racks.items():
        tone = _ZONE_RACK + colour_of.get(levels[0].zone, 0)
        if heat is not None:
            tone = _HEAT + max(min(_HEATS - 1, heat.get(each.code, 0)) for each in levels)
        canvas.bay(rect, tone)
    for wall in plan.walls:
        canvas.polygon(wall.outline, _WALL)


_UNNAMED: Final = (PlaceKind.ENTRANCE, PlaceKind.HANDOVER)
"""Places with no name on the map have no mark either: they are named where one goes."""


def _lane(a: Spot, b: Spot, width_mm: int) -> Rect:
    half = width_mm // 2
    west, north = min(a.x_mm, b.x_mm), min(a.y_mm, b.y_mm)
    wide, high = abs(a.x_mm - b.x_mm), abs(a.y_mm - b.y_mm)
    if wide and not high:
        return Rect(west, north - half, wide, width_mm)
    if high and not wide:
        return Rect(west - half, north, width_mm, high)
    return Rect(west, north, 0, 0)


def _square(spot: Spot, side_mm: int) -> Rect:
    half = side_mm // 2
    return Rect(spot.x_mm - half, spot.y_mm - half, side_mm, side_mm)


def _labels(
    plan: FloorPlan, places: Sequence[Place], area: Rect, dp_per_mm: float
) -> Iterable[MapLabel]:
    def at(spot: Spot) -> tuple[float, float]:
        return (spot.x_mm - area.x_mm) * dp_per_mm, (spot.y_mm - area.y_mm) * dp_per_mm

    every = _every(plan, dp_per_mm)
    for aisle in plan.aisles:
        if aisle.number % every == 0:
            x, y = at(_before(aisle, 14 / dp_per_mm))
            yield MapLabel(kind=LabelKind.AISLE, text=f"{aisle.number:02d}", x=x, y=y)
    for zone in plan.zones:
        corner, down = _quiet_corner(plan, zone)
        x, y = at(corner)
        yield MapLabel(
            kind=LabelKind.ZONE,
            text=zone.code,
            x=x + 14,
            y=y + 14 * down,
            colour_index=zone.colour_index,
        )
    for place in places:
        x, y = at(place.spot)
        half = len(place.name) * 4.5 + 8
        # A name is never cut by the map's rim.
        x = max(half, min(area.width_mm * dp_per_mm - half, x))
        yield MapLabel(kind=LabelKind.PLACE, text=place.name, x=x, y=y + 18)


def _quiet_corner(plan: FloorPlan, zone: Zone) -> tuple[Spot, int]:
    """The zone's west corner away from the aisles' numbers, and which way is inside."""
    rect = zone.rect
    fronts = [each.front.y_mm for each in plan.aisles if each.zone == zone.code]
    if fronts and min(fronts) < rect.y_mm + rect.height_mm / 2:
        return Spot(rect.x_mm, rect.y_mm + rect.height_mm), -1
    return Spot(rect.x_mm, rect.y_mm), 1


def _readable(labels: Iterable[MapLabel]) -> Iterable[MapLabel]:
    """Leave out a place's name where it would lie on another's: zooming in is one pinch."""
    kept: list[MapLabel] = []
    for label in labels:
        near = [
            other
            for other in kept
            if abs(other.y - label.y) < 20
            and abs(other.x - label.x) < 4.5 * (len(other.text) + len(label.text))
        ]
        if label.kind is not LabelKind.PLACE or not near:
            kept.append(label)
    return kept


def _before(aisle: Aisle, away_mm: float) -> Spot:
    """A spot in front of the aisle, where no route runs over its number."""
    run_x, run_y = aisle.front.x_mm - aisle.back.x_mm, aisle.front.y_mm - aisle.back.y_mm
    length = max(1, abs(run_x) + abs(run_y))
    out_mm = max(away_mm, aisle.width_mm * 0.8)
    return Spot(
        aisle.front.x_mm + round(run_x / length * out_mm),
        aisle.front.y_mm + round(run_y / length * out_mm),
    )


def _every(plan: FloorPlan, dp_per_mm: float) -> int:
    """Number each aisle, or every second, fifth or tenth where they lie too close."""
    pitch_mm = min((aisle.width_mm for aisle in plan.aisles), default=1_000) + 1_500
    pitch = pitch_mm * dp_per_mm
    return next((every for every in (1, 2, 5) if pitch * every >= 20), 10)


class _Canvas:
    """Rows of palette numbers, clipped at the edges, written as an indexed PNG."""

    def __init__(self, area: Rect, px_per_mm: float) -> None:
        self._area, self._scale = area, px_per_mm
        self.width = max(1, round(area.width_mm * px_per_mm))
        self.height = max(1, round(area.height_mm * px_per_mm))
        self._rows = [bytearray(self.width) for _ in range(self.height)]

    def fill(self, rect: Rect, tone: int) -> None:
        left, top, right, bottom = self._pixels(rect)
        run = bytes([tone]) * (right - left)
        for row in self._rows[top:bottom]:
            row[left:right] = run

    def bay(self, rect: Rect, tone: int) -> None:
        """A rack face, with a line around it where there are pixels enough to see one."""
        left, top, right, bottom = self._pixels(rect)
        self.fill(rect, tone)
        if min(right - left, bottom - top) < 6:
            return
        for row in (self._rows[top], self._rows[bottom - 1]):
            row[left:right] = bytes([_EDGE]) * (right - left)
        for row in self._rows[top:bottom]:
            row[left] = row[right - 1] = _EDGE

    def polygon(self, outline: Sequence[Spot], tone: int) -> None:
        """Fill a polygon row by row between where its sides cross the row's middle."""
        corners = [self._pixel(spot) for spot in outline]
        top = max(0, int(min(y for _, y in corners)))
        bottom = min(self.height, int(max(y for _, y in corners)) + 1)
        for y in range(top, bottom):
            for left, right in _spans(corners, y + 0.5):
                start, end = max(0, round(left)), min(self.width, round(right))
                if start < end:
                    self._rows[y][start:end] = bytes([tone]) * (end - start)

    def png(self, palette: Sequence[Rgb]) -> bytes:
        """PNG, colour type 3 (palette), one filter byte before each row (RFC 2083)."""
        data = b"".join(b"\0" + bytes(row) for row in self._rows)
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        return b"".join(
            [
                b"\x89PNG\r\n\x1a\n",
                _chunk(b"IHDR", head),
                _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette)),
                _chunk(b"IDAT", zlib.compress(data, 6)),
                _chunk(b"IEND", b""),
            ]
        )

    def _pixel(self, spot: Spot) -> tuple[float, float]:
        return (
            (spot.x_mm - self._area.x_mm) * self._scale,
            (spot.y_mm - self._area.y_mm) * self._scale,
        )

    def _pixels(self, rect: Rect) -> tuple[int, int, int, int]:
        left, top = self._pixel(Spot(rect.x_mm, rect.y_mm))
        right, bottom = self._pixel(
            Spot(rect.x_mm + rect.width_mm, rect.y_mm + rect.height_mm)
        )
        return (
            max(0, min(self.width, round(left))),
            max(0, min(self.height, round(top))),
            max(0, min(self.width, round(right))),
            max(0, min(self.height, round(bottom))),
        )


def _spans(
    corners: Sequence[tuple[float, float]], y: float
) -> Iterable[tuple[float, float]]:
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
        if (y1 > y) != (y2 > y)
    )
    return zip(crossings[::2], crossings[1::2], strict=True)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: Rgb, ground: Rgb, share: float) -> Rgb:
    red, green, blue = (
        round(share * a + (1 - share) * b) for a, b in zip(colour, ground, strict=True)
    )
    return red, green, blue
