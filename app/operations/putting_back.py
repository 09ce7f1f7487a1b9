"""Goods of cancelled orders go back from totes and parcels to bins."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import orders, putting_back
from app.engine.names import (
    VARIANCE,
    BinCode,
    OrderId,
    Place,
    Sku,
    ToteCode,
    is_bin,
    parcel_place,
)
from app.engine.packing import Parcel, ParcelLine
from app.engine.putting_back import PutBack, PutBackTask
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.stock import Eaches
from app.engine.task_states import PUT_BACK, PutBackEvent
from app.operations import promising
from app.operations.doing import Doing
from app.operations.following import free_if_done
from app.operations.moving import move


def put_back(tables: Tables, doing: Doing, done: PutBack) -> Verdict:
    """Take in that goods lie in a bin again, and promise them to who waits."""
    task = tables.work.put_backs.get(put_back_id=done.put_back_id)
    if task is None:
        return Refused(reason=Refusal.UNKNOWN_PUT_BACK, got=done.put_back_id)
    put = putting_back.put_back(task, done)
    if isinstance(put, Refused):
        return put
    tables.work.put_backs.put(put)
    goods = tables.stock.eaches(task.source, task.sku, done.qty_each)
    move(tables, doing, goods, task.source, Place(done.bin_code))
    free_if_done(tables, ToteCode(task.source))
    promising.promise_waiting(tables, task.sku)
    effect = Effect.PUT_BACK_PART if put.left_each else Effect.PUT_BACK_DONE
    values = {"sku": task.sku, "bin": done.bin_code, "left": put.left_each}
    return Done(effect=effect, values=values)


def record_put_back(tables: Tables, doing: Doing, done: PutBack) -> None:
    """Write down goods put back that the books could not follow: they are in the bin.

    What the tote or parcel has in the books comes from there, the rest from `@variance`.
    """
    task = tables.work.put_backs.get(put_back_id=done.put_back_id)
    if task is None or done.qty_each <= 0 or not is_bin(Place(done.bin_code)):
        return
    target = Place(done.bin_code)
    known = tables.stock.eaches(task.source, task.sku, min(done.qty_each, task.left_each))
    from_source = sum(each.qty_each for each in known)
    after = move(tables, doing, known, task.source, target)
    rest = Eaches(sku=task.sku, qty_each=done.qty_each - from_source)
    move(tables, doing, [rest], VARIANCE, target, after=after)
    if from_source:
        put = putting_back.put_back(task, replace(done, qty_each=from_source))
        assert isinstance(put, PutBackTask), put
        tables.work.put_backs.put(put)
        free_if_done(tables, ToteCode(task.source))
    promising.promise_waiting(tables, task.sku)


def came_from(tables: Tables, order_id: OrderId, line_no: int) -> BinCode:
    """The bin that most of what was picked for a line came from."""
    wants = tables.work.wants_of(order_id, line_no)
    assert wants, (order_id, line_no)
    task, _ = max(wants, key=lambda want: (want[1].picked_each, want[0].task_id))
    return task.bin_code


def going_back_each(tables: Tables, source: Place, sku: Sku) -> int:
    """How much of what a tote or parcel holds of a SKU is to go back, in eaches."""
    tasks = tables.work.open_put_backs(source)
    return sum(task.left_each for task in tasks if task.sku == sku)


def to_verify(tables: Tables, tote: Place) -> dict[Sku, int]:
    """What a tote brought for its parcels, in eaches, without what is to go back to a bin."""
    brought: dict[Sku, int] = {}
    for inside in tables.stock.inside(tote):
        brought[inside.sku] = brought.get(inside.sku, 0) + inside.qty_each
    left = {sku: n - going_back_each(tables, tote, sku) for sku, n in brought.items()}
    return {sku: n for sku, n in left.items() if n > 0}


def move_along(tables: Tables, source: Place, target: Place) -> None:
    """What was to go back from one place is in another now, and goes back from there."""
    for task in tables.work.open_put_backs(source):
        tables.work.put_backs.put(replace(task, source=target))


def move_along_taken(
    tables: Tables,
    doing: Doing,
    sku: Sku,
    source: Place,
    target: Place,
    *,
    wanted_each: int = 0,
) -> None:
    """Goods that were to go back were taken on unasked: they go back from there.

    `wanted_each` of what is in the source are somebody's and do not go back.
    """
    due = going_back_each(tables, source, sku) + wanted_each
    taken = due - sum(each.qty_each for each in tables.stock.eaches(source, sku, due))
    for task in tables.work.open_put_backs(source):
        part = min(taken, task.left_each) if task.sku == sku else 0
        if part:
            stays, goes = putting_back.split(task, part, doing.op_id)
            tables.work.put_backs.put(*stays, replace(goes, source=target))
            taken -= part


def went_along(tables: Tables, parcel: Parcel) -> None:
    """Cancelled goods nobody took out of a parcel in time left with it, and are sent."""
    for task in tables.work.open_put_backs(parcel_place(parcel.parcel_id)):
        line = tables.orders.line(task.order_id, task.line_no)
        assert line is not None, task
        sent = orders.shift(line, "cancelled", "packed", task.left_each)
        tables.orders.lines.put(sent)
        put_into(tables, parcel, task.line_no, task.sku, task.left_each)
        left = PUT_BACK[task.state, PutBackEvent.LEAVE]
        tables.work.put_backs.put(replace(task, state=left))


def put_into(
    tables: Tables, parcel: Parcel, line_no: int, sku: Sku, qty_each: int
) -> None:
    """Write down that a parcel holds more of an order line, or less (below zero)."""
    found = tables.parcels.lines.get(parcel_id=parcel.parcel_id, line_no=line_no)
    line = found or ParcelLine(
        parcel_id=parcel.parcel_id, line_no=line_no, sku=sku, qty_each=0
    )
    tables.parcels.lines.put(replace(line, qty_each=line.qty_each + qty_each))
