"""Waves: which orders are released together, and why the others are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.engine.names import NO_ZONE, WaveId, ZoneCode
from app.engine.orders import Order, Payment
from app.engine.releasing import CART, Limits, Method
from app.engine.task_states import LIST_ENDED, WAVE, ListState, WaveEvent, WaveState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWave:
    """Choose orders and make them work for the floor together.

    Chosen are orders of a `carrier` (any when empty), that are picked in one `zone` alone
    (any when empty), that leave before `cut_off_before`, that are urgent enough, and that
    have one line only where that is asked. `most` limits the wave, `per_walk` each walk
    for many orders.
    """

    name: str
    method: Method = Method.PASS
    carrier: str = ""
    zone: ZoneCode = NO_ZONE
    cut_off_before: datetime | None = None
    priority_at_least: int | None = None
    most_orders: int = 0
    most_lines: int = 0
    most_eaches: int = 0
    single_lines_only: bool = False
    per_walk: Limits = CART

    @property
    def most(self) -> Limits:
        """The most the wave may hold; 0 is no limit."""
        return Limits(
            orders=self.most_orders, lines=self.most_lines, eaches=self.most_eaches
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Orders released together. `cut_off` is when the last of them has to leave."""

    wave_id: WaveId
    name: str
    method: Method
    state: WaveState
    made_at: datetime
    cut_off: datetime | None = None


class LeftOut(StrEnum):
    """Why an order is not in a wave."""

    NOT_PAID = "not_paid"
    OTHER_CARRIER = "other_carrier"
    OTHER_ZONE = "other_zone"
    LEAVES_LATER = "leaves_later"
    LESS_URGENT = "less_urgent"
    SEVERAL_LINES = "several_lines"
    ENOUGH_ORDERS = "enough_orders"
    ENOUGH_LINES = "enough_lines"
    ENOUGH_EACHES = "enough_eaches"
    NOTHING_FREE = "nothing_free"
    WAITS_FOR_RESERVE = "waits_for_reserve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that could be released: its promised lines and eaches, and the zones where
    the goods would be taken now."""

    order: Order
    lines: int
    eaches: int
    zones: frozenset[ZoneCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The orders of a wave, most urgent first, and why each of the others is left out."""

    orders: tuple[Order, ...]
    left_out: tuple[tuple[Order, LeftOut], ...]


def choose_orders(candidates: Sequence[Candidate], asked: ReleaseWave) -> Chosen:
    """Choose by cut-off, then priority, then age, as long as there is room.

    An order too big for the room that is left is left out, and smaller ones after it may
    still come in: a wave is filled, not stopped at its first large order.
    """
    chosen: list[Candidate] = []
    left_out: list[tuple[Order, LeftOut]] = []
    for each in sorted(candidates, key=_urgency):
        why = _unwanted(each, asked) or _no_room(chosen, each, asked.most)
        if why:
            left_out.append((each.order, why))
        else:
            chosen.append(each)
    return Chosen(orders=tuple(each.order for each in chosen), left_out=tuple(left_out))


def _urgency(each: Candidate) -> tuple[datetime, int, datetime, str, str]:
    order = each.order
    return order.ship_by, -order.priority, order.placed_at, order.ref, order.order_id


def _unwanted(each: Candidate, asked: ReleaseWave) -> LeftOut | None:
    order = each.order
    at_least, before = asked.priority_at_least, asked.cut_off_before
    rules = (
        (order.payment is not Payment.PAID, LeftOut.NOT_PAID),
        (asked.carrier not in ("", order.carrier), LeftOut.OTHER_CARRIER),
        (before is not None and order.ship_by >= before, LeftOut.LEAVES_LATER),
        (at_least is not None and order.priority < at_least, LeftOut.LESS_URGENT),
        (asked.single_lines_only and each.lines > 1, LeftOut.SEVERAL_LINES),
        (not each.zones, LeftOut.NOTHING_FREE),
        (bool(asked.zone) and each.zones != frozenset({asked.zone}), LeftOut.OTHER_ZONE),
    )
    return next((why for is_so, why in rules if is_so), None)


def _no_room(
    chosen: Sequence[Candidate], each: Candidate, most: Limits
) -> LeftOut | None:
    all_of_them = [*chosen, each]
    rules = (
        (most.orders, len(all_of_them), LeftOut.ENOUGH_ORDERS),
        (most.lines, sum(one.lines for one in all_of_them), LeftOut.ENOUGH_LINES),
        (most.eaches, sum(one.eaches for one in all_of_them), LeftOut.ENOUGH_EACHES),
    )
    return next((why for limit, n, why in rules if limit and n > limit), None)


def is_over(states: Sequence[ListState]) -> WaveEvent | None:
    """What becomes of a wave when its walks are in these states; None while some are open."""
    if any(state not in LIST_ENDED for state in states):
        return None
    is_done = ListState.DONE in states
    return WaveEvent.FINISH if is_done else WaveEvent.TAKE_BACK


def after(wave: Wave, event: WaveEvent) -> WaveState:
    """The state of a wave after an event; one that makes no sense leaves it as it is."""
    return WAVE.get((wave.state, event), wave.state)
