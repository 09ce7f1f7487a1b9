"""Parcels onto the carrier's manifest, and out of the door."""

import json
from dataclasses import replace

from app.database.tables import Tables
from app.engine import orders, shipping
from app.engine.names import CUSTOMER, ManifestId, parcel_place
from app.engine.notices import Notice, NoticeKind
from app.engine.packing import Parcel
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.shipping import HandOver, LoadParcel, Manifest, ManifestState
from app.engine.task_states import PARCEL, OrderEvent, ParcelEvent
from app.operations import promising
from app.operations.doing import Doing
from app.operations.moving import move


def load_parcel(tables: Tables, doing: Doing, done: LoadParcel) -> Verdict:
    """Scan a labelled parcel onto its carrier's manifest; the first one opens it."""
    parcel = tables.parcels.with_sscc(done.sscc)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.sscc)
    no = shipping.load_parcel(parcel, done)
    if no:
        return no
    manifest = tables.parcels.open_manifest(done.carrier)
    if manifest is None:
        manifest = Manifest(
            manifest_id=ManifestId(doing.op_id),
            carrier=done.carrier,
            state=ManifestState.OPEN,
            opened_at=doing.at,
        )
        tables.parcels.manifests.put(manifest)
    state = PARCEL[parcel.state, ParcelEvent.LOAD]
    tables.parcels.parcels.put(
        replace(parcel, state=state, manifest_id=manifest.manifest_id)
    )
    return Done(
        effect=Effect.PARCEL_LOADED,
        values={"sscc": parcel.sscc, "manifest": manifest.manifest_id},
    )


def hand_over(tables: Tables, doing: Doing, done: HandOver) -> Verdict:
    """The carrier took the manifest: its parcels are shipped and the goods are gone."""
    manifest = tables.parcels.manifest(done.manifest_id)
    if manifest is None:
        return Refused(reason=Refusal.UNKNOWN_MANIFEST, got=done.manifest_id)
    parcels = tables.parcels.on(manifest.manifest_id)
    no = shipping.hand_over(manifest, parcels)
    if no:
        return no
    tables.parcels.manifests.put(
        replace(manifest, state=ManifestState.HANDED_OVER, handed_over_at=doing.at)
    )
    moved = 0
    for parcel in parcels:
        moved = _ship(tables, doing, parcel, moved)
    values = {"parcels": len(parcels), "carrier": manifest.carrier}
    return Done(effect=Effect.SHIPPED, values=values)


def _ship(tables: Tables, doing: Doing, parcel: Parcel, moved: int) -> int:
    state = PARCEL[parcel.state, ParcelEvent.HAND_OVER]
    tables.parcels.parcels.put(replace(parcel, state=state))
    source = parcel_place(parcel.parcel_id)
    moved = move(
        tables, doing, tables.stock.all_in(source), source, CUSTOMER, after=moved
    )
    for packed in tables.parcels.inside(parcel.parcel_id):
        line = tables.orders.line(parcel.order_id, packed.line_no)
        assert line is not None, packed
        tables.orders.lines.put(orders.shift(line, "packed", "shipped", packed.qty_each))
    _close_order(tables, doing, parcel)
    return moved


def _close_order(tables: Tables, doing: Doing, parcel: Parcel) -> None:
    order = tables.orders.order(parcel.order_id)
    assert order is not None, parcel
    order = promising.happen(tables, order, OrderEvent.HAND_OVER)
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
