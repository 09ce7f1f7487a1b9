"""Changing the books with a reason, and taking out what is past its date."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from app.engine.adjusting import AdjustReason, AdjustStock, ExpireStock
from app.engine.names import (
    DAMAGED,
    LOST,
    NO_BIN,
    NOBODY,
    QUARANTINE,
    SAMPLE,
    VARIANCE,
    Badge,
    BinCode,
    Lot,
    Place,
    Serial,
    Sku,
)
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Refusal, Verdict
from app.engine.site import SetUpBin
from app.engine.stock import BinStatus
from app.operations.running import do
from app.operations.seeing_stock import see_adjustments, see_bin, see_sku
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, DAY, MUG, SUE, TEA, no, ok, prove_books

MUGS, BROKEN, LOCKED = BinCode("A-03-2-A"), BinCode("A-09-1-A"), BinCode("A-09-2-A")
MILK, RADIO = Sku("MILK-1L"), Sku("RADIO-X")


@pytest.fixture
def station() -> Iterator[Station]:
    with closing(open_store(None)) as here:
        site.stock_up(here)
        ok(do(here, AddItem(sku=MILK, name="Milk", tracks_lot=True)))
        ok(do(here, AddItem(sku=RADIO, name="Radio", tracks_serial=True)))
        ok(do(here, SetUpBin(bin_code=BROKEN, status=BinStatus.DAMAGED)))
        ok(do(here, SetUpBin(bin_code=LOCKED, status=BinStatus.QUARANTINE)))
        yield here
        prove_books(here)


def adjust(
    qty_each: int, reason: AdjustReason, target: BinCode = NO_BIN, sku: Sku = MUG
) -> AdjustStock:
    return AdjustStock(
        bin_code=MUGS,
        sku=sku,
        qty_each=qty_each,
        reason=reason,
        target=target,
        note="seen",
    )


def in_place(station: Station, place: str, sku: Sku = MUG) -> int:
    with station.reading() as tables:
        return sum(x.qty_each for x in tables.stock.inside(Place(place)) if x.sku == sku)


@pytest.mark.parametrize(
    ("asked", "target", "there"),
    [
        (adjust(2, AdjustReason.FOUND), VARIANCE, -2),
        (adjust(-2, AdjustReason.LOST), LOST, 2),
        (adjust(-2, AdjustReason.DAMAGED), DAMAGED, 2),
        (adjust(-2, AdjustReason.DAMAGED, BROKEN), BROKEN, 2),
        (adjust(-2, AdjustReason.EXPIRED), QUARANTINE, 2),
        (adjust(-2, AdjustReason.EXPIRED, LOCKED), LOCKED, 2),
        (adjust(-2, AdjustReason.SAMPLE), SAMPLE, 2),
        (adjust(-2, AdjustReason.CORRECTION), VARIANCE, 2),
        (adjust(2, AdjustReason.CORRECTION), VARIANCE, -2),
    ],
)
def test_a_supervisor_changes_the_books_and_it_stays_known_why(
    station: Station, asked: AdjustStock, target: str, there: int
):
    ok(do(station, asked, badge=SUE))
    assert in_place(station, target) == there
    assert see_sku(station, MUG).available.on_hand_each == 8 + asked.qty_each
    [change] = see_adjustments(station)
    assert (change.qty_each, change.reason, change.note) == (
        asked.qty_each,
        asked.reason,
        "seen",
    )
    assert (change.badge, change.role) == (SUE, "supervisor")


@pytest.mark.parametrize(
    ("badge", "may"), [(ANA, False), (Badge("STRANGER"), False), (NOBODY, True)]
)
def test_only_supervisors_and_zonewise_itself_change_the_books(
    station: Station, badge: Badge, may: bool
):
    verdict = do(station, adjust(-1, AdjustReason.LOST), badge=badge)
    if may:
        ok(verdict)
    else:
        assert no(verdict) is Refusal.NOT_ALLOWED
        assert no(do(station, ExpireStock(), badge=badge)) is Refusal.NOT_ALLOWED


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (adjust(-2, AdjustReason.FOUND), Refusal.WRONG_DIRECTION),
        (adjust(2, AdjustReason.LOST), Refusal.WRONG_DIRECTION),
        (adjust(2, AdjustReason.COUNT), Refusal.WRONG_DIRECTION),
        (adjust(0, AdjustReason.CORRECTION), Refusal.QUANTITY_NOT_POSITIVE),
        (adjust(-9, AdjustReason.LOST), Refusal.NOT_THERE),
        (adjust(-1, AdjustReason.DAMAGED, LOCKED), Refusal.BIN_NOT_FOR_THIS),
        (adjust(-1, AdjustReason.LOST, BROKEN), Refusal.BIN_NOT_FOR_THIS),
        (adjust(-1, AdjustReason.DAMAGED, BinCode("DOCK-1")), Refusal.UNKNOWN_BIN),
        (adjust(1, AdjustReason.FOUND, sku=Sku("?")), Refusal.UNKNOWN_ITEM),
        (
            replace(adjust(1, AdjustReason.FOUND), bin_code=BinCode("TOTE-0001")),
            Refusal.UNKNOWN_BIN,
        ),
        (adjust(1, AdjustReason.FOUND, sku=MILK), Refusal.LOT_MISSING),
        (adjust(1, AdjustReason.FOUND, sku=RADIO), Refusal.SERIALS_DIFFER),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    station: Station, asked: AdjustStock, reason: Refusal
):
    assert no(do(station, asked)) is reason


def test_goods_somebody_was_sent_to_fetch_are_not_written_off(station: Station):
    ok(do(station, site.order("1", (MUG, 6))))
    site.release(station, "1")
    assert no(do(station, adjust(-3, AdjustReason.LOST))) is Refusal.BIN_HAS_WORK


def test_promises_break_with_what_is_lost_and_are_made_with_what_is_found(
    station: Station,
):
    ok(do(station, site.order("1", (MUG, 8))))
    ok(do(station, adjust(-3, AdjustReason.LOST)))
    with station.reading() as tables:
        [line] = tables.orders.lines.find("")
    assert (line.reserved_each, line.backordered_each) == (5, 3)
    ok(do(station, adjust(2, AdjustReason.FOUND)))
    with station.reading() as tables:
        [line] = tables.orders.lines.find("")
    assert (line.reserved_each, line.backordered_each) == (7, 1)


def test_a_lost_serial_is_found_where_it_was_lost(station: Station):
    bin_code, one = BinCode("A-04-1-A"), (Serial("S1"),)
    ok(do(station, ReceiveStock(sku=RADIO, bin_code=bin_code, qty_each=1, serials=one)))

    def change(qty_each: int, reason: AdjustReason) -> Verdict:
        asked = AdjustStock(
            bin_code=bin_code, sku=RADIO, qty_each=qty_each, reason=reason, serials=one
        )
        return do(station, asked, badge=SUE)

    assert no(change(1, AdjustReason.FOUND)) is Refusal.SERIAL_ELSEWHERE
    ok(change(-1, AdjustReason.LOST))
    assert in_place(station, LOST, RADIO) == 1
    ok(change(1, AdjustReason.FOUND))
    assert (in_place(station, LOST, RADIO), in_place(station, bin_code, RADIO)) == (0, 1)


# ── past its date ─────────────────────────────────────────────────────────────────────


def milk(station: Station, bin_code: str, qty_each: int, lot: str, *, days: int) -> None:
    """Goods that expire some days after a day the real clock has passed or will not reach."""
    expires_at = (DAY if days < 0 else DAY.replace(year=2090)) + timedelta(days=days)
    goods = ReceiveStock(
        sku=MILK,
        bin_code=BinCode(bin_code),
        qty_each=qty_each,
        lot=Lot(lot),
        expires_at=expires_at,
    )
    ok(do(station, goods))


@pytest.mark.parametrize(("target", "place"), [(NO_BIN, QUARANTINE), (LOCKED, LOCKED)])
def test_what_is_past_its_date_is_no_stock_and_promised_to_nobody(
    station: Station, target: BinCode, place: str
):
    milk(station, "A-01-1-A", 4, "OLD", days=-1)
    milk(station, "A-01-1-A", 3, "NEW", days=9)
    ok(do(station, site.order("1", (MILK, 6))))
    done = ok(do(station, ExpireStock(bin_code=target), badge=SUE))
    assert (done.values["n"], done.values["lots"]) == (4, 1)
    assert in_place(station, place, MILK) == 4
    assert [x.lot for x in see_bin(station, BinCode("A-01-1-A")).inside] == ["NEW"]
    with station.reading() as tables:
        [line] = tables.orders.lines.find("")
    assert (line.reserved_each, line.backordered_each) == (3, 3)
    assert [x.reason for x in see_adjustments(station)] == [AdjustReason.EXPIRED]
    assert ok(do(station, ExpireStock(), badge=SUE)).values["n"] == 0


def test_a_good_bin_is_no_place_for_what_is_past_its_date(station: Station):
    wrong = ExpireStock(bin_code=MUGS)
    assert no(do(station, wrong, badge=SUE)) is Refusal.BIN_NOT_FOR_THIS


def test_other_goods_are_left_alone(station: Station):
    ok(do(station, ExpireStock(), badge=SUE))
    assert in_place(station, "A-07-3-B", TEA) == 12
