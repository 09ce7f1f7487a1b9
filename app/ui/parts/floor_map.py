"""The floor in the hand: the route still ahead, where I am, and the next bin lit.

The painted floor (`floor_base`) lies below and is sent once; what moves is a handful of
shapes above it, made anew each time (changing long lists of points in place stalls Flet).
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, cos, hypot, sin
from typing import Any, Final, cast

import flet as ft
import flet.canvas as cv

from app.floor.parts import Bin
from app.floor.plan import FloorPlan
from app.floor.shapes import Spot
from app.ui.parts.buttons import Pressed, icon_button
from app.ui.parts.fitting import LETTER_EM
from app.ui.parts.floor_base import FloorBase, LabelKind, MapLabel
from app.ui.theme import FAMILY_BOLD, FAMILY_MONO_BOLD, MEDIUM, SMALL, ZONES, Hand, Look

ARROW_EVERY_DP: Final = 56

FINEST: Final = 2.5
"""The whole map begins at most so many screens wide."""

DOT_DP: Final = 12
"""The radius of the dot that is me."""

PIN_DP: Final = 42
"""How high a pin is."""

SEEN_DP: Final = 56
"""How far from the screen's edge what must be seen lies at least."""

START_S: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What moves on the map. All spots are where one stands, in millimetres of the floor.

    `ahead` is the walk along the aisles from where I am to the next bin, `later` the walk
    from there on. `stops` are the stops after the next one, `done` those behind. `goal` is
    where the tote is to be set down, `goal_name` what to write there. `here` is the code
    last scanned, for the screen reader.
    """

    me: Spot | None = None
    here: str = ""
    next_bin: Bin | None = None
    ahead: tuple[Spot, ...] = ()
    later: tuple[Spot, ...] = ()
    stops: tuple[Spot, ...] = ()
    done: tuple[Spot, ...] = ()
    goal: Spot | None = None
    goal_name: str = ""

    @property
    def target(self) -> Spot | None:
        """Where to go next."""
        return self.next_bin.rect.middle if self.next_bin else self.goal


def floor_map(
    look: Look,
    base: FloorBase,
    trail: Trail,
    *,
    on_open: Pressed | None = None,
    key: str = "floor-map",
) -> ft.Control:
    """The map on a working screen: as large as `base` was painted; a tap opens the whole.

    Must be called while a component renders: the floor below is memoised.
    """
    return ft.Semantics(
        label=_said(look, trail),
        content=ft.Container(
            key=key,
            content=_layers(look, base, trail),
            border_radius=SMALL,
            border=ft.Border.all(1, look.colours.line),
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
            alignment=ft.Alignment.CENTER,
            bgcolor=look.colours.page,
            on_click=on_open,
        ),
    )


def whole_size(look: Look, plan: FloorPlan, trail: Trail) -> tuple[float, float]:
    """How large to paint the whole map, in dp: fine, yet me and the next bin on one screen."""
    wide, high = look.width, look.height
    if trail.me and trail.target:
        apart = (
            abs(trail.me.x_mm - trail.target.x_mm) / plan.width_mm * wide,
            abs(trail.me.y_mm - trail.target.y_mm) / plan.width_mm * wide,
        )
        room = (wide - 2 * SEEN_DP, high - 2 * SEEN_DP)
        finest = min(room[at] / max(1.0, apart[at]) for at in (0, 1))
    else:
        finest = FINEST
    # In quarters, so that several screens share one painting.
    finer = max(1.0, min(FINEST, int(finest * 4) / 4))
    return finer * wide, max(high, finer * wide * plan.depth_mm / plan.width_mm)


def whole_start(look: Look, base: FloorBase, trail: Trail) -> tuple[float, float]:
    """How far to move the whole map at first, in dp, so that what matters is in the middle."""
    spots = [spot for spot in (trail.me, trail.target) if spot]
    if not spots:
        return 0.0, 0.0
    points = [base.point(spot) for spot in spots]
    middle = [sum(point[at] for point in points) / len(points) for at in (0, 1)]
    sizes = ((look.width, base.width), (look.height, base.height))
    x, y = (
        # No further than to the map's own edge: free floor tells nobody anything.
        max(min(0.0, screen - whole), min(0.0, screen / 2 - at))
        for (screen, whole), at in zip(sizes, middle, strict=True)
    )
    return x, y


@ft.component
def floor_map_whole(
    look: Look,
    base: FloorBase,
    trail: Trail,
    *,
    on_close: Pressed | None = None,
    on_bins: Callable[[tuple[Bin, ...]], Any] | None = None,
) -> ft.Control:
    """The map across the screen: drag it, pinch it, tap a bay for its bins.

    It may be larger than the screen, and begins where me and the next bin are both seen.

    Args:
        look: Whose screen.
        base: Painted as large as `whole_size` says.
        trail: What moves.
        on_close: Shows a close button in the corner nearest the thumb.
        on_bins: Called with the bins of a tapped bay, lowest level first.
    """
    viewer = ft.use_ref(cast("ft.InteractiveViewer | None", None))
    viewer.current = ft.InteractiveViewer(
        key="floor-map-viewer",
        # Held to the screen's size, racks would be squeezed under a route that is not.
        constrained=False,
        min_scale=0.4,
        max_scale=8,
        boundary_margin=ft.Margin.all(100),
        expand=True,
        content=_touchable(base, _layers(look, base, trail), on_bins),
    )

    async def begin() -> None:
        shown, (x, y) = viewer.current, whole_start(look, base, trail)
        if shown and (x or y):
            # It may be closed again before the client answers.
            with contextlib.suppress(TimeoutError, RuntimeError):
                await asyncio.wait_for(shown.pan(x, y), START_S)

    ft.use_effect(begin, [])
    close = [] if on_close is None else [_close(look, on_close)]
    return ft.Container(
        key="floor-map-whole",
        bgcolor=look.colours.page,
        expand=True,
        content=ft.Stack([viewer.current, *close], expand=True),
    )


def _close(look: Look, on_close: Pressed) -> ft.Control:
    button = icon_button(
        look,
        ft.Icons.CLOSE,
        key="floor-map-close",
        label=look.say("map_close"),
        on_press=on_close,
    )
    is_left = look.hand is Hand.LEFT
    return ft.Container(
        content=button,
        bottom=MEDIUM,
        left=MEDIUM if is_left else None,
        right=None if is_left else MEDIUM,
    )


def _touchable(
    base: FloorBase,
    content: ft.Control,
    on_bins: Callable[[tuple[Bin, ...]], Any] | None,
) -> ft.Control:
    if on_bins is None:
        # A detector that listens for nothing is drawn as an error.
        return content

    def tap(event: ft.TapEvent[ft.GestureDetector]) -> Any:
        spot = event.local_position
        bins = base.bins_at(spot.x, spot.y) if spot else ()
        return on_bins(bins) if bins else None

    return ft.GestureDetector(
        content=content,
        on_tap_down=tap,
        exclude_from_semantics=True,
    )


def _layers(look: Look, base: FloorBase, trail: Trail) -> ft.Control:
    me = base.point(trail.me) if trail.me else None
    return ft.Stack(
        [
            _floor_layer(base),
            cv.Canvas(
                moving_shapes(look, base, trail), width=base.width, height=base.height
            ),
            # Above what moves: an aisle's number is never covered.
            _words_layer(base, look.sp.small, me),
        ],
        width=base.width,
        height=base.height,
    )


@ft.component
def _floor(base: FloorBase) -> ft.Control:
    return ft.Image(
        src=base.png,
        width=base.width,
        height=base.height,
        fit=ft.BoxFit.FILL,
        gapless_playback=True,
        filter_quality=ft.FilterQuality.MEDIUM,
        exclude_from_semantics=True,
    )


@ft.component
def _words(
    base: FloorBase, small_sp: float, me: tuple[float, float] | None
) -> ft.Control:
    words = [
        shape
        for label in base.labels
        for shape in _label(base, clear_of(label, me), small_sp)
    ]
    return cv.Canvas(words, width=base.width, height=base.height)


_floor_layer = ft.memo(_floor)
_words_layer = ft.memo(_words)


def clear_of(label: MapLabel, me: tuple[float, float] | None) -> MapLabel:
    """An aisle's number moved along its aisle from under the dot that is me."""
    if me is None or label.kind is not LabelKind.AISLE:
        return label
    x, y = me
    if abs(label.x - x) > DOT_DP + 9 or abs(label.y - y) > DOT_DP + 9:
        return label
    side = 1 if label.y >= y else -1
    return replace(label, y=y + side * (DOT_DP + 10))


def _label(base: FloorBase, label: MapLabel, small_sp: float) -> list[cv.Shape]:
    ink, halo = ("#F5F7FA", "#0B0F14") if base.is_dark else ("#0B1220", "#FFFFFF")
    match label.kind:
        case LabelKind.AISLE:
            size = min(small_sp, 14)
            return _plate(label, size, ink=ink, ground=halo)
        case LabelKind.PLACE:
            size = min(small_sp, 14)
            return _plate(label, size, ink=ink, ground=halo)
        case LabelKind.ZONE:
            paint = ZONES[label.colour_index % len(ZONES)]
            return _zone_plate(label, paint.fill, paint.ink)


def _word(label: MapLabel, size: float, family: str, ink: str) -> cv.Text:
    return cv.Text(
        label.x,
        label.y,
        label.text,
        style=ft.TextStyle(size=size, font_family=family, color=ink),
        alignment=ft.Alignment.CENTER,
    )


def _plate(label: MapLabel, size: float, *, ink: str, ground: str) -> list[cv.Shape]:
    wide, high = len(label.text) * size * 0.62 + 8, size * 1.5
    plate = cv.Rect(
        label.x - wide / 2,
        label.y - high / 2,
        wide,
        high,
        border_radius=4,
        paint=ft.Paint(color=ft.Colors.with_opacity(0.88, ground)),
    )
    return [plate, _word(label, size, FAMILY_BOLD, ink)]


def _zone_plate(label: MapLabel, fill: str, ink: str) -> list[cv.Shape]:
    side = 24
    plate = cv.Rect(
        label.x - side / 2,
        label.y - side / 2,
        side,
        side,
        border_radius=5,
        paint=ft.Paint(color=fill),
    )
    return [plate, _word(label, 17, FAMILY_MONO_BOLD, ink)]


def moving_shapes(look: Look, base: FloorBase, trail: Trail) -> list[cv.Shape]:
    """The few shapes of what moves, lowest first."""
    colours = look.colours
    bright = colours.link if look.is_dark else colours.work.fill
    ground = "#0B0F14" if look.is_dark else "#FFFFFF"
    ahead = [base.point(spot) for spot in trail.ahead]
    shapes = [_dot(base.point(spot), 4, colours.edge) for spot in trail.done]
    later = [base.point(spot) for spot in trail.later]
    if len(later) > 1:
        shapes += [_line(later, 6, ground), _line(later, 3, colours.edge)]
    if len(ahead) > 1:
        shapes += [_line(ahead, 9, ground), _line(ahead, 5, bright)]
        shapes += [_arrow(x, y, turn, ground) for x, y, turn in _arrows(ahead)]
    for spot in trail.stops:
        shapes += [
            _dot(base.point(spot), 7, colours.ink),
            _dot(base.point(spot), 5, ground),
        ]
    if trail.me is not None:
        shapes += _me(base.point(trail.me), ink=colours.ink, ground=ground, bright=bright)
    if trail.next_bin is not None:
        shapes += _lit(base, trail.next_bin, bright=bright, ground=ground)
    elif trail.goal is not None:
        shapes += _goal(look, base, trail, bright=bright, ground=ground)
    return shapes


def _goal(
    look: Look, base: FloorBase, trail: Trail, *, bright: str, ground: str
) -> list[cv.Shape]:
    """Where the tote is set down: a pin with its name, clear of the map's rim and the way."""
    assert trail.goal is not None
    x, y = base.point(trail.goal)
    size = min(look.sp.small, 16)
    half = len(trail.goal_name) * size * LETTER_EM / 2 + 6
    name = MapLabel(
        kind=LabelKind.PLACE,
        text=trail.goal_name,
        x=max(half, min(base.width - half, x)),
        y=y - PIN_DP - size if y > PIN_DP + 2 * size else y + PIN_DP + size,
    )
    up = -1 if y > PIN_DP + 2 * size else 1
    plate = _plate(name, size, ink=look.colours.ink, ground=ground)
    return [*_pin(x, y, up, bright=bright, ground=ground), *(plate if name.text else [])]


def _dot(at: tuple[float, float], radius: float, colour: str) -> cv.Shape:
    return cv.Circle(at[0], at[1], radius, ft.Paint(color=colour))


def _line(points: list[tuple[float, float]], width: float, colour: str) -> cv.Shape:
    return cv.Path(
        [
            cv.Path.MoveTo(*points[0]),
            *(cv.Path.LineTo(*point) for point in points[1:]),
        ],
        ft.Paint(
            color=colour,
            stroke_width=width,
            style=ft.PaintingStyle.STROKE,
            stroke_cap=ft.StrokeCap.ROUND,
            stroke_join=ft.StrokeJoin.ROUND,
        ),
    )


def _arrows(points: list[tuple[float, float]]) -> Iterator[tuple[float, float, float]]:
    """Places and directions of the arrowheads along a walk, evenly spaced."""
    left = ARROW_EVERY_DP / 2
    for (x1, y1), (x2, y2) in pairwise(points):
        length = hypot(x2 - x1, y2 - y1)
        while length and left <= length:
            share = left / length
            yield x1 + (x2 - x1) * share, y1 + (y2 - y1) * share, atan2(y2 - y1, x2 - x1)
            left += ARROW_EVERY_DP
        left -= length


def _arrow(x: float, y: float, turn: float, colour: str) -> cv.Shape:
    def corner(along: float, across: float) -> tuple[float, float]:
        return (
            x + along * cos(turn) - across * sin(turn),
            y + along * sin(turn) + across * cos(turn),
        )

    return cv.Path(
        [
            cv.Path.MoveTo(*corner(-3, -3.5)),
            cv.Path.LineTo(*corner(2, 0)),
            cv.Path.LineTo(*corner(-3, 3.5)),
        ],
        ft.Paint(
            color=colour,
            stroke_width=2,
            style=ft.PaintingStyle.STROKE,
            stroke_cap=ft.StrokeCap.ROUND,
        ),
    )


def _me(at: tuple[float, float], *, ink: str, ground: str, bright: str) -> list[cv.Shape]:
    return [
        _dot(at, DOT_DP, ground),
        _dot(at, DOT_DP - 2, ink),
        _dot(at, 6, ground),
        _dot(at, 4, bright),
    ]


def _lit(base: FloorBase, lit: Bin, *, bright: str, ground: str) -> list[cv.Shape]:
    """The next bin: its bay filled and ringed, a halo around it, and a pin standing on it."""
    x, y = base.point(lit.rect.middle)
    left, top = base.point(Spot(lit.rect.x_mm, lit.rect.y_mm))
    wide = max(8.0, lit.rect.width_mm * base.dp_per_mm)
    high = max(8.0, lit.rect.height_mm * base.dp_per_mm)
    bay = cv.Rect(left, top, wide, high, border_radius=2, paint=ft.Paint(color=bright))
    ring = cv.Rect(
        left - 2,
        top - 2,
        wide + 4,
        high + 4,
        border_radius=4,
        paint=ft.Paint(color=ground, stroke_width=3, style=ft.PaintingStyle.STROKE),
    )
    halo = cv.Circle(x, y, 32, ft.Paint(color=ft.Colors.with_opacity(0.28, bright)))
    # The pin stands on the bay's far edge; near the map's upper rim it hangs below instead.
    up = -1 if top > 48 else 1
    tip_y = top - 1 if up < 0 else top + high + 1
    return [halo, *_pin(x, tip_y, up, bright=bright, ground=ground), bay, ring]


def _pin(x: float, y: float, up: int, *, bright: str, ground: str) -> list[cv.Shape]:
    head = (x, y + up * 26)
    return [
        _needle(x, y, up, 16, ground),
        _dot(head, 16, ground),
        _needle(x, y, up, 13, bright),
        _dot(head, 13, bright),
        _dot(head, 5, ground),
    ]


def _needle(x: float, y: float, up: int, half: float, colour: str) -> cv.Shape:
    return cv.Path(
        [
            cv.Path.MoveTo(x, y + (0 if half < 16 else -up * 4)),
            cv.Path.LineTo(x - half * 0.9, y + up * 20),
            cv.Path.LineTo(x + half * 0.9, y + up * 20),
            cv.Path.Close(),
        ],
        ft.Paint(color=colour),
    )


def _said(look: Look, trail: Trail) -> str:
    nowhere = look.say("map_no_place")
    after = trail.next_bin.code if trail.next_bin else trail.goal_name or nowhere
    return look.say("map_label", here=trail.here or nowhere, next=after)
