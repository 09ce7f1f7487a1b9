"""One connection to one SQLite file."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.database.driver import Database, Durability, SqlRow, Value, check_values
from app.errors import (
    BooksContradicted,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseUnusable,
)


class SqliteDatabase(Database):
    """A SQLite file in WAL mode; None keeps it in memory.

    `full` durability survives a power cut at the cost of a disk flush for each commit;
    `normal` survives a killed process and is for what can be fetched again.
    """

    for_update = ""
    """Nothing: a transaction here begins with the only right to write."""

    def __init__(self, path: Path | None, *, durability: Durability) -> None:
        self.name = str(path) if path else ":memory:"
        try:
            self._connection = sqlite3.connect(
                self.name, isolation_level=None, check_same_thread=False, timeout=10
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(f"PRAGMA synchronous = {durability.upper()}")
            self._connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error as error:
            raise _meaning(error, self.name) from error

    def run(self, sql: str, **values: Value) -> list[SqlRow]:
        """Run one statement with named parameters and give back its rows."""
        check_values(self.name, values)
        try:
            return self._connection.execute(sql, values).fetchall()  # type: ignore[return-value]
        except sqlite3.Error as error:
            raise _meaning(error, self.name) from error

    def run_many(self, sql: str, values: Iterable[Mapping[str, Value]]) -> None:
        """Run one statement for each set of values."""
        try:
            self._connection.executemany(sql, self._checked(values))
        except sqlite3.Error as error:
            raise _meaning(error, self.name) from error

    def run_script(self, sql: str) -> None:
        """Run statements that make the schema, inside the transaction that is open."""
        for statement in _statements(sql):
            self.run(statement)

    def begin(self) -> None:
        """Open a transaction that stays open, with the right to write."""
        self.run("BEGIN IMMEDIATE")

    def begin_snapshot(self) -> None:
        """Open a transaction that only reads, and sees one moment."""
        self.run("BEGIN")

    def begin_alone(self) -> None:
        """Open a transaction: here there is never more than one that writes."""
        self.begin()

    def commit(self) -> None:
        """Keep what the open transaction did."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Forget what the open transaction did; nothing happens when none is open."""
        if self._connection.in_transaction:
            self._connection.rollback()

    @property
    def is_in_transaction(self) -> bool:
        """Whether there is a transaction that can still be gone on with."""
        return self._connection.in_transaction

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self._connection.close()

    def _checked(
        self, values: Iterable[Mapping[str, Value]]
    ) -> Iterator[Mapping[str, Value]]:
        for each in values:
            check_values(self.name, each)
            yield each


def _statements(sql: str) -> Iterator[str]:
    text = ""
    for line in sql.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _meaning(error: sqlite3.Error, name: str) -> DatabaseUnusable:
    words = str(error)
    if isinstance(error, sqlite3.IntegrityError):
        return BooksContradicted(name, words)
    if "full" in words:
        return DatabaseFull(name)
    if "locked" in words:
        return DatabaseBusy(name)
    if "not a database" in words or "malformed" in words:
        return DatabaseDamaged(name)
    return DatabaseUnusable(name, words)
