"""What sales channels and buyers see: what can be sold, and what is to be bought."""

from dataclasses import dataclass
from datetime import datetime

from app.database.rows import from_row
from app.database.supplies import Watched
from app.engine.names import Sku
from app.engine.reordering import Supply
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """How many eaches of a SKU can be sold, since when, and its number in the feed."""

    sku: Sku
    available_each: int
    changed_at: datetime
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """SKUs whose number changed, each once. Ask again after `cursor` for what comes next."""

    offered: tuple[Offered, ...]
    cursor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Buying:
    """How a SKU is bought, when, and what there is of it."""

    supply: Supply
    watched: Watched


def see_availability(station: Station, *, after: int = 0, limit: int = 500) -> Feed:
    """The SKUs whose number changed after a cursor, the longest unchanged first.

    Beginning with 0 gives every SKU there ever was; one that never comes has none. What one
    operation changed comes together, so there may be more than `limit`. Only the shared
    store's cursors last.
    """
    with station.reading() as tables:
        rows = tables.stock.published.rows(
            """SELECT * FROM published WHERE site_id = :site_id AND seq > :after
              AND seq <= COALESCE((SELECT MAX(seq) FROM (
                SELECT seq FROM published WHERE site_id = :site_id AND seq > :after
                ORDER BY seq LIMIT :limit) AS next), 0)
            ORDER BY seq, sku""",
            after=after,
            limit=limit,
        )
    offered = tuple(from_row(Offered, row) for row in rows)
    return Feed(offered=offered, cursor=offered[-1].seq if offered else after)


def see_buying(station: Station) -> list[Buying]:
    """Every SKU that is bought and was planned, by its name."""
    with station.reading() as tables:
        supplies = {each.sku: each for each in tables.supplies.supplies.find("")}
        return [
            Buying(supply=supplies[each.reorder.sku], watched=each)
            for each in tables.supplies.everything()
            if each.reorder.sku in supplies
        ]
