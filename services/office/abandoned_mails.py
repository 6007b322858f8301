"""E-mails that no server took: supervisors send them again, or file them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.office.staff import require_supervisor
from services.sign_in.sessions import require_recent_proof
from services.storage import outbox, users
from services.storage.outbox import NamedMail
from services.trail import audit
from services.trail.audit import Subject

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail that was given up; ``subject``: what it was about, ``can_be_sent``: it still can."""

    number: int
    subject: str
    recipient: str
    abandoned_at: datetime
    error: str
    can_be_sent: bool


def count(viewer: Viewer) -> int:
    """Return how many mails were given up; raises NotFoundError for who may not see them."""
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        return outbox.count_abandoned(session)


def load(viewer: Viewer, *, page: int) -> tuple[ShownMail, ...]:
    """Return one page (from 1) of the mails that were given up, the newest first.

    Raises NotFoundError for who may not see them.
    """
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        found = outbox.load_abandoned(session, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return tuple(
        ShownMail(
            number=mail.id,
            # Some subjects end with a reference: the kind is what matters here.
            subject=text(f"mail.{mail.kind}.subject", reference="").rstrip(" \u202f:"),
            recipient=mail.recipient,
            abandoned_at=mail.abandoned_at,
            error=mail.last_error,
            can_be_sent=mail.can_be_sent,
        )
        for mail in found
    )


def send_again(viewer: Viewer, house: House, *, number: int, now: datetime) -> None:
    """Let a mail go out anew, with the same Message-ID; its two days begin again.

    A link in it may be over. Raises NotFoundError for who may not, and for a mail that waits no
    more or has no content, ProofNeededError without a recent proof.
    """
    require_supervisor(viewer)
    require_recent_proof(viewer, now)
    with house.database.write() as session:
        _record(session, "mail.sent_again", outbox.send_again(session, number, now), viewer, now)


def file_away(viewer: Viewer, house: House, *, number: int, now: datetime) -> None:
    """Take a mail off the list: somebody has seen to it.

    Raises NotFoundError for who may not, and for a mail that waits no more.
    """
    require_supervisor(viewer)
    with house.database.write() as session:
        _record(session, "mail.filed", outbox.file_away(session, number, now), viewer, now)


def _record(
    session: Session, kind: str, named: NamedMail | None, viewer: Viewer, now: datetime
) -> None:
    """Trace what was decided, with the user whose address it is; refuse what waits no more."""
    if named is None:
        raise NotFoundError(text("agency.no_such_mail"))
    details = {"message": named.message_id, "mail": named.kind}
    subject = Subject(users.find_only_id(session, named.recipient))
    actor = audit.actor_of(viewer)
    audit.record(session, kind, actor=actor, now=now, subject=subject, details=details)
