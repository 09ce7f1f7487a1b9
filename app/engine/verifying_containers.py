"""Proving totes, parcels and what left: each holds what its order's lines say, and no more."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.book_sums import BookSums, Goods, Lots, ToteSums
from app.engine.names import (
    CUSTOMER,
    NO_ORDER,
    ListId,
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

Owner = OrderId | ListId
"""Whose goods are in a tote: an order's, or those of a batch's walk for all its orders."""
Owned = tuple[Owner, Sku]

_GONE = frozenset(state.value for state in GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Insides:
    """What every place holds, whose goods are in each tote and parcel, and what is to leave
    them for a bin. Facts the books could not place took goods `into` an owner's totes and
    parcels, `out` of them, or about in them: all those are `touched`.
    """

    held: Goods
    owners: dict[Place, Owner]
    backs: Counter[tuple[Place, Sku]]
    into: Counter[Owned]
    out: Counter[Owned]

    @property
    def touched(self) -> set[Owned]:
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
    owners: dict[Place, Owner] = {
        **{Place(tote.tote): _owner(tote) for tote in books.totes},
        **{parcel_place(each.parcel_id): each.order_id for each in books.parcels},
    }
    backs: Counter[tuple[Place, Sku]] = Counter()
    for back in books.keeping.put_backs:
        is_open = back.state == PutBackState.OPEN
        backs[back.source, back.sku] += back.qty_each - back.done_each if is_open else 0
    into: Counter[Owned] = Counter()
    out: Counter[Owned] = Counter()
    for (source, target, sku), qty_each in books.stock.set_aside.items():
        is_within = owners.get(source) == owners.get(target)
        if target in owners:
            into[owners[target], sku] += 0 if is_within else qty_each
        if source in owners:
            out[owners[source], sku] += 0 if is_within else qty_each
    held = _by_sku(books.stock.held)
    return _Insides(held=held, owners=owners, backs=backs, into=into, out=out)


def _owner(tote: ToteSums) -> Owner:
    return tote.order_id or tote.batch


def _going_back(insides: _Insides) -> Iterator[str]:
    """What is to go back is where it is said to be."""
    for (place, sku), qty_each in sorted(insides.backs.items()):
        found = insides.held.get((place, sku), 0)
        owner = insides.owners.get(place)
        if qty_each > found and (owner, sku) not in insides.touched:
            yield f"{place} holds {found} of {sku}, {qty_each} are to go back from it."


def _totes(books: BookSums, insides: _Insides) -> Iterator[str]:
    owners = {Place(tote.tote): _owner(tote) for tote in books.totes}
    inside: Counter[Owned] = Counter()
    for (place, sku), qty_each in insides.held.items():
        if place in owners:
            inside[owners[place], sku] += qty_each - insides.backs[place, sku]
    picked = _wanted(books, "picked")
    for key in sorted({*inside, *picked} - insides.touched):
        owner, sku = key
        if inside[key] != picked[key]:
            yield (
                f"{_name(books, owner)} hold {inside[key]} of {sku}, {picked[key]} are "
                "picked and not packed."
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
    inside: Counter[Owned] = Counter()
    for (place, sku), qty_each in insides.held.items():
        if place in insides.owners:
            owner = insides.owners[place]
            inside[owner, sku] += qty_each - insides.backs[place, sku]
    for parcel in books.parcels:
        for sku, qty_each in parcel.goods.items():
            inside[parcel.order_id, sku] += qty_each if parcel.state in _GONE else 0
    wanted = _wanted(books, "picked", "packed", "shipped")
    for key in sorted(insides.touched):
        owner, sku = key
        most, least = inside[key] + insides.out[key], inside[key] - insides.into[key]
        if not least <= wanted[key] <= most:
            yield (
                f"{_name(books, owner, ' and parcels')} hold {inside[key]} of {sku}, "
                f"{wanted[key]} are picked, packed or shipped."
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


def _wanted(books: BookSums, *stages: str) -> Counter[Owned]:
    """What each order has in these stages; what a batch still holds of it is the batch's."""
    found: Counter[Owned] = Counter()
    for line in books.lines:
        found[line.order_id, line.sku] += sum(line.stages[stage] for stage in stages)
    for (list_id, order_id, sku), qty_each in books.unsorted.items():
        found[list_id, sku] += qty_each
        found[order_id, sku] -= qty_each
    return found


def _by_sku(lots: Lots) -> Goods:
    found: Counter[tuple[Place, Sku]] = Counter()
    for (place, sku, _), qty_each in lots.items():
        found[place, sku] += qty_each
    return found


def _name(books: BookSums, owner: Owner, also: str = "") -> str:
    """The totes (`also` the parcels) of an order or a batch, or those that are free."""
    if owner == NO_ORDER:
        return "Free totes"
    if any(walk.list_id == owner for walk in books.walks):
        return f"Walk {owner}: its totes"
    ref = next((each.ref for each in books.orders if each.order_id == owner), owner)
    return f"Order {ref}: its totes{also}"
