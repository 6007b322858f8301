"""What a change of what one signs in with brings about: a letter, other sessions ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.sign_in import arrival, sessions
from services.storage import second_factors, user_sessions
from services.storage.models import User
from services.trail import audit, consultations
from services.trail.audit import Actor, Subject

PAGE = "/securite"


@dataclass(frozen=True, slots=True)
class Changed:
    """What the browser gets of a change: its session's new secret, recovery codes to show once."""

    secret: str
    codes: tuple[str, ...] = ()


def end_other_sessions(session: Session, viewer: Viewer, secret: str, now: datetime) -> str:
    """End all sessions of the viewer but this one, which gets the new secret that is returned.

    It proves no more than before. Raises ProofNeededError when ``secret`` opens nothing any more.
    """
    consultations.close_of_others(session, viewer.user_id, viewer.session_id, now=now)
    user_sessions.delete_others(session, viewer.user_id, viewer.session_id)
    return sessions.rotate(session, secret, now=viewer.elevated_at or now)


def tell(
    session: Session,
    house: House,
    user_id: int,
    kind: str,
    *,
    now: datetime,
    letter: str = "factor_changed",
) -> None:
    """Write to the owner what the audit trail calls ``kind``; some accounts have no address.

    ``letter``: the kind of e-mail, by default one that says that the other sessions are closed.
    """
    _post(session, house, user_id, letter, {"change": text(f"audit.{kind}")}, now=now)


def note_code_used(
    session: Session, house: House, user_id: int, *, actor: Actor, now: datetime
) -> None:
    """Record that a recovery code was used, and write to the owner how many are left."""
    left = str(second_factors.count_codes(session, user_id))
    audit.record(
        session,
        "factor.code_used",
        actor=actor,
        now=now,
        subject=Subject(user_id),
        details={"left": left},
    )
    _post(session, house, user_id, "recovery_used", {"left": left}, now=now)


def tell_of_lock(session: Session, house: House, user_id: int, *, wait: str, now: datetime) -> None:
    """Write to the owner that too many wrong codes were typed, and how long none is taken."""
    _post(session, house, user_id, "factor_locked", {"wait": wait}, now=now)


def _post(
    session: Session,
    house: House,
    user_id: int,
    kind: str,
    values: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    user = session.get_one(User, user_id)
    said = {"name": user.display_name, "moment": arrival.when(now), **values}
    if user.email:
        mail.post(session, house, Letter(kind, user.email, said, PAGE), now=now)
