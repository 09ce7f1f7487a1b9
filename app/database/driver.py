"""One connection to one SQLite file, with named parameters and savepoints."""

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from app.errors import BooksContradicted, DatabaseDamaged, DatabaseFull, DatabaseUnusable

Value = str | int | bytes | None
SqlRow = Mapping[str, Value]
Durability = Literal["full", "normal"]


class Database:
    """A SQLite file in WAL mode.

    `full` durability survives a power cut at the cost of a disk flush for each commit;
    `normal` survives a killed process and is for what can be fetched again.
    """

    def __init__(self, path: Path | None, *, durability: Durability) -> None:
        name = str(path) if path else ":memory:"
        try:
            self._connection = sqlite3.connect(
                name, isolation_level=None, check_same_thread=False, timeout=10
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(f"PRAGMA synchronous = {durability.upper()}")
            self._connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error as error:
            raise _meaning(error, name) from error
        self.name = name

    def run(self, sql: str, **values: Value) -> list[SqlRow]:
        """Run one statement with named parameters and give back its rows.

        Raises:
            DatabaseFull: the disk is full; nothing of the transaction is kept.
            DatabaseDamaged: the file is not a database, or is broken.
        BooksContradicted: the rows break the books, or hold what no row can.
            DatabaseUnusable: anything else the file system did to us.
        """
        try:
            return self._connection.execute(sql, values).fetchall()  # type: ignore[return-value]
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            raise _meaning(error, self.name) from error

    def run_many(self, sql: str, values: Iterable[Mapping[str, Value]]) -> None:
        """Run one statement for each set of values."""
        try:
            self._connection.executemany(sql, values)
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            raise _meaning(error, self.name) from error

    def run_script(self, sql: str) -> None:
        """Run the statements of a migration, inside the transaction that is open."""
        for statement in _statements(sql):
            self.run(statement)

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing: commits at the end, rolls back when anything is raised."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.rollback()
            raise
        self.run("COMMIT")

    @contextmanager
    def snapshot(self) -> Generator[None]:
        """Reads that belong together: no other process's commit comes in between."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("COMMIT")

    def begin(self) -> None:
        """Open a transaction that stays open; see `rollback` and `commit`."""
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep what the open transaction did."""
        self.run("COMMIT")

    @property
    def is_in_transaction(self) -> bool:
        """Whether one is open. A full disk ends it without being asked."""
        return self._connection.in_transaction

    def rollback(self) -> None:
        """Forget what the open transaction did."""
        if self._connection.in_transaction:
            self._connection.rollback()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Part of a transaction: kept at the end, undone when anything is raised."""
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self.run("ROLLBACK TO part")
                self.run("RELEASE part")
            raise
        self.run("RELEASE part")

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self._connection.close()


def _statements(sql: str) -> Iterator[str]:
    text = ""
    for line in sql.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _meaning(error: Exception, name: str) -> DatabaseUnusable:
    words = str(error)
    if isinstance(error, sqlite3.IntegrityError | OverflowError | UnicodeError):
        return BooksContradicted(name, words)
    if "full" in words:
        return DatabaseFull(name)
    if "not a database" in words or "malformed" in words:
        return DatabaseDamaged(name)
    return DatabaseUnusable(name, words)
