"""Every verdict reaches eye, ear and hand, and no loudspeaker ever stops the work."""

import asyncio
import importlib.util
import wave
from collections.abc import Awaitable
from itertools import combinations
from pathlib import Path

import pytest

from app.ui import feedback
from app.ui.feedback import Bell, Buzz, Feedback, Verdict, paint_of, signal
from app.ui.theme import (
    DARK,
    FONTS,
    LIGHT,
    ZONES,
    Colours,
    Device,
    Settings,
    Shade,
    contrast,
    device_of,
    look_for,
    zone_paint,
)

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "assets"
SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@pytest.mark.parametrize("said", Feedback)
def test_every_verdict_after_a_scan_has_colour_icon_tone_and_buzz(said: Feedback):
    asked = signal(said)
    waits = said in (Feedback.READY, Feedback.BUSY)
    assert (asked.tone is None) == waits
    assert (asked.buzz is Buzz.NONE) == waits


def test_no_two_verdicts_share_an_icon():
    assert len({signal(said).icon for said in Feedback}) == len(Feedback)


def test_what_is_wrong_stays_and_what_is_good_does_not():
    assert signal(Feedback.WRONG).stays
    assert not signal(Feedback.GOOD).stays


@pytest.mark.parametrize("tone", feedback.TONES)
def test_every_tone_is_there_and_short(tone: str):
    with wave.open(str(ASSETS / tone)) as file:
        assert 0.05 <= file.getnframes() / file.getframerate() <= 1.0


def test_the_tones_are_the_ones_the_script_makes():
    spec = importlib.util.spec_from_file_location(
        "sounds", ROOT / "build-scripts" / "sounds.py"
    )
    assert spec
    assert spec.loader
    sounds = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sounds)
    for name, notes in sounds.TONES.items():
        with wave.open(str(ASSETS / "sounds" / f"{name}.wav")) as file:
            assert file.getnframes() == sum(len(sounds.play(note)) for note in notes)


@SCHEMES
@pytest.mark.parametrize("verdict", Verdict)
def test_the_sentence_on_a_verdict_can_be_read(colours: Colours, verdict: Verdict):
    paint = paint_of(verdict, colours)
    assert contrast(paint.fill, paint.ink) >= 4.5
    assert contrast(paint.fill, colours.page) >= (
        1.4 if verdict is Verdict.CAREFUL else 3
    )


@SCHEMES
def test_ink_is_read_on_every_ground_with_the_best_grade(colours: Colours):
    for ground in (colours.page, colours.card, colours.inset):
        assert contrast(colours.ink, ground) >= 7
        assert contrast(colours.ink_soft, ground) >= 7
        assert contrast(colours.link, ground) >= 4.5
    assert contrast(colours.edge, colours.card) >= 3


def test_zone_letters_can_be_read_on_their_colours():
    assert all(contrast(zone.fill, zone.ink) >= 4.5 for zone in ZONES)


def test_zone_colours_are_eight_and_used_for_nothing_else():
    used = {str(value) for scheme in (LIGHT, DARK) for value in _fills(scheme)}
    assert len({zone.fill for zone in ZONES}) == 8
    assert used.isdisjoint(zone.fill for zone in ZONES)


def _fills(scheme: Colours) -> list[str]:
    paints = (scheme.work, scheme.good, scheme.careful, scheme.wrong)
    return [paint.fill for paint in paints] + [scheme.page, scheme.card, scheme.edge]


def test_verdicts_are_told_apart_without_red_and_green():
    for scheme in (LIGHT, DARK):
        fills = [paint_of(verdict, scheme).fill for verdict in Verdict]
        for one, other in combinations(fills, 2):
            assert _apart_for_deuteranopes(one, other) > 30, (one, other)


def _apart_for_deuteranopes(one: str, other: str) -> float:
    """Distance after folding red and green together (Viénot, Brettel, Mollon 1999)."""

    def seen(colour: str) -> tuple[float, float]:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.29 * red + 0.71 * green, float(blue)

    (first, second), (third, fourth) = seen(one), seen(other)
    return abs(first - third) + abs(second - fourth)


def test_zone_colours_begin_again_after_the_eighth():
    assert zone_paint("A") == zone_paint("I") == zone_paint("Z", 0)


@pytest.mark.parametrize("file", sorted(set(FONTS.values())))
def test_every_font_is_bundled(file: str):
    assert (ASSETS / file).is_file()


@pytest.mark.parametrize(
    ("width", "height", "device"),
    [
        (360, 720, Device.HANDHELD),
        (915, 412, Device.HANDHELD),
        (1280, 800, Device.TABLET),
        (1920, 1080, Device.KIOSK),
    ],
)
def test_a_screen_tells_what_it_is(width: float, height: float, device: Device):
    assert device_of(width, height) is device


def test_a_bin_code_is_never_small_and_a_button_never_smaller_than_a_thumb():
    for percent in (70, 100, 400):
        look = look_for(Settings(text_percent=percent), width=412, height=915)
        assert look.sp.code >= 64
        assert look.target >= 56


def test_the_device_s_own_shade_is_followed_until_a_person_chooses():
    follow = look_for(Settings(), width=412, height=915, device_is_dark=True)
    fixed = look_for(
        Settings(shade=Shade.LIGHT), width=412, height=915, device_is_dark=True
    )
    assert follow.is_dark
    assert not fixed.is_dark


class SilentDevice:
    """Answers nothing, for ever, as a browser does before the first touch."""

    def play(self) -> Awaitable[None]:
        return asyncio.Event().wait()  # pyright: ignore[reportReturnType]


class BrokenDevice:
    """Has no loudspeaker."""

    async def play(self) -> None:
        raise RuntimeError("no such device")


@pytest.mark.parametrize("device", [SilentDevice(), BrokenDevice()])
async def test_a_device_that_cannot_sound_never_hurts(
    device: SilentDevice | BrokenDevice, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(feedback, "WAIT_S", 0.01)
    bell = Bell(Settings(buzz_percent=0))
    bell._tones = dict.fromkeys(feedback.TONES, device)  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
    await bell.ring(Feedback.WRONG)
