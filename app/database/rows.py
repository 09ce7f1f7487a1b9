"""Values to rows and back, at the edge of the database.

Enums become their text, times whole milliseconds since 1970 (UTC), yes and no 1 and 0;
everything else is text or a whole number already.
"""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar

from app.database.driver import SqlRow, Value

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_PLAIN: Final = frozenset({str, int, types.NoneType})

T = TypeVar("T")
Reader = Callable[[Any], Any]


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970, whole.

    Raises:
        ValueError: `at` names no zone, or lies where no time can be read back from.
    """
    if at.tzinfo is None or not _FIRST <= at <= _LAST:
        msg = f"{at} is no time to keep: name a zone, and a year from 1 to 9999"
        raise ValueError(msg)
    return (at - EPOCH) // _MS


def from_ms(at_ms: int) -> datetime:
    """An aware UTC time from milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=at_ms)


def to_row(value: object) -> dict[str, Value]:
    """A frozen dataclass as column values."""
    return {
        name: found if type(found) in _PLAIN else _to_value(found)
        for name in columns_of(type(value))
        for found in (getattr(value, name),)
    }


def from_row(kind: type[T], row: SqlRow) -> T:
    """A frozen dataclass from a row that has a column for each field."""
    values = {
        name: read(row[name]) if read else row[name]
        for name, read in _readers(kind).items()
    }
    return kind(**values)


@cache
def columns_of(kind: type) -> tuple[str, ...]:
    """The column names of a dataclass, in the order of its fields."""
    return tuple(field.name for field in fields(kind))


@cache
def _readers(kind: type) -> Mapping[str, Reader | None]:
    hints = typing.get_type_hints(kind)
    return {name: _reader(hints[name]) for name in columns_of(kind)}


def _reader(hint: Any) -> Reader | None:
    """How a column becomes a value; None when it is one already, as most are."""
    if isinstance(hint, types.UnionType):
        inner = _reader(next(arg for arg in hint.__args__ if arg is not types.NoneType))
        return inner and (lambda value: None if value is None else inner(value))
    if hint is datetime:
        return from_ms
    if hint is bool:
        return bool
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return None


def _to_value(value: Any) -> Value:
    if isinstance(value, datetime):
        return to_ms(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    return value
