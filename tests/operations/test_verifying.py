"""The proof of the books: it holds when all is well, and names whatever is not."""

from pathlib import Path

import pytest

from app import cli
from app.database.tables import Tables
from app.engine.names import Badge, BinCode, OpId, StationId, ToteCode, parcel_place
from app.engine.packing import PackItem
from app.engine.picking import ConfirmPick
from app.engine.task_states import OrderState
from app.engine.verifying import FITS
from app.operations.running import do, take_in
from app.operations.verifying import verify
from app.station import Station, open_store
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.site import LAMP, MUG, PAM, TEA, ok

HERE = StationId("STORE")


def busy_site(folder: Path | None = None) -> Station:
    """One order shipped, one in a parcel, one in a tote, one on its walk, one promised."""
    station = open_store(folder)
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


def test_books_of_a_busy_site_are_right():
    station = busy_site()

    proof = verify(station)

    assert proof.differences == ()
    assert proof.orders == 5
    assert proof.movements > 10


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
        "B-01-1-A, COMPLICATED-LAMP: 4 allocated, open stops want 0.",
    ),
    (
        "UPDATE availability SET on_hand_each = 3 WHERE sku = 'COMPLICATED-LAMP'",
        "COMPLICATED-LAMP: 3 on hand, 5 in the bins.",
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
    station = busy_site(tmp_path)

    assert cli.main(["verify", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The books are right: ")
    assert " movements, 5 orders." in said

    ok(do(station, site.AddPerson(badge=PAM, name="Pam", role=site.Role.PACKER)))
    station.tables.db.run("UPDATE availability SET on_hand_each = on_hand_each + 1")
    assert cli.main(["verify", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "COMPLICATED-LAMP: 6 on hand, 5 in the bins.\n" in said
    assert "The books differ in 3 places" in said
    station.close()


def test_verify_where_no_site_is_says_so_and_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["verify", "--data", str(tmp_path)]) == 1

    assert "there is no site in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
