"""Issued invoices and what corrects them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.storage.models import Contract, Invoice


def find_invoice(session: Session, number: str) -> Invoice | None:
    """Return the invoice of that number, whoever's it is: for the agency's own work."""
    return session.scalar(select(Invoice).where(Invoice.number == number))


def find_customer_id(session: Session, contract_id: int) -> int:
    """Return the customer of a contract."""
    return session.scalars(select(Contract.customer_id).where(Contract.id == contract_id)).one()


def find_corrections(session: Session, invoice_id: int) -> Sequence[int]:
    """Return the invoices that correct another one, oldest first."""
    query = select(Invoice.id).where(Invoice.corrects_id == invoice_id).order_by(Invoice.id)
    return session.scalars(query).all()
