"""The camera on a screen, without a browser: what it reads, and what can hinder it."""

import asyncio
import io
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import flet_camera as fc
import pytest
from PIL import Image

from app.labels.codes import code_128
from app.scan.symbol import Symbol
from app.station import Changed
from app.ui.live import open_app, use_live
from app.ui.parts.camera_eye import CameraEye, Sight, best_of, may_use_camera, trouble_in
from app.ui.parts.camera_words import CAMERA_WORDS
from app.ui.scanning import use_scans
from app.ui.words import languages
from tests.fakes.flet_client import FakeClient

BACK = {"name": "rear", "lens_direction": "back", "sensor_orientation": 90}
FRONT = {"name": "front", "lens_direction": "front", "sensor_orientation": 270}


class Still:
    """A station in which nothing ever changes."""

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        return lambda: None


def photo(text: str) -> bytes:
    """A clean JPEG of a Code 128."""
    code = code_128(text)
    row = "0" * code.quiet_left + code.modules + "0" * code.quiet_right
    paper = Image.new("L", (len(row), 70), 255)
    for x, ink in enumerate(row):
        if ink == "1":
            paper.paste(0, (x, 10, x + 1, 60))
    out = io.BytesIO()
    paper.resize((len(row) * 4, 280), Image.Resampling.NEAREST).save(out, "JPEG")
    return out.getvalue()


@ft.component
def Reading() -> ft.Control:
    live = use_live()
    read, show = ft.use_state("-")
    use_scans(lambda symbol: show(f"{symbol.source} {symbol.raw}"))
    leave = ft.Button("Leave", key="leave", on_click=lambda: live.go("/away"))
    return ft.Column([ft.Text(read), CameraEye(), leave])


@ft.component
def Away() -> ft.Control:
    return ft.Text("away")


def answers(**changed: Any) -> dict[str, Any]:
    return {
        "get_available_cameras": [FRONT, BACK],
        "supports_image_streaming": False,
        "take_picture": photo("A-07-3-B"),
    } | changed


@asynccontextmanager
async def screen(**changed: Any) -> AsyncGenerator[FakeClient]:
    platform = changed.pop("platform", "android")
    client = FakeClient(web=changed.pop("web", True), platform=platform)
    client.page_url = changed.pop("url", client.page_url)
    client.answers.update(answers(**changed))
    await client.start(open_app(Still(), {"/": Reading, "/away": Away}))
    try:
        yield client
    finally:
        await client.stop()


async def test_pictures_taken_one_after_the_other_become_a_scan():
    async with screen() as client:
        await client.until(lambda: client.has(text="camera A-07-3-B"))
        started = next(args for name, args in client.calls if name == "initialize")
        assert started["description"]["name"] == "rear"
        assert started["resolution_preset"] == "medium"
        assert started["enable_audio"] is False


async def test_frames_that_come_by_themselves_become_a_scan():
    async with screen(supports_image_streaming=True, web=False) as client:
        await client.until(lambda: ("start_image_stream", {}) in client.calls)
        frame = {"width": 1_280, "height": 720, "format": "yuv420"}
        frame |= {"encoded_format": "jpeg", "bytes": photo("TOTE-0042")}
        for _ in range(3):
            await client.event(client.find(kind="Camera"), "stream_image", frame)
            await asyncio.sleep(0.15)
        await client.until(lambda: client.has(text="camera TOTE-0042"))
        assert not any(name == "take_picture" for name, _ in client.calls)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("CameraException(CameraAccessDenied, …)", "The camera is not allowed here."),
        ("CameraException(cameraNotReadable, …)", "Something else is using the camera."),
        ("CameraException(cameraNotFound, …)", "This device has no camera."),
    ],
)
async def test_what_hinders_the_camera_is_said_with_a_way_on(error: str, sentence: str):
    async with screen(get_available_cameras=RuntimeError(error)) as client:
        await client.until(lambda: client.has(text=sentence))
        assert client.has("type-code")
        client.answers["get_available_cameras"] = [BACK]
        await client.tap("camera-again")
        await client.until(lambda: client.has(text="camera A-07-3-B"))


async def test_an_insecure_address_is_said_before_the_browser_refuses():
    async with screen(url="http://192.168.1.20:8550") as client:
        await client.until(lambda: client.has("type-code"))
        assert client.has(text="The camera works only over a secure address.")
        assert not any(name == "get_available_cameras" for name, _ in client.calls)


async def test_a_desktop_without_camera_support_offers_typing():
    async with screen(web=False, platform="linux") as client:
        await client.until(lambda: client.has("type-code"))
        assert client.has(text="The camera is not used on this computer.")


async def test_leaving_while_a_picture_is_on_its_way_keeps_the_connection():
    developed = asyncio.Event()

    async def slowly(_: Any) -> bytes:
        await developed.wait()
        return photo("A-07-3-B")

    async def gone() -> None:
        await asyncio.sleep(0.05)
        developed.set()

    async with screen() as client:
        client.answers["take_picture"] = slowly
        await client.until(lambda: client.has(text="Hold the code inside the frame"))
        await asyncio.gather(client.go("/nowhere"), gone())
        await client.settle()
        assert client.errors == []


async def test_the_light_is_offered_only_where_there_is_one():
    async with screen() as client:
        await client.until(lambda: client.has("camera-light"))
        client.answers["set_flash_mode"] = RuntimeError("torchModeNotSupported")
        await client.tap("camera-light")
        await client.until(lambda: not client.has("camera-light"))
    async with screen(get_available_cameras=[FRONT]) as client:
        await client.until(lambda: client.has(text="camera A-07-3-B"))
        assert not client.has("camera-light")


def test_the_camera_that_looks_away_is_chosen():
    lens = fc.CameraLensDirection
    front = fc.CameraDescription("f", lens.FRONT, 0)
    back = fc.CameraDescription("b", lens.BACK, 0)
    assert best_of([front, back]) is back
    assert best_of([front]) is front
    assert best_of([]) is None


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://zonewise.example", True),
        ("http://localhost:8550", True),
        ("http://127.0.0.1:8550", True),
        ("http://192.168.1.20:8550", False),
        ("http://store:8550", False),
        ("", False),
    ],
)
def test_browsers_give_a_camera_to_secure_addresses_only(url: str, may: bool):
    assert may_use_camera(url) is may


def test_an_unknown_error_is_a_camera_that_stopped():
    assert trouble_in("something nobody has seen") is Sight.STOPPED
    assert trouble_in("Null check operator used on a null value") is Sight.INSECURE


def test_every_language_has_every_word_of_the_camera():
    first, *others = (CAMERA_WORDS[tag] for tag, _ in languages())
    assert all(other.keys() == first.keys() for other in others)
    troubles = set(Sight) - {Sight.STARTING, Sight.SEEING}
    assert {f"{each}_how" for each in troubles} | set(troubles) <= first.keys()


async def test_a_symbol_can_be_heard_by_someone_else_than_the_page():
    heard: list[Symbol] = []

    @ft.component
    def Page() -> ft.Control:
        return CameraEye(heard.append, expects=lambda symbol: True)

    client = FakeClient(web=True)
    client.answers.update(answers())
    await client.start(open_app(Still(), {"/": Page}))
    await client.until(lambda: [each.raw for each in heard] == ["A-07-3-B"])
    await client.stop()
