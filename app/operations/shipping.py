"""Parcels onto the carrier's manifest, and out of the door."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.database.tables import Tables
from app.engine import holding, orders, shipping
from app.engine.names import CUSTOMER, NO_MANIFEST, ManifestId, Sku, parcel_place
from app.engine.notices import Notice, NoticeKind
from app.engine.orders import Order
from app.engine.packing import Parcel
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.shipping import (
    HandOver,
    LoadParcel,
    Manifest,
    ManifestState,
    UnloadParcel,
)
from app.engine.stock import Movement
from app.engine.task_states import PARCEL, OrderEvent, ParcelEvent
from app.operations import promising
from app.operations.doing import Doing


def load_parcel(tables: Tables, doing: Doing, done: LoadParcel) -> Verdict:
    """Scan a labelled parcel onto its carrier's manifest; the first one opens it."""
    parcel = tables.parcels.with_sscc(done.sscc)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.sscc)
    order = _order(tables, parcel)
    no = shipping.load_parcel(parcel, done) or holding.may_leave([order])
    if no:
        return no
    manifest = _load(tables, doing, parcel)
    return Done(
        effect=Effect.PARCEL_LOADED,
        values={"sscc": parcel.sscc, "manifest": manifest.manifest_id},
    )


def record_loaded(tables: Tables, doing: Doing, done: LoadParcel) -> None:
    """Write down a parcel that was loaded though its order was held meanwhile."""
    parcel = tables.parcels.with_sscc(done.sscc)
    if parcel and shipping.load_parcel(parcel, done) is None:
        _load(tables, doing, parcel)
    else:
        # What is loaded after it goes onto the manifest it would have opened.
        _manifest_for(tables, doing, done.carrier)


def _load(tables: Tables, doing: Doing, parcel: Parcel) -> Manifest:
    manifest = _manifest_for(tables, doing, parcel.carrier)
    state = PARCEL[parcel.state, ParcelEvent.LOAD]
    tables.parcels.parcels.put(
        replace(parcel, state=state, manifest_id=manifest.manifest_id)
    )
    return manifest


def _manifest_for(tables: Tables, doing: Doing, carrier: str) -> Manifest:
    """The carrier's open manifest, or a new one."""
    manifest = tables.parcels.open_manifest(carrier)
    if manifest is None:
        manifest = Manifest(
            manifest_id=ManifestId(doing.op_id),
            carrier=carrier,
            state=ManifestState.OPEN,
            opened_at=doing.at,
        )
        tables.parcels.manifests.put(manifest)
    return manifest


def unload_parcel(tables: Tables, _doing: Doing, done: UnloadParcel) -> Verdict:
    """Take a parcel off its manifest, so that the others can leave without it."""
    parcel = tables.parcels.with_sscc(done.sscc)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.sscc)
    no = shipping.unload_parcel(parcel)
    if no:
        return no
    state = PARCEL[parcel.state, ParcelEvent.UNLOAD]
    tables.parcels.parcels.put(replace(parcel, state=state, manifest_id=NO_MANIFEST))
    return Done(effect=Effect.PARCEL_UNLOADED, values={"sscc": parcel.sscc})


def hand_over(tables: Tables, doing: Doing, done: HandOver) -> Verdict:
    """The carrier took the manifest: its parcels are shipped and the goods are gone."""
    manifest = tables.parcels.manifest(done.manifest_id)
    if manifest is None:
        return Refused(reason=Refusal.UNKNOWN_MANIFEST, got=done.manifest_id)
    parcels = tables.parcels.on(manifest.manifest_id)
    theirs = [_order(tables, parcel) for parcel in parcels]
    no = shipping.hand_over(manifest, parcels) or holding.may_leave(theirs)
    if no:
        return no
    _hand_over(tables, doing, manifest, parcels)
    values = {"parcels": len(parcels), "carrier": manifest.carrier}
    return Done(effect=Effect.SHIPPED, values=values)


def record_hand_over(tables: Tables, doing: Doing, done: HandOver) -> None:
    """Write down that the carrier took a manifest, with an order on it that was held."""
    manifest = tables.parcels.manifest(done.manifest_id)
    parcels = tables.parcels.on(done.manifest_id)
    if manifest and shipping.hand_over(manifest, parcels) is None:
        _hand_over(tables, doing, manifest, parcels)


def _hand_over(
    tables: Tables, doing: Doing, manifest: Manifest, parcels: Sequence[Parcel]
) -> None:
    tables.parcels.manifests.put(
        replace(manifest, state=ManifestState.HANDED_OVER, handed_over_at=doing.at)
    )
    moved = 0
    for parcel in parcels:
        moved = _ship(tables, doing, parcel, moved)


def _order(tables: Tables, parcel: Parcel) -> Order:
    order = tables.orders.order(parcel.order_id)
    assert order is not None, parcel
    return order


def _ship(tables: Tables, doing: Doing, parcel: Parcel, moved: int) -> int:
    state = PARCEL[parcel.state, ParcelEvent.HAND_OVER]
    tables.parcels.parcels.put(replace(parcel, state=state))
    source, goods = parcel_place(parcel.parcel_id), Counter[Sku]()
    for balance in tables.stock.inside(source):
        goods[balance.sku] += balance.qty_each
    moves = [
        Movement(
            op_id=doing.op_id,
            n=n,
            sku=sku,
            qty_each=qty_each,
            source=source,
            target=CUSTOMER,
            at=doing.at,
        )
        for n, (sku, qty_each) in enumerate(sorted(goods.items()), start=moved + 1)
    ]
    tables.stock.move(moves)
    for packed in tables.parcels.inside(parcel.parcel_id):
        line = tables.orders.line(parcel.order_id, packed.line_no)
        assert line is not None, packed
        tables.orders.lines.put(orders.shift(line, "packed", "shipped", packed.qty_each))
    _close_order(tables, doing, parcel)
    return moved + len(moves)


def _close_order(tables: Tables, doing: Doing, parcel: Parcel) -> None:
    order = promising.happen(tables, _order(tables, parcel), OrderEvent.HAND_OVER)
    lines = tables.orders.lines_of(order.order_id)
    if any(line.reserved_each for line in lines):
        promising.happen(tables, order, OrderEvent.PROMISE)
    facts = {"sscc": parcel.sscc, "carrier": parcel.carrier}
    notice = Notice(
        notice_id=f"{doing.op_id}.{parcel.parcel_id}",
        order_id=order.order_id,
        kind=NoticeKind.SHIPPED,
        facts=json.dumps(facts),
        at=doing.at,
    )
    tables.books.notices.put(notice)
