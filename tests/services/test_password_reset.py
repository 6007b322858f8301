"""A forgotten password: who gets a link, what it opens, what it ends."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from services.kernel import passwords
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.sign_in import authentication, password_reset, sessions
from services.sign_in.authentication import Attempt
from services.storage.engine import Database
from services.storage.models import AuditEvent, SingleUseToken, User, UserSession
from tests.conftest import NOW
from tests.services.houses import house_on, last_link, read_outbox

OLD, NEW = "vingt sillons bruns", "un grand sillon ocre"


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house with jeanne."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    with database.write() as session:
        session.add(
            User(
                username="jeanne",
                display_name="Jeanne",
                email="jeanne@ferme.example",
                password_hash=passwords.hash_password(OLD),
                role="customer",
                validated_at=NOW,
            )
        )
    return house_on(database)


def ask(house: House, who: str, address: str = "192.0.2.1", now: datetime = NOW) -> None:
    password_reset.request(house, who, address=address, now=now)


def sign_in(house: House, password: str) -> str:
    return authentication.sign_in(
        house, Attempt("jeanne", password, "192.0.2.1", "Firefox"), now=NOW
    ).secret


@pytest.mark.parametrize(
    "who", ["jeanne", " JEANNE ", "jeanne@ferme.example", "Jeanne@Ferme.example"]
)
def test_the_link_gives_another_password_and_ends_all_sessions(house: House, who: str) -> None:
    secret = sign_in(house, OLD)
    ask(house, who)
    link = last_link(house)

    password_reset.reset(house, link, NEW, address="192.0.2.1", now=NOW)

    assert sessions.resume(house.database, secret, now=NOW) is None
    assert sign_in(house, NEW)
    with pytest.raises(InvalidInputError):
        sign_in(house, OLD)
    assert ("password_changed", "jeanne@ferme.example") in [m[:2] for m in read_outbox(house)]


def test_a_link_serves_once_and_for_half_an_hour(house: House) -> None:
    ask(house, "jeanne")
    link = last_link(house)
    late = NOW + timedelta(minutes=30)
    with pytest.raises(InvalidInputError):
        password_reset.reset(house, link, NEW, address="a", now=late)
    assert not password_reset.can_reset(house, link, now=late)

    password_reset.reset(house, link, NEW, address="a", now=NOW)

    with pytest.raises(InvalidInputError) as error:
        password_reset.reset(house, link, "encore un autre sillon", address="a", now=NOW)
    assert error.value.field is None


def test_a_password_that_is_refused_does_not_use_the_link(house: House) -> None:
    ask(house, "jeanne")
    link = last_link(house)
    for password in ("court", "jeanne@ferme.example"):
        with pytest.raises(InvalidInputError) as error:
            password_reset.reset(house, link, password, address="a", now=NOW)
        assert error.value.field == "password"

    assert password_reset.can_reset(house, link, now=NOW)


@pytest.mark.parametrize("who", ["personne", "personne@ferme.example", "", "\0"])
def test_for_nobody_nothing_is_left_but_the_audit_event(house: House, who: str) -> None:
    ask(house, who)

    assert read_outbox(house) == []
    with house.database.begin() as session:
        counted = [
            session.scalar(select(func.count()).select_from(table))
            for table in (SingleUseToken, AuditEvent)
        ]
    assert counted == [0, 1]


@pytest.mark.parametrize("change", [{"is_active": False}, {"validated_at": None}])
def test_a_closed_account_gets_no_link(house: House, change: dict[str, object]) -> None:
    with house.database.write() as session:
        user = session.scalars(select(User)).one()
        for name, value in change.items():
            setattr(user, name, value)

    ask(house, "jeanne")

    assert read_outbox(house) == []


def test_one_subscriber_causes_two_links_and_all_together_three(house: House) -> None:
    for _ in range(4):
        ask(house, "jeanne", "198.51.100.7")
    assert len(read_outbox(house)) == 2

    ask(house, "jeanne@ferme.example", "192.0.2.1")
    assert len(read_outbox(house)) == 3
    for number in range(5):
        ask(house, "jeanne", f"203.0.113.{number}")
    assert len(read_outbox(house)) == 3


def test_a_subscriber_is_a_network(house: House) -> None:
    for number in range(4):
        ask(house, "jeanne", f"2001:db8::{number + 1}")

    assert len(read_outbox(house)) == 2


def test_strangers_never_leave_the_owner_without_a_link(house: House) -> None:
    for minute in range(0, 90, 3):
        now = NOW + timedelta(minutes=minute)
        for number in range(3):
            ask(house, "jeanne", f"198.51.{minute}.{number}", now)
        ask(house, "jeanne", "192.0.2.1", now)

        assert password_reset.can_reset(house, last_link(house), now=now), minute
    # Three each half hour: 90 minutes are three of them.
    assert len(read_outbox(house)) == 9


def test_the_owner_is_sent_links_again_once_the_password_was_chosen(house: House) -> None:
    for _ in range(2):
        ask(house, "jeanne", "198.51.100.7")
    ask(house, "jeanne")
    password_reset.reset(house, last_link(house), NEW, address="192.0.2.1", now=NOW)
    sent = len(read_outbox(house))

    ask(house, "jeanne")

    assert len(read_outbox(house)) == sent + 1


def test_an_internet_address_has_its_limit(house: House) -> None:
    for number in range(20):
        ask(house, f"nobody{number}")
    with pytest.raises(TooManyAttemptsError):
        ask(house, "jeanne")


def test_another_password_forgives_the_failed_sign_ins(house: House) -> None:
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            sign_in(house, "wrong")
    ask(house, "jeanne")
    password_reset.reset(house, last_link(house), NEW, address="a", now=NOW)

    assert sign_in(house, NEW)


def test_a_reset_ends_sessions_that_await_a_second_factor_too(house: House) -> None:
    with house.database.write() as session:
        user = session.scalars(select(User)).one()
        origin = sessions.Origin("192.0.2.1", "Firefox")
        sessions.open_session(session, user, origin, now=NOW, is_full=False)
    ask(house, "jeanne")

    password_reset.reset(house, last_link(house), NEW, address="a", now=NOW)

    with house.database.begin() as session:
        assert session.scalar(select(func.count()).select_from(UserSession)) == 0
