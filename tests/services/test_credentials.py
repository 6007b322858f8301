"""Changing what one signs in with: the password asked again, others told, sessions ended."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from services.kernel import passwords
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.sign_in import authentication, credentials, sessions
from services.sign_in.authentication import Attempt
from services.storage import users
from services.storage.engine import Database
from services.storage.models import AuditEvent, User
from tests.conftest import NOW
from tests.services.houses import house_on, last_link, read_outbox

OLD, NEW = "vingt sillons bruns", "un grand sillon ocre"


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house with jeanne and paul."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    with database.write() as session:
        for name in ("jeanne", "paul"):
            user = User(
                username=name,
                display_name=name.title(),
                email=f"{name}@ferme.example",
                password_hash=passwords.hash_password(OLD),
                role="customer",
                validated_at=NOW,
            )
            session.add(user)
    return house_on(database)


def sign_in(house: House, username: str = "jeanne", password: str = OLD) -> str:
    attempt = Attempt(username, password, "192.0.2.1", "Firefox")
    return authentication.sign_in(house, attempt, now=NOW).secret


def viewer(house: House, secret: str) -> Viewer:
    found = sessions.resume(house.database, secret, now=NOW)
    assert found is not None
    return found


def last_event(house: House) -> str:
    with house.database.begin() as session:
        query = select(AuditEvent.kind).order_by(AuditEvent.number.desc())
        return session.scalars(query).first() or ""


def change(house: House, secret: str, *, current: str = OLD, new: str = NEW) -> str:
    person = viewer(house, secret)
    return credentials.change_password(person, house, secret, current=current, new=new, now=NOW)


def test_a_new_password_ends_the_other_sessions(house: House) -> None:
    here, there = sign_in(house), sign_in(house)

    kept = change(house, here)

    assert sessions.resume(house.database, there, now=NOW) is None
    assert sessions.resume(house.database, kept, now=NOW) is not None
    assert sign_in(house, password=NEW)
    assert "password_changed" in [mail[0] for mail in read_outbox(house)]


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("wrong", NEW, "current"), (OLD, "court", "password"), (OLD, OLD, "password")],
)
def test_a_refused_password_says_which_field(
    house: House, current: str, new: str, field: str
) -> None:
    here = sign_in(house)

    with pytest.raises(InvalidInputError) as error:
        change(house, here, current=current, new=new)

    assert error.value.field == field
    assert sign_in(house)


def test_a_stolen_session_cannot_try_passwords_for_long(house: House) -> None:
    here = sign_in(house)
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            change(house, here, current="wrong")
    with pytest.raises(TooManyAttemptsError):
        change(house, here)


def test_a_copy_of_the_cookie_ends_with_the_password(house: House) -> None:
    here = sign_in(house)
    later = NOW + timedelta(minutes=30)
    person = replace(viewer(house, here), elevated_at=NOW)

    kept = credentials.change_password(person, house, here, current=OLD, new=NEW, now=later)

    assert sessions.resume(house.database, here, now=NOW) is None
    resumed = viewer(house, kept)
    assert resumed.session_id == person.session_id
    # The password that was typed proves no second factor: sensitive actions ask as before.
    assert resumed.elevated_at == NOW


def test_an_address_changes_when_the_new_one_confirms_it(house: House) -> None:
    here = viewer(house, sign_in(house))
    asked = credentials.ask_for_email(
        here, house, password=OLD, email="Neuve@Ferme.example", now=NOW
    )
    link = last_link(house)
    assert [mail[:2] for mail in read_outbox(house)[-2:]] == [
        ("email_asked", "jeanne@ferme.example"),
        ("email_confirm", "neuve@ferme.example"),
    ]
    assert asked == credentials.find_new_email(house, link, now=NOW) == "neuve@ferme.example"
    assert credentials.load_account(here).email == "jeanne@ferme.example"

    credentials.confirm_email(house, link, address="a", now=NOW)

    assert credentials.load_account(here).email == "neuve@ferme.example"
    assert read_outbox(house)[-1][:2] == ("email_changed", "jeanne@ferme.example")
    assert last_event(house) == "credentials.email"
    with pytest.raises(InvalidInputError):
        credentials.confirm_email(house, link, address="a", now=NOW)


def test_a_link_to_an_address_lives_a_day(house: House) -> None:
    here = viewer(house, sign_in(house))
    credentials.ask_for_email(here, house, password=OLD, email="neuve@ferme.example", now=NOW)
    late = NOW + timedelta(hours=24)

    assert credentials.find_new_email(house, last_link(house), now=late) == ""
    with pytest.raises(InvalidInputError):
        credentials.confirm_email(house, last_link(house), address="a", now=late)


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("pas une adresse", OLD, "email"),
        ("jeanne@ferme.example", OLD, "email"),
        ("neuve@ferme.example", "wrong", "email_password"),
        ("a@b.example\r\nBcc: c@d.example", OLD, "email"),
    ],
)
def test_a_refused_address_says_which_field(
    house: House, email: str, password: str, field: str
) -> None:
    here = viewer(house, sign_in(house))
    before = len(read_outbox(house))

    with pytest.raises(InvalidInputError) as error:
        credentials.ask_for_email(here, house, password=password, email=email, now=NOW)

    assert (error.value.field, len(read_outbox(house))) == (field, before)


def test_another_user_name_signs_in(house: House) -> None:
    here = viewer(house, sign_in(house))

    credentials.change_username(here, house, password=OLD, username="Jeanne.Ferme", now=NOW)

    assert credentials.load_account(here).username == "jeanne.ferme"
    assert sign_in(house, "jeanne.ferme")
    assert read_outbox(house)[-1][1] == "jeanne@ferme.example"


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("paul", OLD, "username"),
        ("jeanne", OLD, "username"),
        ("é", OLD, "username"),
        ("paul@ferme.example", OLD, "username"),
        ("autre", "wrong", "username_password"),
    ],
)
def test_a_refused_user_name_says_which_field(
    house: House, username: str, password: str, field: str
) -> None:
    here = viewer(house, sign_in(house))

    with pytest.raises(InvalidInputError) as error:
        credentials.change_username(here, house, password=password, username=username, now=NOW)

    assert error.value.field == field
    assert credentials.load_account(here).username == "jeanne"


def ask_name(house: House, here: Viewer, name: str, *, now: datetime = NOW) -> str:
    """Return how asking for a user name ends."""
    try:
        credentials.change_username(here, house, password=OLD, username=name, now=now)
    except InvalidInputError as error:
        return error.message
    except TooManyAttemptsError as error:
        return error.message
    return ""


def test_names_that_others_have_are_told_five_times_a_day(house: House) -> None:
    here = viewer(house, sign_in(house))
    taken = "Ce nom d’utilisateur est pris. Choisissez-en un autre."
    wait = "Trop de noms d’utilisateur refusés aujourd’hui. Réessayez demain."

    assert [ask_name(house, here, "paul") for _ in range(6)] == [*[taken] * 5, wait]
    # Beyond that a free name is not told either, nor taken.
    assert ask_name(house, here, "jeanne.libre") == wait
    assert credentials.load_account(here).username == "jeanne"
    with house.database.begin() as session:
        query = select(AuditEvent.subject_user_id).where(
            AuditEvent.kind == "credentials.username_refused"
        )
        assert session.scalars(query).all() == [here.user_id] * 5
    # NOW is 9:30 UTC: the day ends fourteen and a half hours later.
    tomorrow = NOW + timedelta(hours=14, minutes=30)
    assert ask_name(house, here, "jeanne.libre", now=tomorrow - timedelta(seconds=1)) == wait
    assert ask_name(house, here, "jeanne.libre", now=tomorrow) == ""


def test_a_name_that_somebody_takes_in_that_moment_is_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = viewer(house, sign_in(house))
    monkeypatch.setattr(users, "find_user", lambda *_: None)

    assert ask_name(house, here, "paul") == "Ce nom d’utilisateur est pris. Choisissez-en un autre."
    assert credentials.load_account(here).username == "jeanne"
    assert last_event(house) == "credentials.username_refused"


def test_ten_names_a_day_are_enough(house: House) -> None:
    here = viewer(house, sign_in(house))
    for number in range(10):
        assert ask_name(house, here, f"jeanne.{number}") == ""

    refused = "Vous avez changé 10 fois de nom d’utilisateur aujourd’hui. Recommencez demain."
    assert ask_name(house, here, "jeanne.10") == refused
    assert credentials.load_account(here).username == "jeanne.9"
    assert ask_name(house, here, "jeanne.10", now=NOW + timedelta(days=1)) == ""


def test_five_addresses_a_day_get_a_link(house: House) -> None:
    here = viewer(house, sign_in(house))
    for number in range(5):
        credentials.ask_for_email(
            here, house, password=OLD, email=f"tiers{number}@loir.example", now=NOW
        )
    before = len(read_outbox(house))
    with pytest.raises(TooManyAttemptsError, match="5 changements d’adresse"):
        credentials.ask_for_email(here, house, password=OLD, email="tiers@loir.example", now=NOW)

    assert len(read_outbox(house)) == before


def test_names_that_are_free_or_one_s_own_do_not_count(house: House) -> None:
    here = viewer(house, sign_in(house))

    for number in range(7):
        assert ask_name(house, here, f"jeanne.{number}") == ""
        assert ask_name(house, here, f"jeanne.{number}") == "C’est déjà votre nom d’utilisateur."
    assert ask_name(house, here, "paul").startswith("Ce nom d’utilisateur est pris.")
