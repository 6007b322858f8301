"""The documents of invoices: which ones wait, who makes them, and the bytes once they are there.

A worker takes some for the length of a lease: when it dies, somebody else takes them again. What
was kept is never replaced.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from services.storage.documents import add_once
from services.storage.models import InvoiceDocument

LEASE = timedelta(minutes=10)
"""Longer than a worker takes for what it has in hand, however slow the machine."""

LONGEST_ERROR = 300
MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """A document that this worker alone may make; ``attempts`` counts this one."""

    invoice_id: int
    attempts: int


def request(session: Session, invoice_id: int, now: datetime) -> None:
    """Ask for the document of an invoice, unless it was asked for before."""
    if session.get(InvoiceDocument, invoice_id) is None:
        session.add(InvoiceDocument(invoice_id=invoice_id, state="waiting", next_attempt_at=now))


def has_due(session: Session, now: datetime) -> bool:
    """Tell whether a document is to be made now: asked before a write."""
    return session.scalar(select(InvoiceDocument.invoice_id).where(*_due(now)).limit(1)) is not None


def count_due(session: Session, now: datetime) -> int:
    """Return how many documents are to be made now."""
    return len(session.scalars(select(InvoiceDocument.invoice_id).where(*_due(now))).all())


def take(session: Session, now: datetime, most: int) -> list[TakenDocument]:
    """Lease up to ``most`` documents, those that have waited longest.

    One statement: PostgreSQL passes over rows that another worker is taking, SQLite has one writer.
    """
    oldest = (
        select(InvoiceDocument.invoice_id)
        .where(*_due(now))
        .order_by(InvoiceDocument.next_attempt_at, InvoiceDocument.invoice_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(InvoiceDocument)
        .where(InvoiceDocument.invoice_id.in_(oldest))
        .values(leased_until=now + LEASE, attempts=InvoiceDocument.attempts + 1)
        .returning(InvoiceDocument.invoice_id, InvoiceDocument.attempts)
        .execution_options(synchronize_session=False)
    )
    return sorted(
        (TakenDocument(*row) for row in session.execute(statement)), key=lambda t: t.invoice_id
    )


def keep(session: Session, taken: TakenDocument, content: bytes, pages: int, now: datetime) -> bool:
    """Keep the document by its hash; False when it was no longer this worker's to make."""
    digest = sha256(content).digest()
    add_once(session, digest, content, media_type=MEDIA_TYPE, pages=pages, now=now)
    return _end(session, taken, state="ready", sha256=digest, last_error="")


def put_back(
    session: Session, taken: TakenDocument, *, error: str, next_attempt_at: datetime
) -> bool:
    """Give the document back for a later attempt; False when somebody else has it since."""
    return _end(session, taken, last_error=error[:LONGEST_ERROR], next_attempt_at=next_attempt_at)


def give_up(session: Session, taken: TakenDocument, *, error: str) -> bool:
    """Give the document up; False when somebody else has it since."""
    return _end(session, taken, state="failed", last_error=error[:LONGEST_ERROR])


def retry(session: Session, invoice_id: int, now: datetime) -> None:
    """Let a document that was given up be tried anew."""
    session.execute(
        update(InvoiceDocument)
        .where(InvoiceDocument.invoice_id == invoice_id, InvoiceDocument.state == "failed")
        .values(state="waiting", attempts=0, next_attempt_at=now, leased_until=None)
    )


def _end(session: Session, taken: TakenDocument, **values: object) -> bool:
    statement = (
        update(InvoiceDocument)
        .where(
            InvoiceDocument.invoice_id == taken.invoice_id,
            InvoiceDocument.attempts == taken.attempts,
            InvoiceDocument.state == "waiting",
        )
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(statement.returning(InvoiceDocument.invoice_id)) is not None


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        InvoiceDocument.state == "waiting",
        InvoiceDocument.next_attempt_at <= now,
        or_(InvoiceDocument.leased_until.is_(None), InvoiceDocument.leased_until <= now),
    )
