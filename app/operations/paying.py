"""The customer's money comes, lapses or goes back."""

from app.database.tables import Tables
from app.engine import notices, paying
from app.engine.notices import NoticeKind
from app.engine.orders import Order
from app.engine.paying import SetUnpaidHold, TakePayment
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import Payment
from app.operations import cancelling, noticing, promising
from app.operations.doing import Doing
from app.operations.following import follow
from app.operations.placing import UNPAID_HOLD_MINUTES


def take_payment(tables: Tables, doing: Doing, asked: TakePayment) -> Verdict:
    """Take in where an order's money is, and let its promises follow.

    Money that is there, or set aside, is promised stock. Money that lapsed gives its stock
    to who waits. Money that went back cancels all that has not left the building.
    """
    order = tables.orders.by_ref(asked.channel, asked.ref)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.ref)
    if order.payment is asked.state:
        return Done(effect=Effect.ALREADY_DONE, values={"order": order.ref})
    paid = paying.take_payment(order, asked)
    if isinstance(paid, Refused):
        return paid
    tables.orders.orders.put(paid)
    return _let_promises_follow(tables, doing, paid)


def _let_promises_follow(tables: Tables, doing: Doing, order: Order) -> Done:
    match order.payment:
        case Payment.REFUNDED:
            given_up = cancelling.give_up_all(
                tables, doing, order, reason=notices.MONEY_WENT_BACK
            )
            noticing.tell_customer(
                tables, doing, NoticeKind.REFUNDED, order.order_id, {}, subject="payment"
            )
            return given_up
        case Payment.UNPAID:
            freed = promising.let_go(tables, order)
            follow(tables, order.order_id)
            promising.promise_all_waiting(tables, freed)
        case Payment.AUTHORIZED | Payment.PAID:
            lines = tables.orders.lines_of(order.order_id)
            promising.promise_order(tables, order, lines)
            follow(tables, order.order_id)
            first = tables.orders.first_to_wait(order.order_id)
            noticing.tell_stock_out(tables, doing, first)
    values = {"order": order.ref, "payment": order.payment.value}
    return Done(effect=Effect.PAYMENT_TAKEN, values=values)


def set_unpaid_hold(tables: Tables, _doing: Doing, asked: SetUnpaidHold) -> Verdict:
    """Say how long unpaid orders keep stock from now on; those placed before keep theirs."""
    if asked.minutes < 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted="0", got=f"{asked.minutes}"
        )
    tables.people.set(UNPAID_HOLD_MINUTES, f"{asked.minutes}")
    return Done()
