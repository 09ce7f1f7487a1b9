"""How SKUs are bought comes in whole or not at all, and purchase orders go out."""

import csv
import io
from contextlib import closing
from pathlib import Path

import pytest

from app.channels.purchase_csv import guarded, purchase_csv
from app.channels.supply_csv import read_supply_file
from app.cli import main
from app.engine.importing import ItemFate
from app.engine.items import SetKit
from app.engine.names import PurchaseId, Sku
from app.engine.purchasing import PurchaseLine, PurchaseOrder
from app.engine.receiving import AddItem
from app.engine.reordering import Supply
from app.engine.task_states import PurchaseState
from app.errors import OrderFileUnreadable
from app.operations.importing_items import ItemReport, import_items
from app.operations.running import do
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MUG, TEA, ok, prove_books

HEAD = (
    "sku,supplier,lead_days,lead_sd_hours,pack_each,min_each,cost_minor,"
    "service_permille,review_days,point_each,target_each,note"
)
ROW = "tea-250, Teas  Ltd,7,12,6,24,185,975,14,10,40,black"


def take(station: Station, *rows: str, dry: bool = False) -> ItemReport:
    file = read_supply_file("\n".join((HEAD, *rows, "")).encode(), name="supply.csv")
    return import_items(station, file, is_dry_run=dry)


def stocked() -> Station:
    station = open_store(None)
    site.stock_up(station)
    return station


def test_a_row_says_how_a_sku_is_bought_and_what_it_leaves_out_is_usual():
    with closing(stocked()) as station:
        report = take(station, ROW, "MUG-BLUE,Mugs,3,,,,,,,,,")
        with station.reading() as tables:
            found = tables.supplies.supplies.find("ORDER BY sku")
            point = tables.supplies.reorder(TEA).point_each
        prove_books(station)
    assert [row.fate for row in report.rows] == [ItemFate.NEW, ItemFate.NEW]
    assert found == [
        Supply(sku=MUG, supplier="Mugs", lead_days=3),
        Supply(
            sku=TEA,
            supplier="Teas Ltd",
            lead_days=7,
            lead_sd_hours=12,
            pack_each=6,
            min_each=24,
            cost_minor=185,
            service_permille=975,
            review_days=14,
            point_each=10,
            target_each=40,
        ),
    ]
    assert point == 10


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Teas,7,,,,,,,,,", "is not in the catalogue"),
        ("TEA-500,Teas,7,,,,,,,,,", "TEA-500 is not in the catalogue"),
        ("GIFT,Teas,7,,,,,,,,,", "GIFT is a kit"),
        ("MUG-BLUE,,7,,,,,,,,,", "no supplier"),
        ("MUG-BLUE,Teas,,,,,,,,,,", "lead_days “” is no whole number"),
        ("MUG-BLUE,Teas,soon,,,,,,,,,", "lead_days “soon”"),
        ("MUG-BLUE,Teas,7,,six,,,,,,,", "pack_each “six”"),
        ("MUG-BLUE,Teas,7,,0,,,,,,,", "pack_each from 1 to 1000000, not 0"),
        ("MUG-BLUE,Teas,7,,,,,,,10,,", "point_each < target_each"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_others_come_in(row: str, reason: str):
    with closing(stocked()) as station:
        ok(do(station, AddItem(sku=Sku("GIFT"), name="Gift box")))
        ok(do(station, SetKit(kit=Sku("GIFT"), parts=((TEA, 1),))))
        report = take(station, row, ROW)
    assert report.counts[ItemFate.NEW] == report.counts[ItemFate.REFUSED] == 1
    assert reason in report.rows[0].reason
    assert report.rows[0].line == 2


def test_again_it_changes_nothing_and_a_dry_run_never_does():
    with closing(stocked()) as station:
        tried = take(station, ROW, dry=True)
        with station.reading() as tables:
            assert tables.supplies.supplies.find("") == []
        assert take(station, ROW) == tried
        again = take(station, ROW, ROW.replace("185", "190"), ROW)
    assert [row.fate for row in again.rows] == [
        ItemFate.SAME,
        ItemFate.CHANGED,
        ItemFate.CHANGED,
    ]


def test_a_file_without_the_columns_is_none():
    with pytest.raises(OrderFileUnreadable, match="lacks the column lead_days"):
        read_supply_file(b"sku,supplier\nTEA,Teas\n", name="supply.csv")


# ── orders to suppliers ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("TEA-250", "TEA-250"),
        ("", ""),
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
    ],
)
def test_a_cell_is_never_a_formula(text: str, shown: str):
    assert guarded(text) == shown


def test_a_purchase_order_reads_back_as_it_was_and_without_a_mark_before_it():
    order = PurchaseOrder(
        po_id=PurchaseId("P"),
        ref="R-1",
        supplier='=cmd|" /C calc"!A0, Ltd\nÜber',
        expected_at=DAY,
        state=PurchaseState.OPEN,
    )
    lines = [
        PurchaseLine(po_id=order.po_id, line_no=1, sku=TEA, qty_each=12),
        PurchaseLine(po_id=order.po_id, line_no=2, sku=LAMP, qty_each=0),
    ]

    written = purchase_csv(order, lines)

    assert written.startswith(b"purchase,supplier,")
    [row] = csv.DictReader(io.StringIO(written.decode("utf-8"), newline=""))
    assert row == {
        "purchase": "R-1",
        "supplier": f"'{order.supplier}",
        "state": "open",
        "expected": "2010-12-06",
        "line": "1",
        "sku": TEA,
        "qty_each": "12",
    }


def test_supply_comes_in_and_purchases_go_out_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data = ("--data", str(tmp_path))
    station = open_store(tmp_path)
    site.stock_up(station)
    station.close()
    file = tmp_path / "supply.csv"
    file.write_text(f"{HEAD}\n{ROW.replace(',10,40', ',15,40')}\n", encoding="utf-8")
    assert main(["import", "supply", str(file), *data, "--dry-run"]) == 0
    assert "Only tried" in capsys.readouterr().out
    assert main(["import", "supply", str(file), *data]) == 0
    assert main(["do", "suggest_purchases", "{}", *data]) == 0
    capsys.readouterr()

    assert main(["purchases", "--state", "suggested", *data]) == 0
    said = capsys.readouterr().out
    ref = said.partition(":")[0]
    assert said == f"{ref}: suggested, Teas Ltd\n  TEA-250: 0 of 30 came\n"

    out = tmp_path / "order.csv"
    assert main(["purchases", "--export", ref, "--out", str(out), *data]) == 0
    assert (
        out.read_text("utf-8").splitlines()[1]
        == f"{ref},Teas Ltd,suggested,,1,TEA-250,30"
    )
    assert main(["do", "approve_purchase", f'{{"ref": "{ref}"}}', *data]) == 0
    capsys.readouterr()
    assert main(["purchases", *data]) == 0
    assert capsys.readouterr().out.startswith(f"{ref}: open, Teas Ltd, expected 20")

    assert main(["purchases", "--export", "NONE", "--out", str(out), *data]) == 1
    assert "There is no purchase order NONE." in capsys.readouterr().err
    assert main(["purchases", "--export", ref, *data]) == 1
    assert "Name the file to write with --out." in capsys.readouterr().err
    assert main(["verify", *data]) == 0


def test_what_can_be_sold_is_listed_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data = ("--data", str(tmp_path))
    station = open_store(tmp_path)
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 2))))
    seq = station.tables.seq()
    station.close()

    assert main(["availability", *data]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        f'{{"sku":"{sku}"' for sku in (MUG, LAMP, TEA)
    ]
    assert main(["availability", "--after", f"{seq - 1}", "--format", "csv", *data]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head == "seq,changed_at,available_each,sku"
    assert row.startswith(f"{seq},20")
    assert row.endswith(",13,TEA-250")
    assert main(["availability", "--after", "9" * 30, *data]) == 1
    assert "more than 64 bits" in capsys.readouterr().err
