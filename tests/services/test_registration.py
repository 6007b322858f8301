"""Asking for an account: what the e-mail says, what opens, what slows down, what tells nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from services.enrolment import registration, registration_resend
from services.enrolment.registration_forms import Proof
from services.kernel import passwords
from services.kernel.errors import InvalidInputError, NotValidatedError, TooManyAttemptsError
from services.kernel.house import House
from services.sign_in import authentication
from services.sign_in.authentication import Attempt
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    CustomerAccess,
    ImportedFile,
    IndexReadingRow,
    Invoice,
    MeteringPoint,
    OutgoingMail,
    RegistrationRequest,
    User,
)
from tests.conftest import NOW
from tests.services.houses import last_link, read_outbox
from tests.services.registering import (
    DEMAND,
    PASSWORD,
    PERSON,
    PROOF,
    add_user,
    count,
    house_with_customer,
    state_of,
)


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house with one customer, whose contract ended and who has no account."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    return house_with_customer(database)


def sign_in(house: House, password: str = PASSWORD) -> bool:
    attempt = Attempt("paul.loir", password, "192.0.2.8", "Firefox")
    return bool(authentication.sign_in(house, attempt, now=NOW))


def test_the_holder_of_an_ended_contract_gets_a_link_that_opens_the_account(house: House) -> None:
    registration.request(house, DEMAND, now=NOW)

    kind, recipient, said = read_outbox(house)[-1]
    assert (kind, recipient, state_of(house)) == ("registration_sent", "paul@loir.example", "sent")
    assert "Merci de cliquer sur ce lien pour valider votre inscription" in said
    assert count(house, CustomerAccess) == 0
    with pytest.raises(NotValidatedError):
        sign_in(house)

    registration.validate(house, last_link(house), address="192.0.2.7", now=NOW)

    assert sign_in(house)
    assert (count(house, CustomerAccess), state_of(house)) == (1, "accepted")
    told = [mail[:2] for mail in read_outbox(house)]
    assert ("registration_opened", "contact@epicerie.example") in told


def test_an_account_not_validated_looks_like_a_wrong_password(house: House) -> None:
    registration.request(house, DEMAND, now=NOW)

    with pytest.raises(InvalidInputError, match=r"incorrect\. Il reste 4 essais"):
        sign_in(house, "another password")


Change = Callable[[Proof], Proof]


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: replace(proof, reference="FE-700002"),
        lambda proof: replace(proof, prm="70000000000002"),
        lambda proof: replace(proof, amount_eur=Decimal("418.37")),
        lambda proof: replace(proof, amount_eur=Decimal("99.00")),
        lambda proof: replace(proof, prm="", amount_eur=None, index_kwh=0),
        lambda proof: Proof("FE-700001", contract_number="C5-28-000001", index_kwh=0),
    ],
)
def test_what_fits_nothing_is_said_by_e_mail_alone(house: House, change: Change) -> None:
    registration.request(house, replace(DEMAND, proof=change(PROOF)), now=NOW)

    assert read_outbox(house)[-1][:2] == ("registration_unmatched", "paul@loir.example")
    assert (state_of(house), count(house, User)) == ("unmatched", 0)


def test_before_the_first_invoice_the_index_of_the_commissioning_is_the_proof(
    house: House,
) -> None:
    with house.database.write() as session:
        session.query(Invoice).delete()
        point = session.scalars(select(MeteringPoint)).one()
        file = ImportedFile(
            sha256="0" * 64, name="f", kind="r171", imported_at=NOW, imported_by="t", size_bytes=1
        )
        session.add(file)
        session.flush()
        session.add(
            IndexReadingRow(
                metering_point_id=point.id,
                quantity="EA",
                time_class="HPE",
                read_at=datetime(2012, 4, 1, tzinfo=UTC),
                value=12_345_678,
                unit="Wh",
                nature="real",
                import_id=file.id,
            )
        )
    proof = Proof("FE-700001", contract_number="C5-28-000001", index_kwh=12_345)

    registration.request(house, replace(DEMAND, proof=proof), now=NOW)
    assert state_of(house) == "sent"
    wrong = replace(DEMAND, proof=replace(proof, index_kwh=12_346))
    registration.request(house, wrong, now=NOW)
    assert state_of(house) == "unmatched"


@pytest.mark.parametrize(
    ("user", "holds", "expected"),
    [
        (("autre", "paul@loir.example"), "", ("existing", "registration_existing")),
        (("paul.loir", "autre@loir.example"), "", ("existing", "registration_name_taken")),
        (("autre", "a@loir.example"), "FE-700001", ("to_examine", "registration_to_examine")),
        (("autre", "autre@loir.example"), "", ("sent", "registration_sent")),
    ],
)
def test_who_is_known_already_decides(
    house: House, user: tuple[str, str], holds: str, expected: tuple[str, str]
) -> None:
    add_user(house, *user, holds=holds)

    registration.request(house, DEMAND, now=NOW)

    assert (state_of(house), read_outbox(house)[-1][0]) == expected


def test_the_address_on_file_of_a_customer_with_an_account_has_one(house: House) -> None:
    add_user(house, "autre", "autre@loir.example", holds="FE-700001")
    person = replace(PERSON, email="contact@epicerie.example")

    registration.request(house, replace(DEMAND, person=person), now=NOW)

    assert state_of(house) == "existing"


def test_a_demand_to_examine_opens_only_once_the_agency_has_said_so(house: House) -> None:
    add_user(house, "autre", "autre@loir.example", holds="FE-700001")
    number = registration.request(house, DEMAND, now=NOW)
    with pytest.raises(NotValidatedError):
        sign_in(house)

    with house.database.write() as session:
        registration.accept(session, house, number, now=NOW)
    registration.validate(house, last_link(house), address="192.0.2.7", now=NOW)

    assert sign_in(house)
    with house.database.write() as session, pytest.raises(InvalidInputError):
        registration.accept(session, house, number, now=NOW)


def test_what_the_agency_accepts_is_told_to_the_address_on_file(house: House) -> None:
    add_user(house, "autre", "autre@loir.example", holds="FE-700001")
    number = registration.request(house, DEMAND, now=NOW)

    with house.database.write() as session:
        registration.accept(session, house, number, now=NOW)

    kind, recipient, said = read_outbox(house)[-2]
    assert (kind, recipient) == ("registration_accepted", "contact@epicerie.example")
    assert "FE-700001" in said
    assert "jeton=" not in said


def test_an_accepted_demand_outlives_the_next_stranger_s(house: House) -> None:
    add_user(house, "autre", "autre@loir.example", holds="FE-700001")
    number = registration.request(house, DEMAND, now=NOW)
    accepted = NOW + timedelta(hours=30)
    with house.database.write() as session:
        registration.accept(session, house, number, now=accepted)
    link = last_link(house)
    stranger = replace(DEMAND, proof=replace(PROOF, reference="FE-799999"))

    registration.request(house, stranger, now=accepted + timedelta(hours=23))

    registration.validate(house, link, address="a", now=accepted + timedelta(hours=23, minutes=59))
    assert sign_in(house)


def test_a_link_sent_again_lives_its_day(house: House) -> None:
    number = registration.request(house, DEMAND, now=NOW)
    again = NOW + timedelta(hours=23)
    registration_resend.resend(house, number, address="a", now=again)
    link = last_link(house)
    stranger = replace(DEMAND, proof=replace(PROOF, reference="FE-799999"))

    for hours in (2, 23):
        registration.request(house, stranger, now=again + timedelta(hours=hours))
    assert registration.can_validate(house, link, now=again + timedelta(hours=23))
    registration.request(house, stranger, now=again + timedelta(hours=25))

    assert count(house, User) == 0


def test_a_password_that_would_be_guessed_writes_nothing(house: House) -> None:
    guessed = replace(PERSON, password="paul.loir.700001")

    with pytest.raises(InvalidInputError) as error:
        registration.request(house, replace(DEMAND, person=guessed), now=NOW)

    assert (error.value.field, count(house, RegistrationRequest)) == ("password", 0)


def test_every_demand_writes_as_much_whatever_its_truth(house: House) -> None:
    add_user(house, "autre", "taken@loir.example")
    wrong = replace(PROOF, reference="FE-799999")
    taken = replace(PERSON, email="taken@loir.example")
    for demand in (DEMAND, replace(DEMAND, proof=wrong), replace(DEMAND, person=taken)):
        before = [count(house, t) for t in (RegistrationRequest, OutgoingMail, AuditEvent)]
        registration.request(house, demand, now=NOW)
        after = [count(house, t) for t in (RegistrationRequest, OutgoingMail, AuditEvent)]
        assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1]


def test_a_link_opens_once_within_a_day(house: House) -> None:
    registration.request(house, DEMAND, now=NOW)
    link = last_link(house)

    for secret, late in (("x" * 43, 0), (link, 24)):
        with pytest.raises(InvalidInputError):
            registration.validate(house, secret, address="a", now=NOW + timedelta(hours=late))
    assert registration.can_validate(house, link, now=NOW)
    registration.validate(house, link, address="a", now=NOW)
    assert not registration.can_validate(house, link, now=NOW)
    with pytest.raises(InvalidInputError):
        registration.validate(house, link, address="a", now=NOW)


def test_a_newer_demand_takes_the_place_of_the_one_that_waits(house: House) -> None:
    registration.request(house, DEMAND, now=NOW)
    first = last_link(house)
    registration.request(house, DEMAND, now=NOW)

    assert (state_of(house), count(house, User)) == ("sent", 1)
    assert not registration.can_validate(house, first, now=NOW)
    assert registration.can_validate(house, last_link(house), now=NOW)


def test_the_e_mail_comes_again_after_a_minute_with_a_new_link(house: House) -> None:
    number = registration.request(house, DEMAND, now=NOW)
    first = last_link(house)
    with pytest.raises(TooManyAttemptsError):
        registration_resend.resend(house, number, address="a", now=NOW + timedelta(seconds=59))

    registration_resend.resend(house, number, address="a", now=NOW + timedelta(seconds=60))

    later = NOW + timedelta(seconds=60)
    assert len(read_outbox(house)) == 2
    assert not registration.can_validate(house, first, now=later)
    registration.validate(house, last_link(house), address="a", now=later)


def test_an_answer_that_opens_nothing_comes_again_just_so(house: House) -> None:
    wrong = replace(DEMAND, proof=replace(PROOF, amount_eur=Decimal("1.00")))
    number = registration.request(house, wrong, now=NOW)

    registration_resend.resend(house, number, address="a", now=NOW + timedelta(minutes=2))

    assert [mail[0] for mail in read_outbox(house)] == ["registration_unmatched"] * 2
