"""Running operations: a person's here and now, and those that happened elsewhere before."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from app.database.books import OperationRow
from app.database.tables import Tables
from app.engine.names import NOBODY, Badge
from app.engine.notices import Discrepancy
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.errors import BooksContradicted
from app.operations.doing import Doing
from app.operations.kinds import BY_COMMAND, BY_NAME, Command, Kind
from app.station import Changed, Station
from app.sync.protocol import Envelope, Outcome


class _Undo(Exception):
    """Leaves a transaction without a trace, carrying the refusal out of it."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def do(station: Station, command: Command, *, badge: Badge = NOBODY) -> Verdict:
    """Do what a person asks, durably, or refuse it without a trace.

    When this returns `Done`, the operation survives a power cut; no network was needed.

    Raises:
        DatabaseUnusable: the disk is full or broken; nothing was done.
    """
    kind = BY_COMMAND[type(command)]
    body = msgspec.json.encode(command).decode()
    try:
        with station.lock, station.writing() as tables:
            envelope = station.seal(kind.name, body, badge)
            verdict = _run(tables, kind, envelope, command)
            if isinstance(verdict, Refused):
                raise _Undo(verdict)
            _write(tables, envelope, Outcome(op_id=envelope.op_id, outcome="done"))
            station.keep(envelope)
    except _Undo as undone:
        return undone.refused
    station.tell(kind.changes | Changed.LINE)
    return verdict


async def ask(station: Station, command: Command, *, badge: Badge = NOBODY) -> Verdict:
    """Do what only the shared store can grant: on a station, hear its answer first.

    Two handhelds that ask at once must not both get the same walk, so a station that is
    cut off cannot claim new work; what it has in hand it goes on with.
    """
    if station.exchange is None:
        return do(station, command, badge=badge)
    if not await station.exchange():
        return Refused(reason=Refusal.OFFLINE_NO_NEW_WORK)
    verdict = do(station, command, badge=badge)
    op_id = station.last_op_id
    if isinstance(verdict, Refused) or not await station.exchange():
        return verdict
    with station.reading() as tables:
        known = tables.books.operation(op_id)
    if known and known.outcome == "refused":
        return Refused(reason=Refusal(known.reason))
    return verdict


def do_all(
    station: Station,
    commands: Sequence[Command],
    *,
    badge: Badge = NOBODY,
    progress: Callable[[int, int], None] | None = None,
    finish: Callable[[Tables, list[Verdict]], None] | None = None,
) -> list[Verdict]:
    """Do many things as one: all are durable together, or none is.

    Each may be refused by itself. `finish` writes what belongs to all of them, in the same
    transaction. Listeners hear once, at the end.
    """
    verdicts: list[Verdict] = []
    changed = Changed.NOTHING
    with station.lock, station.writing() as tables:
        for number, command in enumerate(commands, start=1):
            kind = BY_COMMAND[type(command)]
            body = msgspec.json.encode(command).decode()
            envelope = station.seal(kind.name, body, badge)
            verdict = _attempt(tables, kind, envelope, command)
            verdicts.append(verdict)
            if isinstance(verdict, Done) and verdict.effect is not Effect.ALREADY_DONE:
                _write(tables, envelope, Outcome(op_id=envelope.op_id, outcome="done"))
                station.keep(envelope)
                changed |= kind.changes
            if progress:
                progress(number, len(commands))
        if finish:
            finish(tables, verdicts)
    station.tell(changed)
    return verdicts


def take_in(station: Station, envelopes: Iterable[Envelope]) -> list[Outcome]:
    """Take a station's batch into the shared store, in one transaction.

    Sending the same batch again changes nothing and gives the same answers. A gap in a
    station's numbers stops the batch: what comes after it waits until the gap is filled.
    """
    outcomes: list[Outcome] = []
    changed = Changed.NOTHING
    with station.lock, station.writing() as tables:
        for envelope in envelopes:
            if envelope.station_seq > tables.books.last_station_seq(envelope.station) + 1:
                break
            outcomes.append(replay(tables, envelope))
            kind = BY_NAME.get(envelope.kind)
            changed |= kind.changes if kind else Changed.NOTHING
    station.tell(changed)
    return outcomes


def replay(tables: Tables, envelope: Envelope) -> Outcome:
    """Run an operation that happened elsewhere, or before: a fact is never refused."""
    known = tables.books.operation(envelope.op_id)
    if known:
        if known.digest == envelope.digest():
            return Outcome(op_id=known.op_id, outcome=known.outcome, reason=known.reason)
        return _set_aside(tables, envelope, "another operation came under a known id")
    if envelope.station_seq <= tables.books.last_station_seq(envelope.station):
        # A copied device: its work is still work, but somebody must look at the device.
        _set_aside(tables, envelope, "a station used one number twice")
    try:
        kind = BY_NAME[envelope.kind]
        command = _command(kind, envelope.body)
    except KeyError:
        says = "it cannot be read: nobody here knows this kind of operation"
        return _quarantine(tables, envelope, says)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        return _quarantine(tables, envelope, f"it cannot be read: {error}")
    return _replay(tables, kind, envelope, command)


def _command(kind: Kind, body: str) -> Command:
    if "\\u0000" in body:
        # Not every database can keep this character, and no keyboard has it.
        raise ValueError("a text in it holds the character NUL")
    return msgspec.json.decode(body, type=kind.command)


def _replay(tables: Tables, kind: Kind, envelope: Envelope, command: Command) -> Outcome:
    try:
        verdict = _attempt(tables, kind, envelope, command)
        says = verdict.reason if isinstance(verdict, Refused) else ""
    except (AssertionError, LookupError, ValueError, BooksContradicted) as error:
        if not kind.is_fact:
            return _quarantine(tables, envelope, f"it contradicts the books: {error}")
        verdict, says = None, f"it contradicts the books: {error}"
    if isinstance(verdict, Done):
        return _write(tables, envelope, Outcome(op_id=envelope.op_id, outcome="done"))
    if not kind.is_fact:
        tables.next_seq()
        refused = Outcome(op_id=envelope.op_id, outcome="refused", reason=says)
        return _write(tables, envelope, refused)
    return _record(tables, kind, envelope, command, says)


def _record(
    tables: Tables, kind: Kind, envelope: Envelope, command: Command, says: str
) -> Outcome:
    """Write a fact down though the rules say no: it has happened."""
    tables.next_seq()
    if kind.record:
        try:
            with tables.db.savepoint():
                kind.record(tables, _doing(envelope), command)
        except (AssertionError, LookupError, ValueError, BooksContradicted) as error:
            says = f"{says}; {error}"
    _open_discrepancy(tables, envelope, says)
    outcome = Outcome(op_id=envelope.op_id, outcome="discrepancy", reason=says)
    return _write(tables, envelope, outcome)


def _quarantine(tables: Tables, envelope: Envelope, says: str) -> Outcome:
    tables.next_seq()
    _open_discrepancy(tables, envelope, says)
    outcome = Outcome(op_id=envelope.op_id, outcome="discrepancy", reason=says)
    return _write(tables, envelope, outcome)


def _set_aside(tables: Tables, envelope: Envelope, says: str) -> Outcome:
    tables.next_seq()
    _open_discrepancy(tables, envelope, f"{says}: {envelope.digest()[:12]}")
    return Outcome(op_id=envelope.op_id, outcome="discrepancy", reason=says)


def _attempt(tables: Tables, kind: Kind, envelope: Envelope, command: Command) -> Verdict:
    """Run a rule; refused or broken, it leaves no trace."""
    try:
        with tables.db.savepoint():
            verdict = _run(tables, kind, envelope, command)
            if isinstance(verdict, Refused):
                raise _Undo(verdict)
    except _Undo as undone:
        return undone.refused
    return verdict


def _run(tables: Tables, kind: Kind, envelope: Envelope, command: Command) -> Verdict:
    tables.next_seq()
    return kind.run(tables, _doing(envelope), command)


def _doing(envelope: Envelope) -> Doing:
    return Doing(
        op_id=envelope.op_id,
        station=envelope.station,
        station_seq=envelope.station_seq,
        badge=envelope.badge,
        at=envelope.at,
    )


def _write(tables: Tables, envelope: Envelope, outcome: Outcome) -> Outcome:
    """Keep the operation with what came of it, in the transaction of its effects."""
    tables.books.operations.put(
        OperationRow(
            op_id=envelope.op_id,
            station=envelope.station,
            station_seq=envelope.station_seq,
            kind=envelope.kind,
            badge=envelope.badge,
            at=envelope.at,
            body=envelope.body,
            digest=envelope.digest(),
            outcome=outcome.outcome,
            reason=outcome.reason,
        )
    )
    return outcome


def _open_discrepancy(tables: Tables, envelope: Envelope, says: str) -> None:
    tables.books.discrepancies.put(
        Discrepancy(
            discrepancy_id=f"{envelope.op_id}.{tables.stamp.seq}",
            op_id=envelope.op_id,
            kind=envelope.kind,
            says=says,
            at=envelope.at,
        )
    )
