"""Orders are held, and let go."""

from app.database.tables import Tables
from app.engine import holding
from app.engine.holding import HoldOrder, LetGoOrder
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.operations.doing import Doing


def hold_order(tables: Tables, _doing: Doing, asked: HoldOrder) -> Verdict:
    """Stop an order where it is: its promise stays, and nothing new is begun for it."""
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    held = holding.hold(order, tables.orders.lines_of(order.order_id), asked)
    if isinstance(held, Refused):
        return held
    if held == order:
        return Done(effect=Effect.ALREADY_DONE, values={"order": order.ref})
    tables.orders.orders.put(held)
    return Done(effect=Effect.ORDER_HELD, values={"order": order.ref})


def let_go_order(tables: Tables, _doing: Doing, asked: LetGoOrder) -> Verdict:
    """Let an order go on from where it was."""
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    if not order.hold:
        return Done(effect=Effect.ALREADY_DONE, values={"order": order.ref})
    tables.orders.orders.put(holding.let_go(order))
    return Done(effect=Effect.ORDER_LET_GO, values={"order": order.ref})
