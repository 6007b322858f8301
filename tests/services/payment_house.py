"""A customer with invoices due, and a bank that says what a test wants."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from services.billing.booking import book_issued
from services.gateways.payment.interface import (
    Order,
    PaymentEvent,
    PaymentStatus,
    ProviderUnavailableError,
    Redirect,
)
from services.kernel.viewer import Viewer
from services.payments.attempts import Bank, Wish, start
from services.storage.engine import Database
from services.storage.models import Contract, Invoice, User
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.viewers import add_viewer

TODAY = NOW.date()
STATUSES = {"paid": PaymentStatus.AUTHORISED, "captured": PaymentStatus.CAPTURED}


@dataclass
class ToldBank:
    """A provider that is told what to say."""

    orders: list[Order] = field(default_factory=list)
    events: list[PaymentEvent] = field(default_factory=list)
    is_down: bool = False
    is_test: bool = True

    def start(self, order: Order) -> Redirect:
        self.orders.append(order)
        return Redirect("https://banque.example/", "POST", {"order": order.reference})

    def parse_notification(self, body: bytes, headers: object) -> tuple[PaymentEvent, ...]:
        raise NotImplementedError

    def fetch(self, order_reference: str) -> PaymentEvent | None:
        return next(iter(self.fetch_all(order_reference)), None)

    def fetch_all(self, order_reference: str) -> tuple[PaymentEvent, ...]:
        if self.is_down:
            raise ProviderUnavailableError
        return tuple(e for e in self.events if e.order_reference == order_reference)


def event(
    reference: str,
    status: PaymentStatus,
    amount: str,
    *,
    transaction: str = "uuid-1",
    is_unknown: bool = False,
    at: datetime = NOW,
) -> PaymentEvent:
    """Return what the bank says of an order."""
    return PaymentEvent(
        order_reference=reference,
        provider_transaction=transaction,
        status=status,
        raw_status=status.value.upper(),
        amount_eur=Decimal(amount),
        currency="978",
        mode="TEST",
        site_id="12345678",
        at=at,
        source="PAY",
        is_unknown=is_unknown,
    )


def add_debtor(database: Database, *amounts: str, username: str = "voisin") -> Viewer:
    """Add a viewer with one contract and an invoice of each amount, from FR-1 on."""
    contract_number = f"C5-00{len(username)}"
    viewer = add_viewer(database, username, contract_number)
    with database.write() as session:
        contract = session.scalars(select(Contract).where(Contract.number == contract_number)).one()
        session.get_one(User, viewer.user_id).email = f"{username}@example.org"
        for number, amount in enumerate(amounts, 1):
            row = Invoice(
                contract_id=contract.id,
                number=f"FR-{number}" if username == "voisin" else f"FR-{username}-{number}",
                label="Facture",
                issued_on=TODAY - timedelta(days=20),
                due_on=TODAY + timedelta(days=number),
                period_start=TODAY - timedelta(days=50),
                period_end=TODAY - timedelta(days=20),
                amount_eur=Decimal(amount),
                vat_eur=Decimal(0),
            )
            session.add(row)
            session.flush()
            book_issued(session, row, contract.customer_id, now=NOW)
    return viewer


def pay(
    database: Database,
    viewer: Viewer,
    bank: ToldBank,
    *numbers: str,
    amount: str | None = None,
    click: str = "click-1",
    now: datetime = NOW,
) -> str:
    """Start a payment and return its reference."""
    start(
        viewer,
        house=house_on(database),
        bank=Bank("told", bank, "https://ael.example"),
        wish=Wish(numbers, Decimal(amount) if amount else None, click),
        now=now,
    )
    return bank.orders[-1].reference
