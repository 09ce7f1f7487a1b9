"""Which goods may go from where to where, and what a person reads when they may not."""

from dataclasses import replace

import pytest

from app.engine.adjusting import AdjustReason, AdjustStock, adjust_stock
from app.engine.items import Item
from app.engine.moving import MoveStock, move_stock
from app.engine.names import BinCode, Lot, Place, Serial, Sku
from app.engine.putting_away import PutAway, put_away
from app.engine.receiving import (
    ReceiveGoods,
    ReceiveStock,
    receive_goods,
    receive_stock,
)
from app.engine.refusals import Refusal, Refused
from app.engine.stock import Balance, Bin, BinStatus, BinUse

TEA = Sku("TEA-250")
FULL, NEXT = BinCode("A-01-1-A"), BinCode("A-02-1-A")
DOCK, TOTE = Place("DOCK-1"), Place("TOTE-0001")

SEVEN_OF_WHICH_THREE_BOUND = Balance(
    place=Place(FULL), sku=TEA, qty_each=7, allocated_each=3
)


def no(reason: Refusal, wanted: str = "", got: str = "") -> Refused:
    return Refused(reason=reason, wanted=wanted, got=got)


@pytest.mark.parametrize(
    ("source", "target", "qty_each", "refused"),
    [
        (FULL, NEXT, 1, None),
        (FULL, NEXT, 4, None),
        (FULL, NEXT, 5, no(Refusal.BIN_HAS_WORK, got=FULL)),
        (FULL, NEXT, 7, no(Refusal.BIN_HAS_WORK, got=FULL)),
        (FULL, NEXT, 8, no(Refusal.NOT_THERE, "7", FULL)),
        (FULL, NEXT, 0, no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (FULL, FULL, 1, no(Refusal.SAME_PLACE, got=FULL)),
        (DOCK, NEXT, 1, no(Refusal.UNKNOWN_BIN, got=DOCK)),
        (FULL, DOCK, 1, None),
        (FULL, TOTE, 1, no(Refusal.UNKNOWN_BIN, got=TOTE)),
    ],
)
def test_goods_move_between_bins_as_far_as_nobody_was_sent_to_fetch_them(
    source: str, target: str, qty_each: int, refused: Refused | None
):
    done = MoveStock(
        sku=TEA, qty_each=qty_each, source=BinCode(source), target=Place(target)
    )
    assert move_stock(done, SEVEN_OF_WHICH_THREE_BOUND) == refused


@pytest.mark.parametrize(
    ("source", "target", "use", "status", "refused"),
    [
        (DOCK, NEXT, BinUse.PICK_FACE, BinStatus.GOOD, None),
        (DOCK, NEXT, BinUse.RESERVE, BinStatus.GOOD, None),
        (
            DOCK,
            NEXT,
            BinUse.RESERVE,
            BinStatus.DAMAGED,
            no(Refusal.BIN_NOT_GOOD, got=NEXT),
        ),
        (DOCK, NEXT, BinUse.RETURNS, BinStatus.GOOD, no(Refusal.BIN_NOT_GOOD, got=NEXT)),
        (DOCK, "T-1", BinUse.RESERVE, BinStatus.GOOD, no(Refusal.UNKNOWN_BIN, got="T-1")),
        (
            FULL,
            NEXT,
            BinUse.RESERVE,
            BinStatus.GOOD,
            no(Refusal.UNKNOWN_PLACE, got=FULL),
        ),
    ],
)
def test_goods_are_put_away_from_a_dock_into_a_bin_of_good_stock(
    source: str, target: str, use: BinUse, status: BinStatus, refused: Refused | None
):
    done = PutAway(sku=TEA, qty_each=1, source=Place(source), bin_code=BinCode(target))
    known = Bin(bin_code=done.bin_code, use=use, status=status)
    assert put_away(done, known) == refused


SHELF, DAMAGED_BIN, QUARANTINE_BIN = (
    BinStatus.GOOD,
    BinStatus.DAMAGED,
    BinStatus.QUARANTINE,
)
WRONG_WAY = Refusal.WRONG_DIRECTION
WRONG_BIN = Refusal.BIN_NOT_FOR_THIS


@pytest.mark.parametrize(
    ("reason", "qty_each", "refused"),
    [
        (AdjustReason.FOUND, 1, None),
        (AdjustReason.FOUND, -1, no(WRONG_WAY, "found", "-1")),
        (AdjustReason.FOUND, 0, no(WRONG_WAY, "found", "0")),
        (AdjustReason.LOST, -1, None),
        (AdjustReason.LOST, 1, no(WRONG_WAY, "lost", "1")),
        (AdjustReason.LOST, -4, None),
        (AdjustReason.LOST, -5, no(Refusal.BIN_HAS_WORK, got=FULL)),
        (AdjustReason.CORRECTION, 2, None),
        (AdjustReason.CORRECTION, -2, None),
        (AdjustReason.CORRECTION, 0, no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (AdjustReason.COUNT, 1, no(WRONG_WAY, "count", "1")),
        (AdjustReason.COUNT, -1, no(WRONG_WAY, "count", "-1")),
    ],
)
def test_books_are_changed_only_the_way_the_reason_goes(
    reason: AdjustReason, qty_each: int, refused: Refused | None
):
    done = AdjustStock(bin_code=FULL, sku=TEA, qty_each=qty_each, reason=reason)
    assert adjust_stock(done, SEVEN_OF_WHICH_THREE_BOUND, Bin(bin_code=FULL)) == refused


def test_only_the_books_of_a_bin_or_a_dock_are_changed():
    done = AdjustStock(
        bin_code=BinCode(TOTE), sku=TEA, qty_each=1, reason=AdjustReason.FOUND
    )
    held = replace(SEVEN_OF_WHICH_THREE_BOUND, place=TOTE)
    refused = no(Refusal.UNKNOWN_BIN, got=TOTE)
    assert adjust_stock(done, held, Bin(bin_code=FULL)) == refused


@pytest.mark.parametrize(
    ("reason", "target", "status", "refused"),
    [
        (AdjustReason.DAMAGED, "", SHELF, None),
        (AdjustReason.DAMAGED, NEXT, DAMAGED_BIN, None),
        (AdjustReason.DAMAGED, NEXT, QUARANTINE_BIN, no(WRONG_BIN, "damaged", NEXT)),
        (AdjustReason.DAMAGED, NEXT, SHELF, no(WRONG_BIN, "damaged", NEXT)),
        (AdjustReason.DAMAGED, "BIN", DAMAGED_BIN, no(Refusal.UNKNOWN_BIN, got="BIN")),
        (AdjustReason.EXPIRED, NEXT, DAMAGED_BIN, None),
        (AdjustReason.EXPIRED, NEXT, QUARANTINE_BIN, None),
        (AdjustReason.LOST, NEXT, DAMAGED_BIN, no(WRONG_BIN, "lost", NEXT)),
    ],
)
def test_what_is_not_good_any_more_is_put_in_a_bin_for_that(
    reason: AdjustReason, target: str, status: BinStatus, refused: Refused | None
):
    done = AdjustStock(
        bin_code=FULL, sku=TEA, qty_each=-1, reason=reason, target=BinCode(target)
    )
    known = Bin(bin_code=NEXT, status=status)
    assert adjust_stock(done, SEVEN_OF_WHICH_THREE_BOUND, known) == refused


PLAIN = Item(sku=TEA, name="Tea")
WITH_LOTS, ONE_BY_ONE = (
    replace(PLAIN, tracks_lot=True),
    replace(PLAIN, tracks_serial=True),
)
DIFFER = Refusal.SERIALS_DIFFER


@pytest.mark.parametrize(
    ("item", "qty_each", "lot", "serials", "refused"),
    [
        (PLAIN, 1, "", (), None),
        (PLAIN, 0, "", (), no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (PLAIN, 1, "", ("S1",), no(DIFFER, "0", "1")),
        (None, 1, "", (), no(Refusal.UNKNOWN_ITEM, got=TEA)),
        (WITH_LOTS, 1, "L1", (), None),
        (WITH_LOTS, 1, "", (), no(Refusal.LOT_MISSING, got=TEA)),
        (ONE_BY_ONE, 2, "", ("S1", "S2"), None),
        (ONE_BY_ONE, 2, "", ("S1",), no(DIFFER, "2", "1")),
        (ONE_BY_ONE, 2, "", ("S1", "S1"), no(DIFFER, "2", "1")),
        (ONE_BY_ONE, 2, "", ("S1", "S2", "S2"), no(DIFFER, "2", "2")),
        (ONE_BY_ONE, 2, "", ("S1", ""), no(DIFFER, "2", "2")),
    ],
)
def test_a_delivery_is_taken_in_as_its_item_is_kept(
    item: Item | None,
    qty_each: int,
    lot: str,
    serials: tuple[str, ...],
    refused: Refused | None,
):
    each = tuple(Serial(one) for one in serials)
    to_bin = ReceiveStock(
        sku=TEA, bin_code=FULL, qty_each=qty_each, lot=Lot(lot), serials=each
    )
    to_dock = ReceiveGoods(
        sku=TEA, place=DOCK, qty_each=qty_each, lot=Lot(lot), serials=each
    )

    assert receive_stock(to_bin, item) == refused
    assert receive_goods(to_dock, item) == refused
    assert receive_goods(replace(to_dock, place=Place(FULL)), item) == refused


def test_a_delivery_goes_nowhere_but_to_a_dock_or_a_bin():
    to_tote = ReceiveGoods(place=Place("TOTE-0001"), sku=TEA, qty_each=1)
    to_shelf = ReceiveStock(sku=TEA, bin_code=BinCode("SHELF"), qty_each=1)

    refused = no(Refusal.UNKNOWN_PLACE, got="TOTE-0001")
    assert receive_goods(to_tote, PLAIN) == refused
    assert receive_stock(to_shelf, PLAIN) == no(Refusal.UNKNOWN_BIN, got="SHELF")
