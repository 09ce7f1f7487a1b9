"""Orders and totes follow their lines and parcels."""

from app.database.tables import Tables
from app.engine import shipping
from app.engine.names import OrderId, ToteCode
from app.engine.orders import Order
from app.engine.picking import Tote, tote_place
from app.engine.releasing import PickList, is_on_walk
from app.engine.task_states import TOTE, ToteEvent
from app.operations import promising


def follow(tables: Tables, order_id: OrderId) -> Order:
    """Move an order as far as its lines and parcels are; say where it is."""
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    events = shipping.order_events(
        tables.orders.lines_of(order_id),
        tables.parcels.of_order(order_id),
        is_walked=is_walked(tables, order_id),
    )
    for event in events:
        order = promising.happen(tables, order, event)
    return order


def is_walked(tables: Tables, order_id: OrderId) -> bool:
    """Whether a walk is still to be made, or brought to its end, for an order."""
    return any(
        walk.is_open and order_id in orders_on(tables, walk)
        for walk in tables.work.lists_of(order_id)
    )


def orders_on(tables: Tables, walk: PickList) -> list[OrderId]:
    """The orders a walk is for, in the order of their stops.

    One whose stops were all taken off again is not among those of a shared walk.
    """
    if walk.order_id:
        return [walk.order_id]
    found = [
        share.order_id
        for task in tables.work.tasks_of(walk.list_id)
        for share in tables.work.shares_of(task)
        if is_on_walk(task, share)
    ]
    return list(dict.fromkeys(found))


def is_empty(tables: Tables, tote: ToteCode) -> bool:
    """Whether a tote holds nothing."""
    return not tables.stock.inside(tote_place(tote))


def free_if_done(tables: Tables, code: ToteCode) -> None:
    """A tote is free when it is empty, nobody carries it and no parcel is open for it."""
    tote = tables.work.tote(code)
    is_carried = any(each.is_open for each in tables.work.with_tote(code))
    if is_carried or not is_empty(tables, code) or tables.parcels.all_open_for(code):
        return
    state = TOTE.get((tote.state, ToteEvent.EMPTY))
    if state:
        tables.work.totes.put(Tote(tote=code, state=state))
