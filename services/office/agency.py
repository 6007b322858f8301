"""Somebody of the agency looks at a customer's space: with a reason, for a while, read-only.

The agent never becomes the customer: the session notes whose file is open, and everything that is
traced names both. Opening another file closes the one that is open: there is never one behind.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.reasons import LONGEST_REASON, SHORTEST_REASON
from services.domain.secret_hash import hash_secret
from services.kernel.errors import InvalidInputError, NotFoundError, ServiceError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.storage import acting
from services.storage.acting import Consultation
from services.trail import audit, consultations
from services.trail.audit import Subject

LONGEST_CONSULTATION = timedelta(minutes=30)


def open_file(
    viewer: Viewer, house: House, *, customer_reference: str, reason: str, now: datetime
) -> str:
    """Open the file of the customer of that reference and return the session's new secret.

    Raises NotFoundError for anybody but the agency and for an unknown reference, and
    InvalidInputError for a reason that is too short or too long.
    """
    require_staff(viewer)
    kept = checked_reason(reason)
    with house.database.write() as session:
        customer = acting.find_customer(session, customer_reference.strip())
        if customer is None:
            raise NotFoundError(text("agency.unknown_customer"))
        consultations.close_named(session, viewer.session_id, now=now)
        until = now + LONGEST_CONSULTATION
        secret = _note(session, viewer, Consultation(customer.customer_id, kept, until))
        audit.record(
            session,
            "agency.opened",
            actor=audit.actor_of(viewer),
            now=now,
            subject=Subject(customer_id=customer.customer_id),
            details={"reference": customer.reference, "reason": kept},
        )
    return secret


def close_file(viewer: Viewer, house: House, *, now: datetime) -> str:
    """Close the file that is open, if any, and return the session's new secret.

    Raises NotFoundError for anybody but the agency.
    """
    require_staff(viewer)
    with house.database.write() as session:
        consultations.close_named(session, viewer.session_id, now=now)
        return _note(session, viewer, None)


def close_over(house: House, now: datetime) -> int:
    """Close the files whose thirty minutes are over and that nobody came back to; the worker's."""
    with house.database.begin() as session:
        if not acting.has_over(session, now):
            return 0
    with house.database.write() as session:
        return consultations.close_over(session, now=now)


def note_view(viewer: Viewer, *, path: str, now: datetime) -> None:
    """Trace that somebody of the agency sees ``path`` for the customer whose file is open.

    Nothing happens for anybody else.
    """
    if viewer.acting_for is None:
        return
    with viewer.database.write() as session:
        audit.record(
            session,
            "agency.viewed",
            actor=audit.actor_of(viewer),
            now=now,
            subject=Subject(customer_id=viewer.acting_for),
            details={"path": path},
        )


def refuse_while_acting(viewer: Viewer) -> None:
    """Let nothing be done for a customer that only the customer may do.

    Raises ServiceError while a customer's file is open: credentials, consents, payments.
    """
    if viewer.acting_for is not None:
        raise ServiceError(text("agency.not_while_acting"))


def require_staff(viewer: Viewer) -> None:
    """Raise NotFoundError for anybody but the agency, as if there were nothing."""
    if not viewer.is_staff:
        raise NotFoundError(text("site.not_found"))


def checked_reason(reason: str) -> str:
    """Return ``reason`` on one line; raises InvalidInputError when it is too short or too long."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    if not SHORTEST_REASON <= len(kept) <= LONGEST_REASON:
        limits = {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        raise InvalidInputError(text("agency.bad_reason", **limits), field="reason")
    return kept


def _note(session: Session, viewer: Viewer, consultation: Consultation | None) -> str:
    secret = secrets.token_urlsafe(32)
    is_noted = acting.note(
        session,
        viewer.session_id,
        viewer.user_id,
        consultation,
        secret_hash=hash_secret(secret),
    )
    if not is_noted:
        raise NotFoundError(text("site.not_found"))
    return secret
