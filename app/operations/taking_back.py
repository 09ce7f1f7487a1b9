"""Released work comes back from the floor: stops go, goods stay promised.

A walk for one order vanishes. When its order has goods in a tote already, the tote is set
down where the walk was and goes on when the order is released again. A shared walk loses
the stops that were taken back; with goods in its totes it is brought to its end by whoever
has it, and without stops or goods it vanishes too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.database.tables import Tables
from app.engine import handing_on, taking_back
from app.engine.names import NO_STATION, NOBODY, DropCode, OrderId, Place, drop_of
from app.engine.picking import Tote
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import SHARED_WALKS, PickList, PickTask, StopShare
from app.engine.taking_back import TakeBackOrder, TakeBackWork
from app.engine.task_states import (
    LIST,
    TASK,
    ListEvent,
    ListState,
    OrderEvent,
    TaskEvent,
)
from app.operations import promising
from app.operations.doing import Doing
from app.operations.following import orders_on
from app.operations.handing_on import arrive, finish_wave, set_down_or_free
from app.operations.picking import finish_list, shift_line

_TAKEN_BACK: Final = "taken_back"

_Open = tuple[PickTask, list[StopShare]]


def take_back_work(tables: Tables, _doing: Doing, asked: TakeBackWork) -> Verdict:
    """Take a walk's open stops back, whatever orders they are for."""
    pick_list = tables.work.list_(asked.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=asked.list_id)
    return _take_back(
        tables, [pick_list], orders_on(tables, pick_list), forced=asked.forced
    )


def take_back_order(tables: Tables, _doing: Doing, asked: TakeBackOrder) -> Verdict:
    """Take an order's open stops back, from its own walks and those it shares."""
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    lists = [each for each in tables.work.lists_of(asked.order_id) if each.is_open]
    return _take_back(tables, lists, [asked.order_id], forced=asked.forced)


def _take_back(
    tables: Tables,
    lists: Sequence[PickList],
    order_ids: Sequence[OrderId],
    *,
    forced: bool,
) -> Verdict:
    opened = [(each, _open(tables, each, order_ids)) for each in lists]
    left = sum(share.left_each for _, stops in opened for _, of in stops for share in of)
    no = taking_back.may_take_back(lists, left, forced=forced)
    if no:
        return no
    touched = {share.order_id for _, stops in opened for _, of in stops for share in of}
    for pick_list, stops in opened:
        _empty_list(tables, pick_list, stops)
    for pick_list in lists:
        _pass_on(tables, pick_list)
    totes = _let_go(tables, lists)
    for order_id in sorted(touched):
        _return_order(tables, order_id)
    return _answer(left, len(touched), totes)


def _open(
    tables: Tables, pick_list: PickList, order_ids: Sequence[OrderId]
) -> list[_Open]:
    """The walk's open stops, each with what these orders still want of it."""
    found: list[_Open] = []
    for task in tables.work.tasks_of(pick_list.list_id):
        shares = tables.work.shares_of(task) if task.left_each else []
        of = [s for s in shares if s.order_id in order_ids and s.left_each]
        if of:
            found.append((task, of))
    return found


def _empty_list(tables: Tables, pick_list: PickList, stops: Sequence[_Open]) -> None:
    """Take stops off a walk, and end it when nothing of it is left to do."""
    for task, shares in stops:
        _cut(tables, task, shares)
    tasks = tables.work.tasks_of(pick_list.list_id)
    is_shared = pick_list.method in SHARED_WALKS
    if is_shared and any(task.left_each or task.picked_each for task in tasks):
        finish_list(tables, pick_list)
    else:
        _cancel(tables, pick_list)


def _cut(tables: Tables, task: PickTask, shares: Sequence[StopShare]) -> None:
    """Take what some orders still want off a stop; the goods are free, the promise stays."""
    cut = sum(share.left_each for share in shares)
    tables.stock.allocate(Place(task.bin_code), task.sku, task.lot, -cut)
    for share in shares:
        shift_line(tables, share, "allocated", "reserved", share.left_each)
        if task.is_shared:
            tables.work.shares.put(replace(share, qty_each=share.picked_each))
    tables.work.tasks.put(_less(task, cut))


def _less(task: PickTask, cut_each: int) -> PickTask:
    if cut_each == task.left_each:
        state = TASK[task.state, TaskEvent.CANCEL]
        return replace(task, state=state, reason=_TAKEN_BACK)
    return replace(task, qty_each=task.qty_each - cut_each)


def _cancel(tables: Tables, pick_list: PickList) -> None:
    ended = replace(
        pick_list,
        state=LIST[pick_list.state, ListEvent.TAKE_BACK],
        station=NO_STATION,
        badge=NOBODY,
        until=None,
    )
    tables.work.lists.put(ended)
    finish_wave(tables, ended)


def _pass_on(tables: Tables, taken: PickList) -> None:
    """The next zone's walk gets its turn when the one before it has vanished."""
    if not taken.order_id:
        return
    others = tables.work.lists_of(taken.order_id)
    following = handing_on.next_list(taken, others)
    own = [each for each in others if each.is_open and each.order_id == taken.order_id]
    if following and all(each.state is ListState.WAITING for each in own):
        arrive(tables, following, taken)


def _let_go(tables: Tables, lists: Sequence[PickList]) -> list[Tote]:
    """Set down the totes that no walk goes on with; those with nothing in them are free.

    Returns:
        The totes with goods in them, as they stand now.
    """
    kept: list[Tote] = []
    for pick_list in lists:
        for tote in tables.work.totes_with(pick_list):
            carrying = tables.work.with_tote(tote.tote)
            if any(each.is_open for each in carrying) or not tote.is_in_use:
                continue
            drop = DropCode(tote.stands_at) or drop_of(pick_list.zone)
            if set_down_or_free(tables, tote, drop):
                kept.append(tables.work.tote(tote.tote))
    return kept


def _return_order(tables: Tables, order_id: OrderId) -> None:
    """With no walk of its own left, an order can be released again."""
    for pick_list in tables.work.lists_of(order_id):
        is_own = pick_list.order_id == order_id
        has_stops = bool(_open(tables, pick_list, [order_id]))
        if pick_list.is_open and (is_own or has_stops):
            return
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    promising.happen(tables, order, OrderEvent.TAKE_BACK)


def _answer(left_each: int, n_orders: int, totes: Sequence[Tote]) -> Done:
    stand = ", ".join(f"{each.tote} {each.stands_at}" for each in totes)
    effect = Effect.TAKEN_BACK_WITH_GOODS if totes else Effect.TAKEN_BACK
    values = {"eaches": left_each, "orders": n_orders, "totes": stand}
    return Done(effect=effect, values=values)
