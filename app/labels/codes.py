"""The bars behind a printed code, and the check digits that make GS1 numbers trustworthy."""

# python-barcode has no type information.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, cast

from barcode import codex, ean
from barcode.charsets import code128 as code_128_charset

from app.engine import items

FNC1: Final = "\xf1"

# GS1 General Specifications, "predefined length": an element of these needs no separator
# after it, because every reader knows where it ends.
_FIXED_LENGTH_AI: Final = frozenset(
    [
        "00",
        "01",
        "02",
        "03",
        "04",
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "20",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "41",
    ]
)
_ELEMENT: Final = re.compile(r"\((\d{2,4})\)([^()]+)")


class Symbology(StrEnum):
    """The three kinds of bars this house prints."""

    CODE_128 = "code_128"
    EAN_13 = "ean_13"
    GS1_128 = "gs1_128"


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """Bars, not yet sized: `modules` is "1" for ink and "0" for paper, left to right.

    The quiet zones are counted in modules too and are part of the symbol: without them
    a reader may not find its edge. `caption` is what a person reads below the bars.
    """

    symbology: Symbology
    modules: str
    quiet_left: int
    quiet_right: int
    caption: str

    def __post_init__(self) -> None:
        assert self.modules, self
        assert set(self.modules) <= {"0", "1"}, self

    @property
    def width_modules(self) -> int:
        """The whole symbol's width, quiet zones included."""
        return self.quiet_left + len(self.modules) + self.quiet_right


def barcode(payload: str, symbology: Symbology) -> Barcode:
    """The bars for `payload`; see the three functions below for what each accepts."""
    match symbology:
        case Symbology.CODE_128:
            return code_128(payload)
        case Symbology.EAN_13:
            return ean_13(payload)
        case Symbology.GS1_128:
            return gs1_128(payload)


def code_128(text: str) -> Barcode:
    """Code 128 of any ASCII text: bins, totes, badges, drops, order references.

    Raises:
        ValueError: The text is empty or holds a character Code 128 does not have.
    """
    if not text or not text.isascii() or not text.isprintable():
        msg = f"{text!r} cannot be printed as Code 128: use plain ASCII text."
        raise ValueError(msg)
    return Barcode(
        symbology=Symbology.CODE_128,
        modules=_modules(codex.Code128, text),
        quiet_left=10,
        quiet_right=10,
        caption=text,
    )


def ean_13(gtin: str) -> Barcode:
    """EAN-13 of a 13-digit GTIN whose check digit is right.

    Raises:
        ValueError: Not 13 digits, or the last one is not the check digit of the others.
    """
    if not is_gtin_13(gtin):
        msg = f"{gtin!r} is not an EAN-13: 13 digits, the last one a check digit."
        raise ValueError(msg)
    return Barcode(
        symbology=Symbology.EAN_13,
        modules=_modules(ean.EuropeanArticleNumber13, gtin),
        quiet_left=11,
        quiet_right=7,
        caption=gtin,
    )


def gs1_128(elements: str) -> Barcode:
    """GS1-128 of bracketed elements, such as `(00)340123450000000017`.

    Where an element's length is not fixed by GS1 and another follows, the separator
    (FNC1) is put in between.

    Raises:
        ValueError: The text is not made of `(AI)value` elements.
    """
    found = _ELEMENT.findall(elements)
    if not found or "".join(f"({ai}){value}" for ai, value in found) != elements:
        msg = f"{elements!r} is not GS1 text: write (AI)value, such as (00)3…."
        raise ValueError(msg)
    return Barcode(
        symbology=Symbology.GS1_128,
        modules=_modules(codex.Gs1_128, _joined(found)),
        quiet_left=10,
        quiet_right=10,
        caption=_spaced(found),
    )


def sscc_barcode(sscc_code: str) -> Barcode:
    """The GS1-128 symbol of a parcel, captioned `(00) 340123450000000017`.

    Raises:
        ValueError: Not 18 digits, or the last one is not the check digit of the others.
    """
    if not is_sscc(sscc_code):
        msg = f"{sscc_code!r} is not an SSCC: 18 digits, the last a check digit."
        raise ValueError(msg)
    return gs1_128(f"(00){sscc_code}")


def gtin_check_digit(digits: str) -> str:
    """The GS1 modulo-10 check digit for all the digits before it.

    Source: GS1 General Specifications, section 7.9: from the right, weights 3, 1, 3, …;
    the same rule for GTIN-8, -12, -13, -14 and SSCC.

    Raises:
        ValueError: There is something other than digits, or nothing.
    """
    if not re.fullmatch(r"[0-9]+", digits):
        msg = f"{digits!r} is not made of digits, so it has no check digit."
        raise ValueError(msg)
    return items.gtin_check_digit(digits)


def is_gtin_13(text: str) -> bool:
    """Whether this is 13 digits ending in their own check digit."""
    return _is_checked(text, 13)


def is_sscc(text: str) -> bool:
    """Whether this is 18 digits ending in their own check digit."""
    return _is_checked(text, 18)


def sscc(company_prefix: str, serial: int, *, extension: int = 3) -> str:
    """The 18 digits that name one parcel in the whole world.

    Args:
        company_prefix: The GS1 company prefix, 4 to 12 digits.
        serial: Our own running number; never reused within a year (GS1 asks for that).
        extension: One digit, 0-9, that only makes room for more numbers.

    Raises:
        ValueError: The prefix is no prefix, or the serial has more digits than are left.
    """
    if not re.fullmatch(r"[0-9]{4,12}", company_prefix):
        msg = f"{company_prefix!r} is not a GS1 company prefix (4-12 digits)."
        raise ValueError(msg)
    assert 0 <= extension <= 9, extension
    room = 16 - len(company_prefix)
    if not 0 <= serial < 10**room:
        msg = (
            f"Parcel number {serial} does not fit: prefix {company_prefix} leaves "
            f"{room} digits."
        )
        raise ValueError(msg)
    body = f"{extension}{company_prefix}{serial:0{room}d}"
    return body + gtin_check_digit(body)


class _Built(Protocol):
    def build(self) -> list[str]: ...


def _modules(symbol: object, text: str) -> str:
    # python-barcode leaves its constructors untyped; this is the only place that meets it.
    built = cast("Callable[[str], _Built]", symbol)(text).build()
    return built[0]


def _is_checked(text: str, length: int) -> bool:
    if not re.fullmatch(rf"[0-9]{{{length}}}", text):
        return False
    return gtin_check_digit(text[:-1]) == text[-1]


def _joined(elements: list[tuple[str, str]]) -> str:
    joined = ""
    for place, (ai, value) in enumerate(elements, start=1):
        is_open = ai[:2] not in _FIXED_LENGTH_AI and place < len(elements)
        joined += ai + value + (FNC1 if is_open else "")
    if not all(char == FNC1 or char in code_128_charset.B for char in joined):
        msg = f"{joined!r} cannot be printed as GS1-128: use plain ASCII text."
        raise ValueError(msg)
    return joined


def _spaced(elements: list[tuple[str, str]]) -> str:
    return " ".join(f"({ai}) {value}" for ai, value in elements)
