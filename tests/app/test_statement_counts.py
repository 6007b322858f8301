"""A page asks the database a fixed number of questions, however many sites there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from app import navigation
from app.factory import Application
from tests.app.browsing import Person
from tests.app.callbacks import open_page

MOST = 16
"""Statements of one page, the session's included. A page that needs more has a reason to say."""


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """Yield the list of the statements that are sent meanwhile."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def count(agency: Application, person: Person, path: str, search: str) -> int:
    open_page(person.client, path, search)
    with counting(agency.database.engine) as statements:
        assert open_page(person.client, path, search).status_code == 200
    return len(statements)


@pytest.mark.parametrize("path", [page.path for page in navigation.PAGES])
def test_thirteen_sites_cost_as_much_as_one(
    agency: Application, people: dict[str, Person], path: str
) -> None:
    one, thirteen = (count(agency, people[name], path, "") for name in ("voisin", "gestionnaire"))

    assert 0 < one <= MOST
    assert thirteen <= MOST
    # The manager's site has a load curve, the neighbour's has none: that is what may differ.
    assert thirteen - one <= 3


@pytest.mark.parametrize("search", ["?vue=annee", "?vue=mois&du=2019&au=2022", "?vue=jour"])
def test_a_longer_window_costs_no_more(
    agency: Application, people: dict[str, Person], search: str
) -> None:
    assert count(agency, people["gestionnaire"], "/consommations", search) <= MOST


def test_asking_for_a_site_costs_one_statement_at_most(
    agency: Application, people: dict[str, Person]
) -> None:
    plain = count(agency, people["gestionnaire"], "/", "?contrat=C4-90-000201")
    asked = count(agency, people["gestionnaire"], "/", "")

    assert abs(plain - asked) <= 1
