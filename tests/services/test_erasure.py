"""Erasing a customer: what the law lets go goes, the accounting stays."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.privacy import erasure, personal_data
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    Contract,
    Customer,
    CustomerAccess,
    Invoice,
    OutgoingMail,
    User,
)
from services.trail import audit_check
from tests.conftest import NOW
from tests.services.keyed_house import house_of
from tests.services.metering import dump
from tests.services.viewers import add_viewer

REFERENCE = "FE-jeanne"


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with one customer whose contract ended, and her demand for erasure."""
    viewer = add_viewer(database, "jeanne", "C-1")
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=date(2020, 6, 30)))
        session.execute(update(User).values(email="jeanne@ferme.example"))
        customer = customer_of(session)
        customer.telephone, customer.email = "0261910417", "jeanne@ferme.example"
        customer.address = "1 chemin des Closeaux"
        contract = session.scalars(select(Contract)).one()
        session.add(invoice(contract.id, date(2020, 7, 10)))
    made = house_of(database)
    personal_data.request_erasure(replace(viewer, elevated_at=NOW), house=made, now=NOW)
    return made


def invoice(contract_id: int, issued_on: date) -> Invoice:
    return Invoice(
        contract_id=contract_id,
        number="F-1",
        label="Facture",
        issued_on=issued_on,
        due_on=issued_on,
        period_start=issued_on,
        period_end=issued_on,
        amount_eur=Decimal("123.45"),
    )


def customer_of(session: Session) -> Customer:
    return session.scalars(select(Customer).where(Customer.reference == REFERENCE)).one()


def test_the_plan_changes_nothing(database: Database, house: House) -> None:
    before = dump(database)
    plan = erasure.plan_erasure(house, REFERENCE, now=NOW)

    assert (plan.accounts, plan.invoices, plan.keeps_name) == (("jeanne",), 1, True)
    assert dump(database) == before


def test_the_account_goes_and_the_invoice_stays(database: Database, house: House) -> None:
    erasure.erase(house, REFERENCE, now=NOW)
    with database.begin() as session:
        user = session.scalars(select(User)).one()
        customer = customer_of(session)
        amounts = session.scalars(select(Invoice.amount_eur)).all()
        kinds = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)).all()
        mails = session.scalars(select(OutgoingMail.kind)).all()

    assert (user.username, user.email, user.is_active) == (f"efface-{user.id}", "", False)
    assert (customer.telephone, customer.email) == ("", "")
    assert (customer.name, customer.address) == ("Ferme de jeanne", "1 chemin des Closeaux")
    assert amounts == [Decimal("123.45")]
    assert kinds == ["personal_data.erasure_asked", "erasure.done"]
    assert mails == ["erasure_done"]
    assert audit_check.verify(database).broken_at is None


def test_the_demand_is_answered(database: Database, house: House) -> None:
    erasure.erase(house, REFERENCE, now=NOW)
    with database.begin() as session:
        user = session.scalars(select(User)).one()
    viewer = replace(add_viewer(database, "paul"), user_id=user.id)

    (state,) = personal_data.load_overview(viewer, now=NOW).erasures
    assert state.state == "done"
    assert "loi" in state.answer


def test_the_name_goes_with_the_last_recent_invoice(database: Database, house: House) -> None:
    with database.write() as session:
        day = date(2015, 7, 10)
        session.execute(update(Invoice).values(issued_on=day, due_on=day))
    plan = erasure.erase(house, REFERENCE, now=NOW)

    assert not plan.keeps_name
    with database.begin() as session:
        customer = customer_of(session)
    assert (customer.name, customer.address) == ("Client effacé", "")


def test_somebody_with_another_customer_keeps_the_account(database: Database, house: House) -> None:
    with database.write() as session:
        other = Customer(reference="FE-other", name="Autre")
        session.add(other)
        session.flush()
        user = session.scalars(select(User)).one()
        session.add(CustomerAccess(user_id=user.id, customer_id=other.id))
    plan = erasure.erase(house, REFERENCE, now=NOW)

    assert plan.accounts == ()
    with database.begin() as session:
        assert session.scalars(select(User.username)).all() == ["jeanne"]


def test_a_running_contract_holds_everything(database: Database, house: House) -> None:
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=None))
    before = dump(database)
    with pytest.raises(InvalidInputError):
        erasure.erase(house, REFERENCE, now=NOW)
    with pytest.raises(NotFoundError):
        erasure.erase(house, "FE-nobody", now=NOW)

    assert dump(database) == before
