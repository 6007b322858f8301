"""The sessions of one user, half ones, and the browsers that a user has signed in from."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.storage.models import KnownDevice, User, UserSession


def find_half(
    session: Session, secret_hash: bytes, now: datetime
) -> tuple[UserSession, User] | None:
    """Return a session that awaits the second factor, and its user, who is still active."""
    query = (
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.secret_hash == secret_hash,
            UserSession.expires_at > now,
            UserSession.is_full.is_(False),
            User.is_active,
        )
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def take_half(session: Session, secret_hash: bytes) -> bool:
    """End a session that awaits the second factor; False when another request was faster."""
    statement = delete(UserSession).where(
        UserSession.secret_hash == secret_hash, UserSession.is_full.is_(False)
    )
    return session.execute(statement.returning(UserSession.public_id)).first() is not None


def rotate(session: Session, old_hash: bytes, new_hash: bytes, *, elevated_at: datetime) -> bool:
    """Give a session another secret; False when the old one opens nothing any more."""
    statement = (
        update(UserSession)
        .where(UserSession.secret_hash == old_hash, UserSession.is_full)
        .values(secret_hash=new_hash, elevated_at=elevated_at)
        .returning(UserSession.public_id)
    )
    return session.execute(statement).first() is not None


def load_open(session: Session, user_id: int, now: datetime) -> Sequence[UserSession]:
    """Return the sessions of a user that run, the last used first."""
    query = (
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.is_full, UserSession.expires_at > now)
        .order_by(UserSession.last_seen_at.desc(), UserSession.created_at.desc())
    )
    return session.scalars(query).all()


def delete_one(session: Session, user_id: int, public_id: str) -> bool:
    """End one session of a user; False when the user has no such one."""
    statement = delete(UserSession).where(
        UserSession.user_id == user_id, UserSession.public_id == public_id
    )
    return session.execute(statement.returning(UserSession.public_id)).first() is not None


def delete_others(session: Session, user_id: int, public_id: str) -> int:
    """End all sessions of a user but one; return how many."""
    statement = delete(UserSession).where(
        UserSession.user_id == user_id, UserSession.public_id != public_id
    )
    return len(session.execute(statement.returning(UserSession.public_id)).all())


def delete_full(session: Session, user_id: int) -> None:
    """End every session of a user that opens something; those that await a factor go on."""
    statement = delete(UserSession).where(UserSession.user_id == user_id, UserSession.is_full)
    session.execute(statement)


def note_device(session: Session, user_id: int, device_hash: bytes, now: datetime) -> bool:
    """Note that a user signed in from a browser; return whether it was known."""
    known = session.get(KnownDevice, (user_id, device_hash))
    if known is not None:
        known.last_seen_at = now
        return True
    session.add(
        KnownDevice(user_id=user_id, device_hash=device_hash, first_seen_at=now, last_seen_at=now)
    )
    return False
