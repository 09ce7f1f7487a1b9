"""The proof of the books: it holds when all is well, and names whatever is not."""

from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from app import cli
from app.database.tables import Tables
from app.engine.delivering import CarrierEvent, CarrierTold
from app.engine.names import (
    Badge,
    BinCode,
    Lot,
    OpId,
    ParcelId,
    Serial,
    Sku,
    StationId,
    TaskId,
    ToteCode,
    parcel_place,
)
from app.engine.packing import CloseParcel, OpenParcel, PackItem
from app.engine.picking import ConfirmPick
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.releasing import Method
from app.engine.repacking import MergeParcels, VoidParcel
from app.engine.setting_aside import SendToHospital
from app.engine.shipping import LoadParcel
from app.engine.site import SetUpBin
from app.engine.sorting import SortFromBatch
from app.engine.stock import BinStatus
from app.engine.task_states import OrderState
from app.engine.verifying_orders import FITS
from app.operations.running import do
from app.operations.taking_in import take_in
from app.operations.verifying import verify
from app.station import Station, open_store
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.databases import Books, open_books
from tests.fakes.site import LAMP, MUG, PAM, TEA, ok

MILK, RADIO = Sku("MILK"), Sku("RADIO")
HERE = StationId("STORE")


def busy_site(station: Station | None = None) -> Station:
    """One order shipped, one in a parcel, one in a tote, one on its walk, one promised."""
    station = station or open_store(None)
    site.stock_up(station)
    for number, tote in enumerate(("TOTE-0001", "TOTE-0002", "TOTE-0003"), start=1):
        ok(do(station, site.order(str(number), (TEA, 2), (MUG, 1))))
        site.release(station, str(number))
        site.pick_order(station, tote, "A")
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    site.pack(station, "TOTE-0002")
    ok(do(station, site.order("4", (TEA, 3), (MUG, 2))))
    site.release(station, "4")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0004")
    stop = site.walk_of(station).stops[0]
    ok(do(station, site.pick_of(stop.task, "TOTE-0004", 1), badge=site.ANA))
    ok(do(station, site.order("5", (LAMP, 2))))
    return station


def later_that_day(station: Station | None = None) -> Station:
    """The same site with lots, serials, a bad bin, a delivery, split parcels, one of them
    void, and a tote in the hospital.
    """
    station = busy_site(station)
    for command in (
        AddItem(sku=MILK, name="Milk", tracks_lot=True),
        AddItem(sku=RADIO, name="Radio", tracks_serial=True),
        ReceiveStock(sku=MILK, bin_code=BinCode("A-01-1-A"), qty_each=3, lot=Lot("L1")),
        ReceiveStock(
            sku=RADIO,
            bin_code=BinCode("A-04-1-A"),
            qty_each=2,
            serials=(Serial("R1"), Serial("R2")),
        ),
        ReceiveStock(sku=TEA, bin_code=BinCode("B-02-1-A"), qty_each=2),
        SetUpBin(bin_code=BinCode("B-02-1-A"), status=BinStatus.DAMAGED),
    ):
        ok(do(station, command))
    with station.reading() as tables:
        [shipped] = tables.parcels.parcels.find("AND state = 'handed_over'")
        [labelled] = tables.parcels.parcels.find("AND state = 'labelled'")
    told = CarrierTold(
        sscc_or_tracking=shipped.sscc, event=CarrierEvent.DELIVERED, at=site.DAY
    )
    ok(do(station, told))
    ok(do(station, LoadParcel(sscc=labelled.sscc, carrier=site.MAIL)))
    split(station, ToteCode("TOTE-0003"))
    ok(do(station, SendToHospital(tote=ToteCode("TOTE-0003"), reason="wet")))
    return station


def split(station: Station, tote: ToteCode) -> None:
    """Half of a tote in one parcel, the other in a second one that is undone again."""
    first = site.start_packing(station, tote)
    ok(do(station, PackItem(tote=tote, sku=TEA)))
    ok(do(station, CloseParcel(parcel_id=first, more_follows=True)))
    second = ParcelId(str(ok(do(station, OpenParcel(tote=tote))).values["parcel"]))
    ok(do(station, PackItem(tote=tote, sku=TEA)))
    ok(do(station, VoidParcel(parcel_id=second, reason="torn")))


def test_books_of_a_busy_site_are_right(each_database: Books):
    station = later_that_day(open_books())

    proof = verify(station)

    assert proof.differences == ()
    assert proof.orders == 5
    assert proof.movements > 10


def shared_walks(station: Station | None = None) -> Station:
    """A batch of two orders at the put-wall, half sorted, and another two on their walk."""
    station = station or open_store(None)
    site.stock_up(station)
    for ref in "1234":
        ok(do(station, site.order(ref, (TEA, 2))))
    site.release(station, "1", "2", method=Method.BATCH)
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    site.pick_all(station, "TOTE-0001")
    site.set_down(station)
    sorted_out = SortFromBatch(
        batch_tote=ToteCode("TOTE-0001"), sku=TEA, tote=ToteCode("TOTE-0002"), qty_each=2
    )
    ok(do(station, sorted_out, badge=PAM))
    site.release(station, "3", "4", method=Method.BATCH)
    site.take_tote(station, site.claim(station, "A"), "TOTE-0003")
    return station


SHARED = [
    (
        "UPDATE pick_task SET state = 'cancelled' WHERE state = 'ready'",
        "Order 3, line 1, TEA-250: 2 allocated, open stops want 0.",
    ),
    (
        "UPDATE stop_share SET qty_each = 1 WHERE picked_each = 0",
        ", TEA-250: a stop for several orders is ready with 0 of 4 picked, its orders say"
        " 0 of 2.",
    ),
    (
        "UPDATE stop_share SET sorted_each = 1 WHERE sorted_each = 2",
        "its totes hold 2 of TEA-250, 3 are picked and not packed.",
    ),
    (
        "UPDATE stop_share SET sorted_each = 1 WHERE sorted_each = 2",
        "Order 1: its totes hold 2 of TEA-250, 1 are picked and not packed.",
    ),
    (
        "UPDATE pick_list SET state = 'picked' WHERE state = 'claimed'",
        "Several orders, zone A: the walk is picked, and 1 of its stops are open.",
    ),
    (
        "UPDATE pick_list SET state = 'cancelled' WHERE state = 'claimed'",
        "Order 3 is released, and nobody can go on with its walks.",
    ),
    (
        "UPDATE tote SET stands_at = 'DROP-PACK', state = 'staged'"
        " WHERE tote = 'TOTE-0002'",
        "Order 1 is picking, and nobody can go on with its walks.",
    ),
    (
        "UPDATE tote SET list_id = '' WHERE tote = 'TOTE-0001'",
        "TOTE-0001 is staged, and no order is in it.",
    ),
]


@pytest.mark.parametrize(("sql", "sentence"), SHARED)
def test_whatever_is_wrong_with_walks_for_several_orders_is_named(
    sql: str, sentence: str
):
    station = shared_walks()
    site.prove_books(station)
    station.tables.db.run(sql)

    differences = verify(station).differences

    assert any(sentence in each for each in differences), differences


CORRUPTIONS = [
    (
        "UPDATE balance SET qty_each = qty_each + 1 WHERE place = 'A-03-2-A'",
        "A-03-2-A, MUG-BLUE: the balance is 5, the movements add up to 4.",
    ),
    (
        "UPDATE movement SET qty_each = 13 WHERE target = 'A-07-3-B'",
        "A-07-3-B, TEA-250: the balance is ",
    ),
    (
        "UPDATE balance SET qty_each = -1 WHERE place = 'B-01-1-A'",
        "B-01-1-A, COMPLICATED-LAMP: the balance is -1; no real place holds less than none.",
    ),
    (
        "UPDATE balance SET qty_each = qty_each + 1 WHERE place = '@supplier'"
        " AND sku = 'MUG-BLUE'",
        "MUG-BLUE: over all places the balances add up to 1, not to 0.",
    ),
    (
        "UPDATE balance SET allocated_each = 4 WHERE place = 'B-01-1-A'",
        "B-01-1-A, COMPLICATED-LAMP: 4 allocated, open stops and fetches want 0.",
    ),
    (
        "UPDATE availability SET on_hand_each = 3 WHERE sku = 'COMPLICATED-LAMP'",
        "COMPLICATED-LAMP: 3 on hand, 5 in the good bins.",
    ),
    (
        "UPDATE availability SET reserved_each = 1 WHERE sku = 'COMPLICATED-LAMP'",
        "COMPLICATED-LAMP: 1 reserved, order lines hold 2.",
    ),
    (
        "UPDATE order_line SET open_each = 1 WHERE sku = 'COMPLICATED-LAMP'",
        "Order 5, line 1: 2 ordered, its stages add up to 3.",
    ),
    (
        "UPDATE pick_task SET state = 'short' WHERE state = 'ready' AND sku = 'MUG-BLUE'",
        "Order 4, line 2, MUG-BLUE: 1 allocated, open stops want 0.",
    ),
    (
        "UPDATE parcel_line SET qty_each = 3 WHERE sku = 'MUG-BLUE'",
        "Order 2, line 2, MUG-BLUE: 1 packed, parcels here hold 3.",
    ),
    (
        "UPDATE parcel_line SET qty_each = 3 WHERE sku = 'MUG-BLUE'",
        "Order 1, line 2, MUG-BLUE: 1 shipped, parcels took 3.",
    ),
    (
        "UPDATE balance SET qty_each = 9 WHERE place = 'TOTE-0003' AND sku = 'TEA-250'",
        "Order 3: its totes hold 9 of TEA-250, 2 are picked and not packed.",
    ),
    (
        "UPDATE tote SET order_id = '', state = 'free' WHERE tote = 'TOTE-0003'",
        "Free totes hold 2 of TEA-250, 0 are picked and not packed.",
    ),
    (
        "UPDATE balance SET qty_each = 9 WHERE place LIKE 'PARCEL-%' AND qty_each = 2",
        "holds 9 of TEA-250, its lines say 2.",
    ),
    (
        "UPDATE movement SET target = '@lost' WHERE target = '@customer'"
        " AND sku = 'MUG-BLUE'",
        "MUG-BLUE: 1 shipped, 0 moved to @customer.",
    ),
    (
        "UPDATE balance SET place = 'UNDER-THE-DESK' WHERE place = 'A-02-1-A'",
        "UNDER-THE-DESK holds 1 of TEA-250, and is no bin, tote or parcel.",
    ),
    (
        "UPDATE orders SET state = 'picking' WHERE ref = '5'",
        "Order 5 is picking, and nobody can go on with its walks.",
    ),
    (
        "UPDATE orders SET state = 'backordered' WHERE ref = '5'",
        "Order 5 is backordered, and nothing of it is backordered.",
    ),
    (
        "UPDATE orders SET state = 'backordered' WHERE ref = '5'",
        "Order 5 is backordered, and 2 of it are reserved.",
    ),
    (
        "UPDATE orders SET state = 'reserved' WHERE ref = '4'",
        "Order 4 is reserved, and a walk of it is not ended.",
    ),
    (
        "UPDATE orders SET state = 'eaten' WHERE ref = '4'",
        "Order 4: no order can be 'eaten'.",
    ),
    (
        "UPDATE pick_list SET state = 'done' WHERE state = 'claimed'",
        "Order 4, zone A: the walk is done, and 2 of its stops are open.",
    ),
    (
        "UPDATE pick_list SET state = 'claimed' WHERE state = 'done'",
        "Order 1, zone A: the walk is claimed, and none of its stops is open.",
    ),
    (
        "UPDATE pick_list SET state = 'ready' WHERE state = 'claimed'",
        "Order 4, zone A: the walk is ready, and BADGE-0001 has it.",
    ),
    (
        "UPDATE pick_task SET picked_each = 1 WHERE state = 'picked' AND qty_each = 2",
        "a stop is picked with 1 of 2 picked.",
    ),
    (
        "DELETE FROM operation WHERE kind = 'load_parcel'",
        "Station STORE: 1 of its numbers up to ",
    ),
    (
        "UPDATE operation SET station_seq = 1 WHERE station_seq = 2",
        "Station STORE: 1 of its operations have a number twice.",
    ),
    (
        "UPDATE operation SET badge = 'BADGE-0009' WHERE kind = 'hand_over'",
        ": its digest is not that of its words.",
    ),
    (
        "UPDATE item SET seq = 100000 WHERE sku = 'TEA-250'",
        "Table item: a row has number 100000, the site is at ",
    ),
]


LATER = [
    (
        "UPDATE balance SET lot = 'L9' WHERE sku = 'MILK' AND place = 'A-01-1-A'",
        "A-01-1-A, MILK of lot L9: the balance is 3, the movements add up to 0.",
    ),
    (
        "UPDATE serial SET place = 'A-01-1-A' WHERE serial = 'R1'",
        "RADIO, serial R1: kept A-01-1-A, the movements say A-04-1-A.",
    ),
    (
        "UPDATE serial SET place = 'A-01-1-A' WHERE serial = 'R1'",
        "A-01-1-A, RADIO: 1 serials are there, the balance is 0.",
    ),
    (
        "DELETE FROM serial WHERE serial = 'R2'",
        "RADIO, serial R2: kept nowhere, the movements say A-04-1-A.",
    ),
    ("UPDATE bin SET status = 'good'", "TEA-250: 9 on hand, 11 in the good bins."),
    (
        "UPDATE availability SET safety_each = 4 WHERE sku = 'MILK'",
        "MILK: 4 kept back as safety stock, the catalogue says 0.",
    ),
    (
        "UPDATE hospital_stay SET until = 1",
        "TOTE-0003 is hospital, and its place in the hospital is nowhere.",
    ),
    (
        "UPDATE tote SET stands_at = 'HOSPITAL-7' WHERE tote = 'TOTE-0003'",
        "TOTE-0003 is hospital, and its place in the hospital is HOSPITAL-1.",
    ),
    (
        "INSERT INTO hospital_stay (site_id, stay_id, tote, order_id, place, reason,"
        " since, left_by, seq) SELECT site_id, 'x', 'TOTE-0004', '', place, '', 0, '', 0"
        " FROM hospital_stay",
        "HOSPITAL-1: 2 totes stand on it.",
    ),
    (
        "UPDATE tote SET state = 'free' WHERE tote = 'TOTE-0003'",
        "TOTE-0003 is free, and order 3 is in it.",
    ),
    (
        "UPDATE tote SET order_id = '' WHERE tote = 'TOTE-0003'",
        "TOTE-0003 is hospital, and no order is in it.",
    ),
    (
        "UPDATE parcel_line SET qty_each = 1 WHERE parcel_id IN"
        " (SELECT parcel_id FROM parcel WHERE state = 'void')",
        " is void, and its lines hold 1.",
    ),
    (
        "UPDATE carrier_event SET event = 'failed'",
        " is delivered, and its carrier says failed.",
    ),
    (
        "UPDATE manifest SET state = 'open'",
        " is delivered, and its manifest is open, not handed_over.",
    ),
    (
        "UPDATE parcel SET manifest_id = '' WHERE state = 'manifested'",
        " is manifested, and its manifest is none, not open.",
    ),
    (
        "UPDATE orders SET state = 'handed_over' WHERE ref = '2'",
        "Order 2 is handed_over, and a parcel of it is manifested.",
    ),
    (
        "UPDATE orders SET state = 'returned' WHERE ref = '1'",
        "Order 1 is returned, and no parcel of it came back.",
    ),
    (
        "UPDATE orders SET state = 'delivered' WHERE ref = '3'",
        "Order 3 is delivered, and 1 of it are packed.",
    ),
    (
        "UPDATE parcel SET sscc = '1' WHERE sscc <> ''",
        "SSCC 1: 3 parcels have it.",
    ),
]


@pytest.mark.parametrize(("sql", "sentence"), LATER)
def test_whatever_is_wrong_with_lots_serials_and_parcels_is_named(
    sql: str, sentence: str
):
    station = later_that_day()
    station.tables.db.run(sql)

    differences = verify(station).differences

    assert any(sentence in each for each in differences), differences


@pytest.mark.parametrize(("sql", "sentence"), CORRUPTIONS)
def test_whatever_is_wrong_in_the_books_is_named(sql: str, sentence: str):
    station = busy_site()
    station.tables.db.run("PRAGMA ignore_check_constraints = ON")
    station.tables.db.run(sql)

    differences = verify(station).differences

    assert any(sentence in each for each in differences), differences


def test_every_order_state_says_which_stages_fit_it():
    assert set(FITS) == set(OrderState)


def elsewhere(station: Station, number: int, kind: str, body: str) -> Envelope:
    """An operation of another handheld."""
    return Envelope(
        op_id=OpId(f"OP-{number}"),
        station=StationId("HANDHELD"),
        station_seq=number,
        kind=kind,
        badge=Badge("BADGE-0001"),
        at=station.now(),
        body=body,
    )


def test_facts_the_books_could_not_place_wait_for_a_person_and_differ_in_nothing():
    station = busy_site()
    task_id = next(iter(tasks_of(station.tables)))
    pick = ConfirmPick(
        task_id=task_id,
        bin_code=BinCode("A-03-2-A"),
        sku=MUG,
        qty_each=7,
        tote=ToteCode("TOTE-0003"),
    )
    body = site.encoded(pick)

    [outcome] = take_in(station, [elsewhere(station, 1, "confirm_pick", body)])

    assert outcome.outcome == "discrepancy"
    proof = verify(station)
    assert (proof.differences, proof.waiting) == ((), 1)


def test_goods_packed_against_the_rules_leave_with_their_parcel_and_are_accounted_for():
    station = busy_site()
    parcel_id = site.start_packing(station, "TOTE-0003")
    surplus = PackItem(tote=ToteCode("TOTE-0003"), sku=LAMP, qty_each=2)
    take_in(station, [elsewhere(station, 1, "pack_item", site.encoded(surplus))])
    assert verify(station).differences == ()

    _, sscc = site.pack(station, "TOTE-0003")
    site.ship(station, sscc)

    with station.reading() as tables:
        assert tables.stock.inside(parcel_place(parcel_id)) == []
    assert verify(station).differences == ()


def test_a_parcel_with_goods_against_the_rules_can_be_undone_and_all_is_accounted_for(
    each_database: Books,
):
    station = busy_site(open_books())
    tote = ToteCode("TOTE-0003")
    first = site.start_packing(station, tote)
    surplus = PackItem(tote=tote, sku=LAMP, qty_each=2)
    take_in(station, [elsewhere(station, 1, "pack_item", site.encoded(surplus))])
    ok(do(station, PackItem(tote=tote, sku=TEA)))
    second = ParcelId(str(ok(do(station, OpenParcel(tote=tote))).values["parcel"]))
    ok(do(station, MergeParcels(into=second, other=first)))
    assert verify(station).differences == ()

    ok(do(station, VoidParcel(parcel_id=second, reason="torn")))

    assert verify(station).differences == ()


def test_goods_lost_beside_what_was_packed_against_the_rules_are_named():
    station = busy_site()
    surplus = PackItem(tote=ToteCode("TOTE-0003"), sku=TEA, qty_each=9)
    site.start_packing(station, surplus.tote)
    take_in(station, [elsewhere(station, 1, "pack_item", site.encoded(surplus))])
    assert verify(station).differences == ()

    station.tables.db.run(
        "UPDATE balance SET qty_each = 1 WHERE place LIKE 'PARCEL-%' AND qty_each = 9"
    )

    lost = "Order 3: its totes and parcels hold "
    assert any(each.startswith(lost) for each in verify(station).differences)


def test_an_each_taken_without_its_serial_is_a_discrepancy_and_not_a_difference():
    station = later_that_day()
    pick = ConfirmPick(
        task_id=TaskId("none"),
        bin_code=BinCode("A-04-1-A"),
        sku=RADIO,
        qty_each=1,
        tote=ToteCode("TOTE-0004"),
    )

    take_in(station, [elsewhere(station, 1, "confirm_pick", site.encoded(pick))])

    proof = verify(station)
    assert (proof.differences, proof.waiting) == ((), 1)


def test_numbers_a_station_lost_are_a_discrepancy_and_not_a_difference():
    station = busy_site()
    late = elsewhere(station, 5, "give_back_work", '{"list_id": "none"}')

    take_in(station, [late], first=5)

    proof = verify(station)
    assert (proof.differences, proof.waiting) == ((), 1)


def test_another_operation_under_a_known_id_is_kept_as_it_came():
    station = busy_site()
    first = elsewhere(station, 1, "give_back_work", '{"list_id": "none"}')
    other = msgspec.structs.replace(first, station_seq=2, body='{"list_id": "other"}')

    take_in(station, [first, other])

    proof = verify(station)
    assert (proof.differences, proof.waiting) == ((), 1)


def test_a_clock_without_a_zone_or_with_microseconds_is_proved_like_any_other():
    station = busy_site()
    odd = ("0001-01-01", "9999-12-31T23:59:59-11:00", "2010-12-06T09:30:00.123456")
    for number, clock in enumerate(odd, start=1):
        at = datetime.fromisoformat(clock)
        sent = elsewhere(station, number, "give_back_work", '{"list_id": "none"}')
        [outcome] = take_in(station, [msgspec.structs.replace(sent, at=at)])
        assert outcome.outcome == "refused"

    assert verify(station).differences == ()


def test_a_copied_handheld_is_a_discrepancy_and_not_a_difference():
    station = busy_site()
    first = elsewhere(station, 1, "give_back_work", '{"list_id": "none"}')
    second = elsewhere(station, 1, "give_back_work", '{"list_id": "other"}')
    copied = Envelope(
        op_id=OpId("OP-COPY"),
        station=second.station,
        station_seq=1,
        kind=second.kind,
        badge=second.badge,
        at=second.at,
        body=second.body,
    )

    take_in(station, [first, copied])

    proof = verify(station)
    assert (proof.differences, proof.waiting) == ((), 1)


def tasks_of(tables: Tables):
    return [task.task_id for task in tables.work.tasks.find("AND state = 'picked'")]


def test_verify_at_the_command_line_while_the_site_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    station = busy_site(open_store(tmp_path))

    assert cli.main(["verify", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The books are right: ")
    assert " movements, 5 orders." in said

    ok(do(station, site.AddPerson(badge=PAM, name="Pam", role=site.Role.PACKER)))
    station.tables.db.run("UPDATE availability SET on_hand_each = on_hand_each + 1")
    assert cli.main(["verify", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "COMPLICATED-LAMP: 6 on hand, 5 in the good bins.\n" in said
    assert "The books differ in 3 places" in said
    station.close()


def test_verify_where_no_site_is_says_so_and_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["verify", "--data", str(tmp_path)]) == 1

    assert "there is no site in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_verify_at_the_command_line_on_a_database_by_its_url(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    busy_site(open_store(postgres)).close()

    where = ["--data", str(tmp_path), "--database", postgres]

    assert cli.main(["verify", *where]) == 0
    assert capsys.readouterr().out.startswith("The books are right: ")
