"""How far along: one mark per stop, so that a glance counts what is left."""

import flet as ft

from app.ui.parts import lettering
from app.ui.theme import HAIR, SMALL, TIGHT, Look

MARKS_MOST = 30
"""More marks than this cannot be told apart on a handheld; a plain bar takes over."""


def progress_strip(
    look: Look, *, done: int, of: int, text: str = "", aside: str = ""
) -> ft.Control:
    """Marks for `of` stops, `done` of them filled, the one being worked on outlined.

    Args:
        look: Whose screen.
        done: Stops behind.
        of: Stops in all, at least 1.
        text: Words under the marks; `Stop 3 of 12` if not given.
        aside: A second thing at the far end, such as the metres left.
    """
    assert 0 <= done <= of, (done, of)
    said = text or look.say("stop_of", n=min(done + 1, of), of=of)
    # It helps, and is not the work: very large letters would only push that away.
    size = min(look.sp.small, look.width / 20)
    texts = [lettering.small(look, each, lines=1) for each in (said, aside)]
    for each in texts:
        each.size = size
    marks = _marks(look, done, of) if of <= MARKS_MOST else _bar(look, done, of)
    return ft.Column(
        [
            marks,
            ft.Row(
                [
                    ft.Container(content=texts[0], expand=True),
                    *(texts[1:] if aside else []),
                ],
                spacing=SMALL,
            ),
        ],
        spacing=TIGHT,
        tight=True,
    )


def _marks(look: Look, done: int, of: int) -> ft.Control:
    return ft.Row(
        [
            ft.Container(
                expand=True,
                height=10,
                border_radius=3,
                bgcolor=look.colours.good.fill if at < done else look.colours.inset,
                border=_edge(look, is_now=at == done, is_done=at < done),
            )
            for at in range(of)
        ],
        spacing=3,
    )


def _edge(look: Look, *, is_now: bool, is_done: bool) -> ft.Border | None:
    if is_done:
        return None
    return ft.Border.all(
        HAIR if is_now else 1, look.colours.ink if is_now else look.colours.edge
    )


def _bar(look: Look, done: int, of: int) -> ft.Control:
    return ft.ProgressBar(
        value=done / of,
        bar_height=10,
        border_radius=3,
        color=look.colours.good.fill,
        bgcolor=look.colours.inset,
    )
