"""Taking an order back, wholly or in part, at every stage until the carrier has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.database.tables import Tables
from app.engine import cancelling, orders
from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.names import Place, PutBackId, Sku, parcel_place
from app.engine.orders import Order, OrderLine
from app.engine.packing import TAPED, Parcel, ParcelLine
from app.engine.picking import Tote, tote_place
from app.engine.putting_back import PutBackTask
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import PickList
from app.engine.task_states import LIST, ListEvent, ListState, ParcelState
from app.operations import promising, putting_back
from app.operations.doing import Doing
from app.operations.following import follow, free_if_done, is_empty, orders_on
from app.operations.handing_on import finish_order, finish_wave, is_wanted
from app.operations.picking import finish_list
from app.operations.repacking import make_void

CANCELLED: Final = "cancelled"
"""The reason on a parcel nothing is wanted of any more."""


def cancel_order(tables: Tables, doing: Doing, asked: CancelOrder) -> Verdict:
    """Cancel all of an order that has not left the building.

    Promises go to who waits, open stops are taken back, and what was picked or packed is
    asked back to its bins.
    """
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    lines = tables.orders.lines_of(order.order_id)
    if orders.is_all_cancelled(lines):
        return Done(effect=Effect.ALREADY_DONE, values={"order": order.ref})
    no = cancelling.may_cancel(order, lines)
    return no or give_up_all(tables, doing, order)


def cancel_line(tables: Tables, doing: Doing, asked: CancelLine) -> Verdict:
    """Cancel some of one line, what holds least first."""
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    line = tables.orders.line(order.order_id, asked.line_no)
    if line is None:
        return Refused(reason=Refusal.UNKNOWN_LINE, got=f"{asked.line_no}")
    no = cancelling.may_cancel(order, [line], asked)
    return no or _give_up(tables, doing, order, {line.line_no: asked.qty_each})


def give_up_all(tables: Tables, doing: Doing, order: Order) -> Done:
    """Cancel all of an order that the carrier does not have; nothing is left of it here."""
    lines = tables.orders.lines_of(order.order_id)
    wanted = {line.line_no: cancelling.left_each(line) for line in lines}
    done = _give_up(tables, doing, order, wanted)
    assert isinstance(done, Done), done
    return done


@dataclass(slots=True)
class _Cancelling:
    """One cancellation under way, and what it brought about so far."""

    tables: Tables
    doing: Doing
    order: Order
    freed: list[Sku] = field(default_factory=list[Sku])
    touched: set[str] = field(default_factory=set[str])
    put_backs: int = 0

    def ask_back(self, line: OrderLine, source: Place, qty_each: int) -> None:
        self.put_backs += 1
        order_id = self.order.order_id
        task = PutBackTask(
            # With the order's id in it, so that its story finds what was put back.
            put_back_id=PutBackId(f"{order_id}.{self.doing.op_id}.{self.put_backs}"),
            order_id=order_id,
            line_no=line.line_no,
            sku=line.sku,
            qty_each=qty_each,
            source=source,
            bin_code=putting_back.came_from(self.tables, order_id, line.line_no),
        )
        self.tables.work.put_backs.put(task)


def _give_up(
    tables: Tables, doing: Doing, order: Order, wanted: Mapping[int, int]
) -> Done | Refused:
    """Cancel so many eaches of each line number."""
    under_way = _Cancelling(tables, doing, order)
    for line_no, qty_each in wanted.items():
        line = tables.orders.line(order.order_id, line_no)
        assert line is not None, line_no
        _cancel_line(under_way, line, qty_each)
    no = _void_parcels(under_way)
    if no:
        return no
    end_walks(tables, order)
    for tote in tables.work.totes_of(order.order_id):
        free_if_done(tables, tote.tote)
    follow(tables, order.order_id)
    finish_order(tables, order.order_id)
    promising.promise_all_waiting(tables, under_way.freed)
    is_back = bool(under_way.put_backs)
    return Done(
        effect=Effect.CANCELLED_PUT_BACK if is_back else Effect.CANCELLED,
        values={"order": order.ref, "put_backs": under_way.put_backs},
    )


def _cancel_line(under_way: _Cancelling, line: OrderLine, qty_each: int) -> None:
    parts = cancelling.split(line, qty_each)
    for stage, part_each in parts.items():
        line = orders.shift(line, stage, "cancelled", part_each)
    under_way.tables.orders.lines.put(line)
    promised = parts["reserved"] + parts["allocated"]
    if promised:
        under_way.tables.stock.reserve(line.sku, -promised)
        under_way.freed.append(line.sku)
    take_back_stops(under_way.tables, line, parts["allocated"])
    _ask_back_from_totes(under_way, line, parts["picked"])
    _ask_back_from_parcels(under_way, line, parts["packed"])


def take_back_stops(tables: Tables, line: OrderLine, qty_each: int) -> None:
    """Take so many eaches of a line off its open stops; their goods are free in their bins."""
    work = tables.work
    lists = {each.list_id: each for each in work.lists_of(line.order_id)}
    wants = work.wants_of(line.order_id, line.line_no)
    still_open = [(task, share) for task, share in wants if task.left_each]
    for task, share, taken in cancelling.choose_stops(still_open, lists, qty_each):
        work.tasks.put(cancelling.take_off(task, taken))
        if task.is_shared:
            work.shares.put(replace(share, qty_each=share.qty_each - taken))
        tables.stock.allocate(Place(task.bin_code), task.sku, task.lot, -taken)


def _ask_back_from_totes(under_way: _Cancelling, line: OrderLine, qty_each: int) -> None:
    """Ask back what totes hold; goods the books lost on the way have a discrepancy."""
    tables = under_way.tables
    qty_each -= _ask_back_unsorted(under_way, line, qty_each)
    _ask_back_from(under_way, line, tables.work.totes_of(line.order_id), qty_each)


def _ask_back_unsorted(under_way: _Cancelling, line: OrderLine, qty_each: int) -> int:
    """Ask back what a batch holds for a line: it stays in its tote and is not sorted.

    Returns how many eaches of those asked for the batch's totes had.
    """
    work, left = under_way.tables.work, qty_each
    for task, share in work.wants_of(line.order_id, line.line_no):
        taken = min(left, share.unsorted_each) if task.is_shared else 0
        if taken:
            work.shares.put(replace(share, sorted_each=share.sorted_each + taken))
            _ask_back_from(under_way, line, work.batch_totes(task.list_id), taken)
            left -= taken
    return qty_each - left


def _ask_back_from(
    under_way: _Cancelling, line: OrderLine, totes: Sequence[Tote], qty_each: int
) -> None:
    tables = under_way.tables
    for tote in totes:
        place = tote_place(tote.tote)
        here = putting_back.to_verify(tables, place).get(line.sku, 0)
        taken = min(qty_each, here)
        if taken:
            under_way.ask_back(line, place, taken)
            qty_each -= taken


def _ask_back_from_parcels(
    under_way: _Cancelling, line: OrderLine, qty_each: int
) -> None:
    """Parcels still open give first, then those that hold least else."""
    tables = under_way.tables
    inside = {p: tables.parcels.inside(p.parcel_id) for p in _parcels_here(under_way)}
    for parcel in sorted(inside, key=lambda p: (p.state in TAPED, len(inside[p]))):
        for packed in inside[parcel]:
            taken = (
                min(qty_each, packed.qty_each) if packed.line_no == line.line_no else 0
            )
            if taken:
                _take_out(under_way, parcel, packed, taken)
                under_way.ask_back(line, parcel_place(parcel.parcel_id), taken)
                qty_each -= taken


def _take_out(
    under_way: _Cancelling, parcel: Parcel, packed: ParcelLine, qty_each: int
) -> None:
    left = replace(packed, qty_each=packed.qty_each - qty_each)
    under_way.tables.parcels.lines.put(left)
    under_way.touched.add(parcel.parcel_id)


def _parcels_here(under_way: _Cancelling) -> list[Parcel]:
    parcels = under_way.tables.parcels.of_order(under_way.order.order_id)
    return [p for p in parcels if p.state in TAPED or p.state is ParcelState.OPEN]


def _void_parcels(under_way: _Cancelling) -> Refused | None:
    """Void the parcels nothing is wanted of; one that is taped is emptied wholly or not."""
    tables = under_way.tables
    lines = tables.orders.lines_of(under_way.order.order_id)
    is_more_coming = any(line.picked_each for line in lines)
    for parcel in _parcels_here(under_way):
        is_empty = not tables.parcels.inside(parcel.parcel_id)
        if parcel.state in TAPED and parcel.parcel_id in under_way.touched:
            if not is_empty:
                return Refused(reason=Refusal.PARCEL_TAPED, got=parcel.sscc)
            make_void(tables, parcel, CANCELLED)
        elif parcel.state is ParcelState.OPEN and is_empty and not is_more_coming:
            make_void(tables, parcel, CANCELLED)
    return None


def end_walks(tables: Tables, order: Order) -> None:
    """End the walks that have no stop left, and let the next one begin.

    Somebody who holds a tote with goods brings it to its next place first; goods on their
    way to the packer stay with the walk that carries them.
    """
    for walk in tables.work.lists_of(order.order_id):
        if not cancelling.is_over(walk, tables.work.tasks_of(walk.list_id)):
            continue
        totes = tables.work.totes_with(walk)
        has_goods = any(not is_empty(tables, tote.tote) for tote in totes)
        if walk.state is ListState.CLAIMED and has_goods:
            finish_list(tables, walk)
        elif not (
            walk.state is ListState.READY and has_goods and is_wanted(tables, walk)
        ):
            _cancel_walk(tables, walk)
    _begin_next(tables, order)


def _cancel_walk(tables: Tables, walk: PickList) -> None:
    state = LIST[walk.state, ListEvent.CANCEL]
    tables.work.lists.put(replace(walk, state=state))
    for tote in tables.work.totes_with(walk):
        free_if_done(tables, tote.tote)
    for order_id in orders_on(tables, walk):
        finish_order(tables, order_id)
    finish_wave(tables, walk)


def _begin_next(tables: Tables, order: Order) -> None:
    lists = tables.work.lists_of(order.order_id)
    walks = [each for each in lists if each.order_id == order.order_id]
    moving = (ListState.READY, ListState.CLAIMED, ListState.PICKED)
    waiting = [each for each in walks if each.state is ListState.WAITING]
    if waiting and not any(each.state in moving for each in walks):
        following = min(waiting, key=lambda each: each.step)
        state = LIST[following.state, ListEvent.ARRIVE]
        tables.work.lists.put(replace(following, state=state))
