"""Doing what a program asks once, though it asks again because an answer was lost.

The key is the asker's. What came of it is kept in the transaction of its effects, so that
the same ask is answered as before, also when it was refused; who wants to try again after a
refusal asks under another key.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from app.database.answers import Answer
from app.database.tables import Tables
from app.engine.names import NOBODY, Badge, OpId
from app.engine.refusals import Done, Refusal, Refused, Verdict
from app.operations.kinds import BY_COMMAND, Command
from app.operations.running import NO_OP, do_once
from app.station import Station

KEPT: Final = timedelta(days=30)
LONGEST_KEY: Final = 200


def do_asked(
    station: Station, command: Command, *, key: str = "", badge: Badge = NOBODY
) -> tuple[Verdict, OpId]:
    """Do what a program asks; under a key that was used before, answer as then.

    Returns:
        What came of it, and the operation's id, empty when it was refused. Another ask
        under a known key is refused with `KEY_USED`.

    Raises:
        DatabaseUnusable: the disk is full or broken; nothing was done.
    """
    kind = BY_COMMAND[type(command)].name
    words = msgspec.json.encode((kind, command, badge))
    digest = hashlib.sha256(words).hexdigest()
    return do_once(station, command, _Ask(key, digest, station.now()), badge=badge)


@dataclass(frozen=True, slots=True)
class _Ask:
    key: str
    digest: str
    at: datetime
    op_id: OpId = NO_OP

    def known(self, tables: Tables) -> tuple[Verdict, OpId] | None:
        answer = tables.answers.get(self.key) if self.key else None
        if answer is None:
            return None
        if answer.digest != self.digest:
            return Refused(reason=Refusal.KEY_USED, got=self.key), NO_OP
        kind = Done if answer.is_done else Refused
        return msgspec.json.decode(answer.verdict, type=kind), answer.op_id

    def keep(self, tables: Tables, verdict: Verdict, op_id: OpId) -> None:
        if not self.key:
            return
        tables.answers.forget(self.at - KEPT)
        tables.answers.keep(
            Answer(
                ask_key=self.key,
                digest=self.digest,
                op_id=op_id,
                is_done=isinstance(verdict, Done),
                verdict=msgspec.json.encode(verdict).decode(),
                at=self.at,
            )
        )
