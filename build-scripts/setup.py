"""Make `.venv` with everything Zonewise needs, from the lock files. Quick when done before.

    python build-scripts/setup.py           what the product needs
    python build-scripts/setup.py --test    and what its tests need

Standard library only: this runs before anything is installed. It is written so that an
old Python can still read it, look for a newer one, or say what is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from system_packages import CAMERA_PARTS, PYTHON_VENV, ZBAR, install

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")

OLDEST, NEWEST = (3, 11), (3, 14)
PRODUCT_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "tests" / "requirements.lock"
MUTATION_LOCK = ROOT / "build-scripts" / "requirements.lock"

# Homebrew's folder on Apple silicon, which other Pythons than Homebrew's do not search.
HOMEBREW_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"


def prepare(*, test: bool = False) -> None:
    """Bring `.venv` up to date. Ends the program with a clear sentence when it cannot."""
    use_a_suitable_python()
    make_venv()
    install_locked("packages", PRODUCT_LOCK)
    if test:
        install_locked("test tools", TEST_LOCK)
    write_command()
    check_system_libraries()


def say(step: str, sentence: str) -> None:
    """Print one line of progress."""
    print(f"{step:<12} {sentence}", flush=True)


def give_up(step: str, sentence: str) -> None:
    """Print why this cannot go on, and end the program as failed."""
    say(step, sentence)
    sys.exit(1)


# ── Python and its virtual environment ────────────────────────────────────────────────


def use_a_suitable_python() -> None:
    """Return when this Python will do; otherwise start again with one that does."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        python = python_of_version(f"3.{minor}")
        if python:
            say("python", f"{running_version()} will not do; using {python}")
            sys.exit(subprocess.call([python, *sys.argv]))
    give_up(
        "python",
        f"This is Python {running_version()}. Zonewise needs 3.{OLDEST[1]} to "
        f"3.{NEWEST[1]}, and there is none on this machine's PATH. Install one and run "
        "this again.",
    )


def python_of_version(version: str) -> str:
    """Return the path of a working Python `version` ("3.12"), or "" if there is none."""
    found = shutil.which(f"python{version}")
    attempts = [[found]] if found else []
    if WINDOWS and shutil.which("py"):
        attempts.append(["py", f"-{version}"])
    for command in attempts:
        asked = [*command, "-c", "import sys; print(sys.executable)"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.strip()
    return ""


def running_version() -> str:
    return ".".join(str(part) for part in sys.version_info[:3])


def make_venv() -> None:
    """Make `.venv`, unless there is one whose Python works and is of a right version."""
    if venv_version():
        return
    if VENV.exists():
        say("venv", ".venv does not work on this machine any more; making it anew")
        shutil.rmtree(VENV)
    if not try_venv():
        install("python", PYTHON_VENV, say)
        if not try_venv():
            give_up("venv", "Python could not make a virtual environment (see above).")
    say("venv", f"made .venv with Python {running_version()}")


def try_venv() -> bool:
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        print((made.stdout + made.stderr).strip(), flush=True)
    return made.returncode == 0


def venv_version() -> str:
    """Return the version of `.venv`'s Python, "" if it is missing, broken or unsuitable."""
    question = (
        "import pip, sys; v = sys.version_info; "
        f"print('%d.%d.%d' % v[:3] if {OLDEST} <= v[:2] <= {NEWEST} else '')"
    )
    try:
        answer = ask_venv(question)
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def ask_venv(question: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PYTHON), "-c", question],
        capture_output=True,
        text=True,
        check=False,
        env=venv_environment(),
    )


def venv_environment() -> dict[str, str]:
    """Return the environment for programs in `.venv`, with their scripts on PATH."""
    env = dict(os.environ)
    env["PATH"] = str(SCRIPTS) + os.pathsep + env.get("PATH", "")
    if sys.platform == "darwin":
        env.setdefault("DYLD_FALLBACK_LIBRARY_PATH", HOMEBREW_LIBRARIES)
    return env


# ── what is installed into it ─────────────────────────────────────────────────────────


def install_locked(step: str, lock: Path) -> None:
    """Install exactly what `lock` lists, checked by hash, unless that was done before.

    The lock is complete, so pip is not asked to resolve anything: an older one, asked,
    would take a newer `coverage[toml]` than the pinned `coverage`, and then refuse it.
    """
    stamp = VENV / f".installed-{lock.parent.name if lock != PRODUCT_LOCK else 'product'}"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest() + " " + venv_version()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    name = lock.relative_to(ROOT).as_posix()
    say(step, f"installing what {name} lists (a minute or two)")
    began = time.monotonic()
    pip("install", "--no-deps", "--require-hashes", "-r", str(lock))
    stamp.write_text(wanted)
    say(step, f"installed in {time.monotonic() - began:.0f} s")


def pip(*arguments: str) -> None:
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print((done.stdout + done.stderr).strip(), flush=True)
        give_up("packages", "pip could not install them (see above). Is there a network?")


def write_command() -> None:
    """Put `app` on the path of `.venv`, and the `zonewise` command beside its Python.

    A path file and a two-line script do what an editable install would, without a build
    backend to fetch and without leaving anything in the checkout.
    """
    packages = ask_venv("import sysconfig; print(sysconfig.get_path('purelib'))")
    path_file = Path(packages.stdout.strip()) / "zonewise.pth"
    path_file.write_text(f"{ROOT}\n", encoding="utf-8")
    start = "import sys; from app.cli import main; sys.exit(main())"
    if WINDOWS:
        script = SCRIPTS / "zonewise.cmd"
        script.write_text(f'@"%~dp0python.exe" -P -c "{start}" %*\r\n', encoding="utf-8")
        return
    script = SCRIPTS / "zonewise"
    lines = ["#!/bin/sh", f"exec {quoted(str(PYTHON))} -P -c '{start}' \"$@\"", ""]
    if sys.platform == "darwin":
        libraries = "${DYLD_FALLBACK_LIBRARY_PATH:-" + HOMEBREW_LIBRARIES + "}"
        lines.insert(1, f"export DYLD_FALLBACK_LIBRARY_PATH={libraries}")
    script.write_text("\n".join(lines), encoding="utf-8")
    script.chmod(0o755)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# ── what the machine itself must have ─────────────────────────────────────────────────


def check_system_libraries() -> None:
    """Install what the camera reader needs from the machine; if that fails, say so, go on."""
    stamp = VENV / ".system-libraries-found"
    if stamp.exists():
        return
    found = [
        found_or_installed("camera", "import cv2", CAMERA_PARTS),
        found_or_installed("zbar", "import pyzbar.pyzbar", ZBAR),
    ]
    if all(found):
        stamp.touch()
    else:
        say("camera", "going on without it: typed codes and hand scanners work")


def found_or_installed(step: str, question: str, packages: dict[str, list[str]]) -> bool:
    if ask_venv(question).returncode == 0:
        return True
    install(step, packages, say)
    return ask_venv(question).returncode == 0


if __name__ == "__main__":
    prepare(test="--test" in sys.argv[1:])
    say("ready", "Zonewise is set up; start it with build-scripts/run")
