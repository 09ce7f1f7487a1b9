"""The camera on a screen: its picture, a window to hold the code in, and what it reads.

On the web a picture is taken again and again, because Flet's camera streams only on
Android and iOS; there frames come by themselves and only the newest is looked at.
"""

import asyncio
import contextlib
import ipaddress
import logging
import os
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

import flet as ft
import flet_camera as fc

from app.errors import DecoderMissing
from app.scan.decode import BUDGET_MS, decode
from app.scan.steady import Steady
from app.scan.symbol import WAREHOUSE, Symbol, Symbology
from app.ui.live import safe, use_live, use_look, use_task
from app.ui.parts import lettering
from app.ui.parts.buttons import primary_button
from app.ui.parts.camera_words import camera_word
from app.ui.scanning import TypeCode, use_hub
from app.ui.theme import HAIR, MEDIUM, SMALL, Look

log = logging.getLogger(__name__)

Expects = Callable[[Symbol], bool]
OnSymbol = Callable[[Symbol], None]

FRAME_EVERY_MS: Final = 120
"""No more than about eight frames a second: two of them make a scan, and on the web each
one travels to the server."""

LOOK_HARD_EVERY: Final = 4
"""Every so many frames get the full time budget, the others one cheap look: a camera that
sees no code would otherwise keep a processor busy per picker."""

PICTURE_S: Final = 5.0
"""A picture that takes longer never comes: the camera or the line is gone."""

RESTARTS_MAX: Final = 3
RESTART_PAUSE_S: Final = 1.0
SEEN_MS: Final = 350
"""How long the window shows that a code was read."""

# Frames have threads of their own: they must never keep an operation waiting.
_DECODERS: Final = ThreadPoolExecutor(
    max_workers=max(1, (os.cpu_count() or 2) - 1), thread_name_prefix="decode"
)


class Sight(StrEnum):
    """How it stands with the camera. All but the first two are shown with a way on."""

    STARTING = "starting"
    SEEING = "seeing"
    REFUSED = "refused"
    ABSENT = "absent"
    BUSY = "busy"
    INSECURE = "insecure"
    ELSEWHERE = "elsewhere"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"


_ICONS: Final = {
    Sight.REFUSED: ft.Icons.NO_PHOTOGRAPHY,
    Sight.BUSY: ft.Icons.CAMERASWITCH,
    Sight.INSECURE: ft.Icons.LOCK_OPEN,
    Sight.UNREADABLE: ft.Icons.BUILD_CIRCLE,
}


def trouble_in(message: str) -> Sight:
    """What a camera's error means for a person.

    The names are those of Flutter's camera plugins: camera_web, CameraX, AVFoundation.
    """
    told = message.lower()
    for names, sight in _TROUBLES:
        if any(name in told for name in names):
            return sight
    return Sight.STOPPED


_TROUBLES: Final = (
    (("accessdenied", "accessrestricted", "permission", "notallowed"), Sight.REFUSED),
    (("cameranotfound", "no camera", "notfounderror"), Sight.ABSENT),
    (("cameranotreadable", "in use", "cameraabort"), Sight.BUSY),
    # What camera_web makes of a page without navigator.mediaDevices.
    (("null check operator", "cameratype", "camerasecurity"), Sight.INSECURE),
    (("cameranotsupported",), Sight.ELSEWHERE),
)


def may_use_camera(url: str) -> bool:
    """Whether a browser lets a page from this address use a camera at all."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme in ("https", "wss") or host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def best_of(cameras: list[fc.CameraDescription]) -> fc.CameraDescription | None:
    """The camera that looks away from the person, or else the first."""
    backs = [
        each for each in cameras if each.lens_direction is fc.CameraLensDirection.BACK
    ]
    return next(iter(backs or cameras), None)


@dataclass(eq=False)
class Eye:
    """One camera being watched: frames in, scans out.

    `is_on`, `expects` and `wanted` may be changed while it watches.
    """

    page: ft.Page
    on_sight: Callable[[Sight], None]
    on_scan: OnSymbol
    expects: Expects = field(default=lambda _: True)
    wanted: frozenset[Symbology] = WAREHOUSE
    resolution: fc.ResolutionPreset | None = None
    is_on: bool = True
    steady: Steady = field(default_factory=Steady)
    control: fc.Camera = field(init=False)
    has_light: bool = False
    frames: int = 0
    frame_ms: float = 0.0
    """From asking for the last frame to knowing what is in it."""
    frame_bytes: int = 0
    _newest: bytes | None = None
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _streams: bool = False

    def __post_init__(self) -> None:
        self.control = fc.Camera(expand=True, on_stream_image=self._on_frame)

    async def watch(self) -> None:
        """See until cancelled. A camera that stops is started again, a few times."""
        restarts = 0
        while True:
            began = self.frames
            sight = await self._see()
            restarts = 1 if self.frames - began > 10 else restarts + 1
            if sight is not Sight.STOPPED or restarts > RESTARTS_MAX:
                self.on_sight(sight)
                return
            self.on_sight(Sight.STARTING)
            await asyncio.sleep(RESTART_PAUSE_S)

    async def light(self, *, on: bool) -> bool:
        """Switch the torch. Whether this camera has one after all."""
        mode = fc.FlashMode.TORCH if on else fc.FlashMode.OFF
        try:
            await asyncio.wait_for(self.control.set_flash_mode(mode), PICTURE_S)
        except (RuntimeError, TimeoutError):
            self.has_light = False
        return self.has_light

    async def _see(self) -> Sight:
        """Start and look at frames; what ended it."""
        try:
            if (trouble := await self._start()) is not None:
                return trouble
            self.on_sight(Sight.SEEING)
            while True:
                await self._look_once()
        except DecoderMissing:
            log.exception("frames cannot be read")
            return Sight.UNREADABLE
        except TimeoutError:
            log.warning("the camera gave no picture for %s s", PICTURE_S)
            return Sight.STOPPED
        except RuntimeError as trouble:
            log.warning("the camera stopped: %s", trouble)
            return trouble_in(str(trouble))

    async def _start(self) -> Sight | None:
        if self.page.web and not may_use_camera(self.page.url or ""):
            return Sight.INSECURE
        # Asking for the list asks the person for permission: no time limit here.
        chosen = best_of(await self.control.get_available_cameras())
        if chosen is None:
            return Sight.ABSENT
        await self.control.initialize(
            chosen, self._resolution(), enable_audio=False, image_format_group=None
        )
        self.has_light = chosen.lens_direction is fc.CameraLensDirection.BACK
        self._streams = await self.control.supports_image_streaming()
        with contextlib.suppress(RuntimeError):
            # Android's own choice is "auto", which would flash at every picture.
            await self.control.set_flash_mode(fc.FlashMode.OFF)
        if self._streams:
            await self.control.start_image_stream()
        return None

    def _resolution(self) -> fc.ResolutionPreset:
        # A frame of 1280 by 720 is 240 kB, of 720 by 480 75 kB; on the web it goes to the
        # server eight times a second, from every picker.
        preset = fc.ResolutionPreset
        return self.resolution or (preset.MEDIUM if self.page.web else preset.HIGH)

    async def _look_once(self) -> None:
        began = time.monotonic()
        frame = await asyncio.wait_for(self._frame(), PICTURE_S)
        symbols = await self._read(frame) if frame and self.is_on else []
        took_ms = (time.monotonic() - began) * 1_000
        self.frames, self.frame_ms, self.frame_bytes = (
            self.frames + 1,
            took_ms,
            len(frame),
        )
        scan = self.steady.see(symbols, int(began * 1_000), expects=self.expects)
        if scan and self.is_on:
            self.on_scan(scan)
        await asyncio.sleep(max(0.0, FRAME_EVERY_MS - took_ms) / 1_000)

    async def _frame(self) -> bytes:
        while not self.is_on:
            await asyncio.sleep(FRAME_EVERY_MS / 1_000)
            return b""
        if not self._streams:
            return bytes(await self.control.take_picture() or b"")
        await self._came.wait()
        self._came.clear()
        return self._newest or b""

    async def _read(self, frame: bytes) -> list[Symbol]:
        budget_ms = BUDGET_MS if self.frames % LOOK_HARD_EVERY == 0 else 1
        wanted = self.wanted
        return await asyncio.get_running_loop().run_in_executor(
            _DECODERS, lambda: decode(frame, wanted=wanted, budget_ms=budget_ms)
        )

    def _on_frame(self, event: fc.CameraImageEvent) -> None:
        self._newest = event.bytes
        self._came.set()


# ── on the screen ─────────────────────────────────────────────────────────────────────


def CameraEye(
    on_symbol: OnSymbol | None = None,
    *,
    expects: Expects | None = None,
    wanted: frozenset[Symbology] = WAREHOUSE,
    is_on: bool = True,
    resolution: fc.ResolutionPreset | None = None,
    key: str = "camera-eye",
) -> ft.Control:
    """The live camera with its scan window; fills the space its parent gives it.

    Scans go to the page on top like any other scan (`use_scans`), unless `on_symbol` is
    given. Where there is no camera it says why, and offers to type the code.

    Args:
        on_symbol: Who hears instead of the page.
        expects: Whether the step on the screen waits for this symbol. One that does is
            taken before others in view.
        wanted: Symbologies to look for; fewer is faster.
        is_on: Off keeps the picture and reads nothing, as behind a dialog.
        resolution: Of the frames; chosen by platform if not said.
        key: Always set: without one a sibling that comes or goes would make Flet close
            this camera and start another.
    """
    eye: Any = _CameraEye
    return eye(on_symbol, expects or _anything, wanted, is_on, resolution, key=key)


def _anything(_: Symbol) -> bool:
    return True


@safe
def _CameraEye(
    on_symbol: OnSymbol | None,
    expects: Expects,
    wanted: frozenset[Symbology],
    is_on: bool,  # noqa: FBT001  (named by CameraEye, which alone calls this)
    resolution: fc.ResolutionPreset | None,
) -> ft.Control:
    live, look, hub = use_live(), use_look(), use_hub()
    sight, show = ft.use_state(Sight.STARTING)
    attempt, try_again = ft.use_state(0)
    seen, flash = ft.use_state(0)
    eye = ft.use_memo(lambda: Eye(live.page, show, hub.offer), [attempt])
    eye.expects, eye.wanted = expects, wanted
    eye.is_on, eye.resolution = is_on, resolution

    def on_scan(symbol: Symbol) -> None:
        flash(eye.frames)
        (on_symbol or hub.offer)(symbol)

    async def fade() -> None:
        await asyncio.sleep(SEEN_MS / 1_000)
        flash(0)

    async def watch() -> None:
        if _has_eyes(live.page):
            await eye.watch()
        else:
            show(Sight.ELSEWHERE)

    def again() -> None:
        show(Sight.STARTING)
        try_again(attempt + 1)

    eye.on_scan = on_scan
    use_task(watch, [attempt])
    use_task(fade, [seen])
    if sight in (Sight.STARTING, Sight.SEEING) and _has_eyes(live.page):
        return _seeing(look, eye, sight, is_seen=seen > 0, key=f"camera-{attempt}")
    return _blind(look, sight, again)


def _has_eyes(page: ft.Page) -> bool:
    native = (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)
    return bool(page.web) or page.platform in native


def _seeing(look: Look, eye: Eye, sight: Sight, *, is_seen: bool, key: str) -> ft.Control:
    is_starting = sight is Sight.STARTING
    said = camera_word(look.say, "starting" if is_starting else "window")
    return ft.Container(
        key=key,
        expand=True,
        bgcolor="#000000",
        border_radius=MEDIUM,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        content=ft.Stack(
            [
                _held(eye.control),
                _window(look, said, is_seen=is_seen),
                *([] if is_starting or not eye.has_light else [_Light(eye)]),
            ],
            fit=ft.StackFit.EXPAND,
            expand=True,
        ),
    )


def _held(camera: fc.Camera) -> ft.Control:
    holder = ft.Container(camera, alignment=ft.Alignment.CENTER, expand=True)
    # Drawn again, the camera is the same object and Flet 1.0.5 leaves it with the holder of
    # before, which is gone: "Control must be added to the page first".
    object.__setattr__(camera, "_parent", weakref.ref(holder))
    return holder


def _window(look: Look, said: str, *, is_seen: bool) -> ft.Control:
    colour = look.colours.good.fill if is_seen else "#FFFFFF"
    return ft.TransparentPointer(
        ft.Container(
            margin=LARGE_MARGIN,
            padding=SMALL,
            border=ft.Border.all(HAIR * (4 if is_seen else 2), colour),
            border_radius=MEDIUM,
            alignment=ft.Alignment.BOTTOM_CENTER,
            content=ft.Container(
                lettering.small(look, said, ink="#FFFFFF"),
                bgcolor="#B3000000",
                padding=SMALL,
                border_radius=SMALL,
            ),
        )
    )


LARGE_MARGIN: Final = ft.Margin.symmetric(horizontal=32, vertical=24)


@ft.component
def _Light(eye: Eye) -> ft.Control:
    look = use_look()
    is_on, show = ft.use_state(bool)
    has_light, keep = ft.use_state(lambda: eye.has_light)

    async def switch() -> None:
        keep(await eye.light(on=not is_on))
        show(not is_on)

    word = camera_word(look.say, "light_off" if is_on else "light_on")
    return ft.Container(
        visible=has_light,
        alignment=ft.Alignment.TOP_RIGHT,
        padding=ft.Padding.symmetric(horizontal=40, vertical=32),
        content=ft.IconButton(
            ft.Icons.FLASHLIGHT_OFF if is_on else ft.Icons.FLASHLIGHT_ON,
            key="camera-light",
            tooltip=word,
            icon_color="#FFFFFF",
            bgcolor="#B3000000",
            width=look.target,
            height=look.target,
            on_click=switch,
        ),
    )


def _blind(look: Look, sight: Sight, on_again: Callable[[], None]) -> ft.Control:
    """No picture: why, what to do, and the code can be typed."""
    again = primary_button(
        look,
        look.say("try_again"),
        key="camera-again",
        icon=ft.Icons.REFRESH,
        on_press=on_again,
    )
    icon = _ICONS.get(sight, ft.Icons.VIDEOCAM_OFF)
    return ft.Container(
        expand=True,
        padding=MEDIUM,
        border_radius=MEDIUM,
        bgcolor=look.colours.card,
        content=ft.Column(
            [
                ft.Icon(icon, size=48, color=look.colours.ink_soft),
                lettering.strong(look, camera_word(look.say, sight)),
                lettering.body(look, camera_word(look.say, f"{sight}_how")),
                TypeCode(look.say),
                *([] if sight in (Sight.ELSEWHERE, Sight.INSECURE) else [again]),
            ],
            spacing=SMALL,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )
