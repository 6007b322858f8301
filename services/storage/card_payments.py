"""Card payments' rows: attempts, the bank's notices, what a person must look at."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.domain.ledger import Account, EntryKind, Share
from services.storage.models import (
    AttemptInvoice,
    Invoice,
    LedgerEntry,
    LedgerPosting,
    Payment,
    PaymentAttempt,
    PaymentIncident,
    PaymentNotice,
)

LAST_NUMBER = 899_900
"""Numbers from 900 000 on are the banks' own."""

PER_SECOND = 10


def find_attempt_of_click(session: Session, click_key: str) -> PaymentAttempt | None:
    """Return the attempt that a click made."""
    return session.scalar(select(PaymentAttempt).where(PaymentAttempt.click_key == click_key))


def find_attempt(
    session: Session, reference: str, *, is_locked: bool = False
) -> PaymentAttempt | None:
    """Return the attempt of that reference; ``is_locked``: nobody else changes it meanwhile."""
    query = select(PaymentAttempt).where(PaymentAttempt.reference == reference)
    # Rows that name it by a foreign key may still be added: nobody waits in a circle.
    return session.scalar(query.with_for_update(key_share=True) if is_locked else query)


def next_number(session: Session, at: datetime) -> int:
    """Return a number that no attempt of the day (UTC) has, unless somebody takes it meanwhile.

    Ten a second since midnight, or the next one: a database that was put back to an earlier moment
    does not give out again what the bank has seen. Raises OverflowError when the day has none left.
    """
    query = select(func.max(PaymentAttempt.trans_number)).where(
        PaymentAttempt.trans_date == at.date()
    )
    since_midnight = 3600 * at.hour + 60 * at.minute + at.second
    number = max((session.scalar(query) or 0) + 1, PER_SECOND * since_midnight)
    if number >= LAST_NUMBER:
        raise OverflowError(f"no payment number is left on {at.date().isoformat()}")
    return number


def add_attempt(
    session: Session, attempt: PaymentAttempt, shares: Sequence[Share]
) -> PaymentAttempt:
    """Add an attempt and what it pays of each invoice.

    Raises IntegrityError when the number of the day or an invoice was taken meanwhile.
    """
    session.add(attempt)
    session.flush()
    session.add_all(
        AttemptInvoice(
            attempt_id=attempt.id, invoice_id=share.invoice_id, amount_eur=share.amount_eur
        )
        for share in shares
    )
    session.flush()
    return attempt


def load_shares(session: Session, attempt_id: int) -> Sequence[AttemptInvoice]:
    """Return what the attempt pays of each invoice, in the order of their due dates."""
    query = (
        select(AttemptInvoice)
        .join(Invoice, Invoice.id == AttemptInvoice.invoice_id)
        .where(AttemptInvoice.attempt_id == attempt_id)
        .order_by(Invoice.due_on, Invoice.id)
    )
    return session.scalars(query).all()


def find_newest_settled(
    session: Session, contract_ids: Collection[int]
) -> tuple[date, Decimal] | None:
    """Return date and amount of the newest invoice of these contracts on which nothing is owed."""
    remaining = func.sum(LedgerPosting.amount_eur)
    query = (
        select(Invoice.issued_on, Invoice.amount_eur)
        .join(LedgerPosting, LedgerPosting.invoice_id == Invoice.id)
        .where(
            Invoice.contract_id.in_(contract_ids),
            Invoice.amount_eur > 0,
            LedgerPosting.account == Account.CUSTOMER.value,
        )
        .group_by(Invoice.id, Invoice.issued_on, Invoice.amount_eur)
        .having(remaining == 0)
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])


def find_sent_back(session: Session, invoice_ids: Collection[int]) -> frozenset[int]:
    """Return those of the invoices whose payment came back: a debit that the bank refused."""
    query = (
        select(LedgerPosting.invoice_id)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(
            LedgerPosting.invoice_id.in_(invoice_ids),
            LedgerEntry.kind == EntryKind.REVERSAL.value,
        )
    )
    return frozenset(found for found in session.scalars(query) if found is not None)


def load_paid(session: Session, attempt: PaymentAttempt) -> Sequence[tuple[str, date, Decimal]]:
    """Return number and date of the invoices that an attempt is about, and what it pays of each."""
    query = (
        select(Invoice.number, Invoice.issued_on, AttemptInvoice.amount_eur)
        .join(AttemptInvoice, AttemptInvoice.invoice_id == Invoice.id)
        .where(AttemptInvoice.attempt_id == attempt.id)
        .order_by(Invoice.due_on, Invoice.id)
    )
    return [(number, day, amount) for number, day, amount in session.execute(query)]


def load_awaited(session: Session, invoice_ids: Sequence[int]) -> Sequence[tuple[int, str]]:
    """Return those of the invoices that have an open attempt, with its reference."""
    query = (
        select(AttemptInvoice.invoice_id, PaymentAttempt.reference)
        .join(PaymentAttempt, PaymentAttempt.id == AttemptInvoice.attempt_id)
        .where(AttemptInvoice.is_open, AttemptInvoice.invoice_id.in_(invoice_ids))
    )
    return [(invoice_id, reference) for invoice_id, reference in session.execute(query)]


def release_invoices(session: Session, attempt_id: int) -> None:
    """Let the invoices of an attempt whose outcome is known be paid by another one."""
    statement = update(AttemptInvoice).where(AttemptInvoice.attempt_id == attempt_id)
    session.execute(statement.values(is_open=False))


def has_notice(session: Session, dedupe_key: str) -> bool:
    """Tell whether the bank said this before."""
    query = select(PaymentNotice.id).where(PaymentNotice.dedupe_key == dedupe_key)
    return session.scalar(query) is not None


def has_payment(session: Session, reference: str) -> bool:
    """Tell whether a payment with this reference of the bank's is booked."""
    return session.scalar(select(Payment.id).where(Payment.reference == reference)) is not None


def has_incident(session: Session, attempt_id: int) -> bool:
    """Tell whether a person already has to look at this attempt."""
    query = select(PaymentIncident.id).where(
        PaymentIncident.attempt_id == attempt_id, PaymentIncident.closed_at.is_(None)
    )
    return session.scalars(query.limit(1)).first() is not None


def put_off_checks(session: Session, now: datetime, until: datetime) -> None:
    """Ask about nothing before ``until``: the bank does not answer."""
    due = PaymentAttempt.next_check_at <= now
    session.execute(update(PaymentAttempt).where(due).values(next_check_at=until))


def load_to_check(session: Session, now: datetime, *, limit: int) -> Sequence[str]:
    """Return the references of the attempts about which the bank is to be asked, oldest first."""
    query = (
        select(PaymentAttempt.reference)
        .where(PaymentAttempt.next_check_at <= now)
        .order_by(PaymentAttempt.next_check_at)
        .limit(limit)
    )
    return session.scalars(query).all()


def open_incident(
    session: Session,
    kind: str,
    key: str,
    *,
    amount_eur: Decimal,
    now: datetime,
    attempt: PaymentAttempt | None = None,
    payment_id: int | None = None,
    note: str = "",
) -> bool:
    """Leave something to a person of the agency, once per ``key``; False when it is there."""
    if session.scalar(select(PaymentIncident.id).where(PaymentIncident.key == key)) is not None:
        return False
    session.add(
        PaymentIncident(
            kind=kind,
            key=key,
            customer_id=attempt.customer_id if attempt else None,
            attempt_id=attempt.id if attempt else None,
            payment_id=payment_id,
            amount_eur=amount_eur,
            opened_at=now,
            note=note[:300],
        )
    )
    session.flush()
    return True
