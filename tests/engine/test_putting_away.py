"""Which bin goods from the dock should go to, and why."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.engine.names import NO_BIN, BinCode, Sku
from app.engine.putting_away import (
    Inside,
    Spot,
    Suggestion,
    Why,
    suggest_bin,
    suggest_face,
)
from app.engine.stock import Bin, BinStatus, BinUse

TEA, MUG = Sku("TEA"), Sku("MUG")
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
FRESH = Inside(sku=TEA, expires_at=JUNE)


def spot(
    code: str,
    *inside: Inside,
    use: BinUse = BinUse.PICK_FACE,
    status: BinStatus = BinStatus.GOOD,
    **more: Any,
) -> Spot:
    known = Bin(bin_code=BinCode(code), use=use, status=status)
    return Spot(bin=known, inside=inside, **more)


TEA_OF_JUNE, TEA_OF_MAY = (
    Inside(sku=TEA, expires_at=JUNE),
    Inside(sku=TEA, expires_at=MAY),
)
MUGS = Inside(sku=MUG)
BULK = BinUse.RESERVE


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([spot("A-1-1-A", TEA_OF_JUNE)], ("A-1-1-A", 9, Why.FACE_OF_SKU)),
        ([spot("A-1-1-A", is_face=True)], ("A-1-1-A", 9, Why.FACE_OF_SKU)),
        ([spot("A-1-1-A", TEA_OF_JUNE, room_each=4)], ("A-1-1-A", 4, Why.FACE_OF_SKU)),
        ([spot("A-1-1-A", TEA_OF_JUNE, room_each=1)], ("A-1-1-A", 1, Why.FACE_OF_SKU)),
        ([spot("A-1-1-A", TEA_OF_JUNE, room_each=0)], (NO_BIN, 0, Why.NOWHERE)),
        (
            [spot("A-1-1-A", TEA_OF_JUNE), spot("A-2-1-A", TEA_OF_JUNE, room_each=5)],
            ("A-2-1-A", 5, Why.FACE_OF_SKU),
        ),
        (
            [spot("A-1-1-A", TEA_OF_MAY), spot("A-2-1-A"), spot("B-1-1-A")],
            ("A-2-1-A", 9, Why.EMPTY_IN_ZONE),
        ),
        (
            [spot("A-1-1-A", TEA_OF_MAY), spot("B-1-1-A"), spot("C-1-1-A", use=BULK)],
            ("C-1-1-A", 9, Why.RESERVE),
        ),
        (
            [spot("C-1-1-A", use=BULK), spot("C-2-1-A", TEA_OF_JUNE, use=BULK)],
            ("C-2-1-A", 9, Why.RESERVE),
        ),
        (
            [spot("C-1-1-A", TEA_OF_MAY, use=BULK), spot("C-2-1-A", use=BULK)],
            ("C-2-1-A", 9, Why.RESERVE),
        ),
        ([spot("A-1-1-A", TEA_OF_MAY)], ("A-1-1-A", 9, Why.MIXES_DATES)),
        (
            [
                spot("A-1-1-A", TEA_OF_MAY, MUGS),
                spot("A-2-1-A", is_others_face=True),
                spot("A-3-1-A", status=BinStatus.DAMAGED),
            ],
            ("A-1-1-A", 9, Why.MIXES_DATES),
        ),
        ([spot("A-1-1-A", MUGS), spot("B-1-1-A")], (NO_BIN, 0, Why.NOWHERE)),
        ([], (NO_BIN, 0, Why.NOWHERE)),
    ],
)
def test_the_best_bin_is(spots: list[Spot], expected: tuple[str, int, Why]):
    code, qty_each, why = expected
    assert suggest_bin(FRESH, 9, spots) == Suggestion(
        bin_code=BinCode(code), qty_each=qty_each, why=why
    )


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([spot("A-1-1-A"), spot("B-1-1-A")], "B-1-1-A"),
        ([spot("A-1-1-A"), spot("B-1-1-A", MUGS)], "A-1-1-A"),
        ([spot("B-1-1-A", use=BULK), spot("B-2-1-A", is_others_face=True)], None),
    ],
)
def test_a_new_pick_face_is_near_the_reserve(spots: list[Spot], expected: str | None):
    assert suggest_face(spots, BinCode("B-9-9-A")) == expected
