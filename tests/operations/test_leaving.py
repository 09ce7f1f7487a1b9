"""What the carrier's driver took is gone, whatever the books thought of it."""

from app.engine.cancelling import CancelOrder
from app.engine.holding import HoldOrder, HoldReason
from app.engine.names import CUSTOMER, ManifestId, Sscc
from app.engine.refusals import Refusal, Refused
from app.engine.repacking import VoidParcel
from app.engine.shipping import HandOver, LoadParcel, TakeOffManifest
from app.engine.task_states import OrderState, ParcelState, PutBackState
from app.operations.running import do
from app.operations.seeing_board import see_put_backs
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MAIL, PAM, SUE, TEA, ok


def loaded(*refs: str) -> tuple[Station, ManifestId, list[Sscc]]:
    """Orders of one tea and one lamp each, on one manifest."""
    station = open_store(None)
    site.stock_up(station)
    manifest, ssccs = "", list[Sscc]()
    for n, ref in enumerate(refs, start=1):
        ok(do(station, site.order(ref, (TEA, 1), (LAMP, 1))))
        site.release(station, ref)
        site.pick_order(station, f"TOTE-000{n}", "A", "B")
        _, sscc = site.pack(station, f"TOTE-000{n}")
        done = ok(do(station, LoadParcel(sscc=sscc, carrier=MAIL), badge=PAM))
        manifest = str(done.values["manifest"])
        ssccs.append(sscc)
    return station, ManifestId(manifest), ssccs


def left(station: Station, manifest: ManifestId, *ssccs: Sscc) -> None:
    done = HandOver(manifest_id=manifest, ssccs=ssccs)
    assert site.do_at(station, done, DAY).outcome == "discrepancy"
    site.prove_books(station)


def state_of(station: Station, sscc: Sscc) -> ParcelState:
    with station.reading() as tables:
        parcel = tables.parcels.with_sscc(sscc)
    assert parcel is not None
    return parcel.state


def test_a_manifest_that_changed_since_it_was_seen_is_looked_at_again():
    station, manifest, [first, second] = loaded("1", "2")
    one = HandOver(manifest_id=manifest, ssccs=(first,))

    no = do(station, one, badge=PAM)

    assert isinstance(no, Refused)
    assert (no.reason, no.wanted, no.got) == (Refusal.MANIFEST_DIFFERS, "1", "2")
    both = HandOver(manifest_id=manifest, ssccs=(second, first))
    assert ok(do(station, both, badge=PAM)).values["parcels"] == 2
    site.prove_books(station)


def test_what_was_handed_over_elsewhere_is_sent_and_what_was_not_seen_there_stays():
    station, manifest, [first, second] = loaded("1", "2")

    left(station, manifest, first)

    assert state_of(station, first) is ParcelState.HANDED_OVER
    assert state_of(station, second) is ParcelState.LABELLED
    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    assert site.order_of(station, "2").state is OrderState.PACKED
    assert site.ship(station, second).values["parcels"] == 1
    site.prove_books(station)


def test_a_parcel_taken_off_or_held_meanwhile_is_gone_when_the_driver_had_it():
    station, manifest, [first, second] = loaded("1", "2")
    ok(do(station, TakeOffManifest(sscc=first), badge=PAM))
    order_id = site.order_id(station, "2")
    ok(do(station, HoldOrder(order_id=order_id, reason=HoldReason.FRAUD)))

    left(station, manifest, first, second)

    for ref, sscc in (("1", first), ("2", second)):
        assert state_of(station, sscc) is ParcelState.HANDED_OVER
        assert site.order_of(station, ref).state is OrderState.HANDED_OVER


def test_an_order_cancelled_while_the_driver_had_its_parcel_is_sent_all_the_same():
    station, manifest, [first, second] = loaded("1", "2")
    ok(do(station, CancelOrder(order_id=site.order_id(station, "1")), badge=SUE))
    assert len(see_put_backs(station)) == 2

    left(station, manifest, first, second)

    assert see_put_backs(station) == []
    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    assert [line.shipped_each for line in site.lines_of(station, "1")] == [1, 1]
    with station.reading() as tables:
        backs = tables.work.put_backs_of(site.order_id(station, "1"))
        assert tables.stock.balance(CUSTOMER, LAMP).qty_each == 2
    assert {back.state for back in backs} == {PutBackState.LEFT}


def test_what_went_back_into_a_tote_before_is_not_sent():
    station, manifest, [first, second] = loaded("1", "2")
    with station.reading() as tables:
        parcel = tables.parcels.with_sscc(first)
    assert parcel is not None
    ok(do(station, VoidParcel(parcel_id=parcel.parcel_id, reason="wet"), badge=PAM))

    left(station, manifest, first, second)

    assert state_of(station, first) is ParcelState.VOID
    assert site.order_of(station, "1").state is OrderState.PICKED
    assert site.order_of(station, "2").state is OrderState.HANDED_OVER


def test_a_manifest_handed_over_twice_sends_its_parcels_once():
    station, manifest, ssccs = loaded("1")
    done = HandOver(manifest_id=manifest, ssccs=tuple(ssccs))
    ok(do(station, done, badge=PAM))

    left(station, manifest, *ssccs)
    left(station, ManifestId("404"), *ssccs)

    assert site.lines_of(station, "1")[0].shipped_each == 1


def test_a_manifest_nobody_knows_is_made_for_what_left_on_it():
    station, _, [first] = loaded("1")

    left(station, ManifestId("ELSEWHERE"), first)

    with station.reading() as tables:
        [parcel] = tables.parcels.on(ManifestId("ELSEWHERE"))
    assert parcel.state is ParcelState.HANDED_OVER
