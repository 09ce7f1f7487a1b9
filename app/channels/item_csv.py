"""A catalogue as a CSV, one row for each SKU.

Columns, in any order; others may stand between:

- sku, name: required.
- barcodes: trade codes parted by spaces. A code that counts more than one each says how
  many, and may say how packed: `4006381333931 14006381333938=12:case`.
- description, picture, hazard, look_alike_group: text.
- weight_g, length_mm, width_mm, height_mm: of one each, whole numbers.
- safety_each: how many are never promised.
- fragile, lot, serial: yes or no.

An empty cell, or a column that is missing, means that nothing is known of it.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from app.channels.cells import Unclear, folded, sku_of, whole_number
from app.channels.tables import columns_of, delimiter_of, read_table
from app.channels.unpacking import decode, unpack
from app.engine.importing import ItemFile, ItemRow
from app.engine.items import TradeCode, Uom
from app.engine.receiving import AddItem

FORMAT: Final = "items"

_REQUIRED: Final = ("sku", "name")
_TEXTS: Final = ("description", "picture", "hazard", "look_alike_group")
_NUMBERS: Final = ("weight_g", "length_mm", "width_mm", "height_mm", "safety_each")
_FLAGS: Final = {"fragile": "is_fragile", "lot": "tracks_lot", "serial": "tracks_serial"}
_COLUMNS: Final = (*_REQUIRED, "barcodes", *_TEXTS, *_NUMBERS, *_FLAGS)
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "ja"})
_NO: Final = frozenset({"", "no", "n", "false", "0", "nein"})

Cells = Mapping[str, str]


def read_item_file(data: bytes, *, name: str, encoding: str = "utf-8") -> ItemFile:
    """Understand a catalogue, plain or gzip, all of it before anything is done.

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
        cure="Name the columns sku and name in the first line.",
    )
    return ItemFile(
        name=name,
        digest=hashlib.sha256(inside).hexdigest(),
        format=FORMAT,
        rows=tuple(
            _row(row.line, {ours: row.cells[place] for ours, place in places.items()})
            for row in table.rows
        ),
    )


def _row(line: int, cells: Cells) -> ItemRow:
    sku = sku_of(cells["sku"])
    item = _item(cells)
    if isinstance(item, Unclear):
        return ItemRow(line=line, sku=sku, item=None, reason=item.reason)
    return ItemRow(line=line, sku=sku, item=item)


def _item(cells: Cells) -> AddItem | Unclear:
    values: dict[str, object] = {each: folded(cells.get(each, "")) for each in _TEXTS}
    for column in _NUMBERS:
        number = whole_number(cells.get(column, "").strip() or "0", called=column)
        if isinstance(number, Unclear):
            return number
        values[column] = number
    for column, field in _FLAGS.items():
        flag = _flag(column, cells.get(column, ""))
        if isinstance(flag, Unclear):
            return flag
        values[field] = flag
    codes = _codes(cells.get("barcodes", ""))
    if isinstance(codes, Unclear):
        return codes
    return AddItem(
        sku=sku_of(cells["sku"]),
        name=folded(cells["name"]),
        barcodes=codes,
        **values,  # type: ignore[arg-type]
    )


def _flag(column: str, text: str) -> bool | Unclear:
    word = folded(text).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    return Unclear(f"{column} says “{word[:40]}”, not yes or no")


def _codes(text: str) -> tuple[TradeCode, ...] | Unclear:
    codes: list[TradeCode] = []
    for word in text.split():
        code, _, counts = word.partition("=")
        number, _, uom = counts.partition(":")
        qty_each = whole_number(number or "1", called=f"what {code} counts")
        if isinstance(qty_each, Unclear):
            return qty_each
        if uom and uom.casefold() not in tuple(Uom):
            return Unclear(
                f"{code} is packed as “{uom[:40]}”; known are {', '.join(Uom)}"
            )
        codes.append(TradeCode(code, qty_each, Uom(uom.casefold() or Uom.EACH)))
    return tuple(codes)
