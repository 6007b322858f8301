"""How long the agency's search takes among a million customers: by each thing that it finds by."""

import os
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from services.kernel.viewer import Role, Viewer
from services.office import customer_search
from services.storage.engine import Database
from services.storage.migrate import upgrade
from tests.bench import customers, people
from tests.bench.lines import Line
from tests.databases import Databases, PostgresDatabases, SqliteDatabases

SECTION = "search"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
MANY, QUICK_MANY = 1_000_000, 20_000
ROUNDS = 30
LIMIT_MS = 100.0


def queries(number: int) -> dict[str, str]:
    """Return what is typed to find the customer of that number, by what it is."""
    digits = str(people.FIRST_ID + number)
    return {
        "reference": f"FX-{digits}",
        "contract number": customers.contract_number(number),
        "PRM": f"9900000{digits}",
        "invoice number": f"FX-{people.MONTHS[-1]:%y%m}-{digits}",
        "word of the name": digits,
        "two words, one of everybody": f"M. {digits}",
        "beginning of a reference": f"FX-{digits[:3]}",
        "beginning of a word": digits[:3],
        "word of everybody": "M.",
        "two beginnings of everybody's": "m 1",
        "nothing": "zzz introuvable",
    }


def run(quick: bool) -> list[Line]:
    """Return a line for each kind of search, on SQLite or on AEL_TEST_DATABASE_URL's server."""
    with TemporaryDirectory(prefix="ael-search-") as name:
        folder = Path(name)
        server_url = os.environ.get("AEL_TEST_DATABASE_URL")
        if server_url is None:
            return _run(SqliteDatabases(shared=folder, private=folder), quick)
        databases = PostgresDatabases(server_url, shared=folder, worker="bench")
        try:
            return _run(databases, quick)
        finally:
            databases.close()


def _run(databases: Databases, quick: bool) -> list[Line]:
    count = QUICK_MANY if quick else MANY
    url = databases.copy("empty", upgrade)
    customers.write_people(url, count=count)
    database = Database(url)
    agent = Viewer(0, Role.AGENT, "Agent", database)
    numbers = [count * turn // ROUNDS for turn in range(ROUNDS)]
    lines = [
        _measure(agent, what, [queries(n)[what] for n in numbers], count) for what in queries(0)
    ]
    database.dispose()
    databases.drop(url)
    return lines


def _measure(agent: Viewer, what: str, typed: list[str], count: int) -> Line:
    taken = []
    for words in typed:
        started = perf_counter()
        customer_search.search(agent, typed=words, now=NOW)
        taken.append((perf_counter() - started) * 1000)
    slowest = max(taken)
    among = f"{count:,} customers".replace(",", " ")
    return Line(
        SECTION,
        f"{among}: {what} (slowest {slowest:.1f} ms)",
        f"{median(taken):.1f} ms",
        target=f"< {LIMIT_MS:.0f} ms",
        ok=slowest < LIMIT_MS,
    )
