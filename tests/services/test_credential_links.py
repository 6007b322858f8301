"""Links of e-mails end with what they were asked under: a password, an address, an account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from services.kernel import passwords
from services.kernel.errors import InvalidInputError, ProofNeededError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.office import user_admin
from services.sign_in import authentication, credentials, password_reset, sessions
from services.sign_in.authentication import Attempt
from services.storage.engine import Database
from services.storage.models import Totp, User
from tests.conftest import NOW
from tests.services.houses import house_on, last_link, read_outbox

OLD, NEW = "vingt sillons bruns", "un grand sillon ocre"


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house with jeanne, who is signed in once."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    with database.write() as session:
        user = User(
            username="jeanne",
            display_name="Jeanne",
            email="jeanne@ferme.example",
            password_hash=passwords.hash_password(OLD),
            role="customer",
            validated_at=NOW,
        )
        session.add(user)
    return house_on(database)


def sign_in(house: House) -> tuple[Viewer, str]:
    attempt = Attempt("jeanne", OLD, "192.0.2.1", "Firefox")
    secret = authentication.sign_in(house, attempt, now=NOW).secret
    viewer = sessions.resume(house.database, secret, now=NOW)
    assert viewer is not None
    return viewer, secret


def reset_link(house: House) -> str:
    password_reset.request(house, "jeanne", address="a", now=NOW)
    return last_link(house)


def email_link(house: House) -> str:
    viewer, _ = sign_in(house)
    credentials.ask_for_email(viewer, house, password=OLD, email="neuve@ferme.example", now=NOW)
    return last_link(house)


def change_password(house: House) -> None:
    viewer, secret = sign_in(house)
    credentials.change_password(viewer, house, secret, current=OLD, new=NEW, now=NOW)


def reset_password(house: House) -> None:
    password_reset.reset(house, reset_link(house), NEW, address="a", now=NOW)


def change_email(house: House) -> None:
    credentials.confirm_email(house, email_link(house), address="a", now=NOW)


def set_password(house: House) -> None:
    user_admin.set_password(house.database, "jeanne", password=NEW, now=NOW)


def disable(house: House) -> None:
    user_admin.disable_user(house.database, "jeanne", now=NOW)


@pytest.mark.parametrize("end", [change_password, reset_password, set_password, disable])
def test_a_link_to_a_new_address_ends(house: House, end: Callable[[House], None]) -> None:
    link = email_link(house)
    assert credentials.find_new_email(house, link, now=NOW) == "neuve@ferme.example"

    end(house)

    assert credentials.find_new_email(house, link, now=NOW) == ""
    with pytest.raises(InvalidInputError):
        credentials.confirm_email(house, link, address="a", now=NOW)


@pytest.mark.parametrize("end", [change_password, change_email, set_password, disable])
def test_a_link_to_a_new_password_ends(house: House, end: Callable[[House], None]) -> None:
    link = reset_link(house)
    assert password_reset.can_reset(house, link, now=NOW)

    end(house)

    assert not password_reset.can_reset(house, link, now=NOW)
    with pytest.raises(InvalidInputError):
        password_reset.reset(house, link, "encore un autre sillon", address="a", now=NOW)


def add_totp(house: House, *, is_confirmed: bool) -> None:
    with house.database.write() as session:
        jeanne = session.scalars(select(User.id)).one()
        confirmed_at = NOW if is_confirmed else None
        sealed = house.vault.encrypt(b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        session.add(Totp(user_id=jeanne, secret=sealed, created_at=NOW, confirmed_at=confirmed_at))


def count_totp(house: House) -> int:
    with house.database.begin() as session:
        return len(session.scalars(select(Totp.user_id)).all())


@pytest.mark.parametrize("end", [change_password, reset_password, set_password])
def test_a_generator_that_nobody_confirmed_goes_with_the_password(
    house: House, end: Callable[[House], None]
) -> None:
    add_totp(house, is_confirmed=False)

    end(house)

    assert count_totp(house) == 0


def test_a_reset_says_that_the_factors_stay(house: House) -> None:
    add_totp(house, is_confirmed=True)

    reset_password(house)

    kind, recipient, told = read_outbox(house)[-1]
    assert (kind, recipient) == ("password_reset_factors", "jeanne@ferme.example")
    assert "restent actives" in " ".join(told.split())
    assert "https://ael.example/securite" in told
    assert count_totp(house) == 1


def test_with_a_second_factor_changes_need_a_recent_proof(house: House) -> None:
    viewer, secret = sign_in(house)
    late = NOW + timedelta(minutes=10, seconds=1)
    credentials.change_username(viewer, house, password=OLD, username="jeanne.a", now=late)
    add_totp(house, is_confirmed=True)

    with pytest.raises(ProofNeededError):
        credentials.change_password(viewer, house, secret, current=OLD, new=NEW, now=late)
    with pytest.raises(ProofNeededError):
        credentials.ask_for_email(viewer, house, password=OLD, email="n@ferme.example", now=late)
    with pytest.raises(ProofNeededError):
        credentials.change_username(viewer, house, password=OLD, username="jeanne.b", now=late)
    in_time = NOW + timedelta(minutes=10)
    credentials.change_username(viewer, house, password=OLD, username="jeanne.b", now=in_time)
