"""Counting attempts in fixed windows of time, the same for one process or many."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.storage.models import RateWindow


def count_attempt(session: Session, key: str, window: timedelta, now: datetime) -> int:
    """Count one attempt for ``key`` and return how many its current window has now.

    One statement, so that two processes never read the same count.
    """
    starts_at = window_start(window, now)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(RateWindow)
        .values(key=key, starts_at=starts_at, ends_at=starts_at + window, attempts=1)
        .on_conflict_do_update(
            index_elements=[RateWindow.key, RateWindow.starts_at],
            set_={"attempts": RateWindow.attempts + 1},
        )
        .returning(RateWindow.attempts)
    )
    return session.execute(statement).scalar_one()


def load_attempts(session: Session, key: str, window: timedelta, now: datetime) -> int:
    """Return how many attempts ``key`` has in its current window."""
    query = select(RateWindow.attempts).where(
        RateWindow.key == key, RateWindow.starts_at == window_start(window, now)
    )
    return session.scalars(query).one_or_none() or 0


def give_back(session: Session, key: str, window: timedelta, now: datetime) -> None:
    """Take one attempt of ``key`` back from its current window: it was a good one."""
    session.execute(
        update(RateWindow)
        .where(
            RateWindow.key == key,
            RateWindow.starts_at == window_start(window, now),
            RateWindow.attempts > 0,
        )
        .values(attempts=RateWindow.attempts - 1)
    )


def forget_attempts(session: Session, key: str) -> None:
    """Start again from zero for ``key``."""
    session.execute(delete(RateWindow).where(RateWindow.key == key))


def delete_past_windows(session: Session, now: datetime) -> None:
    """Forget the windows that are over."""
    session.execute(delete(RateWindow).where(RateWindow.ends_at <= now))


def time_left(window: timedelta, now: datetime) -> timedelta:
    """Return how long the fixed window of length ``window`` that ``now`` falls in still lasts."""
    return window_start(window, now) + window - now


def window_start(window: timedelta, now: datetime) -> datetime:
    """Return the beginning of the fixed window of length ``window`` that ``now`` falls in."""
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
