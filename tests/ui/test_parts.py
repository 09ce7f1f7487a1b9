"""The parts all screens share: what they say, how they fit, and a floor that stays quick."""

import struct
import zlib
from time import perf_counter

import flet as ft
import flet.canvas as cv
import pytest

from app.floor.plan import FloorPlan, load_plan
from app.floor.shapes import Spot
from app.ui.feedback import Feedback
from app.ui.parts import qty
from app.ui.parts.big_code import big_code, fitting_sp
from app.ui.parts.buttons import hold_button, primary_button
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.parts.fitting import LINE_EM, lines_of
from app.ui.parts.floor_base import LabelKind, MapLabel, area_of_zone, paint_base
from app.ui.parts.floor_map import (
    Trail,
    clear_of,
    moving_shapes,
    whole_size,
    whole_start,
)
from app.ui.parts.item_card import ItemFace, item_card
from app.ui.parts.progress_strip import progress_strip
from app.ui.parts.qty import qty_badge, qty_pad, typed_after
from app.ui.parts.sync_badge import Line as SyncLine
from app.ui.parts.sync_badge import line_words, sync_badge
from app.ui.parts.verdict_header import header_height, verdict_header
from app.ui.theme import Look, Settings, look_for

HANDHELDS = pytest.mark.parametrize("width", [360, 412])


def look(width: float = 412, **settings: int | str) -> Look:
    return look_for(Settings(**settings), width=width, height=915)  # pyright: ignore[reportArgumentType]


def controls(root: ft.BaseControl) -> list[ft.BaseControl]:
    """The part and everything in it."""
    below: list[ft.BaseControl] = []
    for name in ("content", "controls"):
        inside = getattr(root, name, None) or []
        below += inside if isinstance(inside, list) else [inside]
    return [
        root,
        *(c for each in below if not isinstance(each, str) for c in controls(each)),
    ]


def texts(root: ft.BaseControl) -> list[str]:
    return [each.value for each in controls(root) if isinstance(each, ft.Text)]


def keyed(root: ft.BaseControl, key: str) -> ft.BaseControl:
    return next(each for each in controls(root) if each.key == key)


def test_a_bin_code_is_shown_in_parts_and_read_out_whole():
    code = big_code(look(), "A-07-3-B")
    assert texts(code) == ["A", "07", "3", "B"]
    assert isinstance(code, ft.Semantics)
    assert code.label == "A-07-3-B"


@HANDHELDS
@pytest.mark.parametrize("percent", [70, 100, 200, 400])
def test_a_bin_code_is_64_sp_or_more_and_fits_on_every_handheld(width: int, percent: int):
    shown = big_code(look(width, text_percent=percent), "A-07-12-B")
    sizes = {each.size for each in controls(shown) if isinstance(each, ft.Text)}
    assert all(size and size >= 64 for size in sizes)
    assert sizes == {fitting_sp("A-07-12-B", width - 32, most=max(64, 0.8 * percent))}


def test_a_long_code_shrinks_instead_of_being_cut():
    assert fitting_sp("DROP-PACK-12", 328, most=80) < 50


def test_the_header_says_the_sentence_to_eyes_and_ears():
    header = verdict_header(look(), Feedback.WRONG, "This is A-07-3-C.")
    said = keyed(header, "verdict-text")
    assert isinstance(said, ft.Semantics)
    assert said.label == "This is A-07-3-C."
    assert said.live_region
    assert keyed(header, "verdict-wrong")


@pytest.mark.parametrize("percent", [100, 200, 400])
def test_the_longest_word_of_a_sentence_fits_beside_nothing_cut(percent: int):
    header = verdict_header(
        look(text_percent=percent), Feedback.READY, "Reservierungsnummer A-07-3-B"
    )
    size = next(each.size for each in controls(header) if isinstance(each, ft.Text)) or 0
    assert size * 0.62 * len("Reservierungsnummer") <= 412 - 32


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (SyncLine(), "Synced"),
        (SyncLine(waiting=1), "1 waiting"),
        (SyncLine(waiting=7), "7 waiting"),
        (SyncLine(offline_since="14:05"), "Offline since 14:05"),
        (SyncLine(offline_since="14:05", waiting=2), "2 waiting, Offline since 14:05"),
        (SyncLine(waiting=2, stuck=1), "1 needs a look, 2 waiting"),
    ],
)
def test_the_corner_says_how_the_line_is(line: SyncLine, said: str):
    assert line_words(look(), line) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["Take", "4", "cases"]), ("de", ["Nimm", "4", "Kartons"])],
)
def test_the_quantity_is_said_in_the_order_of_the_language(
    language: str, said: list[str]
):
    assert texts(qty_badge(look(language=language), 4, unit="case")) == said


@pytest.mark.parametrize(
    ("typed", "pressed", "after"),
    [
        ("", "4", "4"),
        ("4", "2", "42"),
        ("0", "7", "7"),
        ("", "0", "0"),
        ("42", qty.BACK, "4"),
        ("", qty.BACK, ""),
        ("42", qty.ENTER, "42"),
        ("1234", "5", "1234"),
    ],
)
def test_the_pad_types_whole_numbers(typed: str, pressed: str, after: str):
    assert typed_after(typed, pressed) == after


def test_every_key_of_the_pad_is_large_and_calls_its_name():
    heard: list[str] = []
    pad = qty_pad(look(), "", on_key=heard.append)
    for name in [*"0123456789", qty.BACK, qty.ENTER]:
        key = keyed(pad, f"qty-{name}")
        assert isinstance(key, ft.Button)
        assert (key.height or 0) >= 56
        assert key.on_click
        key.on_click()  # pyright: ignore[reportCallIssue]
    assert heard == [*"0123456789", qty.BACK, qty.ENTER]


def test_what_cannot_be_undone_ignores_a_tap():
    button = hold_button(look(), "Void", key="void", on_held=lambda: None)
    assert isinstance(button, ft.Button)
    assert button.on_click is None
    assert button.on_long_press
    assert texts(button) == ["Keep pressed: Void"]


def test_a_button_without_a_deed_is_off():
    button = primary_button(look(), "Get work", key="work", on_press=None)
    assert button.disabled


def test_an_item_without_a_picture_is_its_name_and_codes():
    card = item_card(look(), ItemFace(name="Tea", sku="85123A", ean="2900000000018"))
    assert texts(card) == ["Tea", "85123A", "2900000000018"]
    assert not [c for c in controls(card) if isinstance(c, cv.Canvas | ft.Image)]


@pytest.mark.parametrize(("done", "of"), [(0, 1), (1, 1), (12, 12), (41, 60)])
def test_progress_never_counts_past_the_last_stop(done: int, of: int):
    assert f"Stop {min(done + 1, of)} of {of}" in texts(
        progress_strip(look(), done=done, of=of)
    )


def test_numbers_of_a_table_are_set_in_figures_of_one_width():
    table = data_table(
        look(1280),
        [Column(heading="Zone"), Column(heading="Waiting", is_number=True)],
        [Line(key="A", cells=("A", "111")), Line(key="B", cells=("B", "888"))],
    )
    families = {
        each.font_family
        for each in controls(table)
        if isinstance(each, ft.Text) and each.value in ("111", "888")
    }
    assert families == {"Hyperlegible Mono"}


def hall(*, aisles: int, bays: int, levels: int) -> FloorPlan:
    return load_plan(f"""
        format = 1
        name = "Hall"
        width_mm = 120000
        depth_mm = 80000
        [[zone]]
        code = "A"
        name = "Small parts"
        at = [2000, 4000]
        aisles = {aisles}
        bays_per_side = {bays}
        levels = {levels}
        bay_width_mm = 1000
        rack_depth_mm = 600
        aisle_width_mm = 1600
        cross_aisle_width_mm = 2000
        entrance = [3000, 70000]
        drop = {{at = [15000, 70000]}}
        [[wall]]
        name = "Office"
        points = [[100000, 70000], [110000, 70000], [110000, 79000]]
    """)


def pixels(png: bytes) -> list[bytes]:
    """The rows of palette numbers in one of our images."""
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    data = zlib.decompress(png[start + 4 : start + 4 + length])
    return [
        data[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)
    ]


@pytest.mark.parametrize("is_dark", [False, True])
def test_the_floor_fills_exactly_the_room_there_is(is_dark: bool):
    base = paint_base(hall(aisles=3, bays=4, levels=2), size=(380, 300), is_dark=is_dark)
    assert (round(base.width), round(base.height)) == (380, 300)
    rows = pixels(base.png)
    assert (len(rows), len(rows[0])) == (600, 760)


def test_a_tap_on_a_bay_finds_its_bins_from_the_lowest_level():
    plan = hall(aisles=3, bays=4, levels=3)
    base = paint_base(plan, size=(380, 300), is_dark=False, area=area_of_zone(plan, "A"))
    wanted = plan.bins_of("A")[0]
    found = base.bins_at(*base.point(wanted.rect.middle))
    assert wanted in found
    assert [each.level for each in found] == ["A", "B", "C"]
    assert base.bins_at(0, 0) == ()


def test_a_bay_is_as_hot_as_its_hottest_level():
    plan = hall(aisles=1, bays=1, levels=2)
    cold = paint_base(plan, size=(300, 300), is_dark=False, heat={})
    hot = paint_base(plan, size=(300, 300), is_dark=False, heat={plan.bins[-1].code: 9})
    assert cold.png != hot.png
    assert max(max(row) for row in pixels(hot.png)) == 10


def test_ten_thousand_bins_are_a_small_image_painted_quickly():
    plan = hall(aisles=40, bays=25, levels=5)
    assert len(plan.bins) == 10_000
    start = perf_counter()
    base = paint_base(plan, size=(380, 300), is_dark=False)
    assert perf_counter() - start < 2
    assert len(base.png) < 100_000


def test_what_moves_is_a_handful_of_shapes():
    plan = hall(aisles=40, bays=25, levels=5)
    base = paint_base(plan, size=(380, 300), is_dark=False)
    first, last = plan.bins[0], plan.bins[-1]
    trail = Trail(
        me=first.spot, next_bin=last, ahead=(first.spot, last.spot), stops=(first.spot,)
    )
    assert 5 < len(moving_shapes(look(), base, trail)) < 60


SENTENCES_OF_ALL_LENGTHS = (
    "Good.",
    "This is A-07-3-C. Go to A-07-3-B.",
    "Das ist Red Hanging Heart T-Light Holder. Leg es zurück.",
)


@HANDHELDS
@pytest.mark.parametrize("percent", [100, 200])
def test_the_header_is_as_high_whatever_it_says(width: int, percent: int):
    shown = look(width, text_percent=percent)
    headers = [
        verdict_header(shown, feedback, said, line=SyncLine(waiting=waiting))
        for feedback in (Feedback.GOOD, Feedback.WRONG)
        for said in SENTENCES_OF_ALL_LENGTHS
        for waiting in (0, 12)
    ]
    heights = {each.height for each in headers if isinstance(each, ft.Container)}
    assert heights == {header_height(shown)}
    assert header_height(shown) < 0.2 * shown.height


@HANDHELDS
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("said", SENTENCES_OF_ALL_LENGTHS)
def test_no_sentence_is_cut_in_its_header(width: int, percent: int, said: str):
    shown = look(width, text_percent=percent)
    header = verdict_header(shown, Feedback.WRONG, said)
    words = keyed(header, "verdict-text")
    assert isinstance(words, ft.Semantics)
    assert isinstance(words.content, ft.Text)
    size = words.content.size or 0
    room = width - 32 - 64 - 16
    assert lines_of(said, size, room) * size * LINE_EM <= header_height(shown)


def test_a_narrow_header_says_what_waits_and_since_when_it_is_offline():
    line = SyncLine(offline_since="21:11", waiting=3)
    header = verdict_header(look(), Feedback.GOOD, "Good.", line=line)
    assert "3 waiting, Offline since 21:11" in texts(header)
    assert "3 waiting\nOffline since 21:11" in texts(
        sync_badge(look(), line, compact=True)
    )


def test_the_whole_map_begins_where_me_and_the_next_bin_are_both_seen():
    plan = hall(aisles=8, bays=10, levels=2)
    shown = look()
    for me in (plan.bins[0].spot, Spot(60_000, 40_000)):
        for following in (plan.bins[0], plan.bins[-1]):
            trail = Trail(me=me, next_bin=following)
            width, height = whole_size(shown, plan, trail)
            assert 412 <= width <= 412 * 2.5
            base = paint_base(plan, size=(width, height), is_dark=False)
            dx, dy = whole_start(shown, base, trail)
            for spot in (me, following.rect.middle):
                x, y = base.point(spot)
                assert 0 < x + dx < shown.width
                assert 0 < y + dy < shown.height


def test_an_aisles_number_makes_room_for_the_dot_that_is_me():
    number = MapLabel(kind=LabelKind.AISLE, text="03", x=100, y=100)
    assert clear_of(number, None) == clear_of(number, (300, 100)) == number
    assert abs(clear_of(number, (102, 96)).y - 96) > 20


def test_the_drop_has_a_pin_and_its_whole_name_on_the_map():
    plan = hall(aisles=3, bays=4, levels=2)
    base = paint_base(plan, size=(380, 300), is_dark=False, has_places=False)
    rim = Spot(plan.width_mm - 1, 500)
    trail = Trail(me=plan.bins[0].spot, goal=rim, goal_name="DROP-PACK-1")
    shapes = moving_shapes(look(), base, trail)
    [name] = [each for each in shapes if isinstance(each, cv.Text)]
    assert name.value == "DROP-PACK-1"
    assert name.x + len("DROP-PACK-1") * 4 < base.width


def test_without_its_places_a_working_map_has_no_mark_nobody_can_read():
    plan = hall(aisles=3, bays=4, levels=2)
    base = paint_base(plan, size=(380, 300), is_dark=False, has_places=False)
    assert all(label.kind is not LabelKind.PLACE for label in base.labels)
    assert max(max(row) for row in pixels(base.png)) != 5
    assert not any(5 in row for row in pixels(base.png))
