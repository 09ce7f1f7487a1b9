"""Books added up by hand: an empty site, and what a test says is in it."""

from dataclasses import replace
from typing import Any, Final

from app.engine.book_sums import (
    BookSums,
    KeepingSums,
    LineSums,
    SerialSums,
    StockSums,
    SupplySums,
    ToldSums,
)
from app.engine.names import SUPPLIER, Lot, OrderId, Place, Sku
from app.engine.orders import STAGES

TEA, MILK, RADIO = Sku("TEA"), Sku("MILK"), Sku("RADIO")
BIN, NEXT, TOTE = Place("A-01-1-A"), Place("A-02-1-A"), Place("TOTE-0001")
L1 = Lot("L1")
ORDER, OTHER = OrderId("o"), OrderId("x")

STOCK: Final = StockSums(
    moved={},
    set_aside={},
    held={},
    allocated={},
    wanted={},
    bad_bins=frozenset(),
    promised={},
    kept_back={},
)
SERIALS: Final = SerialSums(kept={}, moved={}, set_aside=frozenset())
KEEPING: Final = KeepingSums(
    put_backs=(), returns=(), odd_purchases=(), odd_fetches=(), odd_adjustments=()
)
EMPTY: Final = BookSums(
    stock=STOCK,
    serials=SERIALS,
    orders=(),
    lines=(),
    walks=(),
    odd_stops=(),
    odd_shares=(),
    unsorted={},
    aboard=frozenset(),
    totes=(),
    stays=(),
    parcels=(),
    keeping=KEEPING,
    told=ToldSums(odd_notices=(), delays=(), unrecorded=()),
    supply=SupplySums(published={}, available={}, kits={}, reorders=()),
    odd_mentions=(),
    strange_mentions=0,
    stations=(),
    forged=(),
    seq=0,
    seqs={},
    rows=0,
    movements=0,
    waiting=0,
)


def line(sku: Sku = TEA, *, order_id: OrderId = ORDER, **stages: int) -> LineSums:
    """An order line of as many eaches as its stages hold, with the papers to match."""
    return LineSums(
        order_id=order_id,
        line_no=1,
        sku=sku,
        qty_each=sum(stages.values()),
        stages={stage: stages.get(stage, 0) for stage in STAGES},
        in_stops_each=stages.get("allocated", 0),
        in_parcels_each=stages.get("packed", 0),
        handed_over_each=stages.get("shipped", 0),
    )


def stock(**sums: Any) -> BookSums:
    """Books of stock alone, empty but for these sums."""
    return replace(EMPTY, stock=replace(STOCK, **sums))


def held(*places: tuple[Place, Sku, Lot, int], **sums: Any) -> BookSums:
    """Books in which these places hold what came from the supplier."""
    lots = {(place, sku, lot): each for place, sku, lot, each in places}
    for _, sku, lot, each in places:
        came_from = SUPPLIER, sku, lot
        lots[came_from] = lots.get(came_from, 0) - each
    return stock(**{"moved": lots, "held": lots, **sums})
