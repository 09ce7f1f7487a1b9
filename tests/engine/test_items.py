"""Which codes a catalogue can list: those a scanner will ever read."""

import pytest

from app.engine.items import is_possible_code


@pytest.mark.parametrize(
    "code",
    ["4006381333931", "00012348", "012345678905", "TEA-250", "12345", "A006381333930"],
)
def test_a_gtin_with_its_check_digit_and_any_code_of_ones_own_can_be_read(code: str):
    assert is_possible_code(code)


@pytest.mark.parametrize(
    "code", ["4006381333930", "00012340", "012345678900", "14006381333930", "", "  "]
)
def test_a_mistyped_gtin_and_a_blank_cannot(code: str):
    assert not is_possible_code(code)
