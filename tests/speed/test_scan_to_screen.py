"""From the last key of a scan to the next instruction: committed, drawn, patch sent.

The real page, Flet's real session, encoder and differ, the real books on disk with a flush
for every commit, the demo site. What is missing is the browser's own drawing.
"""

import statistics
import time
from pathlib import Path

import flet as ft
import pytest

from app.channels.demo_site import load_demo_site
from app.cli import load_demo
from app.engine.releasing import ReleaseOrders
from app.engine.task_states import OrderState
from app.operations.running import do
from app.operations.seeing_board import OrderRow, see_orders
from app.operations.seeing_work import see_people, see_walk
from app.station import Station, open_store
from app.ui.live import open_app, use_live
from app.ui.picker.page import PickerPage
from tests.fakes import site
from tests.fakes.flet_client import FakeClient

pytestmark = pytest.mark.speed
ASSETS = Path(__file__).parents[2] / "assets" / "demo"


@ft.component
def Home() -> ft.Control:  # noqa: N802 - a component is named like the thing it is
    live = use_live()
    return ft.Button("Pick", key="pick", on_click=lambda: live.go("/picker"))


def released(station: Station) -> OrderRow:
    """The demo's largest order, on the floor."""
    rows = see_orders(station, states=(OrderState.RESERVED,), most=200)
    biggest = max(rows, key=lambda row: row.lines)
    site.ok(do(station, ReleaseOrders(order_ids=(biggest.order.order_id,))))
    return biggest


async def test_scan_to_next_instruction(tmp_path: Path):
    station = open_store(tmp_path)
    load_demo(station)
    eans = {item.sku: item.barcodes[0][0] for item in load_demo_site(ASSETS).items}
    biggest = released(station)
    client = FakeClient()
    await client.start(open_app(station, {"/": Home, "/picker": PickerPage}))
    await client.tap("pick")
    [picker, *_] = see_people(station, site.Role.PICKER)
    await client.scan(picker.badge)
    await client.tap(f"get-work-{next(z for z in 'ABCD' if client.has(f'get-work-{z}'))}")
    await client.scan("TOTE-0001")

    times: list[float] = []
    sent: list[int] = []
    for _ in range(60):
        walk = see_walk(station, picker.badge)
        assert walk is not None
        stop = next(
            (s for s in walk.stops if s.task.left_each and client.has(text=s.name)), None
        )
        if stop is None:
            break
        for code in (
            stop.task.bin_code,
            *[eans[stop.task.sku]] * min(stop.task.left_each, 3),
        ):
            before, bytes_before = time.perf_counter(), client.bytes_out
            await client.scan(code)
            times.append(time.perf_counter() - before)
            sent.append(client.bytes_out - bytes_before)
        if (left := stop.task.left_each - 3) > 0:
            site.ok(
                do(
                    station,
                    site.pick_of(stop.task, "TOTE-0001", left),
                    badge=picker.badge,
                )
            )
            await client.settle()

    assert len(times) > 50
    ms = sorted(1000 * each for each in times)
    print(
        f"\n{biggest.lines} lines, {len(ms)} scans: scan to patch sent "
        f"p50 {statistics.median(ms):.0f} ms, p95 {ms[int(0.95 * len(ms))]:.0f} ms, "
        f"max {ms[-1]:.0f} ms; patch {statistics.median(sent) / 1024:.1f} kB median"
    )
    await client.stop()
    station.close()
