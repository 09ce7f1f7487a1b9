"""Proving what people were told: who drafted and decided it, and that offers were kept."""

from collections.abc import Iterator

from app.engine.book_sums import BookSums, DelaySums
from app.engine.task_states import NoticeState


def notice_differences(books: BookSums) -> Iterator[str]:
    """Whatever differs in notices and in the offers to customers whose orders are late."""
    told = books.told
    for each in told.odd_notices:
        yield (
            f"Notice {each.notice_id} is {each.state}, and no operation that is known "
            "made it so."
        )
    for delay in told.delays:
        yield from _delay(delay)
    for ref in told.unrecorded:
        yield f"Order {ref} was cancelled by the delay rule, and no offer says why."


def _delay(delay: DelaySums) -> Iterator[str]:
    where = f"Order {delay.ref}, offer {delay.number}"
    if delay.is_offered != (delay.notice == NoticeState.APPROVED):
        made = "made" if delay.is_offered else "not made"
        yield f"{where} was {made}, its notice is {delay.notice or 'missing'}."
    if delay.is_cancelled and delay.left_each:
        yield f"{where} ended the order, and {delay.left_each} of it are still to be sent."
    if delay.is_cancelled and not delay.is_told:
        yield f"{where} ended the order, and nobody was told."
