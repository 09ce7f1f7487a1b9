"""Check the code, then run the tests. Fails when anything fails.

    python build-scripts/test.py                    everything but the speed budgets
    python build-scripts/test.py tests/engine -k short      only those (pytest's words)

The browser journeys need Chromium. Without one they are left out, loudly; with CI=true in
the environment that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import check
from setup import PYTHON, ROOT, WINDOWS, prepare, say, venv_environment
from system_packages import CHROMIUM, install

TIME_LIMIT_S = 20 * 60
# The rules, the floor and the wire are tested in full: every line, and every way past it.
COVERED = [
    *("--cov=app.engine", "--cov=app.floor", "--cov=app.sync.protocol", "--cov-branch"),
    *("--cov-report=term-missing:skip-covered", "--cov-fail-under=100"),
]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge"]
CHROMIUM_PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
]


def main(arguments: list[str]) -> int:
    """Run all of it, and return the exit code: 0 only when nothing failed."""
    prepare(test=True)
    chromium = find_chromium()
    missing = not chromium and not tell_of_missing_chromium()
    failed = [
        *(["the browser is missing"] if missing else []),
        *(["check"] if check.main() else []),
        *(["pytest"] if run_pytest(arguments, chromium) else []),
    ]
    say("test", f"FAILED: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


def find_chromium() -> str:
    """Return the path of a Chromium, installing one if need be; "" when there is none."""
    found = chromium_here()
    if not found and not WINDOWS:
        install("browser", CHROMIUM, say)
        found = chromium_here()
    return found


def chromium_here() -> str:
    on_path = [shutil.which(name) for name in CHROMIUM_NAMES]
    in_place = [place for place in CHROMIUM_PLACES if Path(place).exists()]
    given = os.environ.get("ZONEWISE_CHROMIUM")
    return next((one for one in [given, *on_path, *in_place] if one), "")


def tell_of_missing_chromium() -> bool:
    """Say that the browser journeys cannot run; return whether that may be."""
    print("!" * 88)
    say("browser", "NO CHROMIUM HERE: the journeys in tests/browser are NOT run.")
    say(
        "browser", "Install chromium or Google Chrome, or point ZONEWISE_CHROMIUM at one."
    )
    print("!" * 88, flush=True)
    return os.environ.get("CI", "").lower() not in ("1", "true")


def run_pytest(arguments: list[str], chromium: str) -> int:
    """Run the tests; return pytest's exit code, 1 when they took too long."""
    chosen = any((ROOT / one.split("::")[0]).exists() for one in arguments)
    left_out = [] if chosen else ["--ignore=tests/speed"]
    covered = [] if arguments else COVERED
    if not chromium:
        left_out.append("--ignore=tests/browser")
    env = {**venv_environment(), "ZONEWISE_CHROMIUM": chromium}
    command = [str(PYTHON), "-m", "pytest", "-q", *covered, *left_out, *arguments]
    try:
        return subprocess.run(
            command, cwd=ROOT, env=env, check=False, timeout=TIME_LIMIT_S
        ).returncode
    except subprocess.TimeoutExpired:
        say("pytest", f"stopped: not done after {TIME_LIMIT_S // 60} minutes")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
