"""Attempts are counted in one statement: exactly, whoever counts at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from services.storage import rate_windows
from services.storage.engine import Database
from tests.conftest import NOW

QUARTER = timedelta(minutes=15)


def count(database: Database, key: str = "k", now: datetime = NOW) -> int:
    with database.write() as session:
        return rate_windows.count_attempt(session, key, QUARTER, now)


def load(database: Database, key: str = "k", now: datetime = NOW) -> int:
    with database.begin() as session:
        return rate_windows.load_attempts(session, key, QUARTER, now)


def test_each_attempt_counts_one(database: Database) -> None:
    assert load(database) == 0
    assert [count(database) for _ in range(3)] == [1, 2, 3]
    assert load(database) == 3


def test_keys_and_windows_are_counted_apart(database: Database) -> None:
    count(database)

    assert count(database, "other") == 1
    assert count(database, now=NOW + QUARTER) == 1
    assert count(database, now=NOW + QUARTER - timedelta(seconds=1)) == 2


def test_attempts_at_once_are_counted_exactly(database: Database) -> None:
    with ThreadPoolExecutor(20) as threads:
        counts = list(threads.map(lambda _: count(database), range(60)))

    assert sorted(counts) == list(range(1, 61))


def test_a_success_starts_again_from_zero(database: Database) -> None:
    count(database)
    count(database, "other")
    with database.write() as session:
        rate_windows.forget_attempts(session, "k")

    assert (load(database), load(database, "other")) == (0, 1)


def test_windows_that_are_over_are_deleted(database: Database) -> None:
    count(database, "old")
    count(database, "new", NOW + QUARTER)
    with database.write() as session:
        rate_windows.delete_past_windows(session, NOW + QUARTER)

    assert (load(database, "old"), load(database, "new", NOW + QUARTER)) == (0, 1)


def test_windows_are_fixed_in_time() -> None:
    start = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    for seconds in (0, 1, 899):
        assert rate_windows.window_start(QUARTER, start + timedelta(seconds=seconds)) == start
    assert rate_windows.window_start(QUARTER, start + QUARTER) == start + QUARTER


def test_an_attempt_whose_transaction_fails_does_not_count(database: Database) -> None:
    def count_and_fail() -> None:
        with database.write() as session:
            rate_windows.count_attempt(session, "k", QUARTER, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        count_and_fail()

    assert load(database) == 0


@pytest.mark.parametrize(
    ("minute", "second", "left"),
    [(30, 0, timedelta(minutes=15)), (37, 30, timedelta(minutes=7, seconds=30))],
)
def test_the_time_left_is_that_to_the_end_of_the_window(
    minute: int, second: int, left: timedelta
) -> None:
    now = datetime(2026, 3, 2, 9, minute, second, tzinfo=UTC)

    assert rate_windows.time_left(QUARTER, now) == left


def test_the_last_instant_of_a_window_has_hardly_any_time_left() -> None:
    now = datetime(2026, 3, 2, 9, 44, 59, 999_999, tzinfo=UTC)

    assert rate_windows.time_left(QUARTER, now) == timedelta(microseconds=1)
    assert rate_windows.time_left(timedelta(days=1), now) == timedelta(
        hours=14, minutes=15, microseconds=1
    )
