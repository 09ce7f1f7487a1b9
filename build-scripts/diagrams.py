"""Draw the state machines into app/engine/README.md, from the tables that run.

    build-scripts/diagrams

Mermaid text, which code hosts draw by themselves. A test fails when the page is not what
the tables say.
"""

import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.engine import task_states  # noqa: E402 - after the path is set

PAGE: Final = ROOT / "app" / "engine" / "README.md"

HEAD: Final = """# The state machines

Drawn by `build-scripts/diagrams` from the tables in `task_states.py`; change those, not this
page. An arrow is an event: what people do, or what follows from it. Undo has a table of its
own, and leads back along the arrow.
"""

Table = Mapping[tuple[StrEnum, StrEnum], StrEnum]


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


def page() -> str:
    """The whole page: a diagram for each table, in the order of the file."""
    return "\n".join([HEAD, *map(diagram, tables().values())])


def tables() -> dict[str, Table]:
    """Every table of (state, event) -> state in `task_states`, by its name."""
    return {
        name: value
        for name, value in vars(task_states).items()
        if name.isupper() and isinstance(value, dict) and is_machine(value)
    }


def is_machine(table: dict[Any, Any]) -> bool:
    return all(isinstance(key, tuple) for key in table)


def diagram(table: Table) -> str:
    """One machine as Mermaid text: first state, arrows, dead ends."""
    kind = type(next(iter(table.values())))
    title = re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__.removesuffix("State"))
    sources = {source for source, _ in table}
    arrows = [
        f"    {source} --> {to}: {words(event)}" for (source, event), to in table.items()
    ]
    ends = [f"    {state} --> [*]" for state in kind if state not in sources]
    return "\n".join(
        [
            *(f"## {title}", "", f"{kind.__doc__}", "", "```mermaid", "stateDiagram-v2"),
            f"    [*] --> {next(iter(kind))}",
            *(*arrows, *ends, "```", ""),
        ]
    )


def words(event: StrEnum) -> str:
    return event.value.replace("_", " ")


if __name__ == "__main__":
    main()
