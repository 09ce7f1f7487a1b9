"""Bringing a database to the schema this app knows: forward only, step by step.

Each step is a numbered SQL file whose checksum is kept beside it, so that a step changed
after it ran is noticed. A database that knows more steps than we do is from a newer app and
is left alone.
"""

import hashlib
from collections.abc import Sequence
from importlib import resources

from app.database.driver import Database
from app.errors import DatabaseDamaged, DatabaseTooNew


def migrate(db: Database) -> None:
    """Run the steps a database has not seen yet: all of them, or none.

    Two processes may do it at once; the second one waits and finds it done.

    Raises:
        DatabaseTooNew: a newer app wrote the database.
        DatabaseDamaged: a step that ran here differs from the one we know.
    """
    with db.alone():
        ran = _ran(db)
        for number, sql in enumerate(_steps(), start=1):
            if number not in ran:
                db.run_script(sql)
                db.run(
                    "INSERT INTO migration (step, digest) VALUES (:step, :digest)",
                    step=number,
                    digest=_digest(sql),
                )


def _ran(db: Database) -> set[int]:
    """The steps that ran here, which are the ones we know."""
    db.run_script(
        """CREATE TABLE IF NOT EXISTS migration (
          step BIGINT NOT NULL PRIMARY KEY, digest TEXT NOT NULL
        );"""
    )
    rows = db.run("SELECT step, digest FROM migration")
    ran = {int(str(row["step"])): row["digest"] for row in rows}
    known = dict(enumerate(map(_digest, _steps()), start=1))
    if len(ran) > len(known):
        raise DatabaseTooNew(db.name, found=len(ran), known=len(known))
    if any(known.get(step) != digest for step, digest in ran.items()):
        raise DatabaseDamaged(db.name)
    return set(ran)


def _digest(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()


def schema_digest() -> str:
    """Tells replicas of one schema from those of another."""
    return hashlib.sha256("".join(_steps()).encode()).hexdigest()[:16]


def _steps() -> Sequence[str]:
    folder = resources.files("app.database") / "migrations"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    return [file.read_text(encoding="utf-8") for file in files]
