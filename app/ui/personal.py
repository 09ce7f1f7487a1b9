"""How a person wants their screens: read from the books at sign-in, written at every choice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from app.engine.names import Badge
from app.engine.site import SetPreference
from app.operations.running import do
from app.operations.seeing_work import see_preferences
from app.station import Station
from app.ui.theme import Hand, Settings, Shade
from app.ui.words import LANGUAGES

TEXT_PERCENTS: Final = (100, 125, 150, 200, 300)
TONE_PERCENTS: Final = (100, 0)

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "language": tuple(LANGUAGES),
    "text_percent": tuple(f"{each}" for each in TEXT_PERCENTS),
    "shade": tuple(Shade),
    "hand": tuple(Hand),
    "tone_percent": tuple(f"{each}" for each in TONE_PERCENTS),
}
"""What can be chosen, and from what, by the names the books keep it under."""


def settings_of(station: Station, badge: Badge, device: Settings) -> Settings:
    """How this person's screens look; what they never chose is the device's."""
    kept = see_preferences(station, badge)
    chosen = device
    for name, values in CHOICES.items():
        # A newer app may have kept what this one cannot show.
        if kept.get(name) in values:
            chosen = with_choice(chosen, name, kept[name])
    return chosen


def with_choice(settings: Settings, name: str, value: str) -> Settings:
    """The settings with one thing chosen, named and written as in `CHOICES`."""
    return _CHANGE[name](settings, value)


def chosen(settings: Settings, name: str) -> str:
    """What is chosen now, as in `CHOICES`."""
    return str(getattr(settings, name))


def keep_choice(station: Station, badge: Badge, name: str, value: str) -> None:
    """Let this choice follow the badge to every device."""
    do(station, SetPreference(badge=badge, name=name, value=value), badge=badge)


_CHANGE: Final[Mapping[str, Callable[[Settings, str], Settings]]] = {
    "language": lambda settings, value: replace(settings, language=value),
    "text_percent": lambda settings, value: replace(settings, text_percent=int(value)),
    "shade": lambda settings, value: replace(settings, shade=Shade(value)),
    "hand": lambda settings, value: replace(settings, hand=Hand(value)),
    "tone_percent": lambda settings, value: replace(settings, tone_percent=int(value)),
}
