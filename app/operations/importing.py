"""Taking a whole file of orders in: all of it or nothing, and every row accounted for."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from app.database.tables import Tables
from app.engine.importing import OrderFile, Row, RowFate
from app.engine.orders import CancelQuantity, PlaceOrder
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import Payment
from app.operations.running import do_all
from app.station import Station

Happening = PlaceOrder | CancelQuantity


_WHY_REFUSED: Final = {
    Refusal.ORDER_DIFFERS: "another order is here under this number; it was not changed",
    Refusal.ORDER_WITHOUT_LINES: "an order without lines",
    Refusal.QUANTITY_NOT_POSITIVE: "a quantity of nothing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file. `rows` has every row that is no imported order line."""

    name: str
    rows: tuple[Row, ...]
    counts: dict[str, int]


def import_orders(
    station: Station,
    file: OrderFile,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Place a file's orders and apply its cancellations, in the order they happened.

    One transaction: a killed process or a full disk leaves nothing of the file. Orders and
    cancellations that are here already are passed over, so running it again is harmless.
    """
    happenings: list[Happening] = sorted([*file.orders, *file.cancellations], key=_when)
    reports: list[ImportReport] = []

    def finish(tables: Tables, verdicts: list[Verdict]) -> None:
        reports.append(_report(file, happenings, verdicts))
        _keep(tables, station, file, reports[0])

    do_all(station, happenings, progress=progress, finish=finish)
    return reports[0]


def was_imported(station: Station, file: OrderFile) -> bool:
    """Whether a file with these bytes has been taken in before."""
    with station.reading() as tables:
        return tables.books.knows_import(file.digest)


def _when(happening: Happening) -> tuple[object, bool]:
    is_cancellation = isinstance(happening, CancelQuantity)
    at = happening.at if isinstance(happening, CancelQuantity) else happening.placed_at
    return at, is_cancellation


def _report(
    file: OrderFile, happenings: list[Happening], verdicts: list[Verdict]
) -> ImportReport:
    counts: Counter[str] = Counter()
    refused: dict[str, str] = {}
    for happening, verdict in zip(happenings, verdicts, strict=True):
        counts[_fate(happening, verdict)] += 1
        if isinstance(verdict, Refused):
            refused[happening.ref] = _WHY_REFUSED.get(verdict.reason, verdict.reason)
    rows = [_row(row, refused) for row in file.rows]
    counts.update({f"rows_{fate}": 0 for fate in RowFate})
    counts.update(f"rows_{row.fate}" for row in rows)
    counts["rows"] = len(rows)
    noteworthy = tuple(row for row in rows if row.fate is not RowFate.IMPORTED)
    return ImportReport(name=file.name, rows=noteworthy, counts=dict(counts))


def _fate(happening: Happening, verdict: Verdict) -> str:
    if isinstance(verdict, Done) and verdict.effect is Effect.ALREADY_DONE:
        return (
            "cancellations_known"
            if isinstance(happening, CancelQuantity)
            else "orders_known"
        )
    if isinstance(happening, CancelQuantity):
        is_matched = isinstance(verdict, Done) and verdict.effect is Effect.CANCELLED
        return "cancellations_applied" if is_matched else "cancellations_unmatched"
    if isinstance(verdict, Refused):
        return "orders_refused"
    if happening.payment is Payment.UNPAID:
        return "orders_unpaid"
    if verdict.effect is Effect.PART_BACKORDERED:
        return "orders_with_backorders"
    return "orders_promised"


def _row(row: Row, refused: dict[str, str]) -> Row:
    """A row whose order was refused is refused with it."""
    if row.fate is RowFate.IMPORTED and row.ref in refused:
        return replace(row, fate=RowFate.REFUSED, reason=refused[row.ref])
    return row


def _keep(
    tables: Tables, station: Station, file: OrderFile, report: ImportReport
) -> None:
    import_id = station.new_id()
    tables.books.keep_import(
        import_id=import_id,
        name=file.name,
        file_format=file.format,
        digest=file.digest,
        at=station.now(),
        counts=json.dumps(report.counts, sort_keys=True),
    )
    tables.books.keep_import_rows(
        import_id, ((row.line, row.ref, row.fate, row.reason) for row in report.rows)
    )
