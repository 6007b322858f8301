"""A page that refuses a choice keeps the person's sites, and a way back to what can be shown."""

import pytest
from flask.testing import FlaskClient

from tests.app.browsing import Person
from tests.app.callbacks import Json, open_page


def links(shown: Json) -> list[str]:
    """Return the addresses that the JSON of a layout leads to."""
    if isinstance(shown, list):
        return [href for item in shown for href in links(item)]
    if not isinstance(shown, dict):
        return []
    own = [str(shown["href"])] if "href" in shown else []
    return own + [href for item in shown.values() for href in links(item)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("du=abc", "La période demandée est illisible."),
        ("vue=jour&du=2000-01-01&au=2020-01-01", "La période demandée est trop longue"),
        ("vue=heure", "Cette vue n’existe pas"),
        ("courbe=x", "La période demandée est illisible."),
    ],
)
def test_a_bad_choice_keeps_the_site(manager: FlaskClient, query: str, sentence: str) -> None:
    shown = open_page(manager, "/consommations", f"?contrat=C4-90-000101&{query}")

    assert sentence in shown.text
    assert "Historique des consommations" in shown.text
    assert "Voir les derniers relevés" in shown.text
    assert "Bâtiment public" in shown.text
    assert "/consommations?contrat=C4-90-000101" in links(shown.get_json())


def test_a_contract_that_is_not_found_is_no_longer_asked_for(manager: FlaskClient) -> None:
    shown = open_page(manager, "/consommations", "?contrat=ZZZ")

    assert "Contrat introuvable." in shown.text
    assert "site-selector" in shown.text
    assert "/consommations" in links(shown.get_json())
    assert "ZZZ" not in shown.text


def test_the_home_page_refuses_in_the_same_way(manager: FlaskClient) -> None:
    shown = open_page(manager, "/", "?contrat=ZZZ")

    assert "Contrat introuvable." in shown.text
    assert "Revenir à l’accueil" in shown.text
    assert "site-selector" in shown.text


@pytest.mark.parametrize("username", ["agent", "superviseur"])
@pytest.mark.parametrize("path", ["/", "/consommations"])
def test_the_agency_is_told_why_there_is_no_site(
    people: dict[str, Person], username: str, path: str
) -> None:
    shown = open_page(people[username].client, path)

    assert "Cherchez un client pour consulter sa fiche." in shown.text
    assert "0 site" not in shown.text
