"""Stock as a double-entry ledger.

A `Movement` takes a whole number of eaches of one SKU from one place to another. Movements
are appended and never changed; balances are kept beside them and always equal their sum.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.engine.names import OpId, Place, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Goods leaving one place and arriving at another, counted in eaches.

    Direction lives in `source` and `target`, so a quantity is never negative. `n` tells
    the movements of one operation apart.
    """

    op_id: OpId
    n: int
    sku: Sku
    qty_each: int
    source: Place
    target: Place
    at: datetime

    def __post_init__(self) -> None:
        assert self.qty_each > 0, self
        assert self.source != self.target, self
        assert self.at.tzinfo is UTC, self


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a place holds of a SKU, and how much of it is bound to pick tasks."""

    place: Place
    sku: Sku
    qty_each: int
    allocated_each: int = 0

    @property
    def free_each(self) -> int:
        """What may still be allocated here, in eaches."""
        return self.qty_each - self.allocated_each


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """One SKU over all bins: there, promised, and what can still be sold."""

    sku: Sku
    on_hand_each: int = 0
    reserved_each: int = 0
    safety_each: int = 0

    @property
    def available_each(self) -> int:
        """What can still be promised, in eaches; negative after a bin was written down."""
        return self.on_hand_each - self.reserved_each - self.safety_each
