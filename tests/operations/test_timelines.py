"""What happened to an order, a SKU, a bin, a tote and a parcel, by whom, and what came of it."""

from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from app.engine.cancelling import CancelOrder
from app.engine.counting import CountBin
from app.engine.holding import HoldOrder, HoldReason
from app.engine.names import (
    BinCode,
    Lot,
    OpId,
    ParcelId,
    Serial,
    Sku,
    Sscc,
    StationId,
    ToteCode,
)
from app.engine.packing import PackItem
from app.engine.picking import ConfirmPick, ReportShort, ShortReason, UndoPick
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.shipping import LoadParcel
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus, BinUse
from app.engine.subjects import BY_TYPE, Subject, What, named_in
from app.operations import mentioning
from app.operations.kinds import KINDS
from app.operations.mentioning import tell_the_past
from app.operations.running import do
from app.operations.seeing_timelines import (
    Entry,
    Fate,
    Moved,
    find_subject,
    see_timeline,
)
from app.operations.taking_in import take_in
from app.operations.verifying import verify
from app.station import Station
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, LAMP, MAIL, MUG, PAM, SUE, TEA, no, ok

pytestmark = pytest.mark.usefixtures("each_database")

TOTE = ToteCode("TOTE-0001")
BIN = BinCode("A-07-3-B")


def warehouse() -> Station:
    """One order on its way through the building, in one tote."""
    station = open_books()
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 4), (LAMP, 1))))
    site.release(station, "1")
    return station


def shipped() -> tuple[Station, ParcelId, str]:
    station = warehouse()
    site.pick_order(station, TOTE, "A", "B")
    parcel_id, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    return station, parcel_id, sscc


def told(station: Station, what: What, code: str, limit: int = 50) -> list[Entry]:
    subject = find_subject(station, what, code)
    assert subject is not None, code
    return see_timeline(station, subject, limit)


def kinds(entries: list[Entry]) -> list[str]:
    return [each.kind for each in entries]


def test_an_order_tells_everything_from_the_shop_to_the_van():
    station, parcel_id, _ = shipped()

    entries = told(station, What.ORDER, "1")

    assert kinds(entries) == [
        "hand_over",
        "load_parcel",
        "confirm_label",
        "close_parcel",
        *["pack_item"] * 5,
        "start_packing",
        "hand_on_tote",
        "confirm_pick",
        "assign_tote",
        "claim_work",
        "hand_on_tote",
        "confirm_pick",
        "assign_tote",
        "claim_work",
        "release_orders",
        "place_order",
    ]
    changes = [(e.was, e.state) for e in reversed(entries) if e.was != e.state]
    assert changes == [
        ("", "reserved"),
        ("reserved", "released"),
        ("released", "picking"),
        ("picking", "picked"),
        ("picked", "packing"),
        ("packing", "packed"),
        ("packed", "handed_over"),
    ]
    pick = entries[-5]
    assert (pick.who, pick.badge, pick.station, pick.fate) == (
        "Ana",
        ANA,
        "STORE",
        Fate.DONE,
    )
    assert pick.moved == (
        Moved(sku=TEA, qty_each=4, source=BIN, target=TOTE, lot=Lot("")),  # type: ignore[arg-type]
    )
    assert {m.source for m in entries[0].moved} == {f"PARCEL-{parcel_id}"}
    assert verify(station).differences == ()


def test_a_sku_a_bin_a_tote_and_a_parcel_tell_theirs():
    station, _, sscc = shipped()

    assert kinds(told(station, What.SKU, TEA))[-4:] == [
        "place_order",
        "receive_stock",
        "receive_stock",
        "add_item",
    ]
    assert kinds(told(station, What.BIN, BIN)) == ["confirm_pick", "receive_stock"]
    tote = told(station, What.TOTE, TOTE)
    assert (tote[0].kind, tote[0].was, tote[0].state) == (
        "close_parcel",
        "packing",
        "free",
    )
    assert kinds(tote).count("confirm_pick") == 2
    parcel = told(station, What.PARCEL, sscc)
    assert [e.state for e in parcel if e.was != e.state] == [
        "handed_over",
        "manifested",
        "labelled",
        "closed",
        "open",
    ]


def test_what_moves_nothing_is_told_as_well():
    station = warehouse()
    other = BinCode("A-02-1-A")
    for each in (
        CountBin(bin_code=other, sku=TEA, counted_each=3),
        SetUpBin(bin_code=other, status=BinStatus.DAMAGED),
        HoldOrder(order_id=site.order_id(station, "1"), reason=HoldReason.FRAUD),
    ):
        ok(do(station, each, badge=SUE))

    assert kinds(told(station, What.BIN, other))[:2] == ["set_up_bin", "count_bin"]
    assert told(station, What.ORDER, "1")[0].kind == "hold_order"


def test_a_bin_tells_what_it_was_for():
    station = open_books()
    site.stock_up(station)
    for use in (BinUse.RESERVE, BinUse.PICK_FACE):
        ok(do(station, SetUpBin(bin_code=BinCode("B-03-1-A"), use=use), badge=SUE))

    entries = told(station, What.BIN, "B-03-1-A")

    assert [(e.was, e.state) for e in entries] == [
        ("reserve, good", "pick_face, good"),
        ("", "reserve, good"),
    ]


def test_who_was_refused_is_told_with_the_reason_and_of_whatever_they_asked():
    station, parcel_id, sscc = shipped()
    wrong = LoadParcel(sscc=sscc, carrier=MAIL)  # type: ignore[arg-type]
    no(do(station, wrong, badge=PAM))
    no(do(station, CancelOrder(order_id=site.order_id(station, "1")), badge=ANA))
    no(do(station, PackItem(tote=TOTE, sku=MUG), badge=PAM))

    parcel = told(station, What.PARCEL, sscc)[0]
    assert (parcel.kind, parcel.fate, parcel.reason) == (
        "load_parcel",
        Fate.REFUSED,
        "parcel_not_labelled",
    )
    assert (parcel.who, parcel.wanted, parcel.got) == ("Pam", "labelled", sscc)
    order = told(station, What.ORDER, "1")
    assert [(e.kind, e.reason) for e in order[:2]] == [
        ("cancel_order", "not_allowed"),
        ("load_parcel", "parcel_not_labelled"),
    ]
    assert told(station, What.SKU, MUG)[0].kind == "pack_item"
    assert told(station, What.TOTE, TOTE)[0].fate is Fate.REFUSED
    assert parcel_id == told(station, What.PARCEL, sscc)[-1].op_id


def test_a_refused_pick_is_told_of_the_order_its_stop_is_for():
    station = warehouse()
    site.take_tote(station, site.claim(station, "A"), TOTE)
    [stop] = site.walk_of(station).stops
    wrong = ConfirmPick(
        task_id=stop.task.task_id,
        bin_code=BinCode("A-02-1-A"),
        sku=TEA,
        qty_each=1,
        tote=TOTE,
    )
    no(do(station, wrong, badge=ANA))

    for what, code in ((What.ORDER, "1"), (What.BIN, BIN), (What.BIN, "A-02-1-A")):
        entry = told(station, what, code)[0]
        assert (entry.kind, entry.fate, entry.reason) == (
            "confirm_pick",
            Fate.REFUSED,
            "wrong_bin",
        )


def test_picks_in_parts_and_taken_back_are_all_told_of_their_order_only():
    station = warehouse()
    ok(do(station, site.order("2", (TEA, 2))))
    site.release(station, "2")
    for badge, tote in ((ANA, TOTE), (site.BEN, "TOTE-0002")):
        list_id = site.claim(station, "A", badge)
        site.take_tote(station, list_id, tote)
    [task] = [stop.task for stop in site.walk_of(station).stops]
    for _ in range(2):
        ok(do(station, site.pick_of(task, TOTE, 1), badge=ANA))
    site.pick_all(station, "TOTE-0002", site.BEN)
    ok(do(station, UndoPick(task_id=task.task_id), badge=ANA))
    site.pick_all(station, TOTE)

    first, second = told(station, What.ORDER, "1"), told(station, What.ORDER, "2")

    assert kinds(first)[:4] == [
        "confirm_pick",
        "undo_pick",
        "confirm_pick",
        "confirm_pick",
    ]
    assert kinds(second)[0] == "confirm_pick"
    assert kinds(second).count("confirm_pick") == 1
    assert {e.who for e in second if e.kind == "confirm_pick"} == {"Ben"}


def test_a_short_is_told_of_every_order_that_loses_its_stop():
    station = open_books()
    site.stock_up(station)
    for ref in ("1", "2"):
        ok(do(station, site.order(ref, (MUG, 4))))
    site.release(station, "1", "2")
    site.take_tote(station, site.claim(station, "A"), TOTE)
    task = site.walk_of(station).stops[0].task
    short = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, short, badge=ANA))

    for ref in ("1", "2"):
        assert "report_short" in kinds(told(station, What.ORDER, ref))
    assert kinds(told(station, What.BIN, "A-03-2-A"))[0] == "report_short"


def test_a_stay_in_the_hospital_is_told_of_the_tote_and_its_order():
    station = warehouse()
    site.pick_order(station, TOTE, "A", "B")
    ok(do(station, SendToHospital(tote=TOTE, reason="wet"), badge=PAM))
    ok(do(station, LeaveHospital(tote=TOTE), badge=PAM))

    for what, code in ((What.TOTE, TOTE), (What.ORDER, "1")):
        assert kinds(told(station, what, code))[:2] == [
            "leave_hospital",
            "send_to_hospital",
        ]


def envelope(station: Station, number: int, kind: str, body: str, op_id: str) -> Envelope:
    return Envelope(
        op_id=OpId(op_id),
        station=StationId("HANDHELD"),
        station_seq=number,
        kind=kind,
        badge=ANA,
        at=station.now(),
        body=body,
    )


def test_what_came_from_elsewhere_is_told_with_what_became_of_it():
    station = warehouse()
    receipt = ReceiveStock(sku=TEA, bin_code=BIN, qty_each=1)
    pick = ConfirmPick(task_id="X", bin_code=BIN, sku=TEA, qty_each=2, tote=TOTE)  # type: ignore[arg-type]
    held = HoldOrder(order_id=site.order_id(station, "1"), reason=HoldReason.FRAUD)
    sent = [
        envelope(station, 1, "receive_stock", site.encoded(receipt), "E1"),
        envelope(station, 2, "confirm_pick", site.encoded(pick), "E2"),
        envelope(
            station,
            3,
            "cancel_order",
            site.encoded(CancelOrder(order_id=held.order_id)),
            "E3",
        ),
        envelope(station, 4, "receive_stock", site.encoded(receipt), "E1"),
        envelope(station, 5, "no_such_kind", "{}", "E5"),
    ]
    take_in(station, sent)

    entries = told(station, What.BIN, BIN)
    assert [(e.kind, e.fate) for e in entries[:3]] == [
        ("receive_stock", Fate.SET_ASIDE),
        ("confirm_pick", Fate.DISCREPANCY),
        ("receive_stock", Fate.DONE),
    ]
    assert entries[1].station == "HANDHELD"
    assert entries[1].reason == "unknown_task"
    assert told(station, What.TOTE, TOTE)[0].kind == "confirm_pick"
    order = told(station, What.ORDER, "1")[0]
    assert (order.kind, order.fate, order.reason) == (
        "cancel_order",
        Fate.REFUSED,
        "not_allowed",
    )


def test_pages_follow_each_other_without_a_gap():
    station, _, _ = shipped()
    subject = find_subject(station, What.ORDER, "1")
    assert subject is not None
    whole = see_timeline(station, subject)

    paged: list[Entry] = []
    page = see_timeline(station, subject, 3)
    while page:
        paged += page
        page = see_timeline(station, subject, 3, before=page[-1].number)

    assert paged == whole


def test_serials_of_a_lot_go_as_one():
    station = open_books()
    site.stock_up(station)
    ok(do(station, AddItem(sku=Sku("PHONE"), name="Phone", tracks_serial=True)))
    receipt = ReceiveStock(
        sku=Sku("PHONE"),
        bin_code=BIN,
        qty_each=3,
        serials=(Serial("S1"), Serial("S2"), Serial("S3")),
    )
    ok(do(station, receipt))

    [moved] = told(station, What.SKU, "PHONE")[0].moved
    assert (moved.qty_each, moved.target) == (3, BIN)


@pytest.mark.parametrize("what", What)
def test_what_nobody_heard_of_has_no_timeline(what: What):
    station = open_books()
    assert find_subject(station, what, "404") is None
    assert see_timeline(station, Subject(what, "404")) == []
    assert find_subject(station, what, "") is None


def test_of_a_lorry_an_order_tells_its_own_parcels_only():
    station = open_books()
    site.stock_up(station)
    ssccs: list[Sscc] = []
    for ref in ("1", "2"):
        ok(do(station, site.order(ref, (TEA, 1))))
        site.release(station, ref)
        site.pick_order(station, TOTE, "A")
        ssccs.append(site.pack(station, TOTE)[1])
    site.ship(station, *ssccs)

    for ref in ("1", "2"):
        entry = told(station, What.ORDER, ref)[0]
        assert entry.kind == "hand_over"
        assert len(entry.moved) == 1


def test_a_pick_that_goes_well_mentions_nothing():
    """The most frequent operation takes no statement more than before there were stories."""
    station = warehouse()
    site.take_tote(station, site.claim(station, "A"), TOTE)
    count = "SELECT COUNT(*) AS n FROM mention"
    [before] = station.tables.db.run(count)

    site.pick_all(station, TOTE)

    [after] = station.tables.db.run(count)
    assert after["n"] == before["n"]


def test_every_code_a_command_can_name_is_a_subject():
    """Whoever adds a field to a command with one of these types has it told of by itself."""
    assert set(BY_TYPE.values()) == set(What)
    named = {
        hint
        for kind in KINDS
        for hint in get_type_hints(kind.command).values()
        if hint in BY_TYPE
    }
    assert named == set(BY_TYPE)
    order = site.order("1", (TEA, 1), (MUG, 2))
    assert named_in(order) == {Subject(What.SKU, TEA), Subject(What.SKU, MUG)}


def test_the_proof_finds_a_story_that_ends_otherwise():
    station = warehouse()
    site.pick_order(station, TOTE, "A", "B")
    assert verify(station).differences == ()
    lie: Callable[[str], Any] = station.tables.db.run
    lie("UPDATE mention SET state = 'free' WHERE what = 'tote'")
    lie("UPDATE mention SET state = 'placed' WHERE what = 'order' AND state <> ''")
    lie("UPDATE mention SET op_id = 'NOBODY' WHERE what = 'sku'")

    differences = verify(station).differences

    assert f"The tote {TOTE}: its story ends with free, it is staged." in differences
    assert any("its story ends with placed, it is picked" in each for each in differences)
    assert any("are of no operation" in each for each in differences)


def test_books_older_than_stories_are_told_from_what_their_operations_name(
    monkeypatch: pytest.MonkeyPatch,
):
    station, _, sscc = shipped()
    ok(do(station, site.order("2", (TEA, 1))))
    second = site.order_id(station, "2")
    no(do(station, CancelOrder(order_id=site.order_id(station, "1")), badge=ANA))
    whole = kinds(told(station, What.ORDER, "1"))
    station.tables.db.run("DELETE FROM mention")
    ok(do(station, HoldOrder(order_id=second, reason=HoldReason.FRAUD), badge=SUE))
    monkeypatch.setattr(mentioning, "AT_ONCE", 7)

    assert tell_the_past(station) > 30
    assert tell_the_past(station) < 7

    # Who claimed a walk named its zone only.
    assert kinds(told(station, What.ORDER, "1")) == [
        k for k in whole if k != "claim_work"
    ]
    assert kinds(told(station, What.PARCEL, sscc))[-1] == "start_packing"
    assert kinds(told(station, What.ORDER, "2")) == ["hold_order", "place_order"]
    assert verify(station).differences == ()
