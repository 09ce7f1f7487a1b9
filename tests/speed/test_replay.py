"""A whole month of real orders through operations only, and the books proved at the end."""

import time
from pathlib import Path
from random import Random

import pytest

from app.channels.order_files import read_order_file
from app.operations.replaying import Chances, replay_orders
from app.operations.verifying import verify
from app.station import open_store

ROOT = Path(__file__).parents[2]
DECEMBER = ROOT.parent / "shared" / "data" / "online-retail-2010-12.csv.gz"
ONE_DAY = ROOT / "assets" / "demo" / "orders.csv.gz"

pytestmark = pytest.mark.speed


def test_a_month_ends_with_no_order_hanging_and_right_books(tmp_path: Path):
    path = DECEMBER if DECEMBER.exists() else ONE_DAY
    file = read_order_file(path.read_bytes(), name=path.name, format="online-retail")
    station = open_store(tmp_path)

    before = time.perf_counter()
    report = replay_orders(station, file, Random(1), Chances())
    replayed = time.perf_counter()
    proof = verify(station)
    proved = time.perf_counter()

    assert report.hanging == ()
    assert proof.differences == ()
    rate = report.operations / (replayed - before)
    print(
        f"\n{path.name}: {report.operations:,} operations in {replayed - before:.0f} s "
        f"({rate:,.0f} a second), {proof.movements:,} movements and {proof.rows:,} rows "
        f"proved in {proved - replayed:.1f} s; {report.orders}"
    )
    station.close()
