"""How SKUs are bought, as a CSV, one row for each SKU.

Columns, in any order; others may stand between:

- sku, supplier, lead_days: required.
- lead_sd_hours, pack_each, min_each, cost_minor, service_permille, review_days: whole
  numbers; an empty cell is the usual one.
- point_each, target_each: a person's reorder point and target; empty to compute them.
"""

from collections.abc import Mapping
from typing import Final

from app.channels.cells import folded, sku_of, whole_number
from app.channels.tables import read_sheet
from app.engine.importing import ItemFile, ItemRow
from app.engine.reordering import SetSupply

FORMAT: Final = "supply"

_REQUIRED: Final = ("sku", "supplier", "lead_days")
_NUMBERS: Final = (
    *("lead_sd_hours", "pack_each", "min_each", "cost_minor", "service_permille"),
    *("review_days", "point_each", "target_each"),
)


def read_supply_file(data: bytes, *, name: str, encoding: str = "utf-8") -> ItemFile:
    """Understand how SKUs are bought, plain or gzip, all of it before anything is done.

    Raises:
        OrderFileUnreadable: The file is cut off, damaged, mis-encoded, too large, or lacks
            a column. Its message says where, and what to do.
    """
    sheet = read_sheet(
        data,
        name=name,
        encoding=encoding,
        columns=(*_REQUIRED, *_NUMBERS),
        required=_REQUIRED,
        cure="Name the columns sku, supplier and lead_days in the first line.",
    )
    return ItemFile(
        name=name,
        digest=sheet.digest,
        format=FORMAT,
        rows=tuple(_row(line, cells) for line, cells in sheet.rows),
    )


def _row(line: int, cells: Mapping[str, str]) -> ItemRow:
    sku = sku_of(cells["sku"])
    numbers: dict[str, int] = {}
    for column in ("lead_days", *_NUMBERS):
        text = cells.get(column, "").strip()
        number = whole_number(text, called=column)
        if isinstance(number, int):
            numbers[column] = number
        elif text or column in _REQUIRED:
            return ItemRow(line=line, sku=sku, reason=number.reason)
    supply = SetSupply(sku=sku, supplier=folded(cells["supplier"]), **numbers)
    return ItemRow(line=line, sku=sku, item=supply)
