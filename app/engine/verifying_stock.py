"""Proving where goods are: places, lots and serials, and what is promised."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.engine.book_sums import BookSums, Flows, LineSums, SerialSums, StockSums
from app.engine.names import Lot, Place, Sku, is_bin


def stock_differences(books: BookSums) -> Iterator[str]:
    """Whatever differs in where goods are, and in what is promised of them."""
    yield from _balances(books.stock)
    yield from _allocated(books.stock)
    yield from _serials(books.serials, books.stock)
    yield from _promises(books.stock, books.lines)


def _balances(stock: StockSums) -> Iterator[str]:
    whole: Counter[tuple[Sku, Lot]] = Counter()
    for key in sorted({*stock.moved, *stock.held}):
        place, sku, lot = key
        moved, held = stock.moved.get(key, 0), stock.held.get(key, 0)
        where = f"{place}, {of_lot(sku, lot)}"
        if moved != held:
            yield f"{where}: the balance is {held}, the movements add up to {moved}."
        if held < 0 and not place.startswith("@"):
            yield f"{where}: the balance is {held}; no real place holds less than none."
        whole[sku, lot] += held
    for (sku, lot), qty_each in sorted(whole.items()):
        if qty_each:
            what = of_lot(sku, lot)
            yield f"{what}: over all places the balances add up to {qty_each}, not to 0."


def _allocated(stock: StockSums) -> Iterator[str]:
    for key in sorted({*stock.allocated, *stock.wanted}):
        place, sku, lot = key
        bound, wanted = stock.allocated.get(key, 0), stock.wanted.get(key, 0)
        if bound != wanted:
            where = f"{place}, {of_lot(sku, lot)}"
            yield f"{where}: {bound} allocated, open stops and fetches want {wanted}."


def _serials(serials: SerialSums, stock: StockSums) -> Iterator[str]:
    """An each is in one place, and there are as many in a place as its balance says."""
    known: Counter[tuple[Place, Sku, Lot]] = Counter()
    aside = net(stock.set_aside)
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
        if count > max(held, held - aside[place, sku]):
            where = f"{place}, {of_lot(sku, lot)}"
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


def net(flows: Flows) -> Counter[tuple[Place, Sku]]:
    """What movements add up to in each place."""
    found: Counter[tuple[Place, Sku]] = Counter()
    for (source, target, sku), qty_each in flows.items():
        found[source, sku] -= qty_each
        found[target, sku] += qty_each
    return found


def _named(places: Iterable[Place]) -> str:
    return " and ".join(places) or "nowhere"


def of_lot(sku: Sku, lot: Lot) -> str:
    """A SKU as it is told of, with its lot where it has one."""
    return f"{sku} of lot {lot}" if lot else sku
