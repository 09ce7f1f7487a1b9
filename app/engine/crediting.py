"""A pick the books could not follow: the goods are in the tote, and are somebody's.

While one handheld was out of reach, another found the bin empty, or the order was changed.
What was picked all the same is what the order line asked for, as far as it still does.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from app.engine.orders import Order, OrderLine
from app.engine.picking import Tote
from app.engine.releasing import PickList
from app.engine.task_states import ListState, OrderState, ToteState

_ON_THE_FLOOR: Final = frozenset(
    {
        OrderState.RELEASED,
        OrderState.PICKING,
        OrderState.PICKED,
        OrderState.PACKING,
        OrderState.PACKED,
    }
)
_OPEN: Final = (ListState.READY, ListState.CLAIMED, ListState.PICKED)


class Credit(NamedTuple):
    """What a pick fills, in eaches: its own stop, promises, backorders, other stops.

    `unwanted` are to go back to a bin.
    """

    own: int
    reserved: int
    backordered: int
    others: int
    unwanted: int


def reaches_packing(order: Order, tote: Tote, walks: Sequence[PickList]) -> bool:
    """Whether goods in a tote come to the packer as this order's.

    `walks` are those the tote goes along on, or went.
    """
    if tote.order_id != order.order_id or order.state not in _ON_THE_FLOOR:
        return False
    is_carried = any(walk.state in _OPEN for walk in walks)
    is_there = tote.state in (ToteState.PACKING, ToteState.HOSPITAL)
    return is_carried or is_there or tote.stands_at.startswith("DROP-PACK")


def credit(line: OrderLine, own_left_each: int, qty_each: int) -> Credit:
    """Give a line what was picked for it: first where nobody else goes for it any more.

    `own_left_each` is what the stop it was picked at still asked for.
    """
    own = min(qty_each, own_left_each)
    qty_each -= own
    reserved = min(qty_each, line.reserved_each)
    qty_each -= reserved
    backordered = min(qty_each, line.backordered_each)
    qty_each -= backordered
    others = min(qty_each, line.allocated_each - own_left_each)
    return Credit(own, reserved, backordered, others, qty_each - others)
