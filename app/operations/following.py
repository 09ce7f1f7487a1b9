"""Orders and totes follow their parcels."""

from app.database.tables import Tables
from app.engine import shipping
from app.engine.names import OrderId, ToteCode
from app.engine.orders import Order
from app.engine.picking import Tote, tote_place
from app.engine.task_states import TOTE, ToteEvent, ToteState
from app.operations import promising


def follow(tables: Tables, order_id: OrderId) -> Order:
    """Move an order as far as its lines and parcels are; say where it is."""
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    lines = tables.orders.lines_of(order_id)
    for event in shipping.order_events(lines, tables.parcels.of_order(order_id)):
        order = promising.happen(tables, order, event)
    return order


def is_empty(tables: Tables, tote: ToteCode) -> bool:
    """Whether a tote holds nothing."""
    return not tables.stock.inside(tote_place(tote))


def free_if_done(tables: Tables, code: ToteCode) -> None:
    """A tote is free when it is empty and no parcel is open for it."""
    tote = tables.work.tote(code)
    is_packing = tote.state is ToteState.PACKING
    if is_packing and is_empty(tables, code) and not tables.parcels.all_open_for(code):
        tables.work.totes.put(Tote(tote=code, state=TOTE[tote.state, ToteEvent.EMPTY]))
