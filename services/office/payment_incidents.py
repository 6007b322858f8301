"""Payments that a supervisor must look at: money to pay back, messages nobody can act upon."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.domain.ledger import Account, book_refund
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.office.agency import checked_reason
from services.office.staff import require_supervisor
from services.payments import checking
from services.storage import card_payments, ledger, payment_incidents
from services.storage.models import PaymentAttempt, PaymentIncident
from services.storage.payment_incidents import IncidentRow as IncidentRow  # noqa: PLC0414 - for the pages
from services.trail import audit

PAGE_SIZE = 25
REFUNDABLE = "overpayment"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a supervisor decides of an incident, and why; ``is_confirmed``: the box was ticked."""

    number: int
    reason: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class _Ending:
    """How an incident ends: ``kind`` of the audit's event, and why."""

    kind: str
    reason: str


def count(viewer: Viewer) -> int:
    """Return how many incidents wait; raises NotFoundError for who may not see them."""
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        return payment_incidents.count_open(session)


def load(viewer: Viewer, *, page: int) -> tuple[IncidentRow, ...]:
    """Return one page (from 1) of the incidents that wait, the oldest first.

    Raises NotFoundError for who may not see them.
    """
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        start = (page - 1) * PAGE_SIZE
        return tuple(payment_incidents.load_open(session, limit=PAGE_SIZE, offset=start))


def examine(viewer: Viewer, *, number: int) -> IncidentRow:
    """Return one incident; raises NotFoundError for who may not see it and for one that is over."""
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        found = payment_incidents.find_open(session, number)
    if found is None:
        raise NotFoundError(text("agency.no_such_incident"))
    return found


def refund(
    viewer: Viewer, house: House, decision: Decision, *, paid_on: date | None, now: datetime
) -> None:
    """Record that what was paid too much has been given back on ``paid_on``.

    Raises NotFoundError for who may not and for an incident that is over; InvalidInputError for a
    date that cannot be, an unticked box, or money that has been used for invoices meanwhile.
    """
    require_supervisor(viewer)
    with house.database.write() as session:
        incident = _lock(session, decision)
        day = _checked_day(incident, paid_on, now)
        if incident.kind != REFUNDABLE or incident.customer_id is None:
            raise NotFoundError(text("agency.no_such_incident"))
        ledger.lock_account(session, incident.customer_id)
        on_account = payment_incidents.load_on_account(session, incident.customer_id)
        if on_account < incident.amount_eur:
            raise InvalidInputError(text("agency.incident_used"), field="rembourse")
        entry = book_refund(
            key=f"refund:{incident.id}",
            paid_on=day,
            amount_eur=incident.amount_eur,
            payment_id=incident.payment_id,
            contract_id=_contract_of(session, incident),
        )
        ledger.book(session, incident.customer_id, entry, now=now)
        incident.refunded_on = day
        _close(session, viewer, incident, _Ending("payment.refunded", decision.reason), now)


def file_away(viewer: Viewer, house: House, decision: Decision, *, now: datetime) -> None:
    """Take an incident off the list with a reason; an attempt that still waits is given up.

    Its invoices may be paid again; should money come for it all the same, it is booked. Raises
    NotFoundError for who may not and for an incident that is over, InvalidInputError for an
    unticked box or a reason too short or too long.
    """
    require_supervisor(viewer)
    with house.database.write() as session:
        incident = _lock(session, decision)
        reason = checked_reason(decision.reason)
        # Before the audit trail, as whoever hears the bank: nobody waits in a circle.
        attempt = _lock_attempt(session, incident)
        _close(session, viewer, incident, _Ending("payment.filed", reason), now)
        session.flush()
        if attempt is not None:
            _give_up(session, attempt, now)


def _lock(session: Session, decision: Decision) -> PaymentIncident:
    incident = payment_incidents.lock_open(session, decision.number)
    if incident is None:
        raise NotFoundError(text("agency.no_such_incident"))
    if not decision.is_confirmed:
        raise InvalidInputError(text("agency.incident_unconfirmed"), field="confirme")
    return incident


def _checked_day(incident: PaymentIncident, paid_on: date | None, now: datetime) -> date:
    first, last = incident.opened_at.astimezone(PARIS).date(), now.astimezone(PARIS).date()
    if paid_on is None or not first <= paid_on <= last:
        raise InvalidInputError(text("agency.incident_bad_day"), field="rembourse")
    return paid_on


def _contract_of(session: Session, incident: PaymentIncident) -> int | None:
    """Return the contract on whose account the money was put, if it was one."""
    entry = ledger.find_entry(session, f"payment:{incident.payment_id}")
    postings = entry.postings if entry is not None else ()
    kept = [p for p in postings if p.account is Account.CUSTOMER and p.invoice_id is None]
    return kept[0].contract_id if len(kept) == 1 else None


def _lock_attempt(session: Session, incident: PaymentIncident) -> PaymentAttempt | None:
    if incident.attempt_id is None:
        return None
    return session.get_one(PaymentAttempt, incident.attempt_id, with_for_update={"key_share": True})


def _give_up(session: Session, attempt: PaymentAttempt, now: datetime) -> None:
    if attempt.state not in checking.OPEN_STATES or card_payments.has_incident(session, attempt.id):
        return
    attempt.state, attempt.closed_at = "expired", now
    attempt.next_check_at = checking.next_check(attempt, now)
    card_payments.release_invoices(session, attempt.id)


def _close(
    session: Session,
    viewer: Viewer,
    incident: PaymentIncident,
    ending: _Ending,
    now: datetime,
) -> None:
    incident.closed_at, incident.closed_by = now, viewer.display_name
    if ending.reason:
        incident.note = f"{incident.note} · {ending.reason}".strip(" ·")[:300]
    audit.record(
        session,
        ending.kind,
        actor=audit.actor_of(viewer),
        subject=audit.Subject(customer_id=incident.customer_id),
        details={
            "incident": str(incident.id),
            "what": incident.kind,
            "amount": str(incident.amount_eur),
            "reason": ending.reason,
        },
        now=now,
    )
