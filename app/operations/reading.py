"""Reading a command that a person or a program wrote as JSON, and saying how it is written."""

import re
import types
import typing
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, cast

import msgspec

from app.engine.names import NOBODY, Badge
from app.engine.refusals import Verdict
from app.errors import BooksContradicted, CommandImpossible, CommandUnreadable
from app.operations.kinds import BY_NAME, KINDS, Command
from app.operations.running import do
from app.station import Station

_NO_ROOM: Final = (AssertionError, ArithmeticError, LookupError, TypeError, ValueError)
_NAMED: Final = re.compile(r"at `\$\.(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a command: its name, what it holds, and whether it may be left out."""

    name: str
    holds: str
    is_optional: bool


def read_command(kind: str, body: str) -> Command:
    """Make a command of JSON text.

    Raises:
        CommandUnreadable: no such kind, no JSON, a field that is missing, unknown or of
            another type, or a time without its time zone. The message says which.
    """
    if kind not in BY_NAME:
        msg = f"There is no kind {kind}. `zonewise kinds` lists them."
        raise CommandUnreadable(msg)
    try:
        given: Any = msgspec.json.decode(body)
        command: Command = msgspec.json.decode(body, type=BY_NAME[kind].command)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        msg = f"{kind} cannot be read: {error}. {_holds(kind, error)}{_how(kind)}"
        raise CommandUnreadable(msg) from error
    wrong = [*_unknown(given, msgspec.to_builtins(command)), *_without_zone(command)]
    if wrong:
        msg = f"{kind} cannot be read: {wrong[0]}. {_how(kind)}"
        raise CommandUnreadable(msg)
    return command


def do_written(station: Station, command: Command, *, badge: Badge = NOBODY) -> Verdict:
    """Do a command that was written by hand, whatever values it holds.

    Raises:
        CommandImpossible: the books have no room for it, such as a number of forty digits.
    """
    with as_impossible():
        return do(station, command, badge=badge)


@contextmanager
def as_impossible() -> Generator[None]:
    """Whatever a rule or the books cannot take of a written command, as a sentence.

    Raises:
        CommandImpossible: something was raised that is the command's fault.
    """
    try:
        yield
    except (*_NO_ROOM, BooksContradicted) as error:
        msg = f"The books have no room for this: {error}. Nothing was done."
        raise CommandImpossible(msg) from error


def describe_kinds() -> list[tuple[str, tuple[Field, ...]]]:
    """Every kind of operation with its fields, in the order they are kept in."""
    return [(kind.name, fields_of(kind.command)) for kind in KINDS]


def fields_of(command: type[Any]) -> tuple[Field, ...]:
    """The fields of a command, with what they hold in words."""
    hints = typing.get_type_hints(command)
    return tuple(
        Field(
            name=field.name,
            holds=_words(hints[field.name]),
            is_optional=field.default is not MISSING,
        )
        for field in fields(command)
    )


def _holds(kind: str, error: Exception) -> str:
    """What the field holds that the error is about, if it names one: `$.reason`."""
    named = _NAMED.search(f"{error}")
    for field in fields_of(BY_NAME[kind].command):
        if named and field.name == named[1]:
            return f"{field.name} is {field.holds}. "
    return ""


def _how(kind: str) -> str:
    known = ", ".join(
        f"[{field.name}]" if field.is_optional else field.name
        for field in fields_of(BY_NAME[kind].command)
    )
    return f"Its fields: {known}." if known else "It has no fields: write {}."


def _words(hint: Any) -> str:
    plain: Any = getattr(hint, "__supertype__", hint)
    if isinstance(hint, types.UnionType):
        return " or ".join(_words(arg) for arg in hint.__args__)
    if typing.get_origin(hint) is tuple:
        inside = dict.fromkeys(_words(a) for a in hint.__args__ if a is not Ellipsis)
        return f"list of {', '.join(inside)}"
    if is_dataclass(hint):
        inside = [f"{x.name}: {x.holds}" for x in fields_of(cast(type[Any], hint))]
        return f"{{{', '.join(inside)}}}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return " | ".join(hint)
    return _PLAIN.get(plain, "text")


_PLAIN: Mapping[Any, str] = {
    int: "whole number",
    bool: "true | false",
    datetime: "time, 2026-01-31T12:00:00Z",
    types.NoneType: "null",
}


def _unknown(given: Any, known: Any) -> Iterator[str]:
    """Fields that were written and mean nothing: more likely a slip than a wish."""
    if isinstance(given, dict) and isinstance(known, dict):
        written, meant = cast(dict[str, Any], given), cast(dict[str, Any], known)
        for name, value in written.items():
            if name not in meant:
                yield f"it has no field `{name}`"
            else:
                yield from _unknown(value, meant[name])
    elif isinstance(given, list) and isinstance(known, (list, tuple)):
        pairs = zip(cast(list[Any], given), cast(Sequence[Any], known), strict=False)
        for value, meant_value in pairs:
            yield from _unknown(value, meant_value)


def _without_zone(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, datetime) and value.tzinfo is None:
        yield f"`{name}` needs a time zone, such as 2026-01-31T12:00:00Z"
    elif is_dataclass(value):
        for field in fields(value):
            yield from _without_zone(getattr(value, field.name), field.name)
    elif isinstance(value, tuple):
        for each in cast(tuple[Any, ...], value):
            yield from _without_zone(each, name)
