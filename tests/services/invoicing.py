"""Invoices made for a test, booked in the ledger as the program does."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.booking import Received, book_issued, receive
from services.storage.engine import Database
from services.storage.models import Contract, Document, Invoice, InvoiceDispute, InvoiceDocument
from tests.conftest import NOW


@dataclass(frozen=True, slots=True)
class Made:
    """An invoice to be added: ``paid_eur`` is what was paid of it."""

    number: str
    amount_eur: str = "100.00"
    issued_on: date = date(2026, 2, 1)
    due_on: date = date(2026, 3, 20)
    kind: str = "consumption"
    label: str = "Facture de consommation d’énergie"
    paid_eur: str = "0"
    is_disputed: bool = False


def add_invoices(database: Database, contract_number: str, *made: Made) -> None:
    """Add invoices to a contract, with what was paid of each."""
    with database.write() as session:
        contract = session.scalars(select(Contract).where(Contract.number == contract_number)).one()
        for each in made:
            _add(session, contract, each)


def _add(session: Session, contract: Contract, made: Made) -> None:
    row = Invoice(
        contract_id=contract.id,
        number=made.number,
        label=made.label,
        kind=made.kind,
        issued_on=made.issued_on,
        due_on=made.due_on,
        period_start=made.issued_on - timedelta(days=45),
        period_end=made.issued_on - timedelta(days=15),
        amount_eur=Decimal(made.amount_eur),
        vat_eur=Decimal(0),
    )
    session.add(row)
    session.flush()
    book_issued(session, row, contract.customer_id, now=NOW)
    paid = Decimal(made.paid_eur)
    if paid:
        money = Received(contract.customer_id, made.due_on, paid, "transfer")
        receive(session, money, now=NOW, numbers=[made.number])
    if made.is_disputed:
        session.add(InvoiceDispute(invoice_id=row.id, opened_on=made.issued_on))


def add_document(
    database: Database, number: str, *, content: bytes = b"", state: str = "ready"
) -> None:
    """Give an invoice a document: ready with ``content``, waiting or failed."""
    with database.write() as session:
        invoice_id = session.scalars(select(Invoice.id).where(Invoice.number == number)).one()
        old = session.get(InvoiceDocument, invoice_id)
        if old is not None:
            session.delete(old)
            session.flush()
        digest = sha256(content).digest() if state == "ready" else None
        if digest is not None and session.get(Document, digest) is None:
            session.add(
                Document(
                    sha256=digest,
                    media_type="application/pdf",
                    size=len(content),
                    pages=2,
                    created_at=NOW,
                    content=content,
                )
            )
            session.flush()
        session.add(
            InvoiceDocument(invoice_id=invoice_id, state=state, sha256=digest, next_attempt_at=NOW)
        )
