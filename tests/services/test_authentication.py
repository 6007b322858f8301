"""Signing in without a browser: limits, secrets and sessions as the database keeps them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.viewer import Role
from services.sign_in import authentication, sessions
from services.sign_in.arrival import Arrival
from services.sign_in.authentication import Attempt
from services.storage.engine import Database
from services.storage.models import RateWindow, User, UserSession
from tests.conftest import NOW
from tests.houses import house_on

PASSWORD = "vingt sillons bruns"


@pytest.fixture
def agency(database: Database) -> Database:
    """Return a database with the user jeanne."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with database.write() as session:
        session.add(
            User(
                username="jeanne",
                display_name="Jeanne",
                password_hash=cheap.hash(PASSWORD),
                validated_at=NOW,
                role="customer",
            )
        )
    return database


def attempt(
    username: str = "jeanne", password: str = PASSWORD, address: str = "192.0.2.1"
) -> Attempt:
    return Attempt(username, password, address, "Firefox " * 100)


def sign_in(agency: Database, typed: Attempt, *, now: datetime) -> Arrival:
    return authentication.sign_in(house_on(agency), typed, now=now)


def count_rows(database: Database, table: type[UserSession | RateWindow]) -> int:
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_viewer_knows_who_asks_and_where_to_read(agency: Database) -> None:
    signed_in = sign_in(agency, attempt(), now=NOW)

    assert (signed_in.viewer.role, signed_in.viewer.display_name) == (Role.CUSTOMER, "Jeanne")
    assert signed_in.viewer.database is agency
    resumed = sessions.resume(agency, signed_in.secret, now=NOW)
    assert resumed is not None
    plain = replace(resumed, data_revision=0, session_id="", elevated_at=None)
    assert plain == replace(signed_in.viewer, address="")
    assert (len(resumed.session_id), resumed.elevated_at) == (16, NOW)


def test_a_device_that_tells_a_long_story_is_cut(agency: Database) -> None:
    sign_in(agency, attempt(address="2001:db8::" + "f" * 200), now=NOW)

    with agency.begin() as session:
        row = session.scalars(select(UserSession)).one()
        assert (len(row.device), len(row.address)) == (200, 45)


@pytest.mark.parametrize("secret", ["", "x", "\0", "é" * 10_000])
def test_an_invented_secret_is_nobodys(agency: Database, secret: str) -> None:
    sign_in(agency, attempt(), now=NOW)

    assert sessions.resume(agency, secret, now=NOW) is None
    sessions.sign_out(agency, secret, now=NOW)
    assert count_rows(agency, UserSession) == 1


def test_the_hash_of_a_secret_is_no_secret(agency: Database) -> None:
    sign_in(agency, attempt(), now=NOW)
    with agency.begin() as session:
        stolen = session.scalars(select(UserSession.secret_hash)).one()

    assert sessions.resume(agency, stolen.hex(), now=NOW) is None
    assert sessions.resume(agency, stolen.decode("latin-1"), now=NOW) is None


def test_being_there_is_written_once_a_minute_at_most(agency: Database) -> None:
    secret = sign_in(agency, attempt(), now=NOW).secret

    def last_seen() -> datetime:
        with agency.begin() as session:
            return session.scalars(select(UserSession.last_seen_at)).one()

    sessions.resume(agency, secret, now=NOW + timedelta(seconds=59))
    assert last_seen() == NOW
    sessions.resume(agency, secret, now=NOW + timedelta(seconds=60))
    assert last_seen() == NOW + timedelta(seconds=60)


def test_all_attempts_together_have_a_limit(
    agency: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "MAX_TOGETHER", 3)
    for number in range(3):
        with pytest.raises(InvalidInputError):
            sign_in(agency, attempt(f"user{number}", "wrong", f"a{number}"), now=NOW)

    with pytest.raises(TooManyAttemptsError) as error:
        sign_in(agency, attempt(address="a9"), now=NOW)
    assert error.value.retry_after_s == 15 * 60 + 1
    assert error.value.message == "Trop d’essais de connexion. Attendez 16 min, puis recommencez."


def test_windows_begin_on_the_quarter_hour(agency: Database) -> None:
    late = datetime(2026, 3, 2, 9, 44, 59, tzinfo=UTC)
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            sign_in(agency, attempt(password="wrong"), now=late)
    with pytest.raises(TooManyAttemptsError) as error:
        sign_in(agency, attempt(), now=late)
    assert error.value.retry_after_s == 2

    sign_in(agency, attempt(), now=late + timedelta(seconds=1))


def test_a_sign_in_clears_what_is_over(agency: Database) -> None:
    with pytest.raises(InvalidInputError):
        sign_in(agency, attempt("personne", "wrong"), now=NOW)
    sign_in(agency, attempt(), now=NOW)
    tomorrow = NOW + timedelta(days=1)

    sign_in(agency, attempt(), now=tomorrow)

    assert count_rows(agency, UserSession) == 1
    assert count_rows(agency, RateWindow) == 2  # today's address and today's all


def test_attempts_at_once_never_slip_through(
    agency: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "is_password", lambda *_: False)

    def try_one(_: int) -> type[Exception]:
        with pytest.raises((InvalidInputError, TooManyAttemptsError)) as error:
            sign_in(agency, attempt(), now=NOW)
        return error.type

    with ThreadPoolExecutor(20) as threads:
        kinds = list(threads.map(try_one, range(40)))

    assert kinds.count(InvalidInputError) == 5
    assert kinds.count(TooManyAttemptsError) == 35


@pytest.mark.parametrize(
    "username", ["\0", "", "jean\u200cn\u00e9", "je anne", "\ufb01" * 64, "jeanne' --"]
)
def test_hostile_names_are_only_wrong(agency: Database, username: str) -> None:
    with pytest.raises(InvalidInputError):
        sign_in(agency, attempt(username), now=NOW)


@pytest.mark.parametrize("username", ["jeanne\0", "\x01Jeanne", "\u202ejeanne", " JEANNE\n"])
def test_what_cannot_be_seen_in_a_name_does_not_count(agency: Database, username: str) -> None:
    assert sign_in(agency, attempt(username), now=NOW).viewer.display_name == "Jeanne"


def test_an_address_beyond_its_limit_counts_for_nobody_else(
    agency: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "MAX_PER_ADDRESS", 2)
    monkeypatch.setattr(authentication, "MAX_TOGETHER", 4)
    for number in range(10):
        with pytest.raises((InvalidInputError, TooManyAttemptsError)):
            sign_in(agency, attempt(f"user{number}", "wrong", "evil"), now=NOW)

    sign_in(agency, attempt(address="elsewhere"), now=NOW)


def test_good_sign_ins_do_not_use_up_the_address(
    agency: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "MAX_PER_ADDRESS", 2)
    for _ in range(5):
        sign_in(agency, attempt(address="office"), now=NOW)


def test_a_busy_database_does_not_end_a_session(agency: Database) -> None:
    secret = sign_in(agency, attempt(), now=NOW).secret
    if agency.engine.dialect.name == "sqlite":
        with agency.write():
            later = NOW + timedelta(minutes=5)
            assert sessions.resume(agency, secret, now=later) is not None
