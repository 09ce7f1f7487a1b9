"""The arithmetic that tells a read from a misread."""

import pytest

from app.scan.check_digits import has_right_check_digit, is_gtin, is_sscc, upc_a_of


@pytest.mark.parametrize(
    ("upc_e", "upc_a"),
    [
        ("01234505", "012000003455"),
        ("04252614", "042100005264"),
        ("01234531", "012300000451"),
        ("01234541", "012340000053"),
        ("04124498", "041244000098"),
    ],
)
def test_a_upc_e_stands_for_a_upc_a_of_its_own(upc_e: str, upc_a: str):
    assert upc_a_of(upc_e)[:-1] == upc_a[:-1]


def test_a_upc_e_carries_the_check_digit_of_its_upc_a():
    assert is_gtin(upc_a_of("04252614"))
    assert not is_gtin(upc_a_of("04252615"))


@pytest.mark.parametrize("code", ["96385074", "036000291452", "4006381333931"])
def test_trade_codes_of_every_length_have_one_check(code: str):
    assert is_gtin(code)
    assert not is_gtin(code[:-1] + str((int(code[-1]) + 1) % 10))


@pytest.mark.parametrize("code", ["", "7", "12345", "400638133393X", "٤٠٠٦٣٨١٣٣٣٩٣١"])
def test_what_is_no_trade_code_is_none(code: str):
    assert not is_gtin(code)


def test_a_parcel_number_has_eighteen_digits():
    assert is_sscc("340123450000000017")
    assert not is_sscc("340123450000000018")
    assert not is_sscc("4006381333931")
    assert has_right_check_digit("340123450000000017")
