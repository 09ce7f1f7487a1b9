"""What people are told, and what customers were offered whose orders are late."""

from collections import defaultdict
from dataclasses import dataclass

from app.database.tables import Tables
from app.engine.delays import Delay
from app.engine.names import NO_ORDER, OrderId
from app.engine.notices import Notice, read_by
from app.engine.orders import Order
from app.engine.task_states import Payment
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice, and what the shop calls its order; empty when it is about none."""

    notice: Notice
    order_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An order whose promise broke, and what its customer was offered, first to last."""

    order: Order
    offers: tuple[Delay, ...]

    @property
    def refund_is_due(self) -> bool:
        """Whether the rule wants money sent back that has not gone."""
        is_owed = self.offers[-1].refund_by is not None
        return is_owed and self.order.payment is not Payment.REFUNDED


def see_notices(
    station: Station,
    *,
    state: str = "",
    audience: str = "",
    order_id: OrderId = NO_ORDER,
    most: int = 50,
) -> list[Told]:
    """Notices, the newest first: in one state, for one audience, of one order, or all."""
    kinds = ", ".join(f"'{kind}'" for kind in read_by(audience)) or "''"
    with station.reading() as tables:
        found = tables.books.notices.find(
            f"""AND :state IN ('', state) AND :order_id IN ('', order_id)
            AND (:audience = '' OR kind IN ({kinds}))
            ORDER BY at DESC, notice_id LIMIT :most""",
            state=state,
            order_id=order_id,
            audience=audience,
            most=most,
        )
        return [_told(tables, each) for each in found]


def see_notice(station: Station, notice_id: str) -> Told | None:
    """One notice."""
    with station.reading() as tables:
        found = tables.books.notices.get(notice_id=notice_id)
        return _told(tables, found) if found else None


def _told(tables: Tables, notice: Notice) -> Told:
    order = tables.orders.order(notice.order_id) if notice.order_id else None
    return Told(notice=notice, order_ref=order.ref if order else "")


def see_delays(station: Station, *, order_id: OrderId = NO_ORDER) -> list[Late]:
    """Orders whose customers were offered a choice, or owed one; the oldest promise first."""
    with station.reading() as tables:
        found = tables.delays.offers.find(
            "AND :order_id IN ('', order_id) ORDER BY promised_at, order_id, number",
            order_id=order_id,
        )
        offers: defaultdict[OrderId, list[Delay]] = defaultdict(list)
        for each in found:
            offers[each.order_id].append(each)
        orders = {each: tables.orders.order(each) for each in offers}
    return [
        Late(order=order, offers=tuple(offers[each]))
        for each, order in orders.items()
        if order
    ]
