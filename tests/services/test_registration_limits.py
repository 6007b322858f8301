"""How often an account may be asked for, the same whatever the truth."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from services import registration
from services.kernel import passwords
from services.kernel.errors import TooManyAttemptsError
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.models import User
from tests.conftest import NOW
from tests.services.houses import read_outbox
from tests.services.registering import DEMAND, PROOF, add_user, house_with_customer, state_of


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house with one customer, whose contract ended and who has no account."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    return house_with_customer(database)


def wrong_demand(house: House, now: datetime) -> None:
    proof = replace(PROOF, amount_eur=Decimal("1.00"))
    registration.request(house, replace(DEMAND, proof=proof), now=now)


def test_a_reference_rests_longer_and_longer_then_for_a_day(house: House) -> None:
    add_user(house, "hugo", "h@terralis.example")
    with house.database.write() as session:
        session.scalars(select(User)).one().role = "supervisor"
    now = NOW
    for minutes in (0, 0, 1, 5, 15):
        if minutes:
            with pytest.raises(TooManyAttemptsError):
                wrong_demand(house, now + timedelta(minutes=minutes, seconds=-1))
        now += timedelta(minutes=minutes)
        wrong_demand(house, now)

    with pytest.raises(TooManyAttemptsError) as error:
        registration.request(house, DEMAND, now=now + timedelta(hours=24, seconds=-1))
    assert error.value.retry_after_s == 2
    assert [m[:2] for m in read_outbox(house) if m[0] == "registration_locked"] == [
        ("registration_locked", "h@terralis.example")
    ]
    registration.request(house, DEMAND, now=now + timedelta(hours=24))
    assert state_of(house) == "sent"


def test_a_right_answer_slows_a_reference_as_much_as_a_wrong_one(house: House) -> None:
    for proof in (PROOF, replace(PROOF, reference="FE-799999")):
        for _ in range(2):
            registration.request(house, replace(DEMAND, proof=proof), now=NOW)
        with pytest.raises(TooManyAttemptsError) as error:
            registration.request(house, replace(DEMAND, proof=proof), now=NOW)
        assert error.value.retry_after_s == 61


def test_an_internet_address_has_its_limit(house: House) -> None:
    for number in range(20):
        proof = replace(PROOF, reference=f"FE-6{number:05}")
        registration.request(house, replace(DEMAND, proof=proof), now=NOW)

    with pytest.raises(TooManyAttemptsError):
        registration.request(house, DEMAND, now=NOW)
    registration.request(house, replace(DEMAND, address="192.0.2.9"), now=NOW)
