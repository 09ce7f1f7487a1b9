"""Proving goods on their way: back to bins and from customers, in, and to pick faces."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from app.engine.book_sums import (
    AdjustmentSums,
    BookSums,
    FetchSums,
    PurchaseSums,
    PutBackSums,
    ReturnSums,
)
from app.engine.names import NO_ORDER, OrderId, Sku, is_returns_place
from app.engine.task_states import PutBackState, ReturnState
from app.engine.verifying_stock import net, of_lot


def keeping_differences(books: BookSums) -> Iterator[str]:
    """Whatever differs in goods that are neither sold nor settled."""
    keeping = books.keeping
    yield from _put_backs(keeping.put_backs)
    yield from _returns(keeping.returns)
    yield from _returned(books)
    yield from _waiting(books)
    yield from _purchases(keeping.odd_purchases)
    yield from _fetches(keeping.odd_fetches)
    yield from _adjustments(keeping.odd_adjustments)


def _put_backs(backs: Iterable[PutBackSums]) -> Iterator[str]:
    for back in backs:
        is_all = back.done_each == back.qty_each
        if is_all == (back.state == PutBackState.OPEN):
            yield (
                f"{back.source}, {back.sku}: a put-back is {back.state} with "
                f"{back.done_each} of {back.qty_each} put back."
            )


def _returns(returns: Iterable[ReturnSums]) -> Iterator[str]:
    for given in returns:
        where = f"Return {given.return_id} is {given.state}"
        if given.state == ReturnState.EXPECTED and given.received_each:
            yield f"{where}, and {given.received_each} of {given.sku} arrived."
        left = given.received_each - given.inspected_each
        if given.state == ReturnState.CLOSED and left:
            yield f"{where}, and {left} of {given.sku} were not looked at."


def _returned(books: BookSums) -> Iterator[str]:
    """No more of an order comes back than was shipped of it."""
    shipped: Counter[tuple[OrderId, Sku]] = Counter()
    for line in books.lines:
        shipped[line.order_id, line.sku] += line.stages["shipped"]
    came: Counter[tuple[OrderId, Sku]] = Counter()
    for given in books.keeping.returns:
        came[given.order_id, given.sku] += given.received_each
    refs = {order.order_id: order.ref for order in books.orders}
    for (order_id, sku), qty_each in sorted(came.items()):
        if order_id != NO_ORDER and qty_each > shipped[order_id, sku]:
            sent = shipped[order_id, sku]
            ref = refs.get(order_id, order_id)
            yield f"Order {ref}: {sent} of {sku} shipped, {qty_each} came back."


def _waiting(books: BookSums) -> Iterator[str]:
    """What lies where returns wait is what nobody has looked at yet; bins may hold it too."""
    left: Counter[Sku] = Counter()
    for given in books.keeping.returns:
        left[given.sku] += given.received_each - given.inspected_each
    here: defaultdict[Sku, int] = defaultdict(int)
    for (place, sku, _), qty_each in books.stock.held.items():
        here[sku] += qty_each if is_returns_place(place) else 0
    for (place, sku), qty_each in net(books.stock.set_aside).items():
        left[sku] += max(0, qty_each) if is_returns_place(place) else 0
    for sku, qty_each in sorted(here.items()):
        if qty_each > left[sku]:
            yield f"{sku}: {qty_each} wait to be looked at, returns say {left[sku]}."


def _purchases(lines: Iterable[PurchaseSums]) -> Iterator[str]:
    for line in lines:
        yield (
            f"Purchase {line.ref} is {line.state}, and {line.received_each} of "
            f"{line.qty_each} of {line.sku} came."
        )


def _fetches(fetches: Iterable[FetchSums]) -> Iterator[str]:
    for fetch in fetches:
        yield (
            f"{fetch.source}, {fetch.sku}: a fetch is {fetch.state} with "
            f"{fetch.moved_each} of {fetch.qty_each} moved."
        )


def _adjustments(adjustments: Iterable[AdjustmentSums]) -> Iterator[str]:
    for each in adjustments:
        yield (
            f"{each.place}, {of_lot(each.sku, each.lot)}: an adjustment says "
            f"{each.said_each}, its movements {each.moved_each}."
        )
