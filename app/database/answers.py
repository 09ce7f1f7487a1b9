"""What was answered to those who may ask again, by the key they asked under."""

from dataclasses import dataclass
from datetime import datetime

from app.database.driver import Database
from app.database.rows import from_row, to_ms, to_row
from app.database.shelf import Stamp
from app.engine.names import OpId


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an ask. `digest` tells another ask under its key; `verdict` is JSON."""

    ask_key: str
    digest: str
    op_id: OpId
    is_done: bool
    verdict: str
    at: datetime


class Answers:
    """Answers given. They are not replicated: whoever asks again asks the same store."""

    def __init__(self, db: Database, stamp: Stamp) -> None:
        self._db, self._stamp = db, stamp

    def get(self, ask_key: str) -> Answer | None:
        """What was answered under this key."""
        rows = self._db.run(
            "SELECT * FROM answer WHERE site_id = :site_id AND ask_key = :ask_key",
            site_id=self._stamp.site_id,
            ask_key=ask_key,
        )
        return from_row(Answer, rows[0]) if rows else None

    def keep(self, answer: Answer) -> None:
        """Keep an answer; who was first under a key stays."""
        self._db.run(
            """INSERT INTO answer
              (site_id, ask_key, digest, op_id, is_done, verdict, at)
            VALUES (:site_id, :ask_key, :digest, :op_id, :is_done, :verdict, :at)
            ON CONFLICT (site_id, ask_key) DO NOTHING""",
            site_id=self._stamp.site_id,
            **to_row(answer),
        )

    def forget(self, before: datetime) -> None:
        """Forget answers nobody asks for any more."""
        self._db.run(
            "DELETE FROM answer WHERE site_id = :site_id AND at < :before_ms",
            site_id=self._stamp.site_id,
            before_ms=to_ms(before),
        )
