"""Customers with invoices to pay, by the hundred."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from services.billing.booking import book_issued
from services.kernel.viewer import Role, Viewer
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    Invoice,
    MeteringPoint,
    User,
)

INVOICES_EACH = 10


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer and the numbers of their invoices."""

    user_id: int
    customer_id: int
    numbers: tuple[str, ...]

    def viewer(self, database: Database) -> Viewer:
        """Return the customer as who asks."""
        return Viewer(self.user_id, Role.CUSTOMER, f"user {self.user_id}", database)


def add_debtors(database: Database, payments: int, *, now: datetime) -> list[Debtor]:
    """Add as many invoices as there are payments, some to each customer."""
    return [
        _add(database, first, min(INVOICES_EACH, payments - first), now)
        for first in range(0, payments, INVOICES_EACH)
    ]


def _add(database: Database, first: int, count: int, now: datetime) -> Debtor:
    with database.write() as session:
        customer = Customer(reference=f"CH-{first:05d}", name=f"Client {first}")
        user = User(
            username=f"chaos{first}",
            display_name=f"Client {first}",
            password_hash="none",
            role="customer",
            email=f"client{first}@example.org",
        )
        point = MeteringPoint(prm=f"{first:014d}", name=f"Site {first}", town="Dreux", segment="C5")
        session.add_all([customer, user, point])
        session.flush()
        session.add(CustomerAccess(user_id=user.id, customer_id=customer.id))
        contract = Contract(
            customer_id=customer.id,
            metering_point_id=point.id,
            number=f"CH-{first:05d}",
            offer_name="Chaos",
            started_on=(now - timedelta(days=400)).date(),
            direct_debit=False,
        )
        session.add(contract)
        session.flush()
        numbers = tuple(f"CH-{number:06d}" for number in range(first, first + count))
        for number in numbers:
            invoice = Invoice(
                contract_id=contract.id,
                number=number,
                label="Facture",
                issued_on=(now - timedelta(days=20)).date(),
                due_on=(now + timedelta(days=20)).date(),
                period_start=(now - timedelta(days=50)).date(),
                period_end=(now - timedelta(days=20)).date(),
                amount_eur=Decimal(1000 + int(number[3:]) * 7) / 100,
                vat_eur=Decimal(0),
            )
            session.add(invoice)
            session.flush()
            book_issued(session, invoice, customer.id, now=now)
        return Debtor(user.id, customer.id, numbers)
