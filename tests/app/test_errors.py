"""What people see when something goes wrong: a sentence, a reference, no trace."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app import errors
from app.factory import Application
from services.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    ServiceError,
    TooManyAttemptsError,
)
from services.storage.engine import Database
from tests.app.browsing import csrf_token, shell_token, signed_in
from tests.app.callbacks import ADDRESS, open_page
from tests.app.conftest import PASSWORD

REFERENCE = re.compile(r"\b[0-9a-f]{4}-[0-9a-f]{4}\b")
SECRET = "hunter2-of-the-database"


@pytest.fixture
def jeanne(small_agency: Application) -> FlaskClient:
    """Return a signed-in browser of the small agency."""
    return signed_in(small_agency.server, "jeanne", PASSWORD)


@contextmanager
def fail(*_: object, **__: object) -> Iterator[None]:
    if SECRET:
        raise OperationalError("SELECT 1", {}, RuntimeError(SECRET))
    yield


@pytest.fixture
def _no_database(jeanne: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every transaction fail, once jeanne is in."""
    monkeypatch.setattr(Database, "begin", fail)
    monkeypatch.setattr(Database, "write", fail)


@pytest.mark.parametrize("path", ["/inconnue", "/consommations/", "/consommations/x", "/a/b/c.php"])
def test_an_unknown_page_is_404_with_a_reference(manager: FlaskClient, path: str) -> None:
    answer = manager.get(path)

    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text
    assert REFERENCE.search(answer.text)
    assert '<html lang="fr"' in answer.text


@pytest.mark.parametrize("path", ["/inconnue", "/consommations/x", "/not-found-404"])
def test_a_browser_gets_the_shell_around_what_is_said_of_an_unknown_page(
    manager: FlaskClient, path: str
) -> None:
    answer = manager.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    shown = open_page(manager, path)

    assert answer.status_code == 404
    assert 'id="react-entry-point"' in answer.text
    assert path not in answer.text
    assert "Cette page n’existe pas" in shown.text
    assert REFERENCE.search(shown.text)
    assert "Cette page n’existe pas – Terralis" in shown.text
    assert "site-selector" in shown.text


def test_a_missing_script_is_no_page(manager: FlaskClient) -> None:
    answer = manager.get("/assets/nothing.js", headers={"Accept": "*/*"})

    assert answer.status_code == 404
    assert "react-entry-point" not in answer.text


def test_each_failure_has_its_own_reference(manager: FlaskClient) -> None:
    found = {REFERENCE.search(manager.get("/inconnue").text).group() for _ in range(20)}  # type: ignore[union-attr]

    assert len(found) == 20


def test_the_address_is_not_echoed(manager: FlaskClient) -> None:
    answer = manager.get("/<script>alert(1)</script>?<b>=<i>")

    assert answer.status_code == 404
    assert "alert(1)" not in answer.text


def test_a_wrong_method_is_405(stranger: FlaskClient) -> None:
    token = csrf_token(stranger.get("/connexion"))

    answer = stranger.put("/connexion", headers={"X-CSRFToken": token})

    assert answer.status_code in {302, 405}


def test_a_signed_in_user_is_told_that_a_method_is_wrong(manager: FlaskClient) -> None:
    token = shell_token(manager)

    answer = manager.delete("/deconnexion", headers={"X-CSRFToken": token})

    assert answer.status_code == 405
    assert "Cette adresse ne s’ouvre pas ainsi" in answer.text


def test_a_body_beyond_the_limit_is_413(stranger: FlaskClient, manager: FlaskClient) -> None:
    token = csrf_token(stranger.get("/connexion"))
    form = stranger.post("/connexion", data={"csrf_token": token, "username": "x" * 1_100_000})
    callback = manager.post(ADDRESS, data=b" " * 1_100_000, content_type="application/json")

    assert form.status_code == 413
    assert "Cet envoi est trop lourd" in form.text
    assert callback.status_code == 413
    assert callback.get_json().keys() == {"error", "reference"}


def test_a_stranger_may_not_make_us_read_a_long_body(stranger: FlaskClient) -> None:
    answer = stranger.post(ADDRESS, data=b" " * 1_100_000, content_type="application/json")

    assert answer.status_code == 401


@pytest.mark.usefixtures("_no_database")
def test_without_a_database_pages_say_that_it_will_come_back(
    jeanne: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/", "/consommations", "/consommations/export.xlsx", "/connexion"):
        answer = jeanne.get(path)

        assert answer.status_code == 503, path
        assert "Le service est en maintenance" in answer.text
        assert REFERENCE.search(answer.text)
        assert SECRET not in answer.text
    assert all(record.exc_info is None for record in caplog.records)


@pytest.mark.usefixtures("_no_database")
def test_without_a_database_scripts_get_json(jeanne: FlaskClient) -> None:
    for answer in (jeanne.get("/_dash-layout"), jeanne.post(ADDRESS, json={})):
        assert answer.status_code == 503
        assert REFERENCE.fullmatch(answer.get_json()["reference"])
        assert SECRET not in answer.text


@pytest.mark.usefixtures("_no_database")
def test_without_a_database_the_health_check_fails(stranger: FlaskClient) -> None:
    answer = stranger.get("/healthz")

    assert (answer.status_code, answer.text) == (503, "database\n")


def test_the_health_check_passes(stranger: FlaskClient) -> None:
    answer = stranger.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_page_whose_data_fail_keeps_the_shell(
    jeanne: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def welcome(*_: object, **__: object) -> None:
        with fail():
            pass

    monkeypatch.setattr("services.home.welcome", welcome)

    shown = open_page(jeanne, "/")

    assert shown.status_code == 200
    assert "Le service est en maintenance" in shown.text
    assert REFERENCE.search(shown.text)
    assert SECRET not in shown.text


def test_an_unforeseen_failure_of_a_route_is_500_without_a_trace(
    jeanne: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("services.consumption_export.export", explode)

    answer = jeanne.get("/consommations/export.xlsx")

    assert answer.status_code == 500
    reference = REFERENCE.search(answer.text)
    assert reference is not None
    assert SECRET not in answer.text
    assert "ZeroDivisionError" not in answer.text
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert reference.group() in record.getMessage()
    assert record.exc_info is not None


def test_an_unforeseen_failure_of_a_page_is_a_message_without_a_trace(
    jeanne: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("services.home.welcome", explode)

    shown = open_page(jeanne, "/")

    assert shown.status_code == 200
    reference = REFERENCE.search(shown.text)
    assert reference is not None
    assert SECRET not in shown.text
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert reference.group() in record.getMessage()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("x"), 404),
        (InvalidInputError("x"), 400),
        (TooManyAttemptsError("x", retry_after_s=1), 429),
        (ServiceError("x"), 422),
    ],
)
def test_each_refusal_has_its_status(error: ServiceError, status: int) -> None:
    assert errors.status_of(error) == status


def test_a_refused_download_says_why(manager: FlaskClient) -> None:
    unreadable = manager.get("/consommations/export.csv?du=hier")
    foreign = manager.get("/consommations/export.csv?contrat=C4-28-004417")

    assert (unreadable.status_code, foreign.status_code) == (400, 404)
    assert "La période demandée est illisible." in unreadable.text
    assert "Contrat introuvable." in foreign.text
