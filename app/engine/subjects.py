"""What a story can be told of, and which of them a command names.

A command's fields say what they name by their types: `sku: Sku` is a SKU whatever the field
is called. So a new kind of operation is found again without a word here.
"""

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from app.engine.names import (
    BinCode,
    OrderId,
    ParcelId,
    Place,
    Sku,
    ToteCode,
    is_bin,
    is_tote,
    parcel_place,
)

LONGEST: Final = 100
"""In characters. Nothing longer is a code of ours."""


class What(StrEnum):
    """What a story can be told of."""

    ORDER = "order"
    SKU = "sku"
    BIN = "bin"
    TOTE = "tote"
    PARCEL = "parcel"


@dataclass(frozen=True, slots=True)
class Subject:
    """One order, SKU, bin, tote or parcel; `code` is its id, or what is printed on it."""

    what: What
    code: str

    @property
    def place(self) -> Place | None:
        """Where goods are that are in it; orders and SKUs are no place."""
        if self.what is What.PARCEL:
            return parcel_place(ParcelId(self.code))
        return Place(self.code) if self.what in (What.BIN, What.TOTE) else None


BY_TYPE: Final[dict[Any, What]] = {
    OrderId: What.ORDER,
    Sku: What.SKU,
    BinCode: What.BIN,
    ToteCode: What.TOTE,
    ParcelId: What.PARCEL,
}
_PARCEL: Final = parcel_place(ParcelId(""))


def subject_at(place: str) -> Subject | None:
    """The bin, tote or parcel that a place is; None for docks and what begins with @."""
    if place.startswith(_PARCEL):
        return Subject(What.PARCEL, place.removeprefix(_PARCEL))
    if is_tote(place):
        return Subject(What.TOTE, place)
    return Subject(What.BIN, place) if is_bin(Place(place)) else None


def codes_in(command: object) -> Iterator[tuple[Any, str]]:
    """Every code or id in a command with its type, such as (`Sku`, "TEA-250")."""
    for name, hint in _hints(type(command)):
        yield from _codes(hint, getattr(command, name))


def named_in(command: object) -> set[Subject]:
    """What a command names by itself; ids of walks, stops and the like are not looked up."""
    named: set[Subject] = set()
    for hint, code in codes_in(command):
        at = subject_at(code) if hint is Place else None
        found = Subject(BY_TYPE[hint], code) if hint in BY_TYPE else at
        if found and is_code(found.code):
            named.add(found)
    return named


def is_code(text: str) -> bool:
    """Whether this can be what somebody looks for; nonsense may stand in any field."""
    return 0 < len(text) <= LONGEST and text.isprintable()


def _codes(hint: Any, value: Any) -> Iterator[tuple[Any, str]]:
    if is_dataclass(value) or hasattr(value, "_fields"):
        yield from codes_in(value)
    elif isinstance(value, tuple):
        yield from _codes_of_each(typing.get_args(hint), value)
    elif isinstance(value, str):
        yield hint, value


def _codes_of_each(hints: Any, values: Any) -> Iterator[tuple[Any, str]]:
    # (X, ...) is many of one kind, (X, Y) one of each.
    for number, value in enumerate(values):
        yield from _codes(hints[0 if Ellipsis in hints else number], value)


@cache
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((name, _not_none(hint)) for name, hint in hints.items())


def _not_none(hint: Any) -> Any:
    # Before Python 3.14, `Sku | None` is a Union and `tuple[Sku, ...] | None` a UnionType.
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint
    return next(each for each in typing.get_args(hint) if each is not types.NoneType)
