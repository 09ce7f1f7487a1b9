"""Orders coming in, and customers changing their minds."""

import hashlib
from dataclasses import replace

import msgspec

from app.database.orders import CancellationRow
from app.database.tables import Tables
from app.engine import orders
from app.engine.names import NO_ORDER, OrderId
from app.engine.orders import (
    AskedLine,
    CancelQuantity,
    Order,
    OrderLine,
    Payment,
    PlaceOrder,
)
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import OrderEvent
from app.operations import promising
from app.operations.doing import Doing
from app.operations.following import follow


def place_order(tables: Tables, doing: Doing, asked: PlaceOrder) -> Verdict:
    """Take an order in; when it is paid, promise it what is there and backorder the rest."""
    digest = hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:16]
    known = tables.orders.by_ref(asked.channel, asked.ref)
    if known:
        if known.digest == digest:
            return Done(effect=Effect.ALREADY_DONE, values={"order": asked.ref})
        return Refused(reason=Refusal.ORDER_DIFFERS, wanted=asked.ref, got=asked.ref)
    lines = tuple(part for line in asked.lines for part in _in_parts(tables, line))
    made = orders.place_order(replace(asked, lines=lines), doing.op_id, digest)
    if isinstance(made, Refused):
        return made
    order, lines = made
    if order.payment is not Payment.PAID:
        tables.orders.orders.put(order)
        tables.orders.lines.put(*lines)
        return Done(values={"order": order.ref})
    return _promise(tables, order, lines)


def _in_parts(tables: Tables, line: AskedLine) -> list[AskedLine]:
    parts = tables.items.parts_of(line.sku)
    found = [tables.items.item(each.part) for each in parts]
    return orders.in_parts(line, parts, {each.sku: each.name for each in found if each})


def _promise(tables: Tables, order: Order, lines: list[OrderLine]) -> Verdict:
    lines = [promising.promise_line(tables, line) for line in lines]
    is_any_promised = any(line.reserved_each for line in lines)
    event = OrderEvent.PROMISE if is_any_promised else OrderEvent.PROMISE_NOTHING
    moved = orders.after(order, event)
    assert moved is not None, order
    tables.orders.orders.put(moved)
    missing = sum(line.backordered_each for line in lines)
    effect = Effect.PART_BACKORDERED if missing else Effect.RESERVED
    return Done(effect=effect, values={"order": order.ref, "missing": missing})


def cancel_quantity(tables: Tables, _doing: Doing, asked: CancelQuantity) -> Verdict:
    """Give back what a customer cancelled, to whoever waits for it.

    The latest order of the customer that can still give up the whole quantity does; when
    there is none the cancellation is kept unmatched, for a person to look at.
    """
    if asked.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE,
            wanted=asked.sku,
            got=f"{asked.qty_each}",
        )
    row = tables.orders.cancellations.get(
        channel=asked.channel, ref=asked.ref, sku=asked.sku, row_no=asked.row
    )
    if row:
        return Done(effect=Effect.ALREADY_DONE)
    order_id = _order_to_cancel(tables, asked)
    tables.orders.cancellations.put(
        CancellationRow(
            channel=asked.channel,
            ref=asked.ref,
            row_no=asked.row,
            customer=asked.customer,
            sku=asked.sku,
            qty_each=asked.qty_each,
            at=asked.at,
            order_id=order_id,
        )
    )
    if not order_id:
        return Done(effect=Effect.CANCELLATION_UNMATCHED)
    _cancel_from_order(tables, order_id, asked)
    return Done(effect=Effect.CANCELLED)


def _order_to_cancel(tables: Tables, asked: CancelQuantity) -> OrderId:
    if asked.customer == orders.GUEST:
        # Two guests may be two people: one must not lose what the other gives back.
        return NO_ORDER
    can_give: dict[OrderId, int] = {}
    for line in tables.orders.lines_to_cancel(
        asked.channel, asked.customer, asked.sku, asked.at
    ):
        left = can_give.get(line.order_id, 0) + orders.cancellable_each(line)
        can_give[line.order_id] = left
        if left >= asked.qty_each:
            return line.order_id
    return NO_ORDER


def _cancel_from_order(tables: Tables, order_id: OrderId, asked: CancelQuantity) -> None:
    left = asked.qty_each
    for line in tables.orders.lines_of(order_id):
        if line.sku == asked.sku and left:
            line, given, was_reserved = orders.cancel_from(line, left)
            left -= given
            tables.orders.lines.put(line)
            tables.stock.reserve(asked.sku, -was_reserved)
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    lines = tables.orders.lines_of(order_id)
    if orders.is_all_cancelled(lines):
        promising.happen(tables, order, OrderEvent.CANCEL)
    elif not any(line.reserved_each for line in lines):
        promising.happen(tables, order, OrderEvent.PROMISE_NOTHING)
    # What was given back may have been all that was still to be sent.
    follow(tables, order_id)
    promising.promise_waiting(tables, asked.sku)
