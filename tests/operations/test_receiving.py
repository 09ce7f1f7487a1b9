"""Deliveries: on the dock, against a purchase order or blind, and away into the bins."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from app.engine.moving import MoveStock
from app.engine.names import SUPPLIER, BinCode, Lot, Place, Serial, Sku
from app.engine.purchasing import CancelPurchase, ClosePurchase, PlacePurchase
from app.engine.putting_away import PutAway, Why
from app.engine.receiving import AddItem, ReceiveGoods
from app.engine.refusals import Effect, Refusal
from app.engine.replenishing import SetPickFace
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus, BinUse
from app.engine.task_states import PurchaseState
from app.operations.running import do
from app.operations.seeing_stock import see_expected, see_purchases, see_putaway, see_sku
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MUG, TEA, no, ok, prove_books

MILK, RADIO = Sku("MILK-1L"), Sku("RADIO-X")
DOCK = Place("DOCK-1")
SOON = DAY.replace(year=2090)


@pytest.fixture
def station() -> Iterator[Station]:
    with closing(open_store(None)) as here:
        site.stock_up(here)
        ok(do(here, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
        ok(do(here, AddItem(sku=RADIO, name="Radio", tracks_serial=True)))
        yield here
        prove_books(here)


def purchase(
    ref: str, *lines: tuple[Sku, int], at: datetime | None = DAY
) -> PlacePurchase:
    return PlacePurchase(ref=ref, supplier="Mills Ltd", expected_at=at, lines=lines)


def arrives(sku: Sku, qty_each: int, ref: str = "", place: Place = DOCK) -> ReceiveGoods:
    return ReceiveGoods(place=place, sku=sku, qty_each=qty_each, po_ref=ref)


def away(sku: Sku, qty_each: int, bin_code: str, lot: str = "") -> PutAway:
    return PutAway(
        sku=sku,
        qty_each=qty_each,
        source=DOCK,
        bin_code=BinCode(bin_code),
        lot=Lot(lot),
    )


def state_of(station: Station, ref: str) -> PurchaseState:
    with station.reading() as tables:
        found = tables.purchases.by_ref(ref)
    assert found is not None
    return found.state


def backordered(station: Station) -> int:
    with station.reading() as tables:
        return sum(line.backordered_each for line in tables.orders.lines.find(""))


# ── purchase orders ───────────────────────────────────────────────────────────────────


def test_a_purchase_order_is_received_in_parts_until_nothing_is_missing(station: Station):
    ok(do(station, purchase("P1", (TEA, 10), (MUG, 5))))
    assert [x.qty_each for x in see_expected(station, TEA)] == [10]
    ok(do(station, arrives(TEA, 4, "P1")))
    assert state_of(station, "P1") is PurchaseState.RECEIVING
    assert [x.qty_each for x in see_expected(station, TEA)] == [6]
    ok(do(station, arrives(TEA, 6, "P1")))
    ok(do(station, arrives(MUG, 5, "P1")))
    assert state_of(station, "P1") is PurchaseState.RECEIVED
    assert see_expected(station, TEA) == []
    assert see_purchases(station) == []


def test_more_than_ordered_is_taken_in_and_somebody_asked_to_look(station: Station):
    ok(do(station, purchase("P1", (TEA, 2), (TEA, 1))))
    done = ok(do(station, arrives(TEA, 5, "P1")))
    assert (done.effect, done.values["over"]) == (Effect.OVER_DELIVERED, 2)
    stranger = ok(do(station, arrives(LAMP, 1, "P1")))
    assert stranger.values["over"] == 1
    with station.reading() as tables:
        looks = tables.books.discrepancies.find("ORDER BY at")
        order = tables.purchases.by_ref("P1")
        assert order is not None
        lines = tables.purchases.lines_of(order.po_id)
    assert [each.kind for each in looks] == ["over_delivered"] * 2
    assert [(x.sku, x.qty_each, x.received_each) for x in lines] == [
        (TEA, 2, 2),
        (TEA, 1, 3),
        (LAMP, 0, 1),
    ]


def test_a_short_delivery_is_closed_and_what_is_missing_stays_known(station: Station):
    ok(do(station, purchase("P1", (TEA, 10))))
    ok(do(station, arrives(TEA, 4, "P1")))
    assert ok(do(station, ClosePurchase(ref="P1"))).values["missing"] == 6
    assert state_of(station, "P1") is PurchaseState.CLOSED
    assert see_expected(station, TEA) == []
    assert no(do(station, arrives(TEA, 6, "P1"))) is Refusal.PURCHASE_CLOSED
    assert no(do(station, ClosePurchase(ref="P1"))) is Refusal.PURCHASE_CLOSED


def test_a_purchase_order_is_cancelled_only_before_anything_came(station: Station):
    ok(do(station, purchase("P1", (TEA, 10))))
    ok(do(station, purchase("P2", (TEA, 10))))
    ok(do(station, arrives(TEA, 1, "P2")))
    ok(do(station, CancelPurchase(ref="P1")))
    assert state_of(station, "P1") is PurchaseState.CANCELLED
    assert no(do(station, CancelPurchase(ref="P2"))) is Refusal.PURCHASE_CLOSED
    assert no(do(station, CancelPurchase(ref="P9"))) is Refusal.UNKNOWN_PURCHASE


def test_a_purchase_order_said_twice_is_one_and_a_new_date_replaces_the_old(
    station: Station,
):
    ok(do(station, purchase("P1", (TEA, 10))))
    assert ok(do(station, purchase("P1", (TEA, 10)))).effect is Effect.ALREADY_DONE
    later = DAY + timedelta(days=9)
    ok(do(station, purchase("P1", (TEA, 10), at=later)))
    assert [x.expected_at for x in see_expected(station, TEA)] == [later]
    assert no(do(station, purchase("P1", (TEA, 11)))) is Refusal.PURCHASE_DIFFERS


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (purchase("P1"), Refusal.PURCHASE_WITHOUT_LINES),
        (purchase("P1", (TEA, 0)), Refusal.QUANTITY_NOT_POSITIVE),
        (purchase("P1", (Sku("NOTHING"), 1)), Refusal.UNKNOWN_ITEM),
        (arrives(TEA, 1, "P9"), Refusal.UNKNOWN_PURCHASE),
        (arrives(TEA, 0), Refusal.QUANTITY_NOT_POSITIVE),
        (arrives(TEA, 1, place=Place("@lost")), Refusal.UNKNOWN_PLACE),
        (arrives(Sku("NOTHING"), 1), Refusal.UNKNOWN_ITEM),
        (arrives(MILK, 1), Refusal.LOT_MISSING),
        (arrives(RADIO, 1), Refusal.SERIALS_DIFFER),
    ],
)
def test_what_cannot_be_ordered_or_come_is_refused(
    station: Station, asked: object, reason: Refusal
):
    assert no(do(station, asked)) is reason


def test_what_is_expected_first_is_told_first_and_the_dateless_last(station: Station):
    ok(do(station, purchase("P1", (TEA, 1), at=None)))
    ok(do(station, purchase("P2", (TEA, 2), at=DAY + timedelta(days=5))))
    ok(do(station, purchase("P3", (TEA, 3), at=DAY)))
    assert [x.ref for x in see_expected(station, TEA)] == ["P3", "P2", "P1"]
    assert [x.order.ref for x in see_purchases(station)] == ["P3", "P2", "P1"]


# ── the dock ──────────────────────────────────────────────────────────────────────────


def test_goods_on_the_dock_are_no_stock_until_they_are_put_away(station: Station):
    ok(do(station, site.order("1", (MUG, 10))))
    ok(do(station, arrives(MUG, 5)))
    assert (see_sku(station, MUG).available.on_hand_each, backordered(station)) == (8, 2)
    ok(do(station, away(MUG, 5, "A-03-2-A")))
    assert (see_sku(station, MUG).available.on_hand_each, backordered(station)) == (13, 0)
    assert see_putaway(station) == []


def test_goods_received_straight_into_a_bin_are_stock_at_once(station: Station):
    ok(do(station, arrives(MUG, 5, place=Place("A-03-2-A"))))
    assert see_sku(station, MUG).available.on_hand_each == 13


def test_goods_may_be_put_into_any_good_bin_and_no_other(station: Station):
    ok(do(station, arrives(MUG, 5)))
    bad = SetUpBin(bin_code=BinCode("A-09-1-A"), status=BinStatus.QUARANTINE)
    ok(do(station, bad))
    back = SetUpBin(bin_code=BinCode("A-09-2-A"), use=BinUse.RETURNS)
    ok(do(station, back))
    assert no(do(station, away(MUG, 1, "A-09-1-A"))) is Refusal.BIN_NOT_GOOD
    assert no(do(station, away(MUG, 1, "A-09-2-A"))) is Refusal.BIN_NOT_GOOD
    assert no(do(station, away(MUG, 1, "TOTE-1"))) is Refusal.UNKNOWN_BIN
    assert no(do(station, away(MUG, 6, "B-09-1-A"))) is Refusal.NOT_THERE
    assert no(do(station, away(TEA, 1, "B-09-1-A"))) is Refusal.NOT_THERE
    from_a_bin = PutAway(
        sku=MUG, qty_each=1, source=Place("A-03-2-A"), bin_code=BinCode("B-09-1-A")
    )
    assert no(do(station, from_a_bin)) is Refusal.UNKNOWN_PLACE
    ok(do(station, away(MUG, 5, "B-09-1-A")))


def test_serials_are_put_away_by_name(station: Station):
    two = ReceiveGoods(
        place=DOCK, sku=RADIO, qty_each=2, serials=(Serial("S1"), Serial("S2"))
    )
    ok(do(station, two))
    assert no(do(station, two)) is Refusal.SERIAL_ELSEWHERE
    bin_code = BinCode("A-04-1-A")
    wrong = PutAway(
        sku=RADIO, qty_each=1, source=DOCK, bin_code=bin_code, serials=(Serial("S9"),)
    )
    assert no(do(station, wrong)) is Refusal.SERIAL_ELSEWHERE
    right = PutAway(
        sku=RADIO, qty_each=1, source=DOCK, bin_code=bin_code, serials=(Serial("S2"),)
    )
    ok(do(station, right))
    [left] = see_putaway(station)
    assert (left.held.qty_each, left.name) == (1, "Radio")


def test_the_best_bin_is_suggested_with_its_reason(station: Station):
    face = SetPickFace(bin_code=BinCode("A-03-2-A"), sku=MUG, min_each=2, max_each=10)
    ok(do(station, face))
    ok(do(station, SetUpBin(bin_code=BinCode("A-01-1-A"))))
    ok(do(station, SetUpBin(bin_code=BinCode("B-08-4-A"), use=BinUse.RESERVE)))
    ok(do(station, arrives(MUG, 20)))

    def suggested() -> tuple[str, int, Why]:
        [found] = see_putaway(station)
        best = found.suggestion
        return best.bin_code, best.qty_each, best.why

    for expected in (
        ("A-03-2-A", 2, Why.FACE_OF_SKU),
        ("A-01-1-A", 18, Why.EMPTY_IN_ZONE),
    ):
        assert suggested() == expected
        ok(do(station, away(MUG, min(2, expected[1]), expected[0])))
    assert suggested() == ("A-01-1-A", 16, Why.FACE_OF_SKU)


def test_pickers_are_sent_to_good_pick_faces_and_nowhere_else(station: Station):
    for code, use, status in (
        ("A-09-1-A", BinUse.RESERVE, BinStatus.GOOD),
        ("A-09-2-A", BinUse.RETURNS, BinStatus.GOOD),
        ("A-09-3-A", BinUse.PICK_FACE, BinStatus.DAMAGED),
        ("A-09-4-A", BinUse.PICK_FACE, BinStatus.QUARANTINE),
    ):
        ok(do(station, SetUpBin(bin_code=BinCode(code), use=use, status=status)))
        ok(do(station, arrives(LAMP, 2, place=Place(code))))
    ok(do(station, arrives(LAMP, 2)))
    with station.reading() as tables:
        found = tables.stock.to_pick_from(LAMP)
    assert [each.balance.place for each in found] == ["B-01-1-A"]
    assert see_sku(station, LAMP).available.on_hand_each == 7


# ── from bin to bin ───────────────────────────────────────────────────────────────────


def moves(sku: Sku, qty_each: int, source: str, target: str) -> MoveStock:
    return MoveStock(
        sku=sku, qty_each=qty_each, source=BinCode(source), target=Place(target)
    )


def test_goods_move_between_bins_and_promises_follow_what_the_bin_is_good_for(
    station: Station,
):
    bad = SetUpBin(bin_code=BinCode("A-09-1-A"), status=BinStatus.DAMAGED)
    ok(do(station, bad))
    ok(do(station, site.order("1", (MUG, 8))))
    ok(do(station, moves(MUG, 3, "A-03-2-A", "A-09-1-A")))
    assert backordered(station) == 3
    ok(do(station, moves(MUG, 3, "A-09-1-A", "A-04-1-A")))
    assert backordered(station) == 0
    assert [(x.place, x.qty_each) for x in see_sku(station, MUG).places] == [
        ("A-03-2-A", 5),
        ("A-04-1-A", 3),
    ]


def test_goods_somebody_was_sent_to_fetch_stay_where_they_are(station: Station):
    ok(do(station, site.order("1", (MUG, 6))))
    site.release(station, "1")
    assert no(do(station, moves(MUG, 3, "A-03-2-A", "A-04-1-A"))) is Refusal.BIN_HAS_WORK
    ok(do(station, moves(MUG, 2, "A-03-2-A", "A-04-1-A")))


@pytest.mark.parametrize(
    ("move", "reason"),
    [
        (moves(MUG, 9, "A-03-2-A", "A-04-1-A"), Refusal.NOT_THERE),
        (moves(MUG, 0, "A-03-2-A", "A-04-1-A"), Refusal.QUANTITY_NOT_POSITIVE),
        (moves(MUG, 1, "A-03-2-A", "A-03-2-A"), Refusal.SAME_PLACE),
        (moves(MUG, 1, "A-03-2-A", "TOTE-0001"), Refusal.UNKNOWN_BIN),
        (moves(MUG, 1, SUPPLIER, "A-04-1-A"), Refusal.UNKNOWN_BIN),
    ],
)
def test_a_move_that_cannot_be_is_refused(
    station: Station, move: MoveStock, reason: Refusal
):
    assert no(do(station, move)) is reason
