"""« Mes sessions »: where somebody is signed in, and closing what should not be."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sign_in.arrival import in_words
from services.storage import user_sessions
from services.trail import audit, consultations
from services.trail.audit import Subject


@dataclass(frozen=True, slots=True)
class OpenHere:
    """One session: the browser in words, where it was opened from, when it was last used."""

    public_id: str
    device: str
    place: str
    opened_at: datetime
    last_seen_at: datetime
    is_remembered: bool
    is_current: bool


def list_sessions(viewer: Viewer, *, now: datetime) -> tuple[OpenHere, ...]:
    """Return the sessions of ``viewer``, this one first, then the last used."""
    with viewer.database.begin() as session:
        rows = user_sessions.load_open(session, viewer.user_id, now)
        shown = tuple(
            OpenHere(
                row.public_id,
                in_words(row.device),
                place(row.address),
                row.created_at,
                row.last_seen_at,
                row.is_remembered,
                row.public_id == viewer.session_id,
            )
            for row in rows
        )
    return tuple(sorted(shown, key=lambda one: not one.is_current))


def close(viewer: Viewer, public_id: str, *, now: datetime) -> None:
    """End one session; raises NotFoundError when it is not one of the viewer's."""
    with viewer.database.write() as session:
        consultations.close_one(session, viewer.user_id, public_id, now=now)
        if not user_sessions.delete_one(session, viewer.user_id, public_id):
            raise NotFoundError(text("security.session_unknown"))
        audit.record(
            session,
            "session.closed",
            actor=audit.actor_of(viewer),
            now=now,
            subject=Subject(viewer.user_id),
        )


def close_others(viewer: Viewer, *, now: datetime) -> int:
    """End every session of the viewer but this one; return how many."""
    with viewer.database.write() as session:
        consultations.close_of_others(session, viewer.user_id, viewer.session_id, now=now)
        closed = user_sessions.delete_others(session, viewer.user_id, viewer.session_id)
        if closed:
            audit.record(
                session,
                "session.others_closed",
                actor=audit.actor_of(viewer),
                now=now,
                subject=Subject(viewer.user_id),
                details={"sessions": str(closed)},
            )
        return closed


def place(address: str) -> str:
    """Return where a session was opened from: the address, or that it is near."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return text("security.place_unknown")
    return text("security.place_local") if parsed.is_private else address
