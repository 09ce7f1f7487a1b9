"""The mutants that are said to survive are mutants of the rules as they are now."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

ENGINE = Path(__file__).parents[2] / "app" / "engine"
FILE = Path(__file__).with_name("survivors.toml")
EXPLAINED: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["survivor"]


def functions(module: str, name: str) -> list[str]:
    """The functions of this name in a module, each on one line."""
    source = (ENGINE / f"{module}.py").read_text("utf-8")
    return [
        " ".join((ast.get_source_segment(source, node) or "").split())
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]


@pytest.mark.parametrize("entry", EXPLAINED, ids=lambda entry: entry["where"])
def test_a_survivor_is_of_a_line_that_is_there_and_has_its_reason(entry: dict[str, Any]):
    module, name = entry["where"].split(".")

    assert any(entry["was"] in text for text in functions(module, name))
    assert entry["was"] not in entry["now"]
    assert len(set(entry["now"])) == len(entry["now"]) > 0
    assert entry["why"].endswith(".")
