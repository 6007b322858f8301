"""Another site's page cannot act in a user's name."""

import pytest
from flask.testing import FlaskClient

from app.factory import Application
from tests.app.browsing import csrf_token, signed_in
from tests.app.callbacks import ADDRESS, Callback, body
from tests.app.conftest import PASSWORD

CROSS_SITE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
)
OWN_SITE: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost"},
)


@pytest.mark.parametrize("headers", CROSS_SITE, ids=str)
def test_a_callback_from_another_site_is_refused(
    manager: FlaskClient, callbacks: tuple[Callback, ...], headers: dict[str, str]
) -> None:
    for callback in callbacks:
        answer = manager.post(ADDRESS, json=body(callback, {}), headers=headers)

        assert answer.status_code == 403


@pytest.mark.parametrize("headers", CROSS_SITE, ids=str)
@pytest.mark.parametrize("address", ["/connexion", "/deconnexion", "/"])
def test_a_form_of_another_site_is_refused_even_with_a_token(
    stranger: FlaskClient, address: str, headers: dict[str, str]
) -> None:
    token = csrf_token(stranger.get("/connexion"))

    answer = stranger.post(address, data={"csrf_token": token}, headers=headers)

    assert answer.status_code == 403
    assert "Cette page ne vous est pas ouverte" in answer.text


@pytest.mark.parametrize("headers", OWN_SITE, ids=str)
def test_our_own_pages_are_listened_to(stranger: FlaskClient, headers: dict[str, str]) -> None:
    token = csrf_token(stranger.get("/connexion"))
    data = {"csrf_token": token, "username": "personne-d-ici", "password": "x"}

    answer = stranger.post("/connexion", data=data, headers=headers)

    assert answer.status_code in {401, 429}


def test_a_link_from_another_site_opens_a_page(manager: FlaskClient) -> None:
    assert manager.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("token", [None, "", "x", "IjEi.aaaa.bbbb"])
def test_signing_in_needs_a_token(stranger: FlaskClient, token: str | None) -> None:
    stranger.get("/connexion")
    data = {"username": "client", "password": "x"} | ({"csrf_token": token} if token else {})

    answer = stranger.post("/connexion", data=data)

    assert answer.status_code == 400
    assert "Cette page était ouverte depuis trop longtemps" in answer.text
    assert 'value="client"' in answer.text
    assert '<html lang="fr"' in answer.text


def test_the_token_of_another_browser_is_refused(
    agency: Application, stranger: FlaskClient
) -> None:
    foreign = csrf_token(agency.server.test_client().get("/connexion"))
    stranger.get("/connexion")

    answer = stranger.post("/connexion", data={"csrf_token": foreign, "username": "client"})

    assert answer.status_code == 400


@pytest.mark.parametrize("json", [{}, [], [1], {"username": {"a": 1}, "password": []}, "x", None])
def test_a_form_sent_as_json_is_refused(stranger: FlaskClient, json: object) -> None:
    assert stranger.post("/connexion", json=json).status_code == 400


@pytest.mark.parametrize("json", [{}, [1], {"username": {"a": 1}, "password": [2]}, "x", None])
def test_a_form_sent_as_json_with_a_token_is_an_empty_form(
    small_agency: Application, json: object
) -> None:
    client = small_agency.server.test_client()
    token = csrf_token(client.get("/connexion"))

    answer = client.post("/connexion", json=json, headers={"X-CSRFToken": token})

    assert answer.status_code == 400


def test_the_token_of_before_the_sign_in_is_worthless_after(small_agency: Application) -> None:
    client = small_agency.server.test_client()
    before = csrf_token(client.get("/connexion"))
    data = {"csrf_token": before, "username": "jeanne", "password": PASSWORD}
    assert client.post("/connexion", data=data).status_code == 303

    assert client.post("/", data={"csrf_token": before}).status_code == 400


def test_a_stale_sign_in_form_of_somebody_signed_in_leads_on(small_agency: Application) -> None:
    client = signed_in(small_agency.server, "jeanne", PASSWORD)

    answer = client.post("/connexion?suite=/consommations", data={"csrf_token": "stale"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/consommations")


def test_nothing_allows_other_origins_to_read(small_agency: Application) -> None:
    client = signed_in(small_agency.server, "jeanne", PASSWORD)
    for address in ("/", "/_dash-layout", "/_dash-dependencies", "/connexion"):
        for method in ("GET", "OPTIONS"):
            answer = client.open(address, method=method, headers={"Origin": "https://evil.example"})

            assert not [h for h, _ in answer.headers if h.startswith("Access-Control")]
