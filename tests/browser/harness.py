"""A real Chromium in front of the real app, with a camera whose picture a test can change.

    async with serve(main) as url, browser() as chromium:
        screen = await open_app(chromium, url, HANDHELD)
        await screen.eye.show(label_png)
        await screen.see("A-07-3-B")

Flutter paints on a canvas; what can be found and tapped is its semantics tree, which
`open_app` turns on.
"""

import asyncio
import base64
import contextlib
import io
import json
import os
import shutil
import socket
import sys
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

import flet as ft
import flet_web.fastapi as flet_web
import httpx
import numpy as np
import pytest
import uvicorn
from PIL import Image, ImageFilter
from playwright.async_api import Browser, Locator, Page, Route, async_playwright, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

ARTEFACTS: Final = Path(__file__).parent / "artefacts"
ASSETS: Final = Path(__file__).parents[2] / "assets"
HERE: Final = frozenset({"127.0.0.1", "localhost"})

HANDHELD: Final = (412, 915)
HANDHELD_SMALL: Final = (360, 720)
TABLET: Final = (1_280, 800)
KIOSK: Final = (1_920, 1_080)

FRAME: Final = (1_280, 720)
"""What the fake camera films, in pixels."""

SETTLE_MS: Final = 300
SETTLES_MOST: Final = 5
"""A camera's picture never settles; after so many looks it is taken as it is."""

_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)

# A canvas is filmed instead of a device: a real MediaStream, through the real <video>.
_FAKE_CAMERA: Final = """
(() => {
  const canvas = document.createElement('canvas');
  canvas.width = 1280; canvas.height = 720;
  const pen = canvas.getContext('2d');
  const eye = {trouble: null, asked: 0, image: null, stopped: 0, torch: false, size: null,
               streams: []};
  let tick = 0;
  const draw = () => {
    pen.fillStyle = '#30343a'; pen.fillRect(0, 0, canvas.width, canvas.height);
    if (eye.image) pen.drawImage(eye.image, 0, 0, canvas.width, canvas.height);
    // One changing pixel: a still canvas gives a stream without frames.
    pen.fillStyle = (tick++ % 2) ? '#000' : '#fff'; pen.fillRect(0, 0, 1, 1);
  };
  setInterval(draw, 40); draw();
  eye.show = url => new Promise((done, failed) => {
    if (!url) { eye.image = null; draw(); return done(); }
    const image = new Image();
    image.onload = () => { eye.image = image; draw(); done(); };
    image.onerror = failed; image.src = url;
  });
  const fit = wanted => {
    const number = want => (want && (want.ideal || want.exact || want)) || 0;
    const width = number(wanted && wanted.width), height = number(wanted && wanted.height);
    if (width && height) { canvas.width = width; canvas.height = height; draw(); }
    eye.size = [canvas.width, canvas.height];
  };
  navigator.mediaDevices.getUserMedia = async wanted => {
    eye.asked++;
    if (eye.trouble) throw new DOMException('refused by the test', eye.trouble);
    fit(wanted && wanted.video);
    const stream = canvas.captureStream(25);
    eye.streams.push(stream);
    for (const track of stream.getTracks()) {
      const stop = track.stop.bind(track);
      track.stop = () => { eye.stopped++; stop(); };
      const settings = track.getSettings.bind(track);
      track.getSettings = () => ({...settings(), facingMode: eye.facing || undefined,
                                  width: canvas.width, height: canvas.height});
      track.getCapabilities = () => ({
        facingMode: eye.facing ? [eye.facing] : [], torch: eye.facing ? [true] : undefined});
      track.applyConstraints = async c => { if (c && 'torch' in c) eye.torch = c.torch; };
    }
    return stream;
  };
  navigator.mediaDevices.enumerateDevices = async () => eye.none ? [] : [
    {deviceId: 'eye', kind: 'videoinput', label: 'Test eye', groupId: 'eye',
     toJSON() { return this; }}];
  window.zonewiseEye = eye;
})();
"""


@dataclass(eq=False)
class Eye:
    """The camera of one page: what it films, and what goes wrong with it."""

    page: Page

    async def show(self, png: bytes | None) -> None:
        """Hold this picture before the camera, or nothing. See `photo_of`."""
        url = f"data:image/png;base64,{base64.b64encode(png).decode()}" if png else None
        await self.page.evaluate("url => window.zonewiseEye.show(url)", url)

    async def break_with(self, name: str | None) -> None:
        """Let the next start of the camera fail as the browser would, or work again.

        Args:
            name: A DOMException's: `NotAllowedError`, `NotReadableError`, ….
        """
        await self.page.evaluate("name => window.zonewiseEye.trouble = name", name)

    async def fact(self, name: str) -> Any:
        """`asked`, `stopped`, `torch` or `size` of the fake device."""
        return await self.page.evaluate("name => window.zonewiseEye[name]", name)


@dataclass(eq=False)
class Screen:
    """One open page as a person uses it."""

    page: Page
    eye: Eye
    outside: list[str] = field(default_factory=list[str])
    """Addresses beyond this machine that were asked for; none was let through."""
    said: list[str] = field(default_factory=list[str])
    """What the browser's console said, for a failing test's sake."""

    def spot(self, text: str, *, exact: bool = False) -> Locator:
        """Where a text is, whether Flutter made it a text or a merged label."""
        page = self.page
        return (
            page.get_by_text(text, exact=exact)
            .or_(page.get_by_label(text, exact=exact))
            .first
        )

    async def see(self, text: str, *, exact: bool = False, within_s: float = 15) -> None:
        """Wait until this can be read."""
        try:
            await expect(self.spot(text, exact=exact)).to_be_attached(
                timeout=within_s * 1_000
            )
        except AssertionError as late:
            await self._miss(repr(text), late)

    async def _miss(self, what: str, late: Exception) -> NoReturn:
        await self.screenshot("missing")
        shown = " | ".join(await self.readable())
        missing = f"{what} is not on the screen: {shown}"
        raise AssertionError(missing) from late

    async def see_no(self, text: str, *, within_s: float = 15) -> None:
        """Wait until this can no longer be read."""
        await expect(self.spot(text)).not_to_be_attached(timeout=within_s * 1_000)

    async def readable(self) -> list[str]:
        """Every text and label on the screen, for a failing test's message."""
        return await self.page.evaluate(
            """() => [...document.querySelectorAll('flt-semantics')].map(
                 e => e.getAttribute('aria-label') || (e.children.length ? '' : e.innerText)
               ).filter(Boolean)"""
        )

    async def tap(self, name: str, *, nth: int = 0) -> None:
        """Tap the button with this name."""
        button = self.page.get_by_role("button", name=name)
        button = button.or_(self.page.get_by_label(name)).nth(nth)
        try:
            await button.click(timeout=15_000)
        except PlaywrightTimeout as late:
            await self._miss(f"the button {name!r}", late)

    async def type(self, label: str, text: str, *, enter: bool = True) -> None:
        """Type into the field with this label, and press Enter."""
        box = self.page.get_by_label(label).first
        await box.click(timeout=15_000)
        await box.press_sequentially(text, delay=60)
        if enter:
            await self.page.keyboard.press("Enter")

    async def wedge(self, raw: str, *, blur: bool = True) -> float:
        """A scanner types this with 1 ms between keys, then Enter.

        When Enter was pressed is returned, on the clock of `shown_at`.

        Args:
            raw: What is scanned.
            blur: Take the focus from the tapped element first. Only the semantics tree
                that tests turn on leaves it there; a person's screen does not.
        """
        if blur:
            await self.page.evaluate("() => document.activeElement?.blur()")
        await self.page.keyboard.type(raw, delay=1)
        at = time.perf_counter()
        await self.page.keyboard.press("Enter")
        return at

    async def shown_at(self, text: str, *, within_s: float = 20) -> float:
        """When a text came into sight, on the clock of `time.perf_counter`.

        Looked for at every frame, so that it can be compared with what another page did.
        """
        await self.page.wait_for_function(
            """text => [...document.querySelectorAll('flt-semantics, flt-semantics *')]
                 .some(e => (e.getAttribute('aria-label') || '').includes(text)
                            || (!e.children.length && e.textContent.includes(text)))""",
            arg=text,
            polling="raf",
            timeout=within_s * 1_000,
        )
        return time.perf_counter()

    async def bring_into_sight(self, text: str) -> None:
        """Scroll what is in the middle of the screen down until this is on the screen."""
        size = self.page.viewport_size
        assert size is not None
        await self.page.mouse.move(size["width"] / 2, size["height"] / 2)
        for _ in range(60):
            box = (
                await self.spot(text).bounding_box()
                if await self.spot(text).count()
                else None
            )
            if box and box["y"] + box["height"] < size["height"] * 0.8:
                return
            await self.page.mouse.wheel(0, 200)
            await self.page.wait_for_timeout(150)
        await self.see(text, within_s=1)

    async def screenshot(self, name: str) -> Path:
        """Keep a picture of the screen among the artefacts."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        # No tooltip; and what can be read is known some frames before it is painted.
        await self.page.mouse.move(1, 1)
        before = b""
        for _ in range(SETTLES_MOST):
            await self.page.wait_for_timeout(SETTLE_MS)
            picture = await self.page.screenshot(path=path)
            if picture == before and not _is_blank(picture):
                break
            before = picture
        return path


def _is_blank(picture: bytes) -> bool:
    return Image.open(io.BytesIO(picture)).getcolors(1) is not None


# ── starting ──────────────────────────────────────────────────────────────────────────


def chromium_path() -> str:
    """Where Chromium or Chrome is installed: as `build-scripts/test` says, or on PATH.

    Without one the test is skipped, but under `CI=true` it fails: there it must run.
    """
    if given := os.environ.get("ZONEWISE_CHROMIUM"):
        return given
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    for name in names:
        if path := shutil.which(name):
            return path
    missing = f"No Chromium: none of {', '.join(names)} is installed."
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@contextlib.asynccontextmanager
async def browser() -> AsyncGenerator[Browser]:
    """A Chromium without a window."""
    path = chromium_path()
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=path, args=list(_FLAGS)
        )
        try:
            yield chromium
        finally:
            await chromium.close()


async def open_app(
    chromium: Browser,
    url: str,
    size: tuple[int, int] = HANDHELD,
    *,
    dark: bool = False,
    facing: str | None = "environment",
    has_camera: bool = True,
    trouble: str | None = None,
) -> Screen:
    """Open the app in a browser of its own, as on another device.

    Args:
        chromium: From `browser`.
        url: From `serve`, with the route to open.
        size: In CSS pixels, width and height.
        dark: What the device prefers.
        facing: Where the camera looks: `environment`, `user`, or None as on a desktop.
        has_camera: Whether the device has one at all.
        trouble: What is wrong with it from the start, as for `Eye.break_with`.
    """
    context = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )
    await context.grant_permissions(["camera"])
    page = await context.new_page()
    screen = Screen(page, Eye(page))
    page.on("console", lambda message: screen.said.append(message.text))
    await context.route("**/*", lambda route: _only_here(screen, route))
    await page.add_init_script(_FAKE_CAMERA)
    start = {"facing": facing, "none": not has_camera, "trouble": trouble}
    await page.add_init_script(f"Object.assign(zonewiseEye, {json.dumps(start)});")
    await page.goto(url)
    await _turn_semantics_on(page)
    return screen


async def _turn_semantics_on(page: Page) -> None:
    button = page.locator("flt-semantics-placeholder")
    await button.wait_for(state="attached", timeout=60_000)
    # One pixel, off the screen: only a click from inside reaches it.
    await button.evaluate("e => e.click()")
    shown = page.locator("flt-semantics-host flt-semantics").first
    await shown.wait_for(state="attached", timeout=30_000)


async def _only_here(screen: Screen, route: Route) -> None:
    url = route.request.url
    # The rest is the browser's own: `blob:`, `data:`, its PDF viewer's `chrome:`.
    is_web = url.startswith(("http:", "https:", "ws:", "wss:"))
    if urlsplit(url).hostname in HERE or not is_web:
        await route.continue_()
        return
    screen.outside.append(url)
    await route.abort()


@contextlib.asynccontextmanager
async def serve(
    main: Callable[[ft.Page], Any], *, assets: Path = ASSETS
) -> AsyncGenerator[str]:
    """The app on a free port of this machine; the address without a slash at the end."""
    app = flet_web.app(main, assets_dir=str(assets), no_cdn=True)
    port = _free_port()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            assert not serving.done(), "the web server did not start"
            await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await serving


@contextlib.asynccontextmanager
async def product(folder: Path) -> AsyncGenerator[str]:
    """The installed `zonewise run` with its demo site, as a process of its own; its address.

    Args:
        folder: Where it keeps everything; empty at first.
    """
    command = shutil.which("zonewise", path=Path(sys.executable).parent)
    assert command, "zonewise is not installed beside this Python"
    port = _free_port()
    log = folder.with_suffix(".log")
    given = ("run", "--data", str(folder), "--port", str(port), "--only-here")
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            command, *given, stdout=out, stderr=asyncio.subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        await _until_up(url, process, log)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


async def _until_up(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(600):
            if process.returncode is not None:
                break
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{url}/health")).is_success:
                    return
            await asyncio.sleep(0.2)
    said = await asyncio.to_thread(log.read_text, "utf-8", errors="replace")
    pytest.fail(f"zonewise is not up: {said}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# ── what is held before the camera ────────────────────────────────────────────────────


def photo_of(
    code: Image.Image,
    *,
    tilt_degrees: float = 4,
    light: float = 0.75,
    fill: float = 0.55,
    seed: int = 1,
) -> bytes:
    """A photograph of a printed code on a shelf, as PNG of `FRAME` size.

    Args:
        code: Black on white, as printed.
        tilt_degrees: How crooked it is held.
        light: 1 is a bright hall, 0.4 a dim aisle.
        fill: Part of the frame's width the label takes.
        seed: For the camera's grain.
    """
    dice = np.random.default_rng(seed)
    wide, high = FRAME
    width = int(wide * fill)
    label = code.convert("RGB").resize((width, round(code.height * width / code.width)))
    label = label.rotate(tilt_degrees, expand=True, fillcolor=(150, 128, 98))
    shelf = Image.new("RGB", FRAME, (150, 128, 98))
    shelf.paste(label, ((wide - label.width) // 2, (high - label.height) // 2))
    shelf = shelf.filter(ImageFilter.GaussianBlur(0.8))
    pixels = np.asarray(shelf, dtype=np.float32)
    fall_off = np.linspace(1.0, 0.8, wide, dtype=np.float32)[None, :, None]
    grain = dice.normal(0, 6, pixels.shape).astype(np.float32)
    filmed = np.clip(pixels * light * fall_off + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(filmed).save(out, "PNG")
    return out.getvalue()
