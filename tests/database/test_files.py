"""What happens to the books when the machine, the disk or the app misbehaves."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.errors import (
    DatabaseDamaged,
    DatabaseFull,
    DatabaseTooNew,
)
from app.operations.running import do
from app.operations.seeing_board import see_orders
from app.station import Changed, open_replica, open_store
from tests.fakes import site
from tests.fakes.site import LAMP, TEA


def test_a_file_from_a_newer_app_is_left_alone(tmp_path: Path):
    open_store(tmp_path).close()
    with sqlite3.connect(tmp_path / "store.db") as db:
        db.execute("INSERT INTO migration VALUES (99, 'from the future')")
    before = (tmp_path / "store.db").read_bytes()

    with pytest.raises(DatabaseTooNew, match="newer Zonewise"):
        open_store(tmp_path)

    assert (tmp_path / "store.db").read_bytes() == before


def test_a_migration_changed_after_it_ran_is_noticed(tmp_path: Path):
    open_store(tmp_path).close()
    with sqlite3.connect(tmp_path / "store.db") as db:
        db.execute("UPDATE migration SET digest = 'other'")

    with pytest.raises(DatabaseDamaged):
        open_store(tmp_path)


def test_a_file_that_is_no_database_gets_a_sentence(tmp_path: Path):
    (tmp_path / "store.db").write_bytes(b"these are holiday pictures" * 400)

    with pytest.raises(DatabaseDamaged, match="restore a backup"):
        open_store(tmp_path)


def test_a_broken_replica_is_fetched_anew_and_the_outbox_stays(tmp_path: Path):
    station = open_replica(tmp_path)
    station_id = station.station_id
    station.close()
    [replica] = tmp_path.glob("replica-*.db")
    replica.write_bytes(b"torn" * 4000)
    for beside in tmp_path.glob("replica-*.db-*"):
        beside.unlink()

    again = open_replica(tmp_path)

    assert again.station_id == station_id
    assert see_orders(again) == []
    again.close()


def test_a_full_disk_keeps_everything_before_it_and_says_so(tmp_path: Path):
    station = open_store(tmp_path)
    site.stock_up(station)
    with station.reading() as tables:
        pages = tables.db.run("PRAGMA page_count")[0]["page_count"]
        tables.db.run(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for number in range(200):
            do(station, site.order(f"{number}", (TEA, 1)))

    with pytest.raises(DatabaseFull, match="The last step was not saved"):
        fill()

    kept = see_orders(station, most=500)
    with station.reading() as tables:
        tables.db.run("PRAGMA max_page_count = 100000")
    site.prove_books(station)
    assert isinstance(do(station, site.order("after", (LAMP, 1))), site.Done)
    assert len(see_orders(station, most=500)) == len(kept) + 1
    station.close()


KILLED = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from app.operations.running import do
    from app.station import open_store
    from tests.fakes import site

    station = open_store(Path(sys.argv[1]))
    site.stock_up(station)
    for number in range(10_000):
        do(station, site.order(str(number), (site.TEA, 1), (site.LAMP, 1)))
        print(number, flush=True)
    """
)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for POSIX")
@pytest.mark.parametrize("after", [3, 17, 40])
def test_a_killed_process_loses_nothing_it_said_was_done(tmp_path: Path, after: int):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    said = 0
    for said, _ in enumerate(process.stdout, start=1):
        if said >= after:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.wait(timeout=30)
    process.stdout.close()

    station = open_store(tmp_path)
    kept = {row.order.ref for row in see_orders(station, most=20_000)}
    assert {str(number) for number in range(said)} <= kept
    site.prove_books(station)
    station.close()


def test_what_another_process_wrote_is_told_with_the_next_thing_done_here(
    tmp_path: Path,
):
    here, other = open_store(tmp_path), open_store(tmp_path, name="COMMAND-LINE")
    site.stock_up(here)
    told: list[Changed] = []
    here.subscribe(told.append)
    do(here, site.order("1", (site.TEA, 1)))
    assert Changed.EVERYTHING not in told
    do(other, site.order("2", (site.TEA, 1)))
    do(here, site.order("3", (site.TEA, 1)))
    assert Changed.EVERYTHING in told
    for station in (here, other):
        station.close()
