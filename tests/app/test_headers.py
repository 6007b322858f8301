"""Every answer, of every kind, carries the same strict headers and says nothing of the machine."""

import platform
import sys
from importlib.metadata import version

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import Application, create_app
from app.settings import Settings
from services.storage.engine import Database
from tests.app.callbacks import ADDRESS
from tests.app.test_access import all_addresses

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOCKED = {"default-src", "base-uri", "frame-ancestors", "object-src"}
OURS = {"'self'", "data:", "blob:", "'none'"}


def read_policy(answer: TestResponse) -> dict[str, list[str]]:
    directives = (d.split() for d in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


def answers_of_all_kinds(agency: Application, client: FlaskClient) -> list[TestResponse]:
    """Return answers of every address, and those of refusals."""
    addresses = [a for a in all_addresses(agency) if "export" not in a]
    answers = [client.get(address) for address in addresses]
    answers.append(client.get("/consommations/export.csv?vue=annee", buffered=True))
    answers += [client.post(address, data={}) for address in ("/", "/connexion", "/inconnue")]
    answers.append(client.post(ADDRESS, json={}))
    answers.append(client.post(ADDRESS, json={}, headers={"Sec-Fetch-Site": "cross-site"}))
    answers.append(client.post(ADDRESS, data=b"x" * 1_100_000, content_type="application/json"))
    return answers


@pytest.fixture(scope="module", params=["manager", "stranger"])
def answers(
    request: pytest.FixtureRequest, agency: Application, manager: FlaskClient
) -> list[TestResponse]:
    """Return answers to a signed-in user, then to a stranger."""
    client = manager if request.param == "manager" else agency.server.test_client()
    return answers_of_all_kinds(agency, client)


def test_the_answers_are_of_many_kinds(answers: list[TestResponse]) -> None:
    assert len({answer.status_code for answer in answers}) >= 4


def test_every_answer_has_the_headers(answers: list[TestResponse]) -> None:
    for answer in answers:
        for name, value in EXPECTED.items():
            assert answer.headers.get(name) == value, (answer.request.path, name)
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_the_policy_allows_our_own_files_and_pinned_hashes_alone(
    answers: list[TestResponse],
) -> None:
    for answer in answers:
        policy = read_policy(answer)

        assert all(policy[name] == ["'none'"] for name in LOCKED), answer.request.path
        for name, values in policy.items():
            for value in values:
                assert value in OURS or value.startswith("'sha256-"), (answer.request.path, name)
        assert {"data:", "blob:"}.isdisjoint(policy["script-src"] + policy["style-src"])


def test_no_private_answer_may_be_kept(answers: list[TestResponse]) -> None:
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store", answer.request.path


def test_no_answer_says_what_the_server_is_made_of(answers: list[TestResponse]) -> None:
    for answer in answers:
        assert "X-Powered-By" not in answer.headers
        assert "Server" not in answer.headers
        for told in (sys.version, "site-packages", "Traceback", "sqlalchemy"):
            assert told.encode() not in answer.data, (answer.request.path, told)


def test_pages_name_no_other_host(answers: list[TestResponse]) -> None:
    for answer in answers:
        if answer.mimetype == "text/html" and answer.request.path != "/a-propos":
            text = answer.text.replace("http://www.w3.org/2000/svg", "")
            text = text.replace("http://localhost:8050/", "/")  # our own, in the e-mails shown
            assert "https://" not in text, answer.request.path
            assert "http://" not in text, answer.request.path


def test_the_index_page_does_not_tell_versions(manager: FlaskClient) -> None:
    config = manager.get("/").text.split('id="_dash-config"', 1)[1].split("</script>", 1)[0]

    for name in ("dash", "flask", "plotly", "werkzeug"):
        assert f'"{version(name)}"' not in config, name
    assert f'"{platform.python_version()}' not in config


def test_the_index_page_has_no_script_that_the_policy_refuses(manager: FlaskClient) -> None:
    answer = manager.get("/")
    inline = [
        part.split("</script>")[0]
        for part in answer.text.split("<script")[1:]
        if "src=" not in part.split(">")[0] and "application/json" not in part.split(">")[0]
    ]

    assert len(inline) <= len([v for v in read_policy(answer)["script-src"] if "sha256" in v])
    assert " onload=" not in answer.text
    assert " onclick=" not in answer.text
    assert " style=" not in answer.text


def test_over_https_the_browser_is_told_to_stay_there(
    settings: Settings, database: Database
) -> None:
    public = Settings(
        secret_key=settings.secret_key,
        cache_dir=settings.cache_dir,
        public_url="https://agence.example",
    )
    client = create_app(public, database=database).server.test_client()

    answer = client.get("/connexion")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_over_plain_http_it_is_not(stranger: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in stranger.get("/connexion").headers
