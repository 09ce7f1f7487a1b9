"""The databases that tests run on."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes import databases
from tests.fakes.databases import Books

if TYPE_CHECKING:
    from tests.fakes.postgres import Cluster

MISSING = "NO POSTGRESQL HERE, half of the database tests are NOT run"


@pytest.fixture(scope="session")
def cluster() -> Iterator["Cluster"]:
    """A PostgreSQL for this run of the tests, started when the first test wants it."""
    try:
        from tests.fakes.postgres import Cluster

        made = Cluster()
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            raise
        pytest.skip(f"{MISSING}: {error}")
    yield made
    made.stop()


@pytest.fixture
def postgres(cluster: "Cluster") -> Iterator[str]:
    """The URL of a database of the test's own, with the schema in it."""
    url = cluster.lend()
    yield url
    cluster.give_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    """The test's own books, once in a SQLite file and once on PostgreSQL."""
    where = tmp_path if request.param == "sqlite" else request.getfixturevalue("postgres")
    books = Books(where)
    databases.now.append(books)
    yield books
    databases.now.remove(books)
    books.close()
