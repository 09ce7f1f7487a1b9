"""The state of the line, always in the corner. Offline is not an error."""

from dataclasses import dataclass

import flet as ft

from app.ui.parts import lettering
from app.ui.theme import SMALL, TIGHT, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a station knows about its line to the shared store.

    `offline_since` is a local clock time to show, `14:05`; empty while the line is up.
    `stuck` counts operations the shared store set aside for a supervisor.
    """

    waiting: int = 0
    offline_since: str = ""
    stuck: int = 0


def sync_badge(look: Look, line: Line, *, compact: bool = False) -> ft.Control:
    """Icon and words for the corner of a screen: synced, n waiting, offline since.

    `compact` leaves the words to the screen reader where a header has no room; the
    number of waiting operations stays.
    """
    said = line_words(look, line)
    shown = _short_words(line) if compact else said
    # A corner stays a corner, however large the letters are below it.
    size = min(look.sp.small, look.width / 20)
    icon = ft.Icon(_icon(line), size=size * 1.3, color=look.colours.ink)
    words = [_words(look, shown, size)] if shown else []
    return ft.Semantics(
        label=said,
        exclude_semantics=True,
        content=ft.Container(
            key="sync-badge",
            content=ft.Row([icon, *words], spacing=TIGHT + 2, tight=True),
            bgcolor=look.colours.card,
            border=ft.Border.all(1, look.colours.edge),
            border_radius=size * 1.2,
            padding=ft.Padding.symmetric(horizontal=SMALL + 2, vertical=TIGHT),
        ),
    )


def _words(look: Look, shown: str, size: float) -> ft.Control:
    text = lettering.small(look, shown, ink=look.colours.ink, lines=1)
    text.size = size
    return text


def line_words(look: Look, line: Line) -> str:
    """The whole sentence about the line; what needs a person comes first."""
    if line.stuck:
        return look.say("sync_stuck", n=line.stuck)
    if line.offline_since and line.waiting:
        return look.say("sync_offline_waiting", time=line.offline_since, n=line.waiting)
    if line.offline_since:
        return look.say("sync_offline_since", time=line.offline_since)
    if line.waiting:
        return look.say("sync_waiting", n=line.waiting)
    return look.say("sync_synced")


def _short_words(line: Line) -> str:
    if line.offline_since:
        return line.offline_since
    return str(line.stuck or line.waiting or "")


def _icon(line: Line) -> ft.IconData:
    if line.stuck:
        return ft.Icons.SYNC_PROBLEM
    if line.offline_since:
        return ft.Icons.CLOUD_OFF
    return ft.Icons.CLOUD_UPLOAD if line.waiting else ft.Icons.CLOUD_DONE
