"""Whatever is sent to a public form, nothing fails: a slice; the full count is in tests.chaos."""

import logging
from collections import Counter

import pytest
from flask.testing import FlaskClient

from app.factory import Application
from tests.app.form_fuzz import find_addresses, find_forms, send_hostile
from tests.app.test_access import PUBLIC

COUNT = 120


def test_no_public_form_fails(small_agency: Application, caplog: pytest.LogCaptureFixture) -> None:
    client = small_agency.server.test_client()
    forms = [*find_forms(client, sorted(PUBLIC)), *find_addresses(small_agency.server)]
    answers: Counter[str] = Counter()
    with caplog.at_level(logging.ERROR):
        for form, answer in send_hostile(small_agency.server, forms, count=COUNT, seed=4):
            assert answer.status_code < 500, (form.action, answer.status_code)
            assert "Traceback" not in answer.text
            answers[form.action] += 1

    assert sum(answers.values()) == COUNT
    assert caplog.records == []


def test_the_forms_are_found(stranger: FlaskClient) -> None:
    found = {form.action: dict(form.fields).keys() for form in find_forms(stranger, sorted(PUBLIC))}

    assert found["/connexion"] >= {"csrf_token", "username", "password"}
    assert found["/inscription"] >= {"reference", "prm", "amount"}


def test_the_addresses_are_found(agency: Application) -> None:
    found = {form.action: dict(form.fields).keys() for form in find_addresses(agency.server)}

    assert {"/connexion", "/inscription", "/mot-de-passe-oublie"} <= found.keys()
    assert found["/connexion"] >= {"csrf_token", "username", "password", "email", "reference"}
