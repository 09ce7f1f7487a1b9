"""Taking things back: which way each kind is undone, until when, and that it restores the books."""

import threading

import pytest

from app.engine.adjusting import AdjustReason, AdjustStock
from app.engine.counting import CountBin
from app.engine.holding import HoldOrder, HoldReason, LetGoOrder
from app.engine.moving import MoveStock
from app.engine.names import BinCode, Lot, OpId, Place, Serial, Sku, ToteCode, ZoneCode
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    OpenParcel,
    PackItem,
    StartPacking,
    UnpackItem,
)
from app.engine.picking import ClaimWork, GiveBackWork, UndoPick
from app.engine.purchasing import PlacePurchase
from app.engine.putting_away import PutAway
from app.engine.receiving import AddItem, ReceiveGoods, ReceiveStock
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.repacking import MergeParcels, MoveBetweenParcels
from app.engine.returning import OpenReturn
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.shipping import LoadParcel, TakeOffManifest
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus
from app.engine.subjects import Subject, What
from app.engine.task_states import OrderState
from app.engine.undoing import UNDO, Hands, Instead, Undo, Until, undo_id
from app.operations.kinds import BY_NAME, Command
from app.operations.running import do
from app.operations.seeing_timelines import Fate, see_timeline
from app.operations.taking_in import take_in
from app.operations.undoing import Undoing, see_undo, undo
from app.station import Station
from app.sync.protocol import Envelope
from app.ui.words import LANGUAGES, answers
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, LAMP, MAIL, MUG, PAM, SUE, TEA, no, ok
from tests.fakes.working_day import places_of

pytestmark = pytest.mark.usefixtures("each_database")

TOTE = ToteCode("TOTE-0001")
BIN, OTHER = BinCode("A-07-3-B"), BinCode("A-05-1-A")
DOCK = Place("DOCK-1")


def warehouse() -> Station:
    station = open_books()
    site.stock_up(station)
    return station


def last(station: Station) -> OpId:
    with station.reading() as tables:
        return tables.books.last_op_id()


def offer_of(station: Station, op_id: OpId) -> Undoing:
    offer = see_undo(station, op_id)
    assert isinstance(offer, Undoing), offer
    return offer


def said(offer: Undoing, language: str = "en") -> str:
    return answers.undo(language, offer)


def why(refused: Undoing | Refused, language: str = "en") -> str:
    assert isinstance(refused, Refused), refused
    return answers.undo(language, refused)


# ── the table ─────────────────────────────────────────────────────────────────────────


def test_every_kind_says_how_it_is_undone_or_what_to_do_instead():
    missing, gone = BY_NAME.keys() - UNDO.keys(), UNDO.keys() - BY_NAME.keys()
    assert not missing, f"app/engine/undoing.py: say how these are undone: {missing}"
    assert not gone, f"app/engine/undoing.py: nobody knows these kinds: {gone}"


def test_every_opposite_is_a_kind():
    unknown = {
        kind: each.by
        for kind, each in UNDO.items()
        if isinstance(each, Undo) and (not each.by or set(each.by) - BY_NAME.keys())
    }
    assert unknown == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_undoing_can_be_said(language: str):
    said = [
        *(answers.until(language, each) for each in Until),
        *(answers.instead(language, each) for each in Instead),
        *(answers.hands(language, each) for each in Hands),
    ]
    assert [each for each in said if not each.endswith(".")] == []


# ── what restores the books ───────────────────────────────────────────────────────────


def at_packing(station: Station) -> Station:
    ok(do(station, site.order("1", (TEA, 4), (MUG, 1))))
    site.release(station, "1")
    site.pick_order(station, TOTE, "A")
    site.start_packing(station, TOTE)
    return station


@pytest.mark.parametrize(
    ("first", "command", "sentence"),
    [
        (
            (),
            MoveStock(sku=TEA, qty_each=2, source=BIN, target=Place(OTHER)),
            "Put 2 of TEA-250 back in A-07-3-B.",
        ),
        (
            (ReceiveGoods(place=DOCK, sku=TEA, qty_each=5),),
            PutAway(sku=TEA, qty_each=3, source=DOCK, bin_code=OTHER),
            "Put 3 of TEA-250 back in DOCK-1.",
        ),
        (
            (),
            ReceiveGoods(place=DOCK, sku=TEA, qty_each=5),
            "Take 5 of TEA-250 out of DOCK-1.",
        ),
        (
            (),
            ReceiveStock(sku=TEA, bin_code=OTHER, qty_each=5),
            "Take 5 of TEA-250 out of A-05-1-A.",
        ),
        (
            (),
            AdjustStock(bin_code=BIN, sku=TEA, qty_each=-2, reason=AdjustReason.DAMAGED),
            "Put 2 of TEA-250 back in A-07-3-B.",
        ),
        (
            (SetUpBin(bin_code=OTHER, status=BinStatus.DAMAGED),),
            AdjustStock(
                bin_code=BIN,
                sku=TEA,
                qty_each=-2,
                reason=AdjustReason.DAMAGED,
                target=OTHER,
            ),
            "Put 2 of TEA-250 back in A-07-3-B.",
        ),
        (
            (),
            AdjustStock(bin_code=BIN, sku=TEA, qty_each=2, reason=AdjustReason.FOUND),
            "Take 2 of TEA-250 out of A-07-3-B.",
        ),
        (
            (CountBin(bin_code=BIN, sku=TEA, counted_each=9),),
            CountBin(bin_code=BIN, sku=TEA, counted_each=9),
            "Put 3 of TEA-250 back in A-07-3-B.",
        ),
        (
            (
                AddItem(sku=Sku("MILK"), name="Milk", tracks_lot=True),
                AddItem(sku=Sku("PHONE"), name="Phone", tracks_serial=True),
                ReceiveStock(
                    sku=Sku("PHONE"),
                    bin_code=BIN,
                    qty_each=2,
                    serials=(Serial("S1"), Serial("S2")),
                ),
            ),
            MoveStock(
                sku=Sku("PHONE"),
                qty_each=2,
                source=BIN,
                target=Place(OTHER),
                serials=(Serial("S1"), Serial("S2")),
            ),
            "Put 2 of PHONE back in A-07-3-B.",
        ),
        (
            (AddItem(sku=Sku("MILK"), name="Milk", tracks_lot=True),),
            ReceiveStock(sku=Sku("MILK"), bin_code=BIN, qty_each=2, lot=Lot("L1")),
            "Take 2 of MILK out of A-07-3-B.",
        ),
    ],
)
def test_goods_go_back_where_they_were(
    first: tuple[Command, ...], command: Command, sentence: str
):
    station = warehouse()
    badges = iter((SUE, ANA, PAM, SUE))
    for each in first:
        ok(do(station, each, badge=SUE))
        next(badges)
    before = places_of(station)
    badge = ANA if isinstance(command, CountBin) else SUE
    ok(do(station, command, badge=badge))
    op_id = last(station)
    assert places_of(station) != before

    offer = offer_of(station, op_id)
    assert said(offer) == sentence
    assert "{" not in said(offer, "de")
    assert offer.restores
    ok(undo(station, op_id, badge=SUE))

    assert places_of(station) == before
    site.prove_books(station)


@pytest.mark.parametrize(
    ("commands", "sentence"),
    [
        (
            (PackItem(tote=TOTE, sku=TEA, qty_each=3),),
            "Take 3 of TEA-250 out of the parcel, back into TOTE-0001.",
        ),
        ((OpenParcel(tote=TOTE),), "Put the empty box aside."),
    ],
)
def test_packing_is_taken_back(commands: tuple[Command, ...], sentence: str):
    station = at_packing(warehouse())
    before = places_of(station)
    for each in commands:
        ok(do(station, each, badge=PAM))
    op_id = last(station)

    assert said(offer_of(station, op_id)) == sentence
    ok(undo(station, op_id, badge=PAM))

    assert places_of(station) == before
    site.prove_books(station)


def test_an_item_packed_by_mistake_comes_out_and_goes_in_again():
    station = at_packing(warehouse())
    ok(do(station, PackItem(tote=TOTE, sku=TEA, qty_each=2), badge=PAM))
    parcel = offer_of(station, last(station)).command
    assert isinstance(parcel, UnpackItem)
    packed = places_of(station)

    done = ok(do(station, parcel, badge=PAM))
    assert done.effect is Effect.UNPACKED
    assert [(e.packed_each, e.picked_each) for e in site.lines_of(station, "1")] == [
        (0, 4),
        (0, 1),
    ]
    ok(undo(station, last(station), badge=PAM))

    assert places_of(station) == packed
    site.prove_books(station)
    too_many = UnpackItem(parcel_id=parcel.parcel_id, sku=TEA, qty_each=9)
    assert no(do(station, too_many, badge=PAM)) is Refusal.NOT_IN_PARCEL
    none = UnpackItem(parcel_id=parcel.parcel_id, sku=TEA, qty_each=0)
    assert no(do(station, none, badge=PAM)) is Refusal.QUANTITY_NOT_POSITIVE
    elsewhere = UnpackItem(parcel_id=site.ParcelId("404"), sku=TEA)
    assert no(do(station, elsewhere, badge=PAM)) is Refusal.UNKNOWN_PARCEL
    ok(do(station, SendToHospital(tote=TOTE, reason="wet"), badge=PAM))
    assert no(do(station, parcel, badge=PAM)) is Refusal.TOTE_IN_HOSPITAL
    ok(do(station, LeaveHospital(tote=TOTE), badge=PAM))
    closed = CloseParcel(parcel_id=parcel.parcel_id, more_follows=True)
    ok(do(station, closed, badge=PAM))
    assert no(do(station, parcel, badge=PAM)) is Refusal.PARCEL_NOT_OPEN


def test_an_item_taken_out_that_the_books_miss_is_in_the_tote_all_the_same():
    station = at_packing(warehouse())
    with station.reading() as tables:
        [parcel] = tables.parcels.all_open_for(TOTE)
    before = places_of(station)[TOTE, TEA]
    bodies = (
        UnpackItem(parcel_id=parcel.parcel_id, sku=TEA, qty_each=2),
        UnpackItem(parcel_id=parcel.parcel_id, sku=TEA, qty_each=0),
        UnpackItem(parcel_id=site.ParcelId("404"), sku=TEA),
    )
    for number, body in enumerate(bodies, start=1):
        envelope = Envelope(
            op_id=station.new_id(),
            station=site.StationId("KIOSK"),
            station_seq=number,
            kind="unpack_item",
            badge=PAM,
            at=station.now(),
            body=site.encoded(body),
        )
        assert take_in(station, [envelope])[0].outcome == "discrepancy"
    assert places_of(station)[TOTE, TEA] == before + 2
    site.prove_books(station)


def test_a_pick_is_undone_and_picked_again():
    station = warehouse()
    ok(do(station, site.order("1", (TEA, 4))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), TOTE)
    before = places_of(station)
    site.pick_all(station, TOTE)
    picked, pick = places_of(station), last(station)

    assert said(offer_of(station, pick)) == "Put 4 of TEA-250 back in A-07-3-B."
    assert ok(undo(station, pick, badge=ANA)).effect is Effect.PICK_UNDONE
    assert places_of(station) == before
    assert said(offer_of(station, undo_id(pick))) == (
        "Take 4 of TEA-250 from A-07-3-B into TOTE-0001 again."
    )
    ok(undo(station, undo_id(pick), badge=ANA))
    assert places_of(station) == picked

    site.set_down(station)
    late = see_undo(station, undo_id(undo_id(pick)))
    assert isinstance(late, Refused)
    assert late.reason is Refusal.NOTHING_TO_UNDO


def test_a_stop_picked_in_parts_gives_back_all_of_it_and_says_so():
    station = warehouse()
    ok(do(station, site.order("1", (TEA, 4))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), TOTE)
    [stop] = site.walk_of(station).stops
    for _ in range(2):
        ok(do(station, site.pick_of(stop.task, TOTE, 2), badge=ANA))

    assert not offer_of(station, last(station)).restores


def test_parcels_are_moved_between_closed_loaded_and_all_of_it_back():
    station = at_packing(warehouse())
    with station.reading() as tables:
        [first] = tables.parcels.all_open_for(TOTE)
    ok(do(station, PackItem(tote=TOTE, sku=TEA, qty_each=4), badge=PAM))
    opened = ok(do(station, OpenParcel(tote=TOTE), badge=PAM))
    second = site.ParcelId(str(opened.values["parcel"]))
    before = places_of(station)
    move = MoveBetweenParcels(
        from_parcel=first.parcel_id, to_parcel=second, sku=TEA, qty_each=1
    )
    ok(do(station, move, badge=PAM))
    ok(undo(station, last(station), badge=PAM))
    assert places_of(station) == before

    ok(do(station, MergeParcels(into=first.parcel_id, other=second), badge=PAM))
    assert why(see_undo(station, last(station))).startswith("Open the next parcel")
    ok(do(station, PackItem(tote=TOTE, sku=MUG), badge=PAM))
    ok(do(station, CloseParcel(parcel_id=first.parcel_id), badge=PAM))
    with station.reading() as tables:
        parcel = tables.parcels.parcel(first.parcel_id)
    assert parcel is not None
    ok(do(station, ConfirmLabel(parcel_id=parcel.parcel_id, sscc=parcel.sscc), badge=PAM))
    label = last(station)
    ok(do(station, LoadParcel(sscc=parcel.sscc, carrier=MAIL), badge=PAM))
    load = last(station)
    assert said(offer_of(station, load)) == "Take the parcel off the lorry."
    ok(undo(station, load, badge=PAM))
    assert isinstance(offer_of(station, undo_id(load)).command, LoadParcel)
    assert not isinstance(offer_of(station, undo_id(load)).command, TakeOffManifest)

    assert said(offer_of(station, label)).startswith("Open the parcel")
    assert not offer_of(station, label).restores
    ok(undo(station, label, badge=PAM))
    assert (TOTE, TEA) in places_of(station)
    assert why(see_undo(station, undo_id(label))).startswith("Pack the goods anew")
    site.prove_books(station)


def test_what_left_the_building_waits_for_its_return():
    station = warehouse()
    ok(do(station, site.order("1", (TEA, 1))))
    site.release(station, "1")
    site.pick_order(station, TOTE, "A")
    parcel_id, sscc = site.pack(station, TOTE)
    with station.reading() as tables:
        label = tables.books.last_op_id()
    site.ship(station, sscc)

    refused = see_undo(station, last(station))
    assert why(refused) == "The carrier has it. Wait for its return."
    assert why(refused, "de") == "Der Paketdienst hat es. Warte auf die Rücksendung."
    late = see_undo(station, label)
    assert isinstance(late, Refused)
    assert late.reason is Refusal.PARCEL_GONE
    assert undo(station, label, badge=PAM) == late
    assert parcel_id


def test_work_is_given_back_and_claimed_again():
    station = warehouse()
    ok(do(station, site.order("1", (TEA, 1))))
    site.release(station, "1")
    ok(do(station, ClaimWork(zone=ZoneCode("A")), badge=ANA))
    claim = last(station)
    offer = see_undo(station, claim, ANA)
    assert isinstance(offer, Undoing)
    assert isinstance(offer.command, GiveBackWork)
    ok(undo(station, claim, badge=ANA))
    assert isinstance(offer_of(station, undo_id(claim)).command, ClaimWork)


def test_a_hold_is_let_go_and_comes_back_with_its_reason():
    station = warehouse()
    placed = ok(do(station, site.order("1", (TEA, 1))))
    place = last(station)
    held = HoldOrder(
        order_id=site.order_id(station, "1"), reason=HoldReason.ADDRESS, note="no street"
    )
    ok(do(station, held, badge=SUE))
    hold = last(station)
    assert isinstance(offer_of(station, hold).command, LetGoOrder)
    ok(undo(station, hold, badge=SUE))
    assert offer_of(station, undo_id(hold)).command == held
    ok(undo(station, undo_id(hold), badge=SUE))
    assert site.order_of(station, "1").hold_note == "no street"

    ok(undo(station, place, badge=SUE))
    assert site.order_of(station, "1").state is OrderState.CANCELLED
    assert placed


def test_the_hospital_purchases_and_returns():
    station = at_packing(warehouse())
    ok(do(station, SendToHospital(tote=TOTE, reason="wet"), badge=PAM))
    sent = last(station)
    assert isinstance(offer_of(station, sent).command, LeaveHospital)
    ok(undo(station, sent, badge=PAM))
    again = offer_of(station, undo_id(sent)).command
    assert again == SendToHospital(tote=TOTE, reason="wet")

    ok(do(station, PlacePurchase(ref="PO-1", supplier="S", lines=((TEA, 5),)), badge=SUE))
    purchase = last(station)
    ok(
        do(
            station,
            ReceiveGoods(place=DOCK, sku=TEA, qty_each=1, po_ref="PO-1"),
            badge=SUE,
        )
    )
    late = see_undo(station, purchase)
    assert isinstance(late, Refused)
    assert late.reason is Refusal.PURCHASE_CLOSED

    ok(do(station, OpenReturn(reason="wet", lines=((LAMP, 1),)), badge=SUE))
    ok(undo(station, last(station), badge=SUE))


def test_packing_that_began_with_an_open_box_is_not_taken_back():
    station = at_packing(warehouse())
    ok(do(station, StartPacking(tote=TOTE), badge=PAM))
    by_hand = see_undo(station, last(station))
    assert isinstance(by_hand, Refused)
    assert by_hand.reason is Refusal.UNDO_BY_HAND


# ── once, and only what was done ──────────────────────────────────────────────────────


def test_a_thing_is_undone_once_however_often_it_is_asked_for():
    station = warehouse()
    ok(
        do(
            station,
            MoveStock(sku=TEA, qty_each=2, source=BIN, target=Place(OTHER)),
            badge=ANA,
        )
    )
    ok(
        do(
            station,
            MoveStock(sku=TEA, qty_each=2, source=BIN, target=Place(OTHER)),
            badge=ANA,
        )
    )
    op_id = last(station)
    answers: list[Verdict] = []

    def ask() -> None:
        answers.append(undo(station, op_id, badge=ANA))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert [isinstance(each, Done) for each in answers].count(True) == 1
    assert places_of(station)[OTHER, TEA] == 2
    assert see_undo(station, op_id) == Refused(reason=Refusal.UNDONE_ALREADY, got=op_id)


def test_what_is_offered_is_only_looked_at():
    station = warehouse()
    ok(
        do(
            station,
            MoveStock(sku=TEA, qty_each=2, source=BIN, target=Place(OTHER)),
            badge=ANA,
        )
    )
    with station.reading() as tables:
        before = tables.seq(), places_of(station)
    offer_of(station, last(station))
    with station.reading() as tables:
        assert (tables.seq(), places_of(station)) == before


def test_what_was_not_done_is_not_undone():
    station = warehouse()
    assert no(undo(station, OpId("404"), badge=SUE)) is Refusal.UNKNOWN_OPERATION
    no(do(station, UndoPick(task_id="404"), badge=ANA))  # type: ignore[arg-type]
    assert why(see_undo(station, last(station))).startswith("Nothing was done")
    ok(do(station, SetUpBin(bin_code=OTHER), badge=SUE))
    refused = see_undo(station, last(station))
    assert why(refused) == (
        "The books do not know what to set again. Do it yourself: set_up_bin."
    )


def test_a_role_undoes_only_what_it_may():
    station = warehouse()
    ok(do(station, ReceiveStock(sku=TEA, bin_code=OTHER, qty_each=5), badge=ANA))
    op_id = last(station)
    assert no(undo(station, op_id, badge=ANA)) is Refusal.NOT_ALLOWED
    ok(undo(station, op_id, badge=SUE))


def test_an_undo_is_told_like_everything_else():
    station = warehouse()
    ok(
        do(
            station,
            MoveStock(sku=TEA, qty_each=2, source=BIN, target=Place(OTHER)),
            badge=ANA,
        )
    )
    ok(undo(station, last(station), badge=ANA))
    [back, forth] = see_timeline(station, Subject(What.BIN, OTHER))
    assert (back.op_id, back.fate) == (undo_id(forth.op_id), Fate.DONE)
