"""The audit trail is read again: one altered or missing event is found among many."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from services.domain.audit_chain import START, ChainedEvent, hash_event
from services.storage.engine import Database
from services.storage.models import AuditEvent
from services.trail import audit_check
from tests.conftest import NOW

MANY = 10_000
"""As many events as the trail must find one altered among."""


def fill(database: Database, count: int) -> None:
    """Write ``count`` events at once: one by one they would take minutes."""
    rows, before = [], START
    for number in range(1, count + 1):
        event = ChainedEvent(
            number=number,
            happened_at=NOW + timedelta(seconds=number),
            kind="sign_in.done",
            actor_id=number % 7,
            actor_name="Élise Keller",
            actor_role="customer",
            subject_user_id=number % 7,
            subject_customer_id=None,
            address="192.0.2.1",
            details="{}",
            previous_hash=before,
        )
        before = hash_event(event)
        values = {name: getattr(event, name) for name in ChainedEvent.__slots__}
        rows.append({**values, "event_hash": before})
    with database.write() as session:
        session.execute(insert(AuditEvent), rows)
        session.execute(
            text("UPDATE audit_head SET number = :number, event_hash = :hash"),
            {"number": count, "hash": before},
        )


def tamper(database: Database, statement: str) -> None:
    """Change the trail as somebody could who owns the database: without its refusals."""
    is_sqlite = database.engine.dialect.name == "sqlite"
    names = ("audit_event_changed", "audit_event_deleted", "audit_event_replaced")
    with database.write() as session:
        for name in names:
            session.execute(text(f"DROP TRIGGER {name}{'' if is_sqlite else ' ON audit_event'}"))
        session.execute(text(statement))


def test_an_untouched_trail_is_whole(database: Database) -> None:
    fill(database, 50)

    report = audit_check.verify(database)

    assert (report.first, report.last, report.broken_at) == (1, 50, None)
    assert len(report.seal) == 64


def test_an_empty_trail_is_whole(database: Database) -> None:
    report = audit_check.verify(database)

    assert (report.count, report.broken_at) == (0, None)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_event SET actor_name = 'Bastien Morel' WHERE number = 17", 17),
        ("UPDATE audit_event SET subject_user_id = NULL WHERE number = 17", 17),
        ("UPDATE audit_event SET happened_at = '2020-01-01 00:00:00' WHERE number = 50", 50),
        ("UPDATE audit_event SET event_hash = previous_hash WHERE number = 17", 17),
        ("DELETE FROM audit_event WHERE number = 17", 17),
        ("DELETE FROM audit_event WHERE number = 1", 1),
        ("DELETE FROM audit_event WHERE number = 50", 50),
        ("DELETE FROM audit_event", 1),
        ("UPDATE audit_event SET number = 60 WHERE number = 50", 50),
    ],
)
def test_the_first_altered_or_missing_event_is_named(
    database: Database, statement: str, found: int
) -> None:
    fill(database, 50)
    tamper(database, statement)

    assert audit_check.verify(database).broken_at == found


def test_an_event_added_past_the_end_is_found(database: Database) -> None:
    fill(database, 50)
    tamper(
        database,
        "INSERT INTO audit_event (number, happened_at, kind, actor_name, actor_role, address,"
        " details, previous_hash, event_hash) SELECT 51, happened_at, kind, actor_name,"
        " actor_role, address, details, event_hash, event_hash FROM audit_event WHERE number = 50",
    )

    assert audit_check.verify(database).broken_at == 51


def test_one_altered_event_is_found_among_ten_thousand(database: Database) -> None:
    fill(database, MANY)
    assert audit_check.verify(database).broken_at is None

    tamper(database, "UPDATE audit_event SET address = '192.0.2.2' WHERE number = 7321")

    assert audit_check.verify(database).broken_at == 7321
