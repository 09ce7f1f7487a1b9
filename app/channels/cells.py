"""What one cell of a table says: a number, a price, a moment; or why it says nothing."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.engine.names import Sku

# Digits are bounded and ASCII: a cell cannot ask for a number too large to keep.
_WHOLE: Final = re.compile(r"(-?[0-9]{1,9})(?:[.,]0{1,2})?")
_POINT: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")
_COMMA: Final = re.compile(r"-?[0-9]{1,3}(?:\.?[0-9]{3}){0,2}(?:,[0-9]{1,9})?")
_DOTTED: Final = re.compile(
    r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?: ([0-9]{1,2}):([0-9]{2}))?"
)
_SLASHED: Final = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}) ([0-9]{1,2}):([0-9]{2})"
)
_YEARS: Final = range(1970, 2200)


@dataclass(frozen=True, slots=True)
class Unclear:
    """A cell that does not say what its column is for, and why."""

    reason: str


def folded(text: str) -> str:
    """The text with every run of spaces made one, and none at its ends."""
    return " ".join(text.split())


def sku_of(text: str) -> Sku:
    """The SKU in capitals, so that 85035a and 85035A are the same goods."""
    return Sku(folded(text).upper())


def whole_number(text: str, *, called: str) -> int | Unclear:
    """A count, possibly below zero. 6.0 is 6; 1.000 is unclear, for it may be a thousand."""
    found = _WHOLE.fullmatch(text.strip())
    return (
        int(found[1])
        if found
        else Unclear(f"{called} {_quoted(text)} is no whole number")
    )


def money_minor(text: str, *, decimal_comma: bool = False) -> int | Unclear:
    """An amount in hundredths, half up. With `decimal_comma`, 1.234,50 is read as well."""
    plain = text.strip()
    if decimal_comma and "," in plain and _COMMA.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not _POINT.fullmatch(plain):
        return Unclear(f"price {_quoted(text)} is no amount")
    return int((Decimal(plain) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def moment(text: str) -> datetime | Unclear:
    """A moment as 2010-12-01 08:26, with or without seconds or an offset; UTC without one."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return _no_moment(text)
    return at if at.year in _YEARS else _no_moment(text)


def moment_month_first(text: str) -> datetime | Unclear:
    """A moment as `moment` reads it, or as 12/1/2010 8:26: month, day, year, in UTC."""
    found = _SLASHED.fullmatch(text.strip())
    if not found:
        return moment(text)
    month, day, year, hour, minute = found.groups()
    return _moment_of(text, (year, month, day, hour, minute))


def moment_day_first(text: str) -> datetime | Unclear:
    """A moment as `moment` reads it, or as 1.12.2010 8:26: day, month, year, in UTC."""
    found = _DOTTED.fullmatch(text.strip())
    if not found:
        return moment(text)
    day, month, year, hour, minute = found.groups()
    return _moment_of(text, (year, month, day, hour or "0", minute or "0"))


def _moment_of(text: str, parts: tuple[str, str, str, str, str]) -> datetime | Unclear:
    year, month, day, hour, minute = (part.zfill(2) for part in parts)
    at = moment(f"{year}-{month}-{day} {hour}:{minute}")
    return _no_moment(text) if isinstance(at, Unclear) else at


def _no_moment(text: str) -> Unclear:
    return Unclear(f"date {_quoted(text)} is no date and time like 2010-12-01 08:26")


def _quoted(text: str) -> str:
    plain = folded(text)
    return f"“{plain if len(plain) <= 40 else plain[:40] + '…'}”"
