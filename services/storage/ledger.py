"""The ledger's rows: added, added up, never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.domain.ledger import Account, Entry, EntryKind, OpenInvoice, Posting
from services.storage.models import (
    Contract,
    Customer,
    Invoice,
    LedgerEntry,
    LedgerPosting,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Movement:
    """What an entry changed of what the customer owes, in euros, in the order of the account."""

    entry_id: int
    kind: EntryKind
    happened_on: date
    amount_eur: Decimal
    invoice_number: str | None
    payment_id: int | None


def lock_account(session: Session, customer_id: int) -> None:
    """Keep everybody else from booking for this customer until the transaction ends.

    Rows that name the customer by a foreign key may still be added meanwhile: who writes them and
    then the audit trail, which is locked after the account, would wait in a circle with us.
    """
    query = select(Customer.id).where(Customer.id == customer_id)
    session.execute(query.with_for_update(key_share=True))


def book(session: Session, customer_id: int, entry: Entry, *, now: datetime) -> bool:
    """Add ``entry`` to the customer's ledger; False when its key is there already.

    The caller holds the account (``lock_account``): two who book the same thing come one by one.
    """
    if session.scalar(select(LedgerEntry.id).where(LedgerEntry.key == entry.key)) is not None:
        return False
    row = LedgerEntry(
        customer_id=customer_id,
        kind=entry.kind.value,
        key=entry.key,
        happened_on=entry.happened_on,
        booked_at=now,
        invoice_id=entry.invoice_id,
        payment_id=entry.payment_id,
    )
    session.add(row)
    session.flush()
    session.add_all(
        LedgerPosting(
            entry_id=row.id,
            position=position,
            account=posting.account.value,
            amount_eur=posting.amount_eur,
            contract_id=posting.contract_id,
            invoice_id=posting.invoice_id,
        )
        for position, posting in enumerate(entry.postings, 1)
    )
    session.flush()
    return True


def find_entry(session: Session, key: str) -> Entry | None:
    """Return the entry of that key as it was booked."""
    row = session.scalar(select(LedgerEntry).where(LedgerEntry.key == key))
    if row is None:
        return None
    postings = session.scalars(
        select(LedgerPosting)
        .where(LedgerPosting.entry_id == row.id)
        .order_by(LedgerPosting.position)
    )
    return Entry(
        EntryKind(row.kind),
        row.key,
        row.happened_on,
        tuple(
            Posting(Account(p.account), p.amount_eur, p.contract_id, p.invoice_id) for p in postings
        ),
        invoice_id=row.invoice_id,
        payment_id=row.payment_id,
    )


def load_open_invoices(
    session: Session, customer_id: int, *, numbers: Iterable[str] | None = None
) -> list[OpenInvoice]:
    """Return the customer's invoices on which something is owed, or to be given back.

    Oldest due date first. ``numbers``: those only.
    """
    remaining = func.sum(LedgerPosting.amount_eur)
    query = (
        select(
            Invoice.id,
            Invoice.contract_id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.due_on,
            remaining,
        )
        .join(Contract, Contract.id == Invoice.contract_id)
        .join(LedgerPosting, LedgerPosting.invoice_id == Invoice.id)
        .where(Contract.customer_id == customer_id, LedgerPosting.account == Account.CUSTOMER.value)
        .group_by(
            Invoice.id, Invoice.contract_id, Invoice.number, Invoice.issued_on, Invoice.due_on
        )
        .having(remaining != 0)
        .order_by(Invoice.due_on, Invoice.id)
    )
    if numbers is not None:
        query = query.where(Invoice.number.in_(list(numbers)))
    return [OpenInvoice(*row) for row in session.execute(query)]


def load_customer_balance(session: Session, customer_id: int) -> Decimal:
    """Return what the customer owes on all contracts; negative: a credit."""
    query = (
        select(func.sum(LedgerPosting.amount_eur))
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(
            LedgerEntry.customer_id == customer_id,
            LedgerPosting.account == Account.CUSTOMER.value,
        )
    )
    return session.scalar(query) or ZERO


def load_movements(session: Session, customer_id: int) -> Sequence[Movement]:
    """Return every change of what the customer owes, oldest first; allocations change nothing."""
    amount = func.sum(LedgerPosting.amount_eur)
    query = (
        select(
            LedgerEntry.id,
            LedgerEntry.kind,
            LedgerEntry.happened_on,
            amount,
            Invoice.number,
            LedgerEntry.payment_id,
        )
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .outerjoin(Invoice, Invoice.id == LedgerEntry.invoice_id)
        .where(
            LedgerEntry.customer_id == customer_id,
            LedgerPosting.account == Account.CUSTOMER.value,
        )
        .group_by(
            LedgerEntry.id,
            LedgerEntry.kind,
            LedgerEntry.happened_on,
            Invoice.number,
            LedgerEntry.payment_id,
        )
        .having(amount != 0)
        .order_by(LedgerEntry.happened_on, LedgerEntry.id)
    )
    return [
        Movement(entry_id, EntryKind(kind), day, moved, number, payment_id)
        for entry_id, kind, day, moved, number, payment_id in session.execute(query)
    ]


def find_unbalanced(session: Session) -> Sequence[int]:
    """Return the entries whose postings do not sum to zero, or that have none: none, ever."""
    total = func.coalesce(func.sum(LedgerPosting.amount_eur), 0)
    query = (
        select(LedgerEntry.id)
        .outerjoin(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.id)
        .having((total != 0) | (func.count(LedgerPosting.entry_id) == 0))
    )
    return session.scalars(query).all()
