"""What people are to be told, as data; and what only a person can put right."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.engine.names import OpId, OrderId


class NoticeKind(StrEnum):
    """Why somebody is told something."""

    SHORT = "short"
    SHIPPED = "shipped"
    REFUND = "refund"
    LOW_STOCK = "low_stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message drafted for an order's customer; sending it is another's work."""

    notice_id: str
    order_id: OrderId
    kind: NoticeKind
    facts: str
    at: datetime
    state: str = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A fact the books cannot place, waiting for a person."""

    discrepancy_id: str
    op_id: OpId
    kind: str
    says: str
    at: datetime
    state: str = "open"
