"""Signing in with the e-mail address where the user name is forgotten."""

import pytest
from argon2 import PasswordHasher

from services.kernel import passwords
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.sign_in import password_reset
from services.sign_in.authentication import Attempt, sign_in
from services.storage.engine import Database
from services.storage.models import User
from tests.app.statements import counting
from tests.conftest import NOW
from tests.services.houses import house_on, read_outbox

RIGHT, ADDRESS = "vingt sillons bruns", "jeanne@ferme.example"
LONG = f"{'a' * 60}@ferme-du-grand-closeaux.example"


def add(
    house: House, name: str, email: str, *, is_open: bool = True, is_known: bool = True
) -> None:
    with house.database.write() as session:
        session.add(
            User(
                username=name,
                display_name=name.capitalize(),
                email=email,
                password_hash=passwords.hash_password(RIGHT),
                role="customer",
                is_active=is_open,
                validated_at=NOW if is_known else None,
            )
        )


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    made = house_on(database)
    add(made, "jeanne", ADDRESS)
    add(made, "sans.adresse", "")
    return made


def arrive(house: House, who: str, password: str = RIGHT) -> str:
    attempt = Attempt(who, password, "192.0.2.1", "Firefox")
    return sign_in(house, attempt, now=NOW).viewer.display_name


@pytest.mark.parametrize("who", ["jeanne", ADDRESS, " JEANNE@Ferme.Example "])
def test_the_name_and_the_address_open_the_same(house: House, who: str) -> None:
    assert arrive(house, who) == "Jeanne"


def test_an_address_longer_than_a_name_opens_too(house: House) -> None:
    add(house, "longue", LONG)

    assert arrive(house, LONG) == "Longue"


@pytest.mark.parametrize(
    "other", [{"is_open": True}, {"is_open": False, "is_known": True}, {"is_known": False}]
)
def test_an_address_counts_where_one_open_account_has_it(
    house: House, other: dict[str, bool]
) -> None:
    add(house, "autre", ADDRESS, **other)
    if other == {"is_open": True}:
        with pytest.raises(InvalidInputError):
            arrive(house, ADDRESS)
        assert arrive(house, "jeanne") == "Jeanne"
    else:
        assert arrive(house, ADDRESS) == "Jeanne"


def test_somebody_elses_name_goes_before_an_address(house: House) -> None:
    add(house, ADDRESS, "ailleurs@ferme.example")

    assert arrive(house, ADDRESS) == ADDRESS.capitalize()


def test_the_tries_are_counted_for_the_account_however_it_is_named(house: House) -> None:
    for who in ("jeanne", ADDRESS, "jeanne", ADDRESS, "JEANNE"):
        with pytest.raises(InvalidInputError):
            arrive(house, who, "wrong")
    for who in ("jeanne", ADDRESS):
        with pytest.raises(TooManyAttemptsError):
            arrive(house, who)


def test_the_right_password_forgives_the_wrong_ones(house: House) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(InvalidInputError):
                arrive(house, ADDRESS, "wrong")
        assert arrive(house, ADDRESS) == "Jeanne"


def test_known_and_unknown_addresses_cost_the_same_statements(
    house: House, database: Database
) -> None:
    sent = []
    for who in (ADDRESS, "nobody@ferme.example", "jeanne", "nobody"):
        with counting(database.engine) as statements, pytest.raises(InvalidInputError) as said:
            arrive(house, who, "wrong")
        sent.append((len(statements), str(said.value).partition(".")[0]))

    assert len(set(sent)) == 1, sent


@pytest.mark.parametrize("who", ["jeanne", ADDRESS])
def test_the_mail_of_a_forgotten_password_says_the_name(house: House, who: str) -> None:
    password_reset.request(house, who, address="192.0.2.1", now=NOW)

    ((kind, recipient, said),) = read_outbox(house)
    assert (kind, recipient) == ("password_reset", ADDRESS)
    assert "Votre nom d’utilisateur est jeanne." in said
