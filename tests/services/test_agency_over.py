"""A consultation that ends by itself leaves exactly one event, whoever notices it first."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import select, update

from services.factors import factor_changes
from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.office import agency, user_admin
from services.privacy import retention
from services.sign_in import my_sessions, password_reset, sessions, tokens
from services.storage.engine import Database
from services.storage.models import AuditEvent, Customer, User, UserSession
from services.trail import audit
from tests.conftest import NOW
from tests.services.keyed_house import house_of
from tests.services.viewers import add_viewer

REASON = "Appel du client sur sa facture"
ORIGIN = sessions.Origin("192.0.2.7", "essai")
OVER = NOW + agency.LONGEST_CONSULTATION
SECOND = timedelta(seconds=1)


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


@pytest.fixture
def secret(database: Database, house: House) -> str:
    """Return the secret of a session that looks at jeanne's file since NOW."""
    add_viewer(database, "jeanne", "C4-44-000001")
    with database.write() as session:
        user = User(
            username="agathe", display_name="Agathe", password_hash="none", role="agent",
            validated_at=NOW,
        )  # fmt: skip
        session.add(user)
        session.flush()
        opened = sessions.open_session(session, user, ORIGIN, now=NOW)
    agent = resumed(database, opened)
    return agency.open_file(agent, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)


def resumed(database: Database, secret: str, at: timedelta = timedelta()) -> Viewer:
    viewer = sessions.resume(database, secret, now=NOW + at, address="192.0.2.7")
    assert viewer is not None
    return viewer


def closed(database: Database) -> list[tuple[str, int | None]]:
    """Return who is told to have closed a file, and whose."""
    with database.begin() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.kind == "agency.closed")).all()
    return [(row.actor_name, row.subject_customer_id) for row in rows]


def once(database: Database) -> list[tuple[str, int | None]]:
    with database.begin() as session:
        query = select(Customer.id).where(Customer.reference == "FE-jeanne")
        return [("Agathe", session.scalars(query).one())]


def keep_alive(database: Database) -> None:
    """Let the session outlive its consultation."""
    with database.write() as session:
        session.execute(update(UserSession).values(expires_at=OVER + timedelta(hours=1)))


def test_the_next_request_closes_it(database: Database, house: House, secret: str) -> None:
    keep_alive(database)
    resumed(database, secret, timedelta(minutes=30) - SECOND)
    assert closed(database) == []

    for _ in range(2):
        assert resumed(database, secret, timedelta(minutes=30)).acting_for is None
    agency.close_over(house, OVER + timedelta(days=1))

    assert closed(database) == once(database)


def test_the_worker_closes_it_for_who_never_comes_back(
    database: Database, house: House, secret: str
) -> None:
    keep_alive(database)
    assert agency.close_over(house, OVER - SECOND) == 0
    assert [agency.close_over(house, OVER), agency.close_over(house, OVER)] == [1, 0]

    assert resumed(database, secret, timedelta(minutes=31)).acting_for is None
    assert closed(database) == once(database)


@pytest.mark.parametrize("who", ["purge", "sign-in"])
def test_a_session_that_is_forgotten_closes_it(
    database: Database, house: House, secret: str, who: str
) -> None:
    if who == "purge":
        retention.purge(house, now=OVER)
    else:
        with database.write() as session:
            user = session.scalars(select(User).where(User.username == "agathe")).one()
            sessions.open_session(session, user, ORIGIN, now=OVER)

    with database.begin() as session:
        assert session.scalar(select(UserSession.acting_customer_id)) is None
    assert closed(database) == once(database)


def test_a_session_that_ends_before_its_consultation_closes_it(
    database: Database, house: House, secret: str
) -> None:
    with database.write() as session:
        session.execute(update(UserSession).values(expires_at=NOW + timedelta(minutes=5)))

    assert agency.close_over(house, NOW + timedelta(minutes=5)) == 1
    assert closed(database) == once(database)


@pytest.mark.parametrize("how", ["sign out", "disabled", "role", "password"])
def test_a_session_that_is_ended_closes_it(
    database: Database, house: House, secret: str, how: str
) -> None:
    if how == "sign out":
        sessions.sign_out(database, secret, now=NOW)
    elif how == "disabled":
        user_admin.disable_user(database, "agathe", now=NOW)
    elif how == "role":
        user_admin.change_role(database, "agathe", role=Role.SUPERVISOR, now=NOW)
    else:
        user_admin.set_password(database, "agathe", password="vingt sillons bruns", now=NOW)

    assert closed(database) == once(database)


@pytest.mark.parametrize("how", ["closed", "others closed", "factor", "reset"])
def test_a_session_that_somebody_ends_from_elsewhere_closes_it(
    database: Database, house: House, secret: str, how: str
) -> None:
    looking = resumed(database, secret)
    with database.write() as session:
        user = session.get_one(User, looking.user_id)
        user.email = "agathe@terralis.example"
        here = sessions.open_session(session, user, ORIGIN, now=NOW)
        link = tokens.issue(session, tokens.Purpose.RESET, user.id, now=NOW)
    elsewhere = resumed(database, here)
    if how == "closed":
        my_sessions.close(elsewhere, looking.session_id, now=NOW)
    elif how == "others closed":
        my_sessions.close_others(elsewhere, now=NOW)
    elif how == "factor":
        with database.write() as session:
            factor_changes.end_other_sessions(session, elsewhere, here, NOW)
    else:
        password_reset.reset(house, link, "vingt sillons bruns", address="192.0.2.7", now=NOW)

    assert closed(database) == once(database)


def test_ending_the_other_sessions_leaves_one_s_own_file_open(
    database: Database, secret: str
) -> None:
    viewer = resumed(database, secret)
    my_sessions.close_others(viewer, now=NOW)

    assert resumed(database, secret).acting_for is not None
    assert closed(database) == []


def test_nobody_closes_the_file_of_somebody_else(database: Database, secret: str) -> None:
    paul, looking = add_viewer(database, "paul"), resumed(database, secret)
    with pytest.raises(NotFoundError):
        my_sessions.close(paul, looking.session_id, now=NOW)

    assert resumed(database, secret).acting_for is not None


def test_two_who_end_the_same_one_tell_it_once(
    database: Database, house: House, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_are_here, record = Barrier(2), audit.record

    def record_and_wait(*given: object, **named: object) -> None:
        with suppress(BrokenBarrierError):
            both_are_here.wait(0.5)  # with a lock the other one never comes
        record(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(audit, "record", record_and_wait)
    with ThreadPoolExecutor(2) as threads:
        ended = list(threads.map(lambda _: agency.close_over(house, OVER), range(2)))

    assert sorted(ended) == [0, 1]
    assert closed(database) == once(database)


def test_leaving_at_the_last_moment_is_told_once(
    database: Database, house: House, secret: str
) -> None:
    viewer = resumed(database, secret, timedelta(minutes=30) - SECOND)
    agency.close_over(house, OVER)
    agency.close_file(viewer, house, now=OVER)

    assert closed(database) == once(database)


def test_the_bar_is_told_why_and_until_when(database: Database, secret: str) -> None:
    viewer = resumed(database, secret)

    assert (viewer.acting_reason, viewer.acting_until) == (REASON, OVER)
