"""Orders and totes follow their lines and parcels."""

from typing import Final

from app.database.tables import Tables
from app.engine import shipping
from app.engine.names import OrderId, ToteCode
from app.engine.orders import Order
from app.engine.picking import Tote, tote_place
from app.engine.task_states import TOTE, ListState, ToteEvent
from app.operations import promising

OVER: Final = frozenset({ListState.DONE, ListState.CANCELLED})
"""A walk nobody has to make any more."""


def follow(tables: Tables, order_id: OrderId) -> Order:
    """Move an order as far as its lines and parcels are; say where it is."""
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    events = shipping.order_events(
        tables.orders.lines_of(order_id),
        tables.parcels.of_order(order_id),
        is_walked=any(each.state not in OVER for each in tables.work.lists_of(order_id)),
    )
    for event in events:
        order = promising.happen(tables, order, event)
    return order


def is_empty(tables: Tables, tote: ToteCode) -> bool:
    """Whether a tote holds nothing."""
    return not tables.stock.inside(tote_place(tote))


def free_if_done(tables: Tables, code: ToteCode) -> None:
    """A tote is free when it is empty, nobody carries it and no parcel is open for it."""
    tote = tables.work.tote(code)
    is_carried = any(
        each.tote == code and each.state not in OVER
        for each in tables.work.lists_of(tote.order_id)
    )
    if is_carried or not is_empty(tables, code) or tables.parcels.all_open_for(code):
        return
    state = TOTE.get((tote.state, ToteEvent.EMPTY))
    if state:
        tables.work.totes.put(Tote(tote=code, state=state))
