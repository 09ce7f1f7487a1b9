"""What both databases promise: named parameters, transactions and savepoints.

SQL is written once, with `:name` parameters. `sqlite.py` and `postgres.py` keep the promise
each with its own driver; `opening.py` chooses one by where the books are.
"""

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Final, Literal

from app.errors import BooksContradicted

Value = str | int | bytes | None
SqlRow = Mapping[str, Value]
Durability = Literal["full", "normal"]

_WHOLE_NUMBERS: Final = range(-(2**63), 2**63)


class Database(ABC):
    """One connection to one database, with at most one transaction open."""

    name: str
    """What people call it in sentences: a path, or a URL without its password."""
    for_update: str
    """Ends a SELECT whose rows no other process may change until this transaction ends."""

    @abstractmethod
    def run(self, sql: str, **values: Value) -> list[SqlRow]:
        """Run one statement with named parameters and give back its rows.

        Raises:
            BooksContradicted: a value or a row that no table takes.
            DatabaseBusy: another process was in the way for too long.
            DatabaseFull: the disk is full; nothing of the transaction is kept.
            DatabaseDamaged: the file is not a database, or is broken.
            DatabaseUnreachable: the server does not answer.
            DatabaseUnusable: anything else the file system or the server did to us.
        """

    @abstractmethod
    def run_many(self, sql: str, values: Iterable[Mapping[str, Value]]) -> None:
        """Run one statement for each set of values."""

    @abstractmethod
    def run_script(self, sql: str) -> None:
        """Run statements that make the schema, inside the transaction that is open."""

    @abstractmethod
    def begin(self) -> None:
        """Open a transaction that stays open; see `rollback` and `commit`."""

    @abstractmethod
    def begin_snapshot(self) -> None:
        """Open a transaction that only reads, and sees one moment."""

    @abstractmethod
    def begin_alone(self) -> None:
        """Open a transaction that one process at a time can have open, to migrate."""

    @abstractmethod
    def commit(self) -> None:
        """Keep what the open transaction did."""

    @abstractmethod
    def rollback(self) -> None:
        """Forget what the open transaction did; nothing happens when none is open."""

    @property
    @abstractmethod
    def is_in_transaction(self) -> bool:
        """Whether there is a transaction that can still be gone on with."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing: commits at the end, rolls back when anything is raised."""
        self.begin()
        with self._all_or_nothing():
            yield

    @contextmanager
    def alone(self) -> Generator[None]:
        """A transaction that no other process migrates beside."""
        self.begin_alone()
        with self._all_or_nothing():
            yield

    @contextmanager
    def snapshot(self) -> Generator[None]:
        """Reads that belong together: no other process's commit comes in between."""
        self.begin_snapshot()
        try:
            yield
        finally:
            self.rollback()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Part of a transaction: kept at the end, undone when anything is raised."""
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self.is_in_transaction:
                self.run("ROLLBACK TO part")
                self.run("RELEASE part")
            raise
        self.run("RELEASE part")

    @contextmanager
    def _all_or_nothing(self) -> Generator[None]:
        try:
            yield
            self.commit()
        except BaseException:
            self.rollback()
            raise


def check_values(name: str, values: Mapping[str, Value]) -> None:
    """Refuse what only one of the databases could keep, before either is asked.

    Raises:
        BooksContradicted: a number beyond 64 bits, or text with a NUL or half a character.
    """
    for column, value in values.items():
        if isinstance(value, str):
            _check_text(name, column, value)
        elif isinstance(value, int) and value not in _WHOLE_NUMBERS:
            raise BooksContradicted(name, f"{column} is a number of more than 64 bits")


def _check_text(name: str, column: str, text: str) -> None:
    if "\0" in text:
        raise BooksContradicted(name, f"{column} has a NUL character in it")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise BooksContradicted(name, f"{column} has half a character") from error
