"""What a person of the agency must decide about payments: listed, found, counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.domain.ledger import Account
from services.storage.models import (
    Customer,
    LedgerEntry,
    LedgerPosting,
    PaymentAttempt,
    PaymentIncident,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An open incident; ``customer_reference`` and ``customer_name`` are "" where nobody is known.

    ``order``: our reference of the payment, "" where it is not about one of ours.
    """

    number: int
    kind: str
    amount_eur: Decimal
    opened_at: datetime
    note: str
    customer_reference: str
    customer_name: str
    order: str


def count_open(session: Session) -> int:
    """Return how many incidents wait."""
    query = select(func.count()).select_from(PaymentIncident)
    return session.scalars(query.where(PaymentIncident.closed_at.is_(None))).one()


def load_open(session: Session, *, limit: int, offset: int) -> Sequence[IncidentRow]:
    """Return the incidents that wait, the oldest first."""
    query = _rows().order_by(PaymentIncident.opened_at, PaymentIncident.id)
    rows = session.execute(query.limit(limit).offset(offset))
    return [IncidentRow(*row) for row in rows]


def find_open(session: Session, number: int) -> IncidentRow | None:
    """Return an incident that waits."""
    row = session.execute(_rows().where(PaymentIncident.id == number)).first()
    return None if row is None else IncidentRow(*row)


def lock_open(session: Session, number: int) -> PaymentIncident | None:
    """Return the row of an incident that waits; nobody else decides meanwhile."""
    query = select(PaymentIncident).where(
        PaymentIncident.id == number, PaymentIncident.closed_at.is_(None)
    )
    return session.scalar(query.with_for_update(key_share=True))


def load_on_account(session: Session, customer_id: int) -> Decimal:
    """Return what the customer has on account, in euros; 0 where it is used or nothing is."""
    query = (
        select(func.sum(LedgerPosting.amount_eur))
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(
            LedgerEntry.customer_id == customer_id,
            LedgerPosting.account == Account.CUSTOMER.value,
            LedgerPosting.invoice_id.is_(None),
        )
    )
    return max(ZERO, -(session.scalar(query) or ZERO))


def _rows() -> Select[int, str, Decimal, datetime, str, str, str, str]:
    return (
        select(
            PaymentIncident.id,
            PaymentIncident.kind,
            PaymentIncident.amount_eur,
            PaymentIncident.opened_at,
            PaymentIncident.note,
            func.coalesce(Customer.reference, ""),
            func.coalesce(Customer.name, ""),
            func.coalesce(PaymentAttempt.reference, ""),
        )
        .outerjoin(Customer, Customer.id == PaymentIncident.customer_id)
        .outerjoin(PaymentAttempt, PaymentAttempt.id == PaymentIncident.attempt_id)
        .where(PaymentIncident.closed_at.is_(None))
    )
