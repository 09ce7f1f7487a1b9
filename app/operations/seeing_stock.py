"""What those see who keep the stock: deliveries, docks, pick faces, counts, returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database.purchases import Expected
from app.database.tables import Tables
from app.engine import putting_away
from app.engine.adjusting import Adjustment
from app.engine.names import BinCode, CountId, Lot, Place, ReturnId, Sku
from app.engine.purchasing import PurchaseLine, PurchaseOrder
from app.engine.putting_away import Suggestion
from app.engine.replenishing import Need, ReplenishTask, Why
from app.engine.returning import Return, ReturnLine
from app.engine.stock import Availability, Balance, Bin
from app.engine.task_states import CountState, PurchaseState
from app.operations import fetching
from app.operations.putting_away import inside_of, shelves_of, spots_for
from app.operations.seeing_work import item_name
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A purchase order with its lines."""

    order: PurchaseOrder
    lines: tuple[PurchaseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPutAway:
    """Goods of one lot on a dock, and where they should go."""

    held: Balance
    name: str
    suggestion: Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Replenishments:
    """What is fetched from reserve stock, most urgent first, and what should be besides."""

    tasks: tuple[ReplenishTask, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountToDo:
    """A bin to be counted. What the books say of it is not told: a count is blind.

    `counted_by` are the badges that counted it and must not count it again.
    """

    count_id: CountId
    bin_code: BinCode
    sku: Sku
    lot: Lot
    name: str
    reason: str
    state: CountState
    at: datetime
    counted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStory:
    """A return with its lines, and the ref of the order it is of, if one is known."""

    given: Return
    order_ref: str
    lines: tuple[ReturnLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StockOfSku:
    """One SKU: what can be promised, what lies where, what is expected."""

    available: Availability
    places: tuple[Balance, ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideOfBin:
    """A bin, what it is for, and what lies in it."""

    bin: Bin
    inside: tuple[Balance, ...]


def see_purchases(
    station: Station,
    *,
    states: Sequence[PurchaseState] = (PurchaseState.OPEN, PurchaseState.RECEIVING),
    most: int = 50,
) -> list[Purchase]:
    """Purchase orders in these states, those that still expect goods; the earliest first."""
    among = ", ".join(f"'{state}'" for state in states)
    with station.reading() as tables:
        orders = tables.purchases.orders.find(
            f"""AND state IN ({among})
            ORDER BY CASE WHEN expected_at IS NULL THEN 1 ELSE 0 END, expected_at, ref
            LIMIT :most""",
            most=most,
        )
        return [_purchase(tables, each) for each in orders]


def see_purchase(station: Station, ref: str) -> Purchase | None:
    """One purchase order, whatever has become of it."""
    with station.reading() as tables:
        order = tables.purchases.by_ref(ref)
        return _purchase(tables, order) if order else None


def _purchase(tables: Tables, order: PurchaseOrder) -> Purchase:
    return Purchase(order=order, lines=tuple(tables.purchases.lines_of(order.po_id)))


def see_expected(station: Station, sku: Sku) -> list[Expected]:
    """What has still to come of a SKU, the earliest first, the dateless last."""
    with station.reading() as tables:
        return tables.purchases.expected(sku)


def see_putaway(station: Station) -> list[ToPutAway]:
    """What lies on docks, longest waiting first, each with the best bin for it."""
    with station.reading() as tables:
        shelves = shelves_of(tables)
        return [
            ToPutAway(
                held=held,
                name=item_name(tables, held.sku),
                suggestion=putting_away.suggest_bin(
                    inside_of(tables, held),
                    held.qty_each,
                    spots_for(tables, shelves, held.sku),
                ),
            )
            for held in tables.stock.in_docks()
        ]


def see_replenishments(station: Station) -> Replenishments:
    """Fetches under way, and what planning would ask for now."""
    urgency = list(Why)
    with station.reading() as tables:
        needs = fetching.needs_now(tables)
        tasks = tables.keeping.open_fetches()
    tasks.sort(key=lambda task: (urgency.index(task.why), task.at, task.task_id))
    needs.sort(key=lambda need: (urgency.index(need.why), need.bin_code))
    return Replenishments(tasks=tuple(tasks), needs=tuple(needs))


def see_counts(station: Station, *, most: int = 50) -> list[CountToDo]:
    """Counts that need a person, oldest first."""
    with station.reading() as tables:
        return [
            CountToDo(
                count_id=task.count_id,
                bin_code=task.bin_code,
                sku=task.sku,
                lot=task.lot,
                name=item_name(tables, task.sku),
                reason=task.reason,
                state=task.state,
                at=task.at,
                counted_by=tuple(
                    each.badge for each in tables.keeping.results_of(task.count_id)
                ),
            )
            for task in tables.keeping.open_counts()[:most]
        ]


def see_adjustments(station: Station, *, most: int = 50) -> list[Adjustment]:
    """How the books were changed and why, newest first."""
    with station.reading() as tables:
        return tables.keeping.adjustments.find(
            "ORDER BY at DESC, op_id DESC, n LIMIT :most", most=most
        )


def see_returns(station: Station, *, most: int = 50) -> list[ReturnStory]:
    """Returns that are not closed, oldest first."""
    with station.reading() as tables:
        found = tables.returns.returns.find(
            "AND state <> 'closed' ORDER BY at, return_id LIMIT :most", most=most
        )
        return [_story(tables, each) for each in found]


def see_return(station: Station, return_id: ReturnId) -> ReturnStory | None:
    """One return."""
    with station.reading() as tables:
        given = tables.returns.given(return_id)
        return _story(tables, given) if given else None


def see_sku(station: Station, sku: Sku) -> StockOfSku:
    """Where a SKU is, what of it can be promised, and what is expected."""
    with station.reading() as tables:
        return StockOfSku(
            available=tables.stock.availability(sku),
            places=tuple(tables.stock.of_sku(sku)),
            expected=tuple(tables.purchases.expected(sku)),
        )


def see_bin(station: Station, bin_code: BinCode) -> InsideOfBin:
    """What a bin is for and what lies in it."""
    with station.reading() as tables:
        return InsideOfBin(
            bin=tables.stock.bin(bin_code),
            inside=tuple(tables.stock.inside(Place(bin_code))),
        )


def _story(tables: Tables, given: Return) -> ReturnStory:
    order = tables.orders.order(given.order_id)
    return ReturnStory(
        given=given,
        order_ref=order.ref if order else "",
        lines=tuple(tables.returns.lines_of(given.return_id)),
    )
