"""Taking in what a file says of SKUs: all or nothing, every row reported, tried if asked."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.database.tables import Tables
from app.engine.importing import ItemFate, ItemFile, ItemRow
from app.engine.items import Barcode, Item
from app.engine.names import Sku
from app.engine.receiving import AddItem
from app.engine.refusals import Refusal, Refused, Verdict
from app.engine.reordering import SetSupply, Supply
from app.operations.keeping_imports import keep_import
from app.operations.running import do_all
from app.station import Station

_WHY_REFUSED: Final = {
    Refusal.ITEM_WITHOUT_NAME: "no SKU or no name",
    Refusal.MEASURE_BELOW_ZERO: "a size, weight or safety stock below zero",
    Refusal.QUANTITY_NOT_POSITIVE: "barcode {wanted} counts less than one each",
    Refusal.WRONG_CHECK_DIGIT: "{got} cannot be a barcode: its last digit is wrong",
    Refusal.CODE_OF_OTHER_ITEM: "{got} is the barcode of {wanted} already",
    Refusal.UNKNOWN_ITEM: "{got} is not in the catalogue",
    Refusal.KIT_NOT_BOUGHT: "{got} is a kit: its parts are bought",
    Refusal.SUPPLIER_MISSING: "no supplier",
    Refusal.NOT_POSSIBLE: "it has to be {wanted}, not {got}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReport:
    """What became of a file, row by row, and how many rows went each way."""

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
    """Put a file's items into the catalogue, or how they are bought, in one transaction.

    What is known of a SKU already stays as it is, so running it again is harmless. A dry
    run gives the same report and changes nothing.
    """
    added = [row.item for row in file.rows if row.item]
    fates = _fates(station, added)
    reports: list[ItemReport] = []

    def finish(tables: Tables, verdicts: list[Verdict]) -> None:
        reports.append(_report(file, fates, verdicts))
        if is_dry_run:
            raise _OnlyTried
        keep_import(tables, station, file, reports[0].counts, _refused(reports[0]))

    with contextlib.suppress(_OnlyTried):
        do_all(station, added, progress=progress, finish=finish)
    return reports[0]


def _fates(station: Station, added: list[AddItem | SetSupply]) -> list[ItemFate]:
    """What each row is to the books as the rows before it leave them, if it comes in."""
    fates: list[ItemFate] = []
    now: dict[Sku, _Known] = {}
    with station.reading() as tables:
        for each in added:
            before = now.get(each.sku) or _known(tables, each)
            now[each.sku] = _after(before, each)
            is_same = now[each.sku] == before
            fate = ItemFate.SAME if is_same else ItemFate.CHANGED
            fates.append(fate if before.what else ItemFate.NEW)
    return fates


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a SKU, of the kind a file tells of."""

    what: Item | Supply | None
    codes: frozenset[Barcode] = frozenset()


def _known(tables: Tables, asked: AddItem | SetSupply) -> _Known:
    if isinstance(asked, SetSupply):
        return _Known(tables.supplies.supply(asked.sku))
    codes = frozenset(tables.items.codes_of(asked.sku))
    return _Known(tables.items.item(asked.sku), codes)


def _after(before: _Known, asked: AddItem | SetSupply) -> _Known:
    if isinstance(asked, SetSupply):
        return _Known(asked.supply)
    return _Known(asked.item, before.codes | {*asked.codes})


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


def _refused(report: ItemReport) -> Iterator[tuple[int, str, str, str]]:
    for row in report.rows:
        if row.fate is ItemFate.REFUSED:
            yield row.line, row.sku, row.fate, row.reason
