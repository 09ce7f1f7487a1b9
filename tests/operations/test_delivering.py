"""Manifests and cut-offs, tracking numbers, and what carriers tell afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.engine.delivering import CarrierEvent, CarrierTold, ConfirmDelivery
from app.engine.names import BinCode, ManifestId, ParcelId, Sscc
from app.engine.notices import NoticeKind
from app.engine.orders import CancelQuantity
from app.engine.refusals import Effect, Refusal, Refused, Verdict
from app.engine.repacking import VoidParcel
from app.engine.shipping import (
    HandOver,
    LoadParcel,
    SetCutOff,
    SetTracking,
    TakeOffManifest,
)
from app.engine.task_states import OrderState, ParcelState
from app.operations.papers import manifest_sheet_pdf
from app.operations.running import do
from app.operations.seeing_board import see_order, see_orders
from app.operations.seeing_packing import see_carriers, see_parcel
from app.operations.seeing_parcels import see_manifest, see_parcels
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MAIL, PAM, SUE, TEA, ok

MOVING, FAILED, DELIVERED, BACK = CarrierEvent
HOUR = timedelta(hours=1)


class Clock(Station):
    """A station whose time stands still until it is told to move on."""

    at: datetime = DAY

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def station() -> Iterator[Clock]:
    plain = open_store(None)
    made = Clock(plain.tables, None, station_id=plain.station_id, number=0)
    site.stock_up(made)
    yield made
    made.close()


def parcel_of(station: Station, ref: str, *lines: tuple[site.Sku, int]) -> Sscc:
    """An order's one parcel, labelled."""
    ok(do(station, site.order(ref, *lines)))
    site.release(station, ref)
    zones = sorted({"B" if sku == LAMP else "A" for sku, _ in lines})
    tote = f"TOTE-{int(ref):04d}"
    site.pick_order(station, tote, *zones)
    return site.pack(station, tote)[1]


def load(station: Station, sscc: Sscc) -> ManifestId:
    done = ok(do(station, LoadParcel(sscc=sscc, carrier=MAIL), badge=PAM))
    return ManifestId(str(done.values["manifest"]))


def id_of(station: Station, sscc: Sscc) -> ParcelId:
    with station.reading() as tables:
        parcel = tables.parcels.with_sscc(sscc)
    assert parcel is not None
    return parcel.parcel_id


def refused(verdict: Verdict) -> tuple[Refusal, str, str]:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason, verdict.wanted, verdict.got


def told(
    station: Station, parcel: str, event: CarrierEvent, hour: int, event_id: str = ""
) -> Verdict:
    happened = CarrierTold(
        sscc_or_tracking=parcel, event=event, at=DAY + hour * HOUR, event_id=event_id
    )
    return do(station, happened)


def states(station: Station, sscc: Sscc) -> tuple[ParcelState, OrderState]:
    parcel = see_parcel(station, id_of(station, sscc))
    assert parcel is not None
    story = see_order(station, parcel.order_id)
    assert story is not None
    return parcel.state, story.row.order.state


# ── manifests ─────────────────────────────────────────────────────────────────────────


def test_a_parcel_past_the_cut_off_goes_onto_the_next_manifest(station: Clock):
    one, two, three = (parcel_of(station, ref, (TEA, 1)) for ref in "123")
    first = load(station, one)
    ok(do(station, SetCutOff(carrier=MAIL, cut_off=DAY + HOUR), badge=SUE))
    assert load(station, two) == first

    station.at = DAY + HOUR
    second = load(station, three)

    assert second != first
    [view] = see_carriers(station)
    assert view.manifest
    assert view.manifest.manifest_id == first
    assert [parcel.sscc for parcel, _ in view.loaded] == [one, two]
    assert [parcel.sscc for parcel, _ in view.later] == [three]
    assert view.weight_g == 500
    seen = see_manifest(station, second)
    assert seen
    assert seen.manifest.cut_off == DAY + 25 * HOUR
    ok(do(station, HandOver(manifest_id=first, driver="Jo", at_dock="DOCK-2"), badge=PAM))
    [view] = see_carriers(station)
    assert [parcel.sscc for parcel, _ in view.loaded] == [three]
    site.prove_books(station)


def test_a_cut_off_can_be_set_before_the_first_parcel(station: Clock):
    ok(do(station, SetCutOff(carrier=MAIL, cut_off=DAY + HOUR), badge=SUE))
    seen = see_manifest(station, load(station, parcel_of(station, "1", (TEA, 1))))
    assert seen
    assert (seen.manifest.cut_off, len(seen.parcels)) == (DAY + HOUR, 1)


def test_a_manifest_is_handed_over_once_by_a_driver_at_a_dock(station: Clock):
    manifest_id = load(station, parcel_of(station, "1", (TEA, 1)))
    leaving = HandOver(manifest_id=manifest_id, driver="Jo", at_dock="DOCK-2")

    ok(do(station, leaving, badge=PAM))
    twice = do(station, leaving, badge=PAM)

    assert refused(twice) == (Refusal.MANIFEST_CLOSED, "open", manifest_id)
    seen = see_manifest(station, manifest_id)
    assert seen
    assert (seen.manifest.driver, seen.manifest.at_dock) == ("Jo", "DOCK-2")
    assert (seen.weight_g, seen.unweighed) == (250, 0)
    assert manifest_sheet_pdf(station, manifest_id)
    assert manifest_sheet_pdf(station, ManifestId("nobody")) is None


def test_a_parcel_taken_off_its_manifest_stays_here(station: Clock):
    one, two = (parcel_of(station, ref, (TEA, 1)) for ref in "12")
    manifest_id = load(station, one)
    load(station, two)

    ok(do(station, TakeOffManifest(sscc=one), badge=PAM))
    twice = do(station, TakeOffManifest(sscc=one), badge=PAM)
    ok(do(station, HandOver(manifest_id=manifest_id), badge=PAM))
    late = do(station, TakeOffManifest(sscc=two), badge=PAM)

    assert refused(twice)[0] is Refusal.PARCEL_NOT_MANIFESTED
    assert refused(late)[0] is Refusal.PARCEL_GONE
    assert states(station, one) == (ParcelState.LABELLED, OrderState.PACKED)
    assert states(station, two) == (ParcelState.HANDED_OVER, OrderState.HANDED_OVER)
    site.prove_books(station)


def test_a_manifest_all_parcels_were_taken_off_is_not_handed_over(station: Clock):
    sscc = parcel_of(station, "1", (TEA, 1))
    manifest_id = load(station, sscc)
    void = VoidParcel(parcel_id=id_of(station, sscc), reason="torn")
    ok(do(station, void, badge=PAM))
    verdict = do(station, HandOver(manifest_id=manifest_id), badge=PAM)
    assert refused(verdict) == (Refusal.MANIFEST_EMPTY, "1", MAIL)
    unknown = do(station, HandOver(manifest_id=ManifestId("nobody")), badge=PAM)
    assert refused(unknown) == (Refusal.UNKNOWN_MANIFEST, "", "nobody")


# ── tracking ──────────────────────────────────────────────────────────────────────────


def test_a_tracking_number_names_one_parcel(station: Clock):
    one, two = (parcel_of(station, ref, (TEA, 1)) for ref in "12")
    asked = SetTracking(parcel_id=id_of(station, one), tracking="JD01", url="https://x")
    ok(do(station, asked, badge=PAM))
    same = replace(asked, parcel_id=id_of(station, two))

    assert refused(do(station, same, badge=PAM)) == (Refusal.TRACKING_IN_USE, one, "JD01")
    void = VoidParcel(parcel_id=id_of(station, one), reason="torn")
    ok(do(station, void, badge=PAM))
    ok(do(station, same, badge=PAM))
    site.ship(station, two)
    with station.reading() as tables:
        [notice] = tables.books.told(
            NoticeKind.SHIPPED, site.order_id(station, "2"), id_of(station, two)
        )
    assert '"tracking":"JD01"' in notice.facts


# ── the road ──────────────────────────────────────────────────────────────────────────


def test_an_order_ends_when_its_parcel_is_delivered(station: Clock):
    sscc = parcel_of(station, "1", (TEA, 1))
    site.ship(station, sscc)

    ok(told(station, sscc, MOVING, 1))
    assert states(station, sscc) == (ParcelState.IN_TRANSIT, OrderState.IN_TRANSIT)
    ok(told(station, sscc, FAILED, 2))
    assert states(station, sscc) == (ParcelState.FAILED, OrderState.IN_TRANSIT)
    ok(told(station, sscc, DELIVERED, 3))
    assert states(station, sscc) == (ParcelState.DELIVERED, OrderState.DELIVERED)
    ok(told(station, sscc, MOVING, 2))
    assert states(station, sscc) == (ParcelState.DELIVERED, OrderState.DELIVERED)
    ok(told(station, sscc, BACK, 9))
    assert states(station, sscc) == (ParcelState.RETURNED, OrderState.RETURNED)

    story = see_order(station, site.order_id(station, "1"))
    assert story
    assert [each.kind for each in reversed(story.timeline)].count("carrier_told") == 5
    [view] = see_parcels(station, site.order_id(station, "1"))
    assert [word.event for word in view.events] == [
        MOVING,
        FAILED,
        MOVING,
        DELIVERED,
        BACK,
    ]


def test_a_carriers_event_counts_once(station: Clock):
    sscc = parcel_of(station, "1", (TEA, 1))
    site.ship(station, sscc)

    first = told(station, sscc, DELIVERED, 1, "E1")
    again = told(station, sscc, DELIVERED, 1, "E1")
    other = told(station, sscc, FAILED, 1, "E1")

    assert ok(first).effect is Effect.CARRIER_NOTED
    assert ok(again).effect is Effect.ALREADY_DONE
    assert refused(other) == (Refusal.CARRIER_EVENT_DIFFERS, "delivered", "E1")


def test_the_carrier_may_speak_before_the_hand_over_is_known(station: Clock):
    sscc = parcel_of(station, "1", (TEA, 1))
    ok(told(station, sscc, MOVING, 2))
    assert states(station, sscc) == (ParcelState.LABELLED, OrderState.PACKED)

    site.ship(station, sscc)

    assert states(station, sscc) == (ParcelState.IN_TRANSIT, OrderState.IN_TRANSIT)
    site.prove_books(station)


def test_the_carriers_number_finds_the_parcel_and_nobodys_is_refused(station: Clock):
    sscc = parcel_of(station, "1", (TEA, 1))
    ok(do(station, SetTracking(parcel_id=id_of(station, sscc), tracking="JD01")))
    site.ship(station, sscc)

    ok(told(station, "JD01", DELIVERED, 1))

    assert [row.order.ref for row in see_orders(station, search="JD01")] == ["1"]
    assert states(station, sscc)[0] is ParcelState.DELIVERED
    for code in ("JD99", ""):
        verdict = told(station, code, DELIVERED, 1)
        assert refused(verdict) == (Refusal.UNKNOWN_PARCEL, "", code)


def test_an_order_with_something_to_follow_stays_on_the_road(station: Clock):
    sscc = parcel_of(station, "1", (LAMP, 7))
    site.ship(station, sscc)
    ok(told(station, sscc, DELIVERED, 1))
    assert states(station, sscc) == (ParcelState.DELIVERED, OrderState.IN_TRANSIT)

    arrived = site.ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=2)
    ok(do(station, arrived))
    assert states(station, sscc)[1] is OrderState.RESERVED
    site.release(station, "1")
    site.pick_order(station, "TOTE-0009", "B")
    _, rest = site.pack(station, "TOTE-0009")
    site.ship(station, rest)
    assert states(station, rest) == (ParcelState.HANDED_OVER, OrderState.IN_TRANSIT)
    ok(told(station, rest, DELIVERED, 2))
    assert states(station, rest)[1] is OrderState.DELIVERED
    site.prove_books(station)


def test_an_order_is_delivered_when_the_rest_of_it_is_given_up(station: Clock):
    sscc = parcel_of(station, "1", (LAMP, 7))
    site.ship(station, sscc)
    ok(told(station, sscc, DELIVERED, 1))
    cancelled = CancelQuantity(
        channel="shop", ref="C1", row=1, customer="17850", sku=LAMP, qty_each=2, at=DAY
    )

    ok(do(station, cancelled))

    assert states(station, sscc)[1] is OrderState.DELIVERED


def test_a_proof_of_delivery_is_kept_and_ends_the_way(station: Clock):
    sscc = parcel_of(station, "1", (TEA, 1))
    parcel_id = id_of(station, sscc)
    proof = ConfirmDelivery(parcel_id=parcel_id, signed_by="Ada", proof="photo 17")

    early = do(station, proof, badge=PAM)
    site.ship(station, sscc)
    station.at = DAY + HOUR
    assert ok(do(station, proof, badge=PAM)).effect is Effect.DELIVERED
    twice = do(station, proof, badge=PAM)

    assert refused(early)[0] is Refusal.PARCEL_STILL_HERE
    assert refused(twice) == (Refusal.DELIVERY_CONFIRMED, "Ada", "Ada")
    parcel = see_parcel(station, parcel_id)
    assert parcel
    assert (parcel.signed_by, parcel.proof) == ("Ada", "photo 17")
    assert [row.order.state for row in see_orders(station)] == [OrderState.DELIVERED]
