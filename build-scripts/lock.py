"""Write the lock files anew from pyproject.toml: the newest versions it allows.

    python build-scripts/lock.py

Needs uv (`pip install uv`). The files name versions and hashes, for every system and
every Python allowed, and no place to download from: pip's own settings decide that.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from setup import MUTATION_LOCK, PRODUCT_LOCK, ROOT, SCRIPTS, TEST_LOCK

HEADER = "# Made from pyproject.toml by build-scripts/lock.py; do not edit.\n"
COMPILE = (
    "pip compile --universal --generate-hashes --no-emit-index-url --no-header -q -U"
)


def main() -> None:
    """Lock the product, then the tools so that they agree with it and each other."""
    product = locked("pyproject.toml")
    PRODUCT_LOCK.write_text(HEADER + product, encoding="utf-8", newline="\n")
    agreeing = ["-c", PRODUCT_LOCK.relative_to(ROOT).as_posix()]
    for group, lock in (("test", TEST_LOCK), ("mutation", MUTATION_LOCK)):
        tools = locked("--group", group, *agreeing)
        lock.write_text(HEADER + tools, encoding="utf-8", newline="\n")
        agreeing += ["-c", lock.relative_to(ROOT).as_posix()]


def locked(*what: str) -> str:
    uv = shutil.which("uv", path=str(SCRIPTS)) or shutil.which("uv")
    if uv is None:
        sys.exit("lock.py needs uv. Type: pip install uv")
    done = subprocess.run(
        [uv, *COMPILE.split(), *what],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main()
