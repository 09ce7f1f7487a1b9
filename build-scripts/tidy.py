"""House rules no other checker knows. One line per finding; exit code 1 when there is one.

* A function of 51 to 60 lines is about to become a long one: shorten it. (Longer ones pass
  for now; the edge moves down over time.)
* Every folder under `app/` has its line in the map, `app/README.md`.
* No file names a package registry or a content network: what is needed is bundled or
  locked, and where to fetch it from is the machine's setting.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOO_LONG = range(51, 61)

# Written so that this file does not name them itself.
FOREIGN_HOSTS = re.compile(
    r"""\b(?: (?:files[.])?pythonhosted[.]org | pypi[.](?:org|flet[.]dev)
    | npmjs[.](?:org|com) | unpkg[.]com | jsdelivr[.]net | cdnjs[.]cloudflare[.]com
    | googleapis[.]com | gstatic[.]com | ghcr[.]io | bootstrapcdn[.]com )\b""",
    re.X | re.I,
)


def main() -> int:
    """Print the findings of every rule; return the exit code."""
    found = [*long_functions(), *folders_missing_from_the_map(), *foreign_hosts()]
    for finding in found:
        print(finding)
    return 1 if found else 0


def long_functions() -> Iterator[str]:
    for file in project_files():
        if file.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines in TOO_LONG:
                    yield f"{shown(file)}:{node.lineno}: {node.name} has {lines} lines; shorten it"


def folders_missing_from_the_map() -> Iterator[str]:
    app = ROOT / "app"
    drawn = (app / "README.md").read_text(encoding="utf-8")
    inside = {file.parent for file in project_files() if app in file.parents}
    folders = {one for folder in inside for one in [folder, *folder.parents]}
    for folder in sorted(one for one in folders if app in one.parents):
        name = f"`{folder.relative_to(app).as_posix()}/`"
        if name not in drawn:
            yield f"app/README.md: has no line for {name}"


def foreign_hosts() -> Iterator[str]:
    for file in project_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            named = FOREIGN_HOSTS.search(line)
            if named:
                yield f"{shown(file)}:{number}: names {named[0]}; bundle or lock what it gives"


def project_files() -> list[Path]:
    """Return the files git keeps, or would keep; without git, all but hidden ones."""
    asked = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        kept = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
        files = [ROOT / name for name in kept.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [file for file in ROOT.rglob("*") if not hidden(file)]
    return [file for file in files if file.is_file()]


def hidden(file: Path) -> bool:
    parts = file.relative_to(ROOT).parts
    return any(part.startswith(".") or part == "__pycache__" for part in parts)


def shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
