"""Roles and access of users: who changes them, page or command line, keeps the same rules."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.kernel.errors import InvalidInputError
from services.kernel.viewer import Role
from services.kernel.wording import text
from services.sign_in import tokens
from services.storage import staff, users
from services.storage.models import User
from services.trail import audit, consultations
from services.trail.audit import Actor, Subject


def change_role(session: Session, user: User, role: Role, *, actor: Actor, now: datetime) -> None:
    """Give ``user`` another role and end all their sessions, which had the old rights.

    Raises InvalidInputError for the last administrator.
    """
    if user.role == role:
        return
    record(session, "user.role_changed", user, actor=actor, now=now, before=user.role, after=role)
    _keep_an_administrator(session, user)
    user.role = role
    consultations.close_of_user(session, user.id, now=now)
    users.delete_sessions_of(session, user.id)


def disable(session: Session, user: User, *, actor: Actor, now: datetime) -> None:
    """Keep ``user`` from signing in and end all their sessions and links.

    Raises InvalidInputError for the last administrator.
    """
    record(session, "user.disabled", user, actor=actor, now=now)
    _keep_an_administrator(session, user)
    user.is_active = False
    consultations.close_of_user(session, user.id, now=now)
    users.delete_sessions_of(session, user.id)
    tokens.forget(session, user.id)


def enable(session: Session, user: User, *, actor: Actor, now: datetime) -> None:
    """Let ``user`` sign in again."""
    record(session, "user.enabled", user, actor=actor, now=now)
    user.is_active = True


def record(
    session: Session, kind: str, user: User, *, actor: Actor, now: datetime, **details: str
) -> None:
    """Trace what was done to ``user``; it also makes writers of such changes wait in turn."""
    said = {"username": user.username, **details}
    audit.record(session, kind, actor=actor, now=now, subject=Subject(user.id), details=said)


def _keep_an_administrator(session: Session, user: User) -> None:
    is_one = user.role == Role.ADMINISTRATOR and user.is_active
    if is_one and not staff.count_administrators(session, besides=user.id):
        raise InvalidInputError(text("staff.last_administrator"), field="role")
