"""Whose curve the import leaves out: the present holder's newest answer decides."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.domain.consents import Purpose
from services.storage.consents import add_answer, find_points_without_curve
from services.storage.engine import Database
from services.storage.models import Contract, Customer, MeteringPoint
from tests.conftest import NOW
from tests.services.viewers import add_viewer, point_of


@pytest.fixture
def point(database: Database) -> int:
    """Return the metering point of a natural person's contract since 2010."""
    add_viewer(database, "jeanne", "C-1")
    with database.write() as session:
        session.execute(update(MeteringPoint).values(segment="C5"))
        return point_of(session, "C-1")


def holder(session: Session, reference: str) -> Customer:
    return session.scalars(select(Customer).where(Customer.reference == reference)).one()


def say(
    session: Session, reference: str, *, is_granted: bool, purpose: Purpose = Purpose.FINE_CURVE,
    minutes: int = 0,
) -> None:  # fmt: skip
    customer = holder(session, reference)
    moment = NOW + timedelta(minutes=minutes)
    add_answer(
        session,
        customer.id,
        purpose,
        is_granted=is_granted,
        by="t",
        text_version="1",
        now=moment,
    )


def is_withheld(database: Database, point: int) -> bool:
    with database.begin() as session:
        found = find_points_without_curve(session, {point})
    assert found <= {point}
    return bool(found)


def add_next_holder(session: Session, point: int, *, started_on: date) -> None:
    customer = Customer(reference="FE-next", name="Suivant")
    contract = Contract(
        number="C-2",
        customer=customer,
        metering_point_id=point,
        offer_name="Essai",
        started_on=started_on,
    )
    session.add_all([customer, contract])


def test_without_an_answer_a_natural_person_s_is(database: Database, point: int) -> None:
    assert is_withheld(database, point)
    with database.write() as session:
        session.execute(update(MeteringPoint).values(segment="C4"))
    assert not is_withheld(database, point)


def test_the_newest_answer_to_the_fine_curve_counts(database: Database, point: int) -> None:
    with database.write() as session:
        say(session, "FE-jeanne", is_granted=True, purpose=Purpose.DAILY_CURVE)
    assert is_withheld(database, point), "the day's energy is another question"
    with database.write() as session:
        say(session, "FE-jeanne", is_granted=True, minutes=2)
        say(session, "FE-jeanne", is_granted=False, minutes=1)
    assert not is_withheld(database, point)
    with database.write() as session:
        say(session, "FE-jeanne", is_granted=False, minutes=3)
    assert is_withheld(database, point)


def test_the_holder_of_the_last_contract_decides(database: Database, point: int) -> None:
    with database.write() as session:
        say(session, "FE-jeanne", is_granted=True)
        add_next_holder(session, point, started_on=date(2024, 1, 1))
    assert is_withheld(database, point), "the former holder's consent ended with the contract"
    with database.write() as session:
        say(session, "FE-next", is_granted=True)
        say(session, "FE-jeanne", is_granted=False, minutes=1)
    assert not is_withheld(database, point)


def test_a_contract_entered_later_that_began_before_is_not_the_last(
    database: Database, point: int
) -> None:
    with database.write() as session:
        say(session, "FE-jeanne", is_granted=True)
        add_next_holder(session, point, started_on=date(2005, 1, 1))

    assert not is_withheld(database, point)


def test_of_two_that_began_on_one_day_the_later_entry_counts(
    database: Database, point: int
) -> None:
    with database.write() as session:
        say(session, "FE-jeanne", is_granted=True)
        add_next_holder(session, point, started_on=date(2010, 1, 1))

    assert is_withheld(database, point)


def test_the_demonstration_is_shown_until_it_is_withdrawn(database: Database, point: int) -> None:
    with database.write() as session:
        holder(session, "FE-jeanne").is_demo = True
    assert not is_withheld(database, point)
    with database.write() as session:
        say(session, "FE-jeanne", is_granted=False)
    assert is_withheld(database, point)


def test_only_what_is_asked_is_answered(database: Database, point: int) -> None:
    add_viewer(database, "paul", "C-9")
    with database.write() as session:
        session.execute(update(MeteringPoint).values(segment="C5"))
        other = point_of(session, "C-9")
        nobody_s = MeteringPoint(prm="99999999999900", name="Sans contrat", segment="C5")
        session.add(nobody_s)
        session.flush()
        alone = nobody_s.id
    with database.begin() as session:
        assert find_points_without_curve(session, {other}) == frozenset({other})
        assert find_points_without_curve(session, {alone}) == frozenset()
        assert find_points_without_curve(session, ()) == frozenset()
