"""Cancelled goods are put back from wherever they are by then, and packed nowhere."""

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.names import ParcelId, Place, ToteCode, parcel_place
from app.engine.packing import CloseParcel, OpenParcel, PackItem
from app.engine.putting_back import PutBack
from app.engine.refusals import Effect, Refusal, Refused
from app.engine.repacking import MergeParcels, MoveBetweenParcels, VoidParcel
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.task_states import OrderState, ParcelState, ToteState
from app.operations.running import do
from app.operations.seeing_board import see_put_backs
from app.operations.seeing_packing import see_packing_job, see_totes_to_pack
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, MUG, PAM, SUE, TEA, ok

TOTE = ToteCode("TOTE-0001")


def at_the_table(*lines: tuple[site.Sku, int]) -> tuple[Station, ParcelId]:
    station = open_store(None)
    site.stock_up(station)
    ok(do(station, site.order("1", *(lines or ((TEA, 4), (MUG, 2))))))
    site.release(station, "1")
    site.pick_order(station, TOTE, "A")
    return station, site.start_packing(station, TOTE)


def pack(station: Station, sku: site.Sku, qty_each: int) -> None:
    ok(do(station, PackItem(tote=TOTE, sku=sku, qty_each=qty_each), badge=PAM))


def cancel(station: Station, line_no: int, qty_each: int) -> None:
    order_id = site.order_id(station, "1")
    asked = CancelLine(order_id=order_id, line_no=line_no, qty_each=qty_each)
    ok(do(station, asked, badge=SUE))
    site.prove_books(station)


def sources(station: Station) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for back in see_put_backs(station):
        source = back.task.source
        found[source] = found.get(source, 0) + back.task.left_each
    return found


def tote_state(station: Station) -> ToteState:
    with station.reading() as tables:
        return tables.work.tote(TOTE).state


def finish(station: Station) -> None:
    """Pack what is left, send it, put the rest back: the tote is free in the end."""
    _, sscc = site.pack(station, TOTE)
    site.put_all_back(station)
    site.ship(station, sscc)
    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    assert tote_state(station) is ToteState.FREE
    site.prove_books(station)


def test_goods_that_go_back_are_not_packed():
    station, parcel_id = at_the_table()
    cancel(station, 1, 3)

    job = see_packing_job(station, TOTE)
    assert job is not None
    assert {goods.sku: goods.qty_each for goods in job.goods} == {TEA: 1, MUG: 2}
    no = do(station, PackItem(tote=TOTE, sku=TEA, qty_each=2), badge=PAM)
    assert isinstance(no, Refused)
    assert (no.reason, no.wanted) == (Refusal.MORE_THAN_ASKED, "1")
    pack(station, MUG, 2)
    last = ok(do(station, PackItem(tote=TOTE, sku=TEA), badge=PAM))
    assert last.effect is Effect.ALL_VERIFIED
    ok(do(station, CloseParcel(parcel_id=parcel_id), badge=PAM))
    assert tote_state(station) is ToteState.PACKING
    site.put_all_back(station)
    assert tote_state(station) is ToteState.FREE


def test_goods_that_go_back_from_a_parcel_that_is_undone_go_back_from_its_tote():
    station, parcel_id = at_the_table()
    pack(station, TEA, 4)
    cancel(station, 1, 3)
    assert sources(station) == {parcel_place(parcel_id): 3}

    ok(do(station, VoidParcel(parcel_id=parcel_id, reason="wet"), badge=PAM))

    assert sources(station) == {Place(TOTE): 3}
    site.prove_books(station)
    finish(station)


def test_goods_that_go_back_from_a_parcel_that_is_merged_go_back_from_the_other():
    station, first = at_the_table()
    pack(station, TEA, 4)
    cancel(station, 1, 3)
    opened = ok(do(station, OpenParcel(tote=TOTE), badge=PAM))
    second = ParcelId(str(opened.values["parcel"]))

    ok(do(station, MergeParcels(into=second, other=first), badge=PAM))

    assert sources(station) == {parcel_place(second): 3}
    site.prove_books(station)
    site.put_all_back(station)
    finish(station)


def test_goods_packed_elsewhere_though_they_go_back_go_back_from_the_parcel():
    station, parcel_id = at_the_table()
    cancel(station, 1, 3)
    packed = PackItem(tote=TOTE, sku=TEA, qty_each=2, parcel_id=parcel_id)

    assert site.do_at(station, packed, DAY).outcome == "discrepancy"

    assert sources(station) == {Place(TOTE): 2, parcel_place(parcel_id): 1}
    site.prove_books(station)


def test_goods_moved_elsewhere_though_they_go_back_go_back_from_the_second_parcel():
    station, first = at_the_table()
    pack(station, TEA, 4)
    opened = ok(do(station, OpenParcel(tote=TOTE), badge=PAM))
    second = ParcelId(str(opened.values["parcel"]))
    cancel(station, 1, 3)
    moved = MoveBetweenParcels(from_parcel=first, to_parcel=second, sku=TEA, qty_each=2)

    assert site.do_at(station, moved, DAY).outcome == "discrepancy"

    assert sources(station) == {parcel_place(first): 2, parcel_place(second): 1}
    site.prove_books(station)


def test_a_parcel_taped_up_elsewhere_over_goods_that_go_back_is_sent_with_them():
    station, parcel_id = at_the_table()
    pack(station, TEA, 4)
    pack(station, MUG, 2)
    cancel(station, 1, 3)
    taped = CloseParcel(parcel_id=parcel_id)

    assert site.do_at(station, taped, DAY).outcome == "discrepancy"
    with station.reading() as tables:
        parcel = tables.parcels.parcel(parcel_id)
    assert parcel is not None
    assert parcel.state is ParcelState.CLOSED
    label = site.ConfirmLabel(parcel_id=parcel_id, sscc=parcel.sscc)
    ok(do(station, label, badge=PAM))
    site.ship(station, parcel.sscc)

    assert [line.shipped_each for line in site.lines_of(station, "1")] == [4, 2]
    assert see_put_backs(station) == []
    site.prove_books(station)


def test_a_tote_in_the_hospital_whose_order_is_cancelled_is_free_when_it_comes_out():
    station, _ = at_the_table()
    ok(do(station, SendToHospital(tote=TOTE, reason="wet"), badge=PAM))
    ok(do(station, CancelOrder(order_id=site.order_id(station, "1")), badge=SUE))
    site.put_all_back(station)
    assert tote_state(station) is ToteState.HOSPITAL

    ok(do(station, LeaveHospital(tote=TOTE), badge=PAM))

    assert tote_state(station) is ToteState.FREE
    assert see_totes_to_pack(station) == []
    site.prove_books(station)


def test_no_box_is_opened_for_goods_that_only_go_back():
    station, parcel_id = at_the_table()
    ok(do(station, CancelOrder(order_id=site.order_id(station, "1")), badge=SUE))

    no = do(station, OpenParcel(tote=TOTE), badge=PAM)

    assert isinstance(no, Refused)
    assert no.reason is Refusal.PUT_BACK_FIRST
    with station.reading() as tables:
        parcel = tables.parcels.parcel(parcel_id)
    assert parcel is not None
    assert (parcel.state, parcel.void_reason) == (ParcelState.VOID, "cancelled")


def test_goods_put_back_into_what_is_no_bin_are_not_believed():
    station, _ = at_the_table()
    cancel(station, 1, 3)
    [back] = see_put_backs(station)
    done = PutBack(
        put_back_id=back.task.put_back_id, bin_code=site.BinCode("TOTE-7"), qty_each=3
    )

    assert site.do_at(station, done, DAY).outcome == "discrepancy"

    assert sources(station) == {Place(TOTE): 3}
    site.prove_books(station)
