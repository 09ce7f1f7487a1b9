"""Change the rules in small ways, one at a time, and see whether the tests notice.

    python build-scripts/mutate.py                     every module of app/engine
    python build-scripts/mutate.py stock orders        only those
    python build-scripts/mutate.py --processes 2       two mutants at once

mutmut makes the mutants and knows which tests run through a function. What the tests of
single rules do not kill is tried again with the tests of operations, which take longer.

It works on a copy of the code in `.data/mutation`, and what was found there is kept: stop
it when you like, and the next run goes on. A mutant that survived is tried again, a killed
one only when its module has changed. Delete the folder to begin anew.

Those that survive stand in `.data/mutation/survivors.txt`. Each wants a better test, or,
when it changes nothing anybody could notice, a sentence in `tests/engine/survivors.toml`.
The exit code is 0 when each has one of the two and at least nine in ten were killed.

Mutated are functions, methods and properties. The state tables are not: any change to one
changes its diagram, which a test compares. Nor are the defaults of a dataclass.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from setup import (
    MUTATION_LOCK,
    PYTHON,
    ROOT,
    WINDOWS,
    install_locked,
    prepare,
    say,
    venv_environment,
)

ENGINE = Path("app") / "engine"
WORK = ROOT / ".data" / "mutation"
MUTANTS = WORK / "mutants"
EXPLAINED = ROOT / "tests" / "engine" / "survivors.toml"
COPIED = ("app", "assets", "build-scripts", "tests")
LEFT_OUT = {"__pycache__"}

# Not those that are slow, at random, or about the database rather than the rules.
DIRECT, ALL = ["tests/engine"], ["tests/engine", "tests/operations"]
SETTINGS = """
[tool.mutmut]
source_paths = ["app"]
only_mutate = ["app/engine/*"]
also_copy = ["assets", "build-scripts"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = [
    "-p", "no:cacheprovider",
    "--ignore=tests/operations/test_any_order_of_work.py",
    "--ignore=tests/operations/test_keeping_at_random.py",
    "--ignore=tests/operations/test_labelling.py",
    "--ignore=tests/operations/test_random_orders.py",
    "--ignore=tests/operations/test_replaying.py",
    "--ignore=tests/operations/test_strange_bodies.py",
    "-k", "not postgresql",
]
"""

# What mutmut writes down: no test failed, or none runs there; not yet, or stopped.
SURVIVED, UNTRIED = (0, 33), (None, 2)
AT_LEAST_KILLED = 0.9


class Survivor(NamedTuple):
    """A mutant no test noticed: the lines of `where` (`orders.shift`), before and after."""

    where: str
    was: str
    now: str


def main(arguments: list[str]) -> int:
    """Run the mutants, and print what became of them; return the exit code."""
    if WINDOWS:
        sys.exit("mutmut needs fork, which Windows has not. Type this in WSL.")
    prepare(test=True)
    install_locked("mutmut", MUTATION_LOCK)
    modules, processes = understood(arguments)
    os.nice(19)
    changed = copy_the_code()
    for tests in (DIRECT, ALL):
        names = unsettled(modules, changed)
        if names and try_mutants(names, tests, processes):
            return 1
        changed = set()
    return tell(modules)


def understood(arguments: list[str]) -> tuple[list[str], int]:
    """Return the modules asked for and how many mutants may run at once."""
    sources = {p.stem: p.read_text("utf-8") for p in (ROOT / ENGINE).glob("*.py")}
    known = sorted(name for name, source in sources.items() if "def " in source)
    processes = 1
    if "--processes" in arguments:
        at = arguments.index("--processes")
        processes = int(arguments[at + 1])
        arguments = arguments[:at] + arguments[at + 2 :]
    unknown = [one for one in arguments if one not in known]
    if unknown:
        sys.exit(f"Not in {ENGINE}, or no functions in it: {', '.join(unknown)}")
    return arguments or known, processes


# ── the copy that is mutated ──────────────────────────────────────────────────────────


def copy_the_code() -> set[str]:
    """Bring the copy up to date; return the engine's modules that were changed in it."""
    wanted = {
        path.relative_to(ROOT)
        for folder in COPIED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.parts)
    }
    changed = {path for path in wanted if copy_file(path)}
    there = {p.relative_to(WORK) for f in COPIED for p in (WORK / f).rglob("*.py")}
    for path in changed | (there - wanted):
        (MUTANTS / path).unlink(missing_ok=True)
    for path in there - wanted:
        (WORK / path).unlink()
    return {path.stem for path in changed if path.parent == ENGINE}


def copy_file(path: Path) -> bool:
    """Copy a file when the copy is not the same; return whether it was copied."""
    data = (ROOT / path).read_bytes()
    if path.parent == ENGINE and path.suffix == ".py":
        data = with_plain_properties(data.decode()).encode()
    copy = WORK / path
    if copy.exists() and copy.read_bytes() == data:
        return False
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(data)
    return True


def with_plain_properties(source: str) -> str:
    """Write properties as functions made into properties below: mutmut skips decorated ones."""
    lines = source.splitlines()
    found = [one for one in ast.walk(ast.parse(source)) if is_property(one)]
    for node in sorted(found, key=lambda one: one.lineno, reverse=True):
        lines.insert(node.end_lineno, f"    {node.name} = property({node.name})")
        del lines[node.decorator_list[0].lineno - 1]
    return "\n".join(lines) + "\n"


def is_property(node: ast.AST) -> bool:
    """Whether this is a function with `@property` above it, and nothing else."""
    decorators = getattr(node, "decorator_list", [])
    return [ast.unparse(one) for one in decorators] == ["property"]


# ── running ───────────────────────────────────────────────────────────────────────────


def unsettled(modules: list[str], changed: set[str]) -> list[str]:
    """Name the mutants to try, or all of a module that has changed (`orders.*`)."""
    names: list[str] = []
    for module in modules:
        if module in changed or not kept(module).exists():
            names.append(f"app.engine.{module}.*")
            continue
        found = results(module).items()
        names += [name for name, result in found if result in SURVIVED + UNTRIED]
    return names


def try_mutants(names: list[str], tests: list[str], processes: int) -> int:
    """Let mutmut try these with those tests; return its exit code."""
    settings = (ROOT / "pyproject.toml").read_text("utf-8") + SETTINGS.format(
        tests=json.dumps(tests)
    )
    (WORK / "pyproject.toml").write_text(settings, encoding="utf-8")
    # Which test runs through which function is found out anew; results are kept.
    (MUTANTS / "mutmut-stats.json").unlink(missing_ok=True)
    say("mutmut", f"tries {len(names)} (or all of a module) with {' and '.join(tests)}")
    command = [str(PYTHON), "-m", "mutmut", "run", "--max-children", str(processes)]
    with (WORK / "mutmut.log").open("w") as log:
        done = subprocess.run(
            [*command, *names], cwd=WORK, env=venv_environment(), stdout=log, check=False
        )
    if done.returncode:
        say("mutmut", f"FAILED: see {WORK / 'mutmut.log'}")
    return done.returncode


def kept(module: str) -> Path:
    """Where mutmut keeps what became of a module's mutants."""
    return MUTANTS / ENGINE / f"{module}.py.meta"


def results(module: str) -> dict[str, int | None]:
    """What became of each mutant of a module, by its name; empty when never tried."""
    if not kept(module).exists():
        return {}
    return json.loads(kept(module).read_text(encoding="utf-8"))["exit_code_by_key"]


# ── telling ───────────────────────────────────────────────────────────────────────────


def tell(modules: list[str]) -> int:
    """Print the figures and write the survivors down; return the exit code."""
    explained = {one for one in read_explained() if one.where.split(".")[0] in modules}
    total = killed = 0
    alive: list[Survivor] = []
    for module in modules:
        found = results(module)
        here = list(survivors(module))
        untried = sum(result in UNTRIED for result in found.values())
        alive += here
        total, killed = total + len(found), killed + len(found) - len(here) - untried
        counts = f"{len(found):4} mutants, {len(here):3} survived"
        say(module, counts + (f", {untried} not tried" if untried else ""))
    say("all", f"{total} mutants, {killed} killed: {killed / max(total, 1):.1%}")
    unexplained = [one for one in alive if one not in explained]
    blocks = [f"{o.where}\n  was: {o.was}\n  now: {o.now}\n" for o in unexplained]
    (WORK / "survivors.txt").write_text("\n".join(blocks), encoding="utf-8")
    say("survivors", f"{len(unexplained)} of {len(alive)} are not explained")
    stale = explained - set(alive)
    for one in sorted(stale):
        say("explained", f"and killed after all: {one.where}, {one.now}")
    return 1 if unexplained or stale or killed < AT_LEAST_KILLED * total else 0


def read_explained() -> set[Survivor]:
    """Return the survivors that a sentence says why they may."""
    import tomllib  # not in the Pythons that only look for a newer one

    entries = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivor"]
    return {
        Survivor(entry["where"], entry["was"], now)
        for entry in entries
        for now in entry["now"]
    }


def survivors(module: str) -> Iterator[Survivor]:
    """Compare each survivor of a module with the function it was made from."""
    alive = [name for name, result in results(module).items() if result in SURVIVED]
    if not alive:
        return
    source = (MUTANTS / ENGINE / f"{module}.py").read_text(encoding="utf-8")
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }
    lines = source.splitlines()
    for name in alive:
        mutant = name.rpartition(".")[2]
        mangled = re.sub(r"__mutmut_\d+$", "", mutant)
        plain = re.split("ǁ", mangled)[-1] if "ǁ" in mangled else mangled[2:]
        before, after = (
            [
                line.replace(one, plain).strip()
                for line in lines[functions[one].lineno - 1 : functions[one].end_lineno]
            ]
            for one in (f"{mangled}__mutmut_orig", mutant)
        )
        parts = list(difflib.ndiff(before, after))
        was, now = (" ".join(p[2:] for p in parts if p[0] == sign) for sign in "-+")
        yield Survivor(f"{module}.{plain}", was, now)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
