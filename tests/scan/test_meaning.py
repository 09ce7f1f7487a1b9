"""What the floor's codes mean, whichever way they come in."""

from datetime import date

import pytest

from app.engine import names
from app.scan.meaning import (
    BadgeCode,
    BinCode,
    DropCode,
    ItemCode,
    ItemMatch,
    LooksLike,
    Meaning,
    OrderRef,
    ParcelCode,
    ToteCode,
    Unknown,
    meaning,
)
from app.scan.symbol import Source, Symbol, Symbology

TEA = names.Sku("85123A")
MUG = names.Sku("22423")
TEA_EAN = "2900000000018"
CATALOGUE = {
    "85123A": ItemMatch(sku=TEA),
    "22423": ItemMatch(sku=MUG),
    TEA_EAN: ItemMatch(sku=TEA),
    "12900000000015": ItemMatch(sku=TEA, qty_each=6),
    "96385074": ItemMatch(sku=MUG),
    "LOT-10ABC": ItemMatch(sku=MUG),
}
SSCC = "340123450000000017"


def of(
    raw: str,
    source: Source = Source.TYPED,
    symbology: Symbology = Symbology.UNSAID,
) -> Meaning:
    return meaning(Symbol(raw=raw, source=source, symbology=symbology), CATALOGUE.get)


def a_bin(code: str) -> BinCode:
    return BinCode(bin_code=names.BinCode(code))


def a_parcel(sscc: str = SSCC) -> ParcelCode:
    return ParcelCode(sscc=names.Sscc(sscc))


@pytest.mark.parametrize(
    ("raw", "means"),
    [
        ("A-07-3-B", a_bin("A-07-3-B")),
        ("a-07-13-b", a_bin("A-07-13-B")),
        ("  A-07-3-B\r", a_bin("A-07-3-B")),
        ("A 07 3 B", a_bin("A-07-3-B")),
        ("a 7 3 b", a_bin("A-07-3-B")),
        ("a073b", a_bin("A-07-3-B")),
        ("A0713B", a_bin("A-07-13-B")),
        ("a.07.3.b", a_bin("A-07-3-B")),
        ("TOTE-0042", ToteCode(tote=names.ToteCode("TOTE-0042"))),
        ("tote-0042", ToteCode(tote=names.ToteCode("TOTE-0042"))),
        ("BADGE-0007", BadgeCode(badge=names.Badge("BADGE-0007"))),
        ("DROP-PACK-1", DropCode(drop=names.DropCode("DROP-PACK-1"))),
        ("drop-b", DropCode(drop=names.DropCode("DROP-B"))),
        ("536365", OrderRef(ref="536365")),
        ("C536379", OrderRef(ref="C536379")),
    ],
)
def test_our_own_labels_are_understood_however_they_are_typed(raw: str, means: Meaning):
    assert of(raw) == means


@pytest.mark.parametrize(
    ("raw", "sku", "qty_each"),
    [
        ("85123A", TEA, 1),
        ("85123a", TEA, 1),
        (" 22423 ", MUG, 1),
        (TEA_EAN, TEA, 1),
        ("0" + TEA_EAN, TEA, 1),
        ("12900000000015", TEA, 6),
        ("96385074", MUG, 1),
    ],
)
def test_a_sku_or_a_trade_code_is_looked_up_in_the_catalogue(
    raw: str, sku: names.Sku, qty_each: int
):
    assert of(raw) == ItemCode(sku=sku, qty_each=qty_each)


def test_a_upc_is_found_whether_the_catalogue_wrote_twelve_or_thirteen_digits():
    read = Symbol(raw="0036000291452", symbology=Symbology.UPC_A)
    for stored in ("036000291452", "0036000291452", "00036000291452"):
        catalogue = {stored: ItemMatch(sku=TEA)}
        assert meaning(read, catalogue.get) == ItemCode(sku=TEA)


@pytest.mark.parametrize(
    ("raw", "symbology"),
    [
        ("00" + SSCC, Symbology.GS1_128),
        ("00" + SSCC, Symbology.CODE_128),
        ("]C100" + SSCC, Symbology.UNSAID),
        ("(00)" + SSCC, Symbology.UNSAID),
        ("(00) 3 4012345 000000001 7", Symbology.UNSAID),
        (SSCC, Symbology.UNSAID),
    ],
)
def test_a_parcel_is_known_by_its_number(raw: str, symbology: Symbology):
    assert of(raw, symbology=symbology) == a_parcel()


def test_a_parcel_number_with_a_wrong_check_digit_is_a_misread():
    wrong = SSCC[:-1] + "8"
    for raw in ("00" + wrong, wrong):
        got = of(raw, symbology=Symbology.CODE_128)
        assert got == Unknown(raw=raw, looks_like=LooksLike.SSCC_BAD_CHECK_DIGIT)


@pytest.mark.parametrize("lead", ["", "]C1", "]d2", "\x1d"])
def test_a_suppliers_label_tells_lot_expiry_serial_and_count(lead: str):
    raw = f"{lead}010{TEA_EAN}1726123110L7\x1d2112\x1d3724"
    assert of(raw, Source.WEDGE) == ItemCode(
        sku=TEA, qty_each=24, lot="L7", expiry=date(2026, 12, 31), serial="12"
    )


def test_best_before_stands_in_for_a_missing_use_by_date():
    got = of(f"010{TEA_EAN}15270201", symbology=Symbology.GS1_128)
    assert got == ItemCode(sku=TEA, expiry=date(2027, 2, 1))


def test_use_by_wins_over_best_before_and_day_zero_is_the_end_of_the_month():
    got = of(f"010{TEA_EAN}1527020117270200", symbology=Symbology.GS1_128)
    assert got == ItemCode(sku=TEA, expiry=date(2027, 2, 28))


def test_a_case_label_counts_the_eaches_inside():
    got = of("011290000000001510L7", symbology=Symbology.GS1_128)
    assert got == ItemCode(sku=TEA, qty_each=6, lot="L7")


def test_a_pallet_that_says_its_content_counts_it():
    got = of(f"020{TEA_EAN}3748", symbology=Symbology.GS1_128)
    assert got == ItemCode(sku=TEA, qty_each=48)


def test_a_mixed_label_with_a_parcel_number_and_foreign_goods_is_the_parcel():
    got = of(f"00{SSCC}0104006381333931", symbology=Symbology.GS1_128)
    assert got == a_parcel()


@pytest.mark.parametrize(
    "raw", ["10ABC", "LOT10", "1712", "2112345X", "3705", "10ABC17261231", "0100"]
)
def test_a_plain_lot_that_looks_like_an_application_identifier_is_not_misread(raw: str):
    got = of(raw, Source.WEDGE, Symbology.CODE_128)
    assert got == Unknown(raw=raw, looks_like=LooksLike.OTHER)


def test_a_catalogue_code_that_looks_like_gs1_is_still_the_catalogues():
    assert of("lot-10abc") == ItemCode(sku=MUG)


def test_a_lot_alone_on_a_gs1_label_names_no_goods():
    got = of("10ABC", symbology=Symbology.GS1_128)
    assert got == Unknown(raw="10ABC", looks_like=LooksLike.GS1_WITHOUT_ITEM)


@pytest.mark.parametrize(
    ("raw", "looks_like"),
    [
        ("", LooksLike.EMPTY),
        ("   ", LooksLike.EMPTY),
        ("7", LooksLike.TOO_SHORT),
        ("2900000000019", LooksLike.EAN_BAD_CHECK_DIGIT),
        ("4006381333931", LooksLike.EAN_NOT_OURS),
        ("0104006381333931", LooksLike.EAN_NOT_OURS),
        ("https://example.com/p/1", LooksLike.URL),
        ("www.example.com", LooksLike.URL),
        ("A-07", LooksLike.BIN_LIKE),
        ("A-07-3", LooksLike.BIN_LIKE),
        ("A-07-3-BB", LooksLike.BIN_LIKE),
        ("TOTE 42", LooksLike.TOTE_LIKE),
        ("BADGE", LooksLike.BADGE_LIKE),
        ("DROP-99", LooksLike.DROP_LIKE),
        ("some words", LooksLike.OTHER),
        ("٣٤٥٦٧٨٩٠", LooksLike.OTHER),
        ("12", LooksLike.TOO_SHORT),
        ("1234", LooksLike.OTHER),
    ],
)
def test_an_unknown_code_says_what_it_looks_like(raw: str, looks_like: LooksLike):
    assert of(raw) == Unknown(raw=raw, looks_like=looks_like)


def test_a_camera_does_not_take_a_foreign_label_for_a_carelessly_typed_bin():
    got = of("A073B", Source.CAMERA, Symbology.CODE_39)
    assert got == Unknown(raw="A073B", looks_like=LooksLike.BIN_LIKE)


def test_a_sku_that_could_be_a_bin_typed_in_a_hurry_is_the_sku():
    catalogue = {"A073B": ItemMatch(sku=names.Sku("A073B"))}
    got = meaning(Symbol(raw="a073b", source=Source.TYPED), catalogue.get)
    assert got == ItemCode(sku=names.Sku("A073B"))
