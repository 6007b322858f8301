"""The forms of registration and reset as a browser without JavaScript meets them."""

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import Application, create_app
from app.settings import Settings
from services.enrolment import registration_limits
from services.kernel.clock import Clock
from services.storage.engine import Database
from tests.app.browsing import csrf_token, try_to_sign_in
from tests.services.houses import last_link, read_outbox

CONTRACT = {
    "reference": "fe 098812",
    "prm": "28 000 304 118 264",
    "amount": "418,36 €",
    "accepted": "1",
}
PERSON = {
    "name": "Paul Loir",
    "telephone": "02 61 91 07 48",
    "email": "Paul@loir.example",
    "email_again": "paul@loir.example",
    "username": "Paul.Loir",
    "password": "un grand sillon ocre",
}


@pytest.fixture
def agency(settings: Settings, fresh_demo_database: Database, clock: Clock) -> Application:
    """Return the demonstration, for a test that writes."""
    return create_app(settings, database=fresh_demo_database, clock=clock)


@pytest.fixture
def newcomer(agency: Application) -> FlaskClient:
    """Return a browser that never signed in."""
    return agency.server.test_client()


def send(client: FlaskClient, path: str, values: Mapping[str, str]) -> TestResponse:
    token = csrf_token(client.get("/mot-de-passe-oublie"))
    return client.post(path, data={**values, "csrf_token": token})


def register(client: FlaskClient) -> TestResponse:
    first = send(client, "/inscription", CONTRACT)
    assert first.headers["Location"] == "/inscription/coordonnees"
    return send(client, "/inscription/coordonnees", PERSON)


def test_a_newcomer_reaches_the_home_page(agency: Application, newcomer: FlaskClient) -> None:
    assert register(newcomer).headers["Location"] == "/inscription/envoyee"
    assert "paul@loir.example" in newcomer.get("/inscription/envoyee").text
    link = last_link(agency.house)
    page = newcomer.get(f"/inscription/validation?jeton={link}")
    assert (page.status_code, link in page.text) == (200, True)
    assert "pas encore validée" in try_to_sign_in(newcomer, "paul.loir", PERSON["password"]).text

    answer = send(newcomer, "/inscription/validation", {"jeton": link})

    assert answer.headers["Location"] == "/connexion?inscrit=1"
    assert "Votre inscription est validée" in newcomer.get("/connexion?inscrit=1").text
    assert try_to_sign_in(newcomer, "paul.loir", PERSON["password"]).headers["Location"] == "/"
    assert "Épicerie du Loir" in newcomer.get("/").text


def test_looking_at_the_link_does_not_use_it(agency: Application, newcomer: FlaskClient) -> None:
    register(newcomer)
    path = f"/inscription/validation?jeton={last_link(agency.house)}"

    assert [newcomer.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert newcomer.head(path).status_code == 200


def test_a_link_that_is_over_says_so_and_leads_on(newcomer: FlaskClient) -> None:
    for path in ("/inscription/validation", "/mot-de-passe-oublie/nouveau"):
        for answer in (newcomer.get(f"{path}?jeton=x"), send(newcomer, path, {"jeton": "x"})):
            assert answer.status_code == 410
            assert "Ce lien n’est plus valable" in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("prm", "2800030411826", "Il manque un chiffre\u202f: le PRM en compte 14"),
        ("prm", "28000304118", "Il manque 3 chiffres\u202f: le PRM en compte 14"),
        ("prm", "280003041182640", "Il y a un chiffre de trop"),
        ("prm", "2800030411826O", "Le PRM ne compte que des chiffres"),
        ("reference", "098812", "La référence commence par FE"),
        ("amount", "418,366", "Saisissez un montant en euros"),
        ("amount", "-4", "Saisissez un montant en euros"),
        ("accepted", "", "Acceptez les conditions générales"),
    ],
)
def test_a_format_is_told_beside_its_field(
    newcomer: FlaskClient, field: str, typed: str, said: str
) -> None:
    answer = send(newcomer, "/inscription", CONTRACT | {field: typed})

    assert answer.status_code == 400
    beside = re.search(rf'id="{field}-error".*?</p>', answer.text, re.DOTALL)
    assert beside is not None
    assert said in beside[0]
    assert 'value="fe 098812"' in answer.text or field == "reference"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "x", "Saisissez votre nom"),
        ("name", "Agence Terralis", "Ce nom est celui de l’agence"),
        ("name", "TÉRRALIS", "Ce nom est celui de l’agence"),
        ("name", "L’agence Terra-lis de Chartres", "Ce nom est celui de l’agence"),
        ("telephone", "12", "Saisissez un numéro à dix chiffres"),
        ("email", "paul@loir", "Saisissez une adresse complète"),
        ("email", "paul@loir.example, x@y.example", "Saisissez une adresse complète"),
        ("email_again", "pol@loir.example", "Les deux adresses diffèrent"),
        ("username", "p", "Choisissez de 3 à 64 lettres"),
        ("username", "client@loir.example", "ne peut être que votre propre adresse"),
        ("password", "trop court", "Le mot de passe compte 10 caractères"),
        ("password", "paul.loir.098812", "deviné trop vite"),
    ],
)
def test_who_one_is_is_told_beside_its_field_too(
    newcomer: FlaskClient, field: str, typed: str, said: str
) -> None:
    send(newcomer, "/inscription", CONTRACT)

    answer = send(newcomer, "/inscription/coordonnees", PERSON | {field: typed})

    assert answer.status_code == 400
    beside = re.search(rf'id="{field}-error".*?</p>', answer.text, re.DOTALL)
    assert beside is not None
    assert said in beside[0]
    assert PERSON["password"] not in answer.text


@pytest.mark.parametrize("email", ["paul@loir.xn--p1ai", "paul@écluzelles.example"])
def test_an_accented_domain_is_an_address_too(newcomer: FlaskClient, email: str) -> None:
    send(newcomer, "/inscription", CONTRACT)
    typed = PERSON | {"email": email, "email_again": email}

    answer = send(newcomer, "/inscription/coordonnees", typed)

    assert answer.headers["Location"] == "/inscription/envoyee"


def test_passwords_are_judged_behind_the_limits(
    newcomer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration_limits, "MAX_PER_ADDRESS", 2)
    send(newcomer, "/inscription", CONTRACT)
    guessed = PERSON | {"password": "paul.loir.098812"}

    codes = [send(newcomer, "/inscription/coordonnees", guessed).status_code for _ in range(3)]

    assert codes == [400, 400, 429]


def test_several_errors_are_listed_at_the_top(newcomer: FlaskClient) -> None:
    answer = send(newcomer, "/inscription", {})

    assert "4 champs sont à corriger" in answer.text
    assert all(f'href="#{name}"' in answer.text for name in CONTRACT)


def test_no_step_is_skipped(newcomer: FlaskClient) -> None:
    assert newcomer.get("/inscription/coordonnees").headers["Location"] == "/inscription"
    assert newcomer.get("/inscription/envoyee").headers["Location"] == "/inscription"
    for path in ("/inscription/coordonnees", "/inscription/renvoi"):
        assert send(newcomer, path, PERSON).headers["Location"] == "/inscription"


def test_what_was_typed_is_kept_between_steps_and_unreadable(newcomer: FlaskClient) -> None:
    send(newcomer, "/inscription", CONTRACT)

    assert 'value="28\u202f000\u202f304\u202f118\u202f264"' in newcomer.get("/inscription").text
    cookie = newcomer.get_cookie("ael")
    assert cookie is not None
    assert "28\u202f000" not in cookie.decoded_value


def test_without_an_invoice_other_facts_are_asked(
    agency: Application, newcomer: FlaskClient
) -> None:
    page = newcomer.get("/inscription?sans-facture=1").text
    assert 'name="index"' in page
    assert 'name="amount"' not in page
    typed = {"reference": "FE-098812", "contract": "C4-28-003305", "index": "12", "accepted": "1"}

    answer = send(newcomer, "/inscription?sans-facture=1", typed)
    assert answer.headers["Location"] == "/inscription/coordonnees"
    send(newcomer, "/inscription/coordonnees", PERSON)

    assert read_outbox(agency.house)[-1][0] == "registration_unmatched"


def test_the_e_mail_is_not_sent_again_within_a_minute(newcomer: FlaskClient) -> None:
    register(newcomer)

    answer = send(newcomer, "/inscription/renvoi", {})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Vous pourrez en demander un autre à partir de 10:31:00." in answer.text


def test_a_waiting_account_may_ask_for_its_e_mail_at_the_sign_in(newcomer: FlaskClient) -> None:
    register(newcomer)
    answer = try_to_sign_in(newcomer, "paul.loir", PERSON["password"])

    assert answer.status_code == 401
    assert 'action="/inscription/renvoi"' in answer.text


def test_the_demonstration_alone_shows_a_proof(
    settings: Settings, agency: Application, newcomer: FlaskClient, clock: Clock
) -> None:
    shown = newcomer.get("/inscription").text
    assert all(fact in shown for fact in ("FE-098812", "28000304118264", "418,36"))
    real = Settings(secret_key=settings.secret_key, cache_dir=settings.cache_dir)
    database = agency.database
    stranger = create_app(real, database=database, clock=clock).server.test_client()

    assert "28000304118264" not in stranger.get("/inscription").text


def test_a_forgotten_password_is_chosen_anew(agency: Application, newcomer: FlaskClient) -> None:
    asked = send(newcomer, "/mot-de-passe-oublie", {"who": "client"})
    assert asked.headers["Location"] == "/mot-de-passe-oublie?envoye=1"
    assert "un lien vient de partir" in newcomer.get("/mot-de-passe-oublie?envoye=1").text
    link = last_link(agency.house)
    page = newcomer.get(f"/mot-de-passe-oublie/nouveau?jeton={link}")
    assert link in page.text
    short = {"jeton": link, "password": "court"}
    refused = send(newcomer, "/mot-de-passe-oublie/nouveau", short)
    assert (refused.status_code, "15 ou plus" in refused.text) == (400, True)

    chosen = {"jeton": link, "password": PERSON["password"]}
    answer = send(newcomer, "/mot-de-passe-oublie/nouveau", chosen)

    assert answer.headers["Location"] == "/connexion?change=1"
    # The link was theirs, and the e-mail says the name: the page of sign-in has it already.
    assert 'value="client"' in newcomer.get("/connexion?change=1").text
    assert 'value="client"' not in newcomer.get("/connexion").text
    assert 'value="client"' not in agency.server.test_client().get("/connexion?change=1").text
    assert try_to_sign_in(newcomer, "client", PERSON["password"]).status_code == 303


def test_nothing_typed_is_nothing_asked(newcomer: FlaskClient) -> None:
    answer = send(newcomer, "/mot-de-passe-oublie", {"who": "  "})

    assert (answer.status_code, "Saisissez votre nom" in answer.text) == (400, True)


def test_the_sign_in_page_leads_to_both(newcomer: FlaskClient) -> None:
    page = newcomer.get("/connexion").text

    assert 'href="/inscription"' in page
    assert page.index('id="password"') < page.index('href="/mot-de-passe-oublie"')
    assert "ou adresse électronique" in page
    assert 'href="/mot-de-passe-oublie"' in page


def test_a_contract_of_the_demonstration_that_was_used_says_so(
    agency: Application, newcomer: FlaskClient
) -> None:
    before = newcomer.get("/inscription").text
    register(newcomer)
    waiting = newcomer.get("/inscription").text
    send(newcomer, "/inscription/validation", {"jeton": last_link(agency.house)})
    after = newcomer.get("/inscription").text

    free = ["n’a pas encore de compte" in page for page in (before, waiting, after)]
    assert free == [True, True, False]
    assert "python -m app demo --reset" in after
    assert "python -m app demo --reset" not in before


def test_what_is_agreed_to_can_be_read_on_the_form(newcomer: FlaskClient) -> None:
    page = newcomer.get("/inscription").text

    assert page.count("<details") == 2
    for words in ("1. Objet", "2. Votre compte", "3. Sécurité", "Combien de temps", "2 place des"):
        assert words in page.replace("\xa0", " ")
