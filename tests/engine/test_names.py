"""What a code on the floor is the code of."""

import pytest

from app.engine import names
from app.engine.names import BinCode, ParcelId, Place, ZoneCode


@pytest.mark.parametrize(
    ("place", "bin_", "dock", "returns"),
    [
        ("A-07-3-B", True, False, False),
        ("A-07-3", False, False, False),
        ("A-07-3-B-1", False, False, False),
        ("@A-07-3-B", False, False, False),
        ("TOTE-1-2-3", False, False, False),
        ("PARCEL-1-2-3", False, False, False),
        ("DOCK-1", False, True, False),
        ("RETURNS-1", False, False, True),
        ("TOTE-0001", False, False, False),
        ("DROP-PACK-1", False, False, False),
        ("@supplier", False, False, False),
    ],
)
def test_a_place_is_a_bin_a_dock_where_returns_wait_or_none_of_them(
    place: str, bin_: bool, dock: bool, returns: bool
):
    assert names.is_bin(Place(place)) is bin_
    assert names.is_dock(Place(place)) is dock
    assert names.is_returns_place(Place(place)) is returns


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("TOTE-0042", True),
        ("TOTE-4-2", False),
        ("TOTE-", False),
        ("TOTE", False),
        ("TOTE-IV", False),
        ("TOTE-٤٢", False),
        ("CART-0042", False),
        ("A-TOTE-42", False),
    ],
)
def test_a_totes_code_is_its_word_and_its_number(code: str, expected: bool):
    assert names.is_tote(code) is expected


def test_what_is_named_after_something_else():
    assert names.zone_of(BinCode("A-07-3-B")) == "A"
    assert names.zone_of(BinCode("COLD-07-3-B")) == "COLD"
    assert names.drop_of(ZoneCode("B")) == "DROP-B"
    assert names.parcel_place(ParcelId("p")) == "PARCEL-p"
