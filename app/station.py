"""One running app: its databases, its clock, its ids, and who wants to know of changes.

On one machine there is one station and it is the shared store: a SQLite file, or a
PostgreSQL database. Anywhere else a station has two SQLite files: `outbox.db`, sacred, and `replica.db`, whose committed state is what the shared
store said last while everything done here since lives in a transaction that stays open.
"""

import logging
import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Flag, auto
from pathlib import Path

from ulid import ULID

from app.database.driver import Database
from app.database.migrating import migrate, schema_digest
from app.database.opening import open_books
from app.database.people import StationRow
from app.database.sqlite import SqliteDatabase
from app.database.tables import NOTHING_YET, Tables
from app.engine.names import Badge, OpId, SiteId, StationId
from app.errors import DatabaseDamaged, DatabaseUnusable
from app.sync.outbox import Outbox
from app.sync.protocol import Envelope

log = logging.getLogger(__name__)

SITE = SiteId("main")


class Changed(Flag):
    """What kind of thing changed, told after commit; screens decide whether they care."""

    NOTHING = 0
    ORDERS = auto()
    STOCK = auto()
    WORK = auto()
    PARCELS = auto()
    SITE = auto()
    LINE = auto()
    EVERYTHING = ORDERS | STOCK | WORK | PARCELS | SITE | LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """How this station stands with the shared store."""

    is_store: bool
    is_connected: bool
    waiting: int
    since: datetime | None


Listener = Callable[[Changed], None]


class Station:
    """A running app. Use `open_store` or `open_replica`.

    Every method may be called from any thread; one lock guards the one connection.
    """

    def __init__(
        self, tables: Tables, outbox: Outbox | None, *, station_id: StationId, number: int
    ) -> None:
        self.tables, self.outbox = tables, outbox
        self.station_id, self.number = station_id, number
        self.exchange: Callable[[], Awaitable[bool]] | None = None
        """Set on a replica: exchanges with the shared store now; whether it answered."""
        self.redo: Callable[[], None] | None = None
        """Set on a replica: does the waiting operations again, when its transaction is gone."""
        self.lock = threading.RLock()
        self._known_seq = tables.seq()
        """On the shared store: how far its screens know what was written, by whomever."""
        self._told = 0
        self._listeners: list[Listener] = []
        self._connected_since: tuple[bool, datetime | None] = (outbox is None, None)

    @property
    def is_store(self) -> bool:
        """Whether this station is the shared store."""
        return self.outbox is None

    @property
    def is_connected(self) -> bool:
        """Whether the shared store answered last time; the shared store always does."""
        return self._connected_since[0]

    def now(self) -> datetime:
        """What this device believes the time is. Order never depends on it."""
        return datetime.now(UTC)

    def new_id(self) -> OpId:
        """A new permanent operation id: a ULID."""
        return OpId(str(ULID()))

    def _last_station_seq(self) -> int:
        """The number of the last operation done under this station's name.

        The books say it, for another process may have done one under the same name.
        """
        if self.outbox:
            return self.outbox.last_seq()
        return self.tables.books.last_station_seq(self.station_id)

    def seal(
        self, kind: str, body: str, badge: Badge, op_id: OpId | None = None
    ) -> Envelope:
        """Give what a person does its id, if none was chosen, and its number.

        Call while writing.
        """
        return Envelope(
            op_id=op_id or self.new_id(),
            station=self.station_id,
            station_seq=self._last_station_seq() + 1,
            kind=kind,
            badge=badge,
            at=self.now(),
            body=body,
        )

    @contextmanager
    def writing(self) -> Generator[Tables]:
        """One operation's changes: all or nothing.

        On the shared store they are durable when this ends. On a station they stand in
        the open transaction, and `keep` has made the operation itself durable.
        """
        with self.lock:
            if not self.is_store:
                self._reopen()
                with self.tables.db.savepoint():
                    yield self.tables
                return
            with self.tables.db.transaction():
                before = self.tables.take_turn()
                yield self.tables
            others_wrote, self._known_seq = before > self._known_seq, self.tables.seq()
        if others_wrote:
            self.tell(Changed.EVERYTHING)

    def _reopen(self) -> None:
        """A full disk ends a replica's open transaction. What is done now must not be taken
        for what the shared store said."""
        if not self.is_store and not self.tables.db.is_in_transaction:
            self.tables.db.begin()
            if self.redo:
                self.redo()

    @contextmanager
    def reading(self) -> Generator[Tables]:
        """The tables as this station sees them, its own unconfirmed work included."""
        with self.lock:
            yield self.tables

    def edition(self) -> tuple[int, int]:
        """Differs whenever what can be read here may: what was read before is then old."""
        with self.lock:
            return self._told, self.tables.seq()

    def keep(self, envelope: Envelope) -> None:
        """Make an operation durable here before the worker hears the beep."""
        if self.outbox:
            self.outbox.put(envelope)

    def line_state(self) -> LineState:
        """How this station stands with the shared store, for the corner of the screen."""
        is_connected, since = self._connected_since
        return LineState(
            is_store=self.is_store,
            is_connected=is_connected,
            waiting=self.outbox.count() if self.outbox else 0,
            since=since,
        )

    def heard(self, *, is_connected: bool) -> None:
        """The shared store answered, or did not."""
        if self._connected_since[0] != is_connected:
            self._connected_since = (is_connected, self.now())
            self.tell(Changed.LINE)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told what changed, after it was committed, on whatever thread that was."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def tell(self, changed: Changed) -> None:
        """Tell everybody who wants to know."""
        self._told += 1
        for listener in tuple(self._listeners):
            try:
                listener(changed)
            except Exception:
                # It was committed: whoever did it must not do it again.
                log.exception("a listener broke")

    def close(self) -> None:
        """Close the files. A station's unconfirmed work is safe in its outbox."""
        with self.lock:
            self.tables.db.close()
            if self.outbox:
                self.outbox.close()


def open_store(where: Path | str | None, name: str = "STORE") -> Station:
    """Open (or make) the shared store in a folder, or in a PostgreSQL database by its URL.

    None keeps it in memory, for tests. Several processes may have the same store open (the
    server, and an import on the command line): each under a `name` of its own, so that
    their operations are told apart.

    Raises:
        DatabaseUnusable: it is damaged, from a newer app, out of reach or not writable.
    """
    db = open_books(where)
    try:
        return _store_on(db, StationId(name))
    except BaseException:
        db.close()
        raise


def _store_on(db: Database, station_id: StationId) -> Station:
    migrate(db)
    tables = Tables(db, SITE)
    tables.open_site(str(ULID()))
    station = Station(tables, None, station_id=station_id, number=0)
    if tables.people.stations.get(station_id=station_id) is None:
        with station.writing():
            tables.next_seq()
            row = StationRow(station_id=station_id, name=station_id, number=0)
            tables.people.stations.put(row)
    return station


def open_replica(folder: Path | None) -> Station:
    """Open (or make) a station's two files; it is not joined to a shared store yet.

    A replica of another schema is dropped and fetched again; the outbox is never altered.
    """
    outbox = Outbox(SqliteDatabase(folder and folder / "outbox.db", durability="full"))
    station_id = StationId(outbox.remembered("station_id") or str(ULID()))
    outbox.remember("station_id", station_id)
    db = _replica_database(folder)
    tables = Tables(db, SITE)
    with db.transaction():
        tables.open_site("", seq=NOTHING_YET)
    db.begin()
    return Station(
        tables,
        outbox,
        station_id=station_id,
        number=int(outbox.remembered("number") or 0),
    )


def _replica_database(folder: Path | None) -> Database:
    path = folder and folder / f"replica-{schema_digest()}.db"
    try:
        return _open_replica_file(path)
    except DatabaseDamaged:
        if path is None:
            raise
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink()
        return _open_replica_file(path)


def _open_replica_file(path: Path | None) -> Database:
    db = SqliteDatabase(path, durability="normal")
    try:
        migrate(db)
    except DatabaseUnusable:
        db.close()
        raise
    return db
