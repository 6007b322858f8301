"""The end of the agency's consultations that nobody closed: each leaves one event in the trail."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.storage import acting
from services.storage.acting import EndedConsultation
from services.trail import audit
from services.trail.audit import Actor, Subject


def close_over(session: Session, *, now: datetime) -> int:
    """Close the files whose time is up, or whose session's is; return how many."""
    return _record(session, acting.end_over(session, now), now)


def close_of_session(session: Session, secret_hash: bytes, *, now: datetime) -> None:
    """Close the file that a session has open, if any: the session ends."""
    _record(session, acting.end_of_session(session, secret_hash), now)


def close_named(session: Session, public_id: str, *, now: datetime) -> None:
    """Close the file that the session of that public name has open, if any."""
    _record(session, acting.end_named(session, public_id), now)


def close_one(session: Session, user_id: int, public_id: str, *, now: datetime) -> None:
    """Close the file that one session of that very user has open, if any: the session ends."""
    _record(session, acting.end_one(session, user_id, public_id), now)


def close_of_user(session: Session, user_id: int, *, now: datetime) -> None:
    """Close the files that all sessions of a user have open: the sessions end."""
    _record(session, acting.end_of_user(session, user_id), now)


def close_of_others(session: Session, user_id: int, public_id: str, *, now: datetime) -> None:
    """Close the files that a user's sessions have open but for one: the others end."""
    _record(session, acting.end_of_others(session, user_id, public_id), now)


def _record(session: Session, ended: Sequence[EndedConsultation], now: datetime) -> int:
    for one in ended:
        actor = Actor(one.user_id, one.display_name, one.role, one.address)
        subject = Subject(customer_id=one.customer_id)
        audit.record(session, "agency.closed", actor=actor, now=now, subject=subject)
    return len(ended)
