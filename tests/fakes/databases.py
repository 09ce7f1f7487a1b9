"""The books on SQLite and on PostgreSQL: a test that asks for `each_database` runs on both."""

from pathlib import Path

from app.station import Station, open_store


class Books:
    """Where the test that runs keeps its books; what it opens is closed after it."""

    def __init__(self, where: Path | str) -> None:
        self.where = where
        self._opened: list[Station] = []

    def open(self, name: str = "STORE") -> Station:
        """The shared store, opened by one process more."""
        station = open_store(self.where, name)
        self._opened.append(station)
        return station

    def open_alone(self) -> Station:
        """The shared store in one process only: on SQLite it needs no file then."""
        station = open_store(self.where if isinstance(self.where, str) else None)
        self._opened.append(station)
        return station

    def close(self) -> None:
        """Close every store that was opened here."""
        for station in self._opened:
            station.close()


now: list[Books] = []
"""The books of the test that runs: set by the fixture, so that helpers need not be told."""


def open_books() -> Station:
    """The store of the test that runs, on the database it runs on."""
    return now[-1].open_alone()
