"""Proving the books of a site, while it works: one snapshot, read and added up."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from app.database.books import OperationRow
from app.database.replicas import REPLICATED
from app.database.tables import Tables
from app.engine import verifying
from app.engine.book_sums import BookSums, SupplySums
from app.engine.names import OpId, Sku
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
        told=tables.sums_told.told(),
        supply=_supply(tables),
        stations=sums.stations(),
        forged=tuple(_forged(sums.operations())),
        odd_mentions=tables.sums_stories.odd_mentions(),
        strange_mentions=tables.sums_stories.strange_mentions(),
        seq=tables.seq(),
        seqs={table: sums.highest_seq(table) for table in REPLICATED},
        rows=sum(sums.count(table) for table in REPLICATED),
        movements=sums.count("movement"),
        waiting=sums.count("discrepancy", "AND state = 'open'"),
    )


def _supply(tables: Tables) -> SupplySums:
    kits: defaultdict[Sku, list[tuple[Sku, int]]] = defaultdict(list)
    for part in tables.items.kit_parts.find("AND qty_each > 0 ORDER BY kit, part"):
        kits[part.kit].append((part.part, part.qty_each))
    return SupplySums(
        published={x.sku: x.available_each for x in tables.stock.published.find("")},
        available={x.sku: x.available_each for x in tables.stock.available.find("")},
        kits=kits,
        reorders=[(x.reorder, x.position) for x in tables.supplies.everything()],
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
