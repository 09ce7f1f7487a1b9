"""Measure against the speed budgets, and show the figures.

    python build-scripts/speed.py               all of tests/speed
    python build-scripts/speed.py -k route      only those (pytest's words)

Run it on a quiet machine: the tests proper leave it out, so that noise fails nobody.
"""

from __future__ import annotations

import subprocess
import sys

from setup import PYTHON, ROOT, prepare, venv_environment


def main(arguments: list[str]) -> int:
    """Run the measurements; return pytest's exit code."""
    prepare(test=True)
    command = [str(PYTHON), "-m", "pytest", "-s", "-q", "tests/speed", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=venv_environment(), check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
