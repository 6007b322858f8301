"""Accounts that nobody uses: warned once, deleted when both periods are over, to the day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.kernel.house import House
from services.privacy import retention
from services.storage.engine import Database
from services.storage.models import AuditEvent, Contract, User
from services.trail import audit
from services.trail.audit import Actor, Subject
from tests.conftest import NOW
from tests.services.keyed_house import house_of
from tests.services.viewers import add_viewer

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


def count_users(database: Database) -> int:
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(User)) or 0


def purge(house: House, days: int = 0) -> dict[str, int]:
    """Purge ``days`` later; return what was found."""
    report = retention.purge(house, now=NOW + days * DAY)
    return {name: number for name, number in report.counts.items() if number}


def events(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def user_of(session: Session) -> User:
    return session.scalars(select(User)).one()


def warn_and_forget(database: Database, house: House) -> None:
    """Warn the one account, whose last sign-in was 24 months ago less ten days, of NOW."""
    with database.write() as session:
        user = user_of(session)
        user.validated_at, user.last_sign_in_at = NOW - 1000 * DAY, NOW - 720 * DAY
    assert purge(house) == {"inactive_accounts": 1}


def test_a_warning_gives_thirty_days_to_the_day(database: Database, house: House) -> None:
    add_viewer(database, "jeanne")
    warn_and_forget(database, house)

    assert retention.purge(house, now=NOW + 30 * DAY - SECOND).total == 0
    assert retention.purge(house, now=NOW + 30 * DAY).total == 1
    assert count_users(database) == 0


def test_a_contract_that_ends_later_keeps_the_account(database: Database, house: House) -> None:
    add_viewer(database, "jeanne", "C-1")
    for ended_on, found in ((date(2026, 3, 3), {}), (date(2026, 3, 2), {"inactive_accounts": 1})):
        with database.write() as session:
            user = user_of(session)
            user.validated_at, user.last_sign_in_at = NOW - 1000 * DAY, NOW - 800 * DAY
            session.execute(update(Contract).values(ended_on=ended_on))
        assert purge(house) == found


def test_a_warning_before_the_last_sign_in_is_no_warning(database: Database, house: House) -> None:
    add_viewer(database, "jeanne")
    with database.write() as session:
        user = user_of(session)
        user.validated_at, user.last_sign_in_at = NOW - 1000 * DAY, NOW - 800 * DAY
        old = NOW - 810 * DAY
        audit.record(session, "retention.warned", actor=Actor(), now=old, subject=Subject(user.id))

    assert purge(house)["inactive_accounts"] == 1
    assert count_users(database) == 1, "warned anew, not deleted"
    assert "retention.account_deleted" not in events(database)


def test_somebody_else_s_event_is_no_warning(database: Database, house: House) -> None:
    add_viewer(database, "jeanne")
    with database.write() as session:
        user = user_of(session)
        user.validated_at, user.last_sign_in_at = NOW - 1000 * DAY, NOW - 800 * DAY
        for kind, user_id in (("retention.warned", user.id + 1), ("sign_in.refused", user.id)):
            ago = NOW - 40 * DAY
            audit.record(session, kind, actor=Actor(), now=ago, subject=Subject(user_id))

    assert purge(house) == {"inactive_accounts": 1}
    assert count_users(database) == 1
    assert events(database)[2:] == ["retention.warned", "retention.purged"]


def test_the_last_warning_counts(database: Database, house: House) -> None:
    add_viewer(database, "jeanne")
    with database.write() as session:
        user = user_of(session)
        user.validated_at, user.last_sign_in_at = NOW - 1000 * DAY, NOW - 800 * DAY
        for ago in (50, 10):
            moment, subject = NOW - ago * DAY, Subject(user.id)
            audit.record(session, "retention.warned", actor=Actor(), now=moment, subject=subject)

    assert purge(house) == {}
    assert purge(house, 20) == {"inactive_accounts": 1}


def test_a_warned_account_waits_for_its_two_years(database: Database, house: House) -> None:
    """Warned long ago, it is not deleted before its 24 months are over."""
    add_viewer(database, "jeanne")
    used_at = NOW - 700 * DAY
    with database.write() as session:
        user = user_of(session)
        user.validated_at, user.last_sign_in_at = NOW - 1000 * DAY, used_at
        moment = NOW - 100 * DAY
        audit.record(
            session, "retention.warned", actor=Actor(), now=moment, subject=Subject(user.id)
        )
    # 700 days before 2 March 2026 is 1 April 2024: the two years are over on 1 April 2026.
    assert purge(house, 30) == {}
    assert purge(house, 31) == {"inactive_accounts": 1}
