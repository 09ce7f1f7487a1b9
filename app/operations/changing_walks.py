"""Changing a walk under way."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import changing_walks
from app.engine.changing_walks import (
    ChangeLot,
    EndClaim,
    HandOverWalk,
    SkipStop,
    ToteFull,
)
from app.engine.names import PACKING_DROP, SORTING_DROP, Place, TaskId
from app.engine.picking import Tote
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import Method, PickList
from app.operations.doing import Doing
from app.operations.handing_on import set_down_or_free
from app.operations.picking import open_task


def skip_stop(tables: Tables, _doing: Doing, asked: SkipStop) -> Verdict:
    """Put a stop at the end of its walk."""
    found = open_task(tables, asked.task_id)
    if isinstance(found, Refused):
        return found
    task, pick_list = found
    no = changing_walks.may_change(task, pick_list)
    skipped = no or changing_walks.skip(task, tables.work.tasks_of(task.list_id))
    if isinstance(skipped, Refused):
        return skipped
    tables.work.tasks.put(skipped)
    return Done(effect=Effect.SKIPPED, values={"bin": task.bin_code})


def tote_full(tables: Tables, _doing: Doing, done: ToteFull) -> Verdict:
    """Go on with an empty tote. The full one goes where its goods are needed next.

    That is packing, or sorting for a batch: nothing more goes into it on the way. The
    order waits there until its other totes have come.
    """
    pick_list = tables.work.list_(done.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=done.list_id)
    full = _full_tote(tables, pick_list, done)
    if isinstance(full, Refused):
        return full
    fresh = changing_walks.tote_full(full, tables.work.tote(done.new_tote), pick_list)
    if isinstance(fresh, Refused):
        return fresh
    drop = SORTING_DROP if pick_list.method is Method.BATCH else PACKING_DROP
    tables.work.totes.put(fresh)
    _swap(tables, pick_list, full, fresh)
    set_down_or_free(tables, full, drop)
    values = {"tote": full.tote, "new_tote": fresh.tote, "drop": drop}
    return Done(effect=Effect.TOTE_CHANGED, values=values)


def _full_tote(tables: Tables, pick_list: PickList, done: ToteFull) -> Tote | Refused:
    totes = tables.work.totes_with(pick_list)
    if pick_list.method is not Method.CLUSTER and not done.full_tote:
        return tables.work.tote(pick_list.tote)
    for tote in totes:
        if tote.tote == done.full_tote:
            return tote
    right = ", ".join(tote.tote for tote in totes)
    return Refused(reason=Refusal.WRONG_TOTE, wanted=right, got=done.full_tote)


def _swap(tables: Tables, pick_list: PickList, full: Tote, fresh: Tote) -> None:
    if pick_list.method is not Method.CLUSTER:
        tables.work.lists.put(replace(pick_list, tote=fresh.tote))
    for position in tables.work.positions_of(pick_list.list_id):
        if position.tote == full.tote:
            tables.work.positions.put(replace(position, tote=fresh.tote))


def change_lot(tables: Tables, doing: Doing, asked: ChangeLot) -> Verdict:
    """Bind what is left at a stop to another lot in its bin."""
    found = open_task(tables, asked.task_id)
    if isinstance(found, Refused):
        return found
    task, pick_list = found
    shelved = tables.stock.to_pick_from(task.sku)
    no = changing_walks.may_change(task, pick_list) or changing_walks.may_take_lot(
        task, asked.lot, shelved, doing.at
    )
    if no:
        return no
    place, left = Place(task.bin_code), task.left_each
    tables.stock.allocate(place, task.sku, task.lot, -left)
    tables.stock.allocate(place, task.sku, asked.lot, left)
    shares = tables.work.shares_of(task) if task.is_shared else []
    rest_id = TaskId(f"{doing.op_id}.rest")
    tasks, shares = changing_walks.split(task, shares, rest_id, asked.lot)
    tables.work.tasks.put(*tasks)
    tables.work.shares.put(*shares)
    return Done(effect=Effect.LOT_CHANGED, values={"lot": asked.lot, "qty": left})


def hand_over_walk(tables: Tables, _doing: Doing, asked: HandOverWalk) -> Verdict:
    """Let another person go on with a walk."""
    pick_list = tables.work.list_(asked.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=asked.list_id)
    person = tables.people.person(asked.to_badge)
    if person is None:
        return Refused(reason=Refusal.UNKNOWN_PERSON, got=asked.to_badge)
    handed = changing_walks.hand_over(pick_list, asked.to_badge)
    if isinstance(handed, Refused):
        return handed
    tables.work.lists.put(handed)
    return Done(effect=Effect.HANDED_OVER, values={"person": person.name})


def end_claim(tables: Tables, _doing: Doing, asked: EndClaim) -> Verdict:
    """Set a claimed walk free; what was picked of it stays picked."""
    pick_list = tables.work.list_(asked.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=asked.list_id)
    freed = changing_walks.end_claim(pick_list)
    if isinstance(freed, Refused):
        return freed
    tables.work.lists.put(freed)
    person = tables.people.person(pick_list.badge)
    name = person.name if person else pick_list.badge
    return Done(effect=Effect.CLAIM_ENDED, values={"person": name})
