"""What the supervisor's tablet shows next. Pure: no Flet, no station, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, assert_never

from app.engine.names import NO_ORDER, OrderId
from app.engine.refusals import Done, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.site import Person, Role
from app.engine.task_states import OrderState
from app.scan import meaning as means
from app.scan.meaning import Meaning
from app.ui.feedback import Feedback
from app.ui.words import Sentence, refused, sentence

ROWS: Final = 50
"""Rows of a list on the screen at once: every row costs every session."""

FIRST_FEW: Final = 5


class Tab(StrEnum):
    """The four places of the tablet."""

    BOARD = "board"
    RELEASE = "release"
    ORDERS = "orders"
    EXCEPTIONS = "exceptions"


class Stage(StrEnum):
    """How far an order has come, as the floor says it: several states are one stage."""

    UNPAID = "unpaid"
    BACKORDERED = "backordered"
    RESERVED = "reserved"
    RELEASED = "released"
    PICKING = "picking"
    AT_PACKING = "at_packing"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


STATES: Final[Mapping[Stage, tuple[OrderState, ...]]] = {
    Stage.UNPAID: (OrderState.PLACED,),
    Stage.BACKORDERED: (OrderState.BACKORDERED,),
    Stage.RESERVED: (OrderState.RESERVED,),
    Stage.RELEASED: (OrderState.RELEASED,),
    Stage.PICKING: (OrderState.PICKING,),
    Stage.AT_PACKING: (OrderState.PICKED, OrderState.PACKING),
    Stage.PACKED: (OrderState.PACKED,),
    Stage.SHIPPED: (OrderState.HANDED_OVER, OrderState.IN_TRANSIT),
    Stage.DELIVERED: (OrderState.DELIVERED,),
    Stage.RETURNED: (OrderState.RETURNED,),
    Stage.CANCELLED: (OrderState.CANCELLED,),
}

ON_THE_WAY: Final = (
    Stage.RESERVED,
    Stage.RELEASED,
    Stage.PICKING,
    Stage.AT_PACKING,
    Stage.PACKED,
    Stage.SHIPPED,
)
"""The way of an order that meets no trouble."""

ON_THE_FLOOR: Final = (Stage.RELEASED, Stage.PICKING, Stage.AT_PACKING, Stage.PACKED)


def stage_of(state: OrderState) -> Stage:
    """The stage a state belongs to."""
    return next(stage for stage, states in STATES.items() if state in states)


def count_of(stage: Stage, orders: Mapping[OrderState, int]) -> int:
    """How many orders are in a stage, counted by state."""
    return sum(orders.get(state, 0) for state in STATES[stage])


# ── where one is ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of the last thing done or scanned."""

    feedback: Feedback
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One tablet's place. `searched` grows when a search did not come from the field."""

    tab: Tab = Tab.BOARD
    page: int = 0
    chosen: frozenset[OrderId] = frozenset()
    small_first: bool = False
    search: str = ""
    searched: int = 0
    stage: Stage | None = None
    order_id: OrderId = NO_ORDER
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTo:
    """A tab was tapped."""

    tab: Tab


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTo:
    """Another page of a list, counted from 0."""

    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """An order to release was tapped: chosen, or chosen no more."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """Exactly these orders are chosen."""

    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SortBySize:
    """The orders to release, the smallest first, or the most urgent first again."""

    small_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The release button was tapped; these are the orders in sight, in their order."""

    in_sight: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Something was typed into the search field."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearSearch:
    """The search was emptied by a tap, not in the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """Only orders of this stage, or of any."""

    stage: Stage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An order was tapped."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOrder:
    """Back from an order to the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss:
    """The told sentence was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A code was scanned; `found` is the only order it leads to, if it is only one."""

    meaning: Meaning
    found: OrderId = NO_ORDER


Input = (
    GoTo
    | TurnTo
    | Toggle
    | Choose
    | SortBySize
    | Release
    | Search
    | ClearSearch
    | Narrow
    | Open
    | CloseOrder
    | Dismiss
    | Scanned
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where an input leads, and what is to be done in the books first."""

    state: State
    do: ReleaseOrders | None = None


def heard(state: State, came: Input) -> Step:
    """Decide what an input leads to."""
    if isinstance(came, Release):
        chosen = chosen_of(state, came.in_sight)
        return Step(state=state, do=ReleaseOrders(order_ids=chosen) if chosen else None)
    return Step(state=_moved(state, came))


def chosen_of(state: State, in_sight: tuple[OrderId, ...]) -> tuple[OrderId, ...]:
    """What of the orders in sight is chosen: only what one sees is released."""
    return tuple(each for each in in_sight if each in state.chosen)


def answered(state: State, verdict: Verdict) -> State:
    """What the release led to. What was refused stays chosen."""
    match verdict:
        case Done():
            return replace(state, chosen=frozenset(), page=0, told=_released(verdict))
        case Refused():
            why = refused(verdict.reason, wanted=verdict.wanted, got=verdict.got)
            return replace(state, told=Told(feedback=Feedback.WRONG, sentence=why))
        case _:
            assert_never(verdict)


def may_supervise(person: Person | None) -> bool:
    """Whether the tablet opens for somebody."""
    return person is not None and person.role is Role.SUPERVISOR


def search_text(meaning: Meaning) -> str:
    """What the orders are searched for when this was read; empty when there is nothing."""
    match meaning:
        case means.ItemCode():
            return meaning.sku
        case means.ToteCode():
            return meaning.tote
        case means.ParcelCode():
            return meaning.sscc
        case means.OrderRef():
            return meaning.ref
        case means.Unknown():
            return meaning.raw.strip()
        case means.BinCode() | means.BadgeCode() | means.DropCode():
            return ""
        case _:
            assert_never(meaning)


def _moved(state: State, came: Input) -> State:
    match came:
        case GoTo():
            return State(tab=came.tab, searched=state.searched + 1)
        case TurnTo():
            return replace(state, page=max(0, came.page), chosen=frozenset())
        case Toggle():
            return replace(state, chosen=state.chosen ^ {came.order_id}, told=None)
        case Choose():
            return replace(state, chosen=frozenset(came.order_ids), told=None)
        case SortBySize(small_first=small_first):
            # What is chosen and out of sight would not be released: begin anew.
            return replace(state, small_first=small_first, page=0, chosen=frozenset())
        case Dismiss():
            return replace(state, told=None)
        case _:
            return _looked_up(replace(state, tab=Tab.ORDERS, told=None), came)


def _looked_up(state: State, came: Input) -> State:
    match came:
        case Search():
            return replace(state, search=came.text, order_id=NO_ORDER, page=0)
        case ClearSearch():
            return State(tab=Tab.ORDERS, searched=state.searched + 1)
        case Narrow():
            return replace(state, stage=came.stage, order_id=NO_ORDER, page=0)
        case Open():
            return replace(state, order_id=came.order_id)
        case CloseOrder():
            return replace(state, order_id=NO_ORDER)
        case Scanned():
            return _scanned(state, came)
        case _:
            return state


def _scanned(state: State, came: Scanned) -> State:
    text = search_text(came.meaning)
    if not text:
        why = Told(feedback=Feedback.CAREFUL, sentence=sentence("sup_scan_other"))
        return replace(state, told=why)
    searched = state.searched + 1
    return State(tab=Tab.ORDERS, search=text, searched=searched, order_id=came.found)


def _released(done: Done) -> Told:
    n, left = int(done.values.get("orders", 0)), int(done.values.get("left", 0))
    if not left:
        return Told(feedback=Feedback.LINE_DONE, sentence=sentence("sup_released", n=n))
    return Told(
        feedback=Feedback.CAREFUL,
        sentence=sentence("sup_released_part", n=n, left=left),
    )
