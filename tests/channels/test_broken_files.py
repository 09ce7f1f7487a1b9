"""Files that are cut off, damaged, of another kind, or hostile."""

import gzip
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.order_files import FORMATS, read_order_file
from app.channels.unpacking import unpack
from app.errors import OrderFileUnreadable

HEADER = b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n"
ROW = b"536365,85123A,WHITE MUG,6,2010-12-01 08:26,2.55,17850,United Kingdom\r\n"

DEMO_DAY = Path(__file__).parents[2] / "assets" / "demo" / "orders.csv.gz"


def complaint(
    data: bytes, *, kind: str = "online-retail", encoding: str = "utf-8"
) -> str:
    with pytest.raises(OrderFileUnreadable) as caught:
        read_order_file(data, name="day.csv", format=kind, encoding=encoding)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "day.csv is empty"),
        (b" \r\n\r\n", "day.csv is empty"),
        (b"\xef\xbb\xbf", "day.csv is empty"),
        (gzip.compress(b""), "day.csv is empty"),
        (b"PK\x03\x04rest", "a spreadsheet or zip file"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x7fELF\0\0", "no text file"),
        (b"\xff\xff\0\0", "no text file"),
        ((HEADER + ROW).decode().encode("utf-16"), "--encoding utf-16"),
        (HEADER + ROW.replace(b"MUG", b"MUG \xa3"), "byte 108, in line 2, is 0xA3"),
        (HEADER + ROW.replace(b"MUG", b"MUG \xa3"), "--encoding cp1252"),
        (b"a,b\r\n1,2\r\n", "lacks the columns InvoiceNo, StockCode"),
        (b"a,b\r\n1,2\r\n", "Its first line has: a, b."),
        (HEADER.replace(b"Country", b"Land"), "lacks the column Country."),
        (HEADER.replace(b"Country", b"Country,country"), "more than once"),
        (HEADER + ROW + ROW[:40], "line 3: 5 columns, but the first line has 8"),
        (HEADER + ROW + ROW[:40], "cut off there"),
        (HEADER + ROW.replace(b" MUG", b", MUG") + ROW, "line 2: 9 columns"),
        (HEADER + ROW.replace(b" MUG", b", MUG") + ROW, "must stand in quotation marks"),
        (HEADER + ROW + ROW.rstrip(), "does not end with a line break"),
        (
            HEADER + ROW + b'536365,85123A,"WHITE MUG\r\n' + ROW,
            "line 3: a quotation mark",
        ),
        (HEADER + b'"' + b"x" * 200_000, "line 2: a quotation mark"),
        (HEADER + ROW.replace(b"WHITE MUG", b'"TEA" MUG'), "line 2: a quotation mark"),
    ],
)
def test_a_file_that_is_none_says_what_it_is_and_what_to_do(data: bytes, says: str):
    said = complaint(data)
    assert says in said
    assert "nothing was imported" in said.casefold()


def test_a_file_in_an_old_encoding_is_read_when_it_is_named():
    data = HEADER + ROW.replace(b"WHITE MUG", b"TEA \xa3 MUG")
    file = read_order_file(data, name="x", format="online-retail", encoding="cp1252")
    assert file.orders[0].lines[0].name == "TEA £ MUG"


def test_a_byte_order_mark_is_no_part_of_the_first_heading():
    file = read_order_file(
        b"\xef\xbb\xbf" + HEADER + ROW, name="x", format="online-retail"
    )
    assert len(file.orders) == 1


@pytest.mark.parametrize("encoding", ["klingon", "hex", "utf\0", ""])
def test_an_unknown_encoding_is_told_apart(encoding: str):
    assert "no text encoding called" in complaint(HEADER + ROW, encoding=encoding)


def test_an_unknown_format_names_those_there_are():
    assert "online-retail, csv" in complaint(HEADER + ROW, kind="edifact")


def test_a_csv_of_another_shop_names_its_columns():
    assert "Its first line has: InvoiceNo, StockCode" in complaint(
        HEADER + ROW, kind="csv"
    )


def test_a_cut_off_gzip_is_always_noticed():
    data = DEMO_DAY.read_bytes()
    chance = random.Random(20101206)
    for at in [1, 2, 5, 10, 18, len(data) - 8, len(data) - 1] + [
        chance.randrange(1, len(data)) for _ in range(60)
    ]:
        complaint(data[:at])


def test_a_damaged_gzip_is_always_noticed():
    data = DEMO_DAY.read_bytes()
    chance = random.Random(20101206)
    for _ in range(30):
        # Behind the header, whose time and system nobody needs.
        at = chance.randrange(10, len(data))
        complaint(
            data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        )


def test_a_cut_off_plain_file_is_never_read_as_another_whole_one():
    data = HEADER + ROW * 3
    for at in range(len(data)):
        if not data[:at].endswith(b"\r") and not data[:at].endswith(b"\n"):
            complaint(data[:at])


def test_joined_gzips_are_one_file_and_zeros_behind_them_are_nothing():
    data = gzip.compress(HEADER) + gzip.compress(ROW) + b"\0" * 512
    assert unpack(data, name="x") == HEADER + ROW


def test_what_follows_a_gzip_is_not_passed_over():
    assert "is damaged" in complaint(gzip.compress(HEADER + ROW) + b"more")


def test_a_bomb_is_refused_before_it_grows():
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = press.compress(b"0" * 5_000_000) + press.flush()
    with pytest.raises(OrderFileUnreadable, match="more than 1 MiB"):
        unpack(bomb, name="x", most_bytes=1024 * 1024)
    with pytest.raises(OrderFileUnreadable, match="more than 1 MiB"):
        unpack(b"0" * 5_000_000, name="x", most_bytes=1024 * 1024)


def test_a_file_of_exactly_the_most_bytes_is_read():
    data = b"0" * 1000
    assert unpack(gzip.compress(data), name="x", most_bytes=1000) == data


NOISE = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=300).map(gzip.compress),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet='0123456789.,;-/: "\r\n\tCTE', max_size=300).map(
        lambda text: HEADER + text.encode()
    ),
    st.text(alphabet='0123456789.,-/: "\r\n\tTZ+', max_size=300).map(
        lambda text: b"order,sku,quantity,placed_at\n" + text.encode()
    ),
)


@given(data=NOISE, kind=st.sampled_from(FORMATS))
def test_noise_is_understood_or_refused_and_nothing_else(data: bytes, kind: str):
    try:
        file = read_order_file(data, name="noise", format=kind)
    except OrderFileUnreadable:
        return
    assert len({row.line for row in file.rows}) == len(file.rows)


CELL = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["C1", "1", "85123A", "-3", "9" * 30, "2010-12-01 08:26", "0", "2.55"]
    ),
)


@given(rows=st.lists(st.lists(CELL, min_size=8, max_size=8), max_size=8))
def test_every_row_of_any_table_has_one_fate(rows: list[list[str]]):
    quoted = [
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    ]
    text = HEADER.decode() + "".join(f"{row}\r\n" for row in quoted)
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        return
    file = read_order_file(text.encode(), name="x", format="online-retail")
    assert len(file.rows) == sum(any(cell.strip() for cell in row) for row in rows)
