"""What a shop tells us about the customer's money."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.engine.orders import Order
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import PAYMENT, Payment, PaymentEvent

EVENT_OF: Final[Mapping[Payment, PaymentEvent]] = {
    Payment.AUTHORIZED: PaymentEvent.AUTHORIZE,
    Payment.PAID: PaymentEvent.PAY,
    Payment.UNPAID: PaymentEvent.LAPSE,
    Payment.REFUNDED: PaymentEvent.REFUND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePayment:
    """The money for the order a channel calls `ref` is now in this state."""

    channel: str
    ref: str
    state: Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUnpaidHold:
    """An unpaid order keeps stock for so many minutes; 0 means it keeps none."""

    minutes: int


def take_payment(order: Order, asked: TakePayment) -> Order | Refused:
    """The order with its money where the shop says it is.

    Refused when money cannot go that way: what was refunded is not paid again, and what
    was never there is not refunded.
    """
    payment = PAYMENT.get((order.payment, EVENT_OF[asked.state]))
    if payment is None:
        return Refused(
            reason=Refusal.PAYMENT_CANNOT_CHANGE, wanted=asked.state, got=order.payment
        )
    return replace(order, payment=payment, reserved_until=None)
