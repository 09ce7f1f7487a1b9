"""What has to be carried back: goods of one lot that went one way, or nobody's guess."""

from dataclasses import replace

import pytest

from app.engine import undoing
from app.engine.names import NO_LOT, Lot, OpId, Place, Serial
from app.engine.stock import Eaches, Movement
from app.engine.undoing import UNDO, Hands, Instead, Never, Undo, Until, Went
from tests.fakes.site import DAY, MUG, TEA

SHELF, NEXT, TOTE = Place("A-07-3-B"), Place("A-05-1-A"), Place("TOTE-0001")
L1, L2 = Lot("L1"), Lot("L2")

THREE = Movement(
    op_id=OpId("op"),
    n=1,
    sku=TEA,
    qty_each=3,
    source=SHELF,
    target=TOTE,
    at=DAY,
    lot=L1,
)
S1 = replace(THREE, n=2, qty_each=1, serial=Serial("S1"))
S2 = replace(S1, n=3, serial=Serial("S2"))


def gone(qty_each: int, *serials: str, lot: Lot = L1) -> Went:
    each = tuple(Serial(one) for one in serials)
    return Went(
        goods=Eaches(sku=TEA, qty_each=qty_each, lot=lot, serials=each),
        source=SHELF,
        target=TOTE,
    )


@pytest.mark.parametrize(
    ("movements", "went"),
    [
        ([], None),
        ([THREE], gone(3)),
        ([replace(THREE, lot=NO_LOT)], gone(3, lot=NO_LOT)),
        ([S1, S2], gone(2, "S1", "S2")),
        ([THREE, S1], gone(4, "S1")),
        ([THREE, replace(S1, sku=MUG)], None),
        ([THREE, replace(S1, lot=L2)], None),
        ([THREE, replace(S1, source=NEXT)], None),
        ([THREE, replace(S1, target=NEXT)], None),
    ],
)
def test_one_lot_on_one_way_can_be_carried_back(
    movements: list[Movement], went: Went | None
):
    assert undoing.went(movements) == went


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        (
            "confirm_pick",
            Undo(
                by=("undo_pick",),
                until=Until.TOTE_IS_SET_DOWN,
                hands=Hands.PUT_BACK,
                restores=True,
            ),
        ),
        (
            "release_wave",
            Undo(
                by=("take_back_order", "take_back_work"),
                until=Until.OTHERS_CLAIM,
                hands=Hands.NOTHING,
                restores=False,
            ),
        ),
        (
            "set_kit",
            Undo(
                by=("set_kit",),
                until=Until.ANY_TIME,
                hands=Hands.SET_AGAIN,
                restores=False,
            ),
        ),
        ("hand_over", Never(instead=Instead.CARRIER_HAS_IT)),
    ],
)
def test_each_kind_is_undone_in_its_way_or_says_what_to_do_instead(
    kind: str, way: Undo | Never
):
    assert UNDO[kind] == way


def test_an_operation_is_undone_by_one_whose_id_follows_from_its_own():
    assert undoing.undo_id(OpId("01X")) == "01X.undo"
