"""Every route × every role × own and foreign identifiers, against one table: ``sweep.csv``.

A status; "data" beside it: the answer shows what the row's contract is about; "-": there is nothing
to try (nobody of the agency owns a contract). A new route, page or callback without a row fails.
"""

from collections.abc import Iterator

import pytest

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel.clock import Clock
from services.storage.engine import Database
from tests.app.callbacks import Callback
from tests.app.sweep import Sweeper
from tests.app.sweep_cases import (
    NOT_TRIED,
    ON_FILE,
    ROLES,
    STRANGER,
    Case,
    find_cases,
    read_table,
)
from tests.conftest import load_demo_into
from tests.databases import Databases

EXPECTED = read_table()


@pytest.fixture(scope="module")
def sweeper(
    databases: Databases, settings: Settings, clock: Clock, callbacks: tuple[Callback, ...]
) -> Iterator[Sweeper]:
    """Return who asks, on a copy of the demonstration that the answers may change."""
    url = databases.copy("demo", load_demo_into)
    database = Database(url)
    sweeper = Sweeper(create_app(settings, database=database, clock=clock))
    sweeper.callbacks = {callback.output: callback for callback in callbacks}
    yield sweeper
    database.dispose()
    databases.drop(url)


def test_every_route_page_and_callback_has_its_rows(agency: Application) -> None:
    found = set(find_cases(agency))

    assert found - EXPECTED.keys() == set(), "add these to sweep.csv, with what each role gets"
    assert EXPECTED.keys() - found == set(), "these are gone: take them out of sweep.csv"


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(sweeper: Sweeper, role: str) -> None:
    answers = {case: sweeper.ask(case, role) for case in EXPECTED}

    expected = {case: by_role[role] for case, by_role in EXPECTED.items()}
    wrong = {c: (answers[c], expected[c]) for c in expected if answers[c] != expected[c]}
    assert wrong == {}, "case: (answer, expected)"


def test_the_table_shows_nobody_what_is_another_s() -> None:
    for case, by_role in EXPECTED.items():
        shown = {role for role, answer in by_role.items() if "data" in answer}
        assert STRANGER not in shown, case
        if case.whose == "foreign":
            assert shown == set(), case


def test_the_table_keeps_the_agency_s_own_from_customers() -> None:
    rows = {c: by_role for c, by_role in EXPECTED.items() if c.address.startswith("/agence")}

    assert len(rows) >= 9
    for case, by_role in rows.items():
        assert {by_role[role] for role in ("client", "voisin", "gestionnaire")} == {"404"}, case


def test_who_looks_at_a_file_sees_that_customer_s_contracts_alone() -> None:
    pages = [c for c in EXPECTED if c.method in {"GET", "CALLBACK"} and c.whose]

    for case in pages:
        on_file, client = EXPECTED[case][ON_FILE], EXPECTED[case]["client"]
        if case.whose == "own" and EXPECTED[case]["agent"] == NOT_TRIED:
            assert on_file == client, case


def test_the_sweep_would_notice_a_new_address(agency: Application) -> None:
    cases = set(find_cases(agency))

    assert Case("GET", "/consommations/export.csv", "foreign") in cases
    assert Case("POST", "/agence/fiche") in cases
    assert Case("GET", "/consommations", "own") in cases
