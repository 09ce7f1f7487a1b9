"""A purchase order as a CSV for a supplier, or for whoever buys."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from app.engine.purchasing import PurchaseLine, PurchaseOrder

COLUMNS: Final = ("purchase", "supplier", "state", "expected", "line", "sku", "qty_each")
# In full width too: spreadsheets in East Asia read them alike.
_FORMULAS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def purchase_csv(order: PurchaseOrder, lines: Iterable[PurchaseLine]) -> bytes:
    """The lines that ask for something, in UTF-8 without a byte order mark."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    expected = f"{order.expected_at:%Y-%m-%d}" if order.expected_at else ""
    for line in lines:
        if line.qty_each:
            head = (guarded(order.ref), guarded(order.supplier), order.state, expected)
            rows.writerow((*head, line.line_no, guarded(line.sku), line.qty_each))
    return text.getvalue().encode()


def guarded(text: str) -> str:
    """The text as a spreadsheet shows it and does not compute it.

    OWASP, "CSV Injection": what begins like a formula gets an apostrophe before it.
    """
    begins = text.lstrip().startswith(_FORMULAS) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if begins and text else text
