"""State machines as tables: (state, event) -> state.

They are data, so that tests can prove every state reachable and only final states dead
ends, and so that the diagrams are drawn from them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class OrderState(StrEnum):
    """How far an order has come."""

    PLACED = "placed"
    RESERVED = "reserved"
    BACKORDERED = "backordered"
    RELEASED = "released"
    PICKING = "picking"
    PICKED = "picked"
    PACKING = "packing"
    PACKED = "packed"
    HANDED_OVER = "handed_over"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class OrderEvent(StrEnum):
    """What moves an order on."""

    PROMISE = "promise"
    PROMISE_NOTHING = "promise_nothing"
    RELEASE = "release"
    PICK = "pick"
    FINISH_PICKING = "finish_picking"
    FIND_NOTHING = "find_nothing"
    PACK = "pack"
    LABEL = "label"
    UNPACK = "unpack"
    HAND_OVER = "hand_over"
    MOVE_ON = "move_on"
    DELIVER = "deliver"
    RETURN = "return"
    CANCEL = "cancel"
    TAKE_BACK = "take_back"
    CANCEL_REST = "cancel_rest"
    LET_GO = "let_go"


_NOT_HANDED_OVER: Final = (
    OrderState.PLACED,
    OrderState.RESERVED,
    OrderState.BACKORDERED,
    OrderState.RELEASED,
    OrderState.PICKING,
    OrderState.PICKED,
    OrderState.PACKING,
    OrderState.PACKED,
)

ORDER: Final[Mapping[tuple[OrderState, OrderEvent], OrderState]] = {
    (OrderState.PLACED, OrderEvent.PROMISE): OrderState.RESERVED,
    (OrderState.PLACED, OrderEvent.PROMISE_NOTHING): OrderState.BACKORDERED,
    (OrderState.BACKORDERED, OrderEvent.PROMISE): OrderState.RESERVED,
    # Taken back with goods in its tote and nothing more promised: it goes as it is.
    (OrderState.BACKORDERED, OrderEvent.RELEASE): OrderState.RELEASED,
    (OrderState.RESERVED, OrderEvent.PROMISE): OrderState.RESERVED,
    (OrderState.RESERVED, OrderEvent.PROMISE_NOTHING): OrderState.BACKORDERED,
    (OrderState.RESERVED, OrderEvent.RELEASE): OrderState.RELEASED,
    # Money that did not come: the order waits as it did when it was placed.
    (OrderState.RESERVED, OrderEvent.LET_GO): OrderState.PLACED,
    (OrderState.BACKORDERED, OrderEvent.LET_GO): OrderState.PLACED,
    (OrderState.RELEASED, OrderEvent.PICK): OrderState.PICKING,
    (OrderState.RELEASED, OrderEvent.FINISH_PICKING): OrderState.PICKED,
    (OrderState.RELEASED, OrderEvent.FIND_NOTHING): OrderState.BACKORDERED,
    (OrderState.RELEASED, OrderEvent.TAKE_BACK): OrderState.RESERVED,
    (OrderState.PICKING, OrderEvent.PICK): OrderState.PICKING,
    (OrderState.PICKING, OrderEvent.FINISH_PICKING): OrderState.PICKED,
    (OrderState.PICKING, OrderEvent.FIND_NOTHING): OrderState.BACKORDERED,
    (OrderState.PICKING, OrderEvent.TAKE_BACK): OrderState.RESERVED,
    (OrderState.PICKED, OrderEvent.FIND_NOTHING): OrderState.BACKORDERED,
    (OrderState.PICKED, OrderEvent.PACK): OrderState.PACKING,
    (OrderState.PACKING, OrderEvent.PACK): OrderState.PACKING,
    (OrderState.PACKING, OrderEvent.FIND_NOTHING): OrderState.BACKORDERED,
    (OrderState.PACKING, OrderEvent.LABEL): OrderState.PACKED,
    (OrderState.PACKED, OrderEvent.FIND_NOTHING): OrderState.BACKORDERED,
    # A parcel was voided: its goods wait in a tote to be packed again.
    (OrderState.PACKING, OrderEvent.UNPACK): OrderState.PICKED,
    (OrderState.PACKED, OrderEvent.UNPACK): OrderState.PICKED,
    (OrderState.PACKED, OrderEvent.HAND_OVER): OrderState.HANDED_OVER,
    (OrderState.HANDED_OVER, OrderEvent.MOVE_ON): OrderState.IN_TRANSIT,
    (OrderState.HANDED_OVER, OrderEvent.DELIVER): OrderState.DELIVERED,
    (OrderState.HANDED_OVER, OrderEvent.RETURN): OrderState.RETURNED,
    (OrderState.IN_TRANSIT, OrderEvent.DELIVER): OrderState.DELIVERED,
    (OrderState.IN_TRANSIT, OrderEvent.RETURN): OrderState.RETURNED,
    (OrderState.DELIVERED, OrderEvent.RETURN): OrderState.RETURNED,
    # What could not be sent the first time is promised, and goes out, on its own.
    (OrderState.HANDED_OVER, OrderEvent.PROMISE): OrderState.RESERVED,
    (OrderState.IN_TRANSIT, OrderEvent.PROMISE): OrderState.RESERVED,
    **{(state, OrderEvent.CANCEL): OrderState.CANCELLED for state in _NOT_HANDED_OVER},
    # The carrier had taken it before it was cancelled.
    (OrderState.CANCELLED, OrderEvent.HAND_OVER): OrderState.HANDED_OVER,
    # Part of it is with the customer already, and the rest is not wanted any more.
    **{
        (state, OrderEvent.CANCEL_REST): OrderState.HANDED_OVER
        for state in _NOT_HANDED_OVER
        if state is not OrderState.PLACED
    },
}


class Payment(StrEnum):
    """Whether the customer's money is there.

    Paid and authorized orders are promised stock, and only paid ones are released. An
    unpaid order holds no stock beyond a reservation that runs out.
    """

    UNPAID = "unpaid"
    AUTHORIZED = "authorized"
    PAID = "paid"
    REFUNDED = "refunded"


class PaymentEvent(StrEnum):
    """What a shop tells us about the money."""

    AUTHORIZE = "authorize"
    PAY = "pay"
    LAPSE = "lapse"
    REFUND = "refund"


PAYMENT: Final[Mapping[tuple[Payment, PaymentEvent], Payment]] = {
    (Payment.UNPAID, PaymentEvent.AUTHORIZE): Payment.AUTHORIZED,
    (Payment.UNPAID, PaymentEvent.PAY): Payment.PAID,
    (Payment.AUTHORIZED, PaymentEvent.PAY): Payment.PAID,
    (Payment.AUTHORIZED, PaymentEvent.LAPSE): Payment.UNPAID,
    (Payment.AUTHORIZED, PaymentEvent.REFUND): Payment.REFUNDED,
    (Payment.PAID, PaymentEvent.REFUND): Payment.REFUNDED,
}


class TaskState(StrEnum):
    """One stop of a pick list."""

    READY = "ready"
    PICKED = "picked"
    SHORT = "short"
    CANCELLED = "cancelled"


class TaskEvent(StrEnum):
    """What happens at a stop."""

    CONFIRM = "confirm"
    REPORT_SHORT = "report_short"
    SKIP = "skip"
    CANCEL = "cancel"


TASK: Final[Mapping[tuple[TaskState, TaskEvent], TaskState]] = {
    (TaskState.READY, TaskEvent.CONFIRM): TaskState.PICKED,
    (TaskState.READY, TaskEvent.REPORT_SHORT): TaskState.SHORT,
    # A skipped stop is still to be made: it only goes to the end of the walk.
    (TaskState.READY, TaskEvent.SKIP): TaskState.READY,
    (TaskState.READY, TaskEvent.CANCEL): TaskState.CANCELLED,
}

TASK_UNDO: Final[Mapping[TaskState, TaskState]] = {
    TaskState.READY: TaskState.READY,
    TaskState.PICKED: TaskState.READY,
}
"""Where undo leads; a short is not undone, its bin is counted."""


class ListState(StrEnum):
    """One walk, from its release to where its totes are set down."""

    WAITING = "waiting"
    READY = "ready"
    CLAIMED = "claimed"
    PICKED = "picked"
    DONE = "done"
    CANCELLED = "cancelled"


class ListEvent(StrEnum):
    """What moves a pick list on."""

    ARRIVE = "arrive"
    CLAIM = "claim"
    GIVE_BACK = "give_back"
    FINISH = "finish"
    ADD_STOP = "add_stop"
    HAND_ON = "hand_on"
    TAKE_BACK = "take_back"
    CANCEL = "cancel"


LIST: Final[Mapping[tuple[ListState, ListEvent], ListState]] = {
    (ListState.WAITING, ListEvent.ARRIVE): ListState.READY,
    (ListState.READY, ListEvent.CLAIM): ListState.CLAIMED,
    (ListState.CLAIMED, ListEvent.CLAIM): ListState.CLAIMED,
    (ListState.CLAIMED, ListEvent.GIVE_BACK): ListState.READY,
    (ListState.CLAIMED, ListEvent.FINISH): ListState.PICKED,
    (ListState.PICKED, ListEvent.ADD_STOP): ListState.CLAIMED,
    (ListState.PICKED, ListEvent.HAND_ON): ListState.DONE,
    (ListState.WAITING, ListEvent.TAKE_BACK): ListState.CANCELLED,
    (ListState.READY, ListEvent.TAKE_BACK): ListState.CANCELLED,
    (ListState.CLAIMED, ListEvent.TAKE_BACK): ListState.CANCELLED,
    (ListState.PICKED, ListEvent.TAKE_BACK): ListState.CANCELLED,
    (ListState.WAITING, ListEvent.CANCEL): ListState.CANCELLED,
    (ListState.READY, ListEvent.CANCEL): ListState.CANCELLED,
    (ListState.CLAIMED, ListEvent.CANCEL): ListState.CANCELLED,
    (ListState.PICKED, ListEvent.CANCEL): ListState.CANCELLED,
}

LIST_ENDED: Final = frozenset({ListState.DONE, ListState.CANCELLED})
"""A list in one of these states is nobody's work any more."""
LIST_IN_HAND: Final = frozenset({ListState.CLAIMED, ListState.PICKED})
"""A list in one of these states is with whoever claimed it."""


class WaveState(StrEnum):
    """Orders that are released together."""

    PLANNED = "planned"
    RELEASED = "released"
    DONE = "done"
    CANCELLED = "cancelled"


class WaveEvent(StrEnum):
    """What moves a wave on."""

    RELEASE = "release"
    FINISH = "finish"
    TAKE_BACK = "take_back"


WAVE: Final[Mapping[tuple[WaveState, WaveEvent], WaveState]] = {
    (WaveState.PLANNED, WaveEvent.RELEASE): WaveState.RELEASED,
    (WaveState.RELEASED, WaveEvent.FINISH): WaveState.DONE,
    (WaveState.RELEASED, WaveEvent.TAKE_BACK): WaveState.CANCELLED,
}


class ToteState(StrEnum):
    """A tote's round trip."""

    FREE = "free"
    PICKING = "picking"
    STAGED = "staged"
    PACKING = "packing"
    HOSPITAL = "hospital"


class ToteEvent(StrEnum):
    """What happens to a tote."""

    ASSIGN = "assign"
    SET_DOWN = "set_down"
    PICK_UP = "pick_up"
    PACK = "pack"
    EMPTY = "empty"
    REFILL = "refill"
    SEND_TO_HOSPITAL = "send_to_hospital"
    LEAVE_HOSPITAL = "leave_hospital"


TOTE: Final[Mapping[tuple[ToteState, ToteEvent], ToteState]] = {
    (ToteState.FREE, ToteEvent.ASSIGN): ToteState.PICKING,
    (ToteState.PICKING, ToteEvent.SET_DOWN): ToteState.STAGED,
    (ToteState.PICKING, ToteEvent.EMPTY): ToteState.FREE,
    (ToteState.STAGED, ToteEvent.PICK_UP): ToteState.PICKING,
    (ToteState.STAGED, ToteEvent.PACK): ToteState.PACKING,
    (ToteState.STAGED, ToteEvent.EMPTY): ToteState.FREE,
    (ToteState.PACKING, ToteEvent.EMPTY): ToteState.FREE,
    # The goods of a voided parcel go into a free tote.
    (ToteState.FREE, ToteEvent.REFILL): ToteState.STAGED,
    (ToteState.STAGED, ToteEvent.SEND_TO_HOSPITAL): ToteState.HOSPITAL,
    (ToteState.PACKING, ToteEvent.SEND_TO_HOSPITAL): ToteState.HOSPITAL,
    (ToteState.HOSPITAL, ToteEvent.LEAVE_HOSPITAL): ToteState.STAGED,
}


class ParcelState(StrEnum):
    """A parcel from the packing table to the customer's door."""

    OPEN = "open"
    CLOSED = "closed"
    LABELLED = "labelled"
    MANIFESTED = "manifested"
    HANDED_OVER = "handed_over"
    IN_TRANSIT = "in_transit"
    FAILED = "failed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    VOID = "void"


class ParcelEvent(StrEnum):
    """What happens to a parcel."""

    CLOSE = "close"
    LABEL = "label"
    LOAD = "load"
    TAKE_OFF = "take_off"
    HAND_OVER = "hand_over"
    MOVE_ON = "move_on"
    FAIL = "fail"
    DELIVER = "deliver"
    RETURN = "return"
    VOID = "void"


PARCEL: Final[Mapping[tuple[ParcelState, ParcelEvent], ParcelState]] = {
    (ParcelState.OPEN, ParcelEvent.CLOSE): ParcelState.CLOSED,
    (ParcelState.CLOSED, ParcelEvent.LABEL): ParcelState.LABELLED,
    (ParcelState.LABELLED, ParcelEvent.LOAD): ParcelState.MANIFESTED,
    (ParcelState.MANIFESTED, ParcelEvent.TAKE_OFF): ParcelState.LABELLED,
    (ParcelState.MANIFESTED, ParcelEvent.HAND_OVER): ParcelState.HANDED_OVER,
    (ParcelState.OPEN, ParcelEvent.VOID): ParcelState.VOID,
    (ParcelState.CLOSED, ParcelEvent.VOID): ParcelState.VOID,
    (ParcelState.LABELLED, ParcelEvent.VOID): ParcelState.VOID,
    (ParcelState.MANIFESTED, ParcelEvent.VOID): ParcelState.VOID,
    # The carrier had taken it before it was undone.
    (ParcelState.VOID, ParcelEvent.HAND_OVER): ParcelState.HANDED_OVER,
    (ParcelState.HANDED_OVER, ParcelEvent.MOVE_ON): ParcelState.IN_TRANSIT,
    (ParcelState.HANDED_OVER, ParcelEvent.FAIL): ParcelState.FAILED,
    (ParcelState.HANDED_OVER, ParcelEvent.DELIVER): ParcelState.DELIVERED,
    (ParcelState.HANDED_OVER, ParcelEvent.RETURN): ParcelState.RETURNED,
    (ParcelState.IN_TRANSIT, ParcelEvent.FAIL): ParcelState.FAILED,
    (ParcelState.IN_TRANSIT, ParcelEvent.DELIVER): ParcelState.DELIVERED,
    (ParcelState.IN_TRANSIT, ParcelEvent.RETURN): ParcelState.RETURNED,
    # The driver tries again.
    (ParcelState.FAILED, ParcelEvent.MOVE_ON): ParcelState.IN_TRANSIT,
    (ParcelState.FAILED, ParcelEvent.DELIVER): ParcelState.DELIVERED,
    (ParcelState.FAILED, ParcelEvent.RETURN): ParcelState.RETURNED,
    # On its way back to us: a delivery after that is one to us.
    (ParcelState.DELIVERED, ParcelEvent.RETURN): ParcelState.RETURNED,
}

GONE: Final = frozenset(
    {
        ParcelState.HANDED_OVER,
        ParcelState.IN_TRANSIT,
        ParcelState.FAILED,
        ParcelState.DELIVERED,
        ParcelState.RETURNED,
    }
)
"""The carrier has it, or had it."""

ON_THE_TABLE: Final = frozenset({ParcelState.OPEN, ParcelState.CLOSED})
"""Not finished yet: its goods or its label are awaited."""


class PurchaseState(StrEnum):
    """A purchase order, from its suggestion if there was one, to the last delivery."""

    SUGGESTED = "suggested"
    OPEN = "open"
    RECEIVING = "receiving"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DROPPED = "dropped"


class PurchaseEvent(StrEnum):
    """What happens to a purchase order."""

    CHANGE = "change"
    APPROVE = "approve"
    RECEIVE = "receive"
    RECEIVE_ALL = "receive_all"
    CLOSE = "close"
    CANCEL = "cancel"


PURCHASE: Final[Mapping[tuple[PurchaseState, PurchaseEvent], PurchaseState]] = {
    (PurchaseState.SUGGESTED, PurchaseEvent.CHANGE): PurchaseState.SUGGESTED,
    (PurchaseState.SUGGESTED, PurchaseEvent.APPROVE): PurchaseState.OPEN,
    (PurchaseState.SUGGESTED, PurchaseEvent.CANCEL): PurchaseState.DROPPED,
    (PurchaseState.OPEN, PurchaseEvent.RECEIVE): PurchaseState.RECEIVING,
    (PurchaseState.OPEN, PurchaseEvent.RECEIVE_ALL): PurchaseState.RECEIVED,
    (PurchaseState.OPEN, PurchaseEvent.CLOSE): PurchaseState.CLOSED,
    (PurchaseState.OPEN, PurchaseEvent.CANCEL): PurchaseState.CANCELLED,
    (PurchaseState.RECEIVING, PurchaseEvent.RECEIVE): PurchaseState.RECEIVING,
    (PurchaseState.RECEIVING, PurchaseEvent.RECEIVE_ALL): PurchaseState.RECEIVED,
    (PurchaseState.RECEIVING, PurchaseEvent.CLOSE): PurchaseState.CLOSED,
    # More than was ordered may still come; what nobody ordered makes it incomplete no more.
    (PurchaseState.RECEIVED, PurchaseEvent.RECEIVE): PurchaseState.RECEIVED,
    (PurchaseState.RECEIVED, PurchaseEvent.RECEIVE_ALL): PurchaseState.RECEIVED,
    (PurchaseState.RECEIVED, PurchaseEvent.CLOSE): PurchaseState.CLOSED,
}


class ReplenishState(StrEnum):
    """One fetch from reserve stock to a pick face."""

    READY = "ready"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


class ReplenishEvent(StrEnum):
    """What happens to a fetch."""

    CLAIM = "claim"
    FINISH = "finish"
    CANCEL = "cancel"


REPLENISH: Final[Mapping[tuple[ReplenishState, ReplenishEvent], ReplenishState]] = {
    (ReplenishState.READY, ReplenishEvent.CLAIM): ReplenishState.CLAIMED,
    (ReplenishState.READY, ReplenishEvent.FINISH): ReplenishState.DONE,
    (ReplenishState.READY, ReplenishEvent.CANCEL): ReplenishState.CANCELLED,
    (ReplenishState.CLAIMED, ReplenishEvent.CLAIM): ReplenishState.CLAIMED,
    (ReplenishState.CLAIMED, ReplenishEvent.FINISH): ReplenishState.DONE,
    (ReplenishState.CLAIMED, ReplenishEvent.CANCEL): ReplenishState.CANCELLED,
}


class CountState(StrEnum):
    """A count: `counted` twice and not alike, it waits for a supervisor."""

    OPEN = "open"
    RECOUNT = "recount"
    COUNTED = "counted"
    APPROVED = "approved"
    REJECTED = "rejected"


class CountEvent(StrEnum):
    """What happens to a count."""

    AGREE = "agree"
    DIFFER = "differ"
    APPROVE = "approve"
    REJECT = "reject"


COUNT: Final[Mapping[tuple[CountState, CountEvent], CountState]] = {
    (CountState.OPEN, CountEvent.AGREE): CountState.APPROVED,
    (CountState.OPEN, CountEvent.DIFFER): CountState.RECOUNT,
    (CountState.OPEN, CountEvent.REJECT): CountState.REJECTED,
    (CountState.RECOUNT, CountEvent.AGREE): CountState.APPROVED,
    (CountState.RECOUNT, CountEvent.DIFFER): CountState.COUNTED,
    (CountState.RECOUNT, CountEvent.APPROVE): CountState.APPROVED,
    (CountState.RECOUNT, CountEvent.REJECT): CountState.REJECTED,
    (CountState.COUNTED, CountEvent.AGREE): CountState.APPROVED,
    (CountState.COUNTED, CountEvent.DIFFER): CountState.COUNTED,
    (CountState.COUNTED, CountEvent.APPROVE): CountState.APPROVED,
    (CountState.COUNTED, CountEvent.REJECT): CountState.REJECTED,
}


class ReturnState(StrEnum):
    """Goods on their way back, until every each was looked at."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    INSPECTING = "inspecting"
    CLOSED = "closed"


class ReturnEvent(StrEnum):
    """What happens to a return."""

    ARRIVE = "arrive"
    INSPECT = "inspect"
    CLOSE = "close"


RETURN: Final[Mapping[tuple[ReturnState, ReturnEvent], ReturnState]] = {
    (ReturnState.EXPECTED, ReturnEvent.ARRIVE): ReturnState.ARRIVED,
    (ReturnState.EXPECTED, ReturnEvent.CLOSE): ReturnState.CLOSED,
    (ReturnState.ARRIVED, ReturnEvent.ARRIVE): ReturnState.ARRIVED,
    (ReturnState.ARRIVED, ReturnEvent.INSPECT): ReturnState.INSPECTING,
    (ReturnState.INSPECTING, ReturnEvent.ARRIVE): ReturnState.INSPECTING,
    (ReturnState.INSPECTING, ReturnEvent.INSPECT): ReturnState.INSPECTING,
    (ReturnState.INSPECTING, ReturnEvent.CLOSE): ReturnState.CLOSED,
}


class PutBackState(StrEnum):
    """Goods of a cancelled order on their way back to a bin."""

    OPEN = "open"
    DONE = "done"
    LEFT = "left"


class PutBackEvent(StrEnum):
    """What happens to goods that are to go back."""

    PUT_SOME = "put_some"
    PUT_ALL = "put_all"
    LEAVE = "leave"


PUT_BACK: Final[Mapping[tuple[PutBackState, PutBackEvent], PutBackState]] = {
    (PutBackState.OPEN, PutBackEvent.PUT_SOME): PutBackState.OPEN,
    (PutBackState.OPEN, PutBackEvent.PUT_ALL): PutBackState.DONE,
    # Nobody took them out in time: the carrier has them.
    (PutBackState.OPEN, PutBackEvent.LEAVE): PutBackState.LEFT,
}


class NoticeState(StrEnum):
    """What somebody is to be told: drafted, then approved, or dropped for a reason."""

    DRAFT = "draft"
    APPROVED = "approved"
    DROPPED = "dropped"


class NoticeEvent(StrEnum):
    """What happens to a notice."""

    REDRAFT = "redraft"
    APPROVE = "approve"
    DROP = "drop"


NOTICE: Final[Mapping[tuple[NoticeState, NoticeEvent], NoticeState]] = {
    # The facts changed before anybody was told.
    (NoticeState.DRAFT, NoticeEvent.REDRAFT): NoticeState.DRAFT,
    (NoticeState.DRAFT, NoticeEvent.APPROVE): NoticeState.APPROVED,
    (NoticeState.DRAFT, NoticeEvent.DROP): NoticeState.DROPPED,
}
