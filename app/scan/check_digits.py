"""Check digits: the arithmetic that tells a read from a misread."""

from typing import Final

from app.engine.items import gtin_check_digit

GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
SSCC_LENGTH: Final = 18


def is_digits(text: str) -> bool:
    """Whether the text is made of the digits 0 to 9 only (other scripts' digits are not)."""
    return text.isascii() and text.isdigit()


def has_right_check_digit(digits: str) -> bool:
    """Whether the last digit fits the ones before it (GS1 modulo 10)."""
    return is_digits(digits) and gtin_check_digit(digits[:-1]) == digits[-1]


def is_gtin(text: str) -> bool:
    """Whether this is a trade code of 8, 12, 13 or 14 digits with the right check digit."""
    return len(text) in GTIN_LENGTHS and has_right_check_digit(text)


def is_sscc(text: str) -> bool:
    """Whether this is an 18 digit parcel number with the right check digit."""
    return len(text) == SSCC_LENGTH and has_right_check_digit(text)


def upc_a_of(upc_e: str) -> str:
    """The twelve digits of UPC-A that eight digits of UPC-E stand for.

    The sixth digit of the body says where the zeros were left out (GS1 General
    Specifications, 5.2.2.4.2).
    """
    system, body, check = upc_e[0], upc_e[1:7], upc_e[7]
    match body[5]:
        case "0" | "1" | "2":
            maker, article = body[:2] + body[5] + "00", "00" + body[2:5]
        case "3":
            maker, article = body[:3] + "00", "000" + body[3:5]
        case "4":
            maker, article = body[:4] + "0", "0000" + body[4]
        case _:
            maker, article = body[:5], "0000" + body[5]
    return system + maker + article + check
