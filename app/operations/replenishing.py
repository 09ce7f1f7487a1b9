"""Fetching goods from reserve stock to the bins people pick from."""

from collections import Counter
from dataclasses import replace

from app.database.tables import Tables
from app.engine import allocating, moving, replenishing
from app.engine.names import BinCode, OrderId, Place, ReplenishId, Sku, is_bin
from app.engine.putting_away import suggest_face
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.replenishing import (
    CancelReplenishment,
    ClaimReplenishment,
    FaceLevel,
    Need,
    PickFace,
    PlanReplenishment,
    Replenish,
    ReplenishTask,
    SetPickFace,
)
from app.engine.stock import Eaches
from app.engine.task_states import ReplenishEvent
from app.operations import identifying, promising
from app.operations.doing import Doing
from app.operations.moving import move, record_taken
from app.operations.putting_away import spots_for


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
    made = sum(
        _fetch(tables, doing, need)
        for sku in skus_to_look_at(tables)
        for need in needs_of(tables, sku)
    )
    return Done(effect=Effect.REPLENISHMENT_PLANNED, values={"n": made})


def skus_to_look_at(tables: Tables) -> list[Sku]:
    """SKUs that have a pick face to fill, or are promised and not bound to a bin."""
    faces = {face.sku for face in tables.keeping.faces.find("AND max_each > 0")}
    return sorted({*faces, *tables.orders.skus_promised()})


def needs_of(tables: Tables, sku: Sku) -> list[Need]:
    """What the pick faces of a SKU should get now, the most urgent first."""
    is_idle = not tables.work.lists.find("AND state IN ('ready', 'claimed', 'waiting')")
    demand = sum(line.reserved_each for line in tables.orders.promised(sku))
    return replenishing.needs(_levels(tables, sku), demand, is_idle=is_idle)


def fetch_for_order(tables: Tables, doing: Doing, order_id: OrderId) -> bool:
    """Have goods fetched that are promised to an order and lie in no pick face.

    Returns whether anything the order waits for is on its way.
    """
    waiting = {
        line.sku for line in tables.orders.lines_of(order_id) if line.reserved_each
    }
    for sku in sorted(waiting):
        demand = sum(line.reserved_each for line in tables.orders.promised(sku))
        levels = [
            replace(level, face=PickFace(bin_code=level.face.bin_code, sku=sku))
            for level in _levels(tables, sku)
        ]
        for need in replenishing.needs(levels, demand):
            _fetch(tables, doing, need)
    return any(tables.keeping.open_fetches(sku) for sku in waiting)


def _levels(tables: Tables, sku: Sku) -> list[FaceLevel]:
    """The SKU's pick faces: those set up, else those it lies in, else a fitting bin."""
    free: Counter[BinCode] = Counter()
    for each in tables.stock.of_sku(sku):
        code = BinCode(each.place)
        if is_bin(each.place) and tables.stock.bin(code).is_picked_from:
            free[code] += each.free_each
    coming: Counter[BinCode] = Counter()
    for task in tables.keeping.open_fetches(sku):
        coming[task.target] += task.qty_each
    faces = {
        face.bin_code: face
        for face in tables.keeping.faces_of(sku)
        if tables.stock.bin(face.bin_code).is_picked_from
    }
    codes = list(dict.fromkeys([*faces, *sorted(free), *sorted(coming)]))
    codes = codes or _new_face(tables, sku)
    return [
        FaceLevel(
            face=faces.get(code, PickFace(bin_code=code, sku=sku)),
            free_each=free[code],
            on_way_each=coming[code],
        )
        for code in codes
    ]


def _new_face(tables: Tables, sku: Sku) -> list[BinCode]:
    reserve = tables.stock.in_reserve(sku)
    near = BinCode(reserve[0].balance.place) if reserve else None
    found = suggest_face(spots_for(tables, sku), near) if near else None
    return [found] if found else []


def _fetch(tables: Tables, doing: Doing, need: Need) -> int:
    """Bind reserve goods to tasks that bring them; first expired, first in, fewest stops."""
    chosen = allocating.choose_bins(
        need.qty_each, tables.stock.in_reserve(need.sku), doing.at
    )
    for number, (balance, qty_each) in enumerate(
        chosen, start=len(tables.keeping.open_fetches()) + 1
    ):
        tables.stock.allocate(balance.place, balance.sku, balance.lot, qty_each)
        task = ReplenishTask(
            task_id=ReplenishId(f"{doing.op_id}.{number}"),
            sku=need.sku,
            lot=balance.lot,
            qty_each=qty_each,
            source=BinCode(balance.place),
            target=need.bin_code,
            why=need.why,
            at=doing.at,
        )
        tables.keeping.fetches.put(task)
    return len(chosen)


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
    return Done(effect=Effect.REPLENISHED, values={"sku": task.sku, "bin": task.target})


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
