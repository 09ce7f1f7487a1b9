"""Sorting a batch into its orders' totes."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import picking, sorting
from app.engine.names import OrderId, is_tote
from app.engine.picking import Tote
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import StopShare
from app.engine.sorting import SortFromBatch
from app.engine.stock import Eaches
from app.engine.task_states import ToteState
from app.operations import identifying, putting_back
from app.operations.doing import Doing
from app.operations.moving import move, record_taken


def sort_from_batch(tables: Tables, doing: Doing, done: SortFromBatch) -> Verdict:
    """Move eaches from the batch tote into their order's tote."""
    batch, tote = tables.work.tote(done.batch_tote), tables.work.tote(done.tote)
    unsorted = tables.work.unsorted(batch.list_id, done.sku)
    order_id = sorting.may_sort(batch, done) or _whose(tables, done, unsorted, tote)
    if isinstance(order_id, Refused):
        return order_id
    source = picking.tote_place(done.batch_tote)
    goods = _goods(tables, done)
    if isinstance(goods, Refused):
        return goods
    if sum(each.qty_each for each in goods) < done.qty_each:
        return Refused(reason=Refusal.NOT_IN_TOTE, wanted=done.batch_tote, got=done.sku)
    move(tables, doing, goods, source, picking.tote_place(done.tote))
    of_order = [share for share in unsorted if share.order_id == order_id]
    _mark_sorted(tables, of_order, done.qty_each)
    if not tables.stock.inside(source):
        tables.work.totes.put(Tote(tote=batch.tote))
    tables.work.totes.put(
        replace(tote, state=ToteState.PICKING, order_id=order_id, stands_at="")
    )
    order = tables.orders.order(order_id)
    is_all = not tables.work.is_unsorted(order_id)
    return Done(
        effect=Effect.ORDER_SORTED if is_all else Effect.SORTED,
        values={"order": order.ref if order else "", "tote": tote.tote},
    )


def _whose(
    tables: Tables, done: SortFromBatch, unsorted: list[StopShare], tote: Tote
) -> OrderId | Refused:
    totes = {
        share.order_id: [each.tote for each in tables.work.totes_of(share.order_id)]
        for share in unsorted
    }
    return sorting.whose(done, unsorted, tote, totes)


def _goods(tables: Tables, done: SortFromBatch) -> list[Eaches] | Refused:
    source = picking.tote_place(done.batch_tote)
    if done.lot and not done.serials:
        return tables.stock.eaches(source, done.sku, done.qty_each, done.lot)
    asked = Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)
    return identifying.in_any_lot(tables, source, asked)


def _mark_sorted(tables: Tables, shares: list[StopShare], qty_each: int) -> None:
    for share in shares:
        taken = min(qty_each, share.unsorted_each)
        tables.work.shares.put(replace(share, sorted_each=share.sorted_each + taken))
        qty_each -= taken


def record_sorted(tables: Tables, doing: Doing, done: SortFromBatch) -> None:
    """Write down goods sorted though the books could not follow: they are in the tote.

    Those that were to go back to a bin go back from there.
    """
    if done.qty_each <= 0:
        return
    source, target = picking.tote_place(done.batch_tote), picking.tote_place(done.tote)
    balance = tables.stock.balance(source, done.sku, done.lot)
    record_taken(
        tables,
        doing,
        Eaches(sku=done.sku, qty_each=done.qty_each, lot=done.lot, serials=done.serials),
        source=source,
        free_each=balance.qty_each,
        target=target,
    )
    tote = tables.work.tote(done.tote)
    is_known = is_tote(done.tote) and tables.orders.order(done.order_id)
    if tote.state is ToteState.FREE and is_known:
        # Nobody else is given it while these goods are in it.
        used = replace(tote, state=ToteState.PICKING, order_id=done.order_id)
        tables.work.totes.put(used)
    wanted = _unsorted_each(tables, done)
    putting_back.move_along_taken(
        tables, doing, done.sku, source, target, wanted_each=wanted
    )


def _unsorted_each(tables: Tables, done: SortFromBatch) -> int:
    batch = tables.work.tote(done.batch_tote)
    shares = tables.work.unsorted(batch.list_id, done.sku)
    return sum(share.unsorted_each for share in shares)
