"""A short: the most important path of the floor, all of it in one operation.

The bin is written down to what others already took, every unpicked task on it is sent to
another bin or its line is backordered, somebody is asked to count, and when a promise to a
customer breaks a notice is drafted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.database.tables import Tables
from app.engine import laying_out, releasing
from app.engine.names import (
    DAMAGED,
    LOST,
    NO_STATION,
    NO_TOTE,
    NOBODY,
    BinCode,
    ListId,
    Place,
    TaskId,
    zone_of,
)
from app.engine.notices import Notice, NoticeKind
from app.engine.picking import ReportShort, ShortReason
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import Method, PickList, PickTask, Stop, StopShare
from app.engine.stock import Eaches
from app.engine.task_states import ListState, TaskState
from app.operations import promising
from app.operations.asking import ask_to_count
from app.operations.doing import Doing
from app.operations.moving import move
from app.operations.picking import finish_list, reopen_list, shift_line
from app.operations.releasing import allocate_line

EMPTIES_THE_BIN: Final = frozenset({ShortReason.NOT_IN_BIN, ShortReason.WRONG_ITEM})
"""Reasons that say nothing of this SKU is left here, for this task or any other."""

MOVED: Final = "moved"
"""The reason on a task that was closed because another picker found its bin short."""

_Hit = tuple[PickTask, StopShare]
"""A stop whose bin does not give enough, and what an order wants of it."""


@dataclass(slots=True)
class _Search:
    """What became of the missing goods so far."""

    elsewhere: str = ""
    moved_each: int = 0
    backordered_each: int = 0
    stops: int = 0


def report_short(tables: Tables, doing: Doing, told: ReportShort) -> Verdict:
    """Take in that a bin does not give what was asked, and find another way."""
    task = tables.work.task(told.task_id)
    pick_list = task and tables.work.list_(task.list_id)
    if task is None or pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_TASK, got=told.task_id)
    if task.state is not TaskState.READY or pick_list.state is not ListState.CLAIMED:
        return Refused(reason=Refusal.TASK_NOT_OPEN, wanted="ready", got=task.state)

    stops = [task]
    if told.reason in EMPTIES_THE_BIN:
        others = tables.work.open_at(task.bin_code, task.sku, task.lot)
        stops += [other for other in others if other.task_id != task.task_id]
    hit = _still_wanted(tables, stops)
    for stop in stops:
        _close(tables, stop, told.reason if stop is task else MOVED)
    _write_down(tables, doing, task, told.reason)
    found = _look_elsewhere(tables, doing, hit, told.reason, but_not=task.bin_code)
    own = [each for (stop, _), each in zip(hit, found, strict=True) if stop is task]
    return _answer(task, own)


def send_elsewhere(tables: Tables, doing: Doing, tasks: Sequence[PickTask]) -> None:
    """Find another way for stops whose bin was written down: what it still has comes first."""
    hit = _still_wanted(tables, tasks)
    for task in tasks:
        _close(tables, task, MOVED)
    _look_elsewhere(tables, doing, hit, MOVED)


def _still_wanted(tables: Tables, tasks: Sequence[PickTask]) -> list[_Hit]:
    """What each order still wants of these stops."""
    hit = [(task, share) for task in tasks for share in tables.work.shares_of(task)]
    return [(task, share) for task, share in hit if share.left_each]


def _look_elsewhere(
    tables: Tables,
    doing: Doing,
    hit: Sequence[_Hit],
    reason: str,
    but_not: BinCode | None = None,
) -> list[_Search]:
    # Each is looked for only after all have let go, or they would send each other round.
    found = [
        _send_elsewhere(tables, doing, other, n, but_not) for n, other in enumerate(hit)
    ]
    for sku in dict.fromkeys(task.sku for task, _ in hit):
        promising.break_promises(tables, sku)
    _tell(tables, doing, hit, found, reason)
    for list_id in dict.fromkeys(task.list_id for task, _ in hit):
        finish_list(tables, _list(tables, list_id))
    return found


def add_stop(tables: Tables, walk: PickList, stop: Stop, task_id: TaskId) -> None:
    """Put a stop on a walk, or on its order's walk through the stop's zone."""
    if walk.method in (Method.PASS, Method.PARALLEL):
        walk = _walk_through(tables, walk, stop, task_id)
    reopen_list(tables, walk)
    if walk.method is not Method.BATCH:
        tables.work.tasks.put(releasing.make_task(walk, stop, task_id))
        return
    task, shares = laying_out.merge(walk, [stop], task_id)
    tables.work.tasks.put(task)
    tables.work.shares.put(*shares)


def _walk_through(
    tables: Tables, walk: PickList, stop: Stop, task_id: TaskId
) -> PickList:
    """The order's open walk through a stop's zone, or a new one at the end."""
    zone = zone_of(stop.bin_code)
    lists = [
        each
        for each in tables.work.lists_of(walk.order_id)
        if each.order_id == walk.order_id
    ]
    still_open = [each for each in lists if each.zone == zone and each.is_open]
    if still_open:
        return still_open[-1]
    is_parallel = walk.method is Method.PARALLEL
    new = replace(
        walk,
        list_id=ListId(f"{task_id}.{zone}"),
        zone=zone,
        step=max(each.step for each in lists) + 1,
        state=ListState.READY if is_parallel else ListState.WAITING,
        tote=NO_TOTE,
        station=NO_STATION,
        badge=NOBODY,
        until=None,
    )
    tables.work.lists.put(new)
    return new


def _close(tables: Tables, task: PickTask, reason: str) -> None:
    tables.work.tasks.put(replace(task, state=TaskState.SHORT, reason=reason))
    tables.stock.allocate(Place(task.bin_code), task.sku, task.lot, -task.left_each)
    for share in tables.work.shares_of(task):
        shift_line(tables, share, "allocated", "reserved", share.left_each)


def _write_down(
    tables: Tables, doing: Doing, task: PickTask, reason: ShortReason
) -> None:
    if reason is ShortReason.BIN_BLOCKED:
        return
    place = Place(task.bin_code)
    there = tables.stock.balance(place, task.sku, task.lot).qty_each
    gone = there if reason in EMPTIES_THE_BIN else min(there, task.left_each)
    target = DAMAGED if reason is ShortReason.DAMAGED else LOST
    move(
        tables, doing, tables.stock.eaches(place, task.sku, gone, task.lot), place, target
    )
    ask_to_count(
        tables,
        doing,
        task.bin_code,
        Eaches(sku=task.sku, qty_each=gone, lot=task.lot),
        reason,
    )


def _send_elsewhere(
    tables: Tables, doing: Doing, hit: _Hit, n: int, but_not: BinCode | None
) -> _Search:
    found = _Search()
    task, share = hit
    line = tables.orders.line(share.order_id, share.line_no)
    assert line is not None, share
    wanted = min(share.left_each, line.reserved_each)
    visited = {
        each.bin_code for each in tables.work.tasks_of(task.list_id) if each.left_each
    }
    stops = allocate_line(
        tables, line, wanted, doing.at, but_not=but_not, visited=visited
    )
    for stop in stops:
        found.stops += 1
        task_id = TaskId(f"{doing.op_id}.{n}.{found.stops}")
        add_stop(tables, _list(tables, task.list_id), stop, task_id)
        found.moved_each += stop.qty_each
        found.elsewhere = found.elsewhere or stop.bin_code
    found.backordered_each = _backorder(tables, task, share, wanted - found.moved_each)
    return found


def _backorder(
    tables: Tables, task: PickTask, share: StopShare, missing_each: int
) -> int:
    """Break the promise as far as goods are gone; those in a blocked bin stay promised."""
    broken = min(missing_each, tables.stock.availability(task.sku).short_each)
    if broken:
        shift_line(tables, share, "reserved", "backordered", broken)
        tables.stock.reserve(task.sku, -broken)
    return broken


def _list(tables: Tables, list_id: ListId) -> PickList:
    pick_list = tables.work.list_(list_id)
    assert pick_list is not None, list_id
    return pick_list


def _tell(
    tables: Tables,
    doing: Doing,
    hit: Sequence[_Hit],
    searches: Sequence[_Search],
    reason: str,
) -> None:
    """Draft a notice for every customer whose goods are missing now."""
    for n, ((task, share), found) in enumerate(zip(hit, searches, strict=True)):
        if found.backordered_each:
            facts = {"sku": task.sku, "missing": found.backordered_each, "reason": reason}
            notice = Notice(
                notice_id=f"{doing.op_id}.{n}",
                order_id=share.order_id,
                kind=NoticeKind.SHORT,
                facts=json.dumps(facts),
                at=doing.at,
            )
            tables.books.notices.put(notice)


def _answer(task: PickTask, own: Sequence[_Search]) -> Done:
    moved = sum(each.moved_each for each in own)
    values = {
        "sku": task.sku,
        "bin": task.bin_code,
        "elsewhere": next((each.elsewhere for each in own if each.elsewhere), ""),
        "moved": moved,
        "missing": task.left_each - moved,
    }
    is_all_found = moved == task.left_each
    effect = Effect.SHORT_ELSEWHERE if is_all_found else Effect.SHORT_BACKORDERED
    return Done(effect=effect, values=values)
