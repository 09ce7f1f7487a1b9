"""How the picker's screens look: plain functions from what is so to Flet controls.

Every screen is a header with the last verdict, what the app waits for, the work, and
buttons where the thumb is.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import flet as ft

from app.engine.names import ZoneCode
from app.engine.site import Person
from app.operations.seeing_work import Walk, ZoneWork
from app.ui.parts import lettering
from app.ui.parts.big_code import big_code
from app.ui.parts.buttons import (
    Pressed,
    captioned_button,
    primary_button,
    secondary_button,
)
from app.ui.parts.fitting import LINE_EM, fitting, lines_of
from app.ui.parts.states import empty_state
from app.ui.parts.sync_badge import Line
from app.ui.parts.verdict_header import verdict_header
from app.ui.parts.zone_chip import zone_chip
from app.ui.picker.stages import Summary, Told, urgent_first
from app.ui.theme import HAIR, LARGE, MEDIUM, SMALL, TIGHT, Look
from app.ui.words import Sentence

LARGE_LETTERS_SP: Final = 28
"""From here on pictures give way to words."""

GAP: Final = SMALL + TIGHT
"""Between two things of the work, in dp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above every screen: the last verdict, the next scan, the line."""

    told: Told
    prompt: Sentence
    line: Line
    screen: str
    """Which screen it is: another one is drawn from nothing, not changed piece by piece."""


def frame(
    look: Look,
    head: Head,
    body: Sequence[ft.Control],
    thumb: Sequence[ft.Control] = (),
    *,
    window: ft.Control | None = None,
    echo: ft.Control | None = None,
) -> ft.Control:
    """A whole screen. `body` scrolls if it must; `thumb` stays at the lower edge.

    `window` is what looks for codes, the camera, between the header and the work; `echo`
    what is typed, over the work's lower edge.
    """
    return ft.Column(
        [
            _header(look, head),
            # Always in its place, so that the camera goes on from one screen to the next.
            ft.Container(content=window),
            ft.Stack([_work(look, head, body), _at_the_edge(echo)], expand=True),
            _thumb(look, head, thumb),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _work(look: Look, head: Head, body: Sequence[ft.Control]) -> ft.Control:
    return ft.Container(
        key=head.screen,
        left=0,
        top=0,
        right=0,
        bottom=0,
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=SMALL),
        content=ft.Column(
            [*_prompt(look, head), *body],
            spacing=GAP,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            expand=True,
        ),
    )


def _at_the_edge(echo: ft.Control | None) -> ft.Control:
    return ft.Container(content=echo, left=0, right=0, bottom=0)


def _header(look: Look, head: Head) -> ft.Control:
    says = look.say.this(head.told.says or head.prompt)
    return verdict_header(look, head.told.feedback, says, line=head.line)


def _prompt(look: Look, head: Head) -> list[ft.Control]:
    """The next scan, always written; the header has it while it has no verdict to tell."""
    if head.told.says is None:
        return []
    said = look.say.this(head.prompt)
    words = lettering.strong(look, said)
    words.size = _prompt_sp(look, said)
    icon = ft.Icon(
        ft.Icons.QR_CODE_SCANNER, size=look.sp.body * 1.4, color=look.colours.link
    )
    return [
        ft.Row(
            [icon, ft.Container(content=words, expand=True, key="prompt")],
            height=prompt_height(look, said),
            spacing=SMALL + TIGHT,
        )
    ]


def prompt_height(look: Look, said: str) -> float:
    """How high the words for the next scan are, in dp: one line, or two for long ones."""
    is_long = lines_of(said, look.sp.body * 0.9, _prompt_room(look)) > 1
    return look.sp.body * (2.4 if is_long else 1.4)


def _prompt_room(look: Look) -> float:
    return look.width - 2 * look.margin - look.sp.body * 1.4 - SMALL - TIGHT


def _prompt_sp(look: Look, said: str) -> float:
    most = (look.sp.body + look.sp.title) / 2
    height = prompt_height(look, said)
    return fitting(said, width=_prompt_room(look), height=height, most=most)


def _thumb(look: Look, head: Head, buttons: Sequence[ft.Control]) -> ft.Control:
    return ft.Container(
        key=f"thumb-{head.screen}",
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=SMALL),
        bgcolor=look.colours.page,
        border=ft.Border.only(top=ft.BorderSide(1, look.colours.line)),
        content=ft.Column(
            list(buttons),
            spacing=SMALL,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def card(look: Look, content: Sequence[ft.Control], *, key: str) -> ft.Control:
    """Things that belong together."""
    return ft.Container(
        key=key,
        bgcolor=look.colours.card,
        border_radius=SMALL,
        padding=MEDIUM,
        content=ft.Column(
            list(content),
            spacing=SMALL,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


# ── who ───────────────────────────────────────────────────────────────────────────────


def sign_in_screen(
    look: Look, people: Sequence[Person], *, on_choose: Callable[[Person], Any]
) -> list[ft.Control]:
    """Names to choose from, for who has no badge at hand."""
    if not people:
        say = look.say
        return [
            empty_state(
                look, say("pick_nobody"), say("pick_nobody_how"), icon=ft.Icons.BADGE
            )
        ]
    return [
        secondary_button(
            look,
            person.name,
            key=f"choose-{person.badge}",
            icon=ft.Icons.PERSON,
            on_press=acting(on_choose, person),
        )
        for person in people
    ]


# ── which work ────────────────────────────────────────────────────────────────────────


def work_screen(
    look: Look,
    zones: Sequence[ZoneWork],
    *,
    now: datetime,
    on_zone: Callable[[ZoneCode], Any],
) -> list[ft.Control]:
    """Every zone with what waits in it, the most urgent first and most prominent."""
    waiting = [work for work in zones if work.lists_ready or work.lists_waiting]
    if not waiting:
        say = look.say
        return [empty_state(look, say("empty_work"), say("empty_work_how"))]
    return [
        _zone_card(look, work, is_first=at == 0, now=now, on_zone=on_zone)
        for at, work in enumerate(urgent_first(waiting))
    ]


def own_row(look: Look, *, on_settings: Pressed, on_sign_out: Pressed) -> ft.Control:
    """What belongs to the person and not to the work."""
    say = look.say
    settings = captioned_button(
        look,
        ft.Icons.SETTINGS,
        key="settings",
        label=say("settings"),
        on_press=on_settings,
    )
    out = captioned_button(
        look,
        ft.Icons.LOGOUT,
        key="sign-out",
        label=say("pick_sign_out"),
        on_press=on_sign_out,
    )
    return ft.Row(
        [
            ft.Container(each, expand=True, height=look.target * 1.1)
            for each in (settings, out)
        ],
        spacing=SMALL,
    )


def _zone_card(
    look: Look,
    work: ZoneWork,
    *,
    is_first: bool,
    now: datetime,
    on_zone: Callable[[ZoneCode], Any],
) -> ft.Control:
    button = primary_button if is_first else secondary_button
    get = button(
        look,
        look.say("pick_get_work", zone=work.zone),
        key=f"get-work-{work.zone}",
        icon=ft.Icons.DIRECTIONS_WALK,
        on_press=acting(on_zone, work.zone),
    )
    facts = ft.Column(
        [
            _zone_title(look, _ready(look, work)),
            *(lettering.small(look, fact) for fact in _zone_facts(look, work, now)),
        ],
        spacing=TIGHT,
        tight=True,
    )
    top = ft.Row(
        [
            zone_chip(look, work.zone, size=look.sp.title * 1.2),
            ft.Container(content=facts, expand=True),
        ],
        spacing=MEDIUM,
    )
    return card(
        look, [top, *([get] if work.lists_ready else [])], key=f"zone-{work.zone}"
    )


def _zone_title(look: Look, words: str) -> ft.Control:
    said = lettering.title(look, words, lines=2)
    beside = look.sp.title * 1.2 * 1.7 + 3 * MEDIUM
    said.size = fitting(
        words,
        width=look.width - 2 * look.margin - beside,
        height=2 * LINE_EM * look.sp.title,
        most=look.sp.title,
    )
    return said


def _ready(look: Look, work: ZoneWork) -> str:
    if not work.lists_ready:
        return look.say("pick_none_ready")
    return look.say("pick_walks_ready", n=work.lists_ready)


def _zone_facts(look: Look, work: ZoneWork, now: datetime) -> list[str]:
    say = look.say
    counts = [say("pick_stops", n=work.stops_left)] if work.lists_ready else []
    if work.lists_waiting:
        counts.append(say("pick_walks_later", n=work.lists_waiting))
    if work.ship_by:
        counts.append(say("pick_leaves_by", time=clock(work.ship_by, now)))
    here = say("pick_people_here", people=", ".join(work.people)) if work.people else ""
    return [" · ".join(counts), *([here] if here else [])]


def clock(at: datetime, now: datetime) -> str:
    """A time of today as one says it; of another day, with its date."""
    here, today = at.astimezone(), now.astimezone()
    return f"{here:%H:%M}" if here.date() == today.date() else f"{here:%Y-%m-%d %H:%M}"


# ── which tote ────────────────────────────────────────────────────────────────────────


def _for_orders(look: Look, refs: str) -> str:
    """Whose walk it is: by its order's name, several by how many they are."""
    several = refs.count(", ") + 1
    if several > 1:
        return look.say("pick_orders", n=several)
    return look.say("pick_order_for", order=refs)


def tote_screen(look: Look, walk: Walk, position: int) -> list[ft.Control]:
    """Which tote goes on this walk or into a position of its cart, and where it waits."""
    say, tote = look.say, walk.pick_list.tote
    head = say("pick_tote_here", tote="") if tote else say("pick_tote_empty")
    told = (
        say("pick_tote_waits_at", drop=f"DROP-{walk.pick_list.zone}")
        if tote
        else say("pick_tote_any_number")
    )
    stops = say("pick_stops", n=len(walk.open_stops))
    order = _for_orders(look, walk.order_ref)
    return [
        lettering.title(look, head.strip()),
        *([_position(look, position)] if position else []),
        *([big_code(look, tote)] if tote else _tote_picture(look)),
        lettering.body(look, told),
        _zone_line(look, walk, f"{order} · {stops}"),
    ]


def _position(look: Look, position: int) -> ft.Control:
    words = look.say("pick_cart_position", position=position)
    return lettering.strong(look, words)


def _tote_picture(look: Look) -> list[ft.Control]:
    if look.sp.body > LARGE_LETTERS_SP:
        # Large letters need its room.
        return []
    icon = ft.Icon(ft.Icons.SHOPPING_BASKET_OUTLINED, size=140, color=look.colours.edge)
    return [ft.Container(content=icon, alignment=ft.Alignment.CENTER, padding=LARGE)]


def _zone_line(look: Look, walk: Walk, words: str) -> ft.Control:
    return ft.Row(
        [
            zone_chip(look, walk.pick_list.zone, size=look.sp.body),
            ft.Container(content=lettering.body(look, words), expand=True),
        ],
        spacing=MEDIUM,
    )


# ── where to bring it ─────────────────────────────────────────────────────────────────


def drop_screen(
    look: Look, walk: Walk, map_: ft.Control | None, *, on_finish: Pressed
) -> list[ft.Control]:
    """Where the tote has to be set down, and the way there."""
    say, tote = look.say, walk.pick_list.tote
    if not walk.totes:
        return [
            empty_state(look, say("pick_nothing_to_bring"), icon=ft.Icons.DONE_ALL),
            primary_button(look, say("pick_finish"), key="finish", on_press=on_finish),
        ]
    return [
        lettering.title_line(
            look, say("pick_bring_tote", tote=tote) if tote else say("pick_bring_cart")
        ),
        big_code(look, walk.drop),
        lettering.strong(look, _drop_words(look, walk), lines=1),
        *([map_] if map_ else []),
    ]


def _drop_words(look: Look, walk: Walk) -> str:
    if walk.drop.startswith("DROP-PACK"):
        return look.say("pick_to_packing")
    if walk.drop.startswith("DROP-SORT"):
        return look.say("pick_to_sorting")
    return look.say("pick_to_zone", zone=walk.drop.removeprefix("DROP-"))


# ── what came of it ───────────────────────────────────────────────────────────────────


def done_screen(look: Look, summary: Summary) -> list[ft.Control]:
    """What was picked on the walk that is over."""
    say = look.say
    rows = [
        (say("pick_sum_stops"), summary.stops),
        (say("pick_sum_items"), summary.picked_each),
        *(
            [(say("pick_sum_short"), summary.missing_each)]
            if summary.missing_each
            else []
        ),
    ]
    order = _for_orders(look, summary.order_ref)
    subtitle = " · ".join(part for part in (order, summary.tote) if part)
    return [
        ft.Row(
            [
                ft.Icon(
                    ft.Icons.FLAG,
                    size=min(look.sp.number, look.width / 8),
                    color=look.colours.link,
                ),
                ft.Column(
                    [
                        lettering.title(look, say("pick_walk_over")),
                        lettering.body(look, subtitle),
                    ],
                    spacing=TIGHT,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=MEDIUM,
        ),
        *(_sum(look, words, number) for words, number in rows),
    ]


def done_thumb(
    look: Look,
    summary: Summary,
    *,
    is_more_here: bool,
    on_next: Pressed,
    on_other: Pressed,
) -> list[ft.Control]:
    """The next job on one tap, where there is one in this zone."""
    say = look.say
    following = primary_button(
        look,
        say("pick_next_here", zone=summary.zone),
        key="next-job",
        icon=ft.Icons.DIRECTIONS_WALK,
        on_press=on_next,
    )
    button = secondary_button if is_more_here else primary_button
    other = button(look, say("pick_other_zone"), key="other-zone", on_press=on_other)
    return [following, other] if is_more_here else [other]


def _sum(look: Look, words: str, number: int) -> ft.Control:
    return ft.Container(
        bgcolor=look.colours.card,
        border=ft.Border.only(left=ft.BorderSide(HAIR * 3, look.colours.good.fill)),
        border_radius=SMALL,
        padding=MEDIUM,
        content=ft.Row(
            [
                ft.Container(content=lettering.strong(look, words), expand=True),
                lettering.big_figure(
                    look, str(number), size=min(look.sp.number, look.width / 8)
                ),
            ]
        ),
    )


def acting(act: Callable[[Any], Any], value: Any) -> Callable[[], Awaitable[None]]:
    """A tap that does `act` with `value`. Flet waits only for coroutine functions."""

    async def press() -> None:
        outcome = act(value)
        if inspect.isawaitable(outcome):
            await outcome

    return press
