"""Goods customers send back: announced, arrived, looked at, refunded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.engine.names import (
    NO_BIN,
    NO_LOT,
    NO_ORDER,
    QUARANTINE,
    SCRAP,
    BinCode,
    Lot,
    OrderId,
    Place,
    ReturnId,
    Serial,
    Sku,
    is_bin,
    is_returns_place,
)
from app.engine.orders import OrderLine
from app.engine.refusals import Refusal, Refused
from app.engine.stock import Bin, BinStatus, BinUse
from app.engine.task_states import RETURN, ReturnEvent, ReturnState


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReturn:
    """A customer sends these SKUs back. `order_ref` is empty when nobody knows the order."""

    reason: str
    lines: tuple[tuple[Sku, int], ...]
    order_ref: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReturn:
    """So many eaches of a return arrived and lie in a returns place (`RETURNS-1`)."""

    return_id: ReturnId
    sku: Sku
    qty_each: int
    place: Place
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


class Outcome(StrEnum):
    """What becomes of goods that came back."""

    RESTOCK = "restock"
    SCRAP = "scrap"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectReturn:
    """Somebody looked at so many eaches and put them where they belong.

    `bin_code` is a good bin for RESTOCK, a quarantine or damaged bin for QUARANTINE;
    empty means in no bin, for SCRAP always.
    """

    return_id: ReturnId
    sku: Sku
    qty_each: int
    place: Place
    outcome: Outcome
    bin_code: BinCode = NO_BIN
    lot: Lot = NO_LOT
    serials: tuple[Serial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReturn:
    """Nothing more of this return is going to arrive."""

    return_id: ReturnId


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A return and how far it has come. A blind one has no order."""

    return_id: ReturnId
    order_id: OrderId
    reason: str
    at: datetime
    state: ReturnState = ReturnState.EXPECTED

    @property
    def is_blind(self) -> bool:
        """Whether nobody knows which order the goods were from."""
        return self.order_id == NO_ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """What of a SKU is announced, arrived, and was looked at, in eaches."""

    return_id: ReturnId
    sku: Sku
    qty_each: int = 0
    received_each: int = 0
    restocked_each: int = 0
    scrapped_each: int = 0
    quarantined_each: int = 0

    @property
    def inspected_each(self) -> int:
        """What was looked at."""
        return self.restocked_each + self.scrapped_each + self.quarantined_each

    @property
    def claimed_each(self) -> int:
        """What this line takes of what was shipped: announced or arrived."""
        return max(self.qty_each, self.received_each)


def open_return(
    asked: OpenReturn, given: Return, left: Mapping[Sku, int]
) -> list[ReturnLine] | Refused:
    """Make the lines of a return, or say why it is none.

    `left` is what was shipped of the order and is not in another return, in eaches.
    """
    if not asked.lines:
        return Refused(reason=Refusal.RETURN_WITHOUT_LINES, got=asked.order_ref)
    wanted: dict[Sku, int] = {}
    for sku, qty_each in asked.lines:
        if qty_each <= 0:
            return Refused(
                reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=sku, got=f"{qty_each}"
            )
        wanted[sku] = wanted.get(sku, 0) + qty_each
    for sku, qty_each in wanted.items():
        no = _within(given, sku, qty_each, left)
        if no:
            return no
    return [
        ReturnLine(return_id=given.return_id, sku=sku, qty_each=qty_each)
        for sku, qty_each in wanted.items()
    ]


def receive_return(
    done: ReceiveReturn, given: Return, line: ReturnLine, left: Mapping[Sku, int]
) -> ReturnLine | Refused:
    """Count what arrived. More than announced is taken in, more than was shipped is not."""
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    counted = replace(line, received_each=line.received_each + done.qty_each)
    more = counted.claimed_each - line.claimed_each
    return _within(given, done.sku, more, left) or counted


def is_for_returns(place: Place, known: Bin) -> bool:
    """Whether goods that came back may lie here until somebody looks at them."""
    return is_returns_place(place) or known.use is BinUse.RETURNS


def _within(
    given: Return, sku: Sku, qty_each: int, left: Mapping[Sku, int]
) -> Refused | None:
    if given.is_blind or qty_each <= left.get(sku, 0):
        return None
    return Refused(
        reason=Refusal.MORE_THAN_SHIPPED, wanted=f"{left.get(sku, 0)}", got=sku
    )


VIRTUAL: Final[Mapping[Outcome, Place]] = {
    Outcome.SCRAP: SCRAP,
    Outcome.QUARANTINE: QUARANTINE,
}


def inspect_return(
    done: InspectReturn, line: ReturnLine, target: Bin
) -> tuple[ReturnLine, Place] | Refused:
    """Decide where goods that were looked at go; never more than arrived."""
    left = line.received_each - line.inspected_each
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=done.sku, got=f"{done.qty_each}"
        )
    if done.qty_each > left:
        return Refused(reason=Refusal.MORE_THAN_RETURNED, wanted=f"{left}", got=done.sku)
    if not _fits(done, target):
        return Refused(
            reason=Refusal.BIN_NOT_FOR_THIS, wanted=done.outcome, got=done.bin_code
        )
    place = Place(done.bin_code) if done.bin_code else VIRTUAL[done.outcome]
    return _counted(line, done), place


def _fits(done: InspectReturn, target: Bin) -> bool:
    if not done.bin_code:
        return done.outcome is not Outcome.RESTOCK
    match done.outcome:
        case Outcome.RESTOCK:
            return is_bin(Place(done.bin_code)) and target.counts_as_stock
        case Outcome.QUARANTINE:
            return target.status is not BinStatus.GOOD
        case Outcome.SCRAP:
            return False


def _counted(line: ReturnLine, done: InspectReturn) -> ReturnLine:
    match done.outcome:
        case Outcome.RESTOCK:
            return replace(line, restocked_each=line.restocked_each + done.qty_each)
        case Outcome.QUARANTINE:
            return replace(line, quarantined_each=line.quarantined_each + done.qty_each)
        case Outcome.SCRAP:
            return replace(line, scrapped_each=line.scrapped_each + done.qty_each)


def after(given: Return, event: ReturnEvent) -> Return | Refused:
    """The return once `event` has happened."""
    state = RETURN.get((given.state, event))
    if state is None:
        is_closed = given.state is ReturnState.CLOSED
        reason = Refusal.RETURN_CLOSED if is_closed else Refusal.RETURN_NOT_INSPECTED
        return Refused(reason=reason, got=given.return_id)
    return replace(given, state=state)


def is_complete(lines: Sequence[ReturnLine]) -> bool:
    """Whether all that was announced arrived, and all that arrived was looked at."""
    return all(line.inspected_each >= line.claimed_each for line in lines)


def is_all_inspected(lines: Sequence[ReturnLine]) -> bool:
    """Whether everything that arrived was looked at."""
    return all(line.inspected_each == line.received_each for line in lines)


def shipped(lines: Sequence[OrderLine]) -> dict[Sku, int]:
    """What of each SKU an order's customer has, in eaches."""
    found: dict[Sku, int] = {}
    for line in lines:
        found[line.sku] = found.get(line.sku, 0) + line.shipped_each
    return found
