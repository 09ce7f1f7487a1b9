"""Proving the books: every figure that is kept twice must be the same both times.

Pacioli's rule and its relatives: what leaves a place arrives at another, so the whole is
zero; a balance is the sum of its ledger; and each each of an order is in one stage, one
place, and on one piece of paper.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.engine.book_sums import (
    BookSums,
    Goods,
    LineSums,
    OrderSums,
    ParcelSums,
    StationSums,
    StockSums,
    StopSums,
    WalkSums,
)
from app.engine.names import CUSTOMER, NO_ORDER, OrderId, Place, Sku, is_bin, parcel_place
from app.engine.orders import Stage
from app.engine.task_states import ListState, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Which stages an order in a state has something in, and which are empty."""

    some_of: frozenset[Stage]
    none_of: frozenset[Stage]


def _fit(some_of: Iterable[Stage], none_of: Iterable[Stage]) -> Fit:
    return Fit(some_of=frozenset(some_of), none_of=frozenset(none_of))


_IN_WORK: Final[tuple[Stage, ...]] = ("allocated", "picked", "packed")
_NOT_CANCELLED: Final[tuple[Stage, ...]] = (
    *("open", "backordered", "reserved", "shipped"),
    *_IN_WORK,
)

FITS: Final[Mapping[OrderState, Fit]] = {
    OrderState.PLACED: _fit(["open"], ["backordered", "reserved", "shipped", *_IN_WORK]),
    OrderState.RESERVED: _fit(["reserved"], ["open", *_IN_WORK]),
    OrderState.BACKORDERED: _fit(["backordered"], ["open", "reserved", *_IN_WORK]),
    OrderState.RELEASED: _fit([], ["open", "picked", "packed"]),
    OrderState.PICKING: _fit([], ["open", "packed"]),
    OrderState.PICKED: _fit(["picked"], ["open", "allocated", "packed"]),
    OrderState.PACKING: _fit(["picked", "packed"], ["open", "allocated"]),
    OrderState.PACKED: _fit(["packed"], ["open", "allocated", "picked"]),
    OrderState.HANDED_OVER: _fit(["shipped"], ["open", "reserved", *_IN_WORK]),
    OrderState.CANCELLED: _fit(["cancelled"], _NOT_CANCELLED),
}

ON_THE_FLOOR: Final = frozenset({OrderState.RELEASED, OrderState.PICKING})


def differences(books: BookSums) -> list[str]:
    """Everything that differs, each a sentence with its place, SKU and figures."""
    refs = {order.order_id: order.ref for order in books.orders}
    return [
        *_balances(books.stock),
        *_promises(books.stock, books.lines),
        *_stages(books.lines, refs),
        *_totes(books, refs),
        *_parcels(books.stock, books.parcels),
        *_shipped(books.stock, books.lines, books.parcels),
        *_strays(books),
        *_states(books.orders, books.lines),
        *_walks(books.walks, refs),
        *_stops(books.odd_stops),
        *_dead_ends(books.orders, books.walks),
        *_numbers(books.stations),
        *(
            f"Operation {op_id}: its digest is not that of its words."
            for op_id in books.forged
        ),
        *_seqs(books),
    ]


def _balances(stock: StockSums) -> Iterator[str]:
    whole: Counter[Sku] = Counter()
    for place, sku in sorted({*stock.moved, *stock.held}):
        moved, held = stock.moved.get((place, sku), 0), stock.held.get((place, sku), 0)
        if moved != held:
            yield f"{place}, {sku}: the balance is {held}, the movements add up to {moved}."
        if held < 0 and not place.startswith("@"):
            yield f"{place}, {sku}: the balance is {held}; no real place holds less than none."
        whole[sku] += held
    for sku, qty_each in sorted(whole.items()):
        if qty_each:
            yield f"{sku}: over all places the balances add up to {qty_each}, not to 0."
    for place, sku in sorted({*stock.allocated, *stock.wanted}):
        bound = stock.allocated.get((place, sku), 0)
        wanted = stock.wanted.get((place, sku), 0)
        if bound != wanted:
            yield f"{place}, {sku}: {bound} allocated, open stops want {wanted}."


def _promises(stock: StockSums, lines: Iterable[LineSums]) -> Iterator[str]:
    in_bins: Counter[Sku] = Counter()
    for (place, sku), qty_each in stock.held.items():
        in_bins[sku] += qty_each if is_bin(place) else 0
    promised: Counter[Sku] = Counter()
    for line in lines:
        promised[line.sku] += line.stages["reserved"] + line.stages["allocated"]
    for sku in sorted({*in_bins, *promised, *stock.promised}):
        on_hand, reserved = stock.promised.get(sku, (0, 0))
        if on_hand != in_bins[sku]:
            yield f"{sku}: {on_hand} on hand, {in_bins[sku]} in the bins."
        if reserved != promised[sku]:
            yield f"{sku}: {reserved} reserved, order lines hold {promised[sku]}."


def _stages(lines: Iterable[LineSums], refs: Mapping[OrderId, str]) -> Iterator[str]:
    for line in lines:
        where = f"Order {refs.get(line.order_id, line.order_id)}, line {line.line_no}"
        total = sum(line.stages.values())
        if total != line.qty_each or min(line.stages.values()) < 0:
            yield f"{where}: {line.qty_each} ordered, its stages add up to {total}."
        for stage, kept, found, who in (
            (
                "allocated",
                line.stages["allocated"],
                line.in_stops_each,
                "open stops want",
            ),
            ("packed", line.stages["packed"], line.in_parcels_each, "parcels here hold"),
            ("shipped", line.stages["shipped"], line.handed_over_each, "parcels took"),
        ):
            if kept != found:
                yield f"{where}, {line.sku}: {kept} {stage}, {who} {found}."


def _totes(books: BookSums, refs: Mapping[OrderId, str]) -> Iterator[str]:
    """What an order's totes hold must be what was picked and not packed of it."""
    orders = {Place(tote.tote): tote.order_id for tote in books.totes}
    inside: Counter[tuple[OrderId, Sku]] = Counter()
    for (place, sku), qty_each in _placed(books.stock, orders).items():
        inside[orders[place], sku] += qty_each
    picked: Counter[tuple[OrderId, Sku]] = Counter()
    for line in books.lines:
        picked[line.order_id, line.sku] += line.stages["picked"]
    for order_id, sku in sorted({*inside, *picked}):
        held, wanted = inside[order_id, sku], picked[order_id, sku]
        if held != wanted:
            ref = refs.get(order_id, order_id)
            name = "Free totes" if order_id == NO_ORDER else f"Order {ref}: its totes"
            yield f"{name} hold {held} of {sku}, {wanted} are picked and not packed."


def _parcels(stock: StockSums, parcels: Sequence[ParcelSums]) -> Iterator[str]:
    said: Counter[tuple[Place, Sku]] = Counter()
    gone: set[Place] = set()
    for parcel in parcels:
        place = parcel_place(parcel.parcel_id)
        gone |= {place} if parcel.is_gone else set()
        for sku, qty_each in parcel.goods.items():
            said[place, sku] += 0 if parcel.is_gone else qty_each
    places = {parcel_place(parcel.parcel_id) for parcel in parcels}
    held = {
        (place, sku): qty_each
        for (place, sku), qty_each in stock.held.items()
        if place in places
    }
    for key in sorted({*held, *said}):
        extra = 0 if key[0] in gone else stock.set_aside.get(key, 0)
        if held.get(key, 0) - extra != said[key]:
            yield f"{key[0]} holds {held.get(key, 0)} of {key[1]}, its lines say {said[key]}."


def _shipped(
    stock: StockSums, lines: Iterable[LineSums], parcels: Iterable[ParcelSums]
) -> Iterator[str]:
    shipped: Counter[Sku] = Counter()
    for line in lines:
        shipped[line.sku] += line.stages["shipped"]
    gone = {parcel_place(parcel.parcel_id) for parcel in parcels if parcel.is_gone}
    left: Counter[Sku] = Counter()
    for (place, sku), qty_each in stock.moved.items():
        left[sku] += qty_each if place == CUSTOMER else 0
    # What was packed against the rules left with its parcel and belongs to no line.
    for (place, sku), qty_each in stock.set_aside.items():
        left[sku] -= qty_each if place in gone else 0
    for sku in sorted({*shipped, *left}):
        if shipped[sku] != left[sku]:
            yield f"{sku}: {shipped[sku]} shipped, {left[sku]} moved to {CUSTOMER}."


def _strays(books: BookSums) -> Iterator[str]:
    """Goods where no place is: neither bin, tote, parcel nor virtual."""
    known = {Place(tote.tote) for tote in books.totes}
    known |= {parcel_place(parcel.parcel_id) for parcel in books.parcels}
    for (place, sku), qty_each in sorted(_less_set_aside(books.stock).items()):
        if qty_each and not (place in known or is_bin(place) or place.startswith("@")):
            yield f"{place} holds {qty_each} of {sku}, and is no bin, tote or parcel."


def _placed(stock: StockSums, places: Mapping[Place, object]) -> Goods:
    found = _less_set_aside(stock)
    return {key: qty_each for key, qty_each in found.items() if key[0] in places}


def _less_set_aside(stock: StockSums) -> Goods:
    return {
        key: stock.held.get(key, 0) - stock.set_aside.get(key, 0)
        for key in {*stock.held, *stock.set_aside}
    }


def _states(orders: Iterable[OrderSums], lines: Iterable[LineSums]) -> Iterator[str]:
    sums: defaultdict[OrderId, Counter[str]] = defaultdict(Counter)
    for line in lines:
        sums[line.order_id].update(line.stages)
    known = {state.value: fit for state, fit in FITS.items()}
    for order in orders:
        fit, stages = known.get(order.state), sums[order.order_id]
        if fit is None:
            yield f"Order {order.ref}: no order can be {order.state!r}."
            continue
        if fit.some_of and not any(stages[stage] for stage in fit.some_of):
            missing = " or ".join(sorted(fit.some_of))
            yield f"Order {order.ref} is {order.state}, and nothing of it is {missing}."
        for stage in sorted(fit.none_of):
            if stages[stage]:
                yield f"Order {order.ref} is {order.state}, and {stages[stage]} of it are {stage}."


def _walks(walks: Iterable[WalkSums], refs: Mapping[OrderId, str]) -> Iterator[str]:
    ended = (ListState.PICKED, ListState.DONE)
    for walk in walks:
        ref = refs.get(walk.order_id, walk.order_id)
        where = f"Order {ref}, zone {walk.zone}: the walk is {walk.state}"
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


def _dead_ends(orders: Iterable[OrderSums], walks: Iterable[WalkSums]) -> Iterator[str]:
    """An order is on the floor exactly while one of its walks can be gone on with."""
    going: dict[OrderId, bool] = {}
    for walk in walks:
        if walk.state != ListState.DONE:
            is_going = walk.state != ListState.WAITING
            going[walk.order_id] = going.get(walk.order_id, False) or is_going
    for order in orders:
        if order.state in ON_THE_FLOOR and not going.get(order.order_id, False):
            yield f"Order {order.ref} is {order.state}, and nobody can go on with its walks."
        if order.state not in ON_THE_FLOOR and order.order_id in going:
            yield f"Order {order.ref} is {order.state}, and a walk of it is not ended."


def _numbers(stations: Iterable[StationSums]) -> Iterator[str]:
    for each in stations:
        if each.last != each.numbers:
            missing = each.last - each.numbers
            yield f"Station {each.station}: {missing} of its numbers up to {each.last} are missing."
        double = each.operations - each.numbers - each.copied
        if double > 0:
            yield f"Station {each.station}: {double} of its operations have a number twice."


def _seqs(books: BookSums) -> Iterator[str]:
    for table, seq in sorted(books.seqs.items()):
        if seq > books.seq:
            yield f"Table {table}: a row has number {seq}, the site is at {books.seq}."
