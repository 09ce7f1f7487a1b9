"""Where the books are decides which database keeps them."""

from pathlib import Path

from app.database.driver import Database
from app.database.sqlite import SqliteDatabase
from app.errors import DatabaseUnusable

SCHEMES = ("postgresql://", "postgres://")


def open_books(where: Path | str | None) -> Database:
    """Open a folder's `store.db`, a PostgreSQL database by its URL, or (None) memory.

    Raises:
        DatabaseUnusable: there is no way to it, or it is not to be used.
    """
    if isinstance(where, str):
        return _open_server(where)
    return SqliteDatabase(where and where / "store.db", durability="full")


def _open_server(url: str) -> Database:
    if not url.startswith(SCHEMES):
        says = "it has to begin with postgresql://. For a file, name its folder instead"
        raise DatabaseUnusable("The database's URL", says)
    try:
        # Only here: a handheld keeps its books in a file, and has no such driver.
        from app.database.postgres import PostgresDatabase
    except ImportError as error:
        says = 'the driver for it is missing. Type: pip install "psycopg[binary]"'
        raise DatabaseUnusable("PostgreSQL", says) from error
    return PostgresDatabase(url)
