"""``python -m tests.bench [sections] [--quick]``: measure, print one table, keep it."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from time import perf_counter
from typing import Any, cast

from tests.bench import report
from tests.bench.lines import Line
from tests.bench.processes import load_average
from tests.bench.table import render_table, render_verdict

SECTIONS = ("browser", "phone", "store", "load", "growth", "search", "documents", "lighthouse")
"""Modules beside this one, each with ``run(quick) -> list[Line]``."""


HELP = (
    "browser: the consumption page in Chromium (8 min); phone: the same, throttled (4 min);"
    " store: load curves and imports (10 s); load: 50 requests a second (70 s); growth: ten years,"
    " 100 000 customers (5 min); search: among 1 000 000 customers (2 min);"
    " documents: invoices as PDF (30 s);"
    " lighthouse: three pages (3 min, needs npm)."
    " All by default; results in var/bench."
)


@dataclass(frozen=True, slots=True)
class Run:
    """A section as it was measured last."""

    lines: Sequence[Line]
    about: str


def main(arguments: Sequence[str]) -> int:
    """Measure the sections asked for and show them; a missed target is no failure."""
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "sections", nargs="*", choices=[[], *SECTIONS], metavar="section", help=HELP
    )
    parser.add_argument("--quick", action="store_true", help="one round, few changes")
    asked = parser.parse_args(arguments)
    for name in asked.sections or SECTIONS:
        print(f"\n{render(name, measure(name, quick=asked.quick))}\n", flush=True)
        report.TABLE.write_text("\n\n".join([*render_kept(), ""]), encoding="utf-8")
    return 0


def render_kept() -> list[str]:
    """Return every section as it was measured last, by this run or an earlier one."""
    kept = cast("dict[str, dict[str, Any]]", report.load_results().get("lines", {}))
    runs = {
        name: Run([Line(**line) for line in run["lines"]], run["about"])
        for name, run in kept.items()
    }
    return [render(name, runs[name]) for name in SECTIONS if name in runs]


def measure(name: str, *, quick: bool) -> Run:
    """Return the lines of a section, and when and under what load they were measured."""
    print(f"{name}…", flush=True)
    started, load = perf_counter(), load_average()
    lines: list[Line] = import_module(f"tests.bench.{name}").run(quick)
    about = (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {perf_counter() - started:.0f} s"
        f"{', quick' if quick else ''}; load average {load:.1f} before,"
        f" {load_average():.1f} after"
    )
    report.keep(name, Run(lines, about), part="lines")
    return Run(lines, about)


def render(name: str, run: Run) -> str:
    """Return a section of the table: its heading, its lines, and which targets it misses."""
    parts = (f"## {name}", run.about, render_table(run.lines), render_verdict(run.lines))
    return "\n\n".join(part for part in parts if part)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
