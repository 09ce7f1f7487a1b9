"""One order in several parcels, parcels undone, cartons, and the hospital."""

import pytest

from app.engine.cartons import RemoveCartonType, SetCartonType
from app.engine.delivering import ConfirmDelivery
from app.engine.names import CUSTOMER, ParcelId, Place, Sscc, ToteCode
from app.engine.packing import CloseParcel, ConfirmLabel, OpenParcel, PackItem
from app.engine.picking import Tote
from app.engine.refusals import Effect, Refusal, Refused, Verdict
from app.engine.repacking import MergeParcels, MoveBetweenParcels, VoidParcel
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.shipping import LoadParcel, SetTracking, TakeOffManifest
from app.engine.task_states import OrderState, ParcelState, ToteState
from app.operations.kinds import Command
from app.operations.papers import label_pdf
from app.operations.running import do
from app.operations.seeing_board import see_order, see_orders
from app.operations.seeing_packing import (
    place_among,
    see_packing_job,
    see_papers,
    see_parcel,
    see_totes_to_pack,
)
from app.operations.seeing_parcels import see_hospital, see_parcels
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import LAMP, MAIL, MUG, PAM, SUE, TEA, ok

TOTE, SPARE = ToteCode("TOTE-0001"), ToteCode("TOTE-0007")


def at_packing(*more: object) -> Station:
    """Order 1, four teas and two mugs, stands in a tote at packing."""
    station = open_store(None)
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 4), (MUG, 2))))
    site.release(station, "1")
    site.pick_order(station, TOTE, "A")
    for order in more:
        ok(do(station, order))
    return station


def done(station: Station, command: Command) -> Effect:
    return ok(do(station, command, badge=SUE)).effect


def refused(verdict: Verdict) -> tuple[Refusal, str, str]:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason, verdict.wanted, verdict.got


def next_box(station: Station) -> ParcelId:
    return ParcelId(
        str(ok(do(station, OpenParcel(tote=TOTE), badge=PAM)).values["parcel"])
    )


def put(station: Station, sku: site.Sku, qty_each: int, **into: ParcelId) -> None:
    item = PackItem(tote=TOTE, sku=sku, qty_each=qty_each, parcel_id=into.get("into", ""))  # type: ignore[arg-type]
    ok(do(station, item, badge=PAM))


def label(station: Station, parcel_id: ParcelId) -> Sscc:
    parcel = see_parcel(station, parcel_id)
    assert parcel is not None
    ok(do(station, ConfirmLabel(parcel_id=parcel_id, sscc=parcel.sscc), badge=PAM))
    return parcel.sscc


def state(station: Station) -> OrderState:
    [row] = see_orders(station)
    return row.order.state


def tote(station: Station, code: ToteCode = TOTE) -> Tote:
    with station.reading() as tables:
        return tables.work.tote(code)


def test_a_tote_is_packed_into_two_parcels_and_is_free_when_it_is_empty():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    second = next_box(station)
    put(station, MUG, 1)
    put(station, MUG, 1, into=first)

    assert done(station, CloseParcel(parcel_id=first)) is Effect.PARCEL_CLOSED
    assert tote(station).state is ToteState.PACKING
    label(station, first)
    assert state(station) is OrderState.PACKING
    assert done(station, CloseParcel(parcel_id=second)) is Effect.PARCEL_CLOSED
    assert tote(station).state is ToteState.FREE
    label(station, second)

    assert state(station) is OrderState.PACKED
    seen = see_parcels(station, site.order_id(station, "1"))
    assert [(each.number, each.count) for each in seen] == [(1, 2), (2, 2)]
    assert [[(g.sku, g.qty_each) for g in each.goods] for each in seen] == [
        [(TEA, 4), (MUG, 1)],
        [(MUG, 1)],
    ]
    site.prove_books(station)


def test_the_last_parcel_waits_for_the_rest_unless_more_follows():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)

    early = do(station, CloseParcel(parcel_id=first), badge=PAM)
    assert refused(early) == (Refusal.NOT_VERIFIED, "0", "2")
    ok(do(station, CloseParcel(parcel_id=first, more_follows=True), badge=PAM))
    labelled = ConfirmLabel(
        parcel_id=first,
        sscc=see_parcels(station, site.order_id(station, "1"))[0].parcel.sscc,
    )
    assert done(station, labelled) is Effect.PARCEL_LABELLED

    assert tote(station).state is ToteState.PACKING
    second = site.start_packing(station, TOTE)
    assert second != first
    put(station, MUG, 2)
    ok(do(station, CloseParcel(parcel_id=second), badge=PAM))
    label(station, second)
    assert state(station) is OrderState.PACKED
    site.prove_books(station)


def test_a_next_box_nothing_went_into_is_thrown_away():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    second = next_box(station)
    put(station, TEA, 4, into=first)
    put(station, MUG, 2, into=first)

    ok(do(station, CloseParcel(parcel_id=first), badge=PAM))
    label(station, first)

    assert tote(station).state is ToteState.FREE
    assert state(station) is OrderState.PACKED
    [_, void] = see_parcels(station, site.order_id(station, "1"))
    assert (void.parcel.parcel_id, void.parcel.state) == (second, ParcelState.VOID)
    papers = see_papers(station, first)
    assert papers
    assert (papers.number, papers.count) == (1, 1)


def test_a_next_box_needs_a_tote_on_the_table():
    station = at_packing()
    early = do(station, OpenParcel(tote=TOTE), badge=PAM)
    assert refused(early) == (Refusal.TOTE_NOT_READY, "packing", TOTE)
    unknown = do(station, OpenParcel(tote=SPARE), badge=PAM)
    assert refused(unknown)[0] is Refusal.TOTE_NOT_READY


def test_an_item_goes_only_into_an_open_parcel_of_its_own_tote():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    alien = PackItem(tote=SPARE, sku=TEA, parcel_id=first)
    lost = PackItem(tote=TOTE, sku=TEA, parcel_id=ParcelId("nobody"))

    assert refused(do(station, alien, badge=PAM)) == (Refusal.WRONG_TOTE, TOTE, SPARE)
    assert refused(do(station, lost, badge=PAM))[0] is Refusal.PARCEL_NOT_OPEN


def test_goods_move_between_open_parcels():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    second = next_box(station)
    move = MoveBetweenParcels(from_parcel=first, to_parcel=second, sku=TEA, qty_each=3)

    assert done(station, move) is Effect.GOODS_MOVED
    assert refused(do(station, move, badge=PAM)) == (Refusal.NOT_IN_PARCEL, "1", TEA)

    with station.reading() as tables:
        assert [x.qty_each for x in tables.parcels.inside(first)] == [1]
        assert [x.qty_each for x in tables.parcels.inside(second)] == [3]
    site.prove_books(station)


def test_two_parcels_become_one_and_the_others_label_is_void():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    ok(do(station, CloseParcel(parcel_id=first, more_follows=True), badge=PAM))
    old = label(station, first)
    second = next_box(station)
    put(station, MUG, 2)

    assert done(station, MergeParcels(into=second, other=first)) is Effect.PARCELS_MERGED

    ok(do(station, CloseParcel(parcel_id=second), badge=PAM))
    sscc = label(station, second)
    late = do(station, LoadParcel(sscc=old, carrier=MAIL), badge=PAM)
    assert refused(late) == (Refusal.PARCEL_VOID, "labelled", old)
    site.ship(station, sscc)
    with station.reading() as tables:
        assert tables.stock.balance(CUSTOMER, TEA).qty_each == 4
        assert tables.stock.balance(CUSTOMER, MUG).qty_each == 2
    site.prove_books(station)


def test_a_voided_parcel_is_packed_again_under_another_number():
    station = at_packing()
    first, old = site.pack(station, TOTE)
    ok(do(station, LoadParcel(sscc=old, carrier=MAIL), badge=PAM))

    void = VoidParcel(parcel_id=first, reason="torn", into_tote=SPARE)
    assert done(station, void) is Effect.PARCEL_VOIDED

    assert state(station) is OrderState.PICKED
    assert (tote(station, SPARE).state, tote(station, SPARE).stands_at) == (
        ToteState.STAGED,
        "DROP-PACK-1",
    )
    [row] = see_orders(station)
    assert (row.picked_each, row.packed_each) == (6, 0)
    parcel = see_parcel(station, first)
    assert parcel
    assert (parcel.manifest_id, parcel.void_reason, parcel.sscc) == ("", "torn", old)
    site.prove_books(station)

    _, sscc = site.pack(station, SPARE)
    assert sscc != old
    site.ship(station, sscc)
    assert state(station) is OrderState.HANDED_OVER
    again = do(station, void, badge=PAM)
    assert refused(again)[0] is Refusal.PARCEL_VOID
    site.prove_books(station)


def test_a_voided_parcels_goods_do_not_go_into_a_tote_with_others():
    other = site.order("2", (LAMP, 1))
    station = at_packing(other)
    first, _ = site.pack(station, TOTE)
    site.release(station, "2")
    site.pick_order(station, TOTE, "B")

    verdict = do(station, VoidParcel(parcel_id=first, reason="torn"), badge=PAM)

    assert refused(verdict) == (Refusal.TOTE_IN_USE, "free", TOTE)
    site.prove_books(station)


def test_voiding_an_open_parcel_puts_its_goods_back_into_its_tote():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 3)

    ok(do(station, VoidParcel(parcel_id=first, reason="wet"), badge=PAM))

    with station.reading() as tables:
        assert tables.stock.balance(Place(TOTE), TEA).qty_each == 4
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    assert state(station) is OrderState.HANDED_OVER
    site.prove_books(station)


def test_a_parcel_the_carrier_has_is_not_undone():
    station = at_packing()
    first, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    verdict = do(station, VoidParcel(parcel_id=first, reason="late"), badge=PAM)
    assert refused(verdict) == (Refusal.PARCEL_GONE, "manifested", "handed_over")


def test_an_order_has_left_only_when_all_its_parcels_have():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    ok(do(station, CloseParcel(parcel_id=first, more_follows=True), badge=PAM))
    site.ship(station, label(station, first))
    assert state(station) is OrderState.PICKED

    second = site.start_packing(station, TOTE)
    put(station, MUG, 2)
    ok(do(station, CloseParcel(parcel_id=second), badge=PAM))
    site.ship(station, label(station, second))

    assert state(station) is OrderState.HANDED_OVER
    site.prove_books(station)


NOBODYS = ParcelId("nobody")


@pytest.mark.parametrize(
    "command",
    [
        CloseParcel(parcel_id=NOBODYS),
        ConfirmLabel(parcel_id=NOBODYS, sscc=Sscc("3" * 18)),
        VoidParcel(parcel_id=NOBODYS, reason="torn"),
        MergeParcels(into=NOBODYS, other=NOBODYS),
        MoveBetweenParcels(from_parcel=NOBODYS, to_parcel=NOBODYS, sku=TEA, qty_each=1),
        SetTracking(parcel_id=NOBODYS, tracking="JD01"),
        ConfirmDelivery(parcel_id=NOBODYS, signed_by="Ada"),
        LoadParcel(sscc=Sscc("nobody"), carrier=MAIL),
        TakeOffManifest(sscc=Sscc("nobody")),
    ],
)
def test_a_parcel_nobody_knows_is_refused_by_name(command: Command):
    station = open_store(None)
    assert refused(do(station, command)) == (Refusal.UNKNOWN_PARCEL, "", "nobody")


def test_a_known_parcel_does_not_merge_with_one_nobody_knows():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    for command in (
        MergeParcels(into=first, other=NOBODYS),
        MoveBetweenParcels(from_parcel=first, to_parcel=NOBODYS, sku=TEA, qty_each=1),
    ):
        assert refused(do(station, command)) == (Refusal.UNKNOWN_PARCEL, "", "nobody")
    assert refused(do(station, MergeParcels(into=first, other=first)))[0] is (
        Refusal.SAME_PARCEL
    )


# ── weights and cartons ───────────────────────────────────────────────────────────────

SMALL = SetCartonType(
    code="S",
    name="Small",
    length_mm=300,
    width_mm=200,
    height_mm=150,
    tare_g=200,
    most_g=1_600,
)


def test_a_weight_far_off_needs_a_second_word():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    put(station, MUG, 2)

    odd = do(station, CloseParcel(parcel_id=first, weight_g=1_800), badge=PAM)
    assert refused(odd) == (Refusal.WEIGHT_OFF, "1500", "1800")
    meant = CloseParcel(parcel_id=first, weight_g=1_800, weight_confirmed=True)
    assert done(station, meant) is Effect.PARCEL_CLOSED


def test_the_carton_counts_in_the_weight_and_bears_so_much():
    station = at_packing(SMALL)
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    put(station, MUG, 2)

    light = CloseParcel(parcel_id=first, weight_g=1_500, carton="S")
    assert refused(do(station, light, badge=PAM)) == (Refusal.WEIGHT_OFF, "1700", "1500")
    heavy = CloseParcel(parcel_id=first, weight_g=1_700, carton="S")
    assert refused(do(station, heavy, badge=PAM)) == (Refusal.TOO_HEAVY, "1600", "1700")
    ok(do(station, RemoveCartonType(code="S"), badge=SUE))
    assert refused(do(station, heavy, badge=PAM))[0] is Refusal.UNKNOWN_CARTON
    twice = do(station, RemoveCartonType(code="S"), badge=SUE)
    assert refused(twice)[0] is Refusal.UNKNOWN_CARTON


def test_a_carton_that_was_removed_can_be_taken_up_again():
    station = at_packing(SMALL)
    ok(do(station, RemoveCartonType(code="S"), badge=SUE))
    ok(do(station, SMALL, badge=SUE))
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    closed = CloseParcel(parcel_id=first, carton="S", weight_g=1_200, more_follows=True)
    ok(do(station, closed, badge=PAM))
    parcel = see_parcel(station, first)
    assert parcel
    assert (parcel.carton, parcel.weight_g) == ("S", 1_200)


# ── the hospital ──────────────────────────────────────────────────────────────────────


def test_a_tote_in_the_hospital_is_not_packed_and_says_why():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 1)

    sent = ok(
        do(station, SendToHospital(tote=TOTE, reason="one mug is broken"), badge=PAM)
    )
    assert sent.values == {"tote": TOTE, "place": "HOSPITAL-1"}

    why = (Refusal.TOTE_IN_HOSPITAL, TOTE, "one mug is broken")
    for command in (
        site.StartPacking(tote=TOTE),
        OpenParcel(tote=TOTE),
        PackItem(tote=TOTE, sku=TEA),
        CloseParcel(parcel_id=first, more_follows=True),
        SendToHospital(tote=TOTE, reason="again"),
    ):
        assert refused(do(station, command, badge=PAM)) == why
    assert see_totes_to_pack(station) == []
    [there] = see_hospital(station)
    assert (there.place, there.order_ref, there.reason, there.eaches) == (
        "HOSPITAL-1",
        "1",
        "one mug is broken",
        5,
    )


def test_a_tote_that_left_the_hospital_goes_on_where_it_was():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 1)
    ok(do(station, SendToHospital(tote=TOTE, reason="label is missing"), badge=PAM))

    ok(do(station, LeaveHospital(tote=TOTE), badge=PAM))
    twice = do(station, LeaveHospital(tote=TOTE), badge=PAM)

    assert refused(twice) == (Refusal.TOTE_NOT_IN_HOSPITAL, TOTE, "staged")
    assert see_hospital(station) == []
    assert site.start_packing(station, TOTE) == first
    job = see_packing_job(station, TOTE)
    assert job
    assert job.tote.state is ToteState.PACKING
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    site.prove_books(station)


def test_only_a_tote_at_packing_goes_to_the_hospital():
    station = at_packing()
    free = do(station, SendToHospital(tote=SPARE, reason="dirty"), badge=PAM)
    assert refused(free)[0] is Refusal.TOTE_NOT_READY


# ── what is told ──────────────────────────────────────────────────────────────────────


def test_an_orders_story_tells_of_boxes_moves_and_the_hospital():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    ok(do(station, SendToHospital(tote=TOTE, reason="wet"), badge=PAM))
    ok(do(station, LeaveHospital(tote=TOTE), badge=PAM))
    site.start_packing(station, TOTE)
    second = next_box(station)
    move = MoveBetweenParcels(from_parcel=first, to_parcel=second, sku=TEA, qty_each=1)
    ok(do(station, move, badge=PAM))
    ok(do(station, MergeParcels(into=first, other=second), badge=PAM))
    ok(do(station, VoidParcel(parcel_id=first, reason="torn"), badge=PAM))

    story = see_order(station, site.order_id(station, "1"))

    assert story is not None
    kinds = [each.kind for each in reversed(story.timeline)]
    assert kinds[kinds.index("hand_on_tote") + 1 :] == [
        "start_packing",
        "pack_item",
        "send_to_hospital",
        "leave_hospital",
        "open_parcel",
        "move_between_parcels",
        "merge_parcels",
        "void_parcel",
    ]


def test_a_label_says_which_of_how_many():
    station = at_packing()
    first = site.start_packing(station, TOTE)
    put(station, TEA, 4)
    second = next_box(station)
    put(station, MUG, 2)
    ok(do(station, CloseParcel(parcel_id=first), badge=PAM))
    assert label_pdf(station, first)
    with station.reading() as tables:
        parcel = tables.parcels.parcel(second)
        assert parcel
        assert place_among(tables, parcel) == (2, 2)
