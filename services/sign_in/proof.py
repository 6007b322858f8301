"""Proving again who one is, before a sensitive action: the session gets a new secret."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.factors import code_limits, demo_codes, second_factor
from services.factors.code_limits import MAX_PER_ACCOUNT, WINDOW
from services.factors.demo_codes import DemoCode
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.passwords import is_password
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sign_in import sessions
from services.storage import rate_windows, second_factors, user_sessions
from services.storage.models import User
from services.trail import audit, consultations
from services.trail.audit import Subject


@dataclass(frozen=True, slots=True)
class Means:
    """What somebody can prove who they are with; the password alone where there is no factor."""

    has_totp: bool
    has_passkey: bool
    demo_code: DemoCode | None = None

    @property
    def is_password(self) -> bool:
        """Tell whether the password is what is asked for."""
        return not (self.has_totp or self.has_passkey)


@dataclass(frozen=True, slots=True)
class Proved:
    """The session's new secret; ``codes_left``: of recovery, where one of them was the proof."""

    secret: str
    codes_left: int | None = None


def find_means(house: House, viewer: Viewer, *, now: datetime) -> Means:
    """Return what is asked of ``viewer``; in demo mode also the code of a demonstration account."""
    with house.database.begin() as session:
        has_totp = second_factors.find_confirmed_totp(session, viewer.user_id) is not None
        has_passkey = bool(second_factors.load_passkeys(session, viewer.user_id))
    return Means(has_totp, has_passkey, demo_codes.find(house, viewer.user_id, now=now))


def prove(house: House, viewer: Viewer, secret: str, typed: str, *, now: datetime) -> Proved:
    """Return the session's new secret for the right password, or code where there is a factor.

    A code of recovery ends the other sessions. Raises InvalidInputError with the tries left,
    TooManyAttemptsError beyond the limit.
    """
    if not find_means(house, viewer, now=now).is_password:
        return _prove_by_code(house, viewer, secret, typed, now)
    tries = _count(house, viewer, now)
    with house.database.begin() as session:
        password_hash = session.get_one(User, viewer.user_id).password_hash
    if not is_password(password_hash, typed):
        _record_refusal(house, viewer, tries, now)
        raise InvalidInputError(_wrong(MAX_PER_ACCOUNT - tries), field="password")
    with house.database.write() as session:
        rate_windows.forget_attempts(session, _key(viewer.user_id))
        return Proved(elevate(session, viewer, secret, by="password", now=now))


def _prove_by_code(house: House, viewer: Viewer, secret: str, code: str, now: datetime) -> Proved:
    user_id, actor = viewer.user_id, audit.actor_of(viewer)
    with second_factor.checked_code(house, user_id, code, actor=actor, now=now) as (session, by):
        new = elevate(session, viewer, secret, by=by, now=now)
        if by != second_factor.RECOVERY:
            return Proved(new)
        consultations.close_of_others(session, user_id, viewer.session_id, now=now)
        user_sessions.delete_others(session, user_id, viewer.session_id)
        return Proved(new, second_factors.count_codes(session, user_id))


def elevate(session: Session, viewer: Viewer, secret: str, *, by: str, now: datetime) -> str:
    """Return the new secret of a session whose holder has proved who they are."""
    new = sessions.rotate(session, secret, now=now)
    _record(session, "proof.given", viewer, now, by)
    return new


def _wrong(left: int) -> str:
    if left <= 0:
        return text("security.password_wrong_last")
    return text("security.password_wrong", left=left)


def _count(house: House, viewer: Viewer, now: datetime) -> int:
    with house.database.write() as session:
        tries = rate_windows.count_attempt(session, _key(viewer.user_id), WINDOW, now)
    if tries > MAX_PER_ACCOUNT:
        raise code_limits.locked(WINDOW, now)
    return tries


def _record_refusal(house: House, viewer: Viewer, tries: int, now: datetime) -> None:
    """Record a wrong password, and that it was the last that the window allows."""
    with house.database.write() as session:
        _record(session, "proof.refused", viewer, now, "password")
        if tries == MAX_PER_ACCOUNT:
            _record(session, "proof.locked", viewer, now, "password")


def _record(session: Session, kind: str, viewer: Viewer, now: datetime, by: str) -> None:
    actor, subject = audit.actor_of(viewer), Subject(viewer.user_id)
    audit.record(session, kind, actor=actor, now=now, subject=subject, details={"by": by})


def _key(user_id: int) -> str:
    return f"proof {user_id}"
