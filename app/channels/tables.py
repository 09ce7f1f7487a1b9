"""From text to a table: rows of cells, each knowing its line in the file."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.channels.unpacking import decode, empty, unpack
from app.errors import OrderFileUnreadable

DELIMITERS: Final = (",", ";", "\t")
_MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `line` is where it begins in the file, counted from 1 with the header."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A whole CSV file. Every row has as many cells as the header; blank lines are left out."""

    name: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file's rows by the names of our columns, and the SHA-256 of its bytes unpacked."""

    digest: str
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheet(
    data: bytes,
    *,
    name: str,
    encoding: str,
    columns: Sequence[str],
    required: Sequence[str],
    cure: str,
) -> Sheet:
    """Take a file apart whose columns are called as ours are: (line, cells) for each row.

    Raises:
        OrderFileUnreadable: The file is cut off, damaged, mis-encoded, too large, or lacks
            a column; `cure` says what to do about that one.
    """
    inside = unpack(data, name=name)
    text = decode(inside, name=name, encoding=encoding)
    table = read_table(text, name=name, delimiter=delimiter_of(text))
    wanted = {column: column for column in columns}
    places = columns_of(table, wanted, required=required, cure=cure)
    return Sheet(
        digest=hashlib.sha256(inside).hexdigest(),
        rows=tuple(
            (row.line, {ours: row.cells[place] for ours, place in places.items()})
            for row in table.rows
        ),
    )


def delimiter_of(text: str) -> str:
    """What separates the columns: whichever of comma, semicolon and tab the header has most."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=header.count)


def read_table(text: str, *, name: str, delimiter: str) -> Table:
    """Take a CSV apart and check its form, all of it, before anyone uses a row.

    Raises:
        OrderFileUnreadable: A row has too few or too many columns, or a quote is never
            closed. Reading on would put cells under wrong headings.
    """
    rows = _rows(text, name, delimiter)
    header = next(rows, None)
    if header is None:
        raise empty(name)
    body = tuple(rows)
    wrong = next((row for row in body if len(row.cells) != len(header.cells)), None)
    if wrong is not None:
        raise _wrong_width(name, header, wrong, is_last=wrong is body[-1])
    return Table(name=name, delimiter=delimiter, header=header.cells, rows=body)


def columns_of(
    table: Table, wanted: Mapping[str, str], *, required: Sequence[str], cure: str
) -> dict[str, int]:
    """Where the wanted columns are. `wanted` maps what we call them to their headings.

    Capitals and spaces in headings make no difference. A column that is not required may
    be missing and is then not in the answer.

    Raises:
        OrderFileUnreadable: A required column is missing, or a heading is there twice. The
            message ends with `cure`.
    """
    headings = [_plain(heading) for heading in table.header]
    places = {
        ours: headings.index(_plain(theirs))
        for ours, theirs in wanted.items()
        if _plain(theirs) in headings
    }
    missing = [wanted[ours] for ours in required if ours not in places]
    if missing:
        raise _missing(table, missing, cure)
    for ours in places:
        if headings.count(_plain(wanted[ours])) > 1:
            raise _twice(table.name, wanted[ours])
    return places


def _rows(text: str, name: str, delimiter: str) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield TableRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _bad_quotes(name, line, error) from None


def _bad_quotes(name: str, line: int, error: csv.Error) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{name}, line {line:,}: a quotation mark is not closed, or stands inside a "
        f"quoted cell ({error}). The file may be cut off there. Export or copy it again; "
        "nothing was imported."
    )


def _missing(table: Table, missing: Sequence[str], cure: str) -> OrderFileUnreadable:
    columns = "the column" if len(missing) == 1 else "the columns"
    return OrderFileUnreadable(
        f"{table.name} lacks {columns} {', '.join(missing)}. Its first line has: "
        f"{_shown(table.header)}. {cure} Nothing was imported."
    )


def _twice(name: str, heading: str) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{name} has the column {heading} more than once. Leave one of them in; nothing "
        "was imported."
    )


def _wrong_width(
    name: str, header: TableRow, row: TableRow, *, is_last: bool
) -> OrderFileUnreadable:
    why = (
        "The file is cut off there; export or copy it again."
        if is_last and len(row.cells) < len(header.cells)
        else "A cell with the separator inside must stand in quotation marks; mend that line."
    )
    return OrderFileUnreadable(
        f"{name}, line {row.line:,}: {len(row.cells)} columns, but the first line has "
        f"{len(header.cells)}. {why} Nothing was imported."
    )


def _plain(heading: str) -> str:
    return "".join(heading.split()).casefold()


def _shown(header: Sequence[str]) -> str:
    text = ", ".join(" ".join(heading.split()) for heading in header)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"
