"""Picks that the books could not follow: nothing of them may be left stuck in a tote."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import crediting, orders, picking
from app.engine.crediting import Credit
from app.engine.names import NO_LOT, NO_ORDER, Place, PutBackId, is_bin, is_tote
from app.engine.orders import OrderLine
from app.engine.picking import ConfirmPick
from app.engine.putting_back import PutBackTask
from app.engine.releasing import PickTask
from app.engine.task_states import TOTE, OrderEvent, ToteEvent
from app.operations import cancelling, promising
from app.operations.doing import Doing
from app.operations.following import follow
from app.operations.moving import record_taken
from app.operations.picking import scanned


def record_pick(tables: Tables, doing: Doing, done: ConfirmPick) -> None:
    """Write down a pick that happened though the books could not follow.

    What the bin has in the books comes from the bin, the rest from `@variance`, so that no
    bin goes below nothing and the goods are in the tote, where they really are. The order
    line they were picked for has them as far as it still wants them; the rest goes back.
    """
    if done.qty_each <= 0:
        return
    task = tables.work.task(done.task_id)
    unwanted = _credit(tables, task, done) if task else done.qty_each
    _move(tables, doing, task, done)
    if unwanted:
        _ask_back(tables, doing, task, replace(done, qty_each=unwanted))
    order = tables.orders.order(task.order_id) if task else None
    if order and unwanted < done.qty_each:
        promising.happen(tables, order, OrderEvent.PICK)
        cancelling.end_walks(tables, order)
        follow(tables, order.order_id)
    promising.break_promises(tables, done.sku)
    promising.promise_waiting(tables, done.sku)


def _credit(tables: Tables, task: PickTask, done: ConfirmPick) -> int:
    """Give the task's line what it wants of a pick; say how many eaches it does not.

    What was picked for several orders at once is nobody's: it goes back whole.
    """
    if task.is_shared:
        return done.qty_each
    order = tables.orders.order(task.order_id)
    line = tables.orders.line(task.order_id, task.line_no)
    assert order is not None, task
    assert line is not None, task
    tote, walks = tables.work.tote(done.tote), tables.work.with_tote(done.tote)
    is_theirs = crediting.reaches_packing(order, tote, walks)
    if not is_theirs or done.sku != task.sku:
        return done.qty_each
    part = crediting.credit(line, task.left_each, done.qty_each)
    _fill(tables, task, line, part)
    return part.unwanted


def _fill(tables: Tables, task: PickTask, line: OrderLine, part: Credit) -> None:
    if part.own:
        tables.work.tasks.put(picking.pick(task, part.own))
        place = Place(task.bin_code)
        tables.stock.allocate(place, task.sku, task.lot, -part.own)
    cancelling.take_back_stops(tables, line, part.others)
    promised = part.own + part.reserved + part.others
    if promised:
        tables.stock.reserve(line.sku, -promised)
    line = orders.shift(line, "allocated", "picked", part.own + part.others)
    line = orders.shift(line, "reserved", "picked", part.reserved)
    line = orders.shift(line, "backordered", "picked", part.backordered)
    tables.orders.lines.put(line)


def _move(tables: Tables, doing: Doing, task: PickTask | None, done: ConfirmPick) -> None:
    lot = done.lot or (task.lot if task else NO_LOT)
    balance = tables.stock.balance(Place(done.bin_code), done.sku, lot)
    record_taken(
        tables,
        doing,
        replace(scanned(done), lot=lot),
        source=balance.place,
        free_each=balance.free_each,
        target=picking.tote_place(done.tote),
    )


def _ask_back(
    tables: Tables, doing: Doing, task: PickTask | None, done: ConfirmPick
) -> None:
    """What no order wants is to go back to its bin, out of a tote nobody else is given."""
    order_id = task.order_id if task else NO_ORDER
    tote = tables.work.tote(done.tote)
    carried = TOTE.get((tote.state, ToteEvent.ASSIGN))
    if carried and is_tote(done.tote):
        tables.work.totes.put(replace(tote, state=carried, order_id=order_id))
    is_known = is_bin(Place(done.bin_code)) or task is None
    back = PutBackTask(
        put_back_id=PutBackId(f"{order_id}.{doing.op_id}.1"),
        order_id=order_id,
        line_no=task.line_no if task else 0,
        sku=done.sku,
        qty_each=done.qty_each,
        source=picking.tote_place(done.tote),
        bin_code=done.bin_code if is_known or task is None else task.bin_code,
    )
    tables.work.put_backs.put(back)
