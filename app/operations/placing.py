"""Orders coming in, and customers changing their minds."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import msgspec

from app.database.orders import CancellationRow
from app.database.tables import Tables
from app.engine import notices, orders, reserving
from app.engine.names import NO_ORDER, OrderId
from app.engine.orders import AskedLine, CancelQuantity, Order, OrderLine, PlaceOrder
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import OrderState, Payment
from app.operations import noticing, promising
from app.operations.doing import Doing
from app.operations.following import follow

UNPAID_HOLD_MINUTES: Final = "unpaid_hold_minutes"
"""The site's setting for how long an unpaid order keeps stock."""


def place_order(tables: Tables, doing: Doing, asked: PlaceOrder) -> Verdict:
    """Take an order in, promise it what is there, and backorder the rest.

    One whose money is not there holds nothing, or for as long as the site lets it.
    """
    digest = hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:16]
    known = tables.orders.by_ref(asked.channel, asked.ref)
    if known:
        if known.digest == digest:
            return Done(effect=Effect.ALREADY_DONE, values={"order": asked.ref})
        return Refused(reason=Refusal.ORDER_DIFFERS, wanted=asked.ref, got=asked.ref)
    in_parts = replace(asked, lines=tuple(_in_parts(tables, asked)))
    made = orders.place_order(in_parts, doing.op_id, digest)
    if isinstance(made, Refused):
        return made
    order, lines = made
    if order.payment is Payment.UNPAID:
        until = reserving.reserved_until(doing.at, unpaid_hold_minutes(tables))
        order = replace(order, reserved_until=until)
    lines = promising.promise_order(tables, order, lines)
    order = orders.after(order, orders.what_is_left(lines)) or order
    tables.orders.orders.put(order)
    noticing.tell_confirmed(tables, doing, order, lines)
    if any(line.backordered_each for line in lines):
        first = tables.orders.first_to_wait(order.order_id)
        noticing.tell_stock_out(tables, doing, first)
    return _answer(order, lines)


def _in_parts(tables: Tables, asked: PlaceOrder) -> Iterator[AskedLine]:
    skus = dict.fromkeys(line.sku for line in asked.lines)
    parts = tables.items.parts_of(*skus) if skus else []
    found = [tables.items.item(each.part) for each in parts]
    names = {each.sku: each.name for each in found if each}
    for line in asked.lines:
        theirs = [each for each in parts if each.kit == line.sku]
        yield from orders.in_parts(line, theirs, names)


def _answer(order: Order, lines: list[OrderLine]) -> Done:
    values = {"order": order.ref, "order_id": order.order_id}
    if order.state is OrderState.PLACED:
        return Done(values=values)
    missing = sum(line.open_each + line.backordered_each for line in lines)
    effect = Effect.PART_BACKORDERED if missing else Effect.RESERVED
    return Done(effect=effect, values={**values, "missing": missing})


def unpaid_hold_minutes(tables: Tables) -> int:
    """How long an unpaid order keeps stock here; 0, none at all, when nobody set it."""
    minutes = tables.people.setting(UNPAID_HOLD_MINUTES)
    return int(minutes) if minutes.isdecimal() else 0


def cancel_quantity(tables: Tables, doing: Doing, asked: CancelQuantity) -> Verdict:
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
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    noticing.tell_cancelled(tables, doing, order, notices.ASKED)
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
    # What was given back may have been all that was still to be sent.
    follow(tables, order_id)
    promising.promise_waiting(tables, asked.sku)
