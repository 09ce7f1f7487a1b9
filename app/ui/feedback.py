"""One verdict, four ways at once: colour, icon, tone, buzz. The sentence comes beside it.

Good is short and quiet, wrong is long and low. `signal` decides and is pure; `Bell` is the
only thing here that touches a device, and nothing it does can ever hurt the work.
"""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

import flet as ft
import flet_audio as fta  # pyright: ignore[reportMissingTypeStubs]

from app.ui.theme import Colours, Paint, Settings

log = logging.getLogger(__name__)

WAIT_S: Final = 2.0
"""A browser that was never touched keeps audio waiting for ever; a verdict does not."""


class Feedback(StrEnum):
    """What the app has to say about what a person just did."""

    READY = "ready"
    BUSY = "busy"
    GOOD = "good"
    LINE_DONE = "line_done"
    ORDER_DONE = "order_done"
    CAREFUL = "careful"
    WRONG = "wrong"


class Verdict(StrEnum):
    """The four colours with a fixed meaning."""

    WORK = "work"
    GOOD = "good"
    CAREFUL = "careful"
    WRONG = "wrong"


class Buzz(StrEnum):
    """How strongly the hand feels it; each is a different pattern, not only a length."""

    NONE = "none"
    TICK = "tick"
    DOUBLE = "double"
    HEAVY = "heavy"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """How one verdict is shown, heard and felt.

    `stays` means: until the right thing is scanned. Nothing else takes it away.
    """

    verdict: Verdict
    icon: ft.IconData
    tone: str | None
    buzz: Buzz
    stays: bool = False


def signal(feedback: Feedback) -> Signal:
    """Decide how a verdict reaches the person. Every member is answered."""
    match feedback:
        case Feedback.READY:
            return _quiet(ft.Icons.QR_CODE_SCANNER)
        case Feedback.BUSY:
            return _quiet(ft.Icons.HOURGLASS_TOP)
        case Feedback.GOOD:
            return _good(ft.Icons.CHECK, "good", Buzz.TICK)
        case Feedback.LINE_DONE:
            return _good(ft.Icons.DONE_ALL, "line_done", Buzz.DOUBLE)
        case Feedback.ORDER_DONE:
            return _good(ft.Icons.FLAG, "order_done", Buzz.HEAVY)
        case Feedback.CAREFUL:
            return Signal(
                verdict=Verdict.CAREFUL,
                icon=ft.Icons.WARNING_AMBER,
                tone="sounds/careful.wav",
                buzz=Buzz.DOUBLE,
                stays=True,
            )
        case Feedback.WRONG:
            return Signal(
                verdict=Verdict.WRONG,
                icon=ft.Icons.CANCEL,
                tone="sounds/wrong.wav",
                buzz=Buzz.LONG,
                stays=True,
            )
        case _:
            assert_never(feedback)


def _quiet(icon: ft.IconData) -> Signal:
    return Signal(verdict=Verdict.WORK, icon=icon, tone=None, buzz=Buzz.NONE)


def _good(icon: ft.IconData, tone: str, buzz: Buzz) -> Signal:
    return Signal(verdict=Verdict.GOOD, icon=icon, tone=f"sounds/{tone}.wav", buzz=buzz)


def paint_of(verdict: Verdict, colours: Colours) -> Paint:
    """The fill and ink of a verdict in a scheme."""
    match verdict:
        case Verdict.WORK:
            return colours.work
        case Verdict.GOOD:
            return colours.good
        case Verdict.CAREFUL:
            return colours.careful
        case Verdict.WRONG:
            return colours.wrong
        case _:
            assert_never(verdict)


TONES: Final = tuple(tone for each in Feedback if (tone := signal(each).tone) is not None)


class Bell:
    """One session's tones and vibration, loaded once so that a verdict sounds at once.

    Make it inside the page's own context (in `main(page)` or an event handler) and hold
    it: Flet's services join the current page when made, and leave it when forgotten.
    A missing loudspeaker, a browser nobody has touched yet, a client that went away: each
    is logged and forgotten, never raised.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        volume = settings.tone_percent / 100
        self._tones = {
            tone: fta.Audio(src=tone, volume=volume, release_mode=fta.ReleaseMode.STOP)
            for tone in TONES
        }
        self._haptics = ft.HapticFeedback()

    @property
    def settings(self) -> Settings:
        """Whose strength of tone and vibration it has."""
        return self._settings

    def tune(self, settings: Settings) -> None:
        """Take another person's settings: strength of tone and of vibration."""
        self._settings = settings
        for audio in self._tones.values():
            audio.volume = settings.tone_percent / 100
            audio.update()

    async def ring(self, feedback: Feedback) -> None:
        """Sound and shake together. Returns when both are under way; never raises."""
        asked = signal(feedback)
        await asyncio.gather(self._sound(asked.tone), self._shake(asked.buzz))

    async def _sound(self, tone: str | None) -> None:
        audio = self._tones.get(tone or "")
        if audio is not None and self._settings.tone_percent > 0:
            await _unharmed(audio.play())

    async def _shake(self, buzz: Buzz) -> None:
        if self._settings.buzz_percent == 0:
            return
        for beat, pause_s in _beats(buzz):
            await _unharmed(self._beat(beat))
            await asyncio.sleep(pause_s)

    def _beat(self, beat: str) -> Awaitable[None]:
        strong = self._settings.buzz_percent >= 50
        match beat:
            case "light":
                return self._haptics.light_impact()
            case "heavy" if strong:
                return self._haptics.heavy_impact()
            case "long" if strong:
                return self._haptics.vibrate()
            case _:
                return self._haptics.medium_impact()


def _beats(buzz: Buzz) -> tuple[tuple[str, float], ...]:
    """Beats and the rest after each, in seconds."""
    match buzz:
        case Buzz.NONE:
            return ()
        case Buzz.TICK:
            return (("light", 0),)
        case Buzz.DOUBLE:
            return (("heavy", 0.09), ("heavy", 0))
        case Buzz.HEAVY:
            return (("heavy", 0.09), ("heavy", 0.09), ("heavy", 0))
        case Buzz.LONG:
            return (("long", 0.25), ("long", 0))
        case _:
            assert_never(buzz)


async def _unharmed(playing: Awaitable[None]) -> None:
    """Wait a moment for the device, and let nothing of it reach the work."""
    try:
        async with asyncio.timeout(WAIT_S):
            await playing
    except TimeoutError:
        log.debug("the device did not answer a tone or buzz in %s s", WAIT_S)
    except Exception:  # a loudspeaker must never stop a pick
        log.debug("the device could not sound or shake", exc_info=True)
