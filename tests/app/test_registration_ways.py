"""Ways off the straight one through a registration: again, grouped, used, and an ended contract."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel.clock import Clock
from services.storage.engine import Database
from tests.app.browsing import try_to_sign_in
from tests.app.conftest import MovableClock
from tests.app.test_registration import CONTRACT, PERSON, register, send
from tests.services.houses import last_link

SENT = "/inscription/envoyee"


@pytest.fixture
def agency(settings: Settings, fresh_demo_database: Database, clock: Clock) -> Application:
    """Return the demonstration, for a test that writes."""
    return create_app(settings, database=fresh_demo_database, clock=clock)


@pytest.fixture
def newcomer(agency: Application) -> FlaskClient:
    """Return a browser that never signed in."""
    return agency.server.test_client()


def test_a_used_link_offers_to_sign_in_first(agency: Application, newcomer: FlaskClient) -> None:
    register(newcomer)
    link = last_link(agency.house)
    send(newcomer, "/inscription/validation", {"jeton": link})

    used = send(newcomer, "/inscription/validation", {"jeton": link})
    unknown = send(newcomer, "/inscription/validation", {"jeton": "x"})

    actions = re.findall(r'<a class="btn btn-(\w+) btn-lg" href="([^"]*)">([^<]*)</a>', used.text)
    assert actions == [
        ("primary", "/connexion", "Connexion"),
        ("secondary", "/inscription", "Recommencer la demande"),
    ]
    assert used.text == unknown.text


def test_the_page_says_from_when_the_e_mail_may_be_sent_again(
    settings: Settings, fresh_demo_database: Database, movable_clock: MovableClock
) -> None:
    agency = create_app(settings, database=fresh_demo_database, clock=movable_clock)
    client = agency.server.test_client()
    register(client)
    assert "Vous pourrez le demander à partir de 10:31:00." in client.get(SENT).text

    movable_clock.move(timedelta(seconds=60))

    assert "Vous pouvez le demander une fois par minute." in client.get(SENT).text
    answer = send(client, "/inscription/renvoi", {})
    assert answer.headers["Location"] == "/inscription/envoyee?encore=1"
    assert "à partir de 10:32:00." in client.get(SENT).text


@pytest.mark.parametrize(
    "prm",
    [
        "28000304118264",
        " 28 000 304 118 264 ",
        "28\u00a0000\u202f304\u2009118 264",
        "28.000.304.118.264",
        "2800-0304-1182-64",
        "\u200b28000304118264\ufeff",
    ],
)
def test_a_prm_is_read_however_it_is_grouped_and_shown_grouped(
    newcomer: FlaskClient, prm: str
) -> None:
    typed = CONTRACT | {"prm": prm, "reference": "  FE-098812 ", "amount": "x"}
    refused = send(newcomer, "/inscription", typed)
    answer = send(newcomer, "/inscription", typed | {"amount": CONTRACT["amount"]})

    assert answer.headers["Location"] == "/inscription/coordonnees"
    for page in (refused.text, newcomer.get("/inscription").text):
        assert 'value="28\u202f000\u202f304\u202f118\u202f264"' in page
        assert 'value="FE-098812"' in page


def test_an_ended_contract_says_since_when_and_promises_nothing(
    agency: Application, newcomer: FlaskClient
) -> None:
    register(newcomer)
    send(newcomer, "/inscription/validation", {"jeton": last_link(agency.house)})
    try_to_sign_in(newcomer, "paul.loir", PERSON["password"])

    home, consumption = newcomer.get("/").text, newcomer.get("/consommations").text

    for page in (home, consumption):
        assert "Contrat résilié le 30/06/2015" in page
        assert "il n’en viendra plus" in page
        assert "Le premier arrive" not in page
    assert "vos données restent consultables" in home
    assert "418,36" in home
