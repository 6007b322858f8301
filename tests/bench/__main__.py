"""``python -m tests.bench [sections] [--quick]``: measure, print one table, keep it."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from time import perf_counter

from tests.bench import report
from tests.bench.lines import Line
from tests.bench.processes import load_average
from tests.bench.table import render_table, render_verdict

SECTIONS = ("browser", "phone", "store", "load", "growth", "lighthouse")
"""Modules beside this one, each with ``run(quick) -> list[Line]``."""


@dataclass(frozen=True, slots=True)
class Run:
    """A section as it was measured last."""

    lines: Sequence[Line]
    about: str


def main(arguments: Sequence[str]) -> int:
    """Measure the sections asked for and show them; a missed target is no failure."""
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="all by default")
    parser.add_argument("--quick", action="store_true", help="one round, few changes")
    asked = parser.parse_args(arguments)
    rendered: list[str] = []
    for name in asked.sections or SECTIONS:
        rendered.append(render(name, measure(name, quick=asked.quick)))
        print(f"\n{rendered[-1]}\n", flush=True)
        report.TABLE.write_text("\n\n".join([*rendered, ""]), encoding="utf-8")
    return 0


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
