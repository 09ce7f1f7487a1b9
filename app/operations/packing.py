"""A packer's work: verify what is in the tote, close the parcel, check its label."""

from dataclasses import replace
from typing import Final

from app.database.tables import Tables
from app.engine import orders, packing
from app.engine.names import VARIANCE, ParcelId, Sscc, parcel_place
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    PackItem,
    Parcel,
    ParcelLine,
    StartPacking,
)
from app.engine.picking import Tote, tote_place
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.stock import Eaches
from app.engine.task_states import (
    PARCEL,
    TOTE,
    OrderEvent,
    ParcelEvent,
    ParcelState,
    ToteEvent,
    ToteState,
)
from app.labels.codes import sscc
from app.operations import identifying, promising
from app.operations.completing import missing_of, other_totes
from app.operations.doing import Doing
from app.operations.moving import move

EVERYTHING: Final = 2**62
COMPANY_PREFIX: Final = "9999999"
"""The GS1 company prefix in SSCCs until the site has its own. No company has this one."""


def start_packing(tables: Tables, doing: Doing, asked: StartPacking) -> Verdict:
    """Open a parcel for the tote on the table, or go on with the one that is open."""
    tote = tables.work.tote(asked.tote)
    no = packing.start_packing(tote)
    if no:
        return no
    order = tables.orders.order(tote.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=tote.order_id)
    no = packing.is_complete(order, tote, missing_of(tables, order.order_id))
    if no:
        return no
    parcel = tables.parcels.open_for(tote.tote)
    if parcel is None:
        parcel = Parcel(
            parcel_id=ParcelId(doing.op_id),
            order_id=order.order_id,
            tote=tote.tote,
            carrier=order.carrier,
        )
        tables.parcels.parcels.put(parcel)
        tables.work.totes.put(replace(tote, state=ToteState.PACKING))
        promising.happen(tables, order, OrderEvent.PACK)
    others = ", ".join(other_totes(tables, tote))
    return Done(values={"order": order.ref, "parcel": parcel.parcel_id, "others": others})


def pack_item(tables: Tables, doing: Doing, done: PackItem) -> Verdict:
    """Verify an item out of the tote into the parcel."""
    parcel = tables.parcels.open_for(done.tote)
    if parcel is None:
        return Refused(reason=Refusal.PARCEL_NOT_OPEN, got=done.tote)
    tote = tote_place(done.tote)
    inside = tables.stock.eaches(tote, done.sku, EVERYTHING)
    no = packing.pack_item(done, sum(each.qty_each for each in inside))
    goods = no or identifying.in_any_lot(tables, tote, _scanned(done))
    if isinstance(goods, Refused):
        return goods
    lines = tables.orders.lines_of(parcel.order_id)
    parts = packing.split_over_lines(lines, done.sku, done.qty_each)
    if sum(qty_each for _, qty_each in parts) < done.qty_each:
        return Refused(reason=Refusal.NOT_IN_TOTE, wanted="0", got=done.sku)
    move(tables, doing, goods, tote, parcel_place(parcel.parcel_id))
    for line, qty_each in parts:
        tables.orders.lines.put(orders.shift(line, "picked", "packed", qty_each))
        _add_to_parcel(tables, parcel, line.line_no, done, qty_each)
    left = sum(balance.qty_each for balance in tables.stock.inside(tote))
    effect = Effect.PACKED if left else Effect.ALL_VERIFIED
    return Done(effect=effect, values={"sku": done.sku, "left": left})


def record_packed(tables: Tables, doing: Doing, done: PackItem) -> None:
    """Write down a packed item the books could not follow: it is in the parcel."""
    parcel = tables.parcels.open_for(done.tote)
    if parcel is None or done.qty_each <= 0:
        return
    tote, target = tote_place(done.tote), parcel_place(parcel.parcel_id)
    known = tables.stock.eaches(tote, done.sku, done.qty_each)
    after = move(tables, doing, known, tote, target)
    missing = done.qty_each - sum(each.qty_each for each in known)
    rest = Eaches(sku=done.sku, qty_each=missing)
    move(tables, doing, [rest], VARIANCE, target, after=after)


def close_parcel(tables: Tables, doing: Doing, done: CloseParcel) -> Verdict:
    """Tape the parcel up: it gets its SSCC and the tote is free again."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.parcel_id)
    packed = tables.parcels.inside(parcel.parcel_id)
    no = packing.close_parcel(
        parcel, tables.stock.inside(tote_place(parcel.tote)), packed
    )
    if no:
        return no
    code = _sscc(tables, doing)
    state = PARCEL[parcel.state, ParcelEvent.CLOSE]
    tables.parcels.parcels.put(
        replace(parcel, state=state, sscc=code, weight_g=done.weight_g)
    )
    tote = tables.work.tote(parcel.tote)
    empty = TOTE[tote.state, ToteEvent.EMPTY]
    tables.work.totes.put(Tote(tote=tote.tote, state=empty))
    return Done(effect=Effect.PARCEL_CLOSED, values={"sscc": code})


def confirm_label(tables: Tables, _doing: Doing, done: ConfirmLabel) -> Verdict:
    """The right label is on the parcel; with its last parcel labelled, an order is packed."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.parcel_id)
    no = packing.confirm_label(parcel, done)
    if no:
        return no
    state = PARCEL[parcel.state, ParcelEvent.LABEL]
    tables.parcels.parcels.put(replace(parcel, state=state))
    order = tables.orders.order(parcel.order_id)
    assert order is not None, parcel
    parcels = tables.parcels.of_order(order.order_id)
    if all(each.state not in (ParcelState.OPEN, ParcelState.CLOSED) for each in parcels):
        promising.happen(tables, order, OrderEvent.LABEL)
    return Done(
        effect=Effect.ORDER_PACKED, values={"order": order.ref, "carrier": parcel.carrier}
    )


def _sscc(tables: Tables, doing: Doing) -> Sscc:
    """An SSCC no other station gives out: the station's number, then its own count."""
    station = tables.people.stations.get(station_id=doing.station)
    number = station.number if station else 0
    serial = number * 10**6 + doing.station_seq % 10**6
    return Sscc(sscc(COMPANY_PREFIX, serial))


def _add_to_parcel(
    tables: Tables, parcel: Parcel, line_no: int, done: PackItem, qty_each: int
) -> None:
    found = tables.parcels.lines.get(parcel_id=parcel.parcel_id, line_no=line_no)
    line = found or ParcelLine(
        parcel_id=parcel.parcel_id, line_no=line_no, sku=done.sku, qty_each=0
    )
    tables.parcels.lines.put(replace(line, qty_each=line.qty_each + qty_each))


def _scanned(done: PackItem) -> Eaches:
    return Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)
