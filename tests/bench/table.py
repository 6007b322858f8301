"""The table of lines, as Markdown that is also readable on a terminal."""

from collections.abc import Sequence

from tests.bench.lines import Line

HEADINGS = ("figure", "ours", "plain Dash", "ratio", "target", "    ")


def render_table(lines: Sequence[Line]) -> str:
    """Return the lines under their headings, columns aligned."""
    rows = [
        (line.what, line.ours, line.plain, line.ratio, line.target, line.verdict) for line in lines
    ]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    rule = [width * "-" if i == 0 else (width - 1) * "-" + ":" for i, width in enumerate(widths)]
    return "\n".join(_row(cells, widths) for cells in (HEADINGS, rule, *rows))


def render_verdict(lines: Sequence[Line]) -> str:
    """Return how many targets are met, and which are not; empty where there is no target."""
    judged = [line for line in lines if line.ok is not None]
    missed = [line.what for line in judged if not line.ok]
    if not judged:
        return ""
    met = f"{len(judged) - len(missed)} of {len(judged)} targets met"
    return f"{met}; missed: {', '.join(missed)}" if missed else met


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if i == 0 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
