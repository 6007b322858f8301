"""The sign-in form: what it says, what it counts, where it leads, what it leaves behind."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel import passwords
from services.storage.engine import Database
from services.storage.models import User, UserSession
from tests.app.browsing import csrf_token, signed_in, try_to_sign_in
from tests.app.conftest import PASSWORD, MovableClock
from tests.conftest import NOW

WRONG = "Nom d’utilisateur ou mot de passe incorrect."


@pytest.fixture
def visitor(small_agency: Application) -> FlaskClient:
    """Return a browser before the sign-in of the small agency."""
    return small_agency.server.test_client()


def disable(database: Database, username: str) -> None:
    with database.write() as session:
        session.scalars(select(User).where(User.username == username)).one().is_active = False


def test_the_right_password_opens_the_home_page(visitor: FlaskClient) -> None:
    answer = try_to_sign_in(visitor, "jeanne", PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert visitor.get("/").status_code == 200


def test_only_an_ended_session_is_said_to_have_ended(visitor: FlaskClient) -> None:
    over = "Votre session est terminée. Reconnectez-vous pour continuer."

    assert over in visitor.get("/connexion?suite=%2Fconsommations&fin=1").text
    assert over not in visitor.get("/connexion?suite=%2Fconsommations").text


@pytest.mark.parametrize("name", ["JEANNE", " jeanne ", "Jeanne\t"])
def test_case_and_spaces_of_the_name_do_not_matter(visitor: FlaskClient, name: str) -> None:
    assert try_to_sign_in(visitor, name, PASSWORD).status_code == 303


@pytest.mark.parametrize("password", [PASSWORD.upper(), f" {PASSWORD}", PASSWORD[:-1]])
def test_the_password_must_be_exact(visitor: FlaskClient, password: str) -> None:
    assert try_to_sign_in(visitor, "jeanne", password).status_code == 401


def test_wrong_unknown_and_disabled_look_the_same(
    visitor: FlaskClient, small_database: Database
) -> None:
    disable(small_database, "paul")
    tries = (("jeanne", "wrong"), ("personne", "wrong"), ("paul", PASSWORD))
    answers = [try_to_sign_in(visitor, *attempt) for attempt in tries]

    assert [a.status_code for a in answers] == [401] * 3
    for answer in answers:
        assert f"{WRONG} Il reste 4 essais." in answer.text
    same = {
        a.text.replace(csrf_token(a), "").replace(f'value="{name}"', 'value=""')
        for a, (name, _) in zip(answers, tries, strict=True)
    }
    assert len(same) == 1


@pytest.mark.parametrize("name", ["jeanne", "personne", "disabled"])
def test_every_attempt_is_hashed_whoever_is_named(
    visitor: FlaskClient, small_database: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    disable(small_database, "paul")
    hashed: list[str] = []
    verify = passwords._hasher.verify

    class CountingHasher:
        def verify(self, password_hash: str, password: str) -> bool:
            hashed.append(password)
            return verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", CountingHasher())

    try_to_sign_in(visitor, "paul" if name == "disabled" else name, "not this one")

    assert hashed == ["not this one"]


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("jeanne", "x" * 900_000),
        ("x" * 900_000, PASSWORD),
        ("jeanne\0", "\0" * 200),
        ("\0\0x", "\0"),
        ("\u202eennaej", "\ud83c\udf3e".encode("utf-16", "surrogatepass").decode("utf-16")),
        ("<script>", "' OR 1=1 --"),
        ("ß" * 128, "wrong"),
    ],
)
def test_hostile_names_and_passwords_are_only_wrong(
    visitor: FlaskClient, username: str, password: str
) -> None:
    answer = try_to_sign_in(visitor, username, password)

    assert answer.status_code == 401
    assert WRONG in answer.text
    assert len(answer.text) < 20_000
    assert '<script>"' not in answer.text


def test_a_long_password_is_cut_before_it_is_hashed(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []

    def is_password(_: str | None, password: str) -> bool:
        lengths.append(len(password))
        return False

    monkeypatch.setattr("services.sign_in.authentication.is_password", is_password)

    try_to_sign_in(visitor, "jeanne", "x" * 900_000)

    assert len(lengths) == 1
    assert lengths[0] < 200


def test_a_password_whose_beginning_is_right_is_wrong(visitor: FlaskClient) -> None:
    assert try_to_sign_in(visitor, "jeanne", PASSWORD + "x" * 1000).status_code == 401


@pytest.mark.parametrize(
    "suite",
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "https://evil.example", "http:evil.example", "javascript:alert(1)", "evil.example",
        "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
        "/%0d%0a\r\nSet-Cookie: a=b", "/\0", "/\u2028/evil.example", "",
        "/a\\b", "//", "/\\", "@evil.example", "\u202e//evil.example",
    ],
)  # fmt: skip
def test_signing_in_never_leads_elsewhere(visitor: FlaskClient, suite: str) -> None:
    answer = try_to_sign_in(visitor, "jeanne", PASSWORD, suite=suite)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    again = visitor.get("/connexion?" + urlencode({"suite": suite}))
    assert (again.status_code, again.headers["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "suite", ["/consommations", "/consommations?contrat=C4-28-004417&vue=jour", "/?a=//b"]
)
def test_signing_in_leads_to_the_wanted_page(visitor: FlaskClient, suite: str) -> None:
    answer = try_to_sign_in(visitor, "jeanne", PASSWORD, suite=suite)

    assert answer.headers["Location"] == suite


def test_the_server_keeps_only_the_hash_of_the_secret(
    visitor: FlaskClient, small_database: Database
) -> None:
    try_to_sign_in(visitor, "jeanne", PASSWORD)
    with visitor.session_transaction() as cookie:
        secret = cookie["_user_id"]
    with small_database.begin() as session:
        row = session.scalars(select(UserSession)).one()

    assert len(secret) >= 43  # 256 bits in base 64
    assert len(row.secret_hash) == 32
    for value in vars(row).values():
        assert secret not in str(value)
    assert (row.created_at, row.address) == (NOW, "192.0.2.1")


def test_each_sign_in_has_its_own_secret(small_agency: Application) -> None:
    secrets = set()
    for _ in range(2):
        with signed_in(small_agency.server, "jeanne", PASSWORD).session_transaction() as cookie:
            secrets.add(cookie["_user_id"])

    assert len(secrets) == 2


def test_nothing_of_before_survives_the_sign_in(visitor: FlaskClient) -> None:
    with visitor.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    try_to_sign_in(visitor, "jeanne", PASSWORD)

    with visitor.session_transaction() as cookie:
        assert "planted" not in cookie


def test_the_last_sign_in_is_kept_and_moved_on(
    small_agency: Application, small_database: Database, movable_clock: MovableClock
) -> None:
    def moments() -> tuple[object, object]:
        with small_database.begin() as session:
            user = session.scalars(select(User).where(User.username == "jeanne")).one()
            return user.previous_sign_in_at, user.last_sign_in_at

    signed_in(small_agency.server, "jeanne", PASSWORD)
    assert moments() == (None, NOW)
    movable_clock.move(timedelta(hours=1))
    try_to_sign_in(small_agency.server.test_client(), "jeanne", "wrong")
    assert moments() == (None, NOW)
    signed_in(small_agency.server, "jeanne", PASSWORD)
    assert moments() == (NOW, NOW + timedelta(hours=1))


def test_the_demonstration_accounts_are_only_shown_in_demo_mode(
    settings: Settings, small_database: Database, cache_dir: object
) -> None:
    bare = create_app(
        Settings(secret_key=settings.secret_key, cache_dir=str(cache_dir)), database=small_database
    )
    demo = create_app(settings, database=small_database)

    assert "demo-Terralis-2015" in demo.server.test_client().get("/connexion").text
    assert "demo-Terralis-2015" not in bare.server.test_client().get("/connexion").text
