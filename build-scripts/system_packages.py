"""Install a library or program with the machine's own package manager, or say how to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

# Package manager → what it calls the thing. Windows needs none: its wheels carry all.
ZBAR = {
    "apt-get": ["libzbar0"],
    "dnf": ["zbar"],
    "pacman": ["zbar"],
    "zypper": ["libzbar0"],
    "brew": ["zbar"],
}
CAMERA_PARTS = {
    "apt-get": ["libgl1", "libglib2.0-0"],
    "dnf": ["mesa-libGL", "glib2"],
    "pacman": ["libglvnd", "glib2"],
    "zypper": ["Mesa-libGL1", "libglib-2_0-0"],
}
PYTHON_VENV = {"apt-get": ["python{}.{}-venv".format(*sys.version_info[:2])]}
CHROMIUM = {
    "apt-get": ["chromium"],
    "dnf": ["chromium"],
    "pacman": ["chromium"],
    "zypper": ["chromium"],
}

INSTALL = {
    "apt-get": ["install", "-y", "--no-install-recommends"],
    "dnf": ["install", "-y"],
    "pacman": ["-S", "--noconfirm", "--needed"],
    "zypper": ["--non-interactive", "install"],
    "brew": ["install"],
}


def install(
    step: str, packages: dict[str, list[str]], say: Callable[[str, str], None]
) -> bool:
    """Install `packages`, asking nobody; when that cannot be, say what a person can type.

    Args:
        step: What it is for, the first word of each line that is said.
        packages: The names of the packages, by package manager.
        say: Prints one line: the step, and a sentence.

    Returns:
        Whether the package manager said it did it.
    """
    manager = next((name for name in packages if shutil.which(name)), None)
    if manager is None:
        names = sorted({name for known in packages.values() for name in known})
        say(
            step, f"missing, and no package manager known here has it: {', '.join(names)}"
        )
        return False
    names = packages[manager]
    command = [manager, *INSTALL[manager], *names]
    rights = rights_for(manager)
    if rights is not None:
        say(step, f"installing {' '.join(names)} with {manager}")
        if manager == "apt-get":
            succeeds([*rights, "apt-get", "update", "-q"])
        if succeeds([*rights, *command]):
            return True
    by_hand = command if rights == [] else ["sudo", *command]
    say(step, f"missing. Please type: {' '.join(by_hand)}")
    return False


def rights_for(manager: str) -> list[str] | None:
    """Return what to put before the command, or None if only a person can allow it."""
    if manager == "brew" or os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    return sudo if shutil.which("sudo") and succeeds([*sudo, "true"]) else None


def succeeds(command: list[str]) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, env=quiet, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
