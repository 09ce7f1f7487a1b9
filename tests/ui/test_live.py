"""One screen kept alive: news, scans in order, keys, errors, lost connections."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import flet as ft
import pytest

from app.scan.symbol import Source, Symbol
from app.station import Changed
from app.ui.live import (
    open_app,
    safe,
    use_live,
    use_look,
    use_news,
    use_task,
    use_ui,
)
from app.ui.scanning import (
    ScanHub,
    TypeCode,
    use_hub,
    use_scan_safe_text,
    use_scans,
    use_shortcuts,
)
from app.ui.theme import Settings, Shade
from tests.fakes.flet_client import FakeClient


@dataclass
class Books:
    """The least station: a number, and who wants to know that it changed."""

    picked_each: int = 0
    listeners: list[Callable[[Changed], None]] = field(default_factory=list)

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def pick(self, changed: Changed = Changed.STOCK) -> None:
        self.picked_each += 1
        for listener in list(self.listeners):
            listener(changed)


Pages = Mapping[str, Callable[[], ft.Control]]


@ft.component
def Home() -> ft.Control:
    live = use_live()
    return ft.Button("Pick", key="pick", on_click=lambda: live.go("/picker"))


@asynccontextmanager
async def screen(
    books: Books, pages: Pages, **kwargs: object
) -> AsyncGenerator[FakeClient]:
    client = FakeClient(**kwargs)  # type: ignore[arg-type]
    await client.start(open_app(books, {"/": Home, **pages}))
    try:
        yield client
    finally:
        await client.stop()


# ── news ──────────────────────────────────────────────────────────────────────────────


@ft.component
def Total() -> ft.Control:
    live = use_live()
    use_news(Changed.STOCK)
    return ft.Text(f"picked {live.station.picked_each}", key="total")


async def test_what_one_person_picks_another_sees():
    books = Books()
    async with screen(books, {"/": Total}) as one, screen(books, {"/": Total}) as other:
        books.pick()
        await one.settle()
        await other.settle()
        assert one.texts() == other.texts() == ["picked 1"]


async def test_a_change_from_another_thread_is_seen():
    books = Books()
    async with screen(books, {"/": Total}) as client:
        thread = threading.Thread(target=books.pick)
        thread.start()
        await client.until(lambda: client.has(text="picked 1"))
        thread.join()


async def test_a_hundred_changes_of_one_moment_are_drawn_once():
    books = Books()
    async with screen(books, {"/": Total}) as client:
        before = len(client.messages)
        for _ in range(100):
            books.pick()
        await client.settle()
        assert client.texts() == ["picked 100"]
        assert len(client.messages) == before + 1


async def test_a_screen_does_not_redraw_for_what_it_does_not_show():
    books = Books()
    async with screen(books, {"/": Total}) as client:
        before = len(client.messages)
        books.pick(Changed.LINE)
        await client.settle()
        assert len(client.messages) == before


async def test_a_closed_screen_no_longer_listens():
    books = Books()
    async with screen(books, {"/": Total}):
        assert len(books.listeners) == 1
    assert books.listeners == []


async def test_a_reconnected_screen_shows_what_it_missed():
    books = Books()
    async with screen(books, {"/": Total}) as client:
        for _ in range(3):
            await client.session.disconnect(3_600)
            books.pick()
            await asyncio.sleep(0)
            await client.reconnect()
        await client.until(lambda: client.has(text="picked 3"))
        books.pick()
        await client.until(lambda: client.has(text="picked 4"))
        assert len(books.listeners) == 1


# ── scans ─────────────────────────────────────────────────────────────────────────────


def page_that_hears(heard: list[str]) -> Callable[[], ft.Control]:
    @ft.component
    def Page() -> ft.Control:
        last, see = ft.use_state("-")

        def hear(symbol: Symbol) -> None:
            heard.append(symbol.raw)
            see(symbol.raw)

        use_scans(hear)
        return ft.Text(last, key="last")

    return Page


async def test_a_wedge_scan_needs_no_focused_field():
    heard: list[str] = []
    async with screen(Books(), {"/": page_that_hears(heard)}) as client:
        await client.scan("A-07-3-B")
        await client.settle()
        assert heard == ["A-07-3-B"]
        assert client.texts() == ["A-07-3-B"]


async def test_only_the_page_on_top_hears_a_scan():
    below: list[str] = []
    above: list[str] = []

    @ft.component
    def Start() -> ft.Control:
        live = use_live()
        use_scans(lambda symbol: below.append(symbol.raw))
        return ft.Button("Pick", key="pick", on_click=lambda: live.go("/picker"))

    pages = {"/": Start, "/picker": page_that_hears(above)}
    async with screen(Books(), pages) as client:
        await client.scan("BADGE-0007")
        await client.tap("pick")
        await client.scan("TOTE-0042")
        await client.event(client.root, "view_pop", {"route": "/picker"})
        await client.scan("BADGE-0008")
        await client.settle()
        assert (below, above) == (["BADGE-0007", "BADGE-0008"], ["TOTE-0042"])


async def test_scans_made_while_the_next_page_is_on_its_way_reach_it():
    below: list[str] = []
    above: list[str] = []
    arrived = asyncio.Event()

    @ft.component
    def Start() -> ft.Control:
        live = use_live()

        def hear(symbol: Symbol) -> None:
            below.append(symbol.raw)
            live.go("/picker")

        use_scans(hear)
        return ft.Text("Scan your badge")

    async with screen(Books(), {"/": Start, "/picker": page_that_hears(above)}) as client:

        async def slowly(args: object) -> None:
            await arrived.wait()

        client.answers["push_route"] = slowly
        go, client.go = client.go, lambda *_, **__: arrived.wait()  # type: ignore[method-assign]
        await client.scan("BADGE-0007")
        await client.scan("TOTE-0042")
        assert (below, above) == (["BADGE-0007"], [])
        arrived.set()
        await go("/picker")
        await client.until(lambda: above == ["TOTE-0042"])


async def test_scans_made_while_the_page_is_busy_wait_in_order():
    seen: list[tuple[int, str]] = []
    free = asyncio.Event()

    @ft.component
    def Counter() -> ft.Control:
        step, to = ft.use_state(0)

        async def hear(symbol: Symbol) -> None:
            await free.wait()
            seen.append((step, symbol.raw))
            to(step + 1)

        use_scans(hear)
        return ft.Text(f"step {step}")

    async with screen(Books(), {"/": Counter}) as client:
        for code in ("A-07-3-B", "2900001000018", "TOTE-0042"):
            await client.scan(code)
        free.set()
        await client.until(lambda: client.has(text="step 3"))
        # Each found the step the one before it had led to.
        assert seen == [(0, "A-07-3-B"), (1, "2900001000018"), (2, "TOTE-0042")]


async def all_heard() -> None:
    for _ in range(40):
        await asyncio.sleep(0)


async def test_a_scan_before_anyone_listens_is_not_lost():
    hub, heard = ScanHub(), list[str]()
    hub.offer(Symbol(raw="TOTE-0042"))
    assert hub.waiting == 1
    hub.take(lambda symbol: heard.append(symbol.raw))
    await all_heard()
    assert heard == ["TOTE-0042"]


async def test_whoever_came_last_on_a_page_hears_first():
    hub, page, dialog = ScanHub(), list[Symbol](), list[Symbol]()
    hub.take(page.append)
    leave = hub.take(dialog.append)
    hub.offer(Symbol(raw="one"))
    await all_heard()
    leave()
    hub.offer(Symbol(raw="two"))
    await all_heard()
    assert [each.raw for each in dialog] == ["one"]
    assert [each.raw for each in page] == ["two"]


async def test_a_scan_its_page_breaks_on_does_not_stop_the_next():
    heard: list[str] = []

    @ft.component
    def Page() -> ft.Control:
        def hear(symbol: Symbol) -> None:
            if symbol.raw == "bad":
                raise ValueError(symbol.raw)
            heard.append(symbol.raw)

        use_scans(hear)
        return ft.Text("Scan anything")

    async with screen(Books(), {"/": Page}) as client:
        await client.scan("bad")
        await client.scan("good")
        await client.until(lambda: heard == ["good"])


# ── keys and fields ───────────────────────────────────────────────────────────────────


@ft.component
def Weighing() -> ft.Control:
    text = use_scan_safe_text("12")
    last, see = ft.use_state("-")
    use_scans(lambda symbol: see(f"{symbol.source}: {symbol.raw}"))
    use_shortcuts({"F2": lambda: see("F2")})
    return ft.Column(
        [
            ft.TextField(
                key="weight",
                value=text.value,
                on_change=text.on_change,
                on_focus=text.on_focus,
                on_blur=text.on_blur,
            ),
            ft.Text(last, key="last"),
            TypeCode(use_look().say),
        ]
    )


async def test_a_scan_through_a_focused_field_leaves_its_text_alone():
    async with screen(Books(), {"/": Weighing}) as client:
        field_ = client.find("weight")
        await client.event(field_, "focus")
        await client.enter("weight", "125", submit=False)
        await asyncio.sleep(0.06)
        typed = "125"
        for sign in "TOTE-0042":
            typed += sign
            await client.press(sign, shift=sign.isalpha(), settle=False)
            await client.enter("weight", typed, submit=False)
        await client.press("Enter")
        await client.until(lambda: client.has(text="wedge: TOTE-0042"))
        assert client.find("weight")["value"] == "125"


async def test_typing_by_hand_into_a_field_is_no_scan():
    async with screen(Books(), {"/": Weighing}) as client:
        await client.event(client.find("weight"), "focus")
        for sign in ("1", "2", "3", "4", "Enter"):
            await client.press(sign)
            await asyncio.sleep(0.07)
        assert client.find("last")["value"] == "-"


async def test_a_typed_code_arrives_like_a_scan():
    async with screen(Books(), {"/": Weighing}) as client:
        await client.event(client.find("type-code"), "focus")
        await client.enter("type-code", " 85123A ")
        await client.until(lambda: client.has(text="typed: 85123A"))
        assert client.find("type-code")["value"] == ""


async def test_a_function_key_does_what_the_page_says():
    async with screen(Books(), {"/": Weighing}) as client:
        await client.press("F2")
        assert client.find("last")["value"] == "F2"


async def test_a_scanner_without_an_end_key_is_heard_when_it_goes_quiet():
    heard: list[str] = []
    async with screen(Books(), {"/": page_that_hears(heard)}) as client:
        for sign in "2900001000018":
            await client.press(sign, settle=False)
        await client.until(lambda: heard == ["2900001000018"])


async def test_a_scan_with_a_hole_in_it_is_still_one_scan():
    heard: list[str] = []
    async with screen(Books(), {"/": page_that_hears(heard)}) as client:
        await client.scan("TOTE-0041")
        for sign in "TOTE":
            await client.press(sign, shift=True, settle=False)
        await asyncio.sleep(0.6)
        await client.scan("-0042")
        await client.settle()
        assert heard == ["TOTE-0041", "TOTE-0042"]


# ── errors ────────────────────────────────────────────────────────────────────────────


async def test_a_page_that_cannot_be_drawn_says_so_and_opens_again():
    books = Books()

    @ft.component
    def Page() -> ft.Control:
        use_news()
        if books.picked_each == 1:
            raise ValueError("no such bin")
        return ft.Text(f"picked {books.picked_each}")

    async with screen(books, {"/": Page}) as client:
        books.pick()
        await client.until(lambda: client.has("open-again"))
        assert not any("no such bin" in text for text in client.texts())
        books.picked_each = 5
        await client.tap("open-again")
        assert client.has(text="picked 5")


@pytest.mark.parametrize("how", ["tap", "scan", "task"])
async def test_a_handler_that_breaks_shows_nobody_a_traceback(how: str):
    @ft.component
    def Page() -> ft.Control:
        fails, fail = ft.use_state(False)

        def broken(*_: object) -> None:
            raise ValueError("no such bin")

        async def work() -> None:
            if fails:
                broken()

        use_scans(broken)
        use_task(work, [fails])
        return ft.Column(
            [
                ft.Button("Tap", key="tap", on_click=broken),
                ft.Button("Task", key="task", on_click=lambda: fail(True)),
                ft.Text(f"broke {use_ui().handler_broke}"),
            ]
        )

    async with screen(Books(), {"/": Page}) as client:
        acts: dict[str, Callable[[], Awaitable[None]]] = {
            "tap": lambda: client.tap("tap"),
            "task": lambda: client.tap("task"),
            "scan": lambda: client.scan("A-07-3-B"),
        }
        await acts[how]()
        await client.until(lambda: client.has(text="broke 1"))
        assert client.errors == []


async def test_a_screen_that_could_not_be_sent_comes_back():
    @ft.component
    def Page() -> ft.Control:
        bad, go = ft.use_state(False)
        # No client understands this; Flet finds out while packing, after drawing.
        value = object() if bad else "fine"
        return ft.Column(
            [
                ft.Text(value, key="text"),  # type: ignore[arg-type]
                ft.Button("Break", key="break", on_click=lambda: go(True)),
            ]
        )

    async with screen(Books(), {"/": Page}) as client:
        await client.tap("break")
        await client.until(lambda: not client.texts())
        await client.until(lambda: client.has(text="fine"))


async def test_a_part_that_breaks_leaves_the_rest_of_the_page():
    @safe
    def Part(qty_each: int) -> ft.Control:
        return ft.Text(f"{10 // qty_each}")

    @ft.component
    def Page() -> ft.Control:
        return ft.Column([ft.Text("Zone A"), Part(0)])

    async with screen(Books(), {"/": Page}) as client:
        assert client.has(text="Zone A")
        assert client.has("open-again")


# ── who stands here ───────────────────────────────────────────────────────────────────


async def test_the_screen_follows_the_badge():
    @ft.component
    def Page() -> ft.Control:
        live, ui = use_live(), use_ui()
        dark = Settings(shade=Shade.DARK, language="de")
        return ft.Column(
            [
                ft.Text(f"{ui.badge} {ui.look.is_dark} {ui.look.say.language}"),
                ft.Button("In", key="in", on_click=lambda: live.sign_in("B-7", dark)),
                ft.Button("Out", key="out", on_click=live.sign_out),
            ]
        )

    async with screen(Books(), {"/": Page}) as client:
        await client.tap("in")
        assert client.has(text="B-7 True de")
        await client.tap("out")
        assert client.has(text=" False en")


async def test_a_turned_device_is_laid_out_anew():
    @ft.component
    def Page() -> ft.Control:
        return ft.Text(str(use_look().device))

    async with screen(Books(), {"/": Page}) as client:
        assert client.has(text="handheld")
        client.session.apply_page_patch({"width": 1_920, "height": 1_080})
        await client.event(client.root, "resize", {"width": 1_920, "height": 1_080})
        assert client.has(text="kiosk")


async def test_a_camera_and_a_scanner_meet_in_one_line():
    heard: list[tuple[Source, str]] = []

    @ft.component
    def Page() -> ft.Control:
        hub = use_hub()
        use_scans(lambda symbol: heard.append((symbol.source, symbol.raw)))
        see = Symbol(raw="A-07-3-B", source=Source.CAMERA)
        return ft.Button("See", key="see", on_click=lambda: hub.offer(see))

    async with screen(Books(), {"/": Page}) as client:
        await client.tap("see")
        await client.scan("TOTE-0042")
        await client.settle()
        assert heard == [(Source.CAMERA, "A-07-3-B"), (Source.WEDGE, "TOTE-0042")]
