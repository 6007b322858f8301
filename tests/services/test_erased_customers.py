"""An erased customer stays erased: demands of before end, no proof opens an account again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.enrolment import registration
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.viewer import Role
from services.office import customer_search
from services.privacy import erasure
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    OutgoingMail,
    RegistrationRequest,
    User,
)
from tests.conftest import NOW
from tests.services.houses import last_link
from tests.services.registering import (
    DEMAND,
    PERSON,
    add_user,
    count,
    house_with_customer,
    state_of,
)
from tests.services.viewers import add_viewer

REFERENCE = "FE-700001"
LATER = NOW + timedelta(minutes=30)
OTHER = replace(DEMAND, person=replace(PERSON, username="un.autre", email="un@autre.example"))


@pytest.fixture
def house(database: Database) -> House:
    return house_with_customer(database)


def test_erasing_ends_a_demand_whose_link_was_sent(house: House) -> None:
    registration.request(house, DEMAND, now=NOW)
    secret = last_link(house)
    plan = erasure.erase(house, REFERENCE, now=NOW)

    assert (plan.accounts, plan.waiting) == ((), ("paul.loir",))
    assert [count(house, table) for table in (User, RegistrationRequest, OutgoingMail)] == [0, 0, 0]
    with pytest.raises(InvalidInputError):
        registration.validate(house, secret, address="192.0.2.7", now=NOW)
    assert count(house, CustomerAccess) == 0


def test_erasing_ends_a_demand_that_the_agency_examines(house: House) -> None:
    add_user(house, "chantal", "chantal@epicerie.example", holds=REFERENCE)
    registration.request(house, DEMAND, now=NOW)
    assert state_of(house) == "to_examine"

    plan = erasure.erase(house, REFERENCE, now=NOW)
    assert (plan.accounts, plan.waiting) == (("chantal",), ("paul.loir",))
    with house.database.begin() as session:
        assert session.scalars(select(User.is_active)).all() == [False]
    assert count(house, RegistrationRequest) == 0


def test_the_plan_names_who_waits_and_ends_nothing(house: House) -> None:
    registration.request(house, DEMAND, now=NOW)
    plan = erasure.plan_erasure(house, REFERENCE, now=NOW)

    assert any("paul.loir" in sentence for sentence in plan.sentences())
    assert (state_of(house), count(house, User)) == ("sent", 1)


def test_the_proof_of_an_erased_customer_fits_nothing(house: House) -> None:
    erasure.erase(house, REFERENCE, now=NOW)
    registration.request(house, DEMAND, now=LATER)

    assert (state_of(house), count(house, User)) == ("unmatched", 0)


def test_nor_does_it_wait_for_the_agency(house: House) -> None:
    add_user(house, "chantal", "chantal@epicerie.example", holds=REFERENCE)
    erasure.erase(house, REFERENCE, now=NOW)
    registration.request(house, OTHER, now=LATER)

    assert state_of(house) == "unmatched"


def test_a_contract_signed_after_the_erasure_opens_an_account(house: House) -> None:
    erasure.erase(house, REFERENCE, now=NOW)
    with house.database.write() as session:
        contract = session.scalars(select(Contract)).one()
        contract.started_on, contract.ended_on = (NOW + timedelta(days=40)).date(), None
    registration.request(house, DEMAND, now=NOW + timedelta(days=60))

    assert state_of(house) == "sent"


def test_a_second_plan_does_not_name_the_empty_shell(house: House) -> None:
    add_user(house, "chantal", "chantal@epicerie.example", holds=REFERENCE)
    erasure.erase(house, REFERENCE, now=NOW)

    assert erasure.plan_erasure(house, REFERENCE, now=LATER).accounts == ()


def test_the_agency_reads_that_nobody_signs_in_for_an_erased_customer(
    house: House, database: Database
) -> None:
    add_user(house, "chantal", "chantal@epicerie.example", holds=REFERENCE)
    agent = replace(add_viewer(database, "agathe"), role=Role.AGENT)
    (before,) = customer_search.search(agent, typed=REFERENCE, now=NOW).customers
    erasure.erase(house, REFERENCE, now=NOW)
    (after,) = customer_search.search(agent, typed=REFERENCE, now=LATER).customers

    assert (before.has_account, after.has_account) == (True, False)


def test_other_customers_are_left_alone(house: House) -> None:
    with house.database.write() as session:
        other = Customer(reference="FE-700002", name="Autre")
        session.add(other)
        session.flush()
        session.add(
            Contract(
                number="C5-28-000002",
                customer_id=other.id,
                metering_point_id=session.scalars(select(Contract.metering_point_id)).one(),
                offer_name="Tarif",
                started_on=date(2010, 1, 1),
                ended_on=date(2011, 1, 1),
            )
        )
    registration.request(house, DEMAND, now=NOW)
    erasure.erase(house, "FE-700002", now=NOW)

    assert (state_of(house), count(house, User)) == ("sent", 1)


def test_the_plan_says_what_there_is(house: House) -> None:
    said = erasure.plan_erasure(house, REFERENCE, now=NOW).sentences()
    long_after = erasure.plan_erasure(house, REFERENCE, now=NOW.replace(year=2031)).sentences()

    assert any(s.endswith("rien à supprimer") for s in said)
    assert not any("0 lignes" in s for s in said)
    assert any(s.startswith("Factures de plus de dix ans") for s in long_after)
