"""The buttons under the thumb: all of a row equally high, their words never cut."""

import flet as ft

from app.ui.parts.buttons import (
    Pressed,
    caption_sp,
    captioned_button,
    secondary_button,
)
from app.ui.parts.fitting import LETTER_EM, LINE_EM
from app.ui.theme import MEDIUM, SMALL, TIGHT, Hand, Look


def walk_thumb(
    look: Look,
    *,
    on_wrong: Pressed,
    on_type: Pressed,
    on_camera: Pressed,
    on_quantity: Pressed | None,
) -> list[ft.Control]:
    """What the thumb may need: something is wrong, type a code, the camera, how many."""
    say = look.say
    wrong = secondary_button(
        look,
        say("something_wrong"),
        key="wrong",
        icon=ft.Icons.REPORT_PROBLEM,
        on_press=on_wrong,
        room=wide_room(look),
    )
    row = scan_row(look, wrong, on_type=on_type, on_camera=on_camera)
    if on_quantity is None:
        return [row]
    quantity = secondary_button(
        look,
        say("pick_type_quantity"),
        key="qty-open",
        icon=ft.Icons.DIALPAD,
        on_press=on_quantity,
        room=(look.width - 2 * look.margin, row_height(look)),
    )
    return [_side_by_side(look, [_share(quantity)]), row]


def scan_row(
    look: Look, wide: ft.Control | None, *, on_type: Pressed, on_camera: Pressed
) -> ft.Control:
    """One wide button, and beside it the other two ways to give a code.

    All are equally high. Large letters need the whole width: then it stands above them.
    """
    keys, eye = _ways_to_scan(look, on_type, on_camera)
    if wide is None:
        return _side_by_side(look, [_share(keys), _share(eye)])
    far = ft.Container(content=wide, expand=True)
    if has_large_letters(look):
        pair = _side_by_side(look, [_share(keys), _share(eye)])
        return ft.Column([_side_by_side(look, [far]), pair], spacing=SMALL, tight=True)
    narrow = [ft.Container(each, width=_narrow_width(look)) for each in (keys, eye)]
    ordered = [*narrow, far] if look.hand is Hand.RIGHT else [far, *reversed(narrow)]
    return _side_by_side(look, ordered)


def _ways_to_scan(
    look: Look, on_type: Pressed, on_camera: Pressed
) -> tuple[ft.Control, ft.Control]:
    say = look.say
    keys = captioned_button(
        look,
        ft.Icons.KEYBOARD,
        key="type",
        label=say("pick_type_code"),
        on_press=on_type,
    )
    eye = captioned_button(
        look,
        ft.Icons.PHOTO_CAMERA,
        key="camera",
        label=say("pick_camera"),
        on_press=on_camera,
    )
    return keys, eye


def _share(button: ft.Control) -> ft.Container:
    return ft.Container(content=button, expand=True)


def _side_by_side(look: Look, buttons: list[ft.Container]) -> ft.Control:
    for each in buttons:
        each.height = row_height(look)
    return ft.Row([*buttons], spacing=SMALL)


def has_large_letters(look: Look) -> bool:
    """Whether a button's words need the whole width of this screen."""
    return look.sp.body > look.width / 17


def row_height(look: Look) -> float:
    """One height for every button of a row: two lines of words, one where all are wide."""
    lines = 1 if has_large_letters(look) else 2
    return max(look.target, min(look.sp.body, look.width / 14) * lines * LINE_EM + MEDIUM)


def wide_room(look: Look) -> tuple[float, float]:
    """The room of the wide button in a row, in dp."""
    whole = look.width - 2 * look.margin
    beside = 0 if has_large_letters(look) else 2 * (_narrow_width(look) + SMALL)
    return whole - beside, row_height(look)


def _narrow_width(look: Look) -> float:
    letters = max(len(look.say(each)) for each in ("pick_type_code", "pick_camera"))
    return max(look.target * 1.1, letters * caption_sp(look) * LETTER_EM + 2 * TIGHT + 8)


def thumb_height(look: Look, more_rows: int = 0) -> float:
    """How high the buttons under the thumb are on a walk, in dp."""
    rows = (2 if has_large_letters(look) else 1) + more_rows
    return rows * row_height(look) + (rows - 1) * SMALL + 2 * SMALL + 1
