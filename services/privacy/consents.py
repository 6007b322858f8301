"""Consents: two questions for each customer, answered, dated, withdrawn at any time.

What they mean for what is shown and collected is in ``domain.consents``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.domain.consents import PERSONAL_SEGMENTS, Purpose, is_agreed
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.storage import consents as storage
from services.storage.consents import SiteOfCustomer
from services.storage.models import Consent, Customer
from services.trail import audit
from services.trail.audit import Subject

TEXT_VERSION = "2026-11"
"""The wording that people see now: a new one is another version, and is asked anew."""


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """One box: ``is_agreed`` as it holds now, ``answered_at`` and ``answered_by`` if it was.

    ``why_not``: why there is nothing to ask ("ended", "no_curve"), "" where there is.
    """

    purpose: Purpose
    is_agreed: bool
    answered_at: datetime | None = None
    answered_by: str = ""
    text_version: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class CustomerConsents:
    """The boxes of one customer."""

    reference: str
    name: str
    questions: tuple[ConsentQuestion, ...]


def load_questions(
    session: Session, viewer: Viewer, *, today: date
) -> tuple[CustomerConsents, ...]:
    """Return the questions of each of the viewer's own customers, with what holds now."""
    customers = storage.load_customers_of(session, viewer.user_id)
    return tuple(_questions(session, customer, today) for customer in customers)


def answer(
    viewer: Viewer,
    reference: str,
    granted: frozenset[Purpose],
    *,
    now: datetime,
    asked: frozenset[Purpose] = frozenset(Purpose),
) -> str:
    """Keep the boxes of the customer of ``reference``: those of ``granted`` are ticked.

    Returns what to say of it: a withdrawal holds whatever else is ticked. Raises InvalidInputError
    for a curve that is agreed to newly without the days that it tells too.
    ``asked``: the boxes that were there to be ticked; one that did not show is no refusal.
    Only a change is kept, each with one audit event. Nobody answers for somebody else: raises
    NotFoundError for a customer that is not the viewer's own, and to the agency's people.
    """
    with viewer.database.write() as session:
        customers = storage.load_customers_of(session, viewer.user_id)
        customer = next((c for c in customers if c.reference == reference), None)
        if customer is None or viewer.acting_for is not None or viewer.is_staff:
            raise NotFoundError(text("privacy.no_customer"))
        questions = _questions(session, customer, now.astimezone(PARIS).date()).questions
        said = _judge(questions, granted, asked)
        for question in questions:
            is_granted = question.purpose in granted
            if question.purpose not in asked:
                continue
            # A box left as the contract sets it is no answer: nobody agrees without a gesture.
            if is_granted != question.is_agreed:
                _keep(session, viewer, customer, question.purpose, is_granted=is_granted, now=now)
    return said


def _judge(
    questions: Sequence[ConsentQuestion],
    granted: frozenset[Purpose],
    asked: frozenset[Purpose],
) -> str:
    """Return what to say of these answers; raises InvalidInputError as ``answer``."""
    held = {question.purpose for question in questions if question.is_agreed}
    kept = (granted & asked) | (held - asked)
    if Purpose.FINE_CURVE not in kept or Purpose.DAILY_CURVE in kept:
        return text("privacy.consents_saved")
    if Purpose.FINE_CURVE not in held:
        raise InvalidInputError(text("privacy.fine_needs_daily"))
    return text("privacy.consents_saved_no_curve")


def _keep(
    session: Session,
    viewer: Viewer,
    customer: Customer,
    purpose: Purpose,
    *,
    is_granted: bool,
    now: datetime,
) -> None:
    storage.add_answer(
        session,
        customer.id,
        purpose,
        is_granted=is_granted,
        by=viewer.display_name,
        text_version=TEXT_VERSION,
        now=now,
    )
    audit.record(
        session,
        "consent.granted" if is_granted else "consent.withdrawn",
        actor=audit.actor_of(viewer),
        now=now,
        subject=Subject(viewer.user_id, customer.id),
        details={"purpose": purpose.value, "text_version": TEXT_VERSION},
    )


def _questions(session: Session, customer: Customer, today: date) -> CustomerConsents:
    newest = storage.load_newest(session, customer.id)
    sites = storage.load_sites(session, customer.id)
    questions = tuple(_question(p, newest.get(p), sites, customer, today) for p in Purpose)
    return CustomerConsents(customer.reference, customer.name, questions)


def _question(
    purpose: Purpose,
    newest: Consent | None,
    sites: Sequence[SiteOfCustomer],
    customer: Customer,
    today: date,
) -> ConsentQuestion:
    if newest is None:
        # One box for several sites: ticked where it holds for all of them.
        shown = [is_agreed(site.segment, None, is_demo=customer.is_demo) for site in sites]
        why_not = _why_not(purpose, sites, today)
        return ConsentQuestion(purpose, bool(shown) and all(shown), why_not=why_not)
    # What was agreed to may be withdrawn, whatever has become of the contract.
    why_not = "" if newest.is_granted else _why_not(purpose, sites, today)
    return ConsentQuestion(
        purpose,
        newest.is_granted,
        newest.given_at,
        newest.given_by,
        newest.text_version,
        why_not,
    )


def _why_not(purpose: Purpose, sites: Sequence[SiteOfCustomer], today: date) -> str:
    """Return why there is nothing to ask; a person's curve may come once they have agreed."""
    running = [site for site in sites if site.ended_on is None or site.ended_on > today]
    if not running:
        return "ended"
    may_have_curve = any(s.has_curve or s.segment in PERSONAL_SEGMENTS for s in running)
    return "" if may_have_curve or purpose is not Purpose.FINE_CURVE else "no_curve"
