"""A held order keeps its promise and goes no further, whatever stage it is in."""

from dataclasses import replace

from app.engine.cancelling import CancelOrder
from app.engine.holding import HoldOrder, HoldReason, LetGoOrder
from app.engine.names import BinCode, ListId, ManifestId, Sscc, ZoneCode
from app.engine.picking import ClaimWork, GiveBackWork
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.shipping import HandOver, LoadParcel, TakeOffManifest
from app.engine.task_states import OrderState
from app.operations.running import do
from app.operations.seeing_board import see_order
from app.operations.seeing_work import see_queue, see_zones
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, BEN, DAY, LAMP, MAIL, PAM, SUE, TEA, ok

A = ZoneCode("A")


def warehouse(*orders: object) -> Station:
    station = open_store(None)
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    return station


def hold(station: Station, ref: str, note: str = "") -> Done:
    asked = HoldOrder(
        order_id=site.order_id(station, ref), reason=HoldReason.FRAUD, note=note
    )
    return ok(do(station, asked, badge=SUE))


def let_go(station: Station, ref: str) -> Done:
    return ok(do(station, LetGoOrder(order_id=site.order_id(station, ref)), badge=SUE))


def refused(verdict: Verdict) -> tuple[Refusal, str]:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason, verdict.got


def test_a_held_order_keeps_its_promise_and_its_place_and_is_not_released():
    station = warehouse(site.order("1", (LAMP, 7)))
    hold(station, "1", "card reported stolen")

    release = ReleaseOrders(order_ids=(site.order_id(station, "1"),))
    no = do(station, release, badge=SUE)
    ok(do(station, site.ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=1)))

    assert refused(no) == (Refusal.ORDER_HELD, "fraud, card reported stolen")
    [line] = site.lines_of(station, "1")
    assert line.reserved_each == 6
    assert site.order_of(station, "1").state is OrderState.RESERVED
    site.prove_books(station)
    let_go(station, "1")
    ok(do(station, release, badge=SUE))


def test_a_walk_of_a_held_order_is_passed_over_until_it_is_let_go():
    station = warehouse(site.order("1", (TEA, 1)), site.order("2", (TEA, 2)))
    site.release(station, "1", "2")
    [walk] = [w for w in see_queue(station, A) if w.order_ref == "1"]
    hold(station, "1")

    assert [w.order_ref for w in see_queue(station, A)] == ["2"]
    assert [zone.lists_ready for zone in see_zones(station)] == [1]
    this_one = ClaimWork(zone=A, list_id=walk.pick_list.list_id)
    assert refused(do(station, this_one, badge=ANA))[0] is Refusal.ORDER_HELD
    site.claim(station, "A")
    assert site.walk_of(station).order_ref == "2"
    no = do(station, ClaimWork(zone=A), badge=BEN)
    assert refused(no)[0] is Refusal.CLAIMED_BY_OTHER

    let_go(station, "1")
    assert site.claim(station, "A", BEN) == walk.pick_list.list_id


def test_what_is_in_a_pickers_hands_goes_on_though_the_order_is_held():
    station = warehouse(site.order("1", (TEA, 4), (LAMP, 1)))
    site.release(station, "1")
    list_id = site.claim(station, "A")
    hold(station, "1")

    assert site.claim(station, "A") == list_id
    site.take_tote(station, list_id, "TOTE-0001")
    site.pick_all(station, "TOTE-0001")
    site.set_down(station)

    no = do(station, ClaimWork(zone=ZoneCode("B")), badge=ANA)
    assert refused(no)[0] is Refusal.NO_WORK
    site.prove_books(station)


def test_a_walk_given_back_is_not_given_out_again_while_its_order_is_held():
    station = warehouse(site.order("1", (TEA, 4)))
    site.release(station, "1")
    list_id: ListId = site.claim(station, "A")
    hold(station, "1")
    ok(do(station, GiveBackWork(list_id=list_id), badge=ANA))

    assert refused(do(station, ClaimWork(zone=A), badge=ANA))[0] is Refusal.NO_WORK


def packed(station: Station) -> LoadParcel:
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    _, sscc = site.pack(station, "TOTE-0001")
    return LoadParcel(sscc=sscc, carrier=MAIL)


def test_a_parcel_of_a_held_order_is_not_loaded():
    station = warehouse(site.order("1", (TEA, 4)))
    load = packed(station)
    hold(station, "1")

    assert refused(do(station, load, badge=PAM)) == (Refusal.ORDER_HELD, "fraud")
    let_go(station, "1")
    ok(do(station, load, badge=PAM))


def test_a_manifest_with_a_parcel_of_a_held_order_is_not_handed_over():
    station = warehouse(site.order("1", (TEA, 4)))
    loaded = ok(do(station, packed(station), badge=PAM))
    hold(station, "1")
    handed = HandOver(manifest_id=ManifestId(str(loaded.values["manifest"])))

    assert refused(do(station, handed, badge=PAM))[0] is Refusal.ORDER_HELD
    let_go(station, "1")
    ok(do(station, handed, badge=PAM))
    site.prove_books(station)


def test_a_held_parcel_comes_off_the_manifest_and_the_others_leave_without_it():
    station = warehouse(site.order("1", (TEA, 4)), site.order("2", (TEA, 1)))
    load = packed(station)
    ok(do(station, load, badge=PAM))
    site.release(station, "2")
    site.pick_order(station, "TOTE-0002", "A")
    _, other = site.pack(station, "TOTE-0002")
    hold(station, "1")
    off = TakeOffManifest(sscc=load.sscc)

    assert ok(do(station, off, badge=PAM)).effect is Effect.TAKEN_OFF
    assert refused(do(station, off, badge=PAM))[0] is Refusal.PARCEL_NOT_MANIFESTED
    assert ok(site.ship(station, other)).values["parcels"] == 1
    unknown = TakeOffManifest(sscc=Sscc("404"))
    assert refused(do(station, unknown, badge=PAM))[0] is Refusal.UNKNOWN_PARCEL

    let_go(station, "1")
    site.ship(station, load.sscc)
    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    site.prove_books(station)


def test_a_parcel_that_left_though_its_order_was_held_elsewhere_is_written_down():
    station = warehouse(site.order("1", (TEA, 4)))
    load = packed(station)
    hold(station, "1")

    loaded = site.do_at(station, load, DAY)
    with station.reading() as tables:
        [manifest] = tables.parcels.manifests.find("")
    handed = site.do_at(station, HandOver(manifest_id=manifest.manifest_id), DAY)

    assert (loaded.outcome, loaded.reason) == ("discrepancy", "order_held")
    assert (handed.outcome, handed.reason) == ("discrepancy", "order_held")
    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    site.prove_books(station)


def test_a_cancelled_parcel_loaded_elsewhere_does_not_take_the_others_off_the_manifest():
    station = warehouse(site.order("1", (TEA, 4)), site.order("2", (TEA, 1)))
    first = packed(station)
    ok(do(station, CancelOrder(order_id=site.order_id(station, "1")), badge=SUE))
    site.release(station, "2")
    site.pick_order(station, "TOTE-0002", "A")
    _, sscc = site.pack(station, "TOTE-0002")

    assert site.do_at(station, first, DAY).outcome == "discrepancy"
    second = LoadParcel(sscc=sscc, carrier=MAIL)
    assert site.do_at(station, second, DAY).outcome == "done"

    with station.reading() as tables:
        [manifest] = tables.parcels.manifests.find("")
        on_it = tables.parcels.on(manifest.manifest_id)
    assert [parcel.sscc for parcel in on_it] == [sscc]


def test_holding_again_says_the_new_reason_and_letting_go_twice_changes_nothing():
    station = warehouse(site.order("1", (TEA, 4)))

    first, again, other = hold(station, "1"), hold(station, "1"), hold(station, "1", "x")
    effects = [first.effect, again.effect, other.effect]
    assert effects == [Effect.ORDER_HELD, Effect.ALREADY_DONE, Effect.ORDER_HELD]
    found = see_order(station, site.order_id(station, "1"))
    assert found is not None
    assert (found.row.order.hold, found.row.order.hold_note) == ("fraud", "x")

    effects = [let_go(station, "1").effect, let_go(station, "1").effect]
    assert effects == [Effect.ORDER_LET_GO, Effect.ALREADY_DONE]


def test_an_order_of_which_nothing_is_left_here_is_not_held():
    station = warehouse(site.order("1", (TEA, 4)))
    load = packed(station)
    site.ship(station, load.sscc)
    asked = HoldOrder(order_id=site.order_id(station, "1"), reason=HoldReason.OTHER)

    assert refused(do(station, asked))[0] is Refusal.ORDER_CLOSED
    unknown = replace(asked, order_id=site.OrderId("404"))
    assert refused(do(station, unknown))[0] is Refusal.UNKNOWN_ORDER
