"""The forms that change what one signs in with: tokens, errors, links, sessions."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.factory import Application
from services.storage.engine import Database
from services.storage.models import Totp, User
from tests.app.browsing import (
    csrf_token,
    holder_of,
    session_cookie,
    shell_token,
    signed_in,
    try_to_sign_in,
)
from tests.app.conftest import PASSWORD, MovableClock
from tests.conftest import NOW
from tests.services.houses import last_link

NEW = "un grand sillon ocre"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def jeanne(small_agency: Application) -> FlaskClient:
    """Return the browser of jeanne, signed in."""
    return signed_in(small_agency.server, "jeanne", PASSWORD)


def send(client: FlaskClient, form: str, **values: str) -> TestResponse:
    token = shell_token(client)
    return client.post(f"/securite/{form}", data={**values, "csrf_token": token})


def test_a_new_password_ends_the_other_sessions(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    elsewhere = signed_in(small_agency.server, "jeanne", PASSWORD)
    copied = session_cookie(jeanne)

    answer = send(jeanne, "mot-de-passe", current=PASSWORD, password=NEW)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/securite#message")
    assert jeanne.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert holder_of(small_agency.server, copied).get("/securite").status_code == 302
    stranger = small_agency.server.test_client()
    assert try_to_sign_in(stranger, "jeanne", PASSWORD).status_code == 401
    assert try_to_sign_in(stranger, "jeanne", NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "values", "field"),
    [
        ("mot-de-passe", {"current": "wrong", "password": NEW}, "current"),
        ("mot-de-passe", {"current": PASSWORD, "password": "court"}, "password"),
        ("e-mail", {"email": "x", "email_password": PASSWORD}, "email"),
        ("nom-d-utilisateur", {"username": "paul", "username_password": PASSWORD}, "username"),
    ],
)
def test_a_refusal_leads_back_to_its_field(
    jeanne: FlaskClient, form: str, values: dict[str, str], field: str
) -> None:
    answer = send(jeanne, form, **values)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/securite#{field}")
    page = jeanne.get("/securite").text
    assert f"{field}-error" in page
    assert f"{field}-error" not in jeanne.get("/securite").text


def test_a_new_address_is_confirmed_by_a_button(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    send(jeanne, "e-mail", email="neuve@ferme.example", email_password=PASSWORD)
    stranger = small_agency.server.test_client()
    link = last_link(small_agency.house)
    page = stranger.get(f"/securite/e-mail/confirmation?jeton={link}")
    assert "neuve@ferme.example" in page.text
    assert email_of(small_agency.database, "jeanne") == ""
    data = {"jeton": link, "csrf_token": csrf_token(page)}

    answers = [stranger.post("/securite/e-mail/confirmation", data=data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 410]
    assert email_of(small_agency.database, "jeanne") == "neuve@ferme.example"


def email_of(database: Database, username: str) -> str:
    with database.begin() as session:
        return session.query(User).filter_by(username=username).one().email


def test_five_wrong_passwords_are_enough(small_agency: Application, jeanne: FlaskClient) -> None:
    for _ in range(5):
        send(jeanne, "mot-de-passe", current="wrong", password=NEW)

    answer = send(jeanne, "mot-de-passe", current=PASSWORD, password=NEW)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/securite#message")
    stranger = small_agency.server.test_client()
    assert try_to_sign_in(stranger, "jeanne", NEW).status_code == 429


def test_another_user_name_signs_in(small_agency: Application, jeanne: FlaskClient) -> None:
    send(jeanne, "nom-d-utilisateur", username="jeanne.ferme", username_password=PASSWORD)

    stranger = small_agency.server.test_client()
    assert try_to_sign_in(stranger, "jeanne.ferme", PASSWORD).status_code == 303


def add_totp(agency: Application) -> None:
    with agency.database.write() as session:
        jeanne = session.scalars(select(User).where(User.username == "jeanne")).one()
        sealed = agency.house.vault.encrypt(SECRET.encode())
        session.add(Totp(user_id=jeanne.id, secret=sealed, created_at=NOW, confirmed_at=NOW))


def test_with_a_second_factor_a_change_asks_for_a_proof_and_leads_back(
    small_agency: Application, jeanne: FlaskClient, movable_clock: MovableClock
) -> None:
    add_totp(small_agency)
    movable_clock.move(timedelta(minutes=11))
    change = {"username": "jeanne.ferme", "username_password": PASSWORD}

    asked = send(jeanne, "nom-d-utilisateur", **change)

    way = "/verification?suite=%2Fsecurite"
    assert (asked.status_code, asked.headers["Location"]) == (303, way)
    code = pyotp.TOTP(SECRET).at(int(movable_clock().timestamp()))
    proof = jeanne.post(way, data={"csrf_token": csrf_token(jeanne.get(way)), "code": code})
    assert (proof.status_code, proof.headers["Location"]) == (303, "/securite")
    layout = jeanne.get("/securite").text
    assert "jeanne.ferme" in layout
    assert "envoyez à nouveau le formulaire" in layout
    done = send(jeanne, "nom-d-utilisateur", **change)
    assert (done.status_code, done.headers["Location"]) == (303, "/securite#message")
    stranger = small_agency.server.test_client()
    assert try_to_sign_in(stranger, "jeanne.ferme", PASSWORD).status_code == 303


def test_a_copy_of_the_cookie_ends_with_a_change_of_factors(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    add_totp(small_agency)
    for form in ("codes-de-secours", "double-authentification/supprimer"):
        copied = session_cookie(jeanne)
        assert send(jeanne, form).status_code in {200, 303}
        assert jeanne.get("/securite").status_code == 200
        assert holder_of(small_agency.server, copied).get("/securite").status_code == 302
    secret = setup_secret(jeanne)
    copied = session_cookie(jeanne)
    assert (
        send(jeanne, "double-authentification", code=pyotp.TOTP(secret).at(NOW)).status_code == 200
    )
    assert jeanne.get("/securite").status_code == 200
    assert holder_of(small_agency.server, copied).get("/securite").status_code == 302


def setup_secret(client: FlaskClient) -> str:
    page = client.get("/securite/double-authentification").text
    found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)
    assert found is not None
    return found[0].replace(" ", "")
