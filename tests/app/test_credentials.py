"""The forms that change what one signs in with: tokens, errors, links, sessions."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import Application
from services.storage.engine import Database
from services.storage.models import User
from tests.app.browsing import csrf_token, shell_token, signed_in, try_to_sign_in
from tests.app.conftest import PASSWORD
from tests.services.houses import last_link

NEW = "un grand sillon ocre"


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

    answer = send(jeanne, "mot-de-passe", current=PASSWORD, password=NEW)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/securite")
    assert jeanne.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
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

    assert (answer.status_code, answer.headers["Location"]) == (303, "/securite")
    stranger = small_agency.server.test_client()
    assert try_to_sign_in(stranger, "jeanne", NEW).status_code == 429


def test_another_user_name_signs_in(small_agency: Application, jeanne: FlaskClient) -> None:
    send(jeanne, "nom-d-utilisateur", username="jeanne.ferme", username_password=PASSWORD)

    stranger = small_agency.server.test_client()
    assert try_to_sign_in(stranger, "jeanne.ferme", PASSWORD).status_code == 303
