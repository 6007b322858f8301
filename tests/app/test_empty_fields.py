"""A field left empty is named in French beside it, has the focus, and counts against no limit."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.factory import Application, create_app
from app.settings import Settings
from services.demonstration.demo_accounts import DEMO_PASSWORD
from services.kernel.clock import Clock
from services.storage.engine import Database
from services.storage.models import AuditEvent, RateWindow
from tests.app.browsing import csrf_token, signed_in, try_to_sign_in
from tests.services.houses import last_link

NAMES = {
    "reference": "Saisissez votre référence client\u202f: elle commence par FE.",
    "prm": "Saisissez le PRM\u202f: ses 14 chiffres figurent sur votre facture.",
    "amount": "Saisissez le montant TTC de votre dernière facture.",
    "accepted": "Acceptez les conditions générales pour continuer.",
}
PEOPLE = {
    "name": "Saisissez votre nom et votre prénom.",
    "telephone": "Saisissez votre numéro de téléphone.",
    "email": "Saisissez votre adresse e-mail.",
    "email_again": "Saisissez votre adresse e-mail une seconde fois.",
    "username": "Choisissez un nom d’utilisateur.",
    "password": "Saisissez un mot de passe.",
}
CONTRACT = {
    "reference": "FE-098812",
    "prm": "28000304118264",
    "amount": "418,36",
    "accepted": "1",
}
INPUT = re.compile(r"<input[^>]*>", re.DOTALL)


@pytest.fixture
def agency(settings: Settings, fresh_demo_database: Database, clock: Clock) -> Application:
    """Return the demonstration, for a test that writes."""
    return create_app(settings, database=fresh_demo_database, clock=clock)


@pytest.fixture
def visitor(agency: Application) -> FlaskClient:
    """Return a browser that never signed in."""
    return agency.server.test_client()


def send(client: FlaskClient, path: str, values: Mapping[str, str]) -> TestResponse:
    token = csrf_token(client.get("/mot-de-passe-oublie"))
    return client.post(path, data={**values, "csrf_token": token})


def problems(answer: TestResponse) -> dict[str, str]:
    """Return what stands beside each invalid field, by its name; each field must point at it."""
    found = {}
    for field in INPUT.findall(answer.text):
        if 'aria-invalid="true"' in field:
            ids = re.search(r'aria-describedby="([^"]*)"', field)
            name = re.search(r'name="([^"]*)"', field)
            assert ids is not None, field
            assert name is not None, field
            said = ids[1].split()[-1]
            words = re.search(rf'id="{said}"[^>]*>.*?<span>(.*?)</span></p>', answer.text)
            assert words is not None, said
            found[name[1]] = unescape(words[1])
    return found


def focused(answer: TestResponse) -> list[str]:
    fields = [field for field in INPUT.findall(answer.text) if " autofocus" in field]
    return [name for field in fields for name in re.findall(r' name="([^"]*)"', field)]


def counted(agency: Application) -> tuple[int, int]:
    """Return how many tries and audit events there are."""
    with agency.database.begin() as session:
        tries = session.scalar(select(func.coalesce(func.sum(RateWindow.attempts), 0))) or 0
        return tries, session.scalar(select(func.count()).select_from(AuditEvent)) or 0


@pytest.mark.parametrize(
    ("username", "password", "expected"),
    [
        ("client", "", {"password": "Saisissez votre mot de passe."}),
        ("  ", "secret", {"username": "Saisissez votre nom d’utilisateur."}),
        (
            "",
            "",
            {
                "username": "Saisissez votre nom d’utilisateur.",
                "password": "Saisissez votre mot de passe.",
            },
        ),
    ],
)
def test_at_the_sign_in(
    agency: Application,
    visitor: FlaskClient,
    username: str,
    password: str,
    expected: dict[str, str],
) -> None:
    before = counted(agency)
    for _ in range(7):
        answer = try_to_sign_in(visitor, username, password)

        assert (answer.status_code, problems(answer)) == (400, expected)
        assert focused(answer) == [next(iter(expected))]
        assert f'value="{username}"' in answer.text
    assert counted(agency) == before
    assert try_to_sign_in(visitor, "client", DEMO_PASSWORD).status_code == 303


def test_in_a_registration(visitor: FlaskClient) -> None:
    answer = send(visitor, "/inscription", {})
    assert (problems(answer), focused(answer)) == (NAMES, ["reference"])
    last = send(visitor, "/inscription", CONTRACT | {"accepted": ""})
    assert (list(problems(last)), focused(last)) == (["accepted"], ["accepted"])
    other = send(visitor, "/inscription?sans-facture=1", {"accepted": "1"})
    assert problems(other) == {
        "reference": NAMES["reference"],
        "contract": "Saisissez votre numéro de contrat.",
        "index": "Saisissez l’index de la mise en service.",
    }

    send(visitor, "/inscription", CONTRACT)
    person = send(visitor, "/inscription/coordonnees", {})
    assert (problems(person), focused(person)) == (PEOPLE, ["name"])
    kept = {"name": "Paul Loir", "email": "paul@loir.example", "email_again": "paul@loir.example"}
    second = send(visitor, "/inscription/coordonnees", kept)
    assert (list(problems(second)), focused(second)) == (
        ["telephone", "username", "password"],
        ["telephone"],
    )
    assert all(f'value="{value}"' in second.text for value in kept.values())


def test_in_a_forgotten_password(agency: Application, visitor: FlaskClient) -> None:
    asked = send(visitor, "/mot-de-passe-oublie", {"who": " "})
    assert problems(asked) == {"who": "Saisissez votre nom d’utilisateur ou votre adresse e-mail."}
    assert focused(asked) == ["who"]
    send(visitor, "/mot-de-passe-oublie", {"who": "client"})

    typed = {"jeton": last_link(agency.house), "password": ""}
    chosen = send(visitor, "/mot-de-passe-oublie/nouveau", typed)

    assert problems(chosen) == {"password": "Saisissez un mot de passe."}
    assert focused(chosen) == ["password"]


def test_at_the_second_step(agency: Application, visitor: FlaskClient) -> None:
    try_to_sign_in(visitor, "agent", DEMO_PASSWORD)
    before = counted(agency)

    for _ in range(7):
        answer = send(visitor, "/connexion/code", {"code": "  "})

        assert (answer.status_code, problems(answer)) == (400, {"code": "Saisissez le code."})
        assert focused(answer) == ["code"]
    assert counted(agency) == before


@pytest.mark.parametrize(
    ("username", "field", "said"),
    [
        ("client", "password", "Saisissez votre mot de passe."),
        ("agent", "code", "Saisissez le code."),
    ],
)
def test_at_a_verification(agency: Application, username: str, field: str, said: str) -> None:
    client = signed_in(agency.server, username, DEMO_PASSWORD)
    token = csrf_token(client.get("/verification"))
    before = counted(agency)

    for _ in range(7):
        answer = client.post("/verification", data={field: "", "csrf_token": token})

        assert (answer.status_code, problems(answer)) == (400, {field: said})
        assert focused(answer) == [field]
    assert counted(agency) == before


def test_without_a_script_no_eye_is_shown(visitor: FlaskClient) -> None:
    buttons = re.findall(r"<button[^>]*data-password-toggle[^>]*>", visitor.get("/connexion").text)

    assert len(buttons) == 1
    assert " hidden" in buttons[0]
