"""Registrations that do not decide themselves: the agency compares what was typed with the file.

Agents, supervisors and administrators may all accept and refuse: who has the caller on the phone
decides, and each decision is traced with its author.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from services.enrolment import registration
from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.office.agency import checked_reason, require_staff
from services.storage import registration_queue as storage
from services.storage.models import Customer, RegistrationRequest
from services.trail import audit
from services.trail.audit import Subject

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Declared:
    """What somebody said of themselves, beside what the file says."""

    name: str
    email: str
    telephone: str


@dataclass(frozen=True, slots=True)
class WaitingRegistration:
    """A registration to examine; ``on_file``: None where no customer fits.

    ``holders``: who signs in for the customer already, and since when: why it waits.
    ``is_by_invoice``: its proof is the amount of the last invoice, else the commissioning.
    """

    number: int
    asked_at: datetime
    reference: str
    username: str
    typed: Declared
    on_file: Declared | None
    holders: tuple[tuple[str, datetime | None], ...] = ()
    is_by_invoice: bool = True


def count_waiting(viewer: Viewer) -> int:
    """Return how many registrations wait; raises NotFoundError for anybody but the agency."""
    require_staff(viewer)
    with viewer.database.begin() as session:
        return storage.count_waiting(session)


def load_waiting(viewer: Viewer) -> tuple[WaitingRegistration, ...]:
    """Return the registrations that wait, the oldest first, at most MOST_SHOWN.

    Raises NotFoundError for anybody but the agency.
    """
    require_staff(viewer)
    with viewer.database.begin() as session:
        return tuple(_told(*found) for found in storage.load_waiting(session, limit=MOST_SHOWN))


def get_waiting(viewer: Viewer, *, number: int, now: datetime) -> WaitingRegistration:
    """Return one registration, and trace that it is examined.

    Raises NotFoundError when it waits no more, or for anybody but the agency.
    """
    require_staff(viewer)
    with viewer.database.write() as session:
        request, customer = _get(session, number)
        _record(session, "agency.examined", viewer, request, now)
        holders = storage.load_holders(session, customer.id) if customer is not None else ()
        return replace(_told(request, customer), holders=tuple(holders))


def accept(viewer: Viewer, house: House, *, number: int, now: datetime) -> None:
    """Give the account its validation link: it opens when that is followed.

    Raises NotFoundError when the registration waits no more, or for anybody but the agency.
    """
    require_staff(viewer)
    with house.database.write() as session:
        request, _ = _get(session, number)
        registration.accept(session, house, number, now=now)
        _record(session, "registration.accepted", viewer, request, now)


def refuse(viewer: Viewer, house: House, *, number: int, reason: str, now: datetime) -> None:
    """Refuse a registration, tell its author why, and forget the account that waited.

    Raises InvalidInputError for a reason too short or too long, and NotFoundError as ``accept``.
    """
    require_staff(viewer)
    kept = checked_reason(reason)
    with house.database.write() as session:
        request, _ = _get(session, number)
        user_id, email = request.user_id, request.email
        _record(session, "registration.refused", viewer, request, now, reason=kept)
        storage.refuse(session, number, by=viewer.display_name, reason=kept, now=now)
        if user_id is not None:
            storage.delete_unvalidated(session, user_id)
        letter = Letter("registration.refused", email, {"reason": kept})
        mail.post(session, house, letter, now=now)


def _get(session: Session, number: int) -> tuple[RegistrationRequest, Customer | None]:
    found = storage.find_waiting(session, number)
    if found is None:
        raise NotFoundError(text("agency.no_such_registration"))
    return found


def _told(request: RegistrationRequest, customer: Customer | None) -> WaitingRegistration:
    on_file = Declared(customer.name, customer.email, customer.telephone) if customer else None
    return WaitingRegistration(
        number=request.id,
        asked_at=request.created_at,
        reference=request.reference,
        username=request.username,
        typed=Declared(request.display_name, request.email, request.telephone),
        on_file=on_file,
        is_by_invoice=bool(request.prm),
    )


def _record(
    session: Session,
    kind: str,
    viewer: Viewer,
    request: RegistrationRequest,
    now: datetime,
    **details: str,
) -> None:
    audit.record(
        session,
        kind,
        actor=audit.actor_of(viewer),
        now=now,
        subject=Subject(user_id=request.user_id, customer_id=request.customer_id),
        details={"reference": request.reference, **details},
    )
