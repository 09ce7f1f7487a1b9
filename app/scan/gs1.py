"""GS1 element strings: what a supplier's label says beside the article number.

Read with biip (Apache-2.0). Only text that can be nothing else is taken for GS1: many
lots and order numbers happen to begin with the digits of an application identifier.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from biip import ParseError
from biip.gs1_element_strings import GS1ElementStrings
from biip.gs1_messages import GS1Message

from app.scan.check_digits import is_gtin, is_sscc
from app.scan.symbol import GROUP_SEPARATOR, Symbology

_AIM_IDS: Final = ("]C1", "]e0", "]d2", "]Q3")
"""What a scanner that names the symbology types before a GS1 barcode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """The elements a warehouse uses; what the label does not say is None.

    `expiry` is the use-by date (17) or, where there is none, the best-before date (15).
    `count` (37, or 30) is how many trade items are inside, not eaches.
    """

    sscc: str | None = None
    gtin: str | None = None
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    count: int | None = None


def elements(raw: str, symbology: Symbology) -> Elements | None:
    """What the label says, or None when the text is not, or not surely, GS1.

    Sure is: the barcode was a GS1-128; the text begins with a GS1 symbology identifier
    or is written with brackets; it holds a group separator; or it begins with a trade
    code (01) or parcel number (00) whose check digit is right.
    """
    text = raw.strip()
    if text.startswith(_AIM_IDS):
        return _parsed(text[3:].lstrip(GROUP_SEPARATOR))
    text = text.lstrip(GROUP_SEPARATOR)
    if text.startswith("("):
        return _parsed_from_brackets(text)
    if symbology is Symbology.GS1_128 or GROUP_SEPARATOR in text or _begins_surely(text):
        return _parsed(text)
    return None


def _begins_surely(text: str) -> bool:
    return (text.startswith("01") and is_gtin(text[2:16]) and len(text) >= 16) or (
        text.startswith("00") and is_sscc(text[2:20]) and len(text) >= 20
    )


def _parsed(text: str) -> Elements | None:
    try:
        return _elements(GS1Message.parse(text).element_strings)
    except ParseError:
        return None


def _parsed_from_brackets(text: str) -> Elements | None:
    try:
        return _elements(GS1Message.parse_hri(text).element_strings)
    except ParseError:
        return None


def _elements(found: GS1ElementStrings) -> Elements | None:
    # A wrong check digit inside means the whole label was misread.
    if any(each.gtin_error or each.sscc_error for each in found):
        return None
    expiry = found.get(ai="17") or found.get(ai="15")
    count = found.get(ai="37") or found.get(ai="30")
    return Elements(
        sscc=_value(found, "00"),
        gtin=_value(found, "01") or _value(found, "02"),
        lot=_value(found, "10"),
        expiry=expiry.date if expiry else None,
        serial=_value(found, "21"),
        count=int(count.value) if count else None,
    )


def _value(found: GS1ElementStrings, ai: str) -> str | None:
    element = found.get(ai=ai)
    return element.value if element else None
