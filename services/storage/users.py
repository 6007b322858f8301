"""Users and their sessions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.storage.models import Customer, User, UserSession


def find_user(session: Session, username: str) -> User | None:
    """Return the user of that (case-folded) name."""
    return session.scalars(select(User).where(User.username == username)).one_or_none()


def find_session(
    session: Session, secret_hash: bytes, now: datetime
) -> tuple[UserSession, User] | None:
    """Return a session that still runs, and its user, who is still active."""
    query = (
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.secret_hash == secret_hash, UserSession.expires_at > now, User.is_active)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def keep_session(
    session: Session, secret_hash: bytes, *, now: datetime, expires_at: datetime
) -> None:
    """Note that a session was used, and until when it lives on."""
    session.execute(
        update(UserSession)
        .where(UserSession.secret_hash == secret_hash)
        .values(last_seen_at=now, expires_at=expires_at)
    )


def delete_session(session: Session, secret_hash: bytes) -> None:
    """End one session."""
    session.execute(delete(UserSession).where(UserSession.secret_hash == secret_hash))


def delete_expired_sessions(session: Session, now: datetime) -> None:
    """Forget the sessions that ended by themselves."""
    session.execute(delete(UserSession).where(UserSession.expires_at <= now))


def has_demo_users(session: Session) -> bool:
    """Tell whether accounts with the published demonstration password exist."""
    return session.scalars(select(User.id).where(User.is_demo).limit(1)).first() is not None


def delete_sessions_of(session: Session, user_id: int) -> None:
    """End all sessions of a user."""
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def load_customer_ids(session: Session, references: Collection[str]) -> dict[str, int]:
    """Return the ids of the customers of ``references``; unknown ones are left out."""
    query = select(Customer.reference, Customer.id).where(Customer.reference.in_(references))
    return {row.reference: row.id for row in session.execute(query)}
