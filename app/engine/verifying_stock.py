"""Proving where goods are: places, lots and serials, promises, totes and parcels."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from app.engine.book_sums import BookSums, Goods, LineSums, Lots, SerialSums, StockSums
from app.engine.names import (
    CUSTOMER,
    NO_ORDER,
    Lot,
    OrderId,
    Place,
    Sku,
    is_bin,
    parcel_place,
)
from app.engine.task_states import GONE

OfOrder = tuple[OrderId, Sku]

_GONE = frozenset(state.value for state in GONE)


def stock_differences(books: BookSums) -> Iterator[str]:
    """Whatever differs in where goods are, and in what is promised of them."""
    yield from _balances(books.stock)
    yield from _allocated(books.stock)
    yield from _serials(books.serials, books.stock)
    yield from _promises(books.stock, books.lines)
    yield from _containers(books)
    yield from _shipped(books)
    yield from _strays(books)


def _balances(stock: StockSums) -> Iterator[str]:
    whole: Counter[tuple[Sku, Lot]] = Counter()
    for key in sorted({*stock.moved, *stock.held}):
        place, sku, lot = key
        moved, held = stock.moved.get(key, 0), stock.held.get(key, 0)
        where = f"{place}, {_of_lot(sku, lot)}"
        if moved != held:
            yield f"{where}: the balance is {held}, the movements add up to {moved}."
        if held < 0 and not place.startswith("@"):
            yield f"{where}: the balance is {held}; no real place holds less than none."
        whole[sku, lot] += held
    for (sku, lot), qty_each in sorted(whole.items()):
        if qty_each:
            what = _of_lot(sku, lot)
            yield f"{what}: over all places the balances add up to {qty_each}, not to 0."


def _allocated(stock: StockSums) -> Iterator[str]:
    for key in sorted({*stock.allocated, *stock.wanted}):
        place, sku, lot = key
        bound, wanted = stock.allocated.get(key, 0), stock.wanted.get(key, 0)
        if bound != wanted:
            where = f"{place}, {_of_lot(sku, lot)}"
            yield f"{where}: {bound} allocated, open stops want {wanted}."


def _serials(serials: SerialSums, stock: StockSums) -> Iterator[str]:
    """An each is in one place, and there are as many in a place as its balance says."""
    known: Counter[tuple[Place, Sku, Lot]] = Counter()
    for (sku, _), (place, lot) in serials.kept.items():
        known[place, sku, lot] += 1
    for one in sorted({*serials.kept, *serials.moved} - serials.set_aside):
        sku, serial = one
        kept = [serials.kept[one][0]] if one in serials.kept else []
        moved = list(serials.moved.get(one, ()))
        if kept != moved:
            yield (
                f"{sku}, serial {serial}: kept {_named(kept)}, the movements say "
                f"{_named(moved)}."
            )
    for (place, sku, lot), count in sorted(known.items()):
        held = stock.held.get((place, sku, lot), 0)
        # Facts the books could not place may have taken eaches without their serials.
        if count > max(held, held - stock.set_aside.get((place, sku), 0)):
            where = f"{place}, {_of_lot(sku, lot)}"
            yield f"{where}: {count} serials are there, the balance is {held}."


def _promises(stock: StockSums, lines: Iterable[LineSums]) -> Iterator[str]:
    in_bins: Counter[Sku] = Counter()
    for (place, sku, _), qty_each in stock.held.items():
        is_stock = is_bin(place) and place not in stock.bad_bins
        in_bins[sku] += qty_each if is_stock else 0
    promised: Counter[Sku] = Counter()
    for line in lines:
        promised[line.sku] += line.stages["reserved"] + line.stages["allocated"]
    for sku in sorted({*in_bins, *promised, *stock.promised}):
        on_hand, reserved = stock.promised.get(sku, (0, 0))
        if on_hand != in_bins[sku]:
            yield f"{sku}: {on_hand} on hand, {in_bins[sku]} in the good bins."
        if reserved != promised[sku]:
            yield f"{sku}: {reserved} reserved, order lines hold {promised[sku]}."
    for sku, (kept, wanted) in sorted(stock.kept_back.items()):
        yield f"{sku}: {kept} kept back as safety stock, the catalogue says {wanted}."


def _containers(books: BookSums) -> Iterator[str]:
    """An order's totes hold what is picked of it, each parcel what its lines say.

    Where a fact the books could not place put goods in between, only the whole of an
    order's totes and parcels can be compared.
    """
    owners, held = _owners(books), _by_sku(books.stock.held)
    touched: Counter[OfOrder] = Counter()
    for (place, sku), qty_each in books.stock.set_aside.items():
        if place in owners:
            touched[owners[place], sku] += max(0, qty_each)
    yield from _totes(books, held, touched)
    yield from _parcels(books, held, touched)
    yield from _wholes(books, held, touched)


def _wholes(books: BookSums, held: Goods, touched: Counter[OfOrder]) -> Iterator[str]:
    owners, inside = _owners(books), Counter[OfOrder]()
    for (place, sku), qty_each in _less_set_aside(books, held).items():
        if place in owners:
            inside[owners[place], sku] += qty_each
    left: set[OrderId] = set()
    for parcel in books.parcels:
        left |= {parcel.order_id} if parcel.state in _GONE else set()
        for sku, qty_each in parcel.goods.items():
            inside[parcel.order_id, sku] += qty_each if parcel.state in _GONE else 0
    wanted = _of_orders(books, "picked", "packed", "shipped")
    for key in sorted(touched):
        order_id, sku = key
        # What nobody could place may have left in a parcel.
        most = inside[key] + (touched[key] if order_id in left else 0)
        if not inside[key] <= wanted[key] <= most:
            yield (
                f"Order {_ref(books, order_id)}: its totes and parcels hold {inside[key]} "
                f"of {sku}, {wanted[key]} are picked, packed or shipped."
            )


def _totes(books: BookSums, held: Goods, touched: Counter[OfOrder]) -> Iterator[str]:
    orders = {Place(tote.tote): tote.order_id for tote in books.totes}
    inside: Counter[OfOrder] = Counter()
    for (place, sku), qty_each in held.items():
        if place in orders:
            inside[orders[place], sku] += qty_each
    picked = _of_orders(books, "picked")
    for key in sorted({*inside, *picked} - {*touched}):
        order_id, sku = key
        if inside[key] != picked[key]:
            ref = _ref(books, order_id)
            name = "Free totes" if order_id == NO_ORDER else f"Order {ref}: its totes"
            yield (
                f"{name} hold {inside[key]} of {sku}, {picked[key]} are picked and not "
                "packed."
            )


def _parcels(books: BookSums, held: Goods, touched: Counter[OfOrder]) -> Iterator[str]:
    orders = {parcel_place(each.parcel_id): each.order_id for each in books.parcels}
    said: Counter[tuple[Place, Sku]] = Counter()
    for parcel in books.parcels:
        for sku, qty_each in parcel.goods.items():
            place = parcel_place(parcel.parcel_id)
            said[place, sku] += 0 if parcel.state in _GONE else qty_each
    for place, sku in sorted({*said, *(key for key in held if key[0] in orders)}):
        found, wanted = held.get((place, sku), 0), said[place, sku]
        if found != wanted and (orders[place], sku) not in touched:
            yield f"{place} holds {found} of {sku}, its lines say {wanted}."


def _shipped(books: BookSums) -> Iterator[str]:
    """What went to customers is what was shipped, and what nobody could place with it."""
    shipped: Counter[Sku] = Counter()
    here: Counter[Sku] = Counter()
    for line in books.lines:
        shipped[line.sku] += line.stages["shipped"]
        here[line.sku] += line.stages["picked"] + line.stages["packed"]
    left: Counter[Sku] = Counter()
    for (place, sku), qty_each in _by_sku(books.stock.moved).items():
        left[sku] += qty_each if place == CUSTOMER else 0
    owners, touched = _owners(books), {sku for _, sku in books.stock.set_aside}
    for (place, sku), qty_each in _less_set_aside(
        books, _by_sku(books.stock.held)
    ).items():
        here[sku] -= qty_each if place in owners else 0
    for sku in sorted({*shipped, *left}):
        extra = here[sku] if sku in touched else 0
        if left[sku] - extra != shipped[sku]:
            yield f"{sku}: {shipped[sku]} shipped, {left[sku]} moved to {CUSTOMER}."


def _strays(books: BookSums) -> Iterator[str]:
    """Goods where no place is: neither bin, tote, parcel nor virtual."""
    known = _owners(books)
    found = _less_set_aside(books, _by_sku(books.stock.held))
    for (place, sku), qty_each in sorted(found.items()):
        if qty_each and not (place in known or is_bin(place) or place.startswith("@")):
            yield f"{place} holds {qty_each} of {sku}, and is no bin, tote or parcel."


def _owners(books: BookSums) -> dict[Place, OrderId]:
    """The totes and parcels, and whose order is in each."""
    totes = {Place(tote.tote): tote.order_id for tote in books.totes}
    return totes | {parcel_place(each.parcel_id): each.order_id for each in books.parcels}


def _of_orders(books: BookSums, *stages: str) -> Counter[OfOrder]:
    found: Counter[OfOrder] = Counter()
    for line in books.lines:
        found[line.order_id, line.sku] += sum(line.stages[stage] for stage in stages)
    return found


def _less_set_aside(books: BookSums, held: Goods) -> Mapping[tuple[Place, Sku], int]:
    aside = books.stock.set_aside
    return {key: held.get(key, 0) - aside.get(key, 0) for key in sorted({*held, *aside})}


def _by_sku(lots: Lots) -> Goods:
    found: Counter[tuple[Place, Sku]] = Counter()
    for (place, sku, _), qty_each in lots.items():
        found[place, sku] += qty_each
    return found


def _ref(books: BookSums, order_id: OrderId) -> str:
    return next((o.ref for o in books.orders if o.order_id == order_id), order_id)


def _named(places: Iterable[Place]) -> str:
    return " and ".join(places) or "nowhere"


def _of_lot(sku: Sku, lot: Lot) -> str:
    return f"{sku} of lot {lot}" if lot else sku
