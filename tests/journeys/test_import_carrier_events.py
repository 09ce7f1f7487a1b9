"""`zonewise import carrier-events`, as somebody types it."""

import sqlite3
from pathlib import Path

import pytest

from app import cli
from app.engine.names import Sscc
from app.engine.task_states import OrderState
from app.operations.running import do
from app.operations.seeing_board import see_orders
from app.station import open_store
from tests.fakes import site
from tests.fakes.site import TEA, ok


@pytest.fixture
def sscc(tmp_path: Path) -> Sscc:
    """A parcel the carrier has."""
    (tmp_path / "site").mkdir()
    station = open_store(tmp_path / "site")
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 2))))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    _, code = site.pack(station, "TOTE-0001")
    site.ship(station, code)
    station.close()
    return code


def bring_in(folder: Path, *rows: str) -> int:
    path = folder / "events.csv"
    path.write_text("\n".join(("parcel,event,at,event_id", *rows)) + "\n")
    data = str(folder / "site")
    return cli.main(["import", "carrier-events", str(path), "--data", data])


def rows_of(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "site" / "store.db") as db:
        tables = ("orders", "parcel", "carrier_event", "operation")
        return [row for table in tables for row in db.execute(f"SELECT * FROM {table}")]


def order_state(folder: Path) -> OrderState:
    station = open_store(folder / "site")
    [row] = see_orders(station)
    station.close()
    return row.order.state


def test_every_row_is_reported_and_the_order_follows(
    tmp_path: Path, sscc: Sscc, capsys: pytest.CaptureFixture[str]
):
    rows = (
        f"{sscc},delivered,2010-12-08 10:00,E2",
        f"{sscc},in_transit,2010-12-07 10:00,E1",
        "JD99,delivered,2010-12-08,E3",
        f"{sscc},lost,2010-12-08,E4",
    )

    assert bring_in(tmp_path, *rows) == 0

    said = capsys.readouterr().out
    for words in (
        "4 rows",
        f"line 2, {sscc}: noted",
        f"line 3, {sscc}: noted",
        "line 4, JD99: refused: no parcel here has this SSCC or tracking number",
        f"line 5, {sscc}: refused: event “lost” is none of",
        "2  events noted",
        "2  rows refused",
    ):
        assert words in said, said
    assert order_state(tmp_path) is OrderState.DELIVERED


def test_running_it_twice_changes_nothing_the_second_time(
    tmp_path: Path, sscc: Sscc, capsys: pytest.CaptureFixture[str]
):
    rows = (f"{sscc},delivered,2010-12-08 10:00,E2", f"{sscc},failed,2010-12-07,")
    bring_in(tmp_path, *rows)
    before = rows_of(tmp_path)

    assert bring_in(tmp_path, *rows) == 0

    assert rows_of(tmp_path) == before
    assert "2  events were here already" in capsys.readouterr().out


def test_a_cut_off_file_leaves_nothing(
    tmp_path: Path, sscc: Sscc, capsys: pytest.CaptureFixture[str]
):
    before = rows_of(tmp_path)

    assert bring_in(tmp_path, f"{sscc},delivered,2010-12-08,E1", f"{sscc},deliv") == 1

    assert "line 3" in capsys.readouterr().err
    assert rows_of(tmp_path) == before
