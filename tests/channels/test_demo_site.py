"""The demo site holds together: goods, bins, orders and people fit one another."""

import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.channels.demo_site import CATALOGUE, ORDERS, PEOPLE, DemoSite, load_demo_site
from app.engine.items import gtin_check_digit
from app.engine.names import Sku
from app.engine.site import Role
from app.errors import OrderFileUnreadable
from app.floor.plan import load_plan

DEMO = Path(__file__).parents[2] / "assets" / "demo"


@cache
def site() -> DemoSite:
    return load_demo_site(DEMO)


def test_every_bin_with_goods_is_on_the_floor_plan():
    plan = load_plan(site().floor_text)
    lost = {
        line.bin_code for line in site().stock if plan.find_bin(line.bin_code) is None
    }
    assert lost == set()


def test_every_ean_is_whole_and_means_one_sku():
    codes = [
        each.code for item in site().items for each in item.barcodes if each.qty_each == 1
    ]
    assert len(codes) == len(set(codes)) == len(site().items)
    for code in codes:
        assert code[:2] == "29"
        assert len(code) == 13
        assert gtin_check_digit(code[:-1]) == code[-1]


def test_every_sku_ordered_is_in_the_catalogue_once():
    skus = Counter(item.sku for item in site().items)
    ordered = {line.sku for order in site().orders.orders for line in order.lines}
    assert set(skus) == ordered
    assert set(skus.values()) == {1}


def test_stock_is_of_known_goods_and_above_zero():
    known = {item.sku for item in site().items}
    assert all(line.sku in known and line.qty_each > 0 for line in site().stock)
    places = [(line.sku, line.bin_code) for line in site().stock]
    assert len(places) == len(set(places))


def test_a_few_lines_run_short_and_not_more():
    left = Counter[str]()
    for received in site().stock:
        left[received.sku] += received.qty_each
    short = none = lines = 0
    for order in site().orders.orders:
        for line in order.lines:
            lines += 1
            short += left[line.sku] < line.qty_each
            none += left[line.sku] == 0
            left[line.sku] -= min(left[line.sku], line.qty_each)
    assert 0.03 <= short / lines <= 0.05
    assert 0 < none < short


def test_most_orders_cross_zones_and_all_zones_have_work():
    zone = {line.sku: line.bin_code[0] for line in site().stock}
    orders = [
        {zone[line.sku] for line in order.lines if line.sku in zone}
        for order in site().orders.orders
    ]
    assert sum(len(zones) > 1 for zones in orders) > len(orders) / 2
    worked = {zone for zones in orders for zone in zones}
    assert worked == {each.code for each in load_plan(site().floor_text).zones}


def test_goods_have_a_weight_and_a_name_one_can_read():
    for item in site().items:
        assert 10 <= item.weight_g <= 10_000
        assert item.name.strip() == item.name != ""
    names = {item.sku: item.name for item in site().items}
    assert names[Sku("85123A")] == "White Hanging Heart T-Light Holder"


def test_every_role_has_somebody_and_every_badge_is_one_persons():
    badges = [person.badge for person in site().people]
    assert len(badges) == len(set(badges))
    assert {person.role for person in site().people} == set(Role)


def test_the_files_are_those_the_script_makes(tmp_path: Path):
    script = DEMO.parents[1] / "build-scripts" / "demo.py"
    command = [sys.executable, str(script), "--into", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    for name in (CATALOGUE, PEOPLE):
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes()


def copy(to: Path) -> Path:
    return Path(shutil.copytree(DEMO, to / "demo"))


@pytest.mark.parametrize("name", [CATALOGUE, PEOPLE, ORDERS, "floor.toml"])
def test_a_missing_file_is_named(tmp_path: Path, name: str):
    folder = copy(tmp_path)
    (folder / name).unlink()
    with pytest.raises(OrderFileUnreadable, match=name):
        load_demo_site(folder)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        (CATALOGUE, "1,Mug,2900000000001,heavy,A-01-1-A,6"),
        (CATALOGUE, "1,Mug,2900000000001,100,A-01-1-A A-01-1-B,6"),
        (PEOPLE, "BADGE-0099,Ann,pirate"),
    ],
)
def test_an_odd_row_is_named(tmp_path: Path, name: str, row: str):
    folder = copy(tmp_path)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    with pytest.raises(OrderFileUnreadable, match=f"{name}, row {row.split(',')[0]}"):
        load_demo_site(folder)
