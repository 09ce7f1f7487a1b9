"""Goods from one parcel into another, and parcels undone."""

from dataclasses import replace
from typing import Final

from app.database.tables import Tables
from app.engine import orders, packing, repacking
from app.engine.names import NO_MANIFEST, PACKING_DROP, VARIANCE, Place, parcel_place
from app.engine.packing import Parcel, UnpackItem
from app.engine.picking import Tote, tote_place
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.repacking import MergeParcels, MoveBetweenParcels, VoidParcel
from app.engine.stock import Eaches
from app.engine.task_states import PARCEL, TOTE, ParcelEvent, ToteEvent, ToteState
from app.operations import identifying
from app.operations.doing import Doing
from app.operations.following import follow, free_if_done
from app.operations.moving import move
from app.operations.packing import not_in_hospital
from app.operations.putting_back import move_along, move_along_taken, put_into

MERGED: Final = "merged"
"""The reason on a parcel whose goods went into another."""


def move_between(tables: Tables, doing: Doing, done: MoveBetweenParcels) -> Verdict:
    """Take goods out of one open parcel and put them into another of the same order."""
    source = tables.parcels.parcel(done.from_parcel)
    target = tables.parcels.parcel(done.to_parcel)
    if source is None or target is None:
        unknown = done.to_parcel if source else done.from_parcel
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=unknown)
    packed = tables.parcels.inside(source.parcel_id)
    there = sum(line.qty_each for line in packed if line.sku == done.sku)
    no = repacking.move_between(source, target, done, there)
    place = parcel_place(source.parcel_id)
    scanned = Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)
    goods = no or identifying.in_any_lot(tables, place, scanned)
    if isinstance(goods, Refused):
        return goods
    for line, qty_each in repacking.split_over_parcel(packed, done.sku, done.qty_each):
        put_into(tables, source, line.line_no, line.sku, -qty_each)
        put_into(tables, target, line.line_no, line.sku, qty_each)
    move(tables, doing, goods, place, parcel_place(target.parcel_id))
    return Done(effect=Effect.GOODS_MOVED, values={"sku": done.sku, "qty": done.qty_each})


def unpack_item(tables: Tables, doing: Doing, done: UnpackItem) -> Verdict:
    """Take goods out of an open parcel again, back into the tote it is packed from."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.parcel_id)
    packed = tables.parcels.inside(parcel.parcel_id)
    there = sum(line.qty_each for line in packed if line.sku == done.sku)
    no = not_in_hospital(tables, parcel.tote) or packing.unpack_item(done, there, parcel)
    place = parcel_place(parcel.parcel_id)
    scanned = Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)
    goods = no or identifying.in_any_lot(tables, place, scanned)
    if isinstance(goods, Refused):
        return goods
    for part, qty_each in repacking.split_over_parcel(packed, done.sku, done.qty_each):
        line = tables.orders.line(parcel.order_id, part.line_no)
        assert line is not None, part
        tables.orders.lines.put(orders.shift(line, "packed", "picked", qty_each))
        put_into(tables, parcel, part.line_no, part.sku, -qty_each)
    move(tables, doing, goods, place, tote_place(parcel.tote))
    return Done(effect=Effect.UNPACKED, values={"sku": done.sku, "tote": parcel.tote})


def record_unpacked(tables: Tables, doing: Doing, done: UnpackItem) -> None:
    """Write down goods the books could not follow: they are in the parcel's tote."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None or done.qty_each <= 0:
        return
    source, target = parcel_place(parcel.parcel_id), tote_place(parcel.tote)
    known = tables.stock.eaches(source, done.sku, done.qty_each)
    after = move(tables, doing, known, source, target)
    missing = done.qty_each - sum(each.qty_each for each in known)
    rest = Eaches(sku=done.sku, qty_each=missing)
    move(tables, doing, [rest], VARIANCE, target, after=after)
    move_along_taken(tables, doing, done.sku, source, target)


def record_moved(tables: Tables, doing: Doing, done: MoveBetweenParcels) -> None:
    """Write down goods the books could not follow: they are in the second parcel."""
    if done.qty_each <= 0 or done.from_parcel == done.to_parcel:
        return
    source, target = parcel_place(done.from_parcel), parcel_place(done.to_parcel)
    known = tables.stock.eaches(source, done.sku, done.qty_each)
    after = move(tables, doing, known, source, target)
    missing = done.qty_each - sum(each.qty_each for each in known)
    rest = Eaches(sku=done.sku, qty_each=missing)
    move(tables, doing, [rest], VARIANCE, target, after=after)
    move_along_taken(tables, doing, done.sku, source, target)


def merge_parcels(tables: Tables, doing: Doing, done: MergeParcels) -> Verdict:
    """Put everything of one parcel into an open one of its order; the first is void."""
    into = tables.parcels.parcel(done.into)
    other = tables.parcels.parcel(done.other)
    if into is None or other is None:
        unknown = done.other if into else done.into
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=unknown)
    no = repacking.merge(into, other)
    if no:
        return no
    for line in tables.parcels.inside(other.parcel_id):
        put_into(tables, other, line.line_no, line.sku, -line.qty_each)
        put_into(tables, into, line.line_no, line.sku, line.qty_each)
    _move_all(tables, doing, other, parcel_place(into.parcel_id))
    make_void(tables, other, MERGED)
    free_if_done(tables, other.tote)
    order = follow(tables, into.order_id)
    return Done(effect=Effect.PARCELS_MERGED, values={"order": order.ref})


def void_parcel(tables: Tables, doing: Doing, done: VoidParcel) -> Verdict:
    """Undo a parcel: its goods are picked and in a tote again, its label counts no more."""
    parcel = tables.parcels.parcel(done.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.parcel_id)
    no = repacking.may_void(parcel)
    if no:
        return no
    code = done.into_tote or parcel.tote
    if tables.stock.inside(parcel_place(parcel.parcel_id)):
        tote = tables.work.tote(code)
        no = repacking.may_refill(tote, parcel)
        if no:
            return no
        _back_into(tables, doing, parcel, tote)
    make_void(tables, parcel, done.reason)
    free_if_done(tables, parcel.tote)
    order = follow(tables, parcel.order_id)
    values = {"order": order.ref, "tote": code, "sscc": parcel.sscc}
    return Done(effect=Effect.PARCEL_VOIDED, values=values)


def _back_into(tables: Tables, doing: Doing, parcel: Parcel, tote: Tote) -> None:
    if tote.state is ToteState.FREE:
        state = TOTE[tote.state, ToteEvent.REFILL]
        tote = Tote(
            tote=tote.tote,
            state=state,
            order_id=parcel.order_id,
            stands_at=PACKING_DROP,
        )
        tables.work.totes.put(tote)
    for packed in tables.parcels.inside(parcel.parcel_id):
        line = tables.orders.line(parcel.order_id, packed.line_no)
        assert line is not None, packed
        tables.orders.lines.put(orders.shift(line, "packed", "picked", packed.qty_each))
        put_into(tables, parcel, packed.line_no, packed.sku, -packed.qty_each)
    _move_all(tables, doing, parcel, tote_place(tote.tote))


def make_void(tables: Tables, parcel: Parcel, reason: str) -> None:
    """Undo a parcel in the books; its SSCC is never used again."""
    state = PARCEL[parcel.state, ParcelEvent.VOID]
    tables.parcels.parcels.put(
        replace(parcel, state=state, void_reason=reason, manifest_id=NO_MANIFEST)
    )


def _move_all(tables: Tables, doing: Doing, parcel: Parcel, target: Place) -> None:
    source = parcel_place(parcel.parcel_id)
    move(tables, doing, tables.stock.all_in(source), source, target)
    move_along(tables, source, target)
