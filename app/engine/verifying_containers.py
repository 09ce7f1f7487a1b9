"""Proving totes, parcels and what left: each holds what its order's lines say, and no more."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.book_sums import BookSums, Goods, Lots
from app.engine.names import (
    CUSTOMER,
    NO_ORDER,
    OrderId,
    Place,
    Sku,
    is_bin,
    is_dock,
    is_returns_place,
    parcel_place,
)
from app.engine.task_states import GONE, PutBackState
from app.engine.verifying_stock import net

OfOrder = tuple[OrderId, Sku]

_GONE = frozenset(state.value for state in GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Insides:
    """What every place holds, whose order is in each tote and parcel, and what is to leave
    them for a bin. Facts the books could not place took goods `into` an order's totes and
    parcels, `out` of them, or about in them: all those are `touched`.
    """

    held: Goods
    owners: dict[Place, OrderId]
    backs: Counter[tuple[Place, Sku]]
    into: Counter[OfOrder]
    out: Counter[OfOrder]

    @property
    def touched(self) -> set[OfOrder]:
        return {*self.into, *self.out}


def container_differences(books: BookSums) -> Iterator[str]:
    """Whatever differs in totes and parcels, in what was shipped, and in odd places.

    Where a fact the books could not place put goods in between, only the whole of an
    order's totes and parcels can be compared.
    """
    insides = _insides(books)
    yield from _going_back(insides)
    yield from _totes(books, insides)
    yield from _parcels(books, insides)
    yield from _wholes(books, insides)
    yield from _shipped(books)
    yield from _strays(books, insides)


def _insides(books: BookSums) -> _Insides:
    totes = {Place(tote.tote): tote.order_id for tote in books.totes}
    parcels = {parcel_place(each.parcel_id): each.order_id for each in books.parcels}
    owners = totes | parcels
    backs: Counter[tuple[Place, Sku]] = Counter()
    for back in books.keeping.put_backs:
        is_open = back.state == PutBackState.OPEN
        backs[back.source, back.sku] += back.qty_each - back.done_each if is_open else 0
    into: Counter[OfOrder] = Counter()
    out: Counter[OfOrder] = Counter()
    for (source, target, sku), qty_each in books.stock.set_aside.items():
        is_within = owners.get(source) == owners.get(target)
        if target in owners:
            into[owners[target], sku] += 0 if is_within else qty_each
        if source in owners:
            out[owners[source], sku] += 0 if is_within else qty_each
    held = _by_sku(books.stock.held)
    return _Insides(held=held, owners=owners, backs=backs, into=into, out=out)


def _going_back(insides: _Insides) -> Iterator[str]:
    """What is to go back is where it is said to be."""
    for (place, sku), qty_each in sorted(insides.backs.items()):
        found = insides.held.get((place, sku), 0)
        owner = insides.owners.get(place)
        if qty_each > found and (owner, sku) not in insides.touched:
            yield f"{place} holds {found} of {sku}, {qty_each} are to go back from it."


def _totes(books: BookSums, insides: _Insides) -> Iterator[str]:
    orders = {Place(tote.tote): tote.order_id for tote in books.totes}
    inside: Counter[OfOrder] = Counter()
    for (place, sku), qty_each in insides.held.items():
        if place in orders:
            inside[orders[place], sku] += qty_each - insides.backs[place, sku]
    picked = _of_orders(books, "picked")
    for key in sorted({*inside, *picked} - insides.touched):
        order_id, sku = key
        if inside[key] != picked[key]:
            ref = _ref(books, order_id)
            name = "Free totes" if order_id == NO_ORDER else f"Order {ref}: its totes"
            yield (
                f"{name} hold {inside[key]} of {sku}, {picked[key]} are picked and not "
                "packed."
            )


def _parcels(books: BookSums, insides: _Insides) -> Iterator[str]:
    said: Counter[tuple[Place, Sku]] = Counter()
    orders = {parcel_place(each.parcel_id): each.order_id for each in books.parcels}
    for parcel in books.parcels:
        for sku, qty_each in parcel.goods.items():
            place = parcel_place(parcel.parcel_id)
            said[place, sku] += 0 if parcel.state in _GONE else qty_each
    for place, sku in sorted({*said, *(key for key in insides.held if key[0] in orders)}):
        found = insides.held.get((place, sku), 0) - insides.backs[place, sku]
        wanted = said[place, sku]
        if found != wanted and (orders[place], sku) not in insides.touched:
            yield f"{place} holds {found} of {sku}, its lines say {wanted}."


def _wholes(books: BookSums, insides: _Insides) -> Iterator[str]:
    inside: Counter[OfOrder] = Counter()
    for (place, sku), qty_each in insides.held.items():
        if place in insides.owners:
            order_id = insides.owners[place]
            inside[order_id, sku] += qty_each - insides.backs[place, sku]
    for parcel in books.parcels:
        for sku, qty_each in parcel.goods.items():
            inside[parcel.order_id, sku] += qty_each if parcel.state in _GONE else 0
    wanted = _of_orders(books, "picked", "packed", "shipped")
    for key in sorted(insides.touched):
        order_id, sku = key
        most, least = inside[key] + insides.out[key], inside[key] - insides.into[key]
        if not least <= wanted[key] <= most:
            yield (
                f"Order {_ref(books, order_id)}: its totes and parcels hold {inside[key]} "
                f"of {sku}, {wanted[key]} are picked, packed or shipped."
            )


def _shipped(books: BookSums) -> Iterator[str]:
    """What went to customers, less what came back, is what was shipped and not returned."""
    shipped: Counter[Sku] = Counter()
    for line in books.lines:
        shipped[line.sku] += line.stages["shipped"]
    returned: Counter[Sku] = Counter()
    for given in books.keeping.returns:
        returned[given.sku] += given.received_each
    moved: Counter[Sku] = Counter()
    for (place, sku, _), qty_each in books.stock.moved.items():
        moved[sku] += qty_each if place == CUSTOMER else 0
    doubt: Counter[Sku] = Counter()
    for (_, _, sku), qty_each in books.stock.set_aside.items():
        doubt[sku] += qty_each
    for sku in sorted({*shipped, *returned, *moved}):
        if abs(moved[sku] + returned[sku] - shipped[sku]) > doubt[sku]:
            back = f" and {returned[sku]} came back" if returned[sku] else ""
            yield f"{sku}: {shipped[sku]} shipped{back}, {moved[sku]} moved to {CUSTOMER}."


def _strays(books: BookSums, insides: _Insides) -> Iterator[str]:
    """Goods where no place is: neither bin, dock, tote, parcel nor virtual."""
    aside = net(books.stock.set_aside)
    for (place, sku), qty_each in sorted(insides.held.items()):
        is_place = is_bin(place) or is_dock(place) or is_returns_place(place)
        if is_place or place in insides.owners or place.startswith("@"):
            continue
        if qty_each != aside[place, sku]:
            yield f"{place} holds {qty_each} of {sku}, and is no bin, tote or parcel."


def _of_orders(books: BookSums, *stages: str) -> Counter[OfOrder]:
    found: Counter[OfOrder] = Counter()
    for line in books.lines:
        found[line.order_id, line.sku] += sum(line.stages[stage] for stage in stages)
    return found


def _by_sku(lots: Lots) -> Goods:
    found: Counter[tuple[Place, Sku]] = Counter()
    for (place, sku, _), qty_each in lots.items():
        found[place, sku] += qty_each
    return found


def _ref(books: BookSums, order_id: OrderId) -> str:
    return next((o.ref for o in books.orders if o.order_id == order_id), order_id)
