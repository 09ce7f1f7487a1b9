"""Work on the floor that counts on goods a bin has not got any more."""

from collections.abc import Iterable

from app.database.tables import Tables
from app.engine.names import BinCode
from app.engine.releasing import PickTask
from app.engine.stock import Balance
from app.operations.doing import Doing
from app.operations.replenishing import cancel
from app.operations.shorting import send_elsewhere


def let_go(tables: Tables, doing: Doing, lowered: Iterable[Balance]) -> None:
    """After places were written down: end the work that cannot be done there any more.

    Fetches to pick faces end first, then the youngest stops are sent to other bins, until
    what is left is enough.
    """
    hit: list[PickTask] = []
    for before in lowered:
        now = tables.stock.balance(before.place, before.sku, before.lot)
        over = _cancel_fetches(tables, now)
        hit += _stops_to_send(tables, now, over)
    if hit:
        send_elsewhere(tables, doing, hit)


def _cancel_fetches(tables: Tables, now: Balance) -> int:
    over = -now.free_each
    fetches = tables.keeping.fetches_from(BinCode(now.place), now.sku, now.lot)
    for task in reversed(fetches):
        if over > 0:
            over -= task.qty_each
            cancel(tables, task)
    return over


def _stops_to_send(tables: Tables, now: Balance, over_each: int) -> list[PickTask]:
    hit: list[PickTask] = []
    stops = tables.work.open_at(BinCode(now.place), now.sku, now.lot)
    for task in reversed(stops):
        if over_each > 0:
            over_each -= task.left_each
            hit.append(task)
    return hit
