"""The state of the line, always in the corner. Offline is not an error."""

from dataclasses import dataclass

import flet as ft

from app.ui.parts import lettering
from app.ui.parts.fitting import LETTER_EM
from app.ui.theme import MEDIUM, SMALL, TIGHT, Look


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

    `compact` sets the words smaller, one fact under the other, where there is no room
    beside them; that all is well needs no words then.
    """
    facts = _facts(look, line)
    # A corner stays a corner, however large the letters are below it.
    size = min(look.sp.small, look.width / (30 if compact else 20))
    icon = ft.Icon(_icon(line), size=size * 1.3, color=look.colours.ink)
    shown = [] if compact and line == Line() else facts
    words = [_words(look, "\n".join(shown) if compact else ", ".join(shown), size)]
    return ft.Semantics(
        label=line_words(look, line),
        exclude_semantics=True,
        content=ft.Container(
            key="sync-badge",
            content=ft.Row(
                [icon, *(words if shown else [])], spacing=TIGHT + 2, tight=True
            ),
            bgcolor=look.colours.card,
            border=ft.Border.all(1, look.colours.edge),
            border_radius=size * 1.2,
            padding=ft.Padding.symmetric(horizontal=SMALL + 2, vertical=TIGHT),
        ),
    )


def line_strip(look: Look, line: Line, *, ink: str) -> ft.Control:
    """The same as a row of its own at the top of a narrow screen, its end in the corner."""
    said = line_words(look, line)
    room = look.width - 2 * look.margin - 2 * MEDIUM
    size = min(_strip_sp(look), room / (len(said) * LETTER_EM))
    icon = ft.Icon(_icon(line), size=size * 1.2, color=ink)
    words = _words(look, said, size)
    words.color = ink
    return ft.Semantics(
        label=said,
        exclude_semantics=True,
        content=ft.Row(
            [icon, words],
            key="sync-badge",
            height=strip_height(look),
            spacing=TIGHT + 2,
            alignment=ft.MainAxisAlignment.END,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    )


def strip_height(look: Look) -> float:
    """How high `line_strip` is, in dp."""
    return _strip_sp(look) * 1.4


def _strip_sp(look: Look) -> float:
    return min(look.sp.small, look.width / 22)


def _words(look: Look, shown: str, size: float) -> ft.Text:
    text = lettering.small(look, shown, ink=look.colours.ink, lines=2)
    text.size = size
    return text


def line_words(look: Look, line: Line) -> str:
    """The whole sentence about the line; what needs a person comes first."""
    return ", ".join(_facts(look, line))


def _facts(look: Look, line: Line) -> list[str]:
    say = look.say
    stuck = [say("sync_stuck", n=line.stuck)] if line.stuck else []
    waiting = [say("sync_waiting", n=line.waiting)] if line.waiting else []
    off = (
        [say("sync_offline_since", time=line.offline_since)] if line.offline_since else []
    )
    return [*stuck, *waiting, *off] or [say("sync_synced")]


def _icon(line: Line) -> ft.IconData:
    if line.stuck:
        return ft.Icons.SYNC_PROBLEM
    if line.offline_since:
        return ft.Icons.CLOUD_OFF
    return ft.Icons.CLOUD_UPLOAD if line.waiting else ft.Icons.CLOUD_DONE
