"""Goods coming in from suppliers."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import purchasing, receiving
from app.engine.names import SUPPLIER, Place, is_bin
from app.engine.purchasing import PurchaseOrder
from app.engine.receiving import ReceiveGoods, ReceiveStock
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.stock import Eaches, LotOfSku
from app.engine.task_states import PurchaseEvent
from app.operations import identifying, promising
from app.operations.asking import ask_to_look
from app.operations.doing import Doing
from app.operations.moving import move


def receive_stock(tables: Tables, doing: Doing, done: ReceiveStock) -> Verdict:
    """Take goods from a supplier into a bin, and promise them to who waits longest."""
    place = Place(done.bin_code)
    no = receiving.receive_stock(done, tables.items.item(done.sku))
    no = no or _contradicts(tables, done, place)
    if no:
        return no
    _take_in(tables, doing, done, place)
    return Done(effect=Effect.RECEIVED)


def receive_goods(tables: Tables, doing: Doing, done: ReceiveGoods) -> Verdict:
    """Take a delivery in, on a dock or in a bin, and count it to its purchase order.

    More than was ordered is taken in too, and a person asked to look.
    """
    no = receiving.receive_goods(done, tables.items.item(done.sku))
    no = no or _contradicts(tables, done, done.place)
    if no:
        return no
    order = tables.purchases.by_ref(done.po_ref) if done.po_ref else None
    if done.po_ref and order is None:
        return Refused(reason=Refusal.UNKNOWN_PURCHASE, got=done.po_ref)
    over = _count_to(tables, order, done) if order else 0
    if isinstance(over, Refused):
        return over
    _take_in(tables, doing, done, done.place)
    values = {"sku": done.sku, "qty": done.qty_each, "over": over}
    if not over:
        return Done(effect=Effect.RECEIVED, values=values)
    says = f"{over} of {done.sku} came on {done.po_ref}, and nobody had ordered them"
    ask_to_look(tables, doing, "over_delivered", says)
    return Done(effect=Effect.OVER_DELIVERED, values=values)


def record_received(
    tables: Tables, doing: Doing, done: ReceiveGoods | ReceiveStock
) -> None:
    """Write down a delivery the books could not follow: the goods are here."""
    place = done.place if isinstance(done, ReceiveGoods) else Place(done.bin_code)
    if done.qty_each <= 0 or not receiving.is_for_deliveries(place):
        return
    _take_in(tables, doing, replace(done, serials=()), place)


def _contradicts(
    tables: Tables, done: ReceiveGoods | ReceiveStock, place: Place
) -> Refused | None:
    return _lot_differs(tables, done) or identifying.not_inside(
        tables, place, _goods(done)
    )


def _goods(done: ReceiveGoods | ReceiveStock) -> Eaches:
    return Eaches(
        sku=done.sku, qty_each=done.qty_each, lot=done.lot, serials=done.serials
    )


def _lot_differs(tables: Tables, done: ReceiveGoods | ReceiveStock) -> Refused | None:
    known = tables.stock.lots.get(sku=done.sku, lot=done.lot) if done.lot else None
    if known is None or known.expires_at == done.expires_at:
        return None
    return Refused(
        reason=Refusal.LOT_EXPIRES_OTHERWISE,
        wanted=f"{known.expires_at:%Y-%m-%d}" if known.expires_at else "",
        got=done.lot,
    )


def _take_in(
    tables: Tables, doing: Doing, done: ReceiveGoods | ReceiveStock, place: Place
) -> None:
    if done.lot and tables.stock.lots.get(sku=done.sku, lot=done.lot) is None:
        lot = LotOfSku(sku=done.sku, lot=done.lot, expires_at=done.expires_at)
        tables.stock.lots.put(lot)
    move(tables, doing, [_goods(done)], SUPPLIER, place)
    if is_bin(place):
        promising.promise_waiting(tables, done.sku)


def _count_to(tables: Tables, order: PurchaseOrder, done: ReceiveGoods) -> int | Refused:
    lines = tables.purchases.lines_of(order.po_id)
    changed, over = purchasing.receive(lines, order.po_id, done.sku, done.qty_each)
    now = {line.line_no: line for line in [*lines, *changed]}
    is_all = not any(line.missing_each for line in now.values())
    event = PurchaseEvent.RECEIVE_ALL if is_all else PurchaseEvent.RECEIVE
    moved = purchasing.after(order, event)
    if isinstance(moved, Refused):
        return moved
    tables.purchases.orders.put(moved)
    tables.purchases.lines.put(*changed)
    return over
