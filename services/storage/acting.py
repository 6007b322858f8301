"""The consultation of a customer's file by the agency, as its session notes it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from services.storage.models import Customer, User, UserSession


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


@dataclass(frozen=True, slots=True)
class EndedConsultation:
    """A consultation that is over: who looked at whose file, from where they had signed in."""

    secret_hash: bytes
    customer_id: int
    user_id: int
    display_name: str
    role: str
    address: str


def has_over(session: Session, now: datetime) -> bool:
    """Tell whether a consultation is over: asked before a write, which others would wait for."""
    query = select(UserSession.user_id).where(*_is_over(now))
    return session.execute(query.limit(1)).first() is not None


def end_over(session: Session, now: datetime) -> list[EndedConsultation]:
    """End the consultations whose time is up, or whose session's is; return each of them once."""
    return _end(session, *_is_over(now))


def end_of_session(session: Session, secret_hash: bytes) -> list[EndedConsultation]:
    """End the consultation of one session, if there is one."""
    return _end(session, UserSession.secret_hash == secret_hash)


def end_named(session: Session, public_id: str) -> list[EndedConsultation]:
    """End the consultation of the session of that public name, if there is one."""
    return _end(session, UserSession.public_id == public_id)


def end_one(session: Session, user_id: int, public_id: str) -> list[EndedConsultation]:
    """End the consultation of one session of a user, if there is one."""
    return _end(session, UserSession.user_id == user_id, UserSession.public_id == public_id)


def end_of_user(session: Session, user_id: int) -> list[EndedConsultation]:
    """End the consultations of all sessions of a user."""
    return _end(session, UserSession.user_id == user_id)


def end_of_others(session: Session, user_id: int, public_id: str) -> list[EndedConsultation]:
    """End the consultations of all sessions of a user but the one of that public name."""
    return _end(session, UserSession.user_id == user_id, UserSession.public_id != public_id)


def _is_over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    over = or_(UserSession.acting_until <= now, UserSession.expires_at <= now)
    return UserSession.acting_customer_id.is_not(None), over


def _end(session: Session, *conditions: ColumnElement[bool]) -> list[EndedConsultation]:
    # Locked first: of two that end the same one, the second finds nothing.
    query = (
        select(
            UserSession.secret_hash,
            UserSession.acting_customer_id,
            User.id,
            User.display_name,
            User.role,
            UserSession.address,
        )
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.acting_customer_id.is_not(None), *conditions)
        .order_by(UserSession.secret_hash)
        .with_for_update(of=UserSession)
    )
    rows = session.execute(query).all()
    ended = [EndedConsultation(r[0], r[1], *r[2:]) for r in rows if r[1] is not None]
    if ended:
        session.execute(
            update(UserSession)
            .where(UserSession.secret_hash.in_([one.secret_hash for one in ended]))
            .values(acting_customer_id=None, acting_reason="", acting_until=None)
        )
    return ended
