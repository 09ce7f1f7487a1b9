"""What goes over the wire: JSON, described by these structs.

A receiver ignores fields it does not know, so a newer peer may add some.
"""

import hashlib
from datetime import datetime
from typing import Final

import msgspec

from app.engine.names import Badge, OpId, SiteId, StationId

VERSION: Final = 1
MOST_OPERATIONS: Final = 200
MOST_BYTES: Final = 256 * 1024
MOST_BODY: Final = 128 * 1024
"""The longest command, in characters: it has to fit into one request."""

Value = str | int | None


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One operation, sealed on the station where a person did it.

    `station_seq` counts a station's operations without a gap; `at` is what the station's
    clock said, and is never used for order. `body` is the command as JSON text.
    """

    op_id: OpId
    station: StationId
    station_seq: int
    kind: str
    badge: Badge
    at: datetime
    body: str

    def digest(self) -> str:
        """Tells an operation sent twice from another one under the same id."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one operation: done, refused or discrepancy, and why."""

    op_id: OpId
    outcome: str
    reason: str = ""


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """A station asks to be known."""

    station: StationId
    name: str
    version: int = VERSION


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """The shared store knows the station; `number` goes into its parcels' SSCCs."""

    site_id: SiteId
    number: int
    epoch: str
    schema: str


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """What a station did, oldest first.

    `first` is the number of the oldest operation the station still has: what came before
    it and never arrived is lost, and the store must not wait for it.
    """

    operations: list[Envelope]
    first: int = 1
    version: int = VERSION


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """A hint what came of it; the truth comes with the rows."""

    outcomes: list[Outcome]
    seq: int


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """Rows changed since the number asked for, up to `seq`: columns, then rows, by table.

    `is_other_history`: the store does not know what the station says it had at that number.
    It was restored from a backup; the station fetches everything anew, and sends again what
    that store may not have.
    """

    epoch: str
    schema: str
    seq: int
    changes: dict[str, tuple[list[str], list[list[Value]]]]
    is_other_history: bool = False


class News(msgspec.Struct, frozen=True, kw_only=True):
    """The site is at this number. There is no data in it: a lost one costs nothing."""

    epoch: str
    seq: int


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why the shared store did not do what was asked, in words for a person."""

    says: str
