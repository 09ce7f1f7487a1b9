"""A picker's work: claim a walk, take the goods, and undo what was taken."""

from collections.abc import Sequence
from dataclasses import replace

from app.database.tables import Tables
from app.engine import holding, orders, picking
from app.engine.names import NO_ZONE, Place, ZoneCode
from app.engine.orders import Stage
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    UndoPick,
)
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import CartPosition, Method, PickList, PickTask, StopShare
from app.engine.stock import Eaches
from app.engine.task_states import LIST, LIST_IN_HAND, ListEvent, ListState, OrderEvent
from app.operations import identifying, promising
from app.operations.doing import Doing
from app.operations.following import orders_on
from app.operations.moving import move


def claim_work(tables: Tables, doing: Doing, asked: ClaimWork) -> Verdict:
    """Give a person the most urgent walk of a zone that nobody else has.

    Without a zone it is the one they were in last; a walk that is named may be anywhere.
    """
    zone = asked.zone
    if not (zone or asked.list_id):
        zone = _last_zone(tables, doing)
    if asked.or_elsewhere or not zone:
        lists = tables.work.to_claim_anywhere()
    else:
        lists = tables.work.to_claim(zone)
    if asked.list_id:
        lists = [each for each in lists if each.list_id == asked.list_id]
    answer: Verdict = Refused(reason=Refusal.NO_WORK, got=zone)
    for pick_list in picking.in_turn(lists, doing.claimer, zone):
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


def _last_zone(tables: Tables, doing: Doing) -> ZoneCode:
    last = tables.work.last_of_person(doing.badge) if doing.badge else None
    return last.zone if last else NO_ZONE


def _held_back(tables: Tables, doing: Doing, pick_list: PickList) -> Refused | None:
    """A walk with a held order on it is not given out; who has it in hand goes on."""
    if doing.claimer.holds(pick_list):
        return None
    return is_held(tables, pick_list)


def is_held(tables: Tables, pick_list: PickList) -> Refused | None:
    """Say which order of a walk is on hold, and why; None when none is."""
    found = [tables.orders.order(each) for each in orders_on(tables, pick_list)]
    return holding.may_leave(order for order in found if order)


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
    if pick_list.state not in LIST_IN_HAND:
        return Refused(reason=Refusal.LIST_NOT_OPEN, got=pick_list.state)
    if pick_list.method is Method.CLUSTER:
        return _put_on_cart(tables, pick_list, asked)
    tote = picking.assign_tote(pick_list, tables.work.tote(asked.tote))
    if isinstance(tote, Refused):
        return tote
    tables.work.totes.put(tote)
    tables.work.lists.put(replace(pick_list, tote=tote.tote))
    return Done(values={"tote": tote.tote})


def _put_on_cart(tables: Tables, pick_list: PickList, asked: AssignTote) -> Verdict:
    position = _position(tables, pick_list, asked)
    if position is None:
        there = tables.work.positions_of(pick_list.list_id)
        wanted = ", ".join(each.where for each in there)
        return Refused(reason=Refusal.WRONG_TOTE, wanted=wanted, got=asked.tote)
    tote = picking.assign_to_position(position, tables.work.tote(asked.tote))
    if isinstance(tote, Refused):
        return tote
    tables.work.totes.put(tote)
    tables.work.positions.put(replace(position, tote=tote.tote))
    return Done(values={"tote": tote.tote, "position": position.position})


def _position(
    tables: Tables, pick_list: PickList, asked: AssignTote
) -> CartPosition | None:
    """The position asked for; else the tote's own, else the first without a tote."""
    there = tables.work.positions_of(pick_list.list_id)
    if asked.position:
        return next((each for each in there if each.position == asked.position), None)
    own = next((each for each in there if each.tote == asked.tote), None)
    empty = (each for each in there if not each.tote and _has_stops(tables, each))
    return own or next(empty, None)


def _has_stops(tables: Tables, position: CartPosition) -> bool:
    tasks = tables.work.tasks_of(position.list_id)
    return any(task.order_id == position.order_id and task.left_each for task in tasks)


def confirm_pick(tables: Tables, doing: Doing, done: ConfirmPick) -> Verdict:
    """Record a pick: stock, task, line and walk change together or not at all."""
    found = open_task(tables, done.task_id)
    if isinstance(found, Refused):
        return found
    task, pick_list = found
    position = position_for(tables, task, pick_list)
    no = picking.confirm_pick(task, pick_list, done, position)
    if no:
        return no
    place = Place(done.bin_code)
    goods = identifying.in_lot(tables, place, scanned(done), task.lot)
    if isinstance(goods, Refused):
        return goods
    move(tables, doing, goods, place, picking.tote_place(done.tote))
    tables.stock.allocate(place, done.sku, task.lot, -done.qty_each)
    tables.stock.reserve(done.sku, -done.qty_each)
    for share, qty_each in picking.share_out(tables.work.shares_of(task), done.qty_each):
        _pick_for(tables, task, share, qty_each)
    task = picking.pick(task, done.qty_each)
    tables.work.tasks.put(task)
    is_finished = finish_list(tables, pick_list)
    effect = Effect.PICKED if task.left_each else Effect.LINE_PICKED
    return Done(
        effect=Effect.LIST_PICKED if is_finished else effect,
        values={"left": task.left_each, "picked": task.picked_each},
    )


def position_for(
    tables: Tables, task: PickTask, pick_list: PickList
) -> CartPosition | None:
    """Where on the cart a stop's goods go; None when there is no cart."""
    if pick_list.method is not Method.CLUSTER:
        return None
    there = tables.work.positions_of(pick_list.list_id)
    return next((each for each in there if each.order_id == task.order_id), None)


def _pick_for(tables: Tables, task: PickTask, share: StopShare, qty_each: int) -> None:
    shift_line(tables, share, "allocated", "picked", qty_each)
    order = tables.orders.order(share.order_id)
    assert order is not None, share
    promising.happen(tables, order, OrderEvent.PICK)
    if task.is_shared:
        tables.work.shares.put(share)


def shift_line(
    tables: Tables, share: StopShare, source: Stage, target: Stage, qty_each: int
) -> None:
    """Move eaches of a share's order line from one stage to another."""
    line = tables.orders.line(share.order_id, share.line_no)
    assert line is not None, share
    tables.orders.lines.put(orders.shift(line, source, target, qty_each))


def scanned(done: ConfirmPick) -> Eaches:
    """The goods of a pick, as they were scanned."""
    return Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)


def undo_pick(tables: Tables, doing: Doing, asked: UndoPick) -> Verdict:
    """Take back a stop's pick: the goods return to their bin, the task is open again."""
    found = open_task(tables, asked.task_id)
    if isinstance(found, Refused):
        return found
    task, pick_list = found
    if pick_list.state not in LIST_IN_HAND:
        return Refused(reason=Refusal.NOTHING_TO_UNDO, got=pick_list.state)
    undone = picking.undo_pick(task)
    if isinstance(undone, Refused):
        return undone
    qty_each, place = task.picked_each, Place(task.bin_code)
    position = position_for(tables, task, pick_list)
    tote = picking.tote_place(position.tote if position else pick_list.tote)
    goods = tables.stock.eaches(tote, task.sku, qty_each, task.lot)
    shares = tables.work.shares_of(task)
    no = _is_given_up(tables, shares)
    if no:
        return no
    is_all_here = sum(each.qty_each for each in goods) == qty_each
    if not is_all_here or any(share.sorted_each for share in shares):
        return Refused(reason=Refusal.GOODS_MOVED_ON, wanted=tote, got=task.sku)
    move(tables, doing, goods, tote, place)
    tables.stock.allocate(place, task.sku, task.lot, qty_each)
    tables.stock.reserve(task.sku, qty_each)
    for share in shares:
        shift_line(tables, share, "picked", "allocated", share.picked_each)
        if task.is_shared:
            tables.work.shares.put(replace(share, picked_each=0))
    tables.work.tasks.put(undone)
    reopen_list(tables, pick_list)
    return Done(
        effect=Effect.PICK_UNDONE,
        values={"qty": qty_each, "bin": task.bin_code, "sku": task.sku},
    )


def _is_given_up(tables: Tables, shares: Sequence[StopShare]) -> Refused | None:
    """Say that some of a stop's goods were cancelled meanwhile: they have put-backs."""
    for share in shares:
        line = tables.orders.line(share.order_id, share.line_no)
        assert line is not None, share
        if line.picked_each < share.picked_each:
            return Refused(
                reason=Refusal.NOTHING_TO_UNDO,
                wanted=f"{share.picked_each}",
                got=f"{line.picked_each}",
            )
    return None


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


def open_task(tables: Tables, task_id: str) -> tuple[PickTask, PickList] | Refused:
    """A stop and its walk."""
    task = tables.work.tasks.get(task_id=task_id)
    pick_list = task and tables.work.list_(task.list_id)
    if task is None or pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_TASK, got=task_id)
    return task, pick_list
