"""Orders to suppliers: placed, closed short, cancelled."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import purchasing
from app.engine.names import PurchaseId
from app.engine.purchasing import (
    CancelPurchase,
    ClosePurchase,
    PlacePurchase,
    PurchaseOrder,
)
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import PurchaseEvent, PurchaseState
from app.operations.doing import Doing


def place_purchase(tables: Tables, doing: Doing, asked: PlacePurchase) -> Verdict:
    """Expect goods from a supplier. A new date for the same lines replaces the old one."""
    made = purchasing.place_purchase(asked, PurchaseId(doing.op_id))
    if isinstance(made, Refused):
        return made
    for sku, _ in asked.lines:
        if tables.items.item(sku) is None:
            return Refused(reason=Refusal.UNKNOWN_ITEM, got=sku)
    known = tables.purchases.by_ref(asked.ref)
    if known:
        return _again(tables, asked, known)
    order, lines = made
    tables.purchases.orders.put(order)
    tables.purchases.lines.put(*lines)
    return Done(values={"purchase": order.ref})


def _again(tables: Tables, asked: PlacePurchase, known: PurchaseOrder) -> Verdict:
    lines = tables.purchases.lines_of(known.po_id)
    if known.state is PurchaseState.SUGGESTED:
        return Refused(reason=Refusal.PURCHASE_NOT_APPROVED, got=asked.ref)
    if not purchasing.is_same(asked, known, lines):
        return Refused(reason=Refusal.PURCHASE_DIFFERS, got=asked.ref)
    if known.expected_at == asked.expected_at:
        return Done(effect=Effect.ALREADY_DONE, values={"purchase": asked.ref})
    tables.purchases.orders.put(replace(known, expected_at=asked.expected_at))
    return Done(values={"purchase": asked.ref})


def close_purchase(tables: Tables, _doing: Doing, asked: ClosePurchase) -> Verdict:
    """Expect nothing more of a purchase order; what is missing stays written on its lines."""
    return _end(tables, asked.ref, PurchaseEvent.CLOSE)


def cancel_purchase(tables: Tables, _doing: Doing, asked: CancelPurchase) -> Verdict:
    """Take a purchase order back of which nothing has come, or drop a suggested one."""
    return _end(tables, asked.ref, PurchaseEvent.CANCEL)


def _end(tables: Tables, ref: str, event: PurchaseEvent) -> Verdict:
    order = tables.purchases.by_ref(ref)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_PURCHASE, got=ref)
    ended = purchasing.after(order, event)
    if isinstance(ended, Refused):
        return ended
    tables.purchases.orders.put(ended)
    lines = tables.purchases.lines_of(order.po_id)
    tables.touched.positions.update(line.sku for line in lines)
    missing = sum(line.missing_each for line in lines)
    is_dropped = ended.state is PurchaseState.DROPPED
    return Done(
        effect=Effect.PURCHASE_DROPPED if is_dropped else Effect.DONE,
        values={"purchase": ref, "missing": missing},
    )
