"""A picker's work: claim a walk, take the goods, set the tote down."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import holding, orders, picking
from app.engine.names import VARIANCE, Place, PutBackId
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    HandOnTote,
    UndoPick,
)
from app.engine.putting_back import PutBackTask
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import PickList, PickTask
from app.engine.stock import Movement
from app.engine.task_states import (
    LIST,
    TOTE,
    ListEvent,
    ListState,
    OrderEvent,
    TaskState,
    ToteEvent,
)
from app.operations import promising
from app.operations.doing import Doing


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


def give_back_work(tables: Tables, _doing: Doing, asked: GiveBackWork) -> Verdict:
    """Let somebody else have a claimed walk; what was picked of it stays picked."""
    pick_list = tables.work.list_(asked.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=asked.list_id)
    given = picking.give_back(pick_list)
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
    tables.stock.move([_into_tote(doing, done, Place(done.bin_code), 1, done.qty_each)])
    tables.stock.allocate(Place(done.bin_code), done.sku, -done.qty_each)
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


def record_pick(tables: Tables, doing: Doing, done: ConfirmPick) -> None:
    """Write down a pick that happened though the books could not follow.

    What the bin has in the books comes from the bin, the rest from `@variance`, so that no
    bin goes below nothing and the goods are in the tote, where they really are.
    """
    if done.qty_each <= 0:
        return
    balance = tables.stock.balance(Place(done.bin_code), done.sku)
    from_bin = max(0, min(done.qty_each, balance.free_each))
    parts = [(Place(done.bin_code), from_bin), (VARIANCE, done.qty_each - from_bin)]
    tables.stock.move(
        _into_tote(doing, done, source, n, qty_each)
        for n, (source, qty_each) in enumerate(parts, start=1)
        if qty_each
    )
    promising.break_promises(tables, done.sku)
    task = tables.work.task(done.task_id)
    if task and task.state is TaskState.CANCELLED:
        _ask_back(tables, doing, task, done)


def _ask_back(tables: Tables, doing: Doing, task: PickTask, done: ConfirmPick) -> None:
    """What was picked for an order cancelled meanwhile is to go back to its bin."""
    tote = tables.work.tote(done.tote)
    carried = TOTE.get((tote.state, ToteEvent.ASSIGN))
    if carried:
        tables.work.totes.put(replace(tote, state=carried, order_id=task.order_id))
    back = PutBackTask(
        put_back_id=PutBackId(f"{task.order_id}.{doing.op_id}.1"),
        order_id=task.order_id,
        line_no=task.line_no,
        sku=done.sku,
        qty_each=done.qty_each,
        source=picking.tote_place(done.tote),
        bin_code=task.bin_code,
    )
    tables.work.put_backs.put(back)


def _into_tote(
    doing: Doing, done: ConfirmPick, source: Place, n: int, qty_each: int
) -> Movement:
    return Movement(
        op_id=doing.op_id,
        n=n,
        sku=done.sku,
        qty_each=qty_each,
        source=source,
        target=picking.tote_place(done.tote),
        at=doing.at,
    )


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
    move = Movement(
        op_id=doing.op_id,
        n=1,
        sku=task.sku,
        qty_each=qty_each,
        source=picking.tote_place(pick_list.tote),
        target=place,
        at=doing.at,
    )
    tables.stock.move([move])
    tables.stock.allocate(place, task.sku, qty_each)
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
    order = promising.happen(tables, order, OrderEvent.FIND_NOTHING)
    if any(line.reserved_each for line in lines):
        promising.happen(tables, order, OrderEvent.PROMISE)
    if handed.tote and tables.stock.inside(picking.tote_place(handed.tote)):
        _set_down(tables, handed, done.drop)
        return Done(effect=Effect.GOODS_GO_BACK, values={"order": order.ref})
    if handed.tote:
        tote = tables.work.tote(handed.tote)
        tables.work.totes.put(picking.Tote(tote=tote.tote))
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
    if not picking.is_finished(tables.work.tasks_of(pick_list.list_id)):
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
