"""A crew works through real orders by operations alone, and nothing hangs."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app import cli
from app.channels.order_files import read_order_file
from app.engine.importing import OrderFile
from app.floor.checking import check_plan
from app.floor.plan import load_plan
from app.operations.replay_site import floor_text, make_site
from app.operations.replaying import Chances, replay_orders
from app.operations.verifying import verify
from app.station import open_store

ONE_DAY = Path(__file__).parents[2] / "assets" / "demo" / "orders.csv.gz"
MANY_LINES = 25


def part_of_a_day() -> OrderFile:
    """The orders of a real day that one person could carry."""
    data = ONE_DAY.read_bytes()
    file = read_order_file(data, name=ONE_DAY.name, format="online-retail")
    small = tuple(each for each in file.orders if len(each.lines) <= MANY_LINES)
    return replace(file, orders=small)


def test_a_day_of_real_orders_ends_with_every_order_shipped_cancelled_or_waiting():
    file, station = part_of_a_day(), open_store(None)

    report = replay_orders(station, file, Random(1), Chances(shorts=3, damages=2))

    assert report.hanging == ()
    assert sum(report.orders.values()) == len(file.orders)
    assert report.orders["shipped"] > len(file.orders) // 4
    assert set(report.shorts) == {"not_in_bin", "damaged"}
    assert report.waiting_lines.keys() <= {*report.shorts, "not enough came in"}
    proof = verify(station)
    assert proof.differences == ()
    with station.reading() as tables:
        assert tables.work.totes.find("AND state <> 'free'") == []
        assert tables.parcels.parcels.find("AND state <> 'handed_over'") == []


def test_the_same_seed_does_the_same():
    file = part_of_a_day()
    few = replace(file, orders=file.orders[:10])

    first, again, other = (
        replay_orders(open_store(None), few, Random(seed), Chances(shorts=20))
        for seed in (7, 7, 8)
    )

    assert first == again
    assert first != other


def test_the_made_up_building_can_be_walked_and_holds_every_sku():
    file = part_of_a_day()

    site = make_site(file, Random(1))

    plan = load_plan(floor_text())
    assert check_plan(plan) == []
    bins = {each.bin_code for part in site.deliveries.values() for each in part}
    assert all(plan.find_bin(code) for code in bins)
    skus = {each.sku for part in site.deliveries.values() for each in part}
    assert skus == {each.sku for each in site.items}


def test_replay_at_the_command_line_keeps_the_site_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = tmp_path / "few.csv"
    rows.write_text(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26,2.55,17850,United Kingdom\n"
        "536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26,3.39,17850,United Kingdom\n"
        "536366,71053,WHITE METAL LANTERN,2,2010-12-02 08:26,3.39,17851,France\n"
    )
    data = str(tmp_path / "site")

    code = cli.main(["replay", str(rows), "--data", data, "--shorts", "0", "--seed", "3"])

    said = capsys.readouterr().out
    assert code == 0, said
    assert "2 days, " in said
    assert "Orders: 2\n" in said
    assert "The books are right: " in said
    assert cli.main(["verify", "--data", data]) == 0
    assert cli.main(["replay", str(rows), "--data", data]) == 1
    assert "there is a site in" in capsys.readouterr().err
