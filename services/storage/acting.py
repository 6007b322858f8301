"""The consultation of a customer's file by the agency, as its session notes it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.storage.models import Customer, UserSession


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A customer whose file is to be looked at."""

    customer_id: int
    name: str
    reference: str


def find_customer(session: Session, reference: str) -> OpenedFile | None:
    """Return the customer of that very reference."""
    query = select(Customer.id, Customer.name, Customer.reference)
    row = session.execute(query.where(Customer.reference == reference)).one_or_none()
    return None if row is None else OpenedFile(*row)


@dataclass(frozen=True, slots=True)
class Consultation:
    """Whose file a session looks at, why, and until when."""

    customer_id: int
    reason: str
    until: datetime


def note(
    session: Session,
    public_id: str,
    user_id: int,
    consultation: Consultation | None,
    *,
    secret_hash: bytes,
) -> bool:
    """Note the consultation (None: it is over) of a session, under another secret.

    False when the session is over.
    """
    statement = (
        update(UserSession)
        .where(
            UserSession.public_id == public_id,
            UserSession.user_id == user_id,
            UserSession.is_full,
        )
        .values(
            secret_hash=secret_hash,
            acting_customer_id=consultation.customer_id if consultation else None,
            acting_reason=consultation.reason if consultation else "",
            acting_until=consultation.until if consultation else None,
        )
        .returning(UserSession.public_id)
    )
    return session.execute(statement).first() is not None
