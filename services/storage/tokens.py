"""Links of e-mails: single-use secrets, kept as their SHA-256."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.domain.secret_hash import hash_secret
from services.storage.models import SingleUseToken


def add(session: Session, token: SingleUseToken) -> None:
    """Keep a new token; those of the same person for the same purpose open nothing any more."""
    session.execute(
        delete(SingleUseToken).where(
            SingleUseToken.user_id == token.user_id, SingleUseToken.purpose == token.purpose
        )
    )
    session.add(token)


def find(session: Session, purpose: str, secret: str, now: datetime) -> SingleUseToken | None:
    """Return the token of ``secret`` that can still be used for ``purpose``."""
    return session.scalars(
        select(SingleUseToken).where(
            SingleUseToken.token_hash == hash_secret(secret),
            SingleUseToken.purpose == purpose,
            SingleUseToken.used_at.is_(None),
            SingleUseToken.expires_at > now,
        )
    ).one_or_none()


def use(session: Session, token: SingleUseToken, now: datetime) -> bool:
    """Mark ``token`` as used; False when another request was faster."""
    result = session.execute(
        update(SingleUseToken)
        .where(SingleUseToken.token_hash == token.token_hash, SingleUseToken.used_at.is_(None))
        .values(used_at=now)
        .returning(SingleUseToken.token_hash)
    )
    return result.first() is not None


def delete_of(session: Session, user_id: int, purposes: Collection[str]) -> None:
    """Forget the tokens of one person for these purposes."""
    session.execute(
        delete(SingleUseToken).where(
            SingleUseToken.user_id == user_id, SingleUseToken.purpose.in_(purposes)
        )
    )
