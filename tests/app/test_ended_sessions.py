"""A session that has ended opens nothing any more, at any address, whoever kept its cookie."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.factory import Application
from services.storage.models import UserSession
from tests.app.browsing import csrf_token, holder_of, session_cookie, shell_token, signed_in
from tests.app.conftest import PASSWORD, MovableClock
from tests.app.test_second_step import assert_opens_nothing


def sign_out(client: FlaskClient, *_: object) -> None:
    client.post("/deconnexion", data={"csrf_token": shell_token(client)})


def revoke(client: FlaskClient, agency: Application, clock: MovableClock) -> None:
    elsewhere = signed_in(agency.server, "jeanne", PASSWORD)
    token = shell_token(elsewhere)
    answer = elsewhere.post("/securite/sessions/fermer", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/securite#message")
    assert elsewhere.get("/").status_code == 200


def expire(client: FlaskClient, agency: Application, clock: MovableClock) -> None:
    clock.move(timedelta(minutes=31))


def prove_again(client: FlaskClient, agency: Application, clock: MovableClock) -> None:
    token = csrf_token(client.get("/verification"))
    answer = client.post("/verification", data={"csrf_token": token, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/").status_code == 200


def revoke_one(client: FlaskClient, agency: Application, clock: MovableClock) -> None:
    with agency.database.begin() as session:
        public_id = session.scalars(select(UserSession.public_id)).one()
    elsewhere = signed_in(agency.server, "jeanne", PASSWORD)
    data = {"csrf_token": shell_token(elsewhere)}
    answer = elsewhere.post(f"/securite/sessions/{public_id}/fermer", data=data)
    assert answer.status_code == 303


def change_password(client: FlaskClient, agency: Application, clock: MovableClock) -> None:
    data = {"current": PASSWORD, "password": "un grand sillon ocre"}
    data["csrf_token"] = shell_token(client)
    assert client.post("/securite/mot-de-passe", data=data).status_code == 303
    assert client.get("/").status_code == 200


def change_password_elsewhere(
    client: FlaskClient, agency: Application, clock: MovableClock
) -> None:
    change_password(signed_in(agency.server, "jeanne", PASSWORD), agency, clock)


@pytest.mark.parametrize(
    "end",
    [
        sign_out,
        revoke,
        revoke_one,
        expire,
        prove_again,
        change_password,
        change_password_elsewhere,
    ],
)
def test_an_ended_cookie_opens_nothing_anywhere(
    small_agency: Application,
    movable_clock: MovableClock,
    end: Callable[[FlaskClient, Application, MovableClock], None],
) -> None:
    client = signed_in(small_agency.server, "jeanne", PASSWORD)
    old = session_cookie(client)
    assert holder_of(small_agency.server, old).get("/").status_code == 200

    end(client, small_agency, movable_clock)

    assert_opens_nothing(small_agency, holder_of(small_agency.server, old))
