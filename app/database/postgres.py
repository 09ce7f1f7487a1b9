"""One connection to one PostgreSQL database, 15 or newer.

Needs psycopg, which an app that keeps its books in a file does not have: import this module
only when a URL asks for it, as `opening.py` does.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import Diagnostic
from psycopg.rows import DictRow, dict_row
from psycopg.types.numeric import Int8Dumper

from app.database.driver import Database, SqlRow, Value, check_values
from app.errors import (
    BooksContradicted,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnreachable,
    DatabaseUnusable,
)

OLDEST: Final = 15

_PATIENCE: Final[Mapping[str, Any]] = {
    "application_name": "zonewise",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "tcp_user_timeout": 10_000,
}
"""What a URL may say otherwise: a dead network is noticed in seconds, not in minutes."""

_MIGRATING: Final = 0x5A6F6E6577697365
"""The advisory lock of who migrates: any number that others are unlikely to choose."""

_BUSY: Final = frozenset({"40001", "40P01", "55P03"})
"""Not serializable, a deadlock, a lock not given in time: all of it may be done again."""

_TOKENS: Final = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*" | --[^\n]* | ::  # where a colon is no parameter's
    | :(?P<name>[a-z_]\w*) | %""",
    re.X | re.I,
)


class PostgresDatabase(Database):
    """A PostgreSQL database, by its URL; commits are on the server's disk when they return.

    A transaction that loses its connection is lost as a whole and says so; the next one
    connects again.
    """

    for_update = " FOR UPDATE"

    def __init__(self, url: str) -> None:
        self._where = _where(url)
        self.name = _shown(self._where)
        self._is_open = self._is_unconfirmed = False
        self._connection = self._connect()

    def run(self, sql: str, **values: Value) -> list[SqlRow]:
        """Run one statement with named parameters and give back its rows."""
        check_values(self.name, values)
        changes_nothing = not self._is_open and sql.lstrip().startswith(
            ("SELECT", "BEGIN")
        )
        try:
            return self._run(sql, values)
        except psycopg.Error as error:
            if not (changes_nothing and self._connection.closed):
                raise self._meaning(error) from error
        try:
            return self._run(sql, values)
        except psycopg.Error as error:
            raise self._meaning(error) from error

    def run_many(self, sql: str, values: Iterable[Mapping[str, Value]]) -> None:
        """Run one statement for each set of values."""
        rows = [*values]
        for row in rows:
            check_values(self.name, row)
        try:
            self._live().cursor().executemany(_translated(sql), rows)
        except psycopg.Error as error:
            raise self._meaning(error) from error

    def run_script(self, sql: str) -> None:
        """Run statements that make the schema, inside the transaction that is open.

        Text sorts by its bytes here too, whatever language the server was set up in.
        """
        by_bytes = re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', sql)
        try:
            self._live().execute(by_bytes.encode())
        except psycopg.Error as error:
            raise self._meaning(error) from error

    def begin(self) -> None:
        """Open a transaction that stays open; see `rollback` and `commit`."""
        self._begin("READ COMMITTED, READ WRITE")

    def begin_snapshot(self) -> None:
        """Open a transaction that only reads, and sees one moment."""
        self._begin("REPEATABLE READ, READ ONLY")

    def begin_alone(self) -> None:
        """Open a transaction that one process at a time can have open, to migrate."""
        self.begin()
        try:
            self.run("SELECT pg_advisory_xact_lock(:key)", key=_MIGRATING)
        except DatabaseUnusable:
            self.rollback()
            raise

    def commit(self) -> None:
        """Keep what the open transaction did.

        Raises:
            DatabaseUnreachable: also when nobody can say whether it was kept.
            DatabaseUnusable: a statement had failed, so that nothing was kept.
        """
        connection, self._is_unconfirmed = self._live(), False
        try:
            answer = connection.execute(b"COMMIT").statusmessage
        except psycopg.Error as error:
            raise self._meaning(error, is_unsure=connection.closed) from error
        self._is_open = False
        if answer != "COMMIT":
            says = "a statement had failed, so nothing of the step was saved"
            raise DatabaseUnusable(self.name, says)
        if self._is_unconfirmed:
            raise DatabaseUnreachable(self.name, "a standby is away", is_unsure=True)

    def rollback(self) -> None:
        """Forget what the open transaction did; nothing happens when none is open."""
        was_open, self._is_open = self._is_open, False
        if was_open and not self._connection.closed:
            try:
                self._connection.execute(b"ROLLBACK")
            except psycopg.Error:
                # The server forgets it by itself when the connection goes.
                self._connection.close()

    @property
    def is_in_transaction(self) -> bool:
        """Whether there is a transaction that can still be gone on with."""
        return self._is_open and not self._connection.closed

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""
        self._connection.close()

    def _begin(self, mode: str) -> None:
        self.run(f"BEGIN ISOLATION LEVEL {mode}")
        self._is_open = True

    def _run(self, sql: str, values: Mapping[str, Value]) -> list[SqlRow]:
        cursor = self._live().execute(_translated(sql), values)
        return [*cursor.fetchall()] if cursor.description else []

    def _live(self) -> psycopg.Connection[DictRow]:
        """The connection; a new one when it was lost and no transaction with it."""
        if self._connection.closed:
            if self._is_open:
                raise DatabaseUnreachable(self.name, "the connection was lost")
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> psycopg.Connection[DictRow]:
        try:
            connection = psycopg.Connection[DictRow].connect(
                **self._where, autocommit=True, row_factory=dict_row
            )
        except psycopg.Error as error:
            raise DatabaseUnreachable(self.name, _words(error)) from error
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_up(self, connection: psycopg.Connection[DictRow]) -> None:
        found = connection.info.server_version // 10_000
        encoding = connection.info.parameter_status("server_encoding")
        if found < OLDEST or encoding != "UTF8":
            says = f"this is PostgreSQL {found} in {encoding}; it has to be {OLDEST} or"
            raise DatabaseUnusable(self.name, f"{says} newer, in UTF8")
        connection.prepared_max = 500
        connection.adapters.register_dumper(int, Int8Dumper)
        connection.adapters.register_loader("numeric", _WholeNumber)
        connection.add_notice_handler(self._hear)
        connection.execute(b"SET lock_timeout = '10s'")
        connection.execute(
            b"""SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') = 'off'"""
        )

    def _hear(self, notice: Diagnostic) -> None:
        """While committing, a warning says that the standby did not confirm."""
        if notice.sqlstate == "01000":
            self._is_unconfirmed = True

    def _meaning(
        self, error: psycopg.Error, *, is_unsure: bool = False
    ) -> DatabaseUnusable:
        code, words = error.sqlstate or "", _words(error)
        is_row = isinstance(error, (psycopg.IntegrityError, psycopg.DataError))
        if is_row or code.startswith("54"):
            return BooksContradicted(self.name, words)
        if code == "53100":
            return DatabaseFull(self.name)
        if code in _BUSY:
            return DatabaseBusy(self.name)
        if self._connection.closed:
            return DatabaseUnreachable(self.name, words, is_unsure=is_unsure)
        return DatabaseUnusable(self.name, words)


class _WholeNumber(Loader):
    """PostgreSQL adds whole numbers up to NUMERIC; to us they stay whole numbers."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


@lru_cache(maxsize=1000)
def _translated(sql: str) -> bytes:
    """`:name` becomes `%(name)s`, and a percent sign is doubled to stay one."""
    return _TOKENS.sub(_token, sql).encode()


def _token(found: re.Match[str]) -> str:
    name = found["name"]
    return f"%({name})s" if name else found[0].replace("%", "%%")


def _where(url: str) -> dict[str, Any]:
    """What a URL says, of which nothing may be shown when it is not understood."""
    try:
        where = conninfo_to_dict(url)
    except psycopg.Error:
        where = {"host": "@"}
    # An @ or a / typed plainly in a password makes the rest of it look like a host or name.
    shown = f"{where.get('host', '')}{where.get('dbname', '')}"
    if "@" in shown or not re.fullmatch(r"[\d,]*", f"{where.get('port', '')}"):
        says = "it has to be like postgresql://user:password@host:5432/name, with codes"
        says = f"{says} for signs in the password: %40 for @, %2F for /, %25 for %"
        raise DatabaseUnusable("The database's URL", says)
    return {**_PATIENCE, **where}


def _shown(where: Mapping[str, Any]) -> str:
    host, port = where.get("host", "localhost"), where.get("port")
    database = where.get("dbname", "")
    if host.startswith("/"):
        return f"postgresql:///{database}?host={host}"
    return f"postgresql://{host}{f':{port}' if port else ''}/{database}"


def _words(error: psycopg.Error) -> str:
    """What the server said, on one line and without the row it said it of."""
    return " ".join((error.diag.message_primary or str(error)).split()).rstrip(".")
