"""Running operations: what a person does, here and now.

What happened elsewhere, or before, is taken in by `taking_in`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from app.database.books import OperationRow
from app.database.tables import Tables
from app.engine import permits
from app.engine.names import NOBODY, Badge, ListId, OpId
from app.engine.permits import NoteRefusal
from app.engine.picking import ClaimWork, GiveBackWork
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.operations.doing import Doing
from app.operations.following_stock import follow_stock
from app.operations.kinds import BY_COMMAND, PREPARES, Command, Kind
from app.operations.mentioning import mention
from app.station import Changed, Station
from app.sync.protocol import MOST_BODY, Envelope, Outcome

NO_OP: Final = OpId("")
MOST_NOTED: Final = 4_096


class _Undo(Exception):
    """Leaves a transaction without a trace, carrying the refusal out of it."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


class _Tried(Exception):
    """Leaves a transaction without a trace, carrying what it would have come to."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict


def do(station: Station, command: Command, *, badge: Badge = NOBODY) -> Verdict:
    """Do what a person asks, durably, or refuse it: then only that they asked is noted.

    When this returns `Done`, the operation survives a power cut; no network was needed.

    Raises:
        DatabaseUnusable: the disk is full or broken; nothing was done.
    """
    verdict, _ = _do(station, command, badge)
    return verdict


class Once(Protocol):
    """Something that is done once, however often it is asked for."""

    @property
    def op_id(self) -> OpId:
        """The id it is done under; `NO_OP` when any will do."""
        ...

    def known(self, tables: Tables) -> tuple[Verdict, OpId] | None:
        """What came of it before, or None."""
        ...

    def keep(self, tables: Tables, verdict: Verdict, op_id: OpId) -> None:
        """Keep what came of it, in the transaction of its effects."""
        ...


def do_once(
    station: Station, command: Command, once: Once, *, badge: Badge = NOBODY
) -> tuple[Verdict, OpId]:
    """Do what a person or a program asks, if it was not done before.

    Raises:
        DatabaseUnusable: the disk is full or broken; nothing was done.
    """
    with station.lock:
        return _do(station, command, badge, once)


def would_do(station: Station, command: Command, *, badge: Badge = NOBODY) -> Verdict:
    """What would come of it if somebody did this now; nothing is done."""
    kind = BY_COMMAND[type(command)]
    try:
        with station.lock, station.writing() as tables:
            command = _prepared(tables, station, kind, command)
            envelope = station.seal(kind.name, "", badge)
            raise _Tried(_run(tables, kind, doing(envelope, station.now()), command))
    except _Tried as tried:
        return tried.verdict


def _do(
    station: Station, command: Command, badge: Badge, once: Once | None = None
) -> tuple[Verdict, OpId]:
    kind = BY_COMMAND[type(command)]
    try:
        with station.lock, station.writing() as tables:
            known = once.known(tables) if once else None
            if known:
                return known
            command = _prepared(tables, station, kind, command)
            body = msgspec.json.encode(command).decode()
            if len(body) > MOST_BODY:
                raise _Undo(_too_long(body))
            envelope = station.seal(kind.name, body, badge, once.op_id if once else NO_OP)
            verdict = _run(tables, kind, doing(envelope, station.now()), command)
            if isinstance(verdict, Refused):
                raise _Undo(verdict)
            done = Outcome(op_id=envelope.op_id, outcome="done")
            write(tables, envelope, done, command)
            if once:
                once.keep(tables, verdict, envelope.op_id)
            station.keep(envelope)
    except _Undo as undone:
        if badge and kind.command is not NoteRefusal:
            _do(station, _noted(kind, undone.refused, command), badge)
        if once:
            with station.writing() as tables:
                once.keep(tables, undone.refused, NO_OP)
        return undone.refused, NO_OP
    station.tell(kind.changes | Changed.LINE)
    return verdict, envelope.op_id


def _noted(kind: Kind, no: Refused, command: Command) -> NoteRefusal:
    body = msgspec.json.encode(command).decode()
    return NoteRefusal(
        kind=kind.name,
        reason=no.reason,
        wanted=no.wanted,
        got=no.got,
        body=body if len(body) < MOST_NOTED else "",
    )


def _prepared(tables: Tables, station: Station, kind: Kind, command: Command) -> Command:
    """A command with what only the station that does it can say."""
    prepare = PREPARES.get(kind.name)
    return prepare(tables, station.station_id, command) if prepare else command


def _too_long(body: str) -> Refused:
    return Refused(reason=Refusal.TOO_LONG, wanted=f"{MOST_BODY}", got=f"{len(body)}")


async def ask(station: Station, command: Command, *, badge: Badge = NOBODY) -> Verdict:
    """Do what only the shared store can grant: on a station, hear its answer first.

    Two handhelds that ask at once must not both get the same walk, so a station that is
    cut off cannot claim new work; what it has in hand it goes on with.
    """
    if station.exchange is None:
        return do(station, command, badge=badge)
    if not await station.exchange():
        return Refused(reason=Refusal.OFFLINE_NO_NEW_WORK)
    verdict, op_id = _do(station, command, badge)
    if isinstance(verdict, Refused):
        return verdict
    if not await station.exchange() and isinstance(command, ClaimWork):
        # Nobody knows who was first. Whoever begins now may walk for nothing.
        do(
            station,
            GiveBackWork(list_id=ListId(str(verdict.values["list"]))),
            badge=badge,
        )
        return Refused(reason=Refusal.OFFLINE_NO_NEW_WORK)
    with station.reading() as tables:
        known = tables.books.operation(op_id)
    return refusal_of(known) or verdict


def refusal_of(known: OperationRow | None) -> Refused | None:
    """Why the shared store refused an operation, or None when it did not."""
    if known is None or known.outcome != "refused":
        return None
    try:
        return Refused(reason=Refusal(known.reason))
    except ValueError:  # a newer shared store's reason
        return Refused(reason=Refusal.NOT_ALLOWED)


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
            command = _prepared(tables, station, kind, command)
            body = msgspec.json.encode(command).decode()
            envelope = station.seal(kind.name, body, badge)
            verdict = attempt(tables, kind, doing(envelope, station.now()), command)
            verdicts.append(verdict)
            if isinstance(verdict, Done) and verdict.effect is not Effect.ALREADY_DONE:
                done = Outcome(op_id=envelope.op_id, outcome="done")
                write(tables, envelope, done, command)
                station.keep(envelope)
                changed |= kind.changes
            if progress:
                progress(number, len(commands))
        if finish:
            finish(tables, verdicts)
    station.tell(changed)
    return verdicts


def attempt(tables: Tables, kind: Kind, moment: Doing, command: Command) -> Verdict:
    """Run a rule; refused or broken, it leaves no trace."""
    try:
        with tables.db.savepoint():
            verdict = _run(tables, kind, moment, command)
            if isinstance(verdict, Refused):
                raise _Undo(verdict)
    except _Undo as undone:
        return undone.refused
    return verdict


def _run(tables: Tables, kind: Kind, moment: Doing, command: Command) -> Verdict:
    tables.next_seq()
    person = tables.people.person(moment.badge) if moment.badge else None
    no = permits.may(person, kind.name)
    if no:
        return no
    tables.touched.forget()
    verdict = kind.run(tables, moment, command)
    if isinstance(verdict, Done):
        follow_stock(tables, moment, keeps_positions=kind.keeps_positions)
    return verdict


def doing(envelope: Envelope, now: datetime) -> Doing:
    """The moment an operation was done in, as whoever writes it down knows it."""
    return Doing(
        op_id=envelope.op_id,
        station=envelope.station,
        station_seq=envelope.station_seq,
        badge=envelope.badge,
        at=envelope.moment,
        now=now,
    )


def write(
    tables: Tables, envelope: Envelope, outcome: Outcome, command: Command | None = None
) -> Outcome:
    """Keep the operation with what came of it, in the transaction of its effects."""
    tables.books.operations.put(
        OperationRow(
            op_id=outcome.op_id,
            station=envelope.station,
            station_seq=envelope.station_seq,
            kind=envelope.kind,
            badge=envelope.badge,
            at=envelope.moment,
            body=envelope.body,
            digest=envelope.digest(),
            outcome=outcome.outcome,
            reason=outcome.reason,
        )
    )
    mention(tables, envelope, outcome, command)
    return outcome
