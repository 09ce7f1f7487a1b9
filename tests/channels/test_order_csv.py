"""Orders as a CSV from any shop."""

from datetime import UTC, datetime

import pytest

from app.channels.order_csv import ColumnMap, column_map
from app.channels.order_files import read_order_file
from app.engine.importing import OrderFile, RowFate
from app.engine.orders import Payment
from app.errors import OrderFileUnreadable

PLAIN = "order,sku,quantity,placed_at"


def read(text: str, columns: ColumnMap | None = None) -> OrderFile:
    return read_order_file(text.encode(), name="shop.csv", format="csv", columns=columns)


def test_four_columns_are_enough():
    [order] = read(f"{PLAIN}\nW-1,tea-250,2,2026-03-02 09:00").orders
    assert (order.channel, order.ref, order.customer, order.ship_to) == (
        "csv",
        "W-1",
        "guest",
        ("guest",),
    )
    assert order.ship_by == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert (order.carrier, order.payment) == ("any", Payment.PAID)
    [line] = order.lines
    assert (line.sku, line.name, line.qty_each, line.price_minor) == (
        "TEA-250",
        "TEA-250",
        2,
        0,
    )


def test_all_columns_are_read():
    [order] = read(
        "order,sku,name,quantity,price,customer,ship_to,placed_at,ship_by,carrier,paid\n"
        "W-1,TEA,Tea,2,3.50,Ana,Ana Lee|1 High St|Leeds,2026-03-02T10:00+01:00,2026-03-05,DPD,no\n"
    ).orders
    assert order.ship_to == ("Ana Lee", "1 High St", "Leeds")
    assert order.placed_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert order.placed_at.tzinfo is UTC
    assert order.ship_by == datetime(2026, 3, 5, 17, tzinfo=UTC)
    assert (order.carrier, order.payment, order.customer) == (
        "DPD",
        Payment.UNPAID,
        "Ana",
    )
    assert order.lines[0].price_minor == 350


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_found(delimiter: str):
    text = f"{PLAIN}\nW-1,TEA,2,2026-03-02 09:00\n".replace(",", delimiter)
    assert len(read(text).orders) == 1


@pytest.mark.parametrize(
    ("delimiter", "price", "minor"),
    [
        (";", "2,55", 255),
        (";", "1.234,50", 123_450),
        (";", "2.55", 255),
        ("\t", "2,5", 250),
        (",", "2.555", 256),
        (",", '"2,55"', None),
        (";", "12.34,50", None),
        (",", "-1", None),
    ],
)
def test_a_decimal_comma_is_read_where_commas_do_not_separate(
    delimiter: str, price: str, minor: int | None
):
    header = f"{PLAIN},price".replace(",", delimiter)
    file = read(f"{header}\n{delimiter.join(('W-1', 'TEA', '2', '2026-03-02', price))}\n")
    found = [line.price_minor for order in file.orders for line in order.lines]
    assert found == ([] if minor is None else [minor])


def test_headings_may_be_called_otherwise():
    columns = column_map(" order = Order No , sku=Article,quantity=Qty,placed_at=Date")
    file = read("Article,Qty,Order no,DATE\nTEA,1,7,24.12.2026 8:30\n", columns)
    assert file.orders[0].ref == "7"
    assert file.orders[0].placed_at == datetime(2026, 12, 24, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["colour=Red", "order", "order=", "=x"])
def test_a_mapping_that_says_nothing_is_told_apart(text: str):
    with pytest.raises(OrderFileUnreadable, match="ours are order, sku, name"):
        column_map(text)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (",TEA,1,2026-03-02,yes,", "no order number"),
        ("1,,1,2026-03-02,yes,", "no SKU"),
        ("1,TEA,0,2026-03-02,yes,", "quantity is not above zero"),
        ("1,TEA,-2,2026-03-02,yes,", "quantity is not above zero"),
        ("1,TEA,1.000,2026-03-02,yes,", "quantity “1.000” is no whole number"),
        (
            "1,TEA,1,2/3/2026,yes,",
            "date “2/3/2026” is no date and time like 2010-12-01 08:26",
        ),
        (
            "1,TEA,1,0001-01-01 00:00+09:00,yes,",
            "date “0001-01-01 00:00+09:00” is no date",
        ),
        ("1,TEA,1,99.99.2026,yes,", "date “99.99.2026” is no date"),
        ("1,TEA,1,2026-03-02,perhaps,", "paid says “perhaps”, not yes or no"),
        ("1,TEA,1,2026-03-02,yes,soon", "date “soon” is no date"),
    ],
)
def test_a_row_that_says_nothing_is_refused_with_its_reason(cells: str, reason: str):
    [row] = read(f"{PLAIN},paid,ship_by\n{cells}\n").rows
    assert row.fate is RowFate.REFUSED
    assert row.reason.startswith(reason)


def test_an_unclear_row_does_not_keep_the_others_out():
    file = read(f"{PLAIN}\n1,TEA,x,2026-03-02\n2,TEA,1,2026-03-02\n")
    assert [row.fate for row in file.rows] == [RowFate.REFUSED, RowFate.IMPORTED]
    assert [order.ref for order in file.orders] == ["2"]


def test_a_file_without_rows_is_a_day_without_orders():
    assert read(f"{PLAIN}\n").rows == ()
