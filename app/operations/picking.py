"""A picker's work: claim a walk, take the goods, set the tote down."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import holding, orders, picking
from app.engine.names import Place
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    HandOnTote,
    UndoPick,
)
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import PickList, PickTask
from app.engine.stock import Eaches
from app.engine.task_states import LIST, TOTE, ListEvent, ListState, OrderEvent, ToteEvent
from app.operations import identifying, promising
from app.operations.doing import Doing
from app.operations.following import follow, is_empty
from app.operations.moving import move


def claim_work(tables: Tables, doing: Doing, asked: ClaimWork) -> Verdict:
    """Give a person the most urgent walk of a zone that nobody else has."""
    lists = tables.work.to_claim(asked.zone)
    if asked.list_id:
        lists = [each for each in lists if each.list_id == asked.list_id]
    # One's own walk first: who asks twice goes on with what they have.
    lists.sort(key=lambda each: not doing.claimer.holds(each))
    answer: Verdict = Refused(reason=Refusal.NO_WORK, got=asked.zone)
    for pick_list in lists:
        held = _held_back(tables, doing, pick_list)
        if held:
            answer = held if asked.list_id else answer
            continue
        claimed = picking.claim(pick_list, doing.claimer)
        if isinstance(claimed, PickList):
            tables.work.lists.put(claimed)
            # Its stops may all have been closed meanwhile, by a short in another's hands.
            finish_list(tables, claimed)
            return Done(effect=Effect.CLAIMED, values={"list": claimed.list_id})
        answer = claimed
    return answer


def _held_back(tables: Tables, doing: Doing, pick_list: PickList) -> Refused | None:
    """A walk of a held order is not given out; who has it in hand goes on."""
    order = tables.orders.order(pick_list.order_id)
    if order is None or not order.hold or doing.claimer.holds(pick_list):
        return None
    return holding.refuse_held(order)


def give_back_work(tables: Tables, doing: Doing, asked: GiveBackWork) -> Verdict:
    """Let somebody else have a claimed walk; what was picked of it stays picked."""
    pick_list = tables.work.list_(asked.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=asked.list_id)
    given = picking.give_back(pick_list, doing.claimer)
    if isinstance(given, Refused):
        return given
    tables.work.lists.put(given)
    return Done()


def assign_tote(tables: Tables, _doing: Doing, asked: AssignTote) -> Verdict:
    """Let a tote carry a walk's order, or take the one that waited for it."""
    pick_list = tables.work.list_(asked.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=asked.list_id)
    if pick_list.state not in (ListState.CLAIMED, ListState.PICKED):
        return Refused(reason=Refusal.LIST_NOT_OPEN, got=pick_list.state)
    tote = picking.assign_tote(pick_list, tables.work.tote(asked.tote))
    if isinstance(tote, Refused):
        return tote
    tables.work.totes.put(tote)
    tables.work.lists.put(replace(pick_list, tote=tote.tote))
    return Done(values={"tote": tote.tote})


def confirm_pick(tables: Tables, doing: Doing, done: ConfirmPick) -> Verdict:
    """Record a pick: stock, task, line and walk change together or not at all."""
    found = _open_task(tables, done.task_id)
    if isinstance(found, Refused):
        return found
    task, pick_list = found
    no = picking.confirm_pick(task, pick_list, done)
    if no:
        return no
    place = Place(done.bin_code)
    goods = identifying.in_lot(tables, place, scanned(done), task.lot)
    if isinstance(goods, Refused):
        return goods
    move(tables, doing, goods, place, picking.tote_place(done.tote))
    tables.stock.allocate(place, done.sku, task.lot, -done.qty_each)
    tables.stock.reserve(done.sku, -done.qty_each)
    line = tables.orders.line(task.order_id, task.line_no)
    order = tables.orders.order(task.order_id)
    assert line is not None, task
    assert order is not None, task
    tables.orders.lines.put(orders.shift(line, "allocated", "picked", done.qty_each))
    promising.happen(tables, order, OrderEvent.PICK)
    task = picking.pick(task, done.qty_each)
    tables.work.tasks.put(task)
    is_finished = finish_list(tables, pick_list)
    effect = Effect.PICKED if task.left_each else Effect.LINE_PICKED
    return Done(
        effect=Effect.LIST_PICKED if is_finished else effect,
        values={"left": task.left_each, "picked": task.picked_each},
    )


def scanned(done: ConfirmPick) -> Eaches:
    """The goods of a pick, as they were scanned."""
    return Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)


def undo_pick(tables: Tables, doing: Doing, asked: UndoPick) -> Verdict:
    """Take back a stop's pick: the goods return to their bin, the task is open again."""
    found = _open_task(tables, asked.task_id)
    if isinstance(found, Refused):
        return found
    task, pick_list = found
    if pick_list.state not in (ListState.CLAIMED, ListState.PICKED):
        return Refused(reason=Refusal.NOTHING_TO_UNDO, got=pick_list.state)
    undone = picking.undo_pick(task)
    if isinstance(undone, Refused):
        return undone
    qty_each, place = task.picked_each, Place(task.bin_code)
    line = tables.orders.line(task.order_id, task.line_no)
    assert line is not None, task
    if line.picked_each < qty_each:
        # Some of it was cancelled meanwhile, and has a put-back of its own.
        return Refused(
            reason=Refusal.NOTHING_TO_UNDO,
            wanted=f"{qty_each}",
            got=f"{line.picked_each}",
        )
    tote = picking.tote_place(pick_list.tote)
    goods = tables.stock.eaches(tote, task.sku, qty_each, task.lot)
    move(tables, doing, goods, tote, place)
    tables.stock.allocate(place, task.sku, task.lot, qty_each)
    tables.stock.reserve(task.sku, qty_each)
    tables.orders.lines.put(orders.shift(line, "picked", "allocated", qty_each))
    tables.work.tasks.put(undone)
    reopen_list(tables, pick_list)
    return Done(
        effect=Effect.PICK_UNDONE,
        values={"qty": qty_each, "bin": task.bin_code, "sku": task.sku},
    )


def hand_on_tote(tables: Tables, _doing: Doing, done: HandOnTote) -> Verdict:
    """End a walk: the tote waits for the next zone's picker, or for the packer."""
    pick_list = tables.work.list_(done.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=done.list_id)
    others = tables.work.lists_of(pick_list.order_id)
    handed = picking.hand_on(pick_list, done.drop, picking.next_drop(others))
    if isinstance(handed, Refused):
        return handed
    tables.work.lists.put(handed)
    waiting = [each for each in others if each.state is ListState.WAITING]
    if waiting:
        return _to_next_zone(
            tables, handed, min(waiting, key=lambda each: each.step), done
        )
    return _to_packing(tables, handed, done)


def _to_next_zone(
    tables: Tables, handed: PickList, following: PickList, done: HandOnTote
) -> Verdict:
    state = LIST[following.state, ListEvent.ARRIVE]
    tables.work.lists.put(replace(following, state=state, tote=handed.tote))
    _set_down(tables, handed, done.drop)
    return Done(effect=Effect.HANDED_ON, values={"zone": following.zone})


def _to_packing(tables: Tables, handed: PickList, done: HandOnTote) -> Verdict:
    order = tables.orders.order(handed.order_id)
    assert order is not None, handed
    lines = tables.orders.lines_of(handed.order_id)
    if any(line.picked_each for line in lines):
        promising.happen(tables, order, OrderEvent.FINISH_PICKING)
        _set_down(tables, handed, done.drop)
        return Done(effect=Effect.BROUGHT_TO_PACKING, values={"order": order.ref})
    follow(tables, order.order_id)
    if handed.tote and not is_empty(tables, handed.tote):
        _set_down(tables, handed, done.drop)
        return Done(effect=Effect.GOODS_GO_BACK, values={"order": order.ref})
    if handed.tote:
        tables.work.totes.put(picking.Tote(tote=handed.tote))
    return Done(effect=Effect.NOTHING_TO_PACK, values={"order": order.ref})


def _set_down(tables: Tables, handed: PickList, drop: str) -> None:
    if not handed.tote:
        return
    tote = tables.work.tote(handed.tote)
    # A walk that had nothing left to pick is ended with its tote still standing.
    state = TOTE.get((tote.state, ToteEvent.SET_DOWN), tote.state)
    tables.work.totes.put(replace(tote, state=state, stands_at=drop))


def finish_list(tables: Tables, pick_list: PickList) -> bool:
    """Close a walk when no stop of it is open; say whether it is closed."""
    if tables.work.has_open_stop(pick_list.list_id):
        return False
    if pick_list.state is ListState.CLAIMED:
        state = LIST[pick_list.state, ListEvent.FINISH]
        tables.work.lists.put(replace(pick_list, state=state))
    return True


def reopen_list(tables: Tables, pick_list: PickList) -> None:
    """A finished walk got a stop again."""
    if pick_list.state is ListState.PICKED:
        state = LIST[pick_list.state, ListEvent.ADD_STOP]
        tables.work.lists.put(replace(pick_list, state=state))


def _open_task(tables: Tables, task_id: str) -> tuple[PickTask, PickList] | Refused:
    task = tables.work.tasks.get(task_id=task_id)
    pick_list = task and tables.work.list_(task.list_id)
    if task is None or pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_TASK, got=task_id)
    return task, pick_list
