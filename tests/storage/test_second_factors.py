"""A challenge is used up by its purpose and its owner alone."""

from datetime import datetime, timedelta

import pytest

from services.storage import second_factors
from services.storage.engine import Database
from services.storage.models import Challenge, User
from tests.conftest import NOW

HASH = bytes(range(32))
END = NOW + timedelta(minutes=5)


@pytest.fixture
def database_of_two(database: Database) -> Database:
    """Return a database with the users 1 and 2."""
    with database.write() as session:
        for number in (1, 2):
            name = f"user {number}"
            session.add(
                User(
                    id=number,
                    username=name,
                    display_name=name,
                    password_hash="none",
                    role="customer",
                )
            )
    return database


def keep(database: Database, user_id: int | None) -> None:
    challenge = Challenge(challenge_hash=HASH, purpose="prove", user_id=user_id, expires_at=END)
    with database.write() as session:
        second_factors.add_challenge(session, challenge, NOW)


def take(
    database: Database,
    user_id: int | None,
    *,
    purpose: str = "prove",
    value: bytes = HASH,
    now: datetime = NOW,
) -> bool:
    with database.write() as session:
        return second_factors.take_challenge(session, value, purpose, user_id, now)


@pytest.mark.parametrize("owner", [1, None])
def test_a_challenge_is_taken_once(database_of_two: Database, owner: int | None) -> None:
    keep(database_of_two, owner)

    assert [take(database_of_two, owner) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(("owner", "asking"), [(1, 2), (1, None), (None, 1)])
def test_nobody_takes_somebody_else_s(
    database_of_two: Database, owner: int | None, asking: int | None
) -> None:
    keep(database_of_two, owner)

    assert not take(database_of_two, asking)
    assert take(database_of_two, owner)


def test_a_challenge_is_for_one_purpose(database_of_two: Database) -> None:
    keep(database_of_two, 1)

    assert not take(database_of_two, 1, purpose="make")
    assert not take(database_of_two, 1, value=HASH[::-1])
    assert take(database_of_two, 1)


@pytest.mark.parametrize(("now", "is_good"), [(END - timedelta(seconds=1), True), (END, False)])
def test_a_challenge_has_its_time(database_of_two: Database, now: datetime, is_good: bool) -> None:
    keep(database_of_two, 1)

    assert take(database_of_two, 1, now=now) is is_good
