"""A mail belongs to who took it last, and once it is sent to nobody."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from services.storage import outbox
from services.storage.engine import Database
from services.storage.models import OutgoingMail
from services.storage.outbox import LEASE, TakenMail
from tests.conftest import NOW

LATER = NOW + LEASE


@pytest.fixture
def waiting(database: Database) -> Database:
    """Return a database with two mails that wait."""
    with database.write() as session:
        for name in ("first", "second"):
            outbox.add(
                session,
                message_id=f"<{name}>",
                kind="try",
                recipient=f"{name}@ferme.example",
                content=b"sealed",
                now=NOW,
            )
    return database


def take(database: Database, now: datetime) -> TakenMail:
    with database.write() as session:
        mail = outbox.take(session, now)
    assert mail is not None
    return mail


def state(database: Database, mail: TakenMail) -> tuple[int, str, bool, bool]:
    """Return attempts, the last error, whether it is leased and whether it was given up."""
    with database.begin() as session:
        row = session.scalars(select(OutgoingMail).where(OutgoingMail.id == mail.id)).one()
        is_leased, is_given_up = row.leased_until is not None, row.abandoned_at is not None
        return row.attempts, row.last_error, is_leased, is_given_up


def put_back(database: Database, mail: TakenMail, **options: bool) -> None:
    with database.write() as session:
        outbox.put_back(session, mail, error="busy", next_attempt_at=LATER, **options)


def give_up(database: Database, mail: TakenMail) -> bool:
    with database.write() as session:
        return bool(outbox.give_up(session, mail, error="refused", now=LATER))


def test_who_took_a_mail_gives_it_back_or_up(waiting: Database) -> None:
    first, second = take(waiting, NOW), take(waiting, NOW)

    put_back(waiting, first)
    assert give_up(waiting, second)

    assert state(waiting, first) == (1, "busy", False, False)
    assert state(waiting, second) == (1, "refused", False, True)


def test_an_attempt_that_says_nothing_of_the_mail_does_not_count(waiting: Database) -> None:
    mail = take(waiting, NOW)

    put_back(waiting, mail, is_counted=False)

    assert state(waiting, mail) == (0, "busy", False, False)


@pytest.mark.parametrize("ending", ["put back", "give up"])
def test_who_is_too_late_changes_nothing(waiting: Database, ending: str) -> None:
    late = take(waiting, NOW)
    take(waiting, NOW)
    again = take(waiting, LATER)
    assert (again.id, again.attempts) == (late.id, 2)

    if ending == "put back":
        put_back(waiting, late)
    else:
        assert not give_up(waiting, late)

    assert state(waiting, late) == (2, "", True, False)
    assert give_up(waiting, again)


@pytest.mark.parametrize("ending", ["put back", "give up"])
def test_a_mail_that_was_sent_is_neither_put_back_nor_given_up(
    waiting: Database, ending: str
) -> None:
    mail = take(waiting, NOW)
    with waiting.write() as session:
        outbox.mark_sent(session, mail, NOW + timedelta(seconds=1))

    if ending == "put back":
        put_back(waiting, mail)
    else:
        assert not give_up(waiting, mail)

    assert state(waiting, mail) == (1, "", False, False)
    assert take(waiting, LATER).recipient == "second@ferme.example"
