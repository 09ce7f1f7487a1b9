"""Counting bins, and putting the books right by what was counted."""

from datetime import UTC, datetime, timedelta
from typing import Final

from app.database.tables import Tables
from app.engine import counting, receiving
from app.engine.counting import (
    Abc,
    ApproveCount,
    ConfirmEmpty,
    CountBin,
    CountResult,
    CountTask,
    PlanCounts,
    RejectCount,
    SetCountTolerance,
    Tolerance,
)
from app.engine.names import BinCode, Lot, Place, Sku, is_bin
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.stock import Balance, Eaches
from app.engine.task_states import CountEvent, CountState
from app.operations import identifying, writing_off
from app.operations.asking import ask_to_count
from app.operations.doing import Doing

BY_HAND: Final = "by_hand"
CYCLE: Final = "cycle"
ZERO_CHECK: Final = "zero_check"
UNREADABLE: Final = "unreadable"
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def count_bin(tables: Tables, doing: Doing, done: CountBin) -> Verdict:
    """Take in what somebody counted, believe it or have another person count."""
    no = _cannot_be(tables, done)
    if no:
        return no
    task = _task(tables, doing, done)
    if isinstance(task, Refused):
        return task
    before = tables.keeping.results_of(task.count_id)
    result = _result(tables, doing, done, task, len(before) + 1)
    counted = counting.count_bin(task, before, result, tolerance(tables))
    if isinstance(counted, Refused):
        return counted
    tables.keeping.results.put(result)
    tables.keeping.counts.put(counted)
    if counted.state is CountState.APPROVED:
        return _believe(tables, doing, counted, result)
    is_first = counted.state is CountState.RECOUNT
    effect = Effect.RECOUNT_ASKED if is_first else Effect.COUNT_APART
    return Done(effect=effect, values={"count": task.count_id})


def _cannot_be(tables: Tables, done: CountBin) -> Refused | None:
    place = Place(done.bin_code)
    item = tables.items.item(done.sku)
    if not is_bin(place):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.bin_code)
    if item is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=done.sku)
    if item.tracks_lot and not done.lot:
        return Refused(reason=Refusal.LOT_MISSING, got=item.sku)
    no = receiving.serials_fit(item, done.serials, done.counted_each)
    return no or _serials_elsewhere(tables, done)


def _serials_elsewhere(tables: Tables, done: CountBin) -> Refused | None:
    """What the books have elsewhere in the building is moved here, not counted here."""
    for serial in done.serials:
        known = tables.stock.where_is(done.sku, serial)
        is_here = known and (known.place, known.lot) == (done.bin_code, done.lot)
        if not is_here and identifying.is_inside(tables, done.sku, serial):
            return Refused(
                reason=Refusal.SERIAL_ELSEWHERE, wanted=done.bin_code, got=serial
            )
    return None


def _task(tables: Tables, doing: Doing, done: CountBin) -> CountTask | Refused:
    if not done.count_id:
        goods = Eaches(sku=done.sku, qty_each=done.counted_each, lot=done.lot)
        return ask_to_count(tables, doing, done.bin_code, goods, BY_HAND)
    task = tables.keeping.count(done.count_id)
    if task is None:
        return Refused(reason=Refusal.UNKNOWN_COUNT, got=done.count_id)
    if task.bin_code != done.bin_code:
        return Refused(reason=Refusal.WRONG_BIN, wanted=task.bin_code, got=done.bin_code)
    if task.sku != done.sku:
        return Refused(reason=Refusal.WRONG_ITEM, wanted=task.sku, got=done.sku)
    if task.lot != done.lot:
        return Refused(reason=Refusal.WRONG_LOT, wanted=task.lot, got=done.lot)
    return task


def _result(
    tables: Tables, doing: Doing, done: CountBin, task: CountTask, n: int
) -> CountResult:
    place = Place(done.bin_code)
    balance = tables.stock.balance(place, done.sku, done.lot)
    known = {
        serial
        for each in tables.stock.eaches(place, done.sku, balance.qty_each, done.lot)
        for serial in each.serials
    }
    return CountResult(
        count_id=task.count_id,
        n=n,
        badge=doing.badge,
        counted_each=done.counted_each,
        books_each=balance.qty_each,
        at=doing.at,
        missing="\n".join(sorted(known - set(done.serials))),
        extra="\n".join(sorted(set(done.serials) - known)),
    )


def tolerance(tables: Tables) -> Tolerance:
    """How far a count may be off here and be believed."""
    return Tolerance(
        qty_each=int(tables.people.setting("count_tolerance_each") or 0),
        percent=int(tables.people.setting("count_tolerance_percent") or 0),
    )


def _believe(
    tables: Tables, doing: Doing, task: CountTask, result: CountResult
) -> Verdict:
    changed = writing_off.put_right(tables, doing, task, result)
    effect = Effect.COUNT_ADJUSTED if changed else Effect.COUNTED
    return Done(effect=effect, values={"count": task.count_id})


def record_count(tables: Tables, doing: Doing, done: CountBin) -> None:
    """Have a count done again that the books could not take."""
    if is_bin(Place(done.bin_code)):
        goods = Eaches(sku=done.sku, qty_each=0, lot=done.lot)
        ask_to_count(tables, doing, done.bin_code, goods, UNREADABLE)


def confirm_empty(tables: Tables, doing: Doing, done: ConfirmEmpty) -> Verdict:
    """Compare a glance into the bin with the books; have it counted where they differ."""
    place = Place(done.bin_code)
    if not is_bin(place):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.bin_code)
    balance = tables.stock.balance(place, done.sku, done.lot)
    if done.is_empty == (balance.qty_each == 0):
        return Done()
    _ask(tables, doing, balance, ZERO_CHECK)
    return Done(effect=Effect.COUNT_OPENED)


def approve_count(tables: Tables, doing: Doing, asked: ApproveCount) -> Verdict:
    """Believe the last count of a bin because a supervisor does."""
    ended = _end(tables, doing, asked.count_id, CountEvent.APPROVE)
    if isinstance(ended, Refused):
        return ended
    return _believe(tables, doing, ended, tables.keeping.results_of(ended.count_id)[-1])


def reject_count(tables: Tables, doing: Doing, asked: RejectCount) -> Verdict:
    """Leave the books as they are."""
    ended = _end(tables, doing, asked.count_id, CountEvent.REJECT)
    return ended if isinstance(ended, Refused) else Done()


def _end(
    tables: Tables, doing: Doing, count_id: str, event: CountEvent
) -> CountTask | Refused:
    no = writing_off.only_supervisors(tables, doing)
    if no:
        return no
    task = tables.keeping.counts.get(count_id=count_id)
    if task is None:
        return Refused(reason=Refusal.UNKNOWN_COUNT, got=count_id)
    ended = counting.after(task, event)
    if isinstance(ended, CountTask):
        tables.keeping.counts.put(ended)
    return ended


def set_count_tolerance(
    tables: Tables, doing: Doing, asked: SetCountTolerance
) -> Verdict:
    """Say how far a count may be off and be believed."""
    no = writing_off.only_supervisors(tables, doing) or counting.set_tolerance(asked)
    if no:
        return no
    tables.people.set("count_tolerance_each", f"{asked.qty_each}")
    tables.people.set("count_tolerance_percent", f"{asked.percent}")
    return Done()


def plan_counts(tables: Tables, doing: Doing, asked: PlanCounts) -> Verdict:
    """Have the bins of a class counted whose turn it is, longest uncounted first."""
    abc_of = counting.classes(tables.stock.moved(doing.at - timedelta(days=asked.days)))
    last = tables.keeping.last_counted()
    due = [
        each
        for each in tables.stock.in_bins()
        if abc_of.get(each.sku, Abc.C) is asked.abc
        and counting.is_due(asked.abc, last.get(_where(each)), doing.at)
        and not tables.keeping.open_count_of(*_where(each))
    ]
    due.sort(key=lambda each: last.get(_where(each), _NEVER))
    now = due[: max(0, asked.most)]
    for each in now:
        _ask(tables, doing, each, CYCLE)
    return Done(effect=Effect.COUNTS_PLANNED, values={"n": len(now)})


def _where(held: Balance) -> tuple[BinCode, Sku, Lot]:
    return BinCode(held.place), held.sku, held.lot


def _ask(tables: Tables, doing: Doing, held: Balance, reason: str) -> None:
    goods = Eaches(sku=held.sku, qty_each=held.qty_each, lot=held.lot)
    ask_to_count(tables, doing, BinCode(held.place), goods, reason)
