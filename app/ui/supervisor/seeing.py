"""What the tablet reads from the station for the place it shows, and no more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.engine.names import NO_ORDER, OrderId
from app.operations.seeing_board import (
    Board,
    Exceptions,
    OrderRow,
    OrderStory,
    see_board,
    see_exceptions,
    see_order,
    see_orders,
)
from app.operations.seeing_work import see_item, see_setting
from app.scan.meaning import ItemMatch, Meaning, OrderRef, Unknown, meaning
from app.scan.symbol import Symbol
from app.station import Station
from app.ui.supervisor.flow import (
    ON_THE_FLOOR,
    ROWS,
    STATES,
    Stage,
    State,
    Tab,
    count_of,
    search_text,
)

NEXT_ROWS: Final = 8
"""As many of the next to leave as fit beside the zones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list of orders. `of` is how many there are, where that is known."""

    rows: tuple[OrderRow, ...] = ()
    number: int = 0
    has_more: bool = False
    of: int | None = None

    @property
    def ids(self) -> tuple[OrderId, ...]:
        """The orders in sight, in their order."""
        return tuple(row.order.order_id for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything one drawing of the tablet needs; what its place does not show is empty."""

    site: str
    board: Board
    leaving: tuple[OrderRow, ...] = ()
    page: Page = Page()
    story: OrderStory | None = None
    exceptions: Exceptions | None = None


def see(station: Station, state: State) -> Seen:
    """Read what this place of the tablet shows."""
    board = see_board(station)
    site = see_setting(station, "name")
    match state.tab:
        case Tab.BOARD:
            on_floor = tuple(each for stage in ON_THE_FLOOR for each in STATES[stage])
            leaving = see_orders(station, states=on_floor, most=NEXT_ROWS)
            return Seen(site=site, board=board, leaving=tuple(leaving))
        case Tab.RELEASE:
            return Seen(site=site, board=board, page=_to_release(station, state, board))
        case Tab.ORDERS:
            page = _found(station, state, board)
            story = see_order(station, state.order_id) if state.order_id else None
            return Seen(site=site, board=board, page=page, story=story)
        case Tab.EXCEPTIONS:
            return Seen(site=site, board=board, exceptions=see_exceptions(station))


def read(station: Station, symbol: Symbol) -> Meaning:
    """What a scan or a typed text means on this floor."""
    return meaning(symbol, _catalogue(station))


def only_one(station: Station, text: str) -> OrderId:
    """The only order a search leads to, or no order."""
    rows = see_orders(station, search=text, most=2) if text else []
    return rows[0].order.order_id if len(rows) == 1 else NO_ORDER


def as_searched(station: Station, text: str) -> str:
    """What a typed text is looked up as: a tote in small letters is the same tote."""
    typed = text.strip()
    found = read(station, Symbol(raw=typed))
    # What nobody knows may still be a customer, or part of an order's number.
    if isinstance(found, Unknown | OrderRef):
        return typed
    return search_text(found) or typed


def _to_release(station: Station, state: State, board: Board) -> Page:
    of = count_of(Stage.RESERVED, board.orders)
    rows = see_orders(
        station,
        states=STATES[Stage.RESERVED],
        most=_most(state),
        small_first=state.small_first,
    )
    return _page(rows, state, of)


def _found(station: Station, state: State, board: Board) -> Page:
    states = STATES[state.stage] if state.stage else ()
    rows = see_orders(station, states=states, search=state.search, most=_most(state))
    if state.search:
        return _page(rows, state, None)
    counted = board.orders.values()
    of = count_of(state.stage, board.orders) if state.stage else sum(counted)
    return _page(rows, state, of)


def _most(state: State) -> int:
    """One row more than is shown, to know whether there is another page."""
    return (state.page + 1) * ROWS + 1


def _page(rows: list[OrderRow], state: State, of: int | None) -> Page:
    first = state.page * ROWS
    shown = tuple(rows[first : first + ROWS])
    has_more = len(rows) > first + ROWS
    return Page(rows=shown, number=state.page, has_more=has_more, of=of)


def _catalogue(station: Station) -> Callable[[str], ItemMatch | None]:
    def look_up(code: str) -> ItemMatch | None:
        found = see_item(station, code)
        return found and ItemMatch(sku=found.sku, qty_each=found.qty_each)

    return look_up
