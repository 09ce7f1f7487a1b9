"""Lists of values inside a statement: `sku IN (…)`, on either database."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.database.driver import Value

AT_ONCE: Final = 200


def among(values: Iterable[str]) -> Iterator[tuple[str, dict[str, Value]]]:
    """The values in their order, a few hundred at a time: what to write, what to fill in."""
    ordered = sorted(values)
    for begin in range(0, len(ordered), AT_ONCE):
        part = ordered[begin : begin + AT_ONCE]
        marks = ", ".join(f":one_{n}" for n in range(len(part)))
        yield f"({marks})", {f"one_{n}": value for n, value in enumerate(part)}
