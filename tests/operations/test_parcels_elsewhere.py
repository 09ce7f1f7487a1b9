"""What a packing table did, told to a shared store that sees it differently."""

from dataclasses import replace

import msgspec

from app.database import replicas
from app.engine.cartons import SetCartonType
from app.engine.delivering import CarrierEvent, CarrierTold
from app.engine.names import VARIANCE, OpId, ParcelId, StationId, ToteCode, parcel_place
from app.engine.packing import CloseParcel, OpenParcel, PackItem
from app.engine.repacking import MoveBetweenParcels
from app.engine.setting_aside import SendToHospital
from app.engine.task_states import ParcelState
from app.operations.kinds import BY_COMMAND, Command
from app.operations.running import do
from app.operations.seeing_board import see_exceptions
from app.operations.seeing_packing import see_parcel
from app.operations.taking_in import take_in
from app.station import Station, open_store
from app.sync.protocol import Envelope, Outcome
from tests.fakes import site
from tests.fakes.site import DAY, MUG, PAM, TEA, ok

TOTE = ToteCode("TOTE-0001")


def two_boxes() -> tuple[Station, ParcelId, ParcelId]:
    """Four teas and two mugs in a tote, and two parcels open for it."""
    station = open_store(None)
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 4), (MUG, 2))))
    site.release(station, "1")
    site.pick_order(station, TOTE, "A")
    first = site.start_packing(station, TOTE)
    opened = ok(do(station, OpenParcel(tote=TOTE), badge=PAM))
    return station, first, ParcelId(str(opened.values["parcel"]))


def hear(station: Station, command: Command, number: int = 1) -> Outcome:
    """What the shared store says to an operation from another station."""
    envelope = Envelope(
        op_id=OpId(f"ELSEWHERE-{number}"),
        station=StationId("TABLE-2"),
        station_seq=number,
        kind=BY_COMMAND[type(command)].name,
        badge=PAM,
        at=DAY,
        body=msgspec.json.encode(command).decode(),
    )
    [outcome] = take_in(station, [envelope])
    return outcome


def test_a_parcel_taped_up_elsewhere_is_closed_though_goods_are_missing():
    station, first, _ = two_boxes()
    ok(do(station, PackItem(tote=TOTE, sku=TEA, parcel_id=first), badge=PAM))
    far_off = CloseParcel(parcel_id=first, weight_g=9_999)

    assert hear(station, far_off).outcome == "discrepancy"

    parcel = see_parcel(station, first)
    assert parcel
    assert (parcel.state, parcel.weight_g) == (ParcelState.CLOSED, 9_999)
    assert parcel.sscc
    [odd] = see_exceptions(station).discrepancies
    assert odd.says == "weight_off"
    site.prove_books(station)


def test_goods_moved_elsewhere_that_no_box_had_are_in_the_second_box():
    station, first, second = two_boxes()
    ok(do(station, PackItem(tote=TOTE, sku=TEA, parcel_id=first), badge=PAM))
    moved = MoveBetweenParcels(from_parcel=first, to_parcel=second, sku=TEA, qty_each=3)

    assert hear(station, moved).outcome == "discrepancy"

    with station.reading() as tables:
        held = {
            place: tables.stock.balance(place, TEA).qty_each
            for place in (parcel_place(first), parcel_place(second), VARIANCE)
        }
    assert list(held.values()) == [0, 3, -2]
    site.prove_books(station)


def test_goods_packed_elsewhere_that_the_tote_did_not_have_are_in_the_parcel():
    station, first, _ = two_boxes()
    packed = PackItem(tote=TOTE, sku=TEA, qty_each=6, parcel_id=first)

    assert hear(station, packed).outcome == "discrepancy"

    with station.reading() as tables:
        assert tables.stock.balance(parcel_place(first), TEA).qty_each == 6
        assert tables.stock.balance(VARIANCE, TEA).qty_each == -2
    site.prove_books(station)


def test_a_carriers_word_of_a_parcel_nobody_knows_waits_for_a_person():
    station, _, _ = two_boxes()
    told = CarrierTold(sscc_or_tracking="JD99", event=CarrierEvent.DELIVERED, at=DAY)

    assert hear(station, told).outcome == "discrepancy"
    assert hear(station, told).outcome == "discrepancy"

    [odd] = see_exceptions(station).discrepancies
    assert (odd.kind, odd.says) == ("carrier_told", "unknown_parcel")


def test_a_time_without_an_offset_is_meant_in_utc():
    station, first, _ = two_boxes()
    ok(do(station, PackItem(tote=TOTE, sku=TEA, parcel_id=first), badge=PAM))
    ok(do(station, CloseParcel(parcel_id=first, more_follows=True), badge=PAM))
    parcel = see_parcel(station, first)
    assert parcel
    naive = CarrierTold(
        sscc_or_tracking=parcel.sscc,
        event=CarrierEvent.DELIVERED,
        at=DAY.replace(tzinfo=None),
    )

    assert hear(station, naive).outcome == "done"

    with station.reading() as tables:
        [word] = tables.parcels.words_of(first)
    assert word.at == DAY


def test_cartons_carriers_words_and_the_hospital_reach_every_station():
    store, first, _ = two_boxes()
    carton = SetCartonType(
        code="S", name="S", length_mm=9, width_mm=9, height_mm=9, tare_g=9, most_g=9_000
    )
    ok(do(store, carton))
    ok(do(store, PackItem(tote=TOTE, sku=TEA, parcel_id=first), badge=PAM))
    ok(do(store, CloseParcel(parcel_id=first, carton="S", more_follows=True)))
    parcel = see_parcel(store, first)
    assert parcel
    told = CarrierTold(
        sscc_or_tracking=parcel.sscc, event=CarrierEvent.IN_TRANSIT, at=DAY
    )
    ok(do(store, told))
    ok(do(store, SendToHospital(tote=TOTE, reason="wet"), badge=PAM))
    other = open_store(None)
    with store.reading() as tables, other.writing():
        changes = replicas.changed_since(tables, -1)
        replicas.apply(other.tables, changes, epoch="e", seq=tables.seq())

    with other.reading() as tables:
        assert tables.parcels.carton("S")
        assert tables.parcels.parcel(first) == replace(parcel, carton="S")
        assert [word.event for word in tables.parcels.words_of(first)] == ["in_transit"]
        assert [stay.reason for stay in tables.parcels.in_hospital()] == ["wet"]
