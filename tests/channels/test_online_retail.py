"""The Online Retail format, row by row and as a whole month."""

import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.channels.order_files import read_order_file
from app.engine.importing import OrderFile, RowFate
from app.engine.orders import CancelQuantity, Payment
from app.errors import OrderFileUnreadable

HEADER = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
)
MUG = "536365,85123A,WHITE MUG,6,2010-12-01 08:26,2.55,17850,United Kingdom"

ROOT = Path(__file__).parents[2]
DEMO_DAY = ROOT / "assets" / "demo" / "orders.csv.gz"
DECEMBER = ROOT.parent / "shared" / "data" / "online-retail-2010-12.csv.gz"


def read(*rows: str) -> OrderFile:
    text = "\r\n".join((HEADER, *rows, ""))
    return read_order_file(text.encode(), name="day.csv", format="online-retail")


@pytest.mark.parametrize(
    ("row", "fate", "reason"),
    [
        (MUG, "imported", ""),
        ("1,DCGS0003,ASHTRAY,1,2010-12-01 08:26,2,,France", "imported", ""),
        ("1,15056bl,PARASOL,1,12/1/2010 8:26,2,,France", "imported", ""),
        ("1,21777,,1,2010-12-01 08:26,2,17850,France", "imported", ""),
        ("1,21777,DOORMAT,1,2010-12-01 08:26,0,,France", "imported", ""),
        ("1,POST,POSTAGE,3,2010-12-01 08:26,18,,France", "charge", "postage, no goods"),
        (
            "1,DOT,DOTCOM POSTAGE,1,2010-12-01 08:26,9,,France",
            "charge",
            "postage, no goods",
        ),
        ("1,m,Manual,1,2010-12-01 08:26,9,,France", "charge", "manual entry, no goods"),
        ("1,C2,CARRIAGE,1,2010-12-01 08:26,50,,EIRE", "charge", "carriage, no goods"),
        (
            "1,gift_0001_40,Voucher £40,1,2010-12-01 08:26,34,,",
            "charge",
            "gift voucher, no goods",
        ),
        ("1,BANK CHARGES,,1,2010-12-01 08:26,15,,", "charge", "bank charges, no goods"),
        (
            "A1,B,Adjust bad debt,1,2010-12-01 08:26,-11062.06,,",
            "charge",
            "bad debt, no goods",
        ),
        ("1,NEWFEE,Some fee,1,2010-12-01 08:26,15,,", "charge", "charge, no goods"),
        ("C1,D,Discount,-1,2010-12-01 08:26,27.5,1,", "charge", "discount, no goods"),
        (
            "C1,21777,DOORMAT,-1,2010-12-01 08:26,7,1,",
            "cancellation",
            "customer took goods back",
        ),
        (
            "C1,21777,DOORMAT,2,2010-12-01 08:26,7,1,",
            "refused",
            "cancellation that takes nothing back",
        ),
        ("1,21777,,-10,2010-12-01 08:26,0,,", "refused", "stock write-off, no order"),
        (
            "1,21777,DAMAGED,-10,2010-12-01 08:26,0,,",
            "refused",
            "stock write-off, no order",
        ),
        ("1,21777,,56,2010-12-01 08:26,0,,", "refused", "stock correction, no sale"),
        ("1,21777,Found,56,2010-12-01 08:26,0,,", "refused", "stock correction, no sale"),
        ("1,21777,?,752,2010-12-01 08:26,0,,", "refused", "stock correction, no sale"),
        ("1,21777,DOORMAT,0,2010-12-01 08:26,7,,", "refused", "quantity is zero"),
        ("1,21777,DOORMAT,1,2010-12-01 08:26,-7,,", "refused", "price below zero"),
        (
            "1,21777,DOORMAT,six,2010-12-01 08:26,7,,",
            "refused",
            "quantity “six” is no whole number",
        ),
        (
            "1,21777,DOORMAT,1.5,2010-12-01 08:26,7,,",
            "refused",
            "quantity “1.5” is no whole number",
        ),
        (
            "1,21777,DOORMAT,1e9,2010-12-01 08:26,7,,",
            "refused",
            "quantity “1e9” is no whole number",
        ),
        (
            "1,21777,DOORMAT,٣,2010-12-01 08:26,7,,",
            "refused",
            "quantity “٣” is no whole number",
        ),
        (
            "1,21777,DOORMAT,1,2010-12-01 08:26,NaN,,",
            "refused",
            "price “NaN” is no amount",
        ),
        (
            "1,21777,DOORMAT,1,31/12/2010 8:26,7,,",
            "refused",
            "date “31/12/2010 8:26” is no date and time like 2010-12-01 08:26",
        ),
        (
            "1,21777,DOORMAT,1,,7,,",
            "refused",
            "date “” is no date and time like 2010-12-01 08:26",
        ),
        (",21777,DOORMAT,1,2010-12-01 08:26,7,,", "refused", "no invoice number"),
        ("1,,DOORMAT,1,2010-12-01 08:26,7,,", "refused", "no stock code"),
    ],
)
def test_a_row_has_one_fate_and_its_reason(row: str, fate: str, reason: str):
    [only] = read(row).rows
    assert (only.fate, only.reason, only.line) == (RowFate(fate), reason, 2)


def test_an_invoice_becomes_one_paid_order():
    file = read(
        MUG,
        "536365,71053,WHITE  METAL LANTERN ,8,2010-12-01 08:26,3.395,17850,United Kingdom",
    )
    [order] = file.orders
    assert (order.channel, order.ref, order.customer) == (
        "online-retail",
        "536365",
        "17850",
    )
    assert order.ship_to == ("Customer 17850", "United Kingdom")
    assert order.placed_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert order.placed_at.tzinfo is UTC
    assert order.payment is Payment.PAID
    assert (order.carrier, order.priority) == ("Royal Mail", 0)
    assert [
        (line.sku, line.name, line.qty_each, line.price_minor) for line in order.lines
    ] == [
        ("85123A", "WHITE MUG", 6, 255),
        ("71053", "WHITE METAL LANTERN", 8, 340),
    ]


@pytest.mark.parametrize(
    ("placed", "leaves"),
    [
        ("2010-12-01 08:26", datetime(2010, 12, 1, 17, tzinfo=UTC)),  # a Wednesday
        ("2010-12-01 16:59", datetime(2010, 12, 1, 17, tzinfo=UTC)),
        ("2010-12-01 17:00", datetime(2010, 12, 2, 17, tzinfo=UTC)),
        ("2010-12-03 17:30", datetime(2010, 12, 6, 17, tzinfo=UTC)),  # Friday evening
        ("2010-12-05 10:00", datetime(2010, 12, 6, 17, tzinfo=UTC)),  # Sunday
    ],
)
def test_an_order_leaves_with_the_next_lorry(placed: str, leaves: datetime):
    [order] = read(f"1,21777,DOORMAT,1,{placed},7,,France").orders
    assert order.ship_by == leaves


def test_goods_for_abroad_go_by_another_carrier():
    file = read("1,21777,DOORMAT,1,2010-12-01 08:26,7,,France", MUG)
    assert [order.carrier for order in file.orders] == ["DHL", "Royal Mail"]
    assert file.orders[0].ship_to == ("Guest", "France")
    assert file.orders[0].customer == "guest"


def test_the_same_goods_twice_stay_two_lines_under_one_sku():
    rows = [
        f"1,{code},MUG,1,2010-12-01 08:26,2,,France" for code in ("85035a", " 85035A ")
    ]
    [order] = read(*rows).orders
    assert [line.sku for line in order.lines] == ["85035A", "85035A"]


def test_an_invoice_of_charges_alone_is_no_order():
    file = read("1,POST,POSTAGE,1,2010-12-01 08:26,18,,France")
    assert file.orders == ()


def test_rows_of_an_invoice_need_not_stand_together():
    other = "536366,71053,LANTERN,1,2010-12-01 08:20,3,17850,United Kingdom"
    file = read(MUG, other, MUG)
    assert [(order.ref, len(order.lines)) for order in file.orders] == [
        ("536366", 1),
        ("536365", 2),
    ]


def test_an_invoice_written_over_two_minutes_was_placed_at_the_first():
    later = MUG.replace("08:26", "08:27")
    [order] = read(later, MUG).orders
    assert order.placed_at.minute == 26


def test_a_row_for_somebody_else_is_not_put_into_an_order():
    file = read(MUG, MUG.replace("17850", "12345"))
    assert [len(order.lines) for order in file.orders] == [1]
    assert file.rows[1].fate is RowFate.REFUSED
    assert "differ from the first row of 536365" in file.rows[1].reason


def test_a_cancellation_takes_back_a_quantity_above_zero():
    file = read(MUG, "C536379,85035a,MUG,-4,2010-12-01 09:41,2,14527.0,United Kingdom")
    assert file.cancellations == (
        CancelQuantity(
            channel="online-retail",
            ref="C536379",
            row=1,
            customer="14527",
            sku=file.cancellations[0].sku,
            qty_each=4,
            at=datetime(2010, 12, 1, 9, 41, tzinfo=UTC),
        ),
    )
    assert file.cancellations[0].sku == "85035A"


def test_lines_are_counted_as_an_editor_counts_them():
    file = read('1,21777,"DOOR\r\nMAT",1,2010-12-01 08:26,7,,France', "", MUG)
    assert [row.line for row in file.rows] == [2, 5]
    assert file.orders[0].lines[0].name == "DOOR MAT"


def test_reading_again_gives_the_same_answer_packed_or_not():
    data = DEMO_DAY.read_bytes()
    once, again, plain = (
        read_order_file(each, name="day", format="online-retail")
        for each in (data, data, gzip.decompress(data))
    )
    assert once == again == plain


def test_progress_ends_with_every_row():
    told: list[tuple[int, int]] = []
    file = read_order_file(
        DEMO_DAY.read_bytes(),
        name="day",
        format="online-retail",
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == sorted(told)
    assert told[0] == (0, len(file.rows))
    assert told[-1] == (len(file.rows), len(file.rows))


@pytest.mark.parametrize("path", [DEMO_DAY, DECEMBER], ids=["demo day", "December"])
def test_every_row_of_a_published_file_is_accounted_for(path: Path):
    if not path.exists():
        pytest.skip("the whole month is not part of the repository")
    data = path.read_bytes()
    file = read_order_file(data, name=path.name, format="online-retail")
    fates = Counter(row.fate for row in file.rows)

    assert [row.line for row in file.rows] == list(
        range(2, gzip.decompress(data).count(b"\n") + 1)
    )
    assert fates.total() == len(file.rows)
    assert fates[RowFate.IMPORTED] == sum(len(order.lines) for order in file.orders)
    assert fates[RowFate.CANCELLATION] == len(file.cancellations)
    assert all(row.reason for row in file.rows if row.fate is not RowFate.IMPORTED)
    assert_rows_agree_with_orders(file)


def assert_rows_agree_with_orders(file: OrderFile) -> None:
    imported = Counter(row.ref for row in file.rows if row.fate is RowFate.IMPORTED)
    assert imported == {order.ref: len(order.lines) for order in file.orders}
    assert all(line.qty_each > 0 for order in file.orders for line in order.lines)
    assert list(file.orders) == sorted(file.orders, key=lambda order: order.placed_at)


@pytest.mark.skipif(
    not DECEMBER.exists(), reason="the whole month is not in the repository"
)
def test_the_month_of_december_comes_to_the_known_figures():
    file = read_order_file(DECEMBER.read_bytes(), name="december", format="online-retail")
    assert Counter(row.fate for row in file.rows) == {
        RowFate.IMPORTED: 41_448,
        RowFate.CANCELLATION: 698,
        RowFate.CHARGE: 195,
        RowFate.REFUSED: 140,
    }
    assert len(file.rows) == 42_481
    assert len(file.orders) == 1_552


def test_a_cancellation_in_a_longer_export_of_the_same_month_is_the_same_one():
    row = "C536379,85035a,MUG,-4,2010-12-01 09:41,2,14527.0,United Kingdom"
    short, longer = read(MUG, row, row), read(MUG, MUG, MUG, row, row)
    assert short.cancellations == longer.cancellations
    assert [each.row for each in short.cancellations] == [1, 2]


def test_text_that_no_database_can_hold_is_no_file_of_orders():
    with pytest.raises(OrderFileUnreadable, match="no text file"):
        read_order_file(b"+2AA-,a\n", name="x.csv", format="csv", encoding="utf-7")
