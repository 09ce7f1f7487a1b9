"""How SKUs are bought, and when they are to be bought again."""

from app.database.supplies import day_of
from app.database.tables import Tables
from app.engine import reordering
from app.engine.names import Sku
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.reordering import Basis, PlanReorder, Reorder, SetSupply, Supply
from app.operations.doing import Doing


def set_supply(tables: Tables, _doing: Doing, asked: SetSupply) -> Verdict:
    """Say how a SKU is bought. A person's reorder point counts at once."""
    if tables.items.item(asked.sku) is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=asked.sku)
    no = reordering.set_supply(asked, is_kit=bool(tables.items.parts_of(asked.sku)))
    if no:
        return no
    tables.supplies.supplies.put(asked.supply)
    before = tables.supplies.reorder(asked.sku)
    now = reordering.after_supply(asked.supply, before)
    if now != before:
        tables.supplies.reorders.put(now)
    return Done()


def plan_reorder(tables: Tables, doing: Doing, asked: PlanReorder) -> Verdict:
    """Compute reorder points and targets from what was ordered day by day."""
    no = reordering.plan_reorder(asked)
    if no:
        return no
    supplies = _supplies(tables, asked.skus)
    if isinstance(supplies, Refused):
        return supplies
    last = day_of(asked.until or doing.now)
    window = range(last - asked.window_days, last)
    demand, first_days = tables.supplies.demand(window), tables.supplies.first_days()
    for supply in supplies:
        sku = supply.sku
        days = reordering.daily(demand.get(sku, {}), window, first_days.get(sku))
        before = tables.supplies.reorder(sku)
        planned = reordering.reorder(supply, days, before, doing.now)
        if tables.items.parts_of(sku):
            planned = Reorder(sku=sku, basis=Basis.KIT, is_low=before.is_low)
        tables.supplies.reorders.put(planned)
    return Done(effect=Effect.REORDER_PLANNED, values={"n": len(supplies)})


def _supplies(tables: Tables, skus: tuple[Sku, ...]) -> list[Supply] | Refused:
    if not skus:
        return tables.supplies.supplies.find("ORDER BY sku")
    found: list[Supply] = []
    for sku in dict.fromkeys(skus):
        supply = tables.supplies.supply(sku)
        if supply is None:
            return Refused(reason=Refusal.UNKNOWN_SUPPLY, got=sku)
        found.append(supply)
    return found
