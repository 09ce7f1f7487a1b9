"""What was ordered from suppliers, and how much of it has come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.engine.names import PurchaseId, Sku
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import PURCHASE, PurchaseEvent, PurchaseState

_BEFORE: Final = (PurchaseEvent.CHANGE, PurchaseEvent.APPROVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePurchase:
    """We ordered these SKUs from a supplier, so many eaches of each. `ref` is unique."""

    ref: str
    supplier: str
    lines: tuple[tuple[Sku, int], ...]
    expected_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePurchase:
    """Nothing more of this purchase order is going to come."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPurchase:
    """The purchase order was taken back before anything of it came."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """A purchase order and how far it has come. `expected_at` is the supplier's word."""

    po_id: PurchaseId
    ref: str
    supplier: str
    expected_at: datetime | None
    state: PurchaseState = PurchaseState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """So much of a SKU was ordered, and so much came. What nobody ordered has 0 eaches.

    `suggested_each` were suggested, 0 where a person thought of it first.
    """

    po_id: PurchaseId
    line_no: int
    sku: Sku
    qty_each: int
    received_each: int = 0
    suggested_each: int = 0

    @property
    def missing_each(self) -> int:
        """What has still to come, in eaches."""
        return max(0, self.qty_each - self.received_each)


def place_purchase(
    asked: PlacePurchase, po_id: PurchaseId
) -> tuple[PurchaseOrder, list[PurchaseLine]] | Refused:
    """Make a purchase order, or say why it is none."""
    if not asked.lines:
        return Refused(reason=Refusal.PURCHASE_WITHOUT_LINES, got=asked.ref)
    for sku, qty_each in asked.lines:
        if qty_each <= 0:
            return Refused(
                reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=sku, got=f"{qty_each}"
            )
    order = PurchaseOrder(
        po_id=po_id,
        ref=asked.ref,
        supplier=asked.supplier,
        expected_at=asked.expected_at,
    )
    lines = [
        PurchaseLine(po_id=po_id, line_no=number, sku=sku, qty_each=qty_each)
        for number, (sku, qty_each) in enumerate(asked.lines, start=1)
    ]
    return order, lines


def is_same(
    asked: PlacePurchase, known: PurchaseOrder, lines: Sequence[PurchaseLine]
) -> bool:
    """Whether a purchase order says again what is known already."""
    ordered = tuple((line.sku, line.qty_each) for line in lines if line.qty_each)
    return (asked.supplier, asked.lines) == (known.supplier, ordered)


def after(order: PurchaseOrder, event: PurchaseEvent) -> PurchaseOrder | Refused:
    """The purchase order once `event` has happened."""
    state = PURCHASE.get((order.state, event))
    if state is None and order.state is PurchaseState.SUGGESTED:
        return Refused(reason=Refusal.PURCHASE_NOT_APPROVED, got=order.ref)
    if state is None and event in _BEFORE:
        return Refused(reason=Refusal.PURCHASE_NOT_SUGGESTED, got=order.ref)
    if state is None:
        return Refused(reason=Refusal.PURCHASE_CLOSED, got=order.ref)
    return replace(order, state=state)


def receive(
    lines: Sequence[PurchaseLine], po_id: PurchaseId, sku: Sku, qty_each: int
) -> tuple[list[PurchaseLine], int]:
    """Count a delivery to the lines that wait for it, in line order.

    Returns:
        The lines that changed, and how many eaches nobody had ordered. Those are counted
        to the SKU's last line, or to a line of their own with nothing ordered.
    """
    changed: list[PurchaseLine] = []
    left = qty_each
    mine = [line for line in lines if line.sku == sku]
    for line in mine:
        taken = min(left, line.missing_each)
        changed.append(replace(line, received_each=line.received_each + taken))
        left -= taken
    if left and not changed:
        number = max((line.line_no for line in lines), default=0) + 1
        changed = [PurchaseLine(po_id=po_id, line_no=number, sku=sku, qty_each=0)]
    if left:
        changed[-1] = replace(changed[-1], received_each=changed[-1].received_each + left)
    return changed, left
