"""Taking a catalogue in: all of it or nothing, every row reported, and tried if asked."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from app.database.tables import Tables
from app.engine.importing import ItemFate, ItemFile, ItemRow
from app.engine.items import Barcode, Item
from app.engine.names import Sku
from app.engine.receiving import AddItem
from app.engine.refusals import Refusal, Refused, Verdict
from app.operations.running import do_all
from app.station import Station

_WHY_REFUSED: Final = {
    Refusal.ITEM_WITHOUT_NAME: "no SKU or no name",
    Refusal.MEASURE_BELOW_ZERO: "a size, weight or safety stock below zero",
    Refusal.QUANTITY_NOT_POSITIVE: "barcode {wanted} counts less than one each",
    Refusal.WRONG_CHECK_DIGIT: "{got} cannot be a barcode: its last digit is wrong",
    Refusal.CODE_OF_OTHER_ITEM: "{got} is the barcode of {wanted} already",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReport:
    """What became of a catalogue, row by row, and how many rows went each way."""

    name: str
    rows: tuple[ItemRow, ...]
    counts: dict[str, int]


class _OnlyTried(Exception):
    """Leaves the transaction of a dry run without a trace."""


def import_items(
    station: Station,
    file: ItemFile,
    progress: Callable[[int, int], None] | None = None,
    *,
    is_dry_run: bool = False,
) -> ItemReport:
    """Put a file's items into the catalogue, in one transaction.

    What the catalogue says of a SKU already is passed over, so running it again is
    harmless. A dry run gives the same report and changes nothing.
    """
    added = [row.item for row in file.rows if row.item]
    fates = _fates(station, added)
    reports: list[ItemReport] = []

    def finish(tables: Tables, verdicts: list[Verdict]) -> None:
        reports.append(_report(file, fates, verdicts))
        if is_dry_run:
            raise _OnlyTried
        _keep(tables, station, file, reports[0])

    with contextlib.suppress(_OnlyTried):
        do_all(station, added, progress=progress, finish=finish)
    return reports[0]


def _fates(station: Station, added: list[AddItem]) -> list[ItemFate]:
    """What each row is to the catalogue as the rows before it leave it, if it comes in."""
    fates: list[ItemFate] = []
    now: dict[Sku, tuple[Item | None, set[Barcode]]] = {}
    with station.reading() as tables:
        for each in added:
            if each.sku not in now:
                codes = set(tables.items.codes_of(each.sku))
                now[each.sku] = tables.items.item(each.sku), codes
            item, codes = now[each.sku]
            is_same = item == each.item and set(each.codes) <= codes
            fate = ItemFate.SAME if is_same else ItemFate.CHANGED
            fates.append(fate if item else ItemFate.NEW)
            now[each.sku] = each.item, codes | set(each.codes)
    return fates


def _report(file: ItemFile, fates: list[ItemFate], verdicts: list[Verdict]) -> ItemReport:
    answers = iter(zip(fates, verdicts, strict=True))
    rows = [_row(row, *next(answers)) if row.item else row for row in file.rows]
    counts = Counter({str(fate): 0 for fate in ItemFate})
    counts.update(str(row.fate) for row in rows)
    return ItemReport(name=file.name, rows=tuple(rows), counts=dict(counts))


def _row(row: ItemRow, fate: ItemFate, verdict: Verdict) -> ItemRow:
    if isinstance(verdict, Refused):
        return replace(row, item=None, reason=_why(verdict))
    return replace(row, item=None, fate=fate)


def _why(no: Refused) -> str:
    return _WHY_REFUSED.get(no.reason, no.reason).format(wanted=no.wanted, got=no.got)


def _keep(tables: Tables, station: Station, file: ItemFile, report: ItemReport) -> None:
    import_id = station.new_id()
    tables.books.keep_import(
        import_id=import_id,
        name=file.name,
        file_format=file.format,
        digest=file.digest,
        at=station.now(),
        counts=json.dumps(report.counts, sort_keys=True),
    )
    refused = [row for row in report.rows if row.fate is ItemFate.REFUSED]
    tables.books.keep_import_rows(
        import_id, ((row.line, row.sku, row.fate, row.reason) for row in refused)
    )
