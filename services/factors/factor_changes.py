"""What a change of what one signs in with brings about: a letter, other sessions ended."""

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
    user_sessions.delete_others(session, viewer.user_id, viewer.session_id)
    return sessions.rotate(session, secret, now=viewer.elevated_at or now)


def tell(session: Session, house: House, user_id: int, kind: str, *, now: datetime) -> None:
    """Write to the owner what the audit trail calls ``kind``; some accounts have no address."""
    user = session.get_one(User, user_id)
    values = {
        "name": user.display_name,
        "change": text(f"audit.{kind}"),
        "moment": arrival.when(now),
    }
    if user.email:
        mail.post(session, house, Letter("factor_changed", user.email, values, PAGE), now=now)


def tell_of_code_used(session: Session, house: House, user_id: int, *, now: datetime) -> None:
    """Write to the owner that a recovery code was used, and how many are left."""
    user = session.get_one(User, user_id)
    left = str(second_factors.count_codes(session, user_id))
    values = {"name": user.display_name, "left": left, "moment": arrival.when(now)}
    if user.email:
        mail.post(session, house, Letter("recovery_used", user.email, values, PAGE), now=now)
