"""Invoices and what was paid for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.storage.models import Invoice, Payment


@dataclass(frozen=True, slots=True)
class LastInvoice:
    """The newest invoice of a contract, what was paid for it, when and how at last."""

    invoice: Invoice
    paid_eur: Decimal
    paid_on: date | None
    mode: str | None


def find_last_invoice(session: Session, contract_id: int) -> LastInvoice | None:
    """Return the newest invoice of the contract, None without any."""
    query = (
        select(Invoice)
        .where(Invoice.contract_id == contract_id)
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(1)
    )
    invoice = session.scalars(query).one_or_none()
    if invoice is None:
        return None
    payments = session.scalars(
        select(Payment).where(Payment.invoice_id == invoice.id).order_by(Payment.paid_on)
    ).all()
    good = [p for p in payments if not p.has_incident]
    return LastInvoice(
        invoice,
        sum((p.amount_eur for p in good), Decimal(0)),
        good[-1].paid_on if good else None,
        good[-1].mode if good else None,
    )


def load_balance(session: Session, contract_id: int) -> Decimal:
    """Return what is owed on the contract: invoiced less paid, incidents not counted."""
    invoiced = session.scalar(
        select(func.sum(Invoice.amount_eur)).where(Invoice.contract_id == contract_id)
    )
    paid = session.scalar(
        select(func.sum(Payment.amount_eur))
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .where(Invoice.contract_id == contract_id, Payment.has_incident.is_(False))
    )
    return (invoiced or Decimal(0)) - (paid or Decimal(0))
