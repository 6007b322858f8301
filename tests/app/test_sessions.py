"""A session lives on the server: it ends there, and then no cookie brings it back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.factory import Application, create_app
from app.settings import Settings
from services.storage.engine import Database
from services.storage.models import User, UserSession
from tests.app.browsing import holder_of, session_cookie, shell_token, signed_in
from tests.app.conftest import PASSWORD, MovableClock


@pytest.fixture
def jeanne(small_agency: Application) -> FlaskClient:
    """Return the browser of jeanne, signed in."""
    return signed_in(small_agency.server, "jeanne", PASSWORD)


def is_in(client: FlaskClient) -> bool:
    answers = {client.get("/").status_code, client.get("/_dash-layout").status_code}
    assert answers in ({200}, {302, 401})
    return answers == {200}


def sign_out(client: FlaskClient) -> int:
    token = shell_token(client)
    return client.post("/deconnexion", data={"csrf_token": token}).status_code


def count_sessions(database: Database) -> int:
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(UserSession)) or 0


def test_signing_out_ends_the_session_on_the_server(
    jeanne: FlaskClient, small_agency: Application, small_database: Database
) -> None:
    stolen = session_cookie(jeanne)
    assert is_in(holder_of(small_agency.server, stolen))

    assert sign_out(jeanne) == 303

    assert not is_in(jeanne)
    assert not is_in(holder_of(small_agency.server, stolen))
    assert count_sessions(small_database) == 0


def test_signing_out_leaves_other_sessions_alone(
    jeanne: FlaskClient, small_agency: Application
) -> None:
    elsewhere = signed_in(small_agency.server, "jeanne", PASSWORD)

    sign_out(jeanne)

    assert is_in(elsewhere)


def test_signing_out_empties_the_cookie_and_the_cache(jeanne: FlaskClient) -> None:
    token = shell_token(jeanne)
    answer = jeanne.post("/deconnexion", data={"csrf_token": token})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    with jeanne.session_transaction() as cookie:
        assert "_user_id" not in cookie


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_a_form_signs_out(jeanne: FlaskClient, method: str) -> None:
    token = {"X-CSRFToken": "none"}

    assert jeanne.open("/deconnexion", method=method, headers=token).status_code in {400, 404}
    assert is_in(jeanne)


@pytest.mark.parametrize("data", [{}, {"csrf_token": ""}, {"csrf_token": "of another tab"}])
def test_signing_out_works_from_a_stale_page(jeanne: FlaskClient, data: dict[str, str]) -> None:
    answer = jeanne.post("/deconnexion", data=data)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion")
    assert not is_in(jeanne)


def test_another_site_cannot_sign_anybody_out(jeanne: FlaskClient) -> None:
    answer = jeanne.post("/deconnexion", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert is_in(jeanne)


def test_signing_in_again_ends_the_session_before(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    token = shell_token(jeanne)
    before = holder_of(small_agency.server, session_cookie(jeanne))
    data = {"csrf_token": token, "username": "jeanne", "password": PASSWORD}

    assert jeanne.post("/connexion", data=data).status_code == 303

    assert is_in(jeanne)
    assert not is_in(before)


def test_a_session_ends_after_thirty_idle_minutes(
    jeanne: FlaskClient, movable_clock: MovableClock
) -> None:
    movable_clock.move(timedelta(minutes=29, seconds=59))
    assert is_in(jeanne)
    movable_clock.move(timedelta(minutes=29, seconds=59))
    assert is_in(jeanne)
    movable_clock.move(timedelta(minutes=30))

    assert not is_in(jeanne)


def test_a_used_session_ends_after_twelve_hours(
    jeanne: FlaskClient, movable_clock: MovableClock
) -> None:
    for _ in range(35):
        movable_clock.move(timedelta(minutes=20))
        assert is_in(jeanne)
    movable_clock.move(timedelta(minutes=19, seconds=59))
    assert is_in(jeanne)
    movable_clock.move(timedelta(seconds=1))

    assert not is_in(jeanne)


def test_an_ended_session_does_not_come_back_to_life(
    jeanne: FlaskClient, movable_clock: MovableClock
) -> None:
    movable_clock.move(timedelta(minutes=31))
    assert not is_in(jeanne)
    movable_clock.move(timedelta(minutes=-20))

    assert is_in(jeanne)  # the refusal wrote nothing: the clock alone decides


def test_ended_sessions_are_cleared_away(
    jeanne: FlaskClient,
    small_agency: Application,
    small_database: Database,
    movable_clock: MovableClock,
) -> None:
    assert is_in(jeanne)
    movable_clock.move(timedelta(hours=1))

    signed_in(small_agency.server, "paul", PASSWORD)

    assert count_sessions(small_database) == 1


def test_a_disabled_user_is_out_at_once(jeanne: FlaskClient, small_database: Database) -> None:
    with small_database.write() as session:
        session.scalars(select(User).where(User.username == "jeanne")).one().is_active = False

    assert not is_in(jeanne)


def test_a_deleted_user_is_out_at_once(jeanne: FlaskClient, small_database: Database) -> None:
    with small_database.write() as session:
        session.delete(session.scalars(select(User).where(User.username == "jeanne")).one())

    assert not is_in(jeanne)
    assert count_sessions(small_database) == 0


def test_a_user_is_no_secret(jeanne: FlaskClient, small_database: Database) -> None:
    with small_database.begin() as session:
        user_id = session.scalars(select(User.id).where(User.username == "paul")).one()
    for forged in (str(user_id), "paul", "", "\0", "x" * 5000):
        with jeanne.session_transaction() as cookie:
            cookie["_user_id"] = forged

        assert not is_in(jeanne)


def test_a_cookie_signed_with_another_key_opens_nothing(
    jeanne: FlaskClient, settings: Settings, small_database: Database, movable_clock: MovableClock
) -> None:
    other_key = Settings(demo=True, secret_key="z" * 40, cache_dir=settings.cache_dir)
    other = create_app(other_key, database=small_database, clock=movable_clock)

    assert not is_in(holder_of(other.server, session_cookie(jeanne)))


def test_a_session_is_good_for_every_process(
    jeanne: FlaskClient, settings: Settings, small_database: Database, movable_clock: MovableClock
) -> None:
    other = create_app(settings, database=small_database, clock=movable_clock)

    assert is_in(holder_of(other.server, session_cookie(jeanne)))


def test_many_requests_at_once_keep_a_session_alive(
    jeanne: FlaskClient, small_agency: Application, movable_clock: MovableClock
) -> None:
    cookie = session_cookie(jeanne)
    for _ in range(3):
        movable_clock.move(timedelta(minutes=2))  # long enough for each to write that it was there
        with ThreadPoolExecutor(16) as threads:
            answers = threads.map(
                lambda _: holder_of(small_agency.server, cookie).get("/_dash-layout").status_code,
                range(32),
            )
            assert set(answers) == {200}


def test_the_cookie_is_for_this_site_alone(jeanne: FlaskClient) -> None:
    cookie = jeanne.get_cookie("ael")

    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)
    assert (cookie.path, cookie.expires, cookie.max_age) == ("/", None, None)


def test_over_https_the_cookie_is_bound_to_the_host(
    settings: Settings, small_database: Database
) -> None:
    public = Settings(
        secret_key=settings.secret_key,
        cache_dir=settings.cache_dir,
        public_url="https://agence.example",
    )
    client = create_app(public, database=small_database).server.test_client()

    set_cookie = client.get("/connexion", base_url="https://agence.example").headers["Set-Cookie"]

    name, *attributes = set_cookie.split("; ")
    assert name.startswith("__Host-ael=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert not any(a.startswith(("Domain", "Expires", "Max-Age")) for a in attributes)
