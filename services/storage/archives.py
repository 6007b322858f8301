"""Archives of invoices: asked for, made by one worker at a time, kept for some days."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from services.storage.models import Archive, Contract, Document, Invoice, InvoiceDocument

WAITING, READY, FAILED = "waiting", "ready", "failed"


def find_newest(session: Session, user_id: int, now: datetime) -> Archive | None:
    """Return the newest archive of a user that is not too old."""
    query = (
        select(Archive)
        .where(
            Archive.user_id == user_id,
            or_(Archive.expires_at.is_(None), Archive.expires_at > now),
        )
        .order_by(Archive.created_at.desc(), Archive.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def find_own(session: Session, user_id: int, public_id: str, now: datetime) -> Archive | None:
    """Return a user's archive by its name, if it is not too old."""
    query = select(Archive).where(
        Archive.public_id == public_id,
        Archive.user_id == user_id,
        or_(Archive.expires_at.is_(None), Archive.expires_at > now),
    )
    return session.scalars(query).one_or_none()


def find_contract_number(session: Session, contract_id: int) -> str | None:
    """Return the number of the contract that an archive is of."""
    return session.scalar(select(Contract.number).where(Contract.id == contract_id))


def load_free(session: Session, now: datetime) -> Sequence[int]:
    """Return the archives that wait and that no living worker has, oldest first."""
    query = (
        select(Archive.id)
        .where(Archive.state == WAITING, _is_free(now))
        .order_by(Archive.created_at, Archive.id)
    )
    return session.scalars(query).all()


def claim(session: Session, archive_id: int, *, now: datetime, until: datetime) -> Archive | None:
    """Take an archive until ``until``; None when somebody else was faster."""
    taken = (
        update(Archive)
        .where(Archive.id == archive_id, Archive.state == WAITING, _is_free(now))
        .values(leased_until=until, done=0)
        .returning(Archive.id)
    )
    if session.execute(taken).first() is None:
        return None
    return session.get_one(Archive, archive_id, populate_existing=True)


def change(session: Session, archive_id: int, leased_until: datetime, **values: object) -> bool:
    """Change an archive that this worker still has; False once another took it over."""
    changed = (
        update(Archive)
        .where(
            Archive.id == archive_id,
            Archive.state == WAITING,
            Archive.leased_until == leased_until,
        )
        .values(**values)
        .returning(Archive.id)
    )
    return session.execute(changed).first() is not None


def has_old(session: Session, now: datetime) -> bool:
    """Tell whether there are archives that nobody may take any more."""
    query = select(Archive.id).where(Archive.expires_at <= now).limit(1)
    return session.scalar(query) is not None


def forget_old(session: Session, now: datetime) -> None:
    """Delete the archives that nobody may take any more."""
    session.execute(delete(Archive).where(Archive.expires_at <= now))


def forget_of(session: Session, user_id: int) -> None:
    """Delete a user's archives: another one takes their place."""
    session.execute(delete(Archive).where(Archive.user_id == user_id))


def find_document(session: Session, number: str) -> tuple[str, Document | None] | None:
    """Return the state of an invoice's document and the document; None where none was asked for.

    It looks at no rights: the caller knows that the invoice may be seen.
    """
    query = (
        select(InvoiceDocument.state, Document)
        .join(Invoice, Invoice.id == InvoiceDocument.invoice_id)
        .outerjoin(Document, Document.sha256 == InvoiceDocument.sha256)
        .where(Invoice.number == number)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Archive.leased_until.is_(None), Archive.leased_until <= now)
