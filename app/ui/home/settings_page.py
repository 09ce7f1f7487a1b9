"""A person's own settings: each choice is worn at once, and kept for their badge."""

from collections.abc import Callable

import flet as ft

from app.engine.names import Badge
from app.operations.seeing_work import see_person
from app.station import Changed, Station
from app.ui.live import Live, use_live, use_news, use_ui
from app.ui.parts import lettering
from app.ui.parts.buttons import primary_button, secondary_button
from app.ui.parts.verdict_header import plain_header
from app.ui.personal import CHOICES, chosen, keep_choice, with_choice
from app.ui.theme import LARGE, MEDIUM, SMALL, Look, Settings
from app.ui.words import LANGUAGES

Choose = Callable[[str, str], None]


@ft.component
def SettingsPage() -> ft.Control:
    """What one can choose for oneself. It follows the badge, not the device."""
    live, ui = use_live(), use_ui()
    use_news(Changed.SITE)
    return settings_screen(
        ui.look,
        ui.settings,
        who=_who(live),
        on_choose=lambda name, value: choose(live, name, value),
        on_back=live.close_settings,
    )


def choose(live: Live, name: str, value: str) -> None:
    """Wear it now, and from the next sign-in on."""
    live.wear(with_choice(live.ui.settings, name, value))
    if live.ui.badge:
        keep_choice(live.station, Badge(live.ui.badge), name, value)


def settings_screen(
    look: Look,
    settings: Settings,
    *,
    who: str,
    on_choose: Choose,
    on_back: Callable[[], None],
) -> ft.Control:
    """Every choice with what is chosen now; the first line says for whom."""
    say = look.say
    told = say("settings_of", name=who) if who else say("settings_of_nobody")
    rows = [_row(look, settings, name, on_choose) for name in CHOICES]
    return ft.Column(
        [
            plain_header(look, say("settings"), on_back=on_back),
            ft.Container(
                padding=look.margin,
                expand=True,
                content=ft.Column(
                    [lettering.body(look, told), *rows],
                    spacing=LARGE,
                    scroll=ft.ScrollMode.AUTO,
                    expand=True,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                ),
            ),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _row(look: Look, settings: Settings, name: str, on_choose: Choose) -> ft.Control:
    now = chosen(settings, name)
    buttons = [
        _choice(look, name, value, is_on=value == now, on_choose=on_choose)
        for value in CHOICES[name]
    ]
    return ft.Column(
        [
            lettering.strong(look, look.say(_TITLES[name])),
            ft.Row(buttons, wrap=True, spacing=SMALL, run_spacing=SMALL),
        ],
        spacing=SMALL,
        tight=True,
    )


def _choice(
    look: Look, name: str, value: str, *, is_on: bool, on_choose: Choose
) -> ft.Control:
    def press() -> None:
        on_choose(name, value)

    button = primary_button if is_on else secondary_button
    made = button(
        look,
        _said(look, name, value),
        key=f"{name}-{value}",
        icon=ft.Icons.CHECK if is_on else None,
        on_press=press,
    )
    return ft.Container(made, padding=ft.Padding.only(right=MEDIUM - SMALL))


_TITLES = {
    "language": "language",
    "text_percent": "text_size",
    "shade": "shade",
    "hand": "hand",
    "tone_percent": "tone_strength",
}


def _said(look: Look, name: str, value: str) -> str:
    match name:
        case "language":
            return str(LANGUAGES[value]["language_name"])
        case "text_percent":
            return f"{value} %"
        case "tone_percent":
            return look.say("tone_off" if value == "0" else "tone_on")
        case _:
            return look.say(f"{name}_{value}")


def _who(live: Live) -> str:
    station: Station = live.station
    person = see_person(station, Badge(live.ui.badge)) if live.ui.badge else None
    return person.name if person else ""
