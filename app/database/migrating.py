"""Bringing a database file to the schema this app knows: forward only, step by step.

Each step is a numbered SQL file whose checksum is kept beside it, so that a step changed
after it ran is noticed. A file that knows more steps than we do is from a newer app and is
left alone.
"""

import hashlib
from collections.abc import Sequence
from importlib import resources

from app.database.driver import Database
from app.errors import DatabaseDamaged, DatabaseTooNew


def migrate(db: Database) -> None:
    """Run the steps a file has not seen yet, each in its own transaction.

    Raises:
        DatabaseTooNew: a newer app wrote the file.
        DatabaseDamaged: a step that ran here differs from the one we know.
    """
    steps = _steps()
    db.run(
        "CREATE TABLE IF NOT EXISTS migration (step BIGINT PRIMARY KEY, digest TEXT NOT NULL)"
    )
    ran = {
        row["step"]: row["digest"] for row in db.run("SELECT step, digest FROM migration")
    }
    if len(ran) > len(steps):
        raise DatabaseTooNew(db.name, found=len(ran), known=len(steps))
    for number, sql in enumerate(steps, start=1):
        digest = hashlib.sha256(sql.encode()).hexdigest()
        if number in ran:
            if ran[number] != digest:
                raise DatabaseDamaged(db.name)
            continue
        with db.transaction():
            db.run_script(sql)
            db.run(
                "INSERT INTO migration (step, digest) VALUES (:step, :digest)",
                step=number,
                digest=digest,
            )


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
