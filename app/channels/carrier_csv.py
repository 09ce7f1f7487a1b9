"""A carrier's events as a CSV, one row for each event, whoever the carrier is.

Columns, in any order; others may stand between:

- parcel: our SSCC, with or without spaces, or the carrier's tracking number. Required.
- event: in_transit, delivered, failed or returned_to_sender. Required.
- at: when it happened, 2010-12-07 08:26 or 7.12.2010 8:26, with an offset or in UTC.
  Required.
- place, note: as the carrier says them.
- event_id: the carrier's own id of the event. Where it is empty, two rows that tell the
  same of the same parcel at the same moment and place are one event.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from app.channels.cells import Unclear, folded, moment_day_first
from app.channels.tables import columns_of, delimiter_of, read_table
from app.channels.unpacking import decode, unpack
from app.engine.delivering import CarrierEvent, CarrierTold
from app.engine.importing import EventFile, EventRow

FORMAT: Final = "carrier-events"

_REQUIRED: Final = ("parcel", "event", "at")
_COLUMNS: Final = (*_REQUIRED, "place", "note", "event_id")
_SSCC_DIGITS: Final = 18

Cells = Mapping[str, str]


def read_event_file(data: bytes, *, name: str, encoding: str = "utf-8") -> EventFile:
    """Understand a carrier's file, plain or gzip, all of it before anything is done.

    Args:
        data: The file's bytes.
        name: What to call the file in messages and in the answer.
        encoding: How the text is written. UTF-8 may begin with a byte order mark.

    Raises:
        OrderFileUnreadable: The file is cut off, damaged, mis-encoded, too large, or lacks
            a column. Its message says where, and what to do.
    """
    inside = unpack(data, name=name)
    text = decode(inside, name=name, encoding=encoding)
    table = read_table(text, name=name, delimiter=delimiter_of(text))
    places = columns_of(
        table,
        {column: column for column in _COLUMNS},
        required=_REQUIRED,
        cure="Name the columns parcel, event and at in the first line.",
    )
    return EventFile(
        name=name,
        digest=hashlib.sha256(inside).hexdigest(),
        format=FORMAT,
        rows=tuple(
            _row(row.line, {ours: row.cells[place] for ours, place in places.items()})
            for row in table.rows
        ),
    )


def _row(line: int, cells: Cells) -> EventRow:
    parcel = _parcel(cells["parcel"])
    told = _told(parcel, cells)
    if isinstance(told, Unclear):
        return EventRow(line=line, parcel=parcel, told=None, reason=told.reason)
    return EventRow(line=line, parcel=parcel, told=told)


def _told(parcel: str, cells: Cells) -> CarrierTold | Unclear:
    if not parcel:
        return Unclear("no parcel")
    event = _event(cells["event"])
    if isinstance(event, Unclear):
        return event
    at = moment_day_first(cells["at"])
    if isinstance(at, Unclear):
        return at
    place = folded(cells.get("place", ""))
    own = "\n".join((parcel, event, at.isoformat(), place))
    made = f"row-{hashlib.sha256(own.encode()).hexdigest()[:24]}"
    return CarrierTold(
        sscc_or_tracking=parcel,
        event=event,
        at=at,
        place=place,
        note=folded(cells.get("note", "")),
        event_id=folded(cells.get("event_id", "")) or made,
    )


def _parcel(text: str) -> str:
    """An SSCC may be written in groups; a tracking number is taken as it stands."""
    close = "".join(text.split()).removeprefix("(00)")
    is_sscc = close.isascii() and close.isdecimal() and len(close) == _SSCC_DIGITS
    return close if is_sscc else folded(text)


def _event(text: str) -> CarrierEvent | Unclear:
    word = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if word in tuple(CarrierEvent):
        return CarrierEvent(word)
    known = ", ".join(CarrierEvent)
    return Unclear(f"event “{folded(text)[:40]}” is none of {known}")
