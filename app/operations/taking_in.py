"""Taking in what happened elsewhere, or before: a fact is never refused.

Nothing a station sends may hold up what comes behind it. What cannot be read, or breaks a
rule of ours, is kept as it came, and somebody is asked to look at it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from app.database.tables import Tables
from app.engine.names import OpId
from app.engine.notices import Discrepancy
from app.engine.refusals import Done, Refused
from app.errors import BooksContradicted, DatabaseUnusable
from app.operations import noticing
from app.operations.doing import Doing
from app.operations.following_stock import follow_stock
from app.operations.kinds import BY_NAME, Command, Kind
from app.operations.running import attempt, doing, write
from app.station import Changed, Station
from app.sync.protocol import Envelope, Outcome

log = logging.getLogger(__name__)

MOST_SAID: Final = 500
"""As much of an error as a person wants to read, in characters."""
NUMBERS: Final = range(1, 2**53)
"""What can be a station's count of its operations."""


def take_in(
    station: Station, envelopes: Iterable[Envelope], *, first: int = 1
) -> list[Outcome]:
    """Take a station's batch into the shared store, in one transaction.

    Sending the same batch again changes nothing and gives the same answers. A gap in a
    station's numbers stops the batch: what comes after it waits until the gap is filled.
    What is before `first` the station does not have any more: it is reported, not awaited.
    """
    outcomes: list[Outcome] = []
    changed = Changed.NOTHING
    with station.lock, station.writing() as tables:
        for envelope in envelopes:
            missing = _missing(tables, envelope)
            if missing and envelope.station_seq != first:
                break
            if missing:
                _miss(tables, envelope, missing)
            outcomes.append(replay(tables, envelope, station.now()))
            kind = BY_NAME.get(envelope.kind)
            changed |= kind.changes if kind else Changed.NOTHING
    station.tell(changed)
    return outcomes


def replay(tables: Tables, envelope: Envelope, now: datetime) -> Outcome:
    """Run an operation that happened elsewhere, or before."""
    envelope = _in_plain_text(envelope)
    known = tables.books.operation(envelope.op_id)
    if known and known.digest == envelope.digest():
        return Outcome(op_id=known.op_id, outcome=known.outcome, reason=known.reason)
    if known or envelope.station_seq not in NUMBERS:
        return _set_aside(tables, envelope)
    if envelope.station_seq <= tables.books.last_station_seq(envelope.station):
        # A copied device: its work is still work, but somebody must look at the device.
        tables.next_seq()
        _open(tables, envelope, "a station used one number twice")
    try:
        kind = BY_NAME[envelope.kind]
        command: Command = msgspec.json.decode(envelope.body, type=kind.command)
    except KeyError:
        says = "it cannot be read: nobody here knows this kind of operation"
        return _quarantine(tables, envelope, says)
    except (ValueError, RecursionError) as error:
        says = f"it cannot be read: {_plain(str(error))[:MOST_SAID]}"
        return _quarantine(tables, envelope, says)
    return _replay(tables, kind, envelope, command, doing(envelope, now))


def _replay(
    tables: Tables, kind: Kind, envelope: Envelope, command: Command, moment: Doing
) -> Outcome:
    try:
        verdict = attempt(tables, kind, moment, command)
    except Exception as error:
        log.exception("%s %s contradicts the books", kind.name, envelope.op_id)
        says = _broke(error)
        if not kind.is_fact:
            return _quarantine(tables, envelope, says)
        return _record(tables, kind, envelope, command, moment, says)
    if isinstance(verdict, Done):
        done = Outcome(op_id=envelope.op_id, outcome="done")
        return write(tables, envelope, done, command)
    if kind.is_fact:
        return _record(tables, kind, envelope, command, moment, verdict.reason)
    return _refuse(tables, envelope, verdict)


def _refuse(tables: Tables, envelope: Envelope, no: Refused) -> Outcome:
    tables.next_seq()
    refused = Outcome(op_id=envelope.op_id, outcome="refused", reason=no.reason)
    return write(tables, envelope, refused)


def _record(
    tables: Tables,
    kind: Kind,
    envelope: Envelope,
    command: Command,
    moment: Doing,
    says: str,
) -> Outcome:
    """Write a fact down though the rules say no: it has happened."""
    tables.next_seq()
    if kind.record:
        try:
            with tables.db.savepoint():
                tables.touched.forget()
                kind.record(tables, moment, command)
                follow_stock(tables, moment)
        except Exception as error:
            log.exception("%s %s cannot be recorded", kind.name, envelope.op_id)
            says = f"{says}; {_broke(error)}"
    _open(tables, envelope, says)
    outcome = Outcome(op_id=envelope.op_id, outcome="discrepancy", reason=says)
    return write(tables, envelope, outcome)


def _broke(error: Exception) -> str:
    """What to say of an operation that broke a rule. A broken disk is not its fault.

    Raises:
        DatabaseUnusable: the disk is full or broken; the whole batch is sent again.
    """
    if isinstance(error, DatabaseUnusable) and not isinstance(error, BooksContradicted):
        raise error
    return f"it contradicts the books: {_plain(str(error))[:MOST_SAID]}"


def _quarantine(tables: Tables, envelope: Envelope, says: str) -> Outcome:
    tables.next_seq()
    _open(tables, envelope, says)
    outcome = Outcome(op_id=envelope.op_id, outcome="discrepancy", reason=says)
    return write(tables, envelope, outcome)


def _set_aside(tables: Tables, envelope: Envelope) -> Outcome:
    """Another operation under a known id, or a number no station counts to.

    It is kept under a name of its own, so that the station's next one is no gap.
    """
    says = "another operation came under a known id"
    number = envelope.station_seq if envelope.station_seq in NUMBERS else 0
    aside = OpId(f"{envelope.op_id}~{envelope.digest()[:12]}")
    tables.next_seq()
    if tables.books.operation(aside) is None:
        kept = msgspec.structs.replace(envelope, op_id=aside, station_seq=number)
        _open(tables, kept, f"{says}: {aside}")
        write(tables, kept, Outcome(op_id=aside, outcome="discrepancy", reason=says))
    return Outcome(op_id=envelope.op_id, outcome="discrepancy", reason=says)


def _in_plain_text(envelope: Envelope) -> Envelope:
    """The operation as a database can keep it: nothing in it may hold up the next one."""
    texts = {"kind": envelope.kind, "badge": envelope.badge, "body": envelope.body}
    plain = {name: _plain(text) for name, text in texts.items()}
    return envelope if plain == texts else msgspec.structs.replace(envelope, **plain)


def _plain(text: str) -> str:
    """Text without what no database keeps: a NUL is shown by its picture."""
    return (
        text.encode(errors="backslashreplace")
        .decode()
        .replace("\0", "\N{SYMBOL FOR NULL}")
    )


def _missing(tables: Tables, envelope: Envelope) -> range:
    """The station's operations before this one that never came."""
    if envelope.station_seq not in NUMBERS:
        return range(0)
    last = tables.books.last_station_seq(envelope.station)
    return range(last + 1, envelope.station_seq)


def _miss(tables: Tables, envelope: Envelope, missing: range) -> None:
    tables.next_seq()
    says = f"operations {missing[0]} to {missing[-1]} never came; the station lost them"
    _open(tables, envelope, says)


def _open(tables: Tables, envelope: Envelope, says: str) -> None:
    found = Discrepancy(
        discrepancy_id=f"{envelope.op_id}.{tables.stamp.seq}",
        op_id=envelope.op_id,
        kind=envelope.kind,
        says=says,
        at=envelope.moment,
    )
    tables.books.discrepancies.put(found)
    noticing.tell_discrepancy(tables, doing(envelope, envelope.moment), found)
