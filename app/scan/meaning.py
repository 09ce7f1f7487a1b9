"""What a symbol means on this floor: a bin, goods, a tote, a person, a parcel.

Fingers, wedge scanners and cameras end here alike. Not knowing is an answer too, and it
says what the text looks like, so that the screen can make a helpful sentence of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.engine import names
from app.scan import gs1
from app.scan.check_digits import GTIN_LENGTHS, SSCC_LENGTH, is_digits, is_gtin, is_sscc
from app.scan.symbol import Source, Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMatch:
    """The catalogue's answer: this SKU, so many eaches for one scan."""

    sku: names.Sku
    qty_each: int = 1


Catalogue = Callable[[str], ItemMatch | None]
"""Looks up a trade code or a SKU's own text, spelt exactly as it was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinCode:
    """A storage position, such as A-07-3-B."""

    bin_code: names.BinCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCode:
    """Goods. One scan counts `qty_each` eaches; lot, expiry and serial where printed."""

    sku: names.Sku
    qty_each: int = 1
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToteCode:
    """A tote, such as TOTE-0042."""

    tote: names.ToteCode


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeCode:
    """A person, such as BADGE-0007."""

    badge: names.Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCode:
    """Where totes are put down: a packing station DROP-PACK-1, a hand-over DROP-B."""

    drop: names.DropCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelCode:
    """A parcel, by its 18 digit number; the check digit was right."""

    sscc: names.Sscc


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRef:
    """Perhaps an order's number: a form, not a promise that there is such an order."""

    ref: str


class LooksLike(StrEnum):
    """Why nothing came of it, in a word."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    URL = "url"
    BIN_LIKE = "bin_like"
    TOTE_LIKE = "tote_like"
    BADGE_LIKE = "badge_like"
    DROP_LIKE = "drop_like"
    EAN_BAD_CHECK_DIGIT = "ean_bad_check_digit"
    EAN_NOT_OURS = "ean_not_ours"
    SSCC_BAD_CHECK_DIGIT = "sscc_bad_check_digit"
    GS1_WITHOUT_ITEM = "gs1_without_item"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A code nobody here put up or sells. Not an error: the answer to this scan."""

    raw: str
    looks_like: LooksLike


Meaning = (
    BinCode | ItemCode | ToteCode | BadgeCode | DropCode | ParcelCode | OrderRef | Unknown
)

_BIN: Final = re.compile(r"([A-Z])-([0-9]{2})-([0-9]{1,2})-([A-Z])")
_BIN_TYPED: Final = re.compile(
    r"([A-Z])[\s\-._/]*([0-9]{1,2})[\s\-._/]+([0-9]{1,2})[\s\-._/]*([A-Z])"
)
_BIN_RUN_TOGETHER: Final = re.compile(r"([A-Z])([0-9]{2})([0-9]{1,2})([A-Z])")
_TOTE: Final = re.compile(r"TOTE-[0-9]{1,6}")
_BADGE: Final = re.compile(r"BADGE-[0-9]{1,6}")
_DROP: Final = re.compile(r"DROP-(?:(?:PACK|SORT)-[0-9]{1,3}|[A-Z])")
_ORDER: Final = re.compile(r"C?[0-9]{5,10}")
_URL: Final = re.compile(r"(?:[A-Z][A-Z0-9+.\-]*://|WWW\.)\S+")
_BIN_LIKE: Final = re.compile(r"[A-Z]{1,2}[\s\-._/]?[0-9]{1,3}[\s\-._/A-Z0-9]*")
_PREFIXES: Final = {
    "TOTE": LooksLike.TOTE_LIKE,
    "BADGE": LooksLike.BADGE_LIKE,
    "DROP": LooksLike.DROP_LIKE,
}
_LENGTH_MIN: Final = 3


def meaning(symbol: Symbol, catalogue: Catalogue) -> Meaning:
    """What the symbol means.

    Our own labels go first, because their form is ours alone. Then the catalogue, which
    knows trade codes and SKUs; then GS1 labels, whose trade code is looked up there too.
    Case does not matter, nor do blanks around the text.
    """
    text = symbol.raw.strip()
    upper = text.upper()
    return (
        _ours(upper)
        or _item(text, upper, catalogue)
        or _from_gs1(symbol, catalogue)
        or _bin_as_typed(upper, symbol.source)
        or _order(upper)
        or Unknown(raw=symbol.raw, looks_like=_looks_like(upper))
    )


def _ours(upper: str) -> Meaning | None:
    if _BIN.fullmatch(upper):
        return BinCode(bin_code=names.BinCode(upper))
    if _TOTE.fullmatch(upper):
        return ToteCode(tote=names.ToteCode(upper))
    if _BADGE.fullmatch(upper):
        return BadgeCode(badge=names.Badge(upper))
    if _DROP.fullmatch(upper):
        return DropCode(drop=names.DropCode(upper))
    return None


def _item(text: str, upper: str, catalogue: Catalogue) -> ItemCode | None:
    match = _first_match(_spellings(text, upper), catalogue)
    return ItemCode(sku=match.sku, qty_each=match.qty_each) if match else None


def _spellings(text: str, upper: str) -> list[str]:
    """Ways the catalogue may have written the same code, the one that was read first."""
    if not is_digits(text):
        return [text, upper, text.lower()]
    spellings = [text]
    if is_gtin(text):
        # A GTIN is one number: 8, 12, 13 and 14 digits differ only by leading zeros.
        bare = text.lstrip("0")
        spellings += [
            bare.zfill(length) for length in (13, 14, 12, 8) if length >= len(bare)
        ]
    return spellings


def _first_match(spellings: list[str], catalogue: Catalogue) -> ItemMatch | None:
    for spelling in dict.fromkeys(spellings):
        if spelling and (match := catalogue(spelling)):
            return match
    return None


def _from_gs1(symbol: Symbol, catalogue: Catalogue) -> Meaning | None:
    if is_sscc(symbol.raw.strip()):
        return ParcelCode(sscc=names.Sscc(symbol.raw.strip()))
    said = gs1.elements(symbol.raw, symbol.symbology)
    if said is None:
        return None
    if said.gtin and (match := _first_match(_spellings(said.gtin, said.gtin), catalogue)):
        return ItemCode(
            sku=match.sku,
            qty_each=match.qty_each * (said.count or 1),
            lot=said.lot,
            expiry=said.expiry,
            serial=said.serial,
        )
    if said.sscc:
        return ParcelCode(sscc=names.Sscc(said.sscc))
    why = LooksLike.EAN_NOT_OURS if said.gtin else LooksLike.GS1_WITHOUT_ITEM
    return Unknown(raw=symbol.raw, looks_like=why)


def _bin_as_typed(upper: str, source: Source) -> BinCode | None:
    """Bins as hands type them: with blanks, without dashes. Printed codes are exact."""
    if source is Source.CAMERA:
        return None
    match = _BIN_TYPED.fullmatch(upper) or _BIN_RUN_TOGETHER.fullmatch(upper)
    if match is None:
        return None
    zone, aisle, bay, level = match.groups()
    return BinCode(bin_code=names.BinCode(f"{zone}-{aisle:0>2}-{bay}-{level}"))


def _order(upper: str) -> OrderRef | None:
    if not _ORDER.fullmatch(upper) or is_gtin(upper):
        return None
    return OrderRef(ref=upper)


def _looks_like(upper: str) -> LooksLike:
    if not upper:
        return LooksLike.EMPTY
    if len(upper) < _LENGTH_MIN:
        return LooksLike.TOO_SHORT
    if _URL.match(upper):
        return LooksLike.URL
    if is_digits(upper):
        return _looks_like_digits(upper)
    for prefix, word in _PREFIXES.items():
        if upper.startswith(prefix):
            return word
    return LooksLike.BIN_LIKE if _BIN_LIKE.fullmatch(upper) else LooksLike.OTHER


def _looks_like_digits(digits: str) -> LooksLike:
    if is_gtin(digits):
        return LooksLike.EAN_NOT_OURS
    if len(digits) in GTIN_LENGTHS:
        return LooksLike.EAN_BAD_CHECK_DIGIT
    if len(digits) == SSCC_LENGTH or (digits.startswith("00") and len(digits) == 20):
        return LooksLike.SSCC_BAD_CHECK_DIGIT
    return LooksLike.OTHER
