"""Proving the books: every figure that is kept twice must be the same both times.

Pacioli's rule and its relatives: what leaves a place arrives at another, so the whole is
zero; a balance is the sum of its ledger; and each each of an order is in one stage, one
place, and on one piece of paper.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from app.engine.book_sums import BookSums, StationSums
from app.engine.subjects import What
from app.engine.task_states import ORDER, OrderEvent
from app.engine.verifying_containers import container_differences
from app.engine.verifying_keeping import keeping_differences
from app.engine.verifying_notices import notice_differences
from app.engine.verifying_orders import order_differences
from app.engine.verifying_stock import stock_differences
from app.engine.verifying_supply import supply_differences

_PICKED: Final = {
    (state.value, then.value)
    for (state, event), then in ORDER.items()
    if event is OrderEvent.PICK
}
"""The states of an order before and after a pick."""


def differences(books: BookSums) -> list[str]:
    """Everything that differs, each a sentence with its place, SKU and figures."""
    return [
        *stock_differences(books),
        *container_differences(books),
        *order_differences(books),
        *keeping_differences(books),
        *notice_differences(books),
        *supply_differences(books.supply),
        *_numbers(books.stations),
        *(
            f"Operation {op_id}: its digest is not that of its words."
            for op_id in books.forged
        ),
        *_stories(books),
        *_seqs(books),
    ]


def _numbers(stations: Iterable[StationSums]) -> Iterator[str]:
    for each in stations:
        if each.missing:
            yield (
                f"Station {each.station}: {each.missing} of its numbers up to {each.last} "
                "are missing."
            )
        if each.copied:
            yield (
                f"Station {each.station}: {each.copied} of its operations have a number "
                "twice."
            )


def _stories(books: BookSums) -> Iterator[str]:
    for each in books.odd_mentions:
        # A pick that went well is told by the ledger alone.
        if each.what is not What.ORDER or (each.told, each.state) not in _PICKED:
            yield (
                f"The {each.what} {each.code}: its story ends with {each.told}, "
                f"it is {each.state}."
            )
    if books.strange_mentions:
        yield f"{books.strange_mentions} mentions are of no operation in the books."


def _seqs(books: BookSums) -> Iterator[str]:
    for table, seq in sorted(books.seqs.items()):
        if seq > books.seq:
            yield f"Table {table}: a row has number {seq}, the site is at {books.seq}."
