"""Goods of cancelled orders go back from totes and parcels to bins."""

from app.database.tables import Tables
from app.engine import putting_back
from app.engine.names import VARIANCE, BinCode, OrderId, Place, Sku, ToteCode
from app.engine.picking import Tote, tote_place
from app.engine.putting_back import PutBack, PutBackTask
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.stock import Movement
from app.engine.task_states import TOTE, ListState, ToteEvent
from app.operations import promising
from app.operations.doing import Doing


def put_back(tables: Tables, doing: Doing, done: PutBack) -> Verdict:
    """Take in that goods lie in a bin again, and promise them to who waits."""
    task = tables.work.put_backs.get(put_back_id=done.put_back_id)
    if task is None:
        return Refused(reason=Refusal.UNKNOWN_PUT_BACK, got=done.put_back_id)
    put = putting_back.put_back(task, done)
    if isinstance(put, Refused):
        return put
    tables.work.put_backs.put(put)
    tables.stock.move([_move(doing, task, done, 1, task.source, done.qty_each)])
    free_when_empty(tables, ToteCode(task.source))
    promising.promise_waiting(tables, task.sku)
    effect = Effect.PUT_BACK_PART if put.left_each else Effect.PUT_BACK_DONE
    values = {"sku": task.sku, "bin": done.bin_code, "left": put.left_each}
    return Done(effect=effect, values=values)


def record_put_back(tables: Tables, doing: Doing, done: PutBack) -> None:
    """Write down goods put back that the books could not follow: they are in the bin.

    What the tote or parcel has in the books comes from there, the rest from `@variance`.
    """
    task = tables.work.put_backs.get(put_back_id=done.put_back_id)
    if task is None or done.qty_each <= 0:
        return
    inside = max(0, tables.stock.balance(task.source, task.sku).qty_each)
    from_source = min(done.qty_each, inside, task.left_each)
    parts = [(task.source, from_source), (VARIANCE, done.qty_each - from_source)]
    tables.stock.move(
        _move(doing, task, done, n, source, qty_each)
        for n, (source, qty_each) in enumerate(parts, start=1)
        if qty_each
    )
    if from_source:
        part = PutBack(
            put_back_id=done.put_back_id, bin_code=task.bin_code, qty_each=from_source
        )
        put = putting_back.put_back(task, part)
        assert isinstance(put, PutBackTask), put
        tables.work.put_backs.put(put)
        free_when_empty(tables, ToteCode(task.source))
    promising.promise_waiting(tables, task.sku)


def came_from(tables: Tables, order_id: OrderId, line_no: int) -> BinCode:
    """The bin that most of what was picked for a line came from."""
    tasks = [t for t in tables.work.tasks_of_order(order_id) if t.line_no == line_no]
    assert tasks, (order_id, line_no)
    return max(tasks, key=lambda task: (task.picked_each, task.task_id)).bin_code


def going_back_each(tables: Tables, source: Place, sku: Sku) -> int:
    """How much of what a tote or parcel holds of a SKU is to go back, in eaches."""
    tasks = tables.work.open_put_backs(source)
    return sum(task.left_each for task in tasks if task.sku == sku)


def free_when_empty(tables: Tables, code: ToteCode) -> None:
    """Let a tote be used again, once nothing is in it and nobody works with it."""
    tote = tables.work.totes.get(tote=code)
    if tote is None or (tote.state, ToteEvent.EMPTY) not in TOTE:
        return
    is_carried = any(
        each.tote == code and each.state not in (ListState.DONE, ListState.CANCELLED)
        for each in tables.work.lists_of(tote.order_id)
    )
    if is_carried or tables.stock.inside(tote_place(code)):
        return
    if tables.parcels.open_for(code) is None:
        state = TOTE[tote.state, ToteEvent.EMPTY]
        tables.work.totes.put(Tote(tote=code, state=state))


def _move(
    doing: Doing, task: PutBackTask, done: PutBack, n: int, source: Place, qty_each: int
) -> Movement:
    return Movement(
        op_id=doing.op_id,
        n=n,
        sku=task.sku,
        qty_each=qty_each,
        source=source,
        target=Place(done.bin_code),
        at=doing.at,
    )
