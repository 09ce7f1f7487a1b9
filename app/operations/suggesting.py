"""Purchase orders that are suggested, changed by a person, and approved or dropped."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from app.database.tables import Tables
from app.engine import purchasing, suggesting
from app.engine.names import PurchaseId, Sku
from app.engine.purchasing import PurchaseOrder
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.suggesting import ApprovePurchase, ChangePurchase, SuggestPurchases
from app.engine.task_states import PurchaseEvent, PurchaseState
from app.operations.doing import Doing

Needs = dict[str, dict[Sku, int]]
"""Eaches to buy, by supplier and SKU."""


def suggest_purchases(tables: Tables, doing: Doing, _asked: SuggestPurchases) -> Verdict:
    """Bring the one suggestion of each supplier up to date with what is low now."""
    suggested = {
        each.supplier: each for each in tables.purchases.in_state(PurchaseState.SUGGESTED)
    }
    needs = _needs(tables, suggested)
    for number, supplier in enumerate(sorted({*needs, *suggested}), start=1):
        order = suggested.get(supplier)
        if order is None:
            order = _new(doing, supplier, number)
            tables.purchases.orders.put(order)
        _bring_up_to_date(tables, order, needs.get(supplier, {}))
    left = len(tables.purchases.in_state(PurchaseState.SUGGESTED))
    return Done(effect=Effect.PURCHASES_SUGGESTED, values={"n": left})


def _needs(tables: Tables, suggested: dict[str, PurchaseOrder]) -> Needs:
    """What is to be bought where; what a person put on another's order is bought there."""
    by_hand = {
        line.sku: order.supplier
        for order in suggested.values()
        for line in tables.purchases.lines_of(order.po_id)
        if suggesting.is_by_hand(line)
    }
    needs: Needs = defaultdict(dict)
    for low in tables.supplies.low():
        sku = low.reorder.sku
        supply = tables.supplies.supply(sku)
        if supply is None or tables.items.parts_of(sku):
            continue
        if by_hand.get(sku, supply.supplier) == supply.supplier:
            qty_each = suggesting.order_each(supply, low.reorder, low.position)
            needs[supply.supplier][sku] = qty_each
    return needs


def _new(doing: Doing, supplier: str, number: int) -> PurchaseOrder:
    return PurchaseOrder(
        po_id=PurchaseId(f"{doing.op_id}.{number}"),
        ref=f"R-{doing.op_id[-8:]}-{number}",
        supplier=supplier,
        expected_at=None,
        state=PurchaseState.SUGGESTED,
    )


def _bring_up_to_date(
    tables: Tables, order: PurchaseOrder, needs: dict[Sku, int]
) -> None:
    before = tables.purchases.lines_of(order.po_id)
    tables.purchases.lines.put(*suggesting.suggest(before, order.po_id, needs))
    if suggesting.is_idle(tables.purchases.lines_of(order.po_id)):
        dropped = purchasing.after(order, PurchaseEvent.CANCEL)
        assert isinstance(dropped, PurchaseOrder), order
        tables.purchases.orders.put(dropped)


def change_purchase(tables: Tables, _doing: Doing, asked: ChangePurchase) -> Verdict:
    """Buy more, less or something else than was suggested."""
    order = _moved(tables, asked.ref, PurchaseEvent.CHANGE)
    if isinstance(order, Refused):
        return order
    for sku, _ in asked.lines:
        if tables.items.item(sku) is None:
            return Refused(reason=Refusal.UNKNOWN_ITEM, got=sku)
        if tables.items.parts_of(sku):
            return Refused(reason=Refusal.KIT_NOT_BOUGHT, got=sku)
    lines = tables.purchases.lines_of(order.po_id)
    changed = suggesting.change(lines, order.po_id, asked)
    if isinstance(changed, Refused):
        return changed
    tables.purchases.lines.put(*changed)
    return Done(effect=Effect.PURCHASE_CHANGED, values={"purchase": asked.ref})


def approve_purchase(tables: Tables, doing: Doing, asked: ApprovePurchase) -> Verdict:
    """Order what was suggested: it is expected when the slowest of it should be here."""
    order = _moved(tables, asked.ref, PurchaseEvent.APPROVE)
    if isinstance(order, Refused):
        return order
    lines = tables.purchases.lines_of(order.po_id)
    if suggesting.asks_nothing(lines):
        return Refused(reason=Refusal.PURCHASE_WITHOUT_LINES, got=asked.ref)
    supplies = [tables.supplies.supply(line.sku) for line in lines if line.qty_each]
    lead_days = [each.lead_days for each in supplies if each]
    expected = doing.now + timedelta(days=max(lead_days)) if lead_days else None
    tables.purchases.orders.put(replace(order, expected_at=expected))
    tables.touched.positions.update(line.sku for line in lines)
    return Done(effect=Effect.PURCHASE_APPROVED, values={"purchase": asked.ref})


def _moved(tables: Tables, ref: str, event: PurchaseEvent) -> PurchaseOrder | Refused:
    order = tables.purchases.by_ref(ref)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_PURCHASE, got=ref)
    return purchasing.after(order, event)
