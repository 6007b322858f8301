"""Credit notes are deducted from the contract's next invoice, which asks for the remainder."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from services.billing.booking import Received, receive
from services.billing.correcting import correct
from services.billing.issuing import Order, issue_month
from services.domain.invoices import InvoiceDetail
from services.exports.invoice_pages.amounts import Demand, claim_of
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.invoice_details import load_detail
from services.storage.ledger import find_unbalanced, load_open_invoices, lock_account
from services.storage.models import Customer, Invoice, MeteringPoint
from tests.conftest import NOW
from tests.services.mail_house import build_house
from tests.services.supplied import Read, add_reading, add_supplies, november
from tests.services.test_correcting import ACTOR, read_again
from tests.services.test_issuing_mail import letters

LATER = NOW + timedelta(days=31)


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with a paid invoice of November, and a credit note of 202.80 € on it."""
    with database.write() as session:
        add_supplies(session, 1, november())
    house = build_house(database)
    issue_month(house, Order(date(2021, 12, 1)), actor=ACTOR, now=NOW)
    with house.database.write() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        lock_account(session, customer_id)
        receive(session, Received(customer_id, NOW.date(), Decimal("5267.80"), "transfer"), now=NOW)
    read_again(house, (17_427, 8_298, 0, 0))
    correct(house, "FR-26-000001", actor=ACTOR, now=NOW)
    return house


def issue_december(house: House) -> InvoiceDetail:
    with house.database.write() as session:
        points = session.scalars(select(MeteringPoint.id)).all()
        read = Read(date(2021, 12, 9), date(2022, 1, 9), (18_427, 8_298, 0, 0))
        add_reading(session, points, read, name="decembre.csv")
    issue_month(house, Order(date(2022, 1, 1)), actor=ACTOR, now=LATER)
    with house.database.begin() as session:
        newest = session.scalars(select(Invoice.id).order_by(Invoice.id.desc())).first()
        assert newest is not None
        return load_detail(session, newest, LATER.date())


def test_the_next_invoice_is_less_the_credit_note(house: House) -> None:
    detail = issue_december(house)

    assert detail.facts is not None
    assert (detail.facts.credited_eur, detail.facts.prepaid_eur) == (
        Decimal("202.80"),
        Decimal(0),
    )
    left = detail.row.amount_eur - Decimal("202.80")
    assert (claim_of(detail).demand, claim_of(detail).amount_eur) == (Demand.PAY, left)
    with house.database.begin() as session:
        owed = load_open_invoices(session, session.scalars(select(Customer.id)).one())
        assert find_unbalanced(session) == []
    # The credit is used up: only what is left of the new invoice is open.
    assert [(one.number, one.remaining_eur) for one in owed] == [(detail.row.number, left)]
    _, subject, body = letters(house)[-1]
    assert "reste à payer" in subject
    assert "Avoirs déduits" in body


def test_the_credit_note_is_deducted_once(house: House) -> None:
    issue_december(house)

    issue_month(house, Order(date(2022, 1, 1)), actor=ACTOR, now=LATER)

    with house.database.begin() as session:
        assert len(session.scalars(select(Invoice.id)).all()) == 3


def test_a_credit_note_names_no_next_invoice_and_an_invoice_the_one_of_the_page(
    house: House,
) -> None:
    with house.database.begin() as session:
        credit_id = session.scalars(select(Invoice.id).where(Invoice.amount_eur < 0)).one()
        credit = load_detail(session, credit_id, LATER.date())

    assert credit.facts is not None
    assert credit.facts.next_invoice_on is None
    # Two invoices 31 days apart: the next one comes 31 days after the last.
    december = issue_december(house)
    assert december.facts is not None
    assert december.facts.next_invoice_on == december.row.issued_on + timedelta(days=31)
