"""Callbacks take anything that somebody sends: no failure, no trace in the log, no flood."""

import json
import logging

import pytest
from flask.testing import FlaskClient

from app import navigation
from pages._page import Page
from tests.app.browsing import Person
from tests.app.callbacks import ADDRESS, Callback, Json, body, open_page, post

HUGE = "x" * 100_000

VALUES: tuple[Json, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    1e308,
    "",
    "?",
    "x",
    HUGE,
    "\0",
    "\u202egnilor",
    "\ud800",
    "\U0001f33e",
    "<script>alert(1)</script>",
    "=1+1",
    "' OR 1=1 --",
    "../../etc/passwd",
    "/",
    "//elsewhere.example",
    "?contrat=" + HUGE,
    "?contrat=%00&vue=%00",
    "?self=1&cls=2&layout=3&query=4&_=5&=6",
    [],
    [None],
    [[["a"]]],
    {},
    {"start": None, "end": None},
    {"start": [1], "end": {"a": 1}},
    {"start": 20211012, "end": True},
    {"start": "2021-10-12", "end": HUGE},
    {"start": "2021-10-18", "end": "2021-10-12"},
    {"start": "0001-01-01", "end": "9999-12-31"},
    {"start": "9999-12-31", "end": "9999-12-31"},
    {"start": "0001-01-01", "end": "0001-01-01"},
    {"start": "2021-02-30", "end": "2021-02-30"},
    {"props": {"children": "x"}, "type": "Div", "namespace": "dash_html_components"},
)

QUERY_NAMES = ("contrat", "vue", "affichage", "du", "au", "courbe", "masquer", "page", "viewer")
QUERY_VALUES = (
    "",
    "x",
    "jour",
    "mois",
    "annee",
    "0001",
    "0001-01",
    "0001-01-01",
    "9999",
    "9999-12",
    "9999-12-31",
    "2021-13",
    "2021-W01-1",
    "-001-01-01",
    "\u0662\u0660\u0662\u0661",
    "2021-10-12..2021-10-18",
    "2031-10-12..2031-10-18",
    "0001-01-01..0001-01-02",
    "9999-12-31..9999-12-31",
    "..",
    "HPH,HCH,HPE,HCE,<b>",
    "%00",
    "%ED%A0%80",
    "a%0d%0aSet-Cookie:x=1",
    "1" * 5000,
)


@pytest.fixture(autouse=True)
def _no_trace_in_the_log(caplog: pytest.LogCaptureFixture) -> object:
    """Fail when a forged request leaves more in the log than one short warning."""
    with caplog.at_level(logging.DEBUG):
        yield
    for record in caplog.get_records("call"):
        assert record.levelno <= logging.WARNING, record.getMessage()
        assert record.exc_info is None, record.getMessage()
        assert len(record.getMessage()) < 1000


def assert_harmless(status: int, text: str, where: object) -> None:
    assert status in {200, 204, 400, 413}, where
    assert "Traceback" not in text, where
    assert len(text) < 2_000_000, where


def test_every_argument_of_every_callback_may_be_anything(
    people: dict[str, Person], callbacks: tuple[Callback, ...]
) -> None:
    client = people["client"].client
    for callback in callbacks:
        for argument in callback.arguments:
            for value in VALUES:
                answer = post(client, callback, {argument: value})

                assert_harmless(answer.status_code, answer.text, (argument, value))


def test_all_arguments_at_once_may_be_anything(
    people: dict[str, Person], callbacks: tuple[Callback, ...]
) -> None:
    for username, start in (("gestionnaire", 0), ("voisin", 1), ("agent", 2)):
        client = people[username].client
        for callback in callbacks:
            for value in VALUES[start::3]:
                answer = post(client, callback, dict.fromkeys(callback.arguments, value))

                assert_harmless(answer.status_code, answer.text, (callback.output, value))


@pytest.mark.parametrize("page", navigation.PAGES, ids=lambda page: page.path)
def test_every_page_takes_any_address(people: dict[str, Person], page: Page) -> None:
    client = people["agent" if page.is_for_staff else "client"].client
    for number, name in enumerate(QUERY_NAMES):
        for value in QUERY_VALUES[number % 3 :: 3]:
            shown = open_page(client, page.path, f"?{name}={value}")

            assert_harmless(shown.status_code, shown.text, (name, value))
            assert "citez la référence" not in shown.text, (name, value)


@pytest.mark.parametrize(
    ("username", "view"),
    [("client", "mois"), ("client", "annee"), ("client", "jour"), ("gestionnaire", "jour")],
)
def test_the_consumption_page_takes_any_period(
    people: dict[str, Person], username: str, view: str
) -> None:
    client = people[username].client
    for value in QUERY_VALUES:
        for query in (f"du={value}", f"courbe={value}"):
            shown = open_page(client, "/consommations", f"?vue={view}&{query}")

            assert_harmless(shown.status_code, shown.text, (view, query))
            assert "référence" not in shown.text, (view, query)


FORGED: tuple[Json, ...] = (
    None,
    [],
    [1],
    "x",
    7,
    {},
    {"output": None},
    {"output": HUGE},
    {"output": "unknown.children"},
    {"output": "..a.b...c.d.."},
    {"output": {"a": 1}},
    {"output": "consumption-curve.figure", "inputs": []},
)


@pytest.mark.parametrize("forged", FORGED, ids=lambda f: str(f)[:30])
def test_a_forged_body_is_refused(manager: FlaskClient, forged: Json) -> None:
    answer = manager.post(ADDRESS, json=forged)

    assert answer.status_code in {400, 413}
    assert answer.get_json().keys() == {"error", "reference"}


def test_a_known_callback_with_a_forged_body_is_refused(
    manager: FlaskClient, callbacks: tuple[Callback, ...]
) -> None:
    values: tuple[Json, ...] = (None, 7, "x", [], [None], [[]], {}, [{"id": 1}], [{"id": "a"}] * 9)
    for callback in callbacks:
        whole = body(callback, {})
        for name in whole:
            for value in values:
                answer = manager.post(ADDRESS, json=whole | {name: value})

                assert_harmless(answer.status_code, answer.text, (callback.output, name, value))
        for name in whole:
            part = {n: v for n, v in whole.items() if n != name}
            answer = manager.post(ADDRESS, json=part)
            assert_harmless(answer.status_code, answer.text, (callback.output, "without", name))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"output": NaN}', b'"' + b"\0" * 99 + b'"']
)
def test_a_body_that_is_no_json_is_refused(manager: FlaskClient, data: bytes) -> None:
    answer = manager.post(ADDRESS, data=data, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_callback_body_of_another_kind_is_refused(
    manager: FlaskClient, callbacks: tuple[Callback, ...], kind: str
) -> None:
    data = json.dumps(body(callbacks[0], {}))

    assert manager.post(ADDRESS, data=data, content_type=kind).status_code in {400, 415}


def test_long_choices_are_not_echoed_into_every_link(manager: FlaskClient) -> None:
    plain = open_page(manager, "/consommations")
    long = open_page(manager, "/consommations", f"?masquer={HUGE}&affichage={HUGE}")

    assert len(long.text) < len(plain.text) + 10_000
