"""The page of security: whose account it shows, where a form's answer stands, long lists."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, TypeGuard

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.factory import Application
from services.storage.engine import Database
from services.storage.models import Passkey, Totp, User, UserSession
from tests.app.browsing import (
    csrf_token,
    pass_second_step,
    shell_token,
    signed_in,
    try_to_sign_in,
)
from tests.app.conftest import PASSWORD, MovableClock
from tests.conftest import NOW

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
LAYOUT = re.compile(r'<script type="application/json" id="first-layout">(.*?)</script>', re.DOTALL)
Node = dict[str, object]


def nodes(client: FlaskClient) -> list[Node]:
    """Return the properties of all elements of the page, in reading order."""
    found = LAYOUT.search(client.get("/securite").text)
    assert found is not None
    return list(walk(json.loads(found[1])))


def walk(node: object) -> Iterator[Node]:
    """Yield elements and what is below them; what no callback changes is a tree of lists."""
    if isinstance(node, dict) and isinstance(node.get("props"), dict):
        props = node["props"]
        yield from walk(props.get("children"))
        yield from walk(props.get("tree"))
    elif is_element(node):
        yield {"type": node[0], "children": node[2:], **(node[1] or {})}
        yield from walk(node[2:])
    elif isinstance(node, list):
        for child in node:
            yield from walk(child)


def words(children: object) -> str:
    """Return what is written in the children of an element."""
    if isinstance(children, str):
        return children.replace("\u202f", " ")
    if not isinstance(children, list):
        return ""
    return "".join(words(child) for child in (children[2:] if is_element(children) else children))


def is_element(node: object) -> TypeGuard[list[Any]]:
    """Tell whether ``node`` is [tag, properties or 0, ...children], and no list of such."""
    if not isinstance(node, list) or len(node) < 2:
        return False
    return isinstance(node[0], str) and not isinstance(node[1], str | list)


def card(client: FlaskClient, anchor: str) -> list[Node]:
    """Return what stands in the card whose title has that id."""
    for node in nodes(client):
        if "card" in str(node.get("className", "")).split():
            inside = list(walk(node["children"]))
            if any(one.get("id") == anchor for one in inside):
                return inside
    raise AssertionError(anchor)


def message(inside: list[Node]) -> str:
    """Return what the last form had to say there, "" for nothing."""
    found = [one for one in inside if one.get("id") == "message"]
    assert all((one["role"], one["tabIndex"]) == ("status", -1) for one in found)
    return "".join(words(one["children"]) for one in found)


@pytest.fixture
def jeanne(small_agency: Application) -> FlaskClient:
    """Return the browser of jeanne, signed in."""
    return signed_in(small_agency.server, "jeanne", PASSWORD)


def send(client: FlaskClient, path: str, **values: str) -> str:
    """Send a form of the page; return where it leads."""
    data = {**values, "csrf_token": shell_token(client)}
    return client.post(f"/securite/{path}", data=data).headers["Location"]


@pytest.mark.parametrize(
    ("path", "values", "anchor", "said"),
    [
        (
            "mot-de-passe",
            {"current": PASSWORD, "password": "un grand sillon ocre"},
            "mot-de-passe",
            "Votre mot de passe est changé, vos autres sessions sont fermées.",
        ),
        (
            "nom-d-utilisateur",
            {"username": "jeanne.ferme", "username_password": PASSWORD},
            "nom-d-utilisateur",
            "Votre nom d’utilisateur est changé.",
        ),
        (
            "e-mail",
            {"email": "neuve@ferme.example", "email_password": PASSWORD},
            "e-mail",
            "Un lien de confirmation est parti à neuve@ferme.example. "
            "Votre adresse changera quand vous l’aurez suivi.",
        ),
        ("sessions/fermer", {}, "sessions", "Les autres sessions sont fermées."),
        (
            "codes-de-secours",
            {},
            "double-authentification",
            "Activez d’abord la double authentification.",
        ),
    ],
)
def test_the_answer_of_a_form_stands_in_its_card(
    jeanne: FlaskClient, path: str, values: dict[str, str], anchor: str, said: str
) -> None:
    assert send(jeanne, path, **values) == "/securite#message"

    assert message(card(jeanne, anchor)) == said
    assert message(nodes(jeanne)) == ""


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("mes-donnees", "mes-donnees"),
        ("consentements/FE-jeanne", "consentements"),
        ("effacement", "effacement"),
        ("effacement/retirer", "effacement"),
    ],
)
def test_privacy_answers_in_its_own_card(jeanne: FlaskClient, path: str, anchor: str) -> None:
    assert send(jeanne, path).endswith("#message")

    assert message(card(jeanne, anchor))
    assert message(nodes(jeanne)) == ""


@pytest.mark.parametrize("action", ["double-authentification/supprimer", "codes-de-secours"])
def test_what_takes_codes_away_asks_first(
    small_agency: Application, jeanne: FlaskClient, action: str
) -> None:
    with small_agency.database.write() as session:
        jeanne_id = session.scalars(select(User.id).where(User.username == "jeanne")).one()
        session.add(Totp(user_id=jeanne_id, secret=b"", created_at=NOW, confirmed_at=NOW))
    drawn = nodes(jeanne)
    form = next(i for i, one in enumerate(drawn) if one.get("action") == f"/securite/{action}")
    before = [one for one in drawn[:form] if one.get("className") == "confirm" or "action" in one]

    assert before[-1].get("className") == "confirm"


def test_the_agency_is_told_whose_account_it_is(
    small_agency: Application, small_database: Database
) -> None:
    with small_database.write() as session:
        paul = session.scalars(select(User).where(User.username == "paul")).one()
        paul.role = "agent"
        sealed = small_agency.house.vault.encrypt(SECRET.encode())
        session.add(Totp(user_id=paul.id, secret=sealed, created_at=NOW, confirmed_at=NOW))
    client = small_agency.server.test_client()
    try_to_sign_in(client, "paul", PASSWORD)
    pass_second_step(client, pyotp.TOTP(SECRET).at(int(NOW.timestamp())))
    said = "Vous voyez votre compte d’agence Paul, et non celui du client Ferme de jeanne."
    assert said not in client.get("/securite").text
    data = {"reference": "FE-jeanne", "motif": "appel du client", "csrf_token": shell_token(client)}
    client.post("/agence/fiche", data=data)

    assert said in client.get("/securite").text


def test_like_sessions_are_told_apart_by_when_they_were_opened(
    small_agency: Application, jeanne: FlaskClient, movable_clock: MovableClock
) -> None:
    movable_clock.move(timedelta(minutes=7))
    signed_in(small_agency.server, "jeanne", PASSWORD)
    movable_clock.move(timedelta(minutes=5))

    rows = [
        words(one["children"])
        for one in card(jeanne, "sessions")
        if one.get("className") == "security-row"
    ]

    place = "Navigateur inconnu, système inconnu"
    assert rows == [
        f"{place}Réseau local. Ouverte le 02/03/2026 à 10 h 30, "
        "utilisée la dernière fois le 02/03/2026 à 10 h 42.Cet appareil",
        f"{place}Réseau local. Ouverte le 02/03/2026 à 10 h 37, "
        "utilisée la dernière fois le 02/03/2026 à 10 h 37.Fermer",
    ]


def test_closing_all_other_sessions_is_confirmed(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    assert not any(one.get("className") == "confirm" for one in card(jeanne, "sessions"))
    signed_in(small_agency.server, "jeanne", PASSWORD)

    (asked,) = [one for one in card(jeanne, "sessions") if one.get("className") == "confirm"]

    assert asked["type"] == "details"
    assert words(asked["children"]) == (
        "Fermer toutes les autres sessionsUne session sera fermée : "
        "cet appareil devra se connecter à nouveau.Confirmer la fermeture"
    )
    (form,) = [one for one in walk(asked["children"]) if one["type"] == "form"]
    assert (form["action"], form["method"]) == ("/securite/sessions/fermer", "post")


def test_thirty_sessions_and_ten_passkeys_stay_readable(
    jeanne: FlaskClient, small_database: Database
) -> None:
    with small_database.write() as session:
        mine = session.scalars(select(UserSession)).one()
        for number in range(29):
            session.add(
                UserSession(
                    secret_hash=bytes([number]) * 32,
                    public_id=f"{number:016x}",
                    user_id=mine.user_id,
                    created_at=NOW,
                    last_seen_at=NOW,
                    expires_at=mine.expires_at,
                    ends_at=mine.ends_at,
                    is_full=True,
                    is_remembered=False,
                    elevated_at=None,
                    address="198.51.100.7",
                    device="",
                )
            )
            if number < 10:
                key = {"credential_id": bytes([number]), "public_key": b"k", "sign_count": 0}
                session.add(Passkey(user_id=mine.user_id, name="Clé", created_at=NOW, **key))

    (more,) = [one for one in card(jeanne, "sessions") if one.get("className") == "security-more"]
    assert words(more["children"]).startswith("Afficher les plus anciennes (22)")
    factors = card(jeanne, "double-authentification")
    assert not any(one.get("href") == "/securite/cles-d-acces" for one in factors)
    assert "Votre compte a déjà dix clés d’accès." in "".join(words(f["children"]) for f in factors)


def test_a_password_has_its_eye_and_a_new_one_its_length(jeanne: FlaskClient) -> None:
    eyes = [one["aria-controls"] for one in nodes(jeanne) if "data-password-toggle" in one]
    assert eyes == ["current", "password", "email_password", "username_password"]

    (meter,) = [one for one in nodes(jeanne) if "data-strength" in one]

    assert (meter["data-strength"], meter["data-least"]) == ("password", "15")
    assert meter["data-more"] == "Encore {count} caractères"


def test_a_recovery_code_leads_to_the_page_and_says_how_many_are_left(
    small_agency: Application, jeanne: FlaskClient, small_database: Database
) -> None:
    with small_database.write() as session:
        user = session.scalars(select(User).where(User.username == "jeanne")).one()
        sealed = small_agency.house.vault.encrypt(SECRET.encode())
        session.add(Totp(user_id=user.id, secret=sealed, created_at=NOW, confirmed_at=NOW))
    data = {"csrf_token": shell_token(jeanne)}
    shown = jeanne.post("/securite/codes-de-secours", data=data).text
    first, second, *_ = re.findall(r"<code>([a-z0-9-]{14})</code>", shown)
    client = small_agency.server.test_client()
    try_to_sign_in(client, "jeanne", PASSWORD)

    answer = pass_second_step(client, first)

    said = (
        "Un code de secours a servi, vos autres sessions sont fermées. Codes encore utilisables : "
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/securite#message")
    assert message(card(client, "double-authentification")) == f"{said}9."
    assert jeanne.get("/securite").status_code == 302
    page = client.get("/verification?suite=/securite")
    proof = {"csrf_token": csrf_token(page), "code": second}
    assert client.post("/verification?suite=/securite", data=proof).status_code == 303
    assert message(card(client, "double-authentification")) == f"{said}8."
