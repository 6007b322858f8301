"""Run every check, or those named: ``python -m tools.check [style|format|types|…]``.

All of them run even when one fails; the end says which failed, which could not run and the times.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.system import CHROMIUM, POSTGRESQL, SystemProgram, install_missing

ROOMS = ("app", "pages", "components", "services")
CHECKED = (*ROOMS, "tests", "tools")
SCRIPTS = Path(sys.executable).parent
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""Compiled tests are kept: to compile them takes each process of pytest six seconds."""

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "auto", "--maxprocesses=4")
# A server and its pages are begun once per worker and file.
BY_FILE = ("--dist", "loadfile")
PROCESSES = (
    "tests/chaos",
    "tests/app/payment_bench/test_command.py",
    "tests/app/test_worker_command.py",
    "tests/exports/test_libreoffice.py",
)
"""Tests that start programs: they wait more than they compute."""

STEALING = ("--dist", "worksteal", "--ignore=tests/browser")
QUICK = (*PYTEST, *STEALING, *(f"--ignore={path}" for path in PROCESSES))


@dataclass(frozen=True, slots=True)
class Check:
    """A command that must succeed; ``needs`` is the program without which it cannot run."""

    name: str
    command: tuple[str, ...]
    needs: SystemProgram | None = None


CHECKS = (
    Check("style", (sys.executable, "-m", "ruff", "check", *CHECKED)),
    Check("format", (sys.executable, "-m", "ruff", "format", "--check", *CHECKED)),
    Check("imports", (str(SCRIPTS / "lint-imports"), "--no-cache")),
    Check("security", (sys.executable, "-m", "bandit", "-q", "-r", *ROOMS)),
    Check("types", (sys.executable, "-m", "mypy")),
    Check("tests", QUICK),
    Check("tests of processes", (*PYTEST, *PROCESSES)),
    Check("tests in a browser", (*PYTEST, *BY_FILE, "tests/browser")),
    Check(
        "tests on PostgreSQL",
        # Those that use a database alone (tests/conftest.py), with the mails' delivery.
        (sys.executable, "-m", "tools.postgres", *PYTEST, *STEALING, "--ignore=tests/architecture"),
        needs=POSTGRESQL,
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check ended: ``failed``, ``passed`` or ``not run``, after ``duration_s``."""

    check: Check
    state: str
    duration_s: float = 0.0


def run(check: Check, missing: tuple[SystemProgram, ...]) -> Outcome:
    """Run one check and show its output as it comes."""
    print(f"\n== {check.name}", flush=True)
    if check.needs in missing:
        return Outcome(check, "not run")
    start = time.monotonic()
    code = subprocess.run(check.command, check=False, env=ENVIRONMENT).returncode
    return Outcome(check, "failed" if code else "passed", time.monotonic() - start)


def report(outcomes: list[Outcome], missing: tuple[SystemProgram, ...]) -> None:
    """Print the end of a run: each check's state, and what to install for those left out."""
    print("\n== summary")
    for outcome in outcomes:
        print(f"{outcome.state:>8}  {outcome.check.name:<20} {outcome.duration_s:6.1f} s")
    for program in missing:
        print(
            f"NOT CHECKED: what needs {program.title} was left out, because it is not installed."
            f" To run it too: {program.how_to_install}"
        )


def main(names: list[str]) -> int:
    """Run the named checks, all without names; return the exit code.

    A check that cannot run fails the run under CI=true, elsewhere it is only said.
    """
    checks = [check for check in CHECKS if not names or check.name in names]
    with_programs = any(check.name.startswith("tests") for check in checks)
    missing = install_missing(CHROMIUM, POSTGRESQL) if with_programs else ()
    outcomes = [run(check, missing) for check in checks]
    report(outcomes, missing)
    failed = any(outcome.state == "failed" for outcome in outcomes)
    return 1 if failed or (missing and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
