"""Second factors: code generators, recovery codes, passkeys and what a passkey has to sign."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.storage.models import Challenge, Passkey, RecoveryCode, Totp


def find_totp(session: Session, user_id: int) -> Totp | None:
    """Return the code generator of a user, confirmed or not."""
    return session.get(Totp, user_id)


def find_confirmed_totp(session: Session, user_id: int) -> Totp | None:
    """Return the code generator that proves who a user is."""
    found = session.get(Totp, user_id)
    return found if found is not None and found.confirmed_at is not None else None


def keep_pending_totp(
    session: Session, user_id: int, secret: bytes, now: datetime, *, since: datetime
) -> Totp:
    """Return the code generator of a user: a new one of ``secret`` where there is none.

    One that nobody confirmed and that was made before ``since`` gets the secret too. One
    statement, so that two requests see the same.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Totp).values(user_id=user_id, secret=secret, created_at=now)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Totp.user_id],
            set_={"secret": secret, "created_at": now},
            where=Totp.confirmed_at.is_(None) & (Totp.created_at < since),
        )
    )
    return session.get_one(Totp, user_id, populate_existing=True)


def delete_pending_totp(session: Session, user_id: int) -> None:
    """Forget the code generator of a user if it was never confirmed."""
    session.execute(delete(Totp).where(Totp.user_id == user_id, Totp.confirmed_at.is_(None)))


def has_factor(session: Session, user_id: int) -> bool:
    """Tell whether a user has a second factor."""
    totp = exists().where(Totp.user_id == user_id, Totp.confirmed_at.is_not(None))
    passkey = exists().where(Passkey.user_id == user_id)
    return session.scalar(select(or_(totp, passkey))) or False


def use_step(session: Session, user_id: int, step: int) -> bool:
    """Note that the code of ``step`` was used; False when it or a later one was used before."""
    statement = (
        update(Totp)
        .where(Totp.user_id == user_id, or_(Totp.last_step.is_(None), Totp.last_step < step))
        .values(last_step=step)
        .returning(Totp.user_id)
    )
    return session.execute(statement).first() is not None


def delete_totp(session: Session, user_id: int) -> None:
    """Forget the code generator of a user."""
    session.execute(delete(Totp).where(Totp.user_id == user_id))


def replace_codes(session: Session, user_id: int, hashes: Collection[bytes]) -> None:
    """Give a user new recovery codes; the earlier ones open nothing any more."""
    delete_codes(session, user_id)
    session.add_all(RecoveryCode(user_id=user_id, code_hash=value) for value in hashes)


def delete_codes(session: Session, user_id: int) -> None:
    """Forget the recovery codes of a user."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def use_code(session: Session, user_id: int, code_hash: bytes, now: datetime) -> bool:
    """Mark a recovery code as used; False when there is none, or it was used before."""
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return session.execute(statement).first() is not None


def count_codes(session: Session, user_id: int) -> int:
    """Return how many recovery codes a user has left."""
    query = select(func.count()).select_from(RecoveryCode)
    query = query.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def load_passkeys(session: Session, user_id: int) -> Sequence[Passkey]:
    """Return the passkeys of a user, the oldest first."""
    query = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return session.scalars(query).all()


def find_passkey(session: Session, credential_id: bytes) -> Passkey | None:
    """Return the passkey of that credential, locked until the transaction ends."""
    query = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    return session.scalars(query).one_or_none()


def delete_passkey(session: Session, user_id: int, passkey_id: int) -> str | None:
    """Forget a passkey of a user and return its name; None when the user has no such one."""
    statement = delete(Passkey).where(Passkey.user_id == user_id, Passkey.id == passkey_id)
    return session.scalars(statement.returning(Passkey.name)).one_or_none()


def add_challenge(session: Session, challenge: Challenge, now: datetime) -> None:
    """Keep what a passkey has to sign; those that nobody signed in time are forgotten."""
    session.execute(delete(Challenge).where(Challenge.expires_at <= now))
    session.add(challenge)


def take_challenge(
    session: Session, challenge_hash: bytes, purpose: str, user_id: int | None, now: datetime
) -> bool:
    """Use a challenge up; False when it is unknown, used, too old or for something else."""
    whose = Challenge.user_id.is_(None) if user_id is None else Challenge.user_id == user_id
    statement = (
        delete(Challenge)
        .where(
            Challenge.challenge_hash == challenge_hash,
            Challenge.purpose == purpose,
            Challenge.expires_at > now,
            whose,
        )
        .returning(Challenge.challenge_hash)
    )
    return session.execute(statement).first() is not None
