"""How often an account may be asked for, the same whatever the truth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from services.enrolment import registration, registration_resend
from services.kernel import passwords
from services.kernel.errors import TooManyAttemptsError
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.models import AuditEvent, RegistrationRequest, User
from tests.conftest import NOW
from tests.services.houses import read_outbox
from tests.services.registering import DEMAND, PROOF, add_user, count, house_with_customer, state_of


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


def stranger_demand(house: House, email: str, now: datetime, reference: str) -> int:
    proof = replace(PROOF, reference=reference)
    person = replace(DEMAND.person, email=email)
    return registration.request(house, replace(DEMAND, proof=proof, person=person), now=now)


def test_nobody_is_flooded_and_who_asks_is_not_told(house: House) -> None:
    add_user(house, "victime", "victime@loir.example")
    before = [count(house, table) for table in (RegistrationRequest, AuditEvent)]
    for turn in range(5):
        stranger_demand(house, "victime@loir.example", NOW, f"FE-80000{turn}")

    assert [mail[1] for mail in read_outbox(house)] == ["victime@loir.example"] * 3
    after = [count(house, table) for table in (RegistrationRequest, AuditEvent)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [5, 5]
    stranger_demand(house, "victime+1@loir.example", NOW, "FE-800010")
    assert len(read_outbox(house)) == 3
    stranger_demand(house, "autre@loir.example", NOW, "FE-800011")
    assert len(read_outbox(house)) == 4


def test_an_address_gets_ten_answers_a_day(house: House) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    for turn in range(12):
        now = midnight + timedelta(hours=turn)
        stranger_demand(house, "victime@loir.example", now, f"FE-8000{turn:02}")

    assert len(read_outbox(house)) == 10
    stranger_demand(house, "victime@loir.example", midnight + timedelta(hours=24), "FE-800099")
    assert len(read_outbox(house)) == 11


def test_sending_again_counts_for_the_address_too(house: House) -> None:
    number = stranger_demand(house, "victime@loir.example", NOW, "FE-800001")
    for minutes in (1, 2, 3, 4):
        registration_resend.resend(house, number, address="a", now=NOW + timedelta(minutes=minutes))

    assert len(read_outbox(house)) == 3


def test_a_refused_click_is_none_of_the_five(house: House) -> None:
    number = registration.request(house, DEMAND, now=NOW)
    for second in range(50):
        with pytest.raises(TooManyAttemptsError) as refused:
            registration_resend.resend(
                house, number, address=f"198.51.100.{second}", now=NOW + timedelta(seconds=second)
            )
        assert refused.value.message.endswith("à partir de 10:31:00.")
        assert refused.value.retry_after_s == 60 - second
    assert registration_resend.resend_from(house, number) == NOW + timedelta(seconds=60)

    for minute in range(1, 6):
        later = NOW + timedelta(minutes=minute)
        registration_resend.resend(house, number, address="a", now=later)
    with pytest.raises(TooManyAttemptsError, match="plusieurs fois aujourd’hui"):
        registration_resend.resend(house, number, address="a", now=NOW + timedelta(minutes=6))


def test_the_time_to_wait_is_never_too_short(house: House) -> None:
    moment = NOW + timedelta(seconds=60, microseconds=1)

    assert registration_resend.clock_time(moment) == "10:31:01"
    assert registration_resend.resend_from(house, 99) is None


def test_strangers_do_not_use_up_what_the_holder_is_sent(house: House) -> None:
    for turn in range(4):
        stranger_demand(house, DEMAND.person.email, NOW, f"FE-80000{turn}")

    registration.request(house, DEMAND, now=NOW)

    assert [mail[0] for mail in read_outbox(house)] == [
        *["registration_unmatched"] * 3,
        "registration_sent",
    ]
