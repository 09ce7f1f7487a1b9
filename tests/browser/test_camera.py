"""A code held before a real browser's camera is read and shown."""

import statistics
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import flet as ft
import pytest
from PIL import Image

from app.labels.codes import Barcode, code_128, ean_13, gtin_check_digit
from app.scan.symbol import Symbol
from app.station import Changed
from app.ui.live import open_app as open_pages
from app.ui.live import use_live, use_look
from app.ui.parts import lettering
from app.ui.parts.camera_eye import CameraEye
from app.ui.scanning import TypeCode, use_scans
from tests.browser.harness import Screen, browser, open_app, photo_of, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BIN = code_128("A-07-3-B")
ITEM_CODE = "290000100001" + gtin_check_digit("290000100001")
ITEM = ean_13(ITEM_CODE)


def printed(code: Barcode, *, height_modules: int = 60, dots: int = 6) -> Image.Image:
    """The bars as a label printer leaves them, quiet zones and paper around."""
    row = "0" * code.quiet_left + code.modules + "0" * code.quiet_right
    paper = Image.new("L", (len(row), height_modules + 12), 255)
    for x, ink in enumerate(row):
        if ink == "1":
            paper.paste(0, (x, 6, x + 1, 6 + height_modules))
    return paper.resize(
        (paper.width * dots, paper.height * dots), Image.Resampling.NEAREST
    )


class Still:
    """A station in which nothing ever changes."""

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        return lambda: None


@ft.component
def Reading() -> ft.Control:  # noqa: N802  (a component is named like the thing it is)
    look = use_look()
    read, show = ft.use_state(lambda: list[str]())

    def hear(symbol: Symbol) -> None:
        show([*read, f"{symbol.source} {symbol.raw}"])

    use_scans(hear)
    return ft.Column(
        [
            lettering.title(look, f"{len(read)} read"),
            *(lettering.body(look, each) for each in read),
            CameraEye(),
            TypeCode(look.say),
        ],
        expand=True,
    )


@asynccontextmanager
async def reading(**kwargs: object) -> AsyncGenerator[Screen]:
    main = open_pages(Still(), {"/": Reading})
    async with serve(main) as url, browser() as chromium:
        yield await open_app(chromium, url, **kwargs)  # type: ignore[arg-type]


async def test_the_camera_reads_what_is_held_before_it():
    async with reading() as screen:
        await screen.see("Hold the code inside the frame")
        waits_ms: list[float] = []
        for code, raw in ((BIN, "A-07-3-B"), (ITEM, ITEM_CODE)):
            await screen.eye.show(photo_of(printed(code)))
            shown_at = time.monotonic()
            await screen.see(f"camera {raw}")
            waits_ms.append((time.monotonic() - shown_at) * 1_000)
            await screen.screenshot(f"camera-{raw}")
        assert statistics.fmean(waits_ms) < 3_000, waits_ms


async def test_a_label_held_for_a_while_is_one_scan():
    async with reading() as screen:
        await screen.see("Hold the code inside the frame")
        await screen.eye.show(photo_of(printed(BIN)))
        await screen.see("1 read")
        await screen.page.wait_for_timeout(900)
        await screen.eye.show(photo_of(printed(ITEM)))
        await screen.see("2 read")


async def test_a_dim_aisle_and_a_crooked_hand_are_no_obstacle():
    async with reading() as screen:
        photo = photo_of(printed(BIN), tilt_degrees=18, light=0.4, fill=0.5)
        await screen.eye.show(photo)
        await screen.see("camera A-07-3-B")


async def test_a_refused_camera_says_so_and_a_code_can_be_typed():
    async with reading(trouble="NotAllowedError") as screen:
        await screen.see("The camera is not allowed here.")
        await screen.type("Scan or type a code", "85123A")
        await screen.see("typed 85123A")
        await screen.screenshot("camera-refused")
        await screen.eye.break_with(None)
        await screen.tap("Try again")
        await screen.see("Hold the code inside the frame")


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("NotReadableError", "Something else is using the camera."),
        ("NotFoundError", "This device has no camera."),
    ],
)
async def test_what_hinders_the_camera_is_said(trouble: str, sentence: str):
    async with reading(trouble=trouble) as screen:
        await screen.see(sentence)


async def test_a_device_without_a_camera_says_so():
    async with reading(has_camera=False) as screen:
        await screen.see("This device has no camera.")


async def test_the_light_goes_on_and_off():
    async with reading() as screen:
        await screen.tap("Light on")
        await screen.see("Light off")
        assert await screen.eye.fact("torch") is True
        await screen.tap("Light off")
        await screen.see("Light on")
        assert await screen.eye.fact("torch") is False


async def test_a_scanner_is_heard_while_the_camera_looks():
    async with reading() as screen:
        await screen.see("Hold the code inside the frame")
        await screen.wedge("TOTE-0042")
        await screen.see("wedge TOTE-0042")


async def test_a_page_that_is_left_lets_go_of_the_camera():
    @ft.component
    def Start() -> ft.Control:  # noqa: N802  (a component is named like the thing it is)
        live = use_live()
        return ft.Button("Camera", on_click=lambda: live.go("/eye"))

    main = open_pages(Still(), {"/": Start, "/eye": Reading})
    async with serve(main) as url, browser() as chromium:
        screen = await open_app(chromium, url)
        for _ in range(2):
            await screen.tap("Camera")
            await screen.see("Hold the code inside the frame")
            await screen.page.go_back()
            await screen.see("Camera")
        await screen.page.wait_for_function(
            "() => zonewiseEye.streams.every(s => !s.active)", timeout=5_000
        )


async def test_nothing_is_fetched_from_beyond_this_machine():
    async with reading() as screen:
        await screen.see("Hold the code inside the frame")
        # Flet's client asks for the Rive player whether or not it is used.
        assert [url for url in screen.outside if "rive" not in url] == []


async def test_a_scan_through_the_code_field_is_one_scan_and_leaves_it_empty():
    async with reading() as screen:
        await screen.see("Hold the code inside the frame")
        await screen.page.get_by_label("Scan or type a code").first.click()
        await screen.wedge("TOTE-0042", blur=False)
        await screen.see("TOTE-0042")
        await screen.see("1 read")
        await screen.wedge("TOTE-0043", blur=False)
        await screen.see("TOTE-0043")
        await screen.see("2 read")
        assert await screen.page.get_by_label("Scan or type a code").input_value() == ""
