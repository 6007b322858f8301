"""On direct debit, what the debit did not bring may be paid by card."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.billing.booking import Received, receive, send_back
from services.kernel.errors import InvalidInputError
from services.kernel.viewer import Viewer
from services.payments.choice import load_choice
from services.storage.engine import Database
from services.storage.ledger import lock_account
from services.storage.models import Contract, Invoice
from tests.conftest import NOW
from tests.services.payment_house import TODAY, ToldBank, add_debtor, pay


@pytest.fixture
def viewer(database: Database) -> Viewer:
    """Return somebody on direct debit who owes 120.50 € tomorrow and 80 € the day after."""
    viewer = add_debtor(database, "120.50", "80.00")
    with database.write() as session:
        session.execute(update(Contract).values(direct_debit=True))
    return viewer


def offered(viewer: Viewer, days: int = 0) -> list[str]:
    shown = load_choice(viewer, today=TODAY + timedelta(days=days))
    return [invoice.number for invoice in shown.invoices]


def test_what_will_be_debited_is_not_offered(database: Database, viewer: Viewer) -> None:
    assert offered(viewer) == []
    assert load_choice(viewer, today=TODAY).direct_debits == 1
    with pytest.raises(InvalidInputError):
        pay(database, viewer, ToldBank(), "FR-1")


def test_what_is_late_is_offered_and_may_be_paid(database: Database, viewer: Viewer) -> None:
    assert offered(viewer, days=1) == []
    assert offered(viewer, days=2) == ["FR-1"]
    # Nothing is said to be settled of a contract on which something is late.
    shown = load_choice(viewer, today=TODAY + timedelta(days=2))
    assert (shown.direct_debits, shown.settled) == (0, None)

    assert pay(database, viewer, ToldBank(), "FR-1", now=NOW + timedelta(days=2))


def test_a_debit_that_came_back_is_offered_at_once(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        customer_id = session.scalars(
            select(Contract.customer_id).join(Invoice).where(Invoice.number == "FR-2")
        ).one()
        lock_account(session, customer_id)
        amount = session.scalars(select(Invoice.amount_eur).where(Invoice.number == "FR-2")).one()
        money = Received(customer_id, TODAY, amount, "direct_debit")
        payment = receive(session, money, now=NOW, numbers=["FR-2"])
        send_back(session, payment, incident="rejected", happened_on=TODAY, now=NOW)

    assert offered(viewer) == ["FR-2"]
