"""Every part of the screens on one wall, to look at: all sizes, light and dark.

    python -m tests.ui.gallery                  serve it, then open http://127.0.0.1:8765/walk
    python -m tests.ui.gallery pictures DIR     photograph every scene with Chromium

A scene's address says how to show it: /walk/dark/200/de is dark, 200 % text, German.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import flet as ft
import uvicorn
from fastapi import FastAPI
from flet.fastapi import app as flet_app
from playwright.async_api import Browser, async_playwright

from app.floor.plan import FloorPlan, load_plan
from app.floor.shapes import Spot
from app.ui.feedback import Feedback, Verdict
from app.ui.parts import lettering
from app.ui.parts.big_code import big_code, where_strip
from app.ui.parts.buttons import (
    button_row,
    hold_button,
    icon_button,
    primary_button,
    secondary_button,
)
from app.ui.parts.data_table import Column, Line, data_table
from app.ui.parts.floor_base import FloorBase, area_of_zone, paint_base
from app.ui.parts.floor_map import Trail, floor_map, floor_map_whole
from app.ui.parts.item_card import ItemFace, item_card
from app.ui.parts.progress_strip import progress_strip
from app.ui.parts.qty import qty_badge, qty_pad
from app.ui.parts.states import broken_state, empty_state, loading_state
from app.ui.parts.sync_badge import Line as SyncLine
from app.ui.parts.sync_badge import sync_badge
from app.ui.parts.verdict_header import plain_header, verdict_header
from app.ui.parts.zone_chip import zone_chip
from app.ui.theme import MEDIUM, SMALL, Look, Settings, Shade, apply_theme

ROOT = Path(__file__).parents[2]
PORT = 8765

PLAN = """
format = 1
name = "Gallery hall"
width_mm = 46000
depth_mm = 40000

[[zone]]
code = "A"
name = "Small parts"
at = [2000, 4000]
aisles = 7
bays_per_side = 10
levels = 4
bay_width_mm = 1000
rack_depth_mm = 600
aisle_width_mm = 1600
cross_aisle_width_mm = 2000
colour_index = 0
entrance = [3000, 20000]
drop = {at = [18000, 20500]}

[[zone]]
code = "B"
name = "Textiles"
at = [24000, 4000]
aisles = 7
bays_per_side = 10
levels = 4
bay_width_mm = 1000
rack_depth_mm = 600
aisle_width_mm = 1600
cross_aisle_width_mm = 2000
colour_index = 1
entrance = [25000, 20000]
drop = {at = [38000, 20500]}

[[zone]]
code = "C"
name = "Heavy goods"
at = [2000, 22500]
aisles = 4
bays_per_side = 7
levels = 3
bay_width_mm = 1600
rack_depth_mm = 1100
aisle_width_mm = 2400
cross_aisle_width_mm = 2500
colour_index = 2
entrance = [3000, 39000]
drop = {at = [20000, 39000]}

[[place]]
code = "DROP-PACK-1"
name = "Packing 1"
kind = "packing"
at = [30000, 30000]

[[place]]
code = "DROP-PACK-2"
name = "Packing 2"
kind = "packing"
at = [38000, 30000]

[[place]]
code = "DOCK-1"
name = "Dock"
kind = "dock"
at = [42000, 37000]

[[wall]]
name = "Office"
points = [[25000, 34000], [34000, 34000], [34000, 39500], [25000, 39500]]
"""

CLOCK = ItemFace(
    name="Alarm clock Bakelike red",
    sku="22727",
    ean="2900000227279",
    tells_apart="Red, not green",
)
MUG = ItemFace(
    name="White hanging heart T-light holder", sku="85123A", ean="2900085123014"
)


def walk(look: Look) -> ft.Control:
    plan = load_plan(PLAN)
    base = _painted(plan, look, height=min(look.height * 0.34, 420))
    return _screen(
        verdict_header(
            look,
            Feedback.READY,
            look.say("scan_bin", bin="A-03-7-B"),
            line=SyncLine(waiting=2),
        ),
        _padded(
            look,
            big_code(look, "A-03-7-B"),
            where_strip(look, zone_code="A", side="L", level="B"),
            item_card(look, CLOCK),
            qty_badge(look, 4),
            floor_map(look, base, _trail(plan), on_open=_nothing),
            progress_strip(look, done=2, of=12, aside=look.say("metres_left", n=84)),
            secondary_button(
                look,
                look.say("something_wrong"),
                key="wrong",
                on_press=_nothing,
                icon=ft.Icons.REPORT,
            ),
        ),
    )


def wrong(look: Look) -> ft.Control:
    return _screen(
        verdict_header(
            look,
            Feedback.WRONG,
            look.say("refused_wrong_bin", got="A-03-7-C", wanted="A-03-7-B"),
            line=SyncLine(offline_since="14:05", waiting=12),
        ),
        _padded(
            look,
            big_code(look, "A-03-17-B"),
            item_card(look, MUG),
            qty_badge(look, 2, unit="case", taken=1),
            progress_strip(look, done=41, of=60),
            button_row(
                look,
                [
                    primary_button(
                        look,
                        look.say("next"),
                        key="next",
                        on_press=_nothing,
                        icon=ft.Icons.ARROW_FORWARD,
                    ),
                    secondary_button(
                        look, look.say("undo_last"), key="undo", on_press=_nothing
                    ),
                ],
            ),
            hold_button(look, look.say("void_parcel"), key="void", on_held=_nothing),
            primary_button(look, look.say("get_work"), key="off", on_press=None),
        ),
    )


def pad(look: Look) -> ft.Control:
    return _screen(
        verdict_header(
            look, Feedback.CAREFUL, look.say("how_many_there"), line=SyncLine()
        ),
        _padded(
            look,
            big_code(look, "A-03-7-B"),
            ft.Container(content=qty_pad(look, "12", on_key=_nothing_with), width=520),
        ),
    )


def badges(look: Look) -> ft.Control:
    lines = [
        SyncLine(),
        SyncLine(waiting=1),
        SyncLine(offline_since="14:05"),
        SyncLine(offline_since="14:05", waiting=12),
        SyncLine(stuck=1),
    ]
    return _screen(
        *(
            verdict_header(look, feedback, text, line=SyncLine(waiting=3))
            for feedback, text in [
                (Feedback.GOOD, look.say("done_picked")),
                (Feedback.LINE_DONE, look.say("done_line_picked")),
                (Feedback.ORDER_DONE, look.say("done_list_picked")),
                (Feedback.CAREFUL, look.say("done_discrepancy")),
                (Feedback.BUSY, look.say("loading")),
            ]
        ),
        _padded(
            look,
            ft.Row([sync_badge(look, line) for line in lines], wrap=True),
            ft.Row([sync_badge(look, line, compact=True) for line in lines], wrap=True),
            ft.Row([zone_chip(look, letter) for letter in "ABCDEFGH"], wrap=True),
            big_code(look, "TOTE-0042"),
            big_code(look, "DROP-PACK-1"),
            lettering.title(look, "Title: Größe № 12 → 3"),
            lettering.body(look, "Body: 3 + 4 ≥ 7, “quoted”, ✓ and ⚠ are not tofu."),
            lettering.small(look, "Small: soft ink."),
            ft.Row(
                [
                    icon_button(
                        look,
                        ft.Icons.SETTINGS,
                        key="settings",
                        label=look.say("settings"),
                        on_press=_nothing,
                    )
                ]
            ),
            ft.TextField(label=look.say("scan_or_type"), value="A-03-7-B"),
        ),
    )


def states(look: Look) -> ft.Control:
    return ft.Column(
        [
            empty_state(look, look.say("empty_work"), look.say("empty_work_how")),
            loading_state(look, look.say("orders")),
            broken_state(look, on_again=_nothing),
        ],
        expand=True,
        spacing=0,
        scroll=ft.ScrollMode.AUTO if look.device == "handheld" else None,
    )


def whole(look: Look) -> ft.Control:
    plan = load_plan(PLAN)
    base = paint_base(plan, size=(look.width, look.height), is_dark=look.is_dark)
    return floor_map_whole(
        look, base, _trail(plan), on_close=_nothing, on_bins=_nothing_with
    )


def board(look: Look) -> ft.Control:
    columns = [
        Column(heading=look.say("zone", zone=""), share=4),
        Column(heading=look.say("waiting"), share=2, is_number=True),
        Column(heading=look.say("picking"), share=2, is_number=True),
        Column(heading=look.say("finished"), share=2, is_number=True),
        Column(heading=look.say("short"), share=2, is_number=True),
        Column(heading=look.say("late"), share=3),
    ]
    rows = [
        ("A", "1204", "36", "880", "0", "", None),
        (
            "B",
            "96",
            "12",
            "1411",
            "3",
            look.say("cut_off", time="16:30"),
            Verdict.CAREFUL,
        ),
        ("C", "7", "2", "77", "11", look.say("cut_off", time="15:00"), Verdict.WRONG),
    ]
    lines = [
        Line(
            key=zone,
            cells=(_zone_cell(look, zone), *numbers),
            verdict=verdict,
        )
        for zone, *numbers, verdict in rows
    ]
    base = _heat_base(look)
    return _screen(
        plain_header(look, look.say("board"), line=SyncLine(), on_back=_nothing),
        ft.Container(
            padding=look.margin,
            expand=True,
            content=ft.Row(
                [
                    data_table(look, columns, lines, on_line=_nothing_with),
                    floor_map(look, base, Trail(), on_open=_nothing),
                ],
                spacing=look.margin,
                vertical_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
        ),
    )


def _heat_base(look: Look) -> FloorBase:
    plan = load_plan(PLAN)
    heat: dict[str, int] = {
        each.code: (each.bay * each.aisle + each.aisle) % 5 for each in plan.bins
    }
    wide = (look.width - 3 * look.margin) / 2
    return paint_base(
        plan, size=(wide, look.height - 160), is_dark=look.is_dark, heat=heat
    )


def pack(look: Look) -> ft.Control:
    cards = [
        item_card(look, CLOCK, aside=qty_badge(look, 1)),
        item_card(look, MUG, aside=qty_badge(look, 3, taken=1)),
        item_card(look, replace(CLOCK, sku="22728", name="Alarm clock Bakelike pink")),
    ]
    return _screen(
        verdict_header(
            look,
            Feedback.WRONG,
            look.say("refused_not_in_tote", got="22726 Alarm clock Bakelike green"),
            line=SyncLine(),
        ),
        ft.Container(
            padding=look.margin,
            content=ft.Row(
                [
                    ft.Container(
                        content=ft.Column([lettering.title(look, "536365"), *cards]),
                        expand=3,
                    ),
                    ft.Container(
                        content=ft.Column(
                            [big_code(look, "TOTE-0042", width=look.width / 3)]
                        ),
                        expand=2,
                    ),
                ],
                vertical_alignment=ft.CrossAxisAlignment.START,
                spacing=look.margin,
            ),
        ),
    )


SCENES: dict[str, Callable[[Look], ft.Control]] = {
    each.__name__: each for each in (walk, wrong, pad, badges, states, whole, board, pack)
}

HANDHELD, SMALL_HAND, TABLET, KIOSK = (412, 915), (360, 720), (1280, 800), (1920, 1080)
SHOTS: list[tuple[str, tuple[int, int], str]] = [
    *((scene, HANDHELD, shade) for scene in ("walk", "wrong", "pad", "badges", "states", "whole") for shade in ("light", "dark")),
    ("walk", SMALL_HAND, "light"),
    ("walk", HANDHELD, "light/200/de"),
    ("wrong", HANDHELD, "dark/200/de"),
    ("pad", HANDHELD, "light/400/de"),
    *((scene, size, shade) for scene in ("board", "pack", "badges") for size in (TABLET, KIOSK) for shade in ("light", "dark")),
    ("walk", TABLET, "dark"),
]  # fmt: skip


def main(page: ft.Page) -> None:
    scene, settings = _asked(page.route or "/")
    page.padding = 0
    look = apply_theme(page, settings)
    page.render_views(lambda: _view(SCENES[scene](look), look))


def _view(content: ft.Control, look: Look) -> ft.View:
    return ft.View(
        route="/",
        padding=0,
        bgcolor=look.colours.page,
        controls=[_shown(content)],
    )


@ft.component
def _shown(content: ft.Control) -> ft.Control:
    return ft.SafeArea(content=content, expand=True)


def _asked(route: str) -> tuple[str, Settings]:
    words = dict(enumerate(part for part in route.split("/") if part))
    settings = Settings(
        shade=Shade(words.get(1, "light")),
        text_percent=int(words.get(2, "100")),
        language=words.get(3, "en"),
    )
    return words.get(0, "walk"), settings


def _screen(*parts: ft.Control) -> ft.Control:
    return (
        ft.Column(list(parts), spacing=0, expand=True, scroll=ft.ScrollMode.AUTO)
        if parts[-1].expand is not True
        else ft.Column(list(parts), spacing=0, expand=True)
    )


def _padded(look: Look, *parts: ft.Control) -> ft.Control:
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=look.margin, vertical=MEDIUM),
        content=ft.Column(
            list(parts),
            spacing=SMALL + 4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _zone_cell(look: Look, zone: str) -> ft.Control:
    names: dict[str, str] = {zone.code: zone.name for zone in load_plan(PLAN).zones}
    return ft.Row(
        [
            zone_chip(look, zone, size=look.sp.body),
            ft.Container(content=lettering.strong(look, names[zone]), expand=True),
        ]
    )


def _painted(plan: FloorPlan, look: Look, *, height: float) -> FloorBase:
    return paint_base(
        plan,
        size=(look.width - 2 * look.margin, height),
        is_dark=look.is_dark,
        area=area_of_zone(plan, "A"),
    )


def _trail(plan: FloorPlan) -> Trail:
    lit = plan.find_bin("A-03-7-B")
    first, second = plan.find_bin("A-01-5-A"), plan.find_bin("A-02-12-A")
    fourth, drop = plan.find_bin("A-05-4-A"), plan.find_spot("DROP-A")
    assert lit
    assert first
    assert second
    assert fourth
    assert drop
    front = plan.aisles[0].front.y_mm
    ahead = [
        second.spot,
        Spot(second.spot.x_mm, front),
        Spot(lit.spot.x_mm, front),
        lit.spot,
    ]
    later = [
        lit.spot,
        Spot(lit.spot.x_mm, front),
        Spot(fourth.spot.x_mm, front),
        fourth.spot,
        Spot(fourth.spot.x_mm, front),
        drop,
    ]
    return Trail(
        me=second.spot,
        here=second.code,
        next_bin=lit,
        ahead=tuple(ahead),
        later=tuple(later),
        stops=(fourth.spot, drop),
        done=(first.spot,),
    )


def _nothing() -> None:
    """A wall of buttons that lead nowhere."""


def _nothing_with(_: object) -> None:
    """The same, for what is called with something."""


async def _photograph(folder: Path) -> None:
    server = uvicorn.Server(
        uvicorn.Config(_asgi(), host="127.0.0.1", port=PORT, log_level="warning")
    )
    serving = asyncio.create_task(server.serve())
    async with async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for scene, size, shade in _chosen():
            await _shoot(browser, folder, scene, size, shade)
        await browser.close()
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving


def _chosen() -> Iterator[tuple[str, tuple[int, int], str]]:
    wanted = sys.argv[3:]
    for scene, size, shade in SHOTS:
        if not wanted or scene in wanted:
            yield scene, size, shade


async def _shoot(
    browser: Browser, folder: Path, scene: str, size: tuple[int, int], shade: str
) -> None:
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{PORT}/{scene}/{shade}")
    await page.locator("flt-semantics-placeholder").wait_for(state="attached")
    await page.wait_for_timeout(5_000)
    name = f"{scene}-{size[0]}x{size[1]}-{shade.replace('/', '-')}.png"
    await page.screenshot(path=folder / name)
    await context.close()


def _asgi() -> FastAPI:
    return flet_app(main, assets_dir=str(ROOT / "assets"), no_cdn=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["pictures"]:
        Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
        asyncio.run(_photograph(Path(sys.argv[2])))
    else:
        uvicorn.run(_asgi(), host="127.0.0.1", port=PORT)
