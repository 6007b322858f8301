"""How often somebody may try to sign in: per account, per address, in every process."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.factory import Application, create_app
from app.settings import Settings
from services.sign_in import authentication
from services.storage.engine import Database
from services.storage.models import RateWindow
from tests.app.browsing import csrf_token, signed_in, try_to_sign_in
from tests.app.conftest import PASSWORD, MovableClock

WRONG = "Nom d’utilisateur ou mot de passe incorrect."


@pytest.fixture
def visitor(small_agency: Application) -> FlaskClient:
    """Return a browser before the sign-in of the small agency."""
    return small_agency.server.test_client()


def test_the_tries_left_are_counted_down(visitor: FlaskClient) -> None:
    answers = [try_to_sign_in(visitor, "jeanne", "wrong") for _ in range(5)]

    for left, answer in zip(
        ("4 essais", "3 essais", "2 essais", "1 essai."), answers, strict=False
    ):
        assert f"{WRONG} Il reste {left}" in answer.text
    assert "Il ne reste plus d’essai" in answers[4].text
    assert {a.status_code for a in answers} == {401}


def test_the_sixth_try_is_refused_even_if_right(visitor: FlaskClient) -> None:
    for _ in range(5):
        try_to_sign_in(visitor, "jeanne", "wrong")

    answer = try_to_sign_in(visitor, "jeanne", PASSWORD)

    assert answer.status_code == 429
    assert "Trop d’essais de connexion." in answer.text
    # NOW is 9:30 UTC, the very beginning of a window of a quarter of an hour.
    assert answer.headers["Retry-After"] == "901"
    assert visitor.get("/").status_code == 302


def test_an_unknown_name_is_locked_like_a_known_one(visitor: FlaskClient) -> None:
    answers = [try_to_sign_in(visitor, "personne", "wrong") for _ in range(6)]

    assert answers[5].status_code == 429


def test_the_lock_is_of_one_account(visitor: FlaskClient) -> None:
    for _ in range(6):
        try_to_sign_in(visitor, "jeanne", "wrong")

    assert try_to_sign_in(visitor, "paul", PASSWORD).status_code == 303


def test_the_lock_ends_with_its_window(visitor: FlaskClient, movable_clock: MovableClock) -> None:
    for _ in range(6):
        try_to_sign_in(visitor, "jeanne", "wrong")
    movable_clock.move(timedelta(minutes=14, seconds=59))
    assert try_to_sign_in(visitor, "jeanne", PASSWORD).status_code == 429
    movable_clock.move(timedelta(seconds=2))

    assert try_to_sign_in(visitor, "jeanne", PASSWORD).status_code == 303


def test_the_lock_is_in_the_database(
    settings: Settings, visitor: FlaskClient, small_database: Database, movable_clock: MovableClock
) -> None:
    for _ in range(5):
        try_to_sign_in(visitor, "jeanne", "wrong")
    another_process = create_app(settings, database=small_database, clock=movable_clock)

    answer = try_to_sign_in(another_process.server.test_client(), "jeanne", PASSWORD)

    assert answer.status_code == 429


def test_signing_in_starts_the_count_again(small_agency: Application) -> None:
    for _ in range(4):
        try_to_sign_in(small_agency.server.test_client(), "jeanne", "wrong")
    signed_in(small_agency.server, "jeanne", PASSWORD)

    answer = try_to_sign_in(small_agency.server.test_client(), "jeanne", "wrong")

    assert "Il reste 4 essais." in answer.text


@pytest.fixture
def _nobody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the hashing of attempts that are wrong anyway."""
    monkeypatch.setattr("services.sign_in.authentication.is_password", lambda *_: False)


@pytest.mark.usefixtures("_nobody_is_let_in")
def test_one_address_cannot_try_every_account(visitor: FlaskClient) -> None:
    codes = [try_to_sign_in(visitor, f"user{i}", "wrong").status_code for i in range(51)]

    assert codes == [401] * 50 + [429]
    elsewhere = try_to_sign_in(visitor, "jeanne", PASSWORD, address="198.51.100.7")
    assert elsewhere.status_code == 401


@pytest.mark.usefixtures("_nobody_is_let_in")
def test_a_forwarded_address_is_not_believed(visitor: FlaskClient) -> None:
    token = csrf_token(visitor.get("/connexion"))
    codes = [
        visitor.post(
            "/connexion",
            data={"csrf_token": token, "username": f"user{i}", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{i}"},
        ).status_code
        for i in range(51)
    ]

    assert codes[-1] == 429


def test_attempts_at_once_are_counted_exactly(
    small_agency: Application, small_database: Database
) -> None:
    def attempt(_: int) -> int:
        client = small_agency.server.test_client()
        return try_to_sign_in(client, "jeanne", "wrong").status_code

    with ThreadPoolExecutor(20) as threads:
        codes = sorted(threads.map(attempt, range(20)))

    assert codes == [401] * 5 + [429] * 15
    with small_database.begin() as session:
        query = select(RateWindow.attempts).where(RateWindow.key == "sign-in account jeanne")
        assert session.scalars(query).one() == 20


def answer_to(server: Flask, visitor: str) -> int:
    """Return the status of a wrong sign-in that claims to come from ``visitor``."""
    client = server.test_client()
    token = csrf_token(client.get("/connexion"))
    data = {"csrf_token": token, "username": f"personne {visitor}", "password": "x"}
    claim = {"X-Forwarded-For": visitor}
    return client.post("/connexion", data=data, headers=claim).status_code


def test_behind_a_proxy_the_limit_is_of_the_visitor(
    settings: Settings, small_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "MAX_PER_ADDRESS", 1)
    server = create_app(replace(settings, trusted_proxies=1), database=small_database).server

    assert [answer_to(server, "192.0.2.1"), answer_to(server, "192.0.2.1")] == [401, 429]
    assert answer_to(server, "192.0.2.2") == 401


def test_without_a_proxy_nobody_chooses_their_address(
    small_agency: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "MAX_PER_ADDRESS", 1)
    server = small_agency.server

    assert [answer_to(server, "192.0.2.1"), answer_to(server, "192.0.2.2")] == [401, 429]
