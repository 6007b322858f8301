"""A page asks the database a fixed number of questions, however much data there is."""

import pytest

from app import navigation
from app.factory import Application
from tests.app.browsing import Person
from tests.app.callbacks import Callback, Json, open_page, post
from tests.app.statements import anew, counting

SITE = "?contrat=C4-90-000101"

BUDGETS = {
    "/": {"": 9, SITE: 9},
    "/agence": {"": 3},
    "/securite": {"": 13},
    "/factures": {"": 18, SITE: 18, f"{SITE}&annee=toutes&etat=reglee": 13},
    "/reglement": {"": 18},
    "/mon-compte": {
        "": 10,
        SITE: 10,
        f"{SITE}&vue=reglements": 8,
        f"{SITE}&vue=releve": 7,
        f"{SITE}&modifier=adresse": 10,
    },
    "/consommations": dict.fromkeys(
        (
            "",
            SITE,
            "?vue=annee",
            "?vue=mois&du=2019&au=2022",
            "?vue=jour",
            "?affichage=tableau",
        ),
        9,
    ),
}
"""Statements of each page, the session's included. A new page says here what it needs."""

KEPT = 1
"""What a page costs that was kept: to ask whose session it is."""

CALLBACK = 8
"""What a callback costs at most, whatever the browser sends."""


def count_page(agency: Application, person: Person, path: str, search: str) -> int:
    open_page(person.client, path, search)
    with counting(agency.database.engine) as statements:
        assert open_page(person.client, path, anew(search)).status_code == 200
    return len(statements)


@pytest.mark.parametrize("path", [page.path for page in navigation.PAGES])
def test_every_page_keeps_its_budget(
    agency: Application, people: dict[str, Person], path: str
) -> None:
    manager = people["gestionnaire"]
    counted = {search: count_page(agency, manager, path, search) for search in BUDGETS[path]}

    assert all(counted[search] <= most for search, most in BUDGETS[path].items()), counted


@pytest.mark.parametrize("path", [page.path for page in navigation.PAGES])
def test_thirteen_sites_cost_as_much_as_one(
    agency: Application, people: dict[str, Person], path: str
) -> None:
    one, thirteen = (
        count_page(agency, people[name], path, "") for name in ("voisin", "gestionnaire")
    )

    # One has a load curve, the other has not: that is what may differ.
    assert abs(thirteen - one) <= 3


def test_asking_for_another_site_costs_its_memory_alone(
    agency: Application, people: dict[str, Person]
) -> None:
    manager = people["gestionnaire"]
    other = "?contrat=C4-90-000201"
    again = count_page(agency, manager, "/", other)
    open_page(manager.client, "/", SITE)
    with counting(agency.database.engine) as statements:
        open_page(manager.client, "/", anew(other))

    assert len(statements) - again == 1


def test_a_page_that_was_kept_costs_the_session_alone(
    agency: Application, people: dict[str, Person]
) -> None:
    manager = people["gestionnaire"]
    search = anew(SITE)
    first = open_page(manager.client, "/consommations", search)
    with counting(agency.database.engine) as statements:
        second = open_page(manager.client, "/consommations", search)

    assert len(statements) == KEPT, statements
    assert second.data == first.data


def test_every_callback_keeps_its_budget(
    agency: Application, people: dict[str, Person], callbacks: tuple[Callback, ...]
) -> None:
    days: Json = {"start": "2021-06-01", "end": "2021-06-30"}
    on_server = [c for c in callbacks if not c.is_clientside and "_pages_content" not in c.output]
    assert on_server
    for callback in on_server:
        values: dict[str, Json] = dict.fromkeys(callback.arguments, days)
        values |= {name: SITE for name in callback.arguments if name.endswith(".search")}
        with counting(agency.database.engine) as statements:
            assert post(people["gestionnaire"].client, callback, values).status_code == 200

        assert len(statements) <= CALLBACK, (callback.output, statements)
