"""Check the code: style, formatting, the import map, types and house rules.

    python build-scripts/check.py

One line per finding, then one closing line; the exit code is 1 when there was a finding.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

from setup import PYTHON, ROOT, prepare, venv_environment

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


class Check(NamedTuple):
    """One checker: its name, what `.venv`'s Python runs, and how to read its answer."""

    name: str
    command: list[str]
    findings: Callable[[str], list[str]]


def main() -> int:
    """Run every checker at once and print what they found; return the exit code."""
    prepare(test=True)
    running = [(check, start(check)) for check in CHECKS]
    found = 0
    for check, process in running:
        answer = process.communicate()[0]
        lines = check.findings(answer) if process.returncode else []
        if process.returncode and not lines:
            lines = answer.strip().splitlines() or ["failed without a word"]
        for line in lines:
            print(f"{check.name}: {line}")
        found += len(lines)
    print(f"check: {found} to mend" if found else "check: all is well")
    return 1 if found else 0


def start(check: Check) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(PYTHON), *check.command],
        cwd=ROOT,
        env=venv_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def style_findings(answer: str) -> list[str]:
    return [line for line in answer.splitlines() if re.match(r".+?:\d+:\d+: ", line)]


def format_findings(answer: str) -> list[str]:
    """Name the files to format: `ruff format` mends them all."""
    files = re.findall(r"^(.+?):\d+:\d+: unformatted", answer, re.M)
    others = re.findall(r"^(?:error: )?(.+?:\d+:\d+: (?!unformatted).+)$", answer, re.M)
    return [f"{file}: type `ruff format {file}`" for file in files] + others


def import_findings(answer: str) -> list[str]:
    """Keep each import (or folder not on the map) under the contract it breaks."""
    _, _, broken = answer.partition("Broken contracts")
    findings, contract, before = [], "", ""
    for line in broken.splitlines():
        if line and set(line) == {"-"}:
            contract = before
        elif line.startswith("- "):
            findings.append(f"{contract}: {line[1:].strip()}")
        before = line
    return findings


def type_findings(answer: str) -> list[str]:
    try:
        report = json.loads(answer[answer.index("{") :])
    except ValueError:
        return []
    return [type_finding(one) for one in report["generalDiagnostics"]]


def type_finding(one: dict) -> str:  # pyright's own JSON
    file = one.get("file", "").replace(str(ROOT), "").lstrip("/\\")
    line = one.get("range", {}).get("start", {}).get("line", -1) + 1
    message = " ".join(one["message"].split())
    return f"{file}:{line}: {message} ({one.get('rule', one['severity'])})"


CHECKS = [
    Check("style", ["-m", "ruff", "check", "--output-format", "concise"], style_findings),
    Check(
        "format",
        ["-m", "ruff", "format", "--check", "--output-format", "concise"],
        format_findings,
    ),
    Check("imports", ["-c", LINT_IMPORTS, "--no-logo", "--no-cache"], import_findings),
    Check("types", ["-m", "pyright", "--outputjson"], type_findings),
    Check("house", ["build-scripts/tidy.py"], str.splitlines),
]

if __name__ == "__main__":
    sys.exit(main())
