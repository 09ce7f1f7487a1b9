"""How fast the books are: importing the December file, and picking durably.

Figures are printed, not asserted: a busy machine must not turn a test red. The raw
database doing the same number of commits in the same run is the measure beside them.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.channels.order_files import read_order_file
from app.database.driver import Database
from app.database.sqlite import SqliteDatabase
from app.operations.importing import import_orders
from app.operations.running import do
from app.station import open_store
from tests.fakes import site
from tests.fakes.site import ANA, TEA

ROOT = Path(__file__).parents[2]
DECEMBER = ROOT.parent / "shared" / "data" / "online-retail-2010-12.csv.gz"
ONE_DAY = ROOT / "assets" / "demo" / "orders.csv.gz"

pytestmark = pytest.mark.speed


def timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def shown(name: str, times_s: list[float]) -> str:
    ms = sorted(1000 * each for each in times_s)
    p95 = ms[int(0.95 * len(ms))]
    return f"{name}: p50 {statistics.median(ms):.2f} ms, p95 {p95:.2f} ms"


def test_import_rate(tmp_path: Path):
    path = DECEMBER if DECEMBER.exists() else ONE_DAY
    data = path.read_bytes()
    station = open_store(tmp_path)

    before = time.perf_counter()
    file = read_order_file(data, name=path.name, format="online-retail")
    read = time.perf_counter()
    report = import_orders(station, file)
    placed = time.perf_counter()
    import_orders(station, file)
    again = time.perf_counter()

    rows = report.counts["rows"]
    assert rows == len(file.rows)
    print(
        f"\n{path.name}: {rows:,} rows, {len(file.orders):,} orders: "
        f"read {read - before:.1f} s, placed {placed - read:.1f} s "
        f"({rows / (placed - before):,.0f} rows/s), again {again - placed:.1f} s"
    )
    station.close()


def test_a_durable_pick_beside_the_bare_database(tmp_path: Path):
    station = open_store(tmp_path)
    site.stock_up(station)
    picks = 300
    receipt = site.ReceiveStock(
        sku=TEA, bin_code=site.BinCode("A-07-3-B"), qty_each=10 * picks
    )
    site.ok(do(station, receipt))
    site.ok(do(station, site.order("1", (TEA, picks))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = site.walk_of(station).stops[0].task
    bare = SqliteDatabase(tmp_path / "bare.db", durability="full")
    bare.run("CREATE TABLE pick (n INTEGER PRIMARY KEY, what TEXT)")

    ours: list[float] = []
    raw: list[float] = []
    for n in range(picks):
        pick = site.pick_of(task, "TOTE-0001", 1)
        ours.append(timed(lambda pick=pick: site.ok(do(station, pick, badge=ANA))))
        raw.append(timed(lambda n=n: _bare_pick(bare, n)))

    print(f"\n{shown('confirm pick, durable', ours)}")
    print(shown("bare transaction of 8 statements", raw))
    print(f"ratio of medians: {statistics.median(ours) / statistics.median(raw):.1f}")
    station.close()
    bare.close()


def _bare_pick(db: Database, n: int) -> None:
    with db.transaction():
        for part in range(8):
            db.run(
                "INSERT INTO pick (n, what) VALUES (:n, :what)", n=8 * n + part, what="x"
            )
