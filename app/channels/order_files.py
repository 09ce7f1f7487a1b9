"""Files of orders: read whole and checked whole, so that nothing is ever half imported."""

import hashlib
from typing import Final

from app.channels import online_retail, order_csv
from app.channels.accounts import Accounts, Progress
from app.channels.order_csv import ColumnMap
from app.channels.tables import delimiter_of, read_table
from app.channels.unpacking import decode, unpack
from app.engine.importing import OrderFile
from app.errors import OrderFileUnreadable

FORMATS: Final = (online_retail.FORMAT, order_csv.FORMAT)


def read_order_file(
    data: bytes,
    *,
    name: str,
    format: str,  # noqa: A002 - the word for it, as in OrderFile
    columns: ColumnMap | None = None,
    encoding: str = "utf-8",
    progress: Progress | None = None,
) -> OrderFile:
    """Understand a file of orders, plain or gzip.

    The same bytes always give the same answer, packed or not: `digest` is of what is
    inside.

    Args:
        data: The file's bytes.
        name: What to call the file in messages and in the answer.
        format: One of `FORMATS`.
        columns: Which column is which; only for the format csv.
        encoding: How the text is written. UTF-8 may begin with a byte order mark.
        progress: Told how many rows of how many are done, at the last when all are.

    Raises:
        OrderFileUnreadable: The file is cut off, damaged, mis-encoded, too large or not of
            this format. Its message says where, and what to do.
    """
    if format not in FORMATS:
        raise _no_format(format)
    inside = unpack(data, name=name)
    text = decode(inside, name=name, encoding=encoding)
    if format == online_retail.FORMAT:
        accounts = _online_retail(text, name, progress)
    else:
        table = read_table(text, name=name, delimiter=delimiter_of(text))
        accounts = order_csv.understand(
            table, columns=columns or ColumnMap(), progress=progress
        )
    return OrderFile(
        name=name,
        digest=hashlib.sha256(inside).hexdigest(),
        format=format,
        orders=accounts.orders(),
        cancellations=accounts.cancelled(),
        rows=tuple(accounts.rows),
    )


def _online_retail(text: str, name: str, progress: Progress | None) -> Accounts:
    table = read_table(text, name=name, delimiter=",")
    accounts = online_retail.understand(table, progress=progress)
    # Its last column is a country: "United King" would look as good as the whole word.
    if not text.endswith(("\n", "\r")):
        raise _open_end(name)
    return accounts


def _no_format(wanted: str) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"There is no order file format {wanted!r}. Known are: {', '.join(FORMATS)}."
    )


def _open_end(name: str) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{name} does not end with a line break, so its last line may be cut off. Copy it "
        "again, or add the line break if it is whole; nothing was imported."
    )
