"""Check digits and the bars behind a code."""

import random

import pytest

from app.labels.codes import (
    Symbology,
    barcode,
    code_128,
    ean_13,
    gs1_128,
    gtin_check_digit,
    is_gtin_13,
    is_sscc,
    sscc,
    sscc_barcode,
)
from app.labels.paper import dark_runs


@pytest.mark.parametrize(
    ("body", "digit"),
    [
        ("629104150021", "3"),  # the example in GS1's own check digit page
        ("400638133393", "1"),  # a pencil
        ("03600029145", "2"),  # a UPC-A, 11 digits and one
        ("7351353", "7"),  # a GTIN-8
        ("37610425002123456", "9"),  # GS1's SSCC example
        ("000000000000", "0"),
    ],
)
def test_the_check_digit_is_the_one_on_real_packages(body: str, digit: str):
    assert gtin_check_digit(body) == digit


@pytest.mark.parametrize("text", ["", "12a4", "12 4", "١٢٣", "-1"])
def test_only_plain_digits_have_a_check_digit(text: str):
    with pytest.raises(ValueError, match="digits"):
        gtin_check_digit(text)


def test_one_wrong_digit_is_always_noticed():
    rng = random.Random(18)
    for _ in range(200):
        good = sscc("4012345", rng.randrange(10**9))
        place = rng.randrange(18)
        wrong = str((int(good[place]) + rng.randrange(1, 10)) % 10)
        assert is_sscc(good)
        assert not is_sscc(good[:place] + wrong + good[place + 1 :])


@pytest.mark.parametrize("prefix", ["4012", "4012345", "401234567890"])
def test_a_parcel_number_has_18_digits_whatever_the_prefix(prefix: str):
    code = sscc(prefix, 7)
    assert len(code) == 18
    assert code.startswith("3" + prefix)
    assert is_sscc(code)


def test_a_parcel_number_that_does_not_fit_is_said_and_not_cut():
    assert sscc("401234567890", 9999)
    with pytest.raises(ValueError, match="leaves 4 digits"):
        sscc("401234567890", 10_000)
    with pytest.raises(ValueError, match="company prefix"):
        sscc("401", 1)


def test_an_item_code_with_a_wrong_check_digit_is_never_printed():
    assert is_gtin_13("4006381333931")
    with pytest.raises(ValueError, match="EAN-13"):
        ean_13("4006381333932")
    with pytest.raises(ValueError, match="EAN-13"):
        ean_13("400638133393")


@pytest.mark.parametrize("text", ["", "Größe", "A\nB", "\t"])
def test_code_128_says_what_it_cannot_print(text: str):
    with pytest.raises(ValueError, match="Code 128"):
        code_128(text)


@pytest.mark.parametrize("text", ["", "00123", "(00)", "(0)1", "(00)12(", "x(00)1"])
def test_gs1_text_is_made_of_bracketed_elements(text: str):
    with pytest.raises(ValueError, match="GS1"):
        gs1_128(text)


def test_a_parcel_symbol_is_as_wide_as_the_standard_says():
    # Start, FNC1, ten pairs of digits, check: 13 characters of 11 modules, stop of 13.
    code = sscc_barcode(sscc("4012345", 1))
    assert len(code.modules) == 13 * 11 + 13
    assert code.width_modules == 156 + 20
    assert code.caption == "(00) 340123450000000017"
    with pytest.raises(ValueError, match="SSCC"):
        sscc_barcode("340123450000000018")


def test_an_ean_has_95_modules_and_30_bars():
    code = ean_13("4006381333931")
    assert len(code.modules) == 95
    assert len(list(dark_runs(code.modules))) == 30


def test_dark_runs_give_the_modules_back():
    modules = code_128("TOTE-0042").modules
    drawn = ["0"] * len(modules)
    for first, count in dark_runs(modules):
        drawn[first : first + count] = ["1"] * count
    assert "".join(drawn) == modules


def test_barcode_picks_the_bars_by_symbology():
    assert barcode("TOTE-1", Symbology.CODE_128) == code_128("TOTE-1")
    assert barcode("4006381333931", Symbology.EAN_13) == ean_13("4006381333931")
    assert barcode("(10)AB", Symbology.GS1_128) == gs1_128("(10)AB")
