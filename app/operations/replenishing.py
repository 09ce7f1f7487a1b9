"""Fetching goods from reserve stock to the bins people pick from."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import moving, replenishing
from app.engine.names import OrderId, Place, Sku, TaskId, is_bin
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import PickList
from app.engine.replenishing import (
    CancelReplenishment,
    ClaimReplenishment,
    PickFace,
    PlanReplenishment,
    Replenish,
    ReplenishTask,
    SetPickFace,
)
from app.engine.stock import Eaches
from app.engine.task_states import OrderState, ReplenishEvent
from app.operations import fetching, identifying, promising
from app.operations.doing import Doing
from app.operations.moving import move, record_taken
from app.operations.releasing import allocate_line
from app.operations.shorting import add_stop


def set_pick_face(tables: Tables, _doing: Doing, asked: SetPickFace) -> Verdict:
    """Say how much of a SKU should lie in a bin people pick it from."""
    if not is_bin(Place(asked.bin_code)):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=asked.bin_code)
    if tables.items.item(asked.sku) is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=asked.sku)
    if not tables.stock.bin(asked.bin_code).is_picked_from:
        return Refused(reason=Refusal.BIN_NOT_GOOD, got=asked.bin_code)
    no = replenishing.set_pick_face(asked)
    if no:
        return no
    face = PickFace(
        bin_code=asked.bin_code,
        sku=asked.sku,
        min_each=asked.min_each,
        max_each=asked.max_each,
    )
    tables.keeping.faces.put(face)
    return Done()


def plan_replenishment(
    tables: Tables, doing: Doing, _asked: PlanReplenishment
) -> Verdict:
    """Make a task for whatever pick faces need and is not on its way yet."""
    made = sum(fetching.fetch(tables, doing, need) for need in fetching.needs_now(tables))
    return Done(effect=Effect.REPLENISHMENT_PLANNED, values={"n": made})


def claim_replenishment(
    tables: Tables, doing: Doing, asked: ClaimReplenishment
) -> Verdict:
    """Make a fetch somebody's."""
    task = tables.keeping.fetch(asked.task_id)
    if task is None:
        return Refused(reason=Refusal.UNKNOWN_REPLENISHMENT, got=asked.task_id)
    claimed = replenishing.claim(task, doing.claimer)
    if isinstance(claimed, Refused):
        return claimed
    tables.keeping.fetches.put(claimed)
    return Done(effect=Effect.CLAIMED)


def cancel_replenishment(
    tables: Tables, _doing: Doing, asked: CancelReplenishment
) -> Verdict:
    """End a fetch nobody has to make any more."""
    task = tables.keeping.fetch(asked.task_id)
    if task is None:
        return Refused(reason=Refusal.UNKNOWN_REPLENISHMENT, got=asked.task_id)
    return cancel(tables, task) or Done(effect=Effect.CANCELLED)


def cancel(tables: Tables, task: ReplenishTask) -> Refused | None:
    """End a fetch; its goods in the reserve bin are free again."""
    ended = replenishing.end(task, ReplenishEvent.CANCEL)
    if isinstance(ended, Refused):
        return ended
    _end(tables, ended)
    return None


def replenish(tables: Tables, doing: Doing, done: Replenish) -> Verdict:
    """Record goods fetched from reserve to a pick face."""
    task = tables.keeping.fetch(done.task_id)
    if task is None:
        return Refused(reason=Refusal.UNKNOWN_REPLENISHMENT, got=done.task_id)
    ended = replenishing.replenish(task, done)
    if isinstance(ended, Refused):
        return ended
    _end(tables, ended)
    source, target = Place(task.source), Place(task.target)
    held = tables.stock.balance(source, task.sku, task.lot)
    no = moving.may_take(held, done.qty_each)
    goods = no or identifying.in_lot(tables, source, _goods(task, done), task.lot)
    if isinstance(goods, Refused):
        return goods
    move(tables, doing, goods, source, target)
    promising.settle(tables, task.sku)
    _go_on(tables, doing, task.sku)
    return Done(effect=Effect.REPLENISHED, values={"sku": task.sku, "bin": task.target})


def _go_on(tables: Tables, doing: Doing, sku: Sku) -> None:
    """Orders still being picked that waited for these goods get their stop."""
    stops = 0
    for line in reversed(tables.orders.promised(sku)):
        walk = _walk_of(tables, line.order_id)
        if walk:
            for stop in allocate_line(tables, line, line.reserved_each, doing.at):
                stops += 1
                add_stop(tables, walk, stop, TaskId(f"{doing.op_id}.{stops}"))


def _walk_of(tables: Tables, order_id: OrderId) -> PickList | None:
    """The youngest walk an order is picked on now; one taken back is on none."""
    order = tables.orders.order(order_id)
    if order is None or order.state not in (OrderState.RELEASED, OrderState.PICKING):
        return None
    walks = [each for each in tables.work.lists_of(order_id) if each.is_open]
    return walks[-1] if walks else None


def record_replenished(tables: Tables, doing: Doing, done: Replenish) -> None:
    """Write down a fetch the books could not follow: the goods are in the pick face."""
    task = tables.keeping.fetch(done.task_id)
    target = Place(done.target)
    if task is None or done.qty_each <= 0 or not is_bin(target):
        return
    cancel(tables, task)
    lot = done.lot or task.lot
    source = Place(done.source)
    record_taken(
        tables,
        doing,
        replace(_goods(task, done), lot=lot),
        source=source,
        free_each=tables.stock.balance(source, task.sku, lot).free_each,
        target=target,
    )
    promising.settle(tables, task.sku)


def _end(tables: Tables, ended: ReplenishTask) -> None:
    tables.keeping.fetches.put(ended)
    tables.stock.allocate(Place(ended.source), ended.sku, ended.lot, -ended.qty_each)


def _goods(task: ReplenishTask, done: Replenish) -> Eaches:
    return Eaches(sku=task.sku, qty_each=done.qty_each, serials=done.serials)
