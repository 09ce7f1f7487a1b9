"""Who supervises at this screen."""

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from app.engine.site import Person
from app.ui.parts import lettering
from app.ui.parts.buttons import icon_button
from app.ui.parts.states import empty_state
from app.ui.supervisor.flow import Told
from app.ui.supervisor.furniture import RADIUS, told_banner
from app.ui.theme import HAIR, LARGE, MEDIUM, TIGHT, Look


def who_screen(
    look: Look,
    people: Sequence[Person],
    told: Told | None,
    *,
    on_person: Callable[[Person], Any],
    on_leave: Callable[[], Any],
) -> ft.Control:
    """Everybody who supervises here; a badge answers too."""
    say = look.say
    leave = icon_button(
        look, ft.Icons.ARROW_BACK, key="leave", label=say("back"), on_press=on_leave
    )
    if not people:
        nobody = empty_state(look, say("sup_nobody"), icon=ft.Icons.PERSON_OFF)
        return ft.Container(
            ft.Column([ft.Row([leave]), nobody], expand=True),
            padding=look.margin,
            expand=True,
        )
    return ft.Container(
        padding=look.margin,
        expand=True,
        content=ft.Column(
            [
                ft.Row([leave, lettering.title(look, say("sup_who"))], spacing=MEDIUM),
                lettering.body(look, say("sup_who_how"), ink=look.colours.ink_soft),
                told_banner(look, told, lambda _: None),
                ft.Row(
                    [_person(look, person, on_person) for person in people],
                    wrap=True,
                    spacing=LARGE,
                    run_spacing=LARGE,
                ),
            ],
            spacing=LARGE,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
        ),
    )


def _person(look: Look, person: Person, on_person: Callable[[Person], Any]) -> ft.Control:
    return ft.Container(
        key=f"person-{person.badge}",
        width=min(look.width - 2 * look.margin, look.sp.body * 21),
        bgcolor=look.colours.card,
        border=ft.Border.all(HAIR, look.colours.line),
        border_radius=RADIUS,
        padding=LARGE,
        ink=True,
        on_click=lambda: on_person(person),
        content=ft.Row(
            [
                ft.Icon(ft.Icons.PERSON, size=look.sp.number, color=look.colours.link),
                ft.Column(
                    [
                        lettering.title(look, person.name, lines=2),
                        lettering.figure(
                            look,
                            person.badge,
                            size=look.sp.small,
                            ink=look.colours.ink_soft,
                        ),
                    ],
                    spacing=TIGHT,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=LARGE,
        ),
    )
