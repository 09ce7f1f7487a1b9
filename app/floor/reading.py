"""Reading a floor plan's text carefully: every mistake is named with where it stands."""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, cast

from app.floor.shapes import Spot


class PlanRefused(ValueError):
    """A text is not a floor plan we can use. `where` names the line or the part of the plan.

    The sentence says what is so and what to do, for the person who wrote the file.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


class Section:
    """One table of the text, read key by key; `finish` refuses keys nobody asked for."""

    def __init__(self, where: str, values: dict[str, Any]) -> None:
        self.where = where
        self._values = values
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        return key in self._values

    def is_text(self, key: str) -> bool:
        return isinstance(self._values.get(key), str)

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number from `least` to `most`."""
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            msg = f"{key} is {value!r}. Write a whole number."
            raise self.refuse(msg)
        if not least <= value <= most:
            msg = f"{key} is {value}. Write a number from {least} to {most}."
            raise self.refuse(msg)
        return value

    def wholes(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """A list of whole numbers, empty when the key is absent."""
        values = self._list(key, [])
        return tuple(
            Section(self.where, {key: value}).whole(key, least, most) for value in values
        )

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or not value.strip():
            msg = f'{key} is {value!r}. Write a text in quotes, like "A".'
            raise self.refuse(msg)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key, [])
        return tuple(Section(self.where, {key: value}).text(key) for value in values)

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        value = self.text(key, default)
        names = list(allowed)
        if value not in names:
            msg = f"{key} is {value!r}. Write one of: {', '.join(names)}."
            raise self.refuse(msg)
        return value

    def yes(self, key: str, *, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            msg = f"{key} is {value!r}. Write true or false."
            raise self.refuse(msg)
        return value

    def spot(self, key: str) -> Spot:
        """A point written [x, y] in millimetres."""
        return self._spot(key, self._take(key, None))

    def spots(self, key: str, least: int) -> tuple[Spot, ...]:
        """At least `least` points, each written [x, y]."""
        values = self._list(key, None)
        if len(values) < least:
            msg = f"{key} has {len(values)} points. Write at least {least}."
            raise self.refuse(msg)
        return tuple(self._spot(key, value) for value in values)

    def section(self, key: str) -> "Section":
        value = self._take(key, None)
        if not isinstance(value, dict):
            msg = f"{key} is {value!r}. Write a table in braces."
            raise self.refuse(msg)
        return Section(f"{self.where}, {key}", cast(dict[str, Any], value))

    def sections(self, key: str) -> list["Section"]:
        """The tables written [[key]], named by their code or their number in the file."""
        found: list[Section] = []
        for number, value in enumerate(self._list(key, []), start=1):
            if not isinstance(value, dict):
                msg = f"{key} holds {value!r}. Write each one under [[{key}]]."
                raise self.refuse(msg)
            table = cast(dict[str, Any], value)
            found.append(Section(f"{key} {table.get('code', number)}", table))
        return found

    def finish(self) -> None:
        """Refuse what was written and never read: most often a misspelt key."""
        for key in self._values:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                hint = f" Is it {near[0]!r}?" if near else " Take it out."
                msg = f"nothing here is called {key!r}.{hint}"
                raise self.refuse(msg)

    def refuse(self, what: str) -> PlanRefused:
        return PlanRefused(self.where, what)

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        value = self._values.get(key, default)
        if value is None:
            msg = f"{key} is missing. Write it."
            raise self.refuse(msg)
        return cast(object, value)

    def _list(self, key: str, default: list[object] | None) -> list[object]:
        value = self._take(key, default)
        if not isinstance(value, list):
            msg = f"{key} is {value!r}. Write a list in square brackets."
            raise self.refuse(msg)
        return cast(list[object], value)

    def _spot(self, key: str, value: object) -> Spot:
        match value:
            case [int(x), int(y)] if 0 <= x <= _FARTHEST_MM and 0 <= y <= _FARTHEST_MM:
                return Spot(x, y)
            case _:
                msg = f"{key} has {value!r}. Write a spot as [x, y] in millimetres, 0 or more."
                raise self.refuse(msg)


_FARTHEST_MM = 10_000_000


def read_text(text: str) -> Section:
    """The whole text as one section; refused with its line when it is not TOML."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanRefused("floor plan", f"{error}. Mend the text there.") from error
    return Section("floor plan", values)
