"""What this station did and the shared store has not confirmed: `outbox.db`, sacred.

A row is durable before the worker hears the beep, carries its own checksum, is never
changed but for the mark that it arrived, and is kept seven days after that, so that the
floor is a second copy of the facts. A row the disk spoiled goes to the shared store as it
is: somebody has to look at it there, and what comes after it must not wait for it. It is
always a SQLite file, on the device itself.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from app.database.driver import Database, SqlRow
from app.database.rows import to_ms
from app.engine.names import NOBODY, OpId, StationId
from app.sync.protocol import MOST_BODY, Envelope

KEPT_FOR: Final = timedelta(days=7)
KEPT_LEAST: Final = 10_000
"""So many stay whatever their age: this device's clock may be wrong by years."""

SPOILED: Final = "spoiled"
"""The kind of an operation whose row no longer matches its checksum."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
  station_seq BIGINT PRIMARY KEY, op_id TEXT NOT NULL UNIQUE, envelope TEXT NOT NULL,
  digest TEXT NOT NULL, arrived_at BIGINT
);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (arrived_at, station_seq);
CREATE TABLE IF NOT EXISTS identity (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Outbox:
    """The waiting operations of one station, oldest first."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.run_script(_SCHEMA)

    def put(self, envelope: Envelope) -> None:
        """Make an operation durable. When this returns, a power cut cannot lose it."""
        self._db.run(
            """INSERT INTO outbox (station_seq, op_id, envelope, digest)
            VALUES (:station_seq, :op_id, :envelope, :digest)""",
            station_seq=envelope.station_seq,
            op_id=envelope.op_id,
            envelope=msgspec.json.encode(envelope).decode(),
            digest=envelope.digest(),
        )

    def waiting(self, most: int = -1) -> list[Envelope]:
        """Operations the shared store has not confirmed, oldest first."""
        rows = self._db.run(
            """SELECT station_seq, op_id, envelope, digest FROM outbox
            WHERE arrived_at IS NULL ORDER BY station_seq LIMIT :most""",
            most=most,
        )
        station = StationId(self.remembered("station_id"))
        return [_whole(row) or _spoiled(row, station) for row in rows]

    def count(self) -> int:
        """How many operations wait."""
        [row] = self._db.run("SELECT COUNT(*) AS n FROM outbox WHERE arrived_at IS NULL")
        return int(str(row["n"]))

    def first_seq(self) -> int:
        """The number of the oldest operation still kept here; 1 when there is none."""
        [row] = self._db.run("SELECT COALESCE(MIN(station_seq), 1) AS n FROM outbox")
        return int(str(row["n"]))

    def last_seq(self) -> int:
        """The number of the last operation this station did."""
        [row] = self._db.run("SELECT COALESCE(MAX(station_seq), 0) AS n FROM outbox")
        return int(str(row["n"]))

    def arrived(self, op_ids: Iterable[OpId], at: datetime) -> None:
        """Mark operations the shared store's rows prove it has; forget very old ones."""
        with self._db.transaction():
            self._db.run_many(
                "UPDATE outbox SET arrived_at = :at WHERE op_id = :op_id",
                ({"at": to_ms(at), "op_id": op_id} for op_id in op_ids),
            )
            self._db.run(
                """DELETE FROM outbox WHERE arrived_at < :before
                AND station_seq <= (SELECT MAX(station_seq) FROM outbox) - :least""",
                before=to_ms(at - KEPT_FOR),
                least=KEPT_LEAST,
            )

    def send_again(self) -> None:
        """The shared store was restored: whatever is still here may be unknown to it."""
        self._db.run("UPDATE outbox SET arrived_at = NULL")

    def remembered(self, name: str) -> str:
        """What this station knows of itself, empty when it does not."""
        rows = self._db.run("SELECT value FROM identity WHERE name = :name", name=name)
        return str(rows[0]["value"]) if rows else ""

    def remember(self, name: str, value: str) -> None:
        """Keep something this station knows of itself."""
        self._db.run(
            """INSERT INTO identity (name, value) VALUES (:name, :value)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
            name=name,
            value=value,
        )

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _whole(row: SqlRow) -> Envelope | None:
    try:
        envelope = msgspec.json.decode(str(row["envelope"]), type=Envelope)
    except msgspec.MsgspecError:
        return None
    return envelope if envelope.digest() == row["digest"] else None


def _spoiled(row: SqlRow, station: StationId) -> Envelope:
    return Envelope(
        op_id=OpId(str(row["op_id"])),
        station=station,
        station_seq=int(str(row["station_seq"])),
        kind=SPOILED,
        badge=NOBODY,
        at=datetime.fromtimestamp(0, UTC),
        body=str(row["envelope"])[:MOST_BODY],
    )
