"""What needs a person: shorts, bins to count, discrepancies, messages drafted."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from app.engine.counting import CountTask
from app.engine.notices import Discrepancy, Notice
from app.operations.seeing_board import Exceptions, Short
from app.ui.parts import lettering
from app.ui.supervisor.flow import Open
from app.ui.supervisor.furniture import (
    Tell,
    caption,
    card,
    day_and_time,
    heading,
    is_narrow,
)
from app.ui.supervisor.seeing import Seen
from app.ui.theme import HAIR, MEDIUM, SMALL, TIGHT, Look
from app.ui.words.telling import telling

ROWS_MOST: Final = 25
"""Of each kind: there are four on the screen at once."""


def exceptions_screen(look: Look, seen: Seen, tell: Tell) -> ft.Control:
    """Four lists, the newest on top; each says where, what and why."""
    found = seen.exceptions
    assert found is not None
    shorts, counts = _shorts(look, found, tell), _counts(look, found)
    odd, notices = _discrepancies(look, found), _notices(look, found, tell)
    if is_narrow(look):
        return ft.Column(
            [shorts, counts, odd, notices],
            spacing=MEDIUM,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Row(
        [_column([shorts, counts]), _column([notices, odd])],
        spacing=MEDIUM,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _column(controls: list[ft.Control]) -> ft.Control:
    for control in controls:
        control.expand = True
    return ft.Column(
        controls,
        spacing=MEDIUM,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _shorts(look: Look, found: Exceptions, tell: Tell) -> ft.Control:
    rows = [_short(look, each, found.counts, tell) for each in found.shorts[:ROWS_MOST]]
    say = look.say
    return _kind(
        look, "shorts", (say("sup_shorts"), say("sup_no_shorts")), found.shorts, rows
    )


def _counts(look: Look, found: Exceptions) -> ft.Control:
    rows = [_count(look, each) for each in found.counts[:ROWS_MOST]]
    say = look.say
    return _kind(
        look, "counts", (say("sup_counts"), say("sup_no_counts")), found.counts, rows
    )


def _discrepancies(look: Look, found: Exceptions) -> ft.Control:
    rows = [_discrepancy(look, each) for each in found.discrepancies[:ROWS_MOST]]
    words = (look.say("sup_discrepancies"), look.say("sup_no_discrepancies"))
    return _kind(look, "discrepancies", words, found.discrepancies, rows)


def _notices(look: Look, found: Exceptions, tell: Tell) -> ft.Control:
    rows = [_notice(look, *each, tell) for each in found.notices[:ROWS_MOST]]
    words = (look.say("sup_notices"), look.say("sup_no_notices"))
    return _kind(look, "notices", words, found.notices, rows)


def _kind(
    look: Look,
    key: str,
    words: tuple[str, str],
    found: Sequence[object],
    rows: list[ft.Control],
) -> ft.Control:
    """One list under its name; the second of `words` is said when it is empty."""
    name, none = words
    inside = (
        [ft.Column(rows, spacing=0, scroll=ft.ScrollMode.AUTO, expand=True)]
        if rows and not is_narrow(look)
        else rows or [_nothing(look, none)]
    )
    return card(
        look,
        ft.Column(
            [heading(look, name, len(found)), *inside],
            spacing=SMALL,
            tight=is_narrow(look),
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key=f"list-{key}",
    )


def _nothing(look: Look, words: str) -> ft.Control:
    return ft.Row(
        [
            ft.Icon(
                ft.Icons.CHECK_CIRCLE, size=look.sp.title, color=look.colours.good.fill
            ),
            ft.Container(
                lettering.body(look, words, ink=look.colours.ink_soft), expand=True
            ),
        ],
        spacing=SMALL,
    )


# ── one row of each kind ──────────────────────────────────────────────────────────────


def _short(
    look: Look, short: Short, counts: Sequence[CountTask], tell: Tell
) -> ft.Control:
    task, say = short.task, look.say
    # A short's own time is its count's: reporting it is what asks for the count.
    at = next(
        (
            day_and_time(each.at)
            for each in counts
            if (each.bin_code, each.sku) == (task.bin_code, task.sku)
        ),
        "",
    )
    missing = say("sup_short_row", taken=task.picked_each, asked=task.qty_each)
    return _row(
        look,
        f"short-{task.task_id}",
        (task.bin_code, at),
        f"{short.name}: {missing}",
        f"{_reason(look, task.reason)} · {say('sup_order_title', order=short.order_ref)}",
        on_tap=lambda: tell(Open(order_id=short.order_id)),
    )


def _count(look: Look, count: CountTask) -> ft.Control:
    return _row(
        look,
        f"count-{count.count_id}",
        (count.bin_code, day_and_time(count.at)),
        _reason(look, count.reason),
        count.sku,
    )


def _discrepancy(look: Look, found: Discrepancy) -> ft.Control:
    return _row(
        look,
        f"discrepancy-{found.discrepancy_id}",
        (found.kind.replace("_", " "), day_and_time(found.at)),
        found.says.replace("_", " "),
        "",
    )


def _notice(look: Look, notice: Notice, order_ref: str, tell: Tell) -> ft.Control:
    is_about_order = bool(notice.order_id)
    return _row(
        look,
        f"notice-{notice.notice_id}",
        (order_ref or notice.subject, day_and_time(notice.at)),
        telling(look.say, notice, order_ref).subject,
        look.say("told_customer" if is_about_order else "told_house"),
        on_tap=(lambda: tell(Open(order_id=notice.order_id))) if is_about_order else None,
    )


def _reason(look: Look, reason: str) -> str:
    key = f"sup_reason_{reason}"
    if look.say.knows(key):
        return look.say(key)
    return look.say("sup_reason_other", reason=reason)


def _row(
    look: Look,
    key: str,
    head: tuple[str, str],
    what: str,
    aside: str,
    *,
    on_tap: Callable[[], Any] | None = None,
) -> ft.Control:
    """Where and when on top, what below it, why beneath."""
    where, at = head
    return ft.Container(
        key=key,
        padding=ft.Padding.symmetric(vertical=SMALL, horizontal=HAIR),
        border=ft.Border(top=ft.BorderSide(1, look.colours.line)),
        ink=on_tap is not None,
        on_click=on_tap,
        content=ft.Column(
            [
                ft.Row(
                    [
                        lettering.big_figure(look, where, size=look.sp.body * 1.1),
                        lettering.figure(look, at, size=look.sp.small),
                    ],
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                ),
                lettering.body(look, what, lines=2),
                *([caption(look, aside)] if aside else []),
            ],
            spacing=TIGHT,
            tight=True,
        ),
    )
