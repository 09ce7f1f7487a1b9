"""Goods coming back from customers, until they are stock again or gone for good."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import moving, notices, receiving, refunding, returning
from app.engine.names import (
    CUSTOMER,
    NO_ORDER,
    BinCode,
    OrderId,
    Place,
    ReturnId,
    Sku,
    is_bin,
)
from app.engine.notices import NoticeKind
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.returning import (
    VIRTUAL,
    CloseReturn,
    InspectReturn,
    OpenReturn,
    ReceiveReturn,
    Return,
)
from app.engine.stock import Eaches
from app.engine.task_states import ReturnEvent, ReturnState
from app.operations import identifying, noticing, promising
from app.operations.doing import Doing
from app.operations.moving import move, record_taken


def open_return(tables: Tables, doing: Doing, asked: OpenReturn) -> Verdict:
    """Expect goods back: of an order, never more than was shipped of it; or of none."""
    order_id = _order_id(tables, asked)
    if isinstance(order_id, Refused):
        return order_id
    given = Return(
        return_id=ReturnId(doing.op_id),
        order_id=order_id,
        reason=asked.reason,
        at=doing.at,
    )
    for sku, _ in asked.lines:
        if tables.items.item(sku) is None:
            return Refused(reason=Refusal.UNKNOWN_ITEM, got=sku)
    lines = returning.open_return(asked, given, _left(tables, order_id))
    if isinstance(lines, Refused):
        return lines
    tables.returns.returns.put(given)
    tables.returns.lines.put(*lines)
    return Done(effect=Effect.RETURN_OPENED, values={"return": given.return_id})


def _order_id(tables: Tables, asked: OpenReturn) -> OrderId | Refused:
    if not asked.order_ref:
        return NO_ORDER
    found = tables.orders.with_ref(asked.order_ref, asked.channel)
    if len(found) != 1:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_ref)
    return found[0].order_id


def _left(tables: Tables, order_id: OrderId) -> dict[Sku, int]:
    """What was shipped of an order and is in no return, in eaches."""
    if order_id == NO_ORDER:
        return {}
    left = returning.shipped(tables.orders.lines_of(order_id))
    for given in tables.returns.of_order(order_id):
        is_over = given.state is ReturnState.CLOSED
        for line in tables.returns.lines_of(given.return_id):
            taken = line.received_each if is_over else line.claimed_each
            left[line.sku] = left.get(line.sku, 0) - taken
    return left


def receive_return(tables: Tables, doing: Doing, done: ReceiveReturn) -> Verdict:
    """Take goods a customer sent back into a returns place, until somebody looks."""
    given = tables.returns.given(done.return_id)
    if given is None:
        return Refused(reason=Refusal.UNKNOWN_RETURN, got=done.return_id)
    moved = returning.after(given, ReturnEvent.ARRIVE)
    if isinstance(moved, Refused):
        return moved
    no = _cannot_be(tables, done)
    if no:
        return no
    line = returning.receive_return(
        done,
        given,
        tables.returns.line(given.return_id, done.sku),
        _left(tables, given.order_id),
    )
    if isinstance(line, Refused):
        return line
    move(tables, doing, [_returned(done)], CUSTOMER, done.place)
    tables.returns.lines.put(line)
    tables.returns.returns.put(moved)
    return Done(effect=Effect.RETURN_ARRIVED, values={"sku": done.sku})


def _cannot_be(tables: Tables, done: ReceiveReturn) -> Refused | None:
    if not _is_for_returns(tables, done.place):
        return Refused(reason=Refusal.UNKNOWN_PLACE, got=done.place)
    item = tables.items.item(done.sku)
    if item is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=done.sku)
    if item.tracks_lot and not done.lot:
        return Refused(reason=Refusal.LOT_MISSING, got=item.sku)
    no = receiving.serials_fit(item, done.serials, done.qty_each)
    return no or identifying.not_inside(tables, done.place, _returned(done))


def _is_for_returns(tables: Tables, place: Place) -> bool:
    return returning.is_for_returns(place, tables.stock.bin(BinCode(place)))


def record_return(tables: Tables, doing: Doing, done: ReceiveReturn) -> None:
    """Write down goods that came back though the books could not follow."""
    if done.qty_each > 0 and _is_for_returns(tables, done.place):
        goods = replace(_returned(done), serials=())
        move(tables, doing, [goods], CUSTOMER, done.place)


def inspect_return(tables: Tables, doing: Doing, done: InspectReturn) -> Verdict:
    """Put goods that were looked at where they belong; the last ones close the return."""
    given = tables.returns.given(done.return_id)
    if given is None:
        return Refused(reason=Refusal.UNKNOWN_RETURN, got=done.return_id)
    if not _is_for_returns(tables, done.place):
        return Refused(reason=Refusal.UNKNOWN_PLACE, got=done.place)
    line = tables.returns.line(given.return_id, done.sku)
    looked = returning.inspect_return(done, line, tables.stock.bin(done.bin_code))
    moved = returning.after(given, ReturnEvent.INSPECT)
    if isinstance(looked, Refused):
        return looked
    assert isinstance(moved, Return), "what arrived can be looked at"
    line, target = looked
    held = tables.stock.balance(done.place, done.sku, done.lot)
    no = moving.may_take(held, done.qty_each)
    goods = no or identifying.in_lot(tables, done.place, _returned(done), done.lot)
    if isinstance(goods, Refused):
        return goods
    move(tables, doing, goods, done.place, target)
    tables.returns.lines.put(line)
    tables.returns.returns.put(moved)
    promising.settle(tables, done.sku)
    return _close_when_complete(tables, doing, moved)


def _close_when_complete(tables: Tables, doing: Doing, given: Return) -> Verdict:
    if not returning.is_complete(tables.returns.lines_of(given.return_id)):
        return Done(effect=Effect.RETURN_INSPECTED)
    return _close(tables, doing, given)


def record_inspected(tables: Tables, doing: Doing, done: InspectReturn) -> None:
    """Write down where returned goods were put though the books could not follow."""
    target = Place(done.bin_code) if done.bin_code else VIRTUAL.get(done.outcome)
    is_there = target is not None and (not done.bin_code or is_bin(target))
    if target is None or not is_there or done.qty_each <= 0 or target == done.place:
        return
    record_taken(
        tables,
        doing,
        _returned(done),
        source=done.place,
        free_each=tables.stock.balance(done.place, done.sku, done.lot).free_each,
        target=target,
    )
    promising.settle(tables, done.sku)


def close_return(tables: Tables, doing: Doing, asked: CloseReturn) -> Verdict:
    """Expect nothing more of a return; what arrived has to be looked at first."""
    given = tables.returns.given(asked.return_id)
    if given is None:
        return Refused(reason=Refusal.UNKNOWN_RETURN, got=asked.return_id)
    if not returning.is_all_inspected(tables.returns.lines_of(given.return_id)):
        return Refused(reason=Refusal.RETURN_NOT_INSPECTED, got=given.return_id)
    return _close(tables, doing, given)


def _close(tables: Tables, doing: Doing, given: Return) -> Verdict:
    before = _refunded(tables, given)
    closed = returning.after(given, ReturnEvent.CLOSE)
    if isinstance(closed, Refused):
        return closed
    tables.returns.returns.put(closed)
    _draft_refund(tables, doing, closed, before)
    return Done(effect=Effect.RETURN_CLOSED, values={"return": given.return_id})


def _refunded(tables: Tables, given: Return) -> dict[Sku, int]:
    """What earlier returns of the same order were refunded for, in eaches."""
    found: dict[Sku, int] = {}
    for other in [] if given.is_blind else tables.returns.of_order(given.order_id):
        if other.state is ReturnState.CLOSED:
            for line in tables.returns.lines_of(other.return_id):
                found[line.sku] = found.get(line.sku, 0) + line.received_each
    return found


def _draft_refund(
    tables: Tables, doing: Doing, given: Return, before: dict[Sku, int]
) -> None:
    """Say what the customer gets back; who is unknown gets nothing by itself."""
    ordered = tables.orders.lines_of(given.order_id)
    refunds = refunding.refunds(tables.returns.lines_of(given.return_id), before, ordered)
    if given.is_blind or not refunds:
        return
    noticing.tell_customer(
        tables,
        doing,
        NoticeKind.REFUNDED,
        given.order_id,
        notices.refunded(given, refunds, ordered),
        subject=given.return_id,
    )


def _returned(done: ReceiveReturn | InspectReturn) -> Eaches:
    return Eaches(
        sku=done.sku, qty_each=done.qty_each, lot=done.lot, serials=done.serials
    )
