"""A stranger gets nowhere: every address and every callback, found in the program itself."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import BuildError, Rule
from werkzeug.routing.converters import AnyConverter

from app import navigation
from app.factory import Application
from tests.app.browsing import csrf_token
from tests.app.callbacks import ADDRESS, Callback, body

PUBLIC = {"/connexion", "/healthz", "/a-propos", "/demonstration/courrier"}
PUBLIC |= {"/demonstration/courrier/e-mail"}
PUBLIC |= {"/inscription", "/inscription/coordonnees", "/inscription/envoyee"}
PUBLIC |= {"/inscription/renvoi", "/inscription/validation", "/securite/e-mail/confirmation"}
PUBLIC |= {"/mot-de-passe-oublie", "/mot-de-passe-oublie/nouveau"}
SIGNED_BY_THE_BANK = "/paiement/notification"
PUBLIC |= {SIGNED_BY_THE_BANK}
"""Everything that is open to strangers, static files aside; a new address is closed by itself."""

PUBLIC |= {"/connexion/code", "/connexion/cle", "/connexion/cle/options"}
PUBLIC |= {f"/connexion/double-authentification{end}" for end in ("", "/cle", "/cle/options")}

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
MACHINE = ("/_dash", "/_reload-hash", "/_favicon")


def addresses_of(server: Flask, rule: Rule) -> Iterator[str]:
    """Yield addresses that ``rule`` matches, one for each choice it offers."""
    choices = {
        name: sorted(converter.items) if isinstance(converter, AnyConverter) else ["1"]
        for name, converter in rule._converters.items()
    }
    adapter = server.url_map.bind("localhost")
    for position in range(max([1, *map(len, choices.values())])):
        values = {name: items[position % len(items)] for name, items in choices.items()}
        try:
            yield adapter.build(rule.endpoint, values)
        except BuildError:  # pragma: no cover - says which rule the test does not understand
            pytest.fail(f"no address for {rule.rule}")


def all_addresses(agency: Application) -> list[str]:
    """Return the addresses of every rule and page, and some that do not exist."""
    rules = agency.server.url_map.iter_rules()
    found = {a for rule in rules for a in addresses_of(agency.server, rule)}
    pages = {page.path for page in navigation.PAGES}
    return sorted(found | pages | {"/inconnue", "/admin", "/_dash-inconnue", "/assets/app.css"})


def test_the_sweep_knows_the_addresses(agency: Application) -> None:
    found = set(all_addresses(agency))

    assert {
        "/",
        "/consommations",
        "/consommations/export.xlsx",
        "/consommations/export.csv",
    } <= found
    assert {"/_dash-layout", "/_dash-dependencies", ADDRESS, "/deconnexion"} <= found
    assert len(found) >= len({rule.rule for rule in agency.server.url_map.iter_rules()})


def test_the_public_views_are_these(agency: Application) -> None:
    marked = {
        rule.rule
        for rule in agency.server.url_map.iter_rules()
        if getattr(agency.server.view_functions[rule.endpoint], "is_public", False)
    }

    assert marked == PUBLIC


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_turned_away_everywhere(
    agency: Application, stranger: FlaskClient, method: str
) -> None:
    token = csrf_token(stranger.get("/connexion"))
    for address in all_addresses(agency):
        if address in PUBLIC:
            continue
        answer = stranger.open(address, method=method, headers={"X-CSRFToken": token})

        if address.startswith(MACHINE):
            assert answer.status_code == 401, (method, address)
        else:
            assert answer.status_code == 302, (method, address)
            assert answer.headers["Location"].startswith("/connexion"), (method, address)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_without_a_token_nothing_is_even_looked_at(
    agency: Application, stranger: FlaskClient, method: str
) -> None:
    for address in set(all_addresses(agency)) - {SIGNED_BY_THE_BANK}:
        answer = stranger.open(address, method=method, data={"a": "b"})

        is_for_scripts = address.startswith(("/_dash", "/_reload", "/_favicon"))
        refusals = {401} if is_for_scripts else {302, 400}
        assert answer.status_code in refusals, (method, address)


@pytest.mark.parametrize("cookie", ["", "x", "eyJhIjoxfQ.aaaa.bbbb", "ael=1; ael=2", "\u00e9" * 9])
def test_an_invented_cookie_opens_nothing(agency: Application, cookie: str) -> None:
    for address in all_addresses(agency):
        if address in PUBLIC:
            continue
        client = agency.server.test_client()
        client.set_cookie("ael", cookie)

        assert client.get(address).status_code in {302, 401}, address


def test_every_callback_refuses_a_stranger(
    agency: Application, stranger: FlaskClient, callbacks: tuple[Callback, ...]
) -> None:
    for callback in callbacks:
        answer = stranger.post(ADDRESS, json=body(callback, {}))

        assert answer.status_code == 401, callback.output
        assert answer.get_json().keys() == {"error"}


def test_the_sweep_knows_the_callbacks(
    agency: Application, callbacks: tuple[Callback, ...]
) -> None:
    assert {callback.output for callback in callbacks} == set(agency.dash.callback_map)
    assert len([c for c in callbacks if not c.is_clientside]) >= 2


def test_a_stranger_comes_back_to_the_wanted_page(stranger: FlaskClient) -> None:
    answer = stranger.get("/consommations?contrat=C4-28-004417&vue=jour")

    expected = "/connexion?suite=%2Fconsommations%3Fcontrat%3DC4-28-004417%26vue%3Djour"
    assert answer.headers["Location"] == expected


def test_the_home_page_needs_no_way_back(stranger: FlaskClient) -> None:
    assert stranger.get("/").headers["Location"] == "/connexion"


def test_a_sign_out_is_no_page_to_come_back_to(stranger: FlaskClient) -> None:
    token = csrf_token(stranger.get("/connexion"))

    answer = stranger.post("/deconnexion", data={"csrf_token": token})

    assert answer.headers["Location"] == "/connexion"
