"""Whether pages slow down: ten years in an account against one, 100 000 customers against ten."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from services.storage.migrate import upgrade
from tests.bench import customers
from tests.bench.curves import SEED
from tests.bench.estate import Estate, write_estate
from tests.bench.lines import Line
from tests.bench.people import PASSWORD
from tests.bench.report import FOLDER
from tests.bench.spread import paired_ratio
from tests.bench.targets import TARGETS
from tests.bench.visitor import Errand, People, Spent, Visitor, visitor
from tests.bench.visits import PAGES
from tests.databases import Databases, PostgresDatabases, SqliteDatabases

SECTION = "growth"
YEARS = 10
MANY, QUICK_MANY, FEW = 100_000, 5_000, 10
ASKERS = 200
REQUESTS, QUICK_REQUESTS, WARM_UP = 40, 30, 10
PAIRS = 5


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a page, by position among the people, and about which contract."""

    person: int
    contract: str


@dataclass(frozen=True, slots=True)
class Side:
    """A visitor of one of the two databases, with those on whose behalf it asks in turn."""

    visitor: Visitor
    askers: Sequence[Asker]
    is_embedded: bool
    """Whether the database is SQLite, within the process."""

    def errand(self, page: str, turn: int, *, is_explained: bool = False) -> Errand:
        """Return the ``turn``-th errand for ``page``."""
        asker = self.askers[turn % len(self.askers)]
        return Errand(page, asker.person, asker.contract, is_explained)


@dataclass(frozen=True, slots=True)
class Visiting:
    """A side that is not there yet: the process that it needs, and who will ask."""

    people: People
    askers: Sequence[Asker]

    def side(self, opened: Visitor) -> Side:
        """Return the side, once its visitor is there."""
        return Side(opened, self.askers, self.people.url.startswith("sqlite"))


@dataclass(frozen=True, slots=True)
class Growth:
    """What one page took on the grown database and on the small one, turn by turn.

    SQLite works within the process, whose CPU time other programs do not disturb; a server's
    share is only seen on the clock.
    """

    page: str
    grown: Sequence[Spent]
    small: Sequence[Spent]
    is_by_cpu: bool

    @property
    def ratio(self) -> float:
        """Return the median of how much longer the grown one took, by what is to be trusted."""
        return self.cpu_ratio if self.is_by_cpu else self.wall_ratio

    @property
    def wall_ratio(self) -> float:
        """Return the median of how much longer the grown one took on the clock."""
        return paired_ratio([s.wall_s for s in self.grown], [s.wall_s for s in self.small])

    @property
    def cpu_ratio(self) -> float:
        """Return the median of how much more of the process's CPU time the grown one took."""
        return paired_ratio([s.cpu_s for s in self.grown], [s.cpu_s for s in self.small])


def run(quick: bool) -> list[Line]:
    """Return the lines of both growths, measured on databases made for the occasion.

    On SQLite, or on the server of AEL_TEST_DATABASE_URL (``python -m tools.postgres …``).
    """
    with TemporaryDirectory(prefix="ael-growth-") as name:
        folder = Path(name)
        server_url = os.environ.get("AEL_TEST_DATABASE_URL")
        if server_url is None:
            return _run(SqliteDatabases(shared=folder, private=folder), folder, quick)
        databases = PostgresDatabases(server_url, shared=folder, worker="bench")
        try:
            return _run(databases, folder, quick)
        finally:
            databases.close()


def _run(databases: Databases, folder: Path, quick: bool) -> list[Line]:
    return [*run_years(databases, folder, quick), *run_customers(databases, folder, quick)]


def run_years(databases: Databases, folder: Path, quick: bool) -> list[Line]:
    """Return how much slower each page is with ten years in the account than with one."""
    ten, one = (write_estate(databases.copy("empty", upgrade), years=y) for y in (YEARS, 1))
    sides = partial(_both, _visiting(ten, folder), _visiting(one, folder))
    lines = _compare("growth.years", "ten years against one", sides, quick)
    for estate in (ten, one):
        databases.drop(estate.url)
    return lines


def run_customers(databases: Databases, folder: Path, quick: bool) -> list[Line]:
    """Return how much slower each page is among 100 000 customers than among ten.

    Once for the customer that both databases have, once for customers taken here and there.
    """
    counts = (QUICK_MANY if quick else MANY, FEW)
    large, little = (write_estate(databases.copy("empty", upgrade), years=1) for _ in counts)
    for estate, count in zip((large, little), counts, strict=True):
        customers.write_customers(estate.url, count=count)
    title = f"{counts[0]:,} customers against {counts[1]}".replace(",", " ")
    sides = partial(_both, _visiting(large, folder), _visiting(little, folder))
    lines = _compare("growth.customers", title, sides, quick)
    many = [_visiting_many(e, folder, n) for e, n in zip((large, little), counts, strict=True)]
    title = f"{title}, any of them"
    lines += _compare("growth.customers", title, partial(_both, *many), quick)
    for estate in (large, little):
        databases.drop(estate.url)
    return lines


@contextmanager
def _both(grown: Visiting, small: Visiting) -> Iterator[tuple[Side, Side]]:
    """Yield both sides, each a process of its own, made for the occasion."""
    with visitor(grown.people) as one, visitor(small.people) as other:
        yield grown.side(one), small.side(other)


def _visiting(of: Estate, folder: Path) -> Visiting:
    """Return the side on which the estate's user goes from site to site."""
    people = People(of.url, (of.username,), of.password, folder / "cache")
    return Visiting(people, [Asker(0, contract) for contract in of.contracts])


def _visiting_many(of: Estate, folder: Path, count: int) -> Visiting:
    """Return the side on which customers ask in turn, chosen among the ``count`` there are."""
    order = np.random.default_rng(SEED).permutation(count)
    chosen = order[:ASKERS].tolist()
    names = tuple(customers.username(number) for number in chosen)
    people = People(of.url, names, PASSWORD, folder / "cache")
    return Visiting(people, [Asker(i, customers.contract_number(n)) for i, n in enumerate(chosen)])


def _compare(
    key: str,
    title: str,
    open_sides: Callable[[], AbstractContextManager[tuple[Side, Side]]],
    quick: bool,
) -> list[Line]:
    """Return how much each page grew, over several pairs of processes.

    Two processes that do the same differ by up to a third, for as long as they live.
    """
    requests = QUICK_REQUESTS if quick else REQUESTS
    rounds = []
    for _ in range(1 if quick else PAIRS):
        with open_sides() as sides:
            rounds.append([_measure(page, sides, requests) for page in PAGES])
    growths = [_join(of_page) for of_page in zip(*rounds, strict=True)]
    worst = max(growths, key=lambda growth: growth.ratio)
    target = TARGETS[key]
    is_met = target.is_met(ours=worst.ratio, ratio=worst.ratio)
    if not is_met:
        with open_sides() as sides:
            for turn in range(WARM_UP):
                for side in sides:
                    side.visitor.spend(side.errand(worst.page, turn))
            _explain(title, worst.page, sides)
    summary = Line(
        SECTION,
        f"{title}: slowest growth ({worst.page})",
        f"{_median_ms(worst.grown):.1f} ms",
        ratio=f"{worst.ratio:.2f}",
        target=target.text,
        ok=is_met,
    )
    return [summary, *(_line(title, growth) for growth in growths)]


def _join(rounds: Sequence[Growth]) -> Growth:
    """Return the growth of one page over all pairs of processes."""
    grown = [spent for growth in rounds for spent in growth.grown]
    small = [spent for growth in rounds for spent in growth.small]
    return Growth(rounds[0].page, grown, small, rounds[0].is_by_cpu)


def _measure(page: str, sides: tuple[Side, Side], requests: int) -> Growth:
    """Ask both sides for ``page`` in turn, each first every other time."""
    spent: tuple[list[Spent], list[Spent]] = ([], [])
    for turn in range(WARM_UP + requests):
        for side in (0, 1) if turn % 2 else (1, 0):
            took = sides[side].visitor.spend(sides[side].errand(page, turn))
            if turn >= WARM_UP:
                spent[side].append(took)
    return Growth(page, *spent, is_by_cpu=sides[0].is_embedded)


def _line(title: str, growth: Growth) -> Line:
    small_ms, ratio = _median_ms(growth.small), growth.wall_ratio
    what = f"{title}: {growth.page} (from {small_ms:.1f} ms; on the clock {ratio:.2f})"
    return Line(SECTION, what, f"{_median_ms(growth.grown):.1f} ms", ratio=f"{growth.ratio:.2f}")


def _explain(title: str, page: str, sides: tuple[Side, Side]) -> None:
    """Print why a page that grows too much takes its time, on both sides."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    grown, small = (s.visitor.explain(s.errand(page, 1, is_explained=True)) for s in sides)
    told = f"{title}: {page}\n\ngrown: {grown}\n\nsmall: {small}\n"
    print(f"\n{told}")
    (FOLDER / f"growth-{title.replace(' ', '-')}.txt").write_text(told, encoding="utf-8")


def _median_ms(spent: Sequence[Spent]) -> float:
    return median(s.wall_s for s in spent) * 1000
