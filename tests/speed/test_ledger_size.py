"""Whether the books stay as fast when they have grown: reserving, picking, shipping.

Each figure is beside a bare transaction on the same database in the same run. Commits wait
for the disk on both databases. All books take turns within one run: a busy disk comes and goes,
and has turned the order of databases round that were measured one after the other. Figures
are printed, not asserted.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.database.driver import Database
from app.operations.running import do
from app.operations.verifying import verify
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, TEA, ok

if TYPE_CHECKING:
    from tests.fakes.postgres import Cluster

SIZES: Final = (1_000, 100_000, 1_000_000)
ORDERS: Final = 40
STEPS: Final = ("reserve", "confirm pick", "ship", "bare")

pytestmark = [pytest.mark.speed, pytest.mark.slow]

Times = dict[str, list[float]]


@pytest.fixture
def places(cluster: "Cluster", tmp_path: Path) -> Iterator[list[Path | str]]:
    """Empty places for books of each size, on SQLite and then on PostgreSQL."""
    folders = [tmp_path / f"{size}" for size in SIZES]
    for folder in folders:
        folder.mkdir()
    cluster.flush(is_on=True)
    urls = [cluster.lend() for _ in SIZES]
    yield [*folders, *urls]
    cluster.flush(is_on=False)
    for url in urls:
        cluster.give_back(url)


def test_the_books_stay_fast_as_they_grow(places: list[Path | str]):
    sizes = (*SIZES, *SIZES)
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(open_store(where))) for where in places]
        for store, size in zip(stores, sizes, strict=True):
            stock_up(store, size)
        # By turns, so that what else the machine does slows all of them alike.
        times: list[Times] = [{step: [] for step in STEPS} for _ in stores]
        for number in range(ORDERS):
            for store, taken in zip(stores, times, strict=True):
                order_through(store, number, taken)
        for store, size in zip(stores, sizes, strict=True):
            assert_is_what_it_says(store, size)
        for store in (stores[0], stores[len(SIZES)]):
            # The past was not done by anybody: its operations have no digest.
            told = [x for x in verify(store).differences if "Operation OLD-" not in x]
            assert told == []

    print_rates("SQLite", times[: len(SIZES)])
    print_rates("PostgreSQL", times[len(SIZES) :])


def print_rates(name: str, times: list[Times]) -> None:
    """How many a second by the median, and the smallest books beside the largest.

    On a busy machine every commit waits for the same tick, which hides what the size costs:
    the fastest tenth waited least.
    """
    print(f"\n{name + ', a second':<24}" + "".join(f"{step:>14}" for step in STEPS))
    for size, taken in zip(SIZES, times, strict=True):
        shown = "".join(f"{1 / statistics.median(taken[s]):>14,.0f}" for s in STEPS)
        print(f"{size:>12,} ledger rows{shown}")
    for words, of in (("medians", statistics.median), ("fastest tenths", fastest_tenth)):
        shown = "".join(f"{of(times[-1][s]) / of(times[0][s]):>14.2f}" for s in STEPS)
        print(f"{'slower, ' + words:<24}{shown}")


def fastest_tenth(times_s: list[float]) -> float:
    return sorted(times_s)[len(times_s) // 10]


def assert_is_what_it_says(store: Station, size: int) -> None:
    """The past is really there, and a commit really waits for the disk."""
    db = store.tables.db
    for table in ("movement", "operation"):
        [row] = db.run(f"SELECT COUNT(*) AS n FROM {table}")
        assert int(str(row["n"])) > size, table
    if db.for_update:
        for setting in ("fsync", "synchronous_commit"):
            assert db.run(f"SHOW {setting}")[0][setting] == "on", setting
    else:
        assert db.run("PRAGMA synchronous")[0]["synchronous"] == 2


def order_through(station: Station, number: int, times: Times) -> None:
    """One order from the shop to the van; what is measured goes into `times`."""
    ref, tote = f"{number}", f"TOTE-{number:04}"
    order = site.order(ref, (TEA, 1))
    times["reserve"].append(timed(lambda: ok(do(station, order))))
    site.release(station, ref)
    site.take_tote(station, site.claim(station, "A"), tote)
    pick = site.pick_of(site.walk_of(station).stops[0].task, tote)
    times["confirm pick"].append(timed(lambda: ok(do(station, pick, badge=ANA))))
    site.set_down(station)
    _, sscc = site.pack(station, tote)
    times["ship"].append(timed(lambda: site.ship(station, sscc)))
    db = station.tables.db
    times["bare"].append(timed(lambda: bare_transaction(db, number)))


def timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def bare_transaction(db: Database, number: int) -> None:
    """As much writing as a pick, and nothing else."""
    with db.transaction():
        for part in range(8):
            db.run(
                "INSERT INTO bare (n, what) VALUES (:n, :what)",
                n=8 * number + part,
                what="x",
            )


def stock_up(station: Station, size: int) -> None:
    """A small warehouse with a long past: `size` receipts of a thousand other SKUs."""
    site.stock_up(station)
    receipt = site.ReceiveStock(
        sku=TEA, bin_code=site.BinCode("A-07-3-B"), qty_each=10 * ORDERS
    )
    ok(do(station, receipt))
    db = station.tables.db
    db.run("CREATE TABLE bare (n BIGINT PRIMARY KEY, what TEXT)")
    with station.writing():
        for sql in PAST:
            db.run(sql, **({"size": size} if ":size" in sql else {}))
    if db.for_update:
        # A server does both by itself, some time after so many rows came.
        db.run("ANALYZE")
        db.run("CHECKPOINT")


PAST: Final = (
    """WITH RECURSIVE past (n) AS (
      SELECT 1 UNION ALL SELECT n + 1 FROM past WHERE n < :size
    )
    INSERT INTO movement (site_id, op_id, n, sku, qty_each, source, target, at,
      lot, serial, seq)
    SELECT 'main', 'OLD-' || n, 1, 'OLD-' || (n % 1000), 1, '@supplier', 'C-01-1-A', n,
      '', '', n - :size
    FROM past""",
    """INSERT INTO operation (site_id, op_id, station, station_seq, kind, badge, at, body,
      digest, outcome, reason, seq)
    SELECT site_id, op_id, 'OLD', at, 'receive_stock', '', at, '{}', '', 'done', '', seq
    FROM movement WHERE op_id LIKE 'OLD-%'""",
    """INSERT INTO balance (site_id, place, sku, lot, qty_each, allocated_each, seq)
    SELECT site_id, target, sku, '', SUM(qty_each), 0, 0 FROM movement
    WHERE op_id LIKE 'OLD-%' GROUP BY site_id, target, sku""",
    """INSERT INTO balance (site_id, place, sku, lot, qty_each, allocated_each, seq)
    SELECT site_id, '@supplier', sku, '', -qty_each, 0, 0 FROM balance
    WHERE place = 'C-01-1-A'""",
    """INSERT INTO availability (site_id, sku, on_hand_each, reserved_each, safety_each,
      seq)
    SELECT site_id, sku, qty_each, 0, 0, 0 FROM balance WHERE place = 'C-01-1-A'""",
    """INSERT INTO published (site_id, sku, available_each, changed_at, seq)
    SELECT site_id, sku, qty_each, 0, 0 FROM balance WHERE place = 'C-01-1-A'""",
)
