"""Another SKU goes out in place of one that is not there."""

from app.database.tables import Tables
from app.engine import notices, substituting
from app.engine.names import Sku
from app.engine.notices import NoticeKind
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.substituting import SetSubstitutes, Substitute, SubstituteLine
from app.operations import noticing, promising
from app.operations.doing import Doing
from app.operations.following import follow


def set_substitutes(tables: Tables, _doing: Doing, asked: SetSubstitutes) -> Verdict:
    """Say what can stand in for a SKU, the best first."""
    for sku in (asked.sku, *asked.others):
        if tables.items.item(sku) is None:
            return Refused(reason=Refusal.UNKNOWN_ITEM, got=sku)
    rows = substituting.set_substitutes(asked, tables.items.substitutes_of(asked.sku))
    if isinstance(rows, Refused):
        return rows
    tables.items.substitutes.put(*rows)
    return Done()


def substitute_line(tables: Tables, doing: Doing, asked: SubstituteLine) -> Verdict:
    """Give up what a line waits for, and promise the customer the other SKU for it."""
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    lines = {line.line_no: line for line in tables.orders.lines_of(order.order_id)}
    line = lines.get(asked.line_no)
    if line is None:
        return Refused(reason=Refusal.UNKNOWN_LINE, got=f"{asked.line_no}")
    listed = _listed(tables, line.sku, asked.other_sku)
    no = substituting.may_substitute(order, line, listed, asked)
    if no:
        return no
    item = tables.items.item(asked.other_sku)
    name = item.name if item else asked.other_sku
    line, other = substituting.substitute(line, max(lines) + 1, asked.other_sku, name)
    tables.orders.lines.put(line)
    promising.promise_order(tables, order, [other])
    follow(tables, order.order_id)
    noticing.tell_customer(
        tables,
        doing,
        NoticeKind.SUBSTITUTED,
        order.order_id,
        notices.substituted(line, other),
        subject=f"{other.line_no}",
    )
    noticing.settle_drafts(tables, doing, order.order_id)
    values = {"order": order.ref, "sku": line.sku, "other": other.sku}
    return Done(
        effect=Effect.SUBSTITUTED,
        values={**values, "line_no": other.line_no, "qty": other.qty_each},
    )


def _listed(tables: Tables, sku: Sku, other_sku: Sku) -> Substitute | None:
    return tables.items.substitutes.get(sku=sku, other_sku=other_sku)
