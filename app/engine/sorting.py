"""Sorting a batch: the put-wall, where each order's eaches go into its own tote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engine.names import NO_LOT, NO_ORDER, Lot, OrderId, Serial, Sku, ToteCode
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import StopShare
from app.engine.task_states import ToteState


@dataclass(frozen=True, slots=True, kw_only=True)
class SortFromBatch:
    """So many eaches of a SKU went from the batch tote into an order's tote.

    A free tote becomes the tote of `order_id`, or of the next order that wants the SKU and
    has none. An empty lot means any lot the tote holds.
    """

    batch_tote: ToteCode
    sku: Sku
    tote: ToteCode
    qty_each: int = 1
    order_id: OrderId = NO_ORDER
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


def may_sort(batch: Tote, done: SortFromBatch) -> Refused | None:
    """A batch tote is sorted once it stands still, and at least one each at a time."""
    if batch.state is not ToteState.STAGED:
        return Refused(reason=Refusal.TOTE_NOT_READY, wanted="staged", got=batch.tote)
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    return None


def whose(
    done: SortFromBatch,
    unsorted: Sequence[StopShare],
    tote: Tote,
    totes: Mapping[OrderId, Sequence[ToteCode]],
) -> OrderId | Refused:
    """The order whose tote the eaches went into.

    `unsorted` are the shares of the SKU that are still in the batch, the most urgent first;
    `totes` are those each of their orders has.
    """
    wanting = list(dict.fromkeys(share.order_id for share in unsorted))
    if not wanting:
        return Refused(reason=Refusal.NOT_IN_TOTE, wanted=done.batch_tote, got=done.sku)
    order_id = tote.order_id
    if tote.state is ToteState.FREE:
        without = (each for each in wanting if not totes.get(each))
        order_id = done.order_id or next(without, NO_ORDER)
    if order_id not in wanting or done.order_id not in (NO_ORDER, order_id):
        right = ", ".join(code for each in wanting for code in totes.get(each, ()))
        reason = Refusal.WRONG_TOTE if right else Refusal.TOTE_IN_USE
        return Refused(reason=reason, wanted=right, got=tote.tote)
    left = sum(share.unsorted_each for share in unsorted if share.order_id == order_id)
    if done.qty_each > left:
        return Refused(
            reason=Refusal.MORE_THAN_ASKED, wanted=f"{left}", got=f"{done.qty_each}"
        )
    return order_id
