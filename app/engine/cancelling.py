"""Taking an order back, wholly or in part, wherever its goods have got to.

What holds least is given up first: what nobody has promised, then promises, then stops on
the floor, then goods in a tote, then goods in a parcel. What a carrier has is not cancelled:
it comes back as a return.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.engine.names import ListId, OrderId
from app.engine.orders import Order, OrderLine, Stage
from app.engine.picking import pick
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import PickList, PickTask, StopShare
from app.engine.task_states import TASK, ListState, TaskEvent, TaskState

LEAST_FIRST: Final[tuple[Stage, ...]] = (
    "open",
    "backordered",
    "reserved",
    "allocated",
    "picked",
    "packed",
)
"""Where eaches can be cancelled, what holds least first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """Nothing more of this order is wanted."""

    order_id: OrderId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelLine:
    """`qty_each` eaches of this line are not wanted any more."""

    order_id: OrderId
    line_no: int
    qty_each: int


def left_each(line: OrderLine) -> int:
    """What of a line could still be cancelled, in eaches: all the carrier does not have."""
    return line.wanted_each - line.shipped_each


def may_cancel(
    order: Order, lines: Sequence[OrderLine], asked: CancelLine | None = None
) -> Refused | None:
    """Say why an order, or so much of one line, cannot be cancelled; None when it can."""
    left = sum(left_each(line) for line in lines)
    if asked and asked.qty_each <= 0:
        return Refused(reason=Refusal.QUANTITY_NOT_POSITIVE, got=f"{asked.qty_each}")
    if not left:
        is_shipped = any(line.shipped_each for line in lines)
        reason = Refusal.ORDER_HANDED_OVER if is_shipped else Refusal.ORDER_CLOSED
        return Refused(reason=reason, got=order.ref)
    if asked and asked.qty_each > left:
        return Refused(
            reason=Refusal.MORE_THAN_LEFT, wanted=f"{left}", got=f"{asked.qty_each}"
        )
    return None


def split(line: OrderLine, qty_each: int) -> dict[Stage, int]:
    """How many eaches to take from each stage of a line, what holds least first."""
    parts: dict[Stage, int] = {}
    for stage in LEAST_FIRST:
        parts[stage] = min(qty_each, getattr(line, f"{stage}_each"))
        qty_each -= parts[stage]
    return parts


def choose_stops(
    wants: Sequence[tuple[PickTask, StopShare]],
    lists: Mapping[ListId, PickList],
    qty_each: int,
) -> list[tuple[PickTask, StopShare, int]]:
    """The open stops to take `qty_each` eaches off, and how many from each.

    `wants` are the open stops with what one order line wants of them. Stops of walks nobody
    has begun come first, and of those the last zone's.
    """

    def effort(want: tuple[PickTask, StopShare]) -> tuple[bool, int, str]:
        task, _ = want
        walk = lists[task.list_id]
        return walk.state is ListState.CLAIMED, -walk.step, task.task_id

    chosen: list[tuple[PickTask, StopShare, int]] = []
    for task, share in sorted(wants, key=effort):
        taken = min(qty_each, share.left_each)
        if taken:
            chosen.append((task, share, taken))
            qty_each -= taken
    return chosen


def take_off(task: PickTask, qty_each: int) -> PickTask:
    """The stop with `qty_each` eaches less to pick.

    One with nothing left and nothing picked is cancelled; what was picked of it counts as
    all that was asked.
    """
    if qty_each == task.qty_each:
        state = TASK[task.state, TaskEvent.CANCEL]
        return replace(task, state=state)
    return pick(replace(task, qty_each=task.qty_each - qty_each), 0)


def is_over(walk: PickList, tasks: Sequence[PickTask]) -> bool:
    """Whether a walk that was still to be made, or is being made, has no stop left."""
    is_open = walk.state in (ListState.WAITING, ListState.READY, ListState.CLAIMED)
    return is_open and all(task.state is not TaskState.READY for task in tasks)
