"""Proving the books of a site, while it works: one snapshot, read and added up."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from app.database.books import OperationRow
from app.database.replicas import REPLICATED
from app.database.tables import Tables
from app.engine import verifying
from app.engine.book_sums import BookSums
from app.engine.names import OpId
from app.station import Station
from app.sync.protocol import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a proof found: every difference as a sentence, and how much was looked at.

    `waiting` counts the discrepancies that wait for a person; they are not differences:
    the books say of each what it did.
    """

    differences: tuple[str, ...]
    rows: int
    movements: int
    orders: int
    waiting: int


def verify(station: Station) -> Proof:
    """Prove the books; work that is done meanwhile is not in the way and not in it.

    A million movements take some seconds (the ledger is added up by the database), and a
    few hundred megabytes where there are as many order lines.
    """
    with station.reading() as tables, _snapshot(station, tables):
        books = _read(tables)
    return Proof(
        differences=tuple(verifying.differences(books)),
        rows=books.rows,
        movements=books.movements,
        orders=len(books.orders),
        waiting=books.waiting,
    )


def _snapshot(station: Station, tables: Tables) -> AbstractContextManager[None]:
    """A replica is one already: its transaction is open all the time."""
    return tables.db.snapshot() if station.is_store else nullcontext()


def _read(tables: Tables) -> BookSums:
    sums = tables.sums
    return BookSums(
        stock=sums.stock(),
        serials=sums.serials(),
        orders=sums.orders(),
        lines=sums.lines(),
        walks=sums.walks(),
        odd_stops=sums.odd_stops(),
        odd_shares=sums.odd_shares(),
        unsorted=sums.unsorted(),
        aboard=sums.aboard(),
        totes=sums.totes(),
        stays=sums.stays(),
        parcels=sums.parcels(),
        keeping=tables.sums_kept.keeping(),
        stations=sums.stations(),
        forged=tuple(_forged(sums.operations())),
        seq=tables.seq(),
        seqs={table: sums.highest_seq(table) for table in REPLICATED},
        rows=sum(sums.count(table) for table in REPLICATED),
        movements=sums.count("movement"),
        waiting=sums.count("discrepancy", "AND state = 'open'"),
    )


def _forged(operations: Iterator[OperationRow]) -> Iterator[OpId]:
    """The operations whose words are not those their digest was taken from."""
    for row in operations:
        envelope = Envelope(
            op_id=row.op_id,
            station=row.station,
            station_seq=row.station_seq,
            kind=row.kind,
            badge=row.badge,
            at=row.at,
            body=row.body,
        )
        if envelope.digest() != row.digest:
            yield row.op_id
