"""A proof that was asked for an action leads back to its card, which says that it may be done."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.factory import Application
from tests.app.browsing import shell_token, signed_in
from tests.app.callbacks import open_page
from tests.app.conftest import PASSWORD, MovableClock

PAGE = "/securite"
LEADS_BACK = "/verification?suite=%2Fsecurite%23message"


@pytest.fixture
def jeanne(small_agency: Application, movable_clock: MovableClock) -> FlaskClient:
    """Return jeanne's browser, whose last proof is too old."""
    client = signed_in(small_agency.server, "jeanne", PASSWORD)
    movable_clock.move(timedelta(minutes=25))
    return client


def send(client: FlaskClient, path: str, **values: str) -> str:
    answer = client.post(path, data={"csrf_token": shell_token(client), **values})
    return answer.headers.get("Location", "")


def prove(client: FlaskClient) -> str:
    return send(client, LEADS_BACK, password=PASSWORD)


@pytest.mark.parametrize(
    ("path", "card", "said"),
    [
        ("/mes-donnees", "mes-donnees", "demander une copie"),
        ("/effacement", "effacement", "demander l’effacement"),
        (
            "/double-authentification/supprimer",
            "double-authentification",
            "supprimer l’application",
        ),
        ("/codes-de-secours", "double-authentification", "créer de nouveaux codes"),
        ("/cles-d-acces/7/supprimer", "double-authentification", "supprimer la clé d’accès"),
    ],
)
def test_the_card_says_what_may_be_done_now(
    jeanne: FlaskClient, path: str, card: str, said: str
) -> None:
    assert send(jeanne, PAGE + path, confirme="oui") == LEADS_BACK
    assert prove(jeanne) == "/securite#message"
    page = open_page(jeanne, PAGE, "").text

    message = page.index(f"Vous pouvez maintenant {said}")
    assert page.index(f'"id":"{card}"') < message
    assert said not in open_page(jeanne, PAGE, "").text.partition("Vous pouvez maintenant")[2]


def test_nothing_is_said_before_the_proof(jeanne: FlaskClient) -> None:
    send(jeanne, f"{PAGE}/mes-donnees")

    assert "Vous pouvez maintenant" not in open_page(jeanne, PAGE, "").text


def test_the_page_lists_its_cards_first(jeanne: FlaskClient) -> None:
    page = open_page(jeanne, PAGE, "").text

    for anchor in ("double-authentification", "sessions", "consentements", "mes-donnees"):
        assert 0 < page.find(f'"href":"#{anchor}"') < page.find(f'"id":"{anchor}"')
