"""Section « phone »: the same pages on a mid-range phone with 4G, throttled by the browser."""

from tests.bench import figures
from tests.bench.lines import Line
from tests.bench.report import keep
from tests.bench.rounds import Plan, measure_rounds

FULL = Plan(rounds=2, site_changes=6, year_changes=3, is_phone=True)
QUICK = Plan(rounds=1, site_changes=3, year_changes=2, is_phone=True)


def run(quick: bool) -> list[Line]:
    """Return the lines of the section."""
    rounds = measure_rounds(QUICK if quick else FULL)
    keep("phone", rounds)
    shown = (*figures.FIRST_LOAD, *figures.SITE_CHANGES, *figures.YEAR_CHANGES)
    return figures.make_lines("phone", shown, rounds)
