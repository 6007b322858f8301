"""What a session opens, step by step: a half one nothing, an ended one nothing, anywhere."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from app.factory import Application, create_app
from app.settings import Settings
from services.demonstration.demo_accounts import DEMO_PASSWORD
from services.sign_in import my_sessions, sessions
from services.storage.engine import Database
from services.storage.models import Totp, User, UserSession
from tests.app.browsing import (
    csrf_token,
    holder_of,
    pass_second_step,
    session_cookie,
    shell_token,
    signed_in,
    try_to_sign_in,
)
from tests.app.conftest import PASSWORD, MovableClock
from tests.app.test_access import PUBLIC, all_addresses
from tests.conftest import NOW

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def assert_opens_nothing(agency: Application, client: FlaskClient) -> None:
    """Fail at the first address that lets ``client`` in."""
    for address in all_addresses(agency):
        if address in PUBLIC:
            continue
        for method in ("GET", "POST"):
            answer = client.open(address, method=method, json={})
            assert answer.status_code in {302, 401}, (method, address)
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/connexion"), (method, address)


@pytest.fixture
def agent(small_agency: Application, small_database: Database) -> FlaskClient:
    """Return the browser of paul, an agent with a generator, after the right password."""
    with small_database.write() as session:
        paul = session.scalars(select(User).where(User.username == "paul")).one()
        paul.role = "agent"
        sealed = small_agency.house.vault.encrypt(SECRET.encode())
        session.add(Totp(user_id=paul.id, secret=sealed, created_at=NOW, confirmed_at=NOW))
    client = small_agency.server.test_client()
    answer = try_to_sign_in(client, "paul", PASSWORD, suite="/consommations")
    assert answer.headers["Location"] == "/connexion/code?suite=%2Fconsommations"
    return client


def code(clock: MovableClock) -> str:
    return pyotp.TOTP(SECRET).at(int(clock().timestamp()))


def test_a_half_session_opens_nothing(small_agency: Application, agent: FlaskClient) -> None:
    assert agent.get("/connexion/code").status_code == 200
    assert_opens_nothing(small_agency, agent)


def test_a_half_session_opens_nothing_in_the_place_of_a_full_one(
    small_agency: Application, agent: FlaskClient
) -> None:
    with agent.session_transaction() as cookie:
        cookie["_user_id"] = cookie["half"]

    assert_opens_nothing(small_agency, agent)


def test_the_right_code_opens_the_wanted_page_with_another_secret(
    agent: FlaskClient, small_agency: Application, movable_clock: MovableClock
) -> None:
    before = session_cookie(agent)
    page = agent.get("/connexion/code?suite=/consommations")
    data = {"csrf_token": csrf_token(page), "code": code(movable_clock)}

    answer = agent.post("/connexion/code?suite=/consommations", data=data)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/consommations")
    assert agent.get("/").status_code == 200
    assert_opens_nothing(small_agency, holder_of(small_agency.server, before))


def test_a_code_is_refused_the_second_time(
    agent: FlaskClient, small_agency: Application, movable_clock: MovableClock
) -> None:
    assert pass_second_step(agent, code(movable_clock)).status_code == 303
    again = small_agency.server.test_client()
    try_to_sign_in(again, "paul", PASSWORD)

    answer = pass_second_step(again, code(movable_clock))

    assert answer.status_code == 401
    assert "Ce code n’est pas le bon, ou a déjà servi. Il reste 4 essais." in answer.text


def test_the_agency_cannot_skip_setting_a_factor_up(
    agent: FlaskClient, small_agency: Application, small_database: Database
) -> None:
    with small_database.write() as session:
        session.execute(delete(Totp))

    answer = agent.get("/connexion/code")

    assert answer.headers["Location"] == "/connexion/double-authentification"
    page = agent.get("/connexion/double-authentification")
    assert "L’agence la demande à tous ses utilisateurs" in page.text
    assert 'src="data:image/svg+xml' in page.text
    assert_opens_nothing(small_agency, agent)


def test_without_a_half_session_there_is_no_second_step(stranger: FlaskClient) -> None:
    token = csrf_token(stranger.get("/connexion"))
    for path in ("/connexion/code", "/connexion/double-authentification"):
        assert stranger.get(path).headers["Location"].startswith("/connexion")
        answer = stranger.post(path, data={"csrf_token": token, "code": "123456"})
        assert (answer.status_code, answer.headers["Location"][:10]) == (303, "/connexion")


def test_the_demonstration_shows_the_agencys_code_and_nobody_elses(
    agency: Application, people: dict[str, object], agent: FlaskClient
) -> None:
    client = agency.server.test_client()
    try_to_sign_in(client, "superviseur", DEMO_PASSWORD)

    assert 'id="demo-code"' in client.get("/connexion/code").text
    # A real person's code is shown nowhere, in demo mode either.
    assert 'id="demo-code"' not in agent.get("/connexion/code").text


def test_a_sensitive_action_asks_for_a_proof_and_leads_back(
    small_agency: Application, movable_clock: MovableClock
) -> None:
    client = signed_in(small_agency.server, "jeanne", PASSWORD)
    assert client.get("/securite/double-authentification").status_code == 200
    movable_clock.move(timedelta(minutes=11))

    asked = client.get("/securite/double-authentification")

    query = urlencode({"suite": "/securite/double-authentification"})
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/verification?{query}")
    page = client.get(asked.headers["Location"])
    wrong = {"csrf_token": csrf_token(page), "password": "wrong"}
    refusal = client.post(asked.headers["Location"], data=wrong)
    assert refusal.status_code == 400
    assert "Mot de passe incorrect. Essais restants : 4." in refusal.text.replace("\u202f", " ")
    right = {"csrf_token": csrf_token(refusal), "password": PASSWORD}
    answer = client.post(asked.headers["Location"], data=right)
    assert answer.headers["Location"] == "/securite/double-authentification"
    assert client.get("/securite/double-authentification").status_code == 200


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "/\\example.org"])
def test_a_proof_leads_nowhere_else(small_agency: Application, wanted: str) -> None:
    client = signed_in(small_agency.server, "jeanne", PASSWORD)
    url = "/verification?" + urlencode({"suite": wanted})
    data = {"csrf_token": csrf_token(client.get(url)), "password": PASSWORD}

    assert client.post(url, data=data).headers["Location"] == "/"


def test_a_remembered_session_lives_for_days_and_not_for_ever(
    small_agency: Application, movable_clock: MovableClock
) -> None:
    client = small_agency.server.test_client()
    data = {"username": "jeanne", "password": PASSWORD, "remember": "1"}
    data["csrf_token"] = csrf_token(client.get("/connexion"))
    answer = client.post("/connexion", data=data)
    cookies = {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert "Expires=" in cookies["ael"]
    assert all("HttpOnly" in line and "SameSite=Lax" in line for line in cookies.values())
    assert set(cookies) == {"ael", "ael-device"}

    for _ in range(4):
        movable_clock.move(timedelta(days=20))
        assert client.get("/").status_code == 200
    movable_clock.move(timedelta(days=11))
    assert client.get("/").status_code == 302


def test_the_agency_is_never_remembered(agent: FlaskClient, small_database: Database) -> None:
    data = {"username": "paul", "password": PASSWORD, "remember": "1"}
    data["csrf_token"] = csrf_token(agent.get("/connexion"))
    agent.post("/connexion", data=data)

    with small_database.begin() as session:
        assert not any(session.scalars(select(UserSession.is_remembered)))


def test_nobody_closes_a_strangers_session(
    small_agency: Application, small_database: Database
) -> None:
    jeanne = signed_in(small_agency.server, "jeanne", PASSWORD)
    paul = signed_in(small_agency.server, "paul", PASSWORD)
    with small_database.begin() as session:
        query = select(UserSession.public_id).join(User).where(User.username == "paul")
        pauls = session.scalars(query).one()

    path = f"/securite/sessions/{pauls}/fermer"
    answer = jeanne.post(path, data={"csrf_token": shell_token(jeanne)})

    assert answer.status_code == 404
    assert paul.get("/").status_code == 200


def test_the_list_of_sessions_names_devices_and_places(
    small_agency: Application, small_database: Database
) -> None:
    client = signed_in(small_agency.server, "jeanne", PASSWORD)
    with client.session_transaction() as cookie:
        secret = cookie["_user_id"]
    viewer = sessions.resume(small_database, secret, now=NOW)
    assert viewer is not None

    (shown,) = my_sessions.list_sessions(viewer, now=NOW)

    assert shown.is_current
    assert my_sessions.place("192.168.1.4") == "Réseau local"
    assert my_sessions.place("2606:4700::1111") == "2606:4700::1111"
    assert my_sessions.place("") == "Adresse inconnue"


def test_passkeys_are_absent_on_an_internet_address_and_it_says_why(
    settings: Settings, small_database: Database, movable_clock: MovableClock
) -> None:
    by_number = replace(settings, public_url="http://127.0.0.1:8050")
    agency = create_app(by_number, database=small_database, clock=movable_clock)
    client = signed_in(agency.server, "jeanne", PASSWORD)

    page = client.get("/securite/cles-d-acces").text

    assert "data-passkey" not in page
    assert "les navigateurs les refusent quand le site est ouvert par une adresse IP" in page
    assert "data-passkey" not in agency.server.test_client().get("/connexion").text
