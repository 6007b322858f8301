"""Invoices and what was paid for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from services.storage.models import Invoice, Payment
from services.storage.rows import fetch


@dataclass(frozen=True, slots=True)
class LastInvoice:
    """The newest invoice of a contract, what was paid for it, when and how at last."""

    number: str
    issued_on: date
    due_on: date
    period_start: date
    period_end: date
    amount_eur: Decimal
    paid_eur: Decimal
    paid_on: date | None
    mode: str | None


_CONTRACT: BindParameter[int] = bindparam("contract_id")
_LAST = (
    select(
        Invoice.id,
        Invoice.number,
        Invoice.issued_on,
        Invoice.due_on,
        Invoice.period_start,
        Invoice.period_end,
        Invoice.amount_eur,
    )
    .where(Invoice.contract_id == _CONTRACT)
    .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    .limit(1)
)
_GOOD_PAYMENTS = (
    select(Payment.paid_on, Payment.amount_eur, Payment.mode)
    .where(Payment.invoice_id == bindparam("invoice_id"), Payment.has_incident.is_(False))
    .order_by(Payment.paid_on)
)
_BALANCE = select(
    select(func.sum(Invoice.amount_eur)).where(Invoice.contract_id == _CONTRACT).scalar_subquery(),
    select(func.sum(Payment.amount_eur))
    .join(Invoice, Invoice.id == Payment.invoice_id)
    .where(Invoice.contract_id == _CONTRACT, Payment.has_incident.is_(False))
    .scalar_subquery(),
)


def find_last_invoice(session: Session, contract_id: int) -> LastInvoice | None:
    """Return the newest invoice of the contract, None without any."""
    found = fetch(session, _LAST, contract_id=contract_id)
    if not found:
        return None
    invoice = found[0]
    payments = fetch(session, _GOOD_PAYMENTS, invoice_id=invoice.id)
    return LastInvoice(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        period_start=invoice.period_start,
        period_end=invoice.period_end,
        amount_eur=invoice.amount_eur,
        paid_eur=sum((p.amount_eur for p in payments), Decimal(0)),
        paid_on=payments[-1].paid_on if payments else None,
        mode=payments[-1].mode if payments else None,
    )


def load_balance(session: Session, contract_id: int) -> Decimal:
    """Return what is owed on the contract: invoiced less paid, incidents not counted."""
    invoiced, paid = fetch(session, _BALANCE, contract_id=contract_id)[0]
    return (invoiced or Decimal(0)) - (paid or Decimal(0))
