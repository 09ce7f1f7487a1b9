"""A catalogue comes in whole or not at all, and every row is accounted for."""

from contextlib import closing
from pathlib import Path

import pytest

from app.channels.item_csv import read_item_file
from app.cli import main
from app.engine.importing import ItemFate
from app.engine.items import TradeCode, Uom
from app.errors import OrderFileUnreadable
from app.operations.importing_items import ItemReport, import_items
from app.station import Station, open_store

HEAD = "sku,name,barcodes,weight_g,fragile,lot,serial,safety_each,colour"
TEA = "TEA,Breakfast tea,4006381333931 14006381333938=12:case,250,no,yes,,5,brown"


def take(station: Station, *rows: str, head: str = HEAD, dry: bool = False) -> ItemReport:
    file = read_item_file("\n".join((head, *rows, "")).encode(), name="items.csv")
    return import_items(station, file, is_dry_run=dry)


def test_a_row_says_all_the_catalogue_has_room_for():
    with closing(open_store(None)) as station:
        report = take(station, TEA)
        with station.reading() as tables:
            [item] = tables.items.items.find("")
            codes = tables.items.codes_of(item.sku)
    assert [row.fate for row in report.rows] == [ItemFate.NEW]
    assert (item.name, item.weight_g, item.safety_each) == ("Breakfast tea", 250, 5)
    assert (item.tracks_lot, item.tracks_serial, item.is_fragile) == (True, False, False)
    assert [TradeCode(c.code, c.qty_each, c.uom) for c in codes] == [
        TradeCode("14006381333938", 12, Uom.CASE),
        TradeCode("4006381333931"),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Tea,,,,,,,", "no SKU or no name"),
        ("X,,,,,,,,", "no SKU or no name"),
        ("X,X,4006381333930,,,,,,", "last digit is wrong"),
        ("X,X,CASE=0,,,,,,", "less than one each"),
        ("X,X,CASE=two,,,,,,", "what CASE counts “two”"),
        ("X,X,CASE=2:crate,,,,,,", "packed as “crate”"),
        ("X,X,,-1,,,,,", "below zero"),
        ("X,X,,heavy,,,,,", "weight_g “heavy”"),
        ("X,X,,,perhaps,,,,", "fragile says “perhaps”"),
        ("X,X,4006381333931,,,,,,", "the barcode of TEA"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_others_come_in(row: str, reason: str):
    with closing(open_store(None)) as station:
        report = take(station, TEA, row)
        with station.reading() as tables:
            assert len(tables.items.items.find("")) == 1
    assert report.counts[ItemFate.NEW] == report.counts[ItemFate.REFUSED] == 1
    assert reason in report.rows[1].reason
    assert report.rows[1].line == 3


def test_again_it_changes_nothing_and_a_changed_row_is_told_apart():
    with closing(open_store(None)) as station:
        take(station, TEA)
        again = take(station, TEA, TEA.replace("250", "260"))
    assert [row.fate for row in again.rows] == [ItemFate.SAME, ItemFate.CHANGED]


def test_a_dry_run_says_the_same_and_changes_nothing():
    with closing(open_store(None)) as station:
        tried = take(station, TEA, "X,,,,,,,,", dry=True)
        with station.reading() as tables:
            before = tables.seq(), tables.items.items.find("")
        done = take(station, TEA, "X,,,,,,,,")
    assert before == (1, [])
    assert tried == done


def test_a_file_without_the_columns_is_no_catalogue():
    with pytest.raises(OrderFileUnreadable, match="lacks the column name"):
        read_item_file(b"sku,price\nTEA,3\n", name="items.csv")


def test_the_demo_catalogue_comes_in_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = Path(__file__).parents[2] / "assets" / "demo" / "catalogue.csv"
    given = ["import", "items", str(file), "--data", str(tmp_path)]
    assert main([*given, "--dry-run"]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert main(given) == 0
    assert "1,467  items new" in capsys.readouterr().out
