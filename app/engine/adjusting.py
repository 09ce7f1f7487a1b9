"""Changing what the books say of a bin, with the reason and who decided it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.engine.moving import may_go_to, may_take
from app.engine.names import (
    DAMAGED,
    LOST,
    NO_BIN,
    NO_LOT,
    QUARANTINE,
    SAMPLE,
    VARIANCE,
    Badge,
    BinCode,
    Lot,
    OpId,
    Place,
    Serial,
    Sku,
    is_bin,
)
from app.engine.refusals import Refusal, Refused
from app.engine.stock import Balance, Bin, BinStatus


class AdjustReason(StrEnum):
    """Why the books are changed."""

    FOUND = "found"
    LOST = "lost"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    SAMPLE = "sample"
    CORRECTION = "correction"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustStock:
    """A bin, or a dock, holds so many eaches of a lot more, or fewer below zero.

    `target` is the bin damaged or expired goods were put in; empty means they are no
    longer in a bin.
    """

    bin_code: BinCode
    sku: Sku
    qty_each: int
    reason: AdjustReason
    note: str = ""
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()
    target: BinCode = NO_BIN


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireStock:
    """Take everything past its date out of what can be promised.

    `bin_code` is the quarantine bin it is brought to; empty means none.
    """

    bin_code: BinCode = NO_BIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """The books were changed: by how much, why, and who decided it in which role.

    The note of a count is its `count_id`.
    """

    op_id: OpId
    n: int
    bin_code: BinCode
    sku: Sku
    lot: Lot
    qty_each: int
    reason: AdjustReason
    note: str
    badge: Badge
    role: str
    at: datetime


OTHER_SIDE: Final[Mapping[AdjustReason, Place]] = {
    AdjustReason.FOUND: VARIANCE,
    AdjustReason.LOST: LOST,
    AdjustReason.DAMAGED: DAMAGED,
    AdjustReason.EXPIRED: QUARANTINE,
    AdjustReason.SAMPLE: SAMPLE,
    AdjustReason.CORRECTION: VARIANCE,
    AdjustReason.COUNT: VARIANCE,
}
"""Where goods come from or go to that a bin gains or loses."""

BOTH_WAYS: Final = frozenset({AdjustReason.CORRECTION})
PUT_IN: Final[Mapping[AdjustReason, frozenset[BinStatus]]] = {
    AdjustReason.DAMAGED: frozenset({BinStatus.DAMAGED}),
    AdjustReason.EXPIRED: frozenset({BinStatus.DAMAGED, BinStatus.QUARANTINE}),
}
"""What a bin must be for, to take in goods adjusted for this reason."""


def adjust_stock(done: AdjustStock, held: Balance, target: Bin) -> Refused | None:
    """Decide whether a bin's books can be changed like this."""
    if not may_go_to(Place(done.bin_code)):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=done.bin_code)
    gains = done.qty_each > 0
    fits = done.reason in BOTH_WAYS or gains == (done.reason is AdjustReason.FOUND)
    if not fits or done.reason is AdjustReason.COUNT:
        return Refused(
            reason=Refusal.WRONG_DIRECTION, wanted=done.reason, got=f"{done.qty_each}"
        )
    no = bin_takes(done.reason, done.target, target)
    return no if no or gains else may_take(held, -done.qty_each)


def bin_takes(reason: AdjustReason, bin_code: BinCode, target: Bin) -> Refused | None:
    """Say why adjusted goods cannot be put in this bin; no bin at all is always right."""
    if not bin_code:
        return None
    if not is_bin(Place(bin_code)):
        return Refused(reason=Refusal.UNKNOWN_BIN, got=bin_code)
    if target.status not in PUT_IN.get(reason, frozenset()):
        return Refused(reason=Refusal.BIN_NOT_FOR_THIS, wanted=reason, got=bin_code)
    return None
