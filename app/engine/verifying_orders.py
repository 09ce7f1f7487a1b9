"""Proving orders: their lines, states, walks, totes in the hospital, and parcels."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Final

from app.engine.book_sums import (
    BookSums,
    LineSums,
    OrderSums,
    ParcelSums,
    ShareSums,
    StopSums,
    WalkSums,
)
from app.engine.delivering import state_of
from app.engine.names import OrderId
from app.engine.orders import Stage
from app.engine.shipping import ManifestState
from app.engine.task_states import (
    GONE,
    LIST_ENDED,
    ON_THE_TABLE,
    ListState,
    OrderState,
    ParcelState,
    ToteState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Which stages an order in a state has something in, which are empty, and how far its
    parcels may be, void ones aside.
    """

    some_of: frozenset[Stage]
    none_of: frozenset[Stage]
    parcels: frozenset[ParcelState]


def _fit(
    some_of: Iterable[Stage], none_of: Iterable[Stage], parcels: Iterable[ParcelState]
) -> Fit:
    return Fit(
        some_of=frozenset(some_of), none_of=frozenset(none_of), parcels=frozenset(parcels)
    )


_IN_WORK: Final[tuple[Stage, ...]] = ("allocated", "picked", "packed")
_UNSENT: Final[tuple[Stage, ...]] = ("open", "backordered", "reserved", *_IN_WORK)
_READY: Final = GONE | {ParcelState.LABELLED, ParcelState.MANIFESTED}

FITS: Final[Mapping[OrderState, Fit]] = {
    OrderState.PLACED: _fit(
        ["open"], ["backordered", "reserved", "shipped", *_IN_WORK], []
    ),
    # Taken back from the floor, what was picked stays in its tote until the next release.
    OrderState.RESERVED: _fit(["reserved"], ["allocated", "packed"], GONE),
    OrderState.BACKORDERED: _fit(
        ["backordered"], ["open", "reserved", "allocated", "packed"], GONE
    ),
    OrderState.RELEASED: _fit([], ["open", "packed"], GONE),
    OrderState.PICKING: _fit([], ["open", "packed"], GONE),
    OrderState.PICKED: _fit(["picked"], ["open", "allocated"], _READY),
    OrderState.PACKING: _fit(
        ["picked", "packed"], ["open", "allocated"], _READY | ON_THE_TABLE
    ),
    OrderState.PACKED: _fit(["packed"], ["open", "allocated", "picked"], _READY),
    OrderState.HANDED_OVER: _fit(["shipped"], ["open", "reserved", *_IN_WORK], GONE),
    OrderState.IN_TRANSIT: _fit(["shipped"], ["open", "reserved", *_IN_WORK], GONE),
    OrderState.DELIVERED: _fit(["shipped"], _UNSENT, [ParcelState.DELIVERED]),
    OrderState.RETURNED: _fit(
        ["shipped"], _UNSENT, [ParcelState.DELIVERED, ParcelState.RETURNED]
    ),
    OrderState.CANCELLED: _fit(["cancelled"], ["shipped", *_UNSENT], []),
}

ON_THE_FLOOR: Final = frozenset({OrderState.RELEASED, OrderState.PICKING})
GIVEN_UP: Final = frozenset(
    {
        OrderState.CANCELLED,
        OrderState.HANDED_OVER,
        OrderState.IN_TRANSIT,
        OrderState.DELIVERED,
        OrderState.RETURNED,
    }
)
"""Nothing more is wanted; a tote with what was cancelled may still be in somebody's hands."""

Refs = Mapping[OrderId, str]


def order_differences(books: BookSums) -> Iterator[str]:
    """Whatever differs in orders, in the work for them, and in what leaves."""
    refs = {order.order_id: order.ref for order in books.orders}
    yield from _stages(books.lines, refs)
    yield from _states(books)
    yield from _walks(books.walks, refs)
    yield from _stops(books.odd_stops)
    yield from _shares(books.odd_shares)
    yield from _dead_ends(books)
    yield from _order_parcels(books.orders, books.parcels)
    yield from _parcels(books.parcels)
    yield from _totes(books, refs)


def _stages(lines: Iterable[LineSums], refs: Refs) -> Iterator[str]:
    for line in lines:
        where = f"Order {refs.get(line.order_id, line.order_id)}, line {line.line_no}"
        total = sum(line.stages.values())
        if total != line.qty_each or min(line.stages.values()) < 0:
            yield f"{where}: {line.qty_each} ordered, its stages add up to {total}."
        for stage, found, who in (
            ("allocated", line.in_stops_each, "open stops want"),
            ("packed", line.in_parcels_each, "parcels here hold"),
            ("shipped", line.handed_over_each, "parcels took"),
        ):
            if line.stages[stage] != found:
                kept = line.stages[stage]
                yield f"{where}, {line.sku}: {kept} {stage}, {who} {found}."


def _states(books: BookSums) -> Iterator[str]:
    sums: defaultdict[OrderId, Counter[str]] = defaultdict(Counter)
    for line in books.lines:
        sums[line.order_id].update(line.stages)
    known = {state.value: fit for state, fit in FITS.items()}
    for order in books.orders:
        fit, stages = known.get(order.state), sums[order.order_id]
        if fit is None:
            yield f"Order {order.ref}: no order can be {order.state!r}."
            continue
        is_kept = bool(stages["picked"]) and order.order_id in books.aboard
        if fit.some_of and not is_kept and not any(stages[each] for each in fit.some_of):
            missing = " or ".join(sorted(fit.some_of))
            yield f"Order {order.ref} is {order.state}, and nothing of it is {missing}."
        for stage in sorted(fit.none_of):
            if stages[stage]:
                yield f"Order {order.ref} is {order.state}, and {stages[stage]} of it are {stage}."


def _walks(walks: Iterable[WalkSums], refs: Refs) -> Iterator[str]:
    ended = (ListState.PICKED, *LIST_ENDED)
    for walk in walks:
        ref = refs.get(walk.order_id, walk.order_id)
        whose = f"Order {ref}" if ref else "Several orders"
        where = f"{whose}, zone {walk.zone}: the walk is {walk.state}"
        if walk.state in ended and walk.open_stops:
            yield f"{where}, and {walk.open_stops} of its stops are open."
        if walk.state == ListState.CLAIMED and not walk.open_stops:
            yield f"{where}, and none of its stops is open."
        if walk.state in (ListState.WAITING, ListState.READY) and walk.badge:
            yield f"{where}, and {walk.badge} has it."


def _stops(stops: Iterable[StopSums]) -> Iterator[str]:
    for stop in stops:
        yield (
            f"{stop.bin_code}, {stop.sku}: a stop is {stop.state} with {stop.picked_each} "
            f"of {stop.qty_each} picked."
        )


def _shares(shares: Iterable[ShareSums]) -> Iterator[str]:
    for stop in shares:
        yield (
            f"{stop.bin_code}, {stop.sku}: a stop for several orders is {stop.state} with "
            f"{stop.picked_each} of {stop.qty_each} picked, its orders say "
            f"{stop.shared_picked_each} of {stop.shared_each}."
        )


def _dead_ends(books: BookSums) -> Iterator[str]:
    """An order is on the floor exactly while somebody can go on with its goods.

    Its own walks come first; without any it is on a walk with others, in a batch that is
    not sorted, or in a tote on its way to packing.
    """
    going: dict[OrderId, bool] = {}
    for walk in books.walks:
        if walk.state not in LIST_ENDED and walk.order_id:
            is_going = walk.state != ListState.WAITING
            going[walk.order_id] = going.get(walk.order_id, False) or is_going
    for order in books.orders:
        is_aboard = order.order_id in books.aboard
        if order.state in ON_THE_FLOOR and not going.get(order.order_id, is_aboard):
            yield f"Order {order.ref} is {order.state}, and nobody can go on with its walks."
        if order.state not in ON_THE_FLOOR | GIVEN_UP and order.order_id in going:
            yield f"Order {order.ref} is {order.state}, and a walk of it is not ended."


def _order_parcels(
    orders: Iterable[OrderSums], parcels: Iterable[ParcelSums]
) -> Iterator[str]:
    """An order is as far as its parcels."""
    states: defaultdict[OrderId, set[str]] = defaultdict(set)
    for parcel in parcels:
        if parcel.state != ParcelState.VOID:
            states[parcel.order_id].add(parcel.state)
    known: dict[str, Set[str]] = {
        state.value: {each.value for each in fit.parcels} for state, fit in FITS.items()
    }
    for order in orders:
        there = states[order.order_id]
        for state in sorted(there - known.get(order.state, there)):
            yield f"Order {order.ref} is {order.state}, and a parcel of it is {state}."
        if order.state == OrderState.RETURNED and ParcelState.RETURNED not in there:
            yield f"Order {order.ref} is returned, and no parcel of it came back."


def _parcels(parcels: Iterable[ParcelSums]) -> Iterator[str]:
    """A parcel is where its manifest and its carrier's words say it is."""
    worn: Counter[str] = Counter()
    for parcel in parcels:
        name = f"Parcel {parcel.sscc or parcel.parcel_id} is {parcel.state}"
        wanted = _manifest_of(parcel)
        if parcel.manifest != wanted:
            found = parcel.manifest or "none"
            yield f"{name}, and its manifest is {found}, not {wanted or 'none'}."
        if parcel.state in GONE and state_of(parcel.words) != parcel.state:
            yield f"{name}, and its carrier says {state_of(parcel.words)}."
        if parcel.state == ParcelState.VOID and any(parcel.goods.values()):
            yield f"{name}, and its lines hold {sum(parcel.goods.values())}."
        worn[parcel.sscc] += 1 if parcel.sscc else 0
    for sscc, count in sorted(worn.items()):
        if count > 1:
            yield f"SSCC {sscc}: {count} parcels have it."


def _manifest_of(parcel: ParcelSums) -> str:
    if parcel.state in GONE:
        return ManifestState.HANDED_OVER
    return ManifestState.OPEN if parcel.state == ParcelState.MANIFESTED else ""


def _totes(books: BookSums, refs: Refs) -> Iterator[str]:
    """A tote with nobody's goods is free, and one in the hospital has one place there."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for stay in books.stays:
        places[stay.tote].append(stay.place)
    going_back = {back.source for back in books.keeping.put_backs}
    for tote in books.totes:
        is_nobodys = not (tote.order_id or tote.batch or tote.tote in going_back)
        if (tote.state == ToteState.FREE) != is_nobodys:
            ref = refs.get(tote.order_id, tote.order_id)
            whose = f"order {ref} is" if ref else "no order is"
            yield f"{tote.tote} is {tote.state}, and {whose} in it."
        wanted = [tote.stands_at] if tote.state == ToteState.HOSPITAL else []
        if places[tote.tote] != wanted:
            told = " and ".join(places[tote.tote]) or "nowhere"
            where = f"{tote.tote} is {tote.state}"
            yield f"{where}, and its place in the hospital is {told}."
    held = Counter(stay.place for stay in books.stays)
    for place, count in sorted(held.items()):
        if count > 1:
            yield f"{place}: {count} totes stand on it."
