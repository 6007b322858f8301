"""Whatever is issued, corrected and paid, the ledger and the invoices say the same."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from services.billing.booking import Received, receive
from services.billing.correcting import correct
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.ledger import find_unbalanced, load_customer_balance, lock_account
from services.storage.migrate import upgrade
from services.storage.models import (
    Customer,
    EnergyReadingRow,
    Invoice,
    InvoiceLine,
    InvoiceVat,
    Payment,
)
from tests.conftest import NOW
from tests.databases import Databases
from tests.services.issued import ACTOR, issue
from tests.services.mail_house import build_house
from tests.services.supplied import add_supplies, november

KWH = st.integers(0, 60_000)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), KWH, KWH),
        st.tuples(st.just("pay"), st.integers(1, 900_000), st.just(0)),
    ),
    max_size=5,
)


@pytest.fixture
def new_house(databases: Databases) -> Callable[[], House]:
    """Return what makes a house with one contract billed for November 2021."""

    def make() -> House:
        database = Database(databases.copy("empty", upgrade))
        with database.write() as session:
            add_supplies(session, 1, november())
        house = build_house(database)
        issue(house)
        return house

    return make


@given(steps=STEPS)
@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_balance_is_the_invoices_less_the_payments(
    new_house: Callable[[], House], steps: list[tuple[str, int, int]]
) -> None:
    house = new_house()
    for kind, first, second in steps:
        (_read if kind == "read" else _pay)(house, first, second)

    with house.database.begin() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        invoices = session.scalars(select(Invoice)).all()
        paid = sum(session.scalars(select(Payment.amount_eur)).all(), Decimal(0))
        balance = load_customer_balance(session, customer_id)
        assert find_unbalanced(session) == []
        for invoice in invoices:
            lines, vat = (
                session.scalar(select(func.sum(column)).where(key == invoice.id))
                for column, key in (
                    (InvoiceLine.amount_eur, InvoiceLine.invoice_id),
                    (InvoiceVat.vat_eur, InvoiceVat.invoice_id),
                )
            )
            assert (lines, vat) == (invoice.total_ht_eur, invoice.vat_eur)
    assert balance == sum(invoice.amount_eur for invoice in invoices) - paid
    assert isinstance(house.database, Database)
    house.database.dispose()


def _read(house: House, hph_kwh: int, hch_kwh: int) -> None:
    with house.database.write() as session:
        for name, kwh in (("HPH", hph_kwh), ("HCH", hch_kwh)):
            session.execute(
                update(EnergyReadingRow)
                .where(EnergyReadingRow.time_class == name)
                .values(energy_kwh=Decimal(kwh))
            )
    correct(house, "FR-26-000001", actor=ACTOR, now=NOW)
    assert correct(house, "FR-26-000001", actor=ACTOR, now=NOW) is None


def _pay(house: House, cents: int, _: int) -> None:
    with house.database.write() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        lock_account(session, customer_id)
        money = Received(customer_id, NOW.date(), Decimal(cents).scaleb(-2), "transfer")
        receive(session, money, now=NOW)
