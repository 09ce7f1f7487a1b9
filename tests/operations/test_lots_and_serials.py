"""Goods that are not all the same: lots that expire, eaches known one by one, bad bins."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.items import SetKit, TradeCode, Uom
from app.engine.names import (
    CUSTOMER,
    LOST,
    BinCode,
    Lot,
    ParcelId,
    Place,
    Serial,
    Sku,
    ToteCode,
    is_bin,
    parcel_place,
)
from app.engine.packing import CloseParcel, ConfirmLabel, OpenParcel, PackItem
from app.engine.picking import ReportShort, ShortReason, UndoPick
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Refusal, Refused, Verdict
from app.engine.repacking import MergeParcels, MoveBetweenParcels, VoidParcel
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus, BinUse
from app.engine.task_states import ToteState
from app.operations.running import do
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, DAY, MUG, PAM, TEA, no, ok, prove_books

MILK, RADIO = Sku("MILK-1L"), Sku("RADIO-X")
TOTE = ToteCode("TOTE-0001")


@pytest.fixture
def station() -> Iterator[Station]:
    with closing(open_store(None)) as here:
        site.stock_up(here)
        ok(do(here, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
        ok(do(here, AddItem(sku=RADIO, name="Radio", tracks_serial=True)))
        yield here
        prove_books(here)


def milk(
    bin_code: str, qty_each: int, lot: str, *, expires_in_days: int | None = 20
) -> ReceiveStock:
    days = expires_in_days
    expires_at = None if days is None else site_day() + timedelta(days=days)
    return ReceiveStock(
        sku=MILK,
        bin_code=BinCode(bin_code),
        qty_each=qty_each,
        lot=Lot(lot),
        expires_at=expires_at,
    )


def site_day() -> datetime:
    """Far enough ahead that a real clock has not got there: what is received is fresh."""
    return DAY.replace(year=2090)


def radios(*serials: str, bin_code: str = "A-04-1-A", qty_each: int = 0) -> ReceiveStock:
    return ReceiveStock(
        sku=RADIO,
        bin_code=BinCode(bin_code),
        qty_each=qty_each or len(serials),
        serials=tuple(Serial(each) for each in serials),
    )


def held(station: Station, place: str, sku: Sku) -> dict[str, int]:
    with station.reading() as tables:
        inside = tables.stock.inside(Place(place))
    return {each.lot: each.qty_each for each in inside if each.sku == sku}


def walk(station: Station, sku: Sku, qty_each: int) -> None:
    """An order for the SKU, released, and its walk claimed with a tote."""
    ok(do(station, site.order("1", (sku, qty_each))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), TOTE)


# ── lots ──────────────────────────────────────────────────────────────────────────────


def test_the_lot_that_expires_first_is_picked_first_and_stays_known_to_the_customer(
    station: Station,
):
    ok(do(station, milk("A-01-1-A", 10, "LATE", expires_in_days=60)))
    ok(do(station, milk("A-01-2-A", 2, "SOON", expires_in_days=5)))
    walk(station, MILK, 3)
    stops = site.walk_of(station).open_stops
    assert [(s.task.lot, s.task.qty_each) for s in stops] == [("LATE", 1), ("SOON", 2)]

    site.pick_all(station, TOTE)
    assert held(station, TOTE, MILK) == {"LATE": 1, "SOON": 2}
    site.set_down(station)
    site.start_packing(station, TOTE)
    ok(do(station, PackItem(tote=TOTE, sku=MILK, qty_each=3), badge=PAM))
    with station.reading() as tables:
        [parcel] = tables.parcels.parcels.find("")
    closed = ok(do(station, CloseParcel(parcel_id=parcel.parcel_id)))
    sscc = closed.values["sscc"]
    ok(do(station, ConfirmLabel(parcel_id=parcel.parcel_id, sscc=sscc)))  # type: ignore[arg-type]
    site.ship(station, sscc)  # type: ignore[arg-type]
    assert held(station, CUSTOMER, MILK) == {"LATE": 1, "SOON": 2}


def test_goods_kept_by_lot_are_not_taken_in_without_one(station: Station):
    nameless = ReceiveStock(sku=MILK, bin_code=BinCode("A-01-1-A"), qty_each=1)
    assert no(do(station, nameless)) is Refusal.LOT_MISSING


def test_one_lot_has_one_expiry_date(station: Station):
    ok(do(station, milk("A-01-1-A", 1, "L1", expires_in_days=5)))
    other = milk("A-01-1-A", 1, "L1", expires_in_days=6)
    assert no(do(station, other)) is Refusal.LOT_EXPIRES_OTHERWISE


def test_another_lot_than_the_one_asked_for_is_refused(station: Station):
    ok(do(station, milk("A-01-1-A", 2, "L1")))
    ok(do(station, milk("A-01-1-A", 2, "L2", expires_in_days=90)))
    walk(station, MILK, 2)
    task = site.walk_of(station).stops[0].task
    pick = site.pick_of(task, TOTE)
    wrong = replace(pick, lot=Lot("L2"))
    verdict = do(station, wrong, badge=ANA)
    assert verdict == Refused(reason=Refusal.WRONG_LOT, wanted="L1", got="L2")
    ok(do(station, replace(pick, lot=Lot("L1")), badge=ANA))


def test_a_short_writes_down_the_lot_that_was_not_there_and_no_other(station: Station):
    ok(do(station, milk("A-01-1-A", 2, "L1", expires_in_days=3)))
    ok(do(station, milk("A-01-1-A", 5, "L2", expires_in_days=90)))
    walk(station, MILK, 2)
    task = site.walk_of(station).stops[0].task
    ok(do(station, ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)))
    assert held(station, LOST, MILK) == {"L1": 2}
    assert held(station, "A-01-1-A", MILK) == {"L2": 5}


def test_undo_puts_the_same_lot_back(station: Station):
    ok(do(station, milk("A-01-1-A", 2, "L1")))
    walk(station, MILK, 2)
    task = site.walk_of(station).stops[0].task
    site.pick_all(station, TOTE)
    ok(do(station, UndoPick(task_id=task.task_id), badge=ANA))
    assert held(station, "A-01-1-A", MILK) == {"L1": 2}


# ── serials ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "receipt",
    [radios("S1", "S1"), radios("S1", qty_each=2), radios("", "S2"), radios(qty_each=1)],
    ids=["twice the same", "one missing", "an empty one", "none"],
)
def test_goods_kept_by_serial_name_every_each(station: Station, receipt: ReceiveStock):
    assert no(do(station, receipt)) is Refusal.SERIALS_DIFFER


def test_a_serial_is_in_one_place_only(station: Station):
    ok(do(station, radios("S1")))
    assert no(do(station, radios("S1"))) is Refusal.SERIAL_ELSEWHERE


def test_other_goods_have_no_serials(station: Station):
    receipt = ReceiveStock(
        sku=TEA, bin_code=BinCode("A-01-1-A"), qty_each=1, serials=(Serial("S1"),)
    )
    assert no(do(station, receipt)) is Refusal.SERIALS_DIFFER


def test_a_serial_goes_all_the_way_and_another_is_refused_on_it(station: Station):
    ok(do(station, radios("S1", "S2", "S3")))
    ok(do(station, radios("S9", bin_code="A-09-1-A")))
    walk(station, RADIO, 2)
    task = site.walk_of(station).stops[0].task
    pick = site.pick_of(task, TOTE)

    def picked(*serials: str) -> Verdict:
        named = tuple(Serial(each) for each in serials)
        return do(station, replace(pick, serials=named), badge=ANA)

    assert no(picked()) is Refusal.SERIALS_DIFFER
    assert no(picked("S1", "S9")) is Refusal.SERIAL_ELSEWHERE
    ok(picked("S3", "S1"))
    site.set_down(station)
    site.start_packing(station, TOTE)
    two = PackItem(tote=TOTE, sku=RADIO, qty_each=2)
    assert no(do(station, two, badge=PAM)) is Refusal.SERIALS_DIFFER
    one = PackItem(tote=TOTE, sku=RADIO, serials=(Serial("S2"),))
    assert no(do(station, one, badge=PAM)) is Refusal.SERIAL_ELSEWHERE
    ok(do(station, PackItem(tote=TOTE, sku=RADIO, serials=(Serial("S1"),)), badge=PAM))
    with station.reading() as tables:
        where = {str(each.serial): each.place for each in tables.stock.serials.find("")}
    assert where["S2"] == "A-04-1-A"
    assert where["S3"] == TOTE
    assert where["S1"].startswith("PARCEL-")


# ── what a bin is for ─────────────────────────────────────────────────────────────────


def test_goods_in_a_quarantined_bin_are_no_stock_until_it_is_good_again(
    station: Station,
):
    ok(do(station, site.order("1", (MUG, 8))))
    bad = SetUpBin(bin_code=BinCode("A-03-2-A"), status=BinStatus.QUARANTINE)
    ok(do(station, bad))
    with station.reading() as tables:
        assert tables.stock.availability(MUG).on_hand_each == 0
        [line] = tables.orders.lines.find("")
        assert (line.reserved_each, line.backordered_each) == (0, 8)
    ok(do(station, SetUpBin(bin_code=BinCode("A-03-2-A"))))
    with station.reading() as tables:
        [line] = tables.orders.lines.find("")
        assert (line.reserved_each, line.backordered_each) == (8, 0)


def test_nobody_is_sent_to_reserve_stock(station: Station):
    ok(do(station, SetUpBin(bin_code=BinCode("A-07-3-B"), use=BinUse.RESERVE)))
    ok(do(station, site.order("1", (TEA, 5))))
    site.release(station, "1")
    site.claim(station, "A")
    stops = site.walk_of(station).open_stops
    assert [(s.task.bin_code, s.task.qty_each) for s in stops] == [("A-02-1-A", 3)]


def test_a_bin_somebody_is_sent_to_keeps_its_use(station: Station):
    ok(do(station, site.order("1", (MUG, 1))))
    site.release(station, "1")
    bad = SetUpBin(bin_code=BinCode("A-03-2-A"), status=BinStatus.DAMAGED)
    assert no(do(station, bad)) is Refusal.BIN_HAS_WORK


def test_a_place_that_is_no_bin_cannot_be_set_up(station: Station):
    assert no(do(station, SetUpBin(bin_code=BinCode("TOTE-1")))) is Refusal.UNKNOWN_BIN


# ── the catalogue ─────────────────────────────────────────────────────────────────────


def test_a_case_barcode_counts_a_case(station: Station):
    case = TradeCode("4006381333931", 12, Uom.CASE)
    ok(do(station, AddItem(sku=TEA, name="Tea", barcodes=(case,))))
    with station.reading() as tables:
        found = tables.items.behind("4006381333931")
    assert found
    assert (found.sku, found.qty_each, found.uom) == (TEA, 12, Uom.CASE)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (AddItem(sku=Sku(" "), name="Tea"), Refusal.ITEM_WITHOUT_NAME),
        (AddItem(sku=TEA, name=""), Refusal.ITEM_WITHOUT_NAME),
        (AddItem(sku=TEA, name="Tea", width_mm=-1), Refusal.MEASURE_BELOW_ZERO),
        (
            AddItem(sku=TEA, name="Tea", barcodes=(TradeCode("4006381333930"),)),
            Refusal.WRONG_CHECK_DIGIT,
        ),
        (
            AddItem(sku=TEA, name="Tea", barcodes=(TradeCode("CASE", 0),)),
            Refusal.QUANTITY_NOT_POSITIVE,
        ),
        (
            AddItem(sku=TEA, name="Tea", barcodes=(TradeCode(site.ean(2)),)),
            Refusal.CODE_OF_OTHER_ITEM,
        ),
    ],
)
def test_an_item_that_cannot_be_is_not_taken_in(
    station: Station, item: AddItem, reason: Refusal
):
    assert no(do(station, item)) is reason


def test_a_kit_is_sold_as_one_and_picked_as_its_parts(station: Station):
    gift = Sku("GIFT-BOX")
    ok(do(station, AddItem(sku=gift, name="Gift box")))
    ok(do(station, SetKit(kit=gift, parts=((TEA, 2), (MUG, 1)))))
    ok(do(station, site.order("1", (gift, 3))))
    with station.reading() as tables:
        lines = tables.orders.lines.find("ORDER BY sku")
    assert [(x.sku, x.qty_each, x.kit, x.name) for x in lines] == [
        (MUG, 3, gift, "Mug-Blue"),
        (TEA, 6, gift, "Tea-250"),
    ]
    ok(do(station, SetKit(kit=gift, parts=((TEA, 1),))))
    ok(do(station, site.order("2", (gift, 1))))
    with station.reading() as tables:
        later = tables.orders.lines.find("AND qty_each = 1")
    assert [(each.sku, each.kit) for each in later] == [(TEA, gift)]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (((MUG, 1),), Refusal.KIT_OF_ITSELF),
        (((TEA, 0),), Refusal.QUANTITY_NOT_POSITIVE),
        (((Sku("NOTHING"), 1),), Refusal.UNKNOWN_ITEM),
    ],
)
def test_a_kit_that_cannot_be_is_refused(
    station: Station, parts: tuple[tuple[Sku, int], ...], reason: Refusal
):
    assert no(do(station, SetKit(kit=MUG, parts=parts))) is reason


def test_a_kit_is_no_part_of_a_kit(station: Station):
    gift, hamper = Sku("GIFT-BOX"), Sku("HAMPER")
    for sku in (gift, hamper):
        ok(do(station, AddItem(sku=sku, name=sku)))
    ok(do(station, SetKit(kit=gift, parts=((TEA, 2),))))
    assert no(do(station, SetKit(kit=hamper, parts=((gift, 1),)))) is Refusal.KIT_IN_KIT
    assert no(do(station, SetKit(kit=TEA, parts=((MUG, 1),)))) is Refusal.KIT_IN_KIT
    ok(do(station, SetKit(kit=gift, parts=())))
    ok(do(station, SetKit(kit=hamper, parts=((gift, 1),))))


def test_safety_stock_is_promised_to_nobody_but_covers_promises_made(station: Station):
    ok(do(station, site.order("1", (MUG, 6))))
    ok(do(station, AddItem(sku=MUG, name="Mug", safety_each=4)))
    ok(do(station, site.order("2", (MUG, 1))))
    with station.reading() as tables:
        lines = {each.qty_each: each for each in tables.orders.lines.find("")}
    assert lines[6].reserved_each == 6
    assert lines[1].backordered_each == 1
    ok(do(station, AddItem(sku=MUG, name="Mug")))
    with station.reading() as tables:
        lines = {each.qty_each: each for each in tables.orders.lines.find("")}
    assert lines[1].reserved_each == 1


# ── parcels ───────────────────────────────────────────────────────────────────────────


def test_lots_and_serials_stay_known_when_boxes_are_split_merged_and_undone(
    station: Station,
):
    ok(do(station, milk("A-01-1-A", 2, "LATE", expires_in_days=60)))
    ok(do(station, milk("A-01-2-A", 1, "SOON", expires_in_days=5)))
    ok(do(station, radios("R1", "R2")))
    ok(do(station, site.order("1", (MILK, 3), (RADIO, 2))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), TOTE)
    for stop in site.walk_of(station).open_stops:
        serials = ("R1", "R2") if stop.task.sku == RADIO else ()
        pick = replace(
            site.pick_of(stop.task, TOTE), serials=tuple(Serial(s) for s in serials)
        )
        ok(do(station, pick, badge=ANA))
    site.set_down(station)
    first = site.start_packing(station, TOTE)
    ok(do(station, PackItem(tote=TOTE, sku=MILK, qty_each=3), badge=PAM))
    both = (Serial("R1"), Serial("R2"))
    packed = PackItem(tote=TOTE, sku=RADIO, qty_each=2, serials=both)
    ok(do(station, packed, badge=PAM))
    opened = ok(do(station, OpenParcel(tote=TOTE), badge=PAM))
    second = ParcelId(str(opened.values["parcel"]))
    moved = MoveBetweenParcels(
        from_parcel=first, to_parcel=second, sku=RADIO, qty_each=1, serials=(both[1],)
    )

    assert no(do(station, replace(moved, serials=()), badge=PAM)) is (
        Refusal.SERIALS_DIFFER
    )
    ok(do(station, moved, badge=PAM))
    with station.reading() as tables:
        known = tables.stock.where_is(RADIO, both[1])
        assert known
        assert known.place == parcel_place(second)
    ok(do(station, MergeParcels(into=second, other=first), badge=PAM))
    assert held(station, parcel_place(second), MILK) == {"LATE": 2, "SOON": 1}
    ok(do(station, VoidParcel(parcel_id=second, reason="torn"), badge=PAM))

    assert held(station, TOTE, MILK) == {"LATE": 2, "SOON": 1}
    with station.reading() as tables:
        places = {tables.stock.where_is(RADIO, each) for each in both}
    assert {each.place for each in places if each} == {TOTE}


def test_cancelled_goods_of_several_lots_and_serials_go_back_as_what_they_are(
    station: Station,
):
    ok(do(station, milk("A-05-1-A", 2, "L1")))
    ok(do(station, milk("A-06-1-A", 5, "L2", expires_in_days=30)))
    ok(do(station, radios("R1", "R2", qty_each=2)))
    ok(do(station, site.order("1", (MILK, 4), (RADIO, 1))))
    site.release(station, "1")
    site.take_tote(station, site.claim(station, "A"), TOTE)
    for stop in site.walk_of(station).open_stops:
        pick = site.pick_of(stop.task, TOTE)
        serials = (Serial("R2"),) if stop.task.sku == RADIO else ()
        ok(do(station, replace(pick, serials=serials), badge=ANA))
    prove_books(station)
    site.set_down(station)
    site.start_packing(station, TOTE)
    ok(do(station, PackItem(tote=TOTE, sku=MILK, qty_each=3), badge=PAM))

    cancelled = CancelOrder(order_id=site.order_id(station, "1"))
    ok(do(station, cancelled))
    prove_books(station)
    site.put_all_back(station)

    with station.reading() as tables:
        radio = tables.stock.where_is(RADIO, Serial("R2"))
        milks = [b for b in tables.stock.balances.find("") if b.sku == MILK]
        assert tables.work.tote(TOTE).state is ToteState.FREE
    assert radio is not None
    assert radio.place == "A-04-1-A"
    in_bins = dict.fromkeys((Lot("L1"), Lot("L2")), 0)
    for each in milks:
        in_bins[each.lot] += each.qty_each if is_bin(each.place) else 0
    assert in_bins == {"L1": 2, "L2": 5}


def test_a_cancelled_line_gives_its_lots_free_again(station: Station):
    ok(do(station, milk("A-05-1-A", 2, "L1")))
    ok(do(station, milk("A-06-1-A", 5, "L2", expires_in_days=30)))
    ok(do(station, site.order("1", (MILK, 4))))
    site.release(station, "1")
    line = CancelLine(order_id=site.order_id(station, "1"), line_no=1, qty_each=3)

    ok(do(station, line))

    prove_books(station)
    with station.reading() as tables:
        bound = [b for b in tables.stock.balances.find("") if b.allocated_each]
    assert sum(each.allocated_each for each in bound) == 1
