"""`zonewise import orders`, as somebody types it."""

import gzip
import sqlite3
from pathlib import Path

import pytest

from app import cli
from app.operations.seeing_board import see_orders
from app.station import open_store

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
ROWS = (
    "536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26,2.55,17850,United Kingdom",
    "536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26,3.39,17850,United Kingdom",
    "536365,POST,POSTAGE,1,2010-12-01 08:26,18.0,17850,United Kingdom",
    "536366,22633,HAND WARMER,5,2010-12-01 08:28,1.85,17851,United Kingdom",
    "C536400,71053,WHITE METAL LANTERN,-2,2010-12-01 09:00,3.39,17850,United Kingdom",
    "C536401,71053,WHITE METAL LANTERN,-2,2010-12-01 09:00,3.39,99999,United Kingdom",
    "536589,21777,,-10,2010-12-01 16:50,0,,United Kingdom",
)


def file_of(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "orders.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def bring_in(path: Path, data: Path, *more: str) -> int:
    return cli.main(
        [
            "import",
            "orders",
            str(path),
            "--format",
            "online-retail",
            "--data",
            str(data),
            *more,
        ]
    )


def test_every_row_is_accounted_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert bring_in(file_of(tmp_path, *ROWS), tmp_path / "site") == 0

    said = capsys.readouterr().out
    for words in (
        "7 rows",
        "3  rows are lines of orders",
        "1  rows are charges",
        "2  rows are cancellations",
        "1  rows refused",
        "1  cancellations taken off their order",
        "1  cancellations match no order here",
        "line 8, 536589: ",
    ):
        assert words in said, said


def test_running_it_twice_changes_nothing_the_second_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path, site = file_of(tmp_path, *ROWS), tmp_path / "site"
    bring_in(path, site)
    before = rows_of(site)

    assert bring_in(path, site) == 0

    assert rows_of(site) == before
    said = capsys.readouterr().out
    assert "2  orders were here already" in said
    assert "2  cancellations were here already" in said


def rows_of(site: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(site / "store.db") as db:
        tables = ("orders", "order_line", "cancellation", "operation", "availability")
        return [row for table in tables for row in db.execute(f"SELECT * FROM {table}")]


def test_an_order_changed_since_is_refused_and_stays_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    site = tmp_path / "site"
    bring_in(file_of(tmp_path, *ROWS), site)
    changed = ROWS[3].replace(",5,", ",50,")

    assert bring_in(file_of(tmp_path, changed), site) == 0

    assert "another order is here under this number" in capsys.readouterr().out
    with_hand_warmers = [r for r in orders_in(site) if r.order.ref == "536366"]
    assert [row.qty_each for row in with_hand_warmers] == [5]


def orders_in(site: Path):
    station = open_store(site)
    rows = see_orders(station)
    station.close()
    return rows


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress("\n".join((HEAD, *ROWS)).encode())[:-20], "cut off"),
        (b"\x00\x01\x02\x03" * 50, ""),
        (b"", ""),
        (b"one,two\n1,2\n", "InvoiceNo"),
        ((HEAD + "\n" + ROWS[0]).encode("utf-16"), ""),
        ((HEAD + "\n" + ROWS[0] + "\n536367,84").encode(), "line 3"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "orders.csv"
    path.write_bytes(content)

    assert bring_in(path, tmp_path / "site") == 1

    said = capsys.readouterr().err
    assert words in said, said
    assert len(said) > 30
    assert "Traceback" not in said
    assert not (tmp_path / "site" / "store.db").exists() or not orders_in(
        tmp_path / "site"
    )


def test_a_failure_in_the_middle_leaves_nothing_half_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site = tmp_path / "site"

    def stop_at(count: str):
        def stop(done: int, _of: int) -> None:
            if count == "orders placed" and done == 2:
                raise KeyboardInterrupt

        return stop

    monkeypatch.setattr(cli, "_progress", stop_at)
    bring_in(file_of(tmp_path, *ROWS), site)

    assert orders_in(site) == []


def test_a_missing_file_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert bring_in(tmp_path / "nowhere.csv", tmp_path / "site") == 1
    assert "nowhere.csv" in capsys.readouterr().err


def test_a_csv_with_other_column_names_comes_in_by_its_mapping(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "shop.csv"
    path.write_text(
        "OrderNo;Article;Pieces;Day\n1001;TEA-250;2;2010-12-06 09:30\n"
        "1001;MUG;1;2010-12-06 09:30\n",
        encoding="utf-8",
    )
    arguments = [
        "import",
        "orders",
        str(path),
        "--format",
        "csv",
        "--data",
        str(tmp_path),
    ]

    mapped = [
        *arguments,
        "--columns",
        "order=OrderNo,sku=Article,quantity=Pieces,placed_at=Day",
    ]
    assert cli.main(mapped) == 0

    assert "2  rows are lines of orders" in capsys.readouterr().out
    [row] = orders_in(tmp_path)
    assert (row.order.ref, row.lines, row.qty_each) == ("1001", 2, 3)


def test_orders_nobody_has_paid_yet_are_counted_as_waiting_for_payment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = file_of(
        tmp_path, "1,TEA,1,2026-03-02,no", head="order,sku,quantity,placed_at,paid"
    )

    site = tmp_path / "site"
    imported = ["import", "orders", str(path), "--format", "csv", "--data", str(site)]
    assert cli.main(imported) == 0

    said = capsys.readouterr().out
    assert "1  orders waiting for payment" in said
    assert "promised in full" not in said
    assert [row.order.state for row in orders_in(site)] == ["placed"]
