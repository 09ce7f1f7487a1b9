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
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    TAKE_BACK = "take_back"


ORDER: Final[Mapping[tuple[OrderState, OrderEvent], OrderState]] = {
    (OrderState.PLACED, OrderEvent.PROMISE): OrderState.RESERVED,
    (OrderState.PLACED, OrderEvent.PROMISE_NOTHING): OrderState.BACKORDERED,
    (OrderState.PLACED, OrderEvent.CANCEL): OrderState.CANCELLED,
    (OrderState.BACKORDERED, OrderEvent.PROMISE): OrderState.RESERVED,
    # Taken back with goods in its tote and nothing more promised: it goes as it is.
    (OrderState.BACKORDERED, OrderEvent.RELEASE): OrderState.RELEASED,
    (OrderState.BACKORDERED, OrderEvent.CANCEL): OrderState.CANCELLED,
    (OrderState.RESERVED, OrderEvent.PROMISE): OrderState.RESERVED,
    (OrderState.RESERVED, OrderEvent.PROMISE_NOTHING): OrderState.BACKORDERED,
    (OrderState.RESERVED, OrderEvent.RELEASE): OrderState.RELEASED,
    (OrderState.RESERVED, OrderEvent.CANCEL): OrderState.CANCELLED,
    (OrderState.RELEASED, OrderEvent.PICK): OrderState.PICKING,
    (OrderState.RELEASED, OrderEvent.FINISH_PICKING): OrderState.PICKED,
    (OrderState.RELEASED, OrderEvent.FIND_NOTHING): OrderState.BACKORDERED,
    (OrderState.RELEASED, OrderEvent.TAKE_BACK): OrderState.RESERVED,
    (OrderState.PICKING, OrderEvent.PICK): OrderState.PICKING,
    (OrderState.PICKING, OrderEvent.FINISH_PICKING): OrderState.PICKED,
    (OrderState.PICKING, OrderEvent.FIND_NOTHING): OrderState.BACKORDERED,
    (OrderState.PICKING, OrderEvent.TAKE_BACK): OrderState.RESERVED,
    (OrderState.PICKED, OrderEvent.PACK): OrderState.PACKING,
    (OrderState.PACKING, OrderEvent.PACK): OrderState.PACKING,
    (OrderState.PACKING, OrderEvent.LABEL): OrderState.PACKED,
    (OrderState.PACKED, OrderEvent.HAND_OVER): OrderState.HANDED_OVER,
    # What could not be sent the first time is promised, and goes out, on its own.
    (OrderState.HANDED_OVER, OrderEvent.PROMISE): OrderState.RESERVED,
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
}

LIST_ENDED: Final = frozenset({ListState.DONE, ListState.CANCELLED})
"""A list in one of these states is nobody's work any more."""


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


class ToteEvent(StrEnum):
    """What happens to a tote."""

    ASSIGN = "assign"
    SET_DOWN = "set_down"
    PICK_UP = "pick_up"
    PACK = "pack"
    EMPTY = "empty"


TOTE: Final[Mapping[tuple[ToteState, ToteEvent], ToteState]] = {
    (ToteState.FREE, ToteEvent.ASSIGN): ToteState.PICKING,
    (ToteState.PICKING, ToteEvent.SET_DOWN): ToteState.STAGED,
    (ToteState.PICKING, ToteEvent.EMPTY): ToteState.FREE,
    (ToteState.STAGED, ToteEvent.PICK_UP): ToteState.PICKING,
    (ToteState.STAGED, ToteEvent.PACK): ToteState.PACKING,
    (ToteState.STAGED, ToteEvent.EMPTY): ToteState.FREE,
    (ToteState.PACKING, ToteEvent.EMPTY): ToteState.FREE,
}


class ParcelState(StrEnum):
    """A parcel from the packing table to the carrier's van."""

    OPEN = "open"
    CLOSED = "closed"
    LABELLED = "labelled"
    MANIFESTED = "manifested"
    HANDED_OVER = "handed_over"


class ParcelEvent(StrEnum):
    """What happens to a parcel."""

    CLOSE = "close"
    LABEL = "label"
    LOAD = "load"
    HAND_OVER = "hand_over"


PARCEL: Final[Mapping[tuple[ParcelState, ParcelEvent], ParcelState]] = {
    (ParcelState.OPEN, ParcelEvent.CLOSE): ParcelState.CLOSED,
    (ParcelState.CLOSED, ParcelEvent.LABEL): ParcelState.LABELLED,
    (ParcelState.LABELLED, ParcelEvent.LOAD): ParcelState.MANIFESTED,
    (ParcelState.MANIFESTED, ParcelEvent.HAND_OVER): ParcelState.HANDED_OVER,
}
