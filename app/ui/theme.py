"""How a screen looks: colours, letters, sizes; one `Look` per person and device.

Every part takes a `Look` first, so nothing about appearance is global: a person's settings
follow the badge, and two people on one machine can see two different themes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import flet as ft

from app.ui.words import Speaker, speaker

# Distances in dp. Everything on screen is set with these six.
HAIR: Final = 2
TIGHT: Final = 4
SMALL: Final = 8
MEDIUM: Final = 16
LARGE: Final = 24
WIDE: Final = 40

TARGET_DP: Final = 56
"""The smallest thing a gloved thumb is asked to hit."""

CODE_SP_LEAST: Final = 64
"""A bin code is never set smaller than this unless the screen is too narrow for it."""

# One family per weight: Flet loads one file per family name.
FAMILY: Final = "Hyperlegible"
FAMILY_BOLD: Final = "Hyperlegible Bold"
FAMILY_MONO: Final = "Hyperlegible Mono"
FAMILY_MONO_BOLD: Final = "Hyperlegible Mono Bold"
FALLBACK: Final = ("DejaVu",)
MONO_ADVANCE_EM: Final = 0.632
"""Width of every letter of the mono family, in parts of its size."""

FONTS: Final[Mapping[str, str]] = {
    FAMILY: "fonts/AtkinsonHyperlegibleNext-Regular.ttf",
    FAMILY_BOLD: "fonts/AtkinsonHyperlegibleNext-Bold.ttf",
    FAMILY_MONO: "fonts/AtkinsonHyperlegibleMono-Regular.ttf",
    FAMILY_MONO_BOLD: "fonts/AtkinsonHyperlegibleMono-Bold.ttf",
    "DejaVu": "fonts/DejaVuSans.ttf",
}


class Device(StrEnum):
    """What is held or stood in front of; decides sizes, never what can be done."""

    HANDHELD = "handheld"
    TABLET = "tablet"
    KIOSK = "kiosk"


class Shade(StrEnum):
    """Which colours: the device's own wish, or fixed by the person."""

    DEVICE = "device"
    LIGHT = "light"
    DARK = "dark"


class Hand(StrEnum):
    """The hand whose thumb reaches the buttons."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person chose for themselves. It follows the badge, not the device."""

    shade: Shade = Shade.DEVICE
    language: str = "en"
    hand: Hand = Hand.RIGHT
    text_percent: int = 100
    button_percent: int = 100
    tone_percent: int = 100
    buzz_percent: int = 100

    def __post_init__(self) -> None:
        assert 70 <= self.text_percent <= 400, self
        assert 100 <= self.button_percent <= 200, self
        assert 0 <= self.tone_percent <= 100, self
        assert 0 <= self.buzz_percent <= 100, self


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """A filled area and the ink that can be read on it."""

    fill: str
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Every colour of one scheme. The four verdicts mean the same in both schemes."""

    page: str
    card: str
    inset: str
    ink: str
    ink_soft: str
    line: str
    edge: str
    work: Paint
    good: Paint
    careful: Paint
    wrong: Paint
    link: str


LIGHT: Final = Colours(
    page="#EEF1F5",
    card="#FFFFFF",
    inset="#E1E7EE",
    ink="#0B1220",
    ink_soft="#3A4453",
    line="#C3CCD7",
    edge="#66717F",
    work=Paint(fill="#153E75", ink="#FFFFFF"),
    good=Paint(fill="#00563F", ink="#FFFFFF"),
    careful=Paint(fill="#FFC20E", ink="#000000"),
    wrong=Paint(fill="#9B0019", ink="#FFFFFF"),
    link="#153E75",
)

DARK: Final = Colours(
    page="#0B0F14",
    card="#171E27",
    inset="#263140",
    ink="#F5F7FA",
    ink_soft="#C9D2DE",
    line="#384556",
    edge="#8592A4",
    work=Paint(fill="#2468B4", ink="#FFFFFF"),
    good=Paint(fill="#007A55", ink="#FFFFFF"),
    careful=Paint(fill="#FFC20E", ink="#000000"),
    wrong=Paint(fill="#C41230", ink="#FFFFFF"),
    link="#9CC7FF",
)

# After Okabe and Ito, "Color Universal Design" (2008), black replaced by grey because it
# vanishes on a dark screen. Yellow and orange come late: they lie nearest to `careful`.
ZONES: Final = (
    Paint(fill="#56B4E9", ink="#000000"),
    Paint(fill="#CC79A7", ink="#000000"),
    Paint(fill="#009E73", ink="#000000"),
    Paint(fill="#D55E00", ink="#000000"),
    Paint(fill="#0072B2", ink="#FFFFFF"),
    Paint(fill="#F0E442", ink="#000000"),
    Paint(fill="#9A9A9A", ink="#000000"),
    Paint(fill="#E69F00", ink="#000000"),
)


def zone_paint(zone_code: str, colour_index: int | None = None) -> Paint:
    """The colour of a zone: the plan's choice, else by its letter; the ninth begins again.

    Never the only sign: wherever it is shown, the letter is shown with it.
    """
    if colour_index is None:
        colour_index = ord(zone_code[:1].upper() or "A") - ord("A")
    return ZONES[colour_index % len(ZONES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Sizes of text in sp, the person's own scale already counted in."""

    code: float
    number: float
    title: float
    body: float
    small: float


_SCALE: Final[Mapping[Device, Letters]] = {
    Device.HANDHELD: Letters(code=80, number=52, title=26, body=18, small=15),
    Device.TABLET: Letters(code=88, number=52, title=28, body=18, small=15),
    Device.KIOSK: Letters(code=104, number=64, title=36, body=22, small=18),
}


def _plain_english() -> Speaker:
    return speaker("en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything a part needs to draw itself for this person on this device."""

    device: Device
    colours: Colours
    sp: Letters
    width: float = 412
    height: float = 915
    target: float = TARGET_DP
    hand: Hand = Hand.RIGHT
    say: Speaker = field(default_factory=_plain_english)

    @property
    def is_dark(self) -> bool:
        """Whether the dark scheme is shown."""
        return self.colours is DARK

    @property
    def margin(self) -> int:
        """Free space at the screen's left and right, in dp."""
        return MEDIUM if self.device is Device.HANDHELD else LARGE


def device_of(width: float, height: float) -> Device:
    """Tell the kind of device from its screen, in dp."""
    if min(width, height) < 600:
        return Device.HANDHELD
    return Device.KIOSK if width >= 1600 else Device.TABLET


def look_for(
    settings: Settings,
    *,
    width: float,
    height: float,
    device_is_dark: bool = False,
    device: Device | None = None,
) -> Look:
    """Work out how this person's screen looks on this device.

    Args:
        settings: What the person chose.
        width: Of the screen, in dp.
        height: Of the screen, in dp.
        device_is_dark: What the device itself would show.
        device: Given where it is known (a packing kiosk on a small screen).
    """
    device = device or device_of(width, height)
    return Look(
        device=device,
        colours=_colours(settings.shade, device_is_dark=device_is_dark),
        sp=_letters(_SCALE[device], settings.text_percent / 100),
        width=width,
        height=height,
        target=TARGET_DP * settings.button_percent / 100,
        hand=settings.hand,
        say=speaker(settings.language),
    )


def apply_theme(page: ft.Page, settings: Settings) -> Look:
    """Dress a page in our colours and bundled letters; say how parts shall look on it."""
    look = look_for(
        settings,
        width=page.width or 412,
        height=page.height or 915,
        device_is_dark=page.platform_brightness is ft.Brightness.DARK,
    )
    page.fonts = dict(FONTS)
    page.theme = flet_theme(LIGHT, look)
    page.dark_theme = flet_theme(DARK, look)
    page.theme_mode = ft.ThemeMode.DARK if look.is_dark else ft.ThemeMode.LIGHT
    page.bgcolor = look.colours.page
    return look


def flet_theme(colours: Colours, look: Look) -> ft.Theme:
    """Our tokens in Flet's words, for the controls that draw themselves (fields, menus)."""
    return ft.Theme(
        font_family=FAMILY,
        color_scheme=_scheme(colours),
        text_theme=_text_theme(colours, look.sp),
        scaffold_bgcolor=colours.page,
        # A browser on a desktop would make every button a third smaller than a thumb.
        visual_density=ft.VisualDensity.STANDARD,
        # No ripple or fly-in: a change of screen must be there before the eye is.
        page_transitions=ft.PageTransitionsTheme(
            android=ft.PageTransitionTheme.NONE,
            ios=ft.PageTransitionTheme.NONE,
            linux=ft.PageTransitionTheme.NONE,
            macos=ft.PageTransitionTheme.NONE,
            windows=ft.PageTransitionTheme.NONE,
        ),
    )


def contrast(first: str, second: str) -> float:
    """How well one colour is read on the other, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _colours(shade: Shade, *, device_is_dark: bool) -> Colours:
    if shade is Shade.DEVICE:
        return DARK if device_is_dark else LIGHT
    return DARK if shade is Shade.DARK else LIGHT


def _letters(base: Letters, factor: float) -> Letters:
    return Letters(
        # The code is the largest thing already: it grows only as far as the width allows,
        # and never drops under what is read from two metres.
        code=max(CODE_SP_LEAST, base.code * factor),
        number=base.number * factor,
        title=base.title * factor,
        body=base.body * factor,
        small=base.small * factor,
    )


def _scheme(colours: Colours) -> ft.ColorScheme:
    return ft.ColorScheme(
        primary=colours.link,
        on_primary=colours.card,
        primary_container=colours.work.fill,
        on_primary_container=colours.work.ink,
        secondary=colours.work.fill,
        on_secondary=colours.work.ink,
        secondary_container=colours.inset,
        on_secondary_container=colours.ink,
        error=colours.wrong.fill,
        on_error=colours.wrong.ink,
        surface=colours.card,
        on_surface=colours.ink,
        on_surface_variant=colours.ink_soft,
        surface_container=colours.card,
        surface_container_high=colours.card,
        surface_container_highest=colours.inset,
        outline=colours.edge,
        outline_variant=colours.line,
        surface_tint=ft.Colors.TRANSPARENT,
    )


def _text_theme(colours: Colours, sp: Letters) -> ft.TextTheme:
    def style(size: float, family: str = FAMILY) -> ft.TextStyle:
        return ft.TextStyle(
            size=size,
            font_family=family,
            font_family_fallback=list(FALLBACK),
            color=colours.ink,
        )

    return ft.TextTheme(
        headline_small=style(sp.title, FAMILY_BOLD),
        title_large=style(sp.title, FAMILY_BOLD),
        title_medium=style(sp.body, FAMILY_BOLD),
        title_small=style(sp.small, FAMILY_BOLD),
        body_large=style(sp.body),
        body_medium=style(sp.body),
        body_small=style(sp.small),
        label_large=style(sp.body, FAMILY_BOLD),
        label_medium=style(sp.small, FAMILY_BOLD),
        label_small=style(sp.small, FAMILY_BOLD),
    )
