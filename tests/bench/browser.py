"""Section « browser »: our consumption page against the plain Dash page, on a desktop."""

from tests.bench import figures
from tests.bench.lines import Line
from tests.bench.report import keep
from tests.bench.rounds import Plan, measure_rounds

FULL = Plan(rounds=3, site_changes=20, year_changes=20, exports=True, sessions=20, replay_s=6)
QUICK = Plan(rounds=1, site_changes=6, year_changes=3, exports=True, sessions=5, replay_s=3)


def run(quick: bool) -> list[Line]:
    """Return the lines of the section."""
    plan = QUICK if quick else FULL
    rounds = measure_rounds(plan)
    keep("browser", rounds)
    shown = (
        *figures.SIGN_IN,
        *figures.FIRST_LOAD,
        *figures.SITE_CHANGES,
        *figures.YEAR_CHANGES,
        *figures.EXPORT,
        *figures.of_server(plan.sessions),
    )
    return figures.make_lines("browser", shown, rounds)
