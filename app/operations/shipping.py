"""Parcels onto the carrier's manifest, and out of the door."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.database.tables import Tables
from app.engine import delivering, holding, notices, orders, shipping
from app.engine.names import CUSTOMER, NO_MANIFEST, ManifestId, OrderId, parcel_place
from app.engine.notices import NoticeKind
from app.engine.orders import Order
from app.engine.packing import Parcel
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.shipping import (
    HandOver,
    LoadParcel,
    Manifest,
    ManifestState,
    SetCutOff,
    SetTracking,
    TakeOffManifest,
)
from app.engine.task_states import GONE, PARCEL, ParcelEvent, ParcelState
from app.operations import noticing
from app.operations.doing import Doing
from app.operations.following import follow
from app.operations.moving import move
from app.operations.putting_back import went_along


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


def take_off_manifest(tables: Tables, _doing: Doing, done: TakeOffManifest) -> Verdict:
    """Put a loaded parcel back beside the lorry: it can be loaded again, or voided."""
    parcel = tables.parcels.with_sscc(done.sscc)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=done.sscc)
    no = shipping.take_off(parcel)
    if no:
        return no
    _take_off(tables, parcel)
    return Done(effect=Effect.TAKEN_OFF, values={"sscc": parcel.sscc})


def _take_off(tables: Tables, parcel: Parcel) -> None:
    state = PARCEL[parcel.state, ParcelEvent.TAKE_OFF]
    tables.parcels.parcels.put(replace(parcel, state=state, manifest_id=NO_MANIFEST))


def set_cut_off(tables: Tables, doing: Doing, asked: SetCutOff) -> Verdict:
    """Say until when a carrier's manifest takes parcels, and open one where none does."""
    manifest = _manifest_for(tables, doing, asked.carrier)
    manifest = replace(manifest, cut_off=aware(asked.cut_off))
    tables.parcels.manifests.put(manifest)
    return Done(values={"carrier": asked.carrier, "manifest": manifest.manifest_id})


def hand_over(tables: Tables, doing: Doing, done: HandOver) -> Verdict:
    """The carrier took the manifest: its parcels are shipped and the goods are gone."""
    manifest = tables.parcels.manifest(done.manifest_id)
    if manifest is None:
        return Refused(reason=Refusal.UNKNOWN_MANIFEST, got=done.manifest_id)
    parcels = tables.parcels.on(manifest.manifest_id)
    theirs = [_order(tables, parcel) for parcel in parcels]
    no = shipping.hand_over(manifest, parcels, done.ssccs) or holding.may_leave(theirs)
    if no:
        return no
    _hand_over(tables, doing, done, manifest, parcels)
    values = {"parcels": len(parcels), "carrier": manifest.carrier}
    return Done(effect=Effect.SHIPPED, values=values)


def record_hand_over(tables: Tables, doing: Doing, done: HandOver) -> None:
    """Write down that the carrier took parcels though the rules say no: they are gone.

    Those that were seen on the manifest are, whatever the books have of them; what else is
    on it stays here. A hand-over that names none took what the books have on it.
    """
    on_it = tables.parcels.on(done.manifest_id)
    found = [tables.parcels.with_sscc(sscc) for sscc in done.ssccs if sscc]
    taken = [each for each in found if each and _is_here(tables, each)]
    if not done.ssccs:
        taken = [each for each in on_it if each.state is ParcelState.MANIFESTED]
    if not taken:
        return
    manifest = tables.parcels.manifest(done.manifest_id) or Manifest(
        manifest_id=done.manifest_id,
        carrier=taken[0].carrier,
        state=ManifestState.OPEN,
        opened_at=doing.at,
    )
    for parcel in on_it:
        if parcel.state is ParcelState.MANIFESTED and parcel not in taken:
            _take_off(tables, parcel)
    _hand_over(tables, doing, done, manifest, [_on_manifest(p, manifest) for p in taken])


def _is_here(tables: Tables, parcel: Parcel) -> bool:
    """Whether goods are in a parcel in our building; an undone one may be empty."""
    inside = tables.stock.inside(parcel_place(parcel.parcel_id))
    return parcel.state not in GONE and bool(inside)


def _on_manifest(parcel: Parcel, manifest: Manifest) -> Parcel:
    """The parcel as if it had been labelled and loaded; an undone one stays so."""
    state = parcel.state
    for event in (ParcelEvent.LABEL, ParcelEvent.LOAD):
        state = PARCEL.get((state, event), state)
    return replace(parcel, state=state, manifest_id=manifest.manifest_id)


def _hand_over(
    tables: Tables,
    doing: Doing,
    done: HandOver,
    manifest: Manifest,
    parcels: Sequence[Parcel],
) -> None:
    if manifest.state is ManifestState.OPEN:
        gone = replace(
            manifest,
            state=ManifestState.HANDED_OVER,
            handed_over_at=doing.at,
            driver=done.driver,
            at_dock=done.at_dock,
        )
        tables.parcels.manifests.put(gone)
        manifest = gone
    moved = 0
    for parcel in parcels:
        moved = _ship(tables, doing, parcel, moved)
    for order_id in dict.fromkeys(parcel.order_id for parcel in parcels):
        _tell_rest(tables, doing, order_id)
    facts = notices.lorry_left(manifest, tables.parcels.on(manifest.manifest_id))
    noticing.tell_company(
        tables, doing, NoticeKind.LORRY_LEFT, manifest.manifest_id, facts
    )


def _order(tables: Tables, parcel: Parcel) -> Order:
    order = tables.orders.order(parcel.order_id)
    assert order is not None, parcel
    return order


def set_tracking(tables: Tables, doing: Doing, asked: SetTracking) -> Verdict:
    """Write down what the carrier calls a parcel; an empty number takes it away.

    Who was told another number of a parcel that has left is told this one.
    """
    parcel = tables.parcels.parcel(asked.parcel_id)
    if parcel is None:
        return Refused(reason=Refusal.UNKNOWN_PARCEL, got=asked.parcel_id)
    other = tables.parcels.with_tracking(asked.tracking)
    no = shipping.set_tracking(parcel, asked, other)
    if no:
        return no
    told = replace(parcel, tracking=asked.tracking, tracking_url=asked.url)
    tables.parcels.parcels.put(told)
    if told.state in GONE:
        _tell_shipped(tables, doing, told)
    return Done(values={"tracking": asked.tracking})


def aware(at: datetime) -> datetime:
    """A moment somebody wrote without an offset is meant in UTC."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _manifest_for(tables: Tables, doing: Doing, carrier: str) -> Manifest:
    """The manifest a carrier's parcels go on now, opened when none takes any."""
    for manifest in reversed(tables.parcels.open_manifests(carrier)):
        if shipping.takes_parcels(manifest, doing.at):
            return manifest
    last = tables.parcels.last_cut_off(carrier)
    manifest = Manifest(
        manifest_id=ManifestId(doing.op_id),
        carrier=carrier,
        state=ManifestState.OPEN,
        opened_at=doing.at,
        cut_off=shipping.next_cut_off(last and last.cut_off, doing.at),
    )
    tables.parcels.manifests.put(manifest)
    return manifest


def _ship(tables: Tables, doing: Doing, parcel: Parcel, moved: int) -> int:
    # The carrier's first events may be here before the hand-over is.
    is_told = tables.parcels.words_of(parcel.parcel_id)
    state = PARCEL[parcel.state, ParcelEvent.HAND_OVER]
    state = delivering.state_of(is_told) if is_told else state
    tables.parcels.parcels.put(replace(parcel, state=state))
    went_along(tables, parcel)
    source = parcel_place(parcel.parcel_id)
    moved = move(
        tables, doing, tables.stock.all_in(source), source, CUSTOMER, after=moved
    )
    for packed in tables.parcels.inside(parcel.parcel_id):
        line = tables.orders.line(parcel.order_id, packed.line_no)
        assert line is not None, packed
        tables.orders.lines.put(orders.shift(line, "packed", "shipped", packed.qty_each))
    follow(tables, parcel.order_id)
    _tell_shipped(tables, doing, parcel)
    if state is ParcelState.DELIVERED:
        noticing.tell_delivered(tables, doing, parcel, delivering.last_at(is_told))
    return moved


def _tell_shipped(tables: Tables, doing: Doing, parcel: Parcel) -> None:
    noticing.tell_customer(
        tables,
        doing,
        NoticeKind.SHIPPED,
        parcel.order_id,
        notices.shipped(parcel),
        subject=parcel.parcel_id,
    )


def _tell_rest(tables: Tables, doing: Doing, order_id: OrderId) -> None:
    """Say what comes later, or that nothing does: then nobody is told that it would."""
    lines = tables.orders.lines_of(order_id)
    facts = notices.split(tables.parcels.of_order(order_id), lines)
    if facts:
        noticing.tell_customer(tables, doing, NoticeKind.SPLIT, order_id, facts)
    noticing.settle_drafts(tables, doing, order_id)
