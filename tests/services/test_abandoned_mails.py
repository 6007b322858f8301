"""Mails that no server took: listed for supervisors, sent again or filed, each with its event."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.kernel.errors import NotFoundError, ProofNeededError
from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.mailing import mail
from services.mailing.mail import Letter
from services.office import abandoned_mails
from services.storage import outbox
from services.storage.engine import Database
from services.storage.models import AuditEvent, OutgoingMail, User
from tests.conftest import NOW
from tests.services.keyed_house import house_of
from tests.services.viewers import add_viewer

LATER = NOW + timedelta(days=3)


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


@pytest.fixture
def supervisor(database: Database) -> Viewer:
    with database.write() as session:
        user = User(username="hugo", display_name="Hugo", password_hash="none", role="supervisor")
        session.add(user)
        session.flush()
        return Viewer(user.id, Role.SUPERVISOR, "Hugo", database, elevated_at=LATER)


def abandon(house: House, count: int = 1) -> list[int]:
    """Put mails into the outbox that were given up, one a minute; return their numbers."""
    with house.database.write() as session:
        for _ in range(count):
            letter = Letter("password_changed", "jeanne@ferme.example")
            mail.post(session, house, letter, now=NOW)
        session.flush()
        rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
        for minute, row in enumerate(rows):
            row.abandoned_at, row.attempts = NOW + timedelta(minutes=minute), 90
            row.last_error = "550 no such user"
        return [row.id for row in rows]


def events(database: Database) -> list[tuple[str, str]]:
    with database.begin() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
    return [(row.kind, json.loads(row.details)["mail"]) for row in rows]


def test_the_list_says_what_to_whom_since_when_and_why(house: House, supervisor: Viewer) -> None:
    (number,) = abandon(house)
    (shown,) = abandoned_mails.load(supervisor, page=1)

    assert (shown.number, shown.recipient) == (number, "jeanne@ferme.example")
    assert shown.subject == "Votre mot de passe a été changé"
    assert (shown.abandoned_at, shown.error) == (NOW, "550 no such user")
    assert shown.can_be_sent
    assert abandoned_mails.count(supervisor) == 1


def test_it_goes_out_again_with_the_same_name(
    database: Database, house: House, supervisor: Viewer
) -> None:
    (number,) = abandon(house)
    with database.begin() as session:
        before = session.get_one(OutgoingMail, number).message_id
        assert not outbox.has_due(session, LATER)
    abandoned_mails.send_again(supervisor, house, number=number, now=LATER)

    with database.write() as session:
        taken = outbox.take(session, LATER)
    assert taken is not None
    assert (taken.message_id, taken.attempts, taken.created_at) == (before, 1, LATER)
    assert abandoned_mails.count(supervisor) == 0
    assert events(database) == [("mail.sent_again", "password_changed")]
    with pytest.raises(NotFoundError):
        abandoned_mails.send_again(supervisor, house, number=number, now=LATER)


def test_sending_again_wants_a_recent_proof_and_names_whose_mail_it_is(
    database: Database, house: House, supervisor: Viewer
) -> None:
    jeanne = add_viewer(database, "jeanne")
    with database.write() as session:
        session.get_one(User, jeanne.user_id).email = "jeanne@ferme.example"
    first, second = abandon(house, 2)
    stale = replace(supervisor, elevated_at=LATER - timedelta(minutes=11))
    with pytest.raises(ProofNeededError):
        abandoned_mails.send_again(stale, house, number=first, now=LATER)
    assert events(database) == []

    abandoned_mails.send_again(supervisor, house, number=first, now=LATER)
    with database.write() as session:
        session.get_one(User, supervisor.user_id).email = "jeanne@ferme.example"
    abandoned_mails.file_away(stale, house, number=second, now=LATER)
    with database.begin() as session:
        query = select(AuditEvent.subject_user_id).order_by(AuditEvent.number)
        assert session.scalars(query).all() == [jeanne.user_id, None], "two have the address"


def test_it_is_filed_once(database: Database, house: House, supervisor: Viewer) -> None:
    first, second = abandon(house, 2)
    abandoned_mails.file_away(supervisor, house, number=first, now=LATER)

    assert [m.number for m in abandoned_mails.load(supervisor, page=1)] == [second]
    assert events(database) == [("mail.filed", "password_changed")]
    for act in (abandoned_mails.file_away, abandoned_mails.send_again):
        with pytest.raises(NotFoundError):
            act(supervisor, house, number=first, now=LATER)


def test_without_its_content_it_can_only_be_filed(
    database: Database, house: House, supervisor: Viewer
) -> None:
    (number,) = abandon(house)
    with database.write() as session:
        outbox.forget_bodies(session, LATER)
    (shown,) = abandoned_mails.load(supervisor, page=1)

    assert not shown.can_be_sent
    with pytest.raises(NotFoundError):
        abandoned_mails.send_again(supervisor, house, number=number, now=LATER)
    abandoned_mails.file_away(supervisor, house, number=number, now=LATER)


def test_a_long_list_comes_in_pages_the_newest_first(house: House, supervisor: Viewer) -> None:
    numbers = abandon(house, 30)
    first, second = (abandoned_mails.load(supervisor, page=page) for page in (1, 2))

    assert [m.number for m in (*first, *second)] == numbers[::-1]
    assert (len(first), len(second)) == (25, 5)


@pytest.mark.parametrize("role", [Role.AGENT, Role.CUSTOMER])
def test_others_see_none_of_it(house: House, supervisor: Viewer, role: Role) -> None:
    (number,) = abandon(house)
    other = Viewer(supervisor.user_id, role, "Nadia", house.database)
    with pytest.raises(NotFoundError):
        abandoned_mails.load(other, page=1)
    with pytest.raises(NotFoundError):
        abandoned_mails.count(other)
    with pytest.raises(NotFoundError):
        abandoned_mails.send_again(other, house, number=number, now=LATER)
    with pytest.raises(NotFoundError):
        abandoned_mails.file_away(other, house, number=number, now=LATER)
