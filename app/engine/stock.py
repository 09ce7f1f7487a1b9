"""Stock as a double-entry ledger.

A `Movement` takes a whole number of eaches of one SKU from one place to another. Movements
are appended and never changed; balances are kept beside them and always equal their sum.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.engine.names import NO_LOT, NO_SERIAL, BinCode, Lot, OpId, Place, Serial, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Goods leaving one place and arriving at another, counted in eaches.

    Direction lives in `source` and `target`, so a quantity is never negative. `n` tells
    the movements of one operation apart. `lot` is empty for goods kept without lots;
    with a `serial` exactly one each moves.
    """

    op_id: OpId
    n: int
    sku: Sku
    qty_each: int
    source: Place
    target: Place
    at: datetime
    lot: Lot = NO_LOT
    serial: Serial = NO_SERIAL

    def __post_init__(self) -> None:
        assert self.qty_each > 0, self
        assert not self.serial or self.qty_each == 1, self
        assert self.source != self.target, self
        assert self.at.tzinfo is UTC, self


@dataclass(frozen=True, slots=True, kw_only=True)
class Eaches:
    """Goods of one lot that go together; known one by one when they have serials."""

    sku: Sku
    qty_each: int
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a place holds of a lot of a SKU, and how much of it is bound to pick tasks.

    `since` is when the goods here now began to come in: the age that FIFO goes by.
    """

    place: Place
    sku: Sku
    qty_each: int
    allocated_each: int = 0
    lot: Lot = NO_LOT
    since: datetime | None = None

    @property
    def free_each(self) -> int:
        """What may still be allocated here, in eaches."""
        return self.qty_each - self.allocated_each


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOfSku:
    """Goods of a SKU made together. `expires_at` is their last good moment, if any."""

    sku: Sku
    lot: Lot
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialOfSku:
    """One single each, known by its number, and where it is."""

    sku: Sku
    serial: Serial
    place: Place
    lot: Lot = NO_LOT


class BinUse(StrEnum):
    """What a bin is for."""

    PICK_FACE = "pick_face"
    RESERVE = "reserve"
    RETURNS = "returns"


class BinStatus(StrEnum):
    """What the goods in a bin are good for. The status of stock is that of its bin."""

    GOOD = "good"
    DAMAGED = "damaged"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A storage position. One the books were never told of is a good pick face."""

    bin_code: BinCode
    use: BinUse = BinUse.PICK_FACE
    status: BinStatus = BinStatus.GOOD

    @property
    def is_for(self) -> str:
        """Its use and status in one: what a bin's story tells of it."""
        return f"{self.use}, {self.status}"

    @property
    def counts_as_stock(self) -> bool:
        """Whether goods here can be promised to customers: good, and not to be looked at."""
        return self.status is BinStatus.GOOD and self.use is not BinUse.RETURNS

    @property
    def is_picked_from(self) -> bool:
        """Whether orders are sent here."""
        return self.counts_as_stock and self.use is BinUse.PICK_FACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """One SKU over all good bins: there, promised, and what can still be sold."""

    sku: Sku
    on_hand_each: int = 0
    reserved_each: int = 0
    safety_each: int = 0

    @property
    def available_each(self) -> int:
        """What can still be promised, in eaches; negative after a bin was written down."""
        return self.on_hand_each - self.reserved_each - self.safety_each

    @property
    def short_each(self) -> int:
        """Promised and not there. Safety stock is for this: it covers promises made."""
        return max(0, self.reserved_each - self.on_hand_each)
