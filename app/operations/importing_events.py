"""Taking a carrier's file of events in: all of it or nothing, and every row reported."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.database.tables import Tables
from app.engine.importing import EventFate, EventFile, EventRow
from app.engine.refusals import Effect, Refusal, Refused, Verdict
from app.operations.running import do_all
from app.station import Station

_WHY_REFUSED: Final = {
    Refusal.UNKNOWN_PARCEL: "no parcel here has this SSCC or tracking number",
    Refusal.PARCEL_VOID: "the parcel is void; it never left",
    Refusal.CARRIER_EVENT_DIFFERS: "this event id is here already and says something else",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReport:
    """What became of one row, and why where it was refused."""

    line: int
    parcel: str
    fate: EventFate
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReport:
    """What became of a file, row by row, and how many rows went each way."""

    name: str
    rows: tuple[RowReport, ...]
    counts: dict[str, int]


def import_events(
    station: Station,
    file: EventFile,
    progress: Callable[[int, int], None] | None = None,
) -> EventReport:
    """Take in what a carrier's file tells, in one transaction.

    A killed process or a full disk leaves nothing of the file. What is known already is
    passed over, so running it again is harmless.
    """
    told = [row.told for row in file.rows if row.told]
    reports: list[EventReport] = []

    def finish(tables: Tables, verdicts: list[Verdict]) -> None:
        reports.append(_report(file, verdicts))
        _keep(tables, station, file, reports[0])

    do_all(station, told, progress=progress, finish=finish)
    return reports[0]


def _report(file: EventFile, verdicts: list[Verdict]) -> EventReport:
    answers = iter(verdicts)
    rows = tuple(_row(row, next(answers) if row.told else None) for row in file.rows)
    counts = Counter({str(fate): 0 for fate in EventFate})
    counts.update(str(row.fate) for row in rows)
    return EventReport(name=file.name, rows=rows, counts=dict(counts))


def _row(row: EventRow, verdict: Verdict | None) -> RowReport:
    fate, reason = EventFate.NOTED, row.reason
    if verdict is None:
        fate = EventFate.REFUSED
    elif isinstance(verdict, Refused):
        fate = EventFate.REFUSED
        reason = _WHY_REFUSED.get(verdict.reason, verdict.reason)
    elif verdict.effect is Effect.ALREADY_DONE:
        fate = EventFate.KNOWN
    return RowReport(line=row.line, parcel=row.parcel, fate=fate, reason=reason)


def _keep(tables: Tables, station: Station, file: EventFile, report: EventReport) -> None:
    import_id = station.new_id()
    tables.books.keep_import(
        import_id=import_id,
        name=file.name,
        file_format=file.format,
        digest=file.digest,
        at=station.now(),
        counts=json.dumps(report.counts, sort_keys=True),
    )
    refused = [row for row in report.rows if row.fate is EventFate.REFUSED]
    tables.books.keep_import_rows(
        import_id, ((row.line, row.parcel, row.fate, row.reason) for row in refused)
    )
