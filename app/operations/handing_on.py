"""Setting totes down: at the next zone, for sorting, or for the packer."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import handing_on, picking, waving
from app.engine.handing_on import BringTote
from app.engine.names import DropCode, OrderId
from app.engine.picking import HandOnTote, Tote
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import Method, PickList
from app.engine.task_states import LIST, TOTE, ListEvent, OrderEvent, ToteEvent
from app.operations import promising
from app.operations.completing import still_coming
from app.operations.doing import Doing
from app.operations.following import follow, is_walked, orders_on


def hand_on_tote(tables: Tables, _doing: Doing, done: HandOnTote) -> Verdict:
    """End a walk: its totes wait for the next zone's picker, the sorter or the packer."""
    pick_list = tables.work.list_(done.list_id)
    if pick_list is None:
        return Refused(reason=Refusal.UNKNOWN_LIST, got=done.list_id)
    others = tables.work.lists_of(pick_list.order_id) if pick_list.order_id else []
    wanted = handing_on.next_drop(pick_list, others)
    handed = handing_on.hand_on(pick_list, done.drop, wanted)
    if isinstance(handed, Refused):
        return handed
    tables.work.lists.put(handed)
    following = handing_on.next_list(pick_list, others)
    if following:
        return _to_next_zone(tables, handed, following, done)
    return _to_the_end(tables, handed, done)


def _to_next_zone(
    tables: Tables, handed: PickList, following: PickList, done: HandOnTote
) -> Verdict:
    arrive(tables, following, handed)
    for tote in tables.work.totes_with(handed):
        _set_down(tables, tote, done.drop)
    return Done(effect=Effect.HANDED_ON, values={"zone": following.zone})


def arrive(tables: Tables, following: PickList, before: PickList) -> None:
    """A walk's turn has come: the tote of the one before goes on with it."""
    state = LIST[following.state, ListEvent.ARRIVE]
    tables.work.lists.put(replace(following, state=state, tote=before.tote))


def _to_the_end(tables: Tables, handed: PickList, done: HandOnTote) -> Verdict:
    totes = tables.work.totes_with(handed)
    is_any_full = [set_down_or_free(tables, tote, done.drop) for tote in totes]
    refs = [finish_order(tables, order_id) for order_id in orders_on(tables, handed)]
    finish_wave(tables, handed)
    values = {"order": ", ".join(refs), "orders": len(refs)}
    if not any(is_any_full):
        return Done(effect=Effect.NOTHING_TO_PACK, values=values)
    if not is_wanted(tables, handed):
        return Done(effect=Effect.GOODS_GO_BACK, values=values)
    is_batch = handed.method is Method.BATCH
    effect = Effect.BROUGHT_TO_SORTING if is_batch else Effect.BROUGHT_TO_PACKING
    return Done(effect=effect, values=values)


def is_wanted(tables: Tables, handed: PickList) -> bool:
    """Whether somebody still wants goods that a walk brought; else all were cancelled."""
    return any(
        line.picked_each
        for order_id in orders_on(tables, handed)
        for line in tables.orders.lines_of(order_id)
    )


def bring_tote(tables: Tables, _doing: Doing, done: BringTote) -> Verdict:
    """A tote was brought to a drop by itself: from the put-wall, or after a take back."""
    tote = tables.work.tote(done.tote)
    carrying = [each for each in tables.work.with_tote(tote.tote) if each.is_open]
    no = handing_on.bring_tote(tote, done.drop, carrying)
    if no:
        return no
    _set_down(tables, tote, done.drop)
    ref = finish_order(tables, tote.order_id) if tote.order_id else ""
    return Done(effect=Effect.TOTE_BROUGHT, values={"tote": tote.tote, "order": ref})


def set_down_or_free(tables: Tables, tote: Tote, drop: DropCode) -> bool:
    """Set a tote down with what is in it; an empty one is free. Say whether it is not."""
    if tables.stock.inside(picking.tote_place(tote.tote)):
        _set_down(tables, tote, drop)
        return True
    tables.work.totes.put(Tote(tote=tote.tote))
    return False


def _set_down(tables: Tables, tote: Tote, drop: DropCode) -> None:
    # A walk that had nothing left to pick is ended with its tote still standing.
    state = TOTE.get((tote.state, ToteEvent.SET_DOWN), tote.state)
    tables.work.totes.put(replace(tote, state=state, stands_at=drop))


def finish_order(tables: Tables, order_id: OrderId) -> str:
    """Move an order on when nothing of it is on the floor any more; give back its ref.

    It can be packed when all its totes stand at packing. When nothing at all was found it
    waits for goods again.
    """
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    if is_walked(tables, order_id) or tables.work.is_unsorted(order_id):
        return order.ref
    if any(line.picked_each for line in tables.orders.lines_of(order_id)):
        if not still_coming(tables, order_id):
            promising.happen(tables, order, OrderEvent.FINISH_PICKING)
        return order.ref
    return follow(tables, order_id).ref


def finish_wave(tables: Tables, pick_list: PickList) -> None:
    """Close a wave when the last of its walks is over."""
    wave = tables.work.waves.get(wave_id=pick_list.wave_id) if pick_list.wave_id else None
    if wave is None:
        return
    event = waving.is_over([each.state for each in tables.work.of_wave(wave.wave_id)])
    if event:
        tables.work.waves.put(replace(wave, state=waving.after(wave, event)))
