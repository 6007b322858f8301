"""What a demand for an account makes the house write: its answer, and who else is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.enrolment import registration_limits
from services.kernel.house import House
from services.mailing import mail
from services.mailing.mail import Letter
from services.storage import registrations
from services.storage.models import Customer, RegistrationRequest
from services.storage.savepoints import kept_if
from services.trail import audit
from services.trail.audit import Actor, Subject

TAKEN_NAME = "username"
VALIDATION = "/inscription/validation"


def post_answer(
    session: Session, house: House, row: RegistrationRequest, letter: Letter, now: datetime
) -> None:
    """Send an answer, unless its address has had many; who asked is told nothing of that."""
    is_proven = row.customer_id is not None
    is_sent = registration_limits.take_mail(session, row.email, is_proven=is_proven, now=now)
    with kept_if(session, is_kept=is_sent):
        mail.post(session, house, letter, now=now)


def answer(row: RegistrationRequest, secret: str) -> Letter:
    """Return the e-mail that says what came of ``row``; a name typed by a stranger is not in it."""
    if row.state == "sent":
        return Letter("registration_sent", row.email, path=f"{VALIDATION}?jeton={secret}")
    if row.state == "existing" and row.reason == TAKEN_NAME:
        return Letter("registration_name_taken", row.email, path="/inscription")
    if row.state == "existing":
        return Letter("registration_existing", row.email, path="/connexion")
    if row.state == "to_examine":
        return Letter("registration_to_examine", row.email, path="/connexion")
    return Letter("registration_unmatched", row.email, path="/inscription")


def tell_file_address(
    session: Session, house: House, row: RegistrationRequest, kind: str, now: datetime
) -> None:
    """Tell the address that the agency knew before, where it is another one."""
    customer = session.get(Customer, row.customer_id) if row.customer_id is not None else None
    known = customer.email.casefold() if customer is not None else ""
    if customer is not None and known not in {"", row.email}:
        letter = Letter(kind, known, {"reference": customer.reference})
        mail.post(session, house, letter, now=now)


def tell_agency(
    session: Session, house: House, reference: str, address: str, now: datetime
) -> None:
    """Record that a reference is locked, and tell the supervisors: somebody may be guessing."""
    actor = Actor(address=address)
    said = {"reference": reference}
    audit.record(session, "registration.locked", actor=actor, now=now, details=said)
    for recipient in registrations.load_agency_addresses(session):
        letter = Letter("registration_locked", recipient, said | {"address": address})
        mail.post(session, house, letter, now=now)


def record(session: Session, kind: str, row: RegistrationRequest, now: datetime) -> None:
    """Write the audit event ``kind`` of a demand: from its author, about its customer."""
    said = {"reference": row.reference, "state": row.state}
    actor, subject = Actor(address=row.address), Subject(customer_id=row.customer_id)
    audit.record(session, kind, actor=actor, now=now, subject=subject, details=said)
