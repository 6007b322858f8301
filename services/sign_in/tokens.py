"""Links of e-mails that prove an address: single use, one purpose, a short life."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from services.domain.secret_hash import hash_secret
from services.storage import tokens as storage
from services.storage.models import SingleUseToken


class Purpose(StrEnum):
    """What a link opens, and nothing else."""

    VALIDATE = "validate"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


LIFETIMES = {
    Purpose.VALIDATE: timedelta(hours=24),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.CHANGE_EMAIL: timedelta(hours=24),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link is for, and what it is about."""

    user_id: int
    value: str


def issue(
    session: Session, purpose: Purpose, user_id: int, *, now: datetime, value: str = ""
) -> str:
    """Return the secret of a new link; earlier ones for the same purpose open nothing any more."""
    secret = secrets.token_urlsafe(32)
    token = SingleUseToken(
        token_hash=hash_secret(secret),
        purpose=purpose,
        user_id=user_id,
        value=value,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    storage.add(session, token)
    return secret


def look_at(session: Session, purpose: Purpose, secret: str, *, now: datetime) -> Link | None:
    """Return what ``secret`` would open, without using it: mail scanners follow links too."""
    token = storage.find(session, purpose, secret, now)
    return None if token is None else Link(token.user_id, token.value)


def forget(session: Session, user_id: int) -> None:
    """End every link that could change how somebody signs in: what they had is no more theirs.

    Called wherever a password, an e-mail address or the right to sign in changes.
    """
    storage.delete_of(session, user_id, (Purpose.RESET, Purpose.CHANGE_EMAIL))


def use(session: Session, purpose: Purpose, secret: str, *, now: datetime) -> Link | None:
    """Return what ``secret`` opens, once; None when it is unknown, used or too old."""
    token = storage.find(session, purpose, secret, now)
    if token is None or not storage.use(session, token, now):
        return None
    return Link(token.user_id, token.value)
