"""Sessions: on the server, named by a secret that only the browser holds."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.domain.secret_hash import hash_secret
from services.kernel.errors import ProofNeededError
from services.kernel.viewer import BRIEFLY_MS, STAFF, Role, TransactionSource, Viewer
from services.kernel.wording import text
from services.storage import user_sessions, users
from services.storage.models import User, UserSession
from services.storage.users import OpenSession
from services.trail import audit, consultations
from services.trail.audit import Subject

LAST_SEEN_STEP = timedelta(minutes=1)
"""How stale ``last_seen_at`` may be: writing it at every request would cost a write a click."""

SECOND_FACTOR_PATIENCE = timedelta(minutes=10)
"""How long the second factor is awaited after the right password."""

PROOF_LASTS = timedelta(minutes=10)
"""How long a proof of who one is opens sensitive actions."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: since its last use, and at most."""

    idle: timedelta
    absolute: timedelta


SHORT = Limits(timedelta(minutes=30), timedelta(hours=12))
REMEMBERED = Limits(timedelta(days=30), timedelta(days=90))
"""« Se souvenir de moi »: a longer row of the same table, ended like any other."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: the internet address, and what the browser says it is."""

    address: str
    device: str


def open_session(
    session: Session,
    user: User,
    origin: Origin,
    *,
    now: datetime,
    is_full: bool = True,
    is_remembered: bool = False,
) -> str:
    """Open a session of ``user`` and return its secret.

    Without ``is_full`` it opens nothing until the second factor has come.
    """
    consultations.close_over(session, now=now)
    users.delete_expired_sessions(session, now)
    limits = REMEMBERED if is_remembered else SHORT
    secret = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            secret_hash=hash_secret(secret),
            public_id=secrets.token_hex(8),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + (limits.idle if is_full else SECOND_FACTOR_PATIENCE),
            ends_at=now + limits.absolute,
            is_full=is_full,
            is_remembered=is_remembered,
            elevated_at=now if is_full else None,
            address=origin.address[:45],
            device=origin.device[:200],
        )
    )
    if is_full:
        user.previous_sign_in_at, user.last_sign_in_at = user.last_sign_in_at, now
    session.flush()
    return secret


def resume(
    database: TransactionSource, secret: str, *, now: datetime, address: str = ""
) -> Viewer | None:
    """Return who holds ``secret``, None when the session is over; keeps a used session alive."""
    secret_hash = hash_secret(secret)
    with database.begin() as session:
        found = users.find_session(session, secret_hash, now)
    if found is None:
        return None
    if now - found.last_seen_at >= LAST_SEEN_STEP:
        idle = (REMEMBERED if found.is_remembered else SHORT).idle
        expires_at = min(now + idle, found.ends_at)
        # Best effort: a page that only reads must not wait for, or fail with, a busy database.
        with suppress(OperationalError), database.write(patience_ms=BRIEFLY_MS) as session:
            users.keep_session(session, secret_hash, now=now, expires_at=expires_at)
    if found.acting_until is not None and found.acting_until <= now:
        # Best effort as well: the worker closes what is left open here.
        with suppress(OperationalError), database.write(patience_ms=BRIEFLY_MS) as session:
            consultations.close_over(session, now=now)
    return _viewer(database, found, now, address)


def sign_out(database: TransactionSource, secret: str, *, now: datetime, address: str = "") -> None:
    """End the session on the server: its secret opens nothing any more."""
    with database.write() as session:
        consultations.close_of_session(session, hash_secret(secret), now=now)
        user_id = users.delete_session(session, hash_secret(secret))
        user = None if user_id is None else session.get(User, user_id)
        if user is not None:
            actor = audit.actor_named(user, address)
            audit.record(session, "sign_in.ended", actor=actor, now=now, subject=Subject(user.id))


def rotate(session: Session, secret: str, *, now: datetime) -> str:
    """Give a full session a new secret once its holder has proved who they are; return it.

    Raises ProofNeededError when the old one opens nothing any more.
    """
    new = secrets.token_urlsafe(32)
    if not user_sessions.rotate(session, hash_secret(secret), hash_secret(new), elevated_at=now):
        raise ProofNeededError(text("security.proof_needed"))
    return new


def require_recent_proof(viewer: Viewer, now: datetime) -> None:
    """Let a sensitive action go on; raises ProofNeededError when the last proof is too old.

    The portal then asks for it (``/verification``) and leads back.
    """
    if viewer.elevated_at is None or now - viewer.elevated_at > PROOF_LASTS:
        raise ProofNeededError(text("security.proof_needed"))


def _viewer(database: TransactionSource, found: OpenSession, now: datetime, address: str) -> Viewer:
    is_running = found.acting_until is not None and found.acting_until > now
    # Asked at every request: who is no longer of the agency looks at nobody's space any more.
    is_acting = is_running and found.role in STAFF
    return Viewer(
        found.user_id,
        Role(found.role),
        found.display_name,
        database,
        preferred_contract=None if is_acting else found.preferred_contract,
        data_revision=found.data_revision,
        rights=found.rights or "",
        session_id=found.public_id,
        address=address,
        elevated_at=found.elevated_at,
        acting_for=found.acting_customer_id if is_acting else None,
        acting_name=(found.acting_name or "") if is_acting else "",
        acting_reason=found.acting_reason if is_acting else "",
        acting_until=found.acting_until if is_acting else None,
    )
