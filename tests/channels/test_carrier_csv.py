"""A carrier's file of events, read row by row."""

import gzip
from datetime import UTC, datetime

import pytest

from app.channels.carrier_csv import read_event_file
from app.engine.delivering import CarrierEvent, CarrierTold
from app.engine.importing import EventFile
from app.errors import OrderFileUnreadable

HEAD = "parcel,event,at"
SSCC = "399999990000000127"


def read(text: str) -> EventFile:
    return read_event_file(text.encode(), name="events.csv")


def told(text: str) -> CarrierTold:
    [row] = read(text).rows
    assert row.told is not None, row
    return row.told


def test_three_columns_are_enough():
    event = told(f"{HEAD}\n{SSCC},delivered,2010-12-07 08:26\n")
    assert (event.sscc_or_tracking, event.event) == (SSCC, CarrierEvent.DELIVERED)
    assert event.at == datetime(2010, 12, 7, 8, 26, tzinfo=UTC)
    assert event.event_id.startswith("row-")


def test_all_columns_are_read_in_any_order_and_separated_as_it_is_done_there():
    event = told(
        "event_id;at;note;place;event;parcel\n"
        "E-17;7.12.2010 9:26;signed;Leeds;Returned to sender;JD 01 46\n"
    )
    assert event == CarrierTold(
        sscc_or_tracking="JD 01 46",
        event=CarrierEvent.RETURNED_TO_SENDER,
        at=datetime(2010, 12, 7, 9, 26, tzinfo=UTC),
        place="Leeds",
        note="signed",
        event_id="E-17",
    )


@pytest.mark.parametrize(
    "written", [SSCC, "3 9999999 000000012 7", f"(00){SSCC}", f" {SSCC} "]
)
def test_an_sscc_is_the_same_however_it_is_grouped(written: str):
    assert told(f"{HEAD}\n{written},failed,2010-12-07\n").sscc_or_tracking == SSCC


def test_rows_without_an_id_are_one_event_when_they_tell_the_same():
    rows = read(
        f"{HEAD},note\n"
        f"{SSCC},failed,2010-12-07 08:26,nobody home\n"
        f"{SSCC},FAILED,7.12.2010 8:26,no answer\n"
        f"{SSCC},failed,2010-12-07 08:27,nobody home\n"
    ).rows
    first, second, third = (row.told.event_id for row in rows if row.told)
    assert first == second != third


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",delivered,2010-12-07", "no parcel"),
        (f"{SSCC},lost,2010-12-07", "is none of in_transit"),
        (f"{SSCC},,2010-12-07", "is none of in_transit"),
        (f"{SSCC},delivered,yesterday", "is no date"),
        (f"{SSCC},delivered,", "is no date"),
    ],
)
def test_a_row_that_says_nothing_clear_is_refused_with_its_reason(row: str, words: str):
    [read_row] = read(f"{HEAD}\n{row}\n").rows
    assert read_row.told is None
    assert words in read_row.reason
    assert read_row.line == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"parcel,event\n1,delivered\n", "at"),
        (b"parcel,event,at\n1,delivered\n", "line 2"),
        (gzip.compress(b"parcel,event,at\n" * 99)[:-9], "cut off"),
        ("parcel,event,at\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(data: bytes, words: str):
    with pytest.raises(OrderFileUnreadable, match=words):
        read_event_file(data, name="events.csv")


def test_packed_or_not_it_is_the_same_file():
    text = f"{HEAD}\n{SSCC},delivered,2010-12-07\n".encode()
    packed = read_event_file(gzip.compress(text), name="events.csv")
    assert packed == read_event_file(text, name="events.csv")
