"""Consents: two questions for each customer, answered, dated, withdrawn at any time.

What they mean for what is shown and collected is in ``domain.consents``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.domain.consents import Purpose, is_agreed
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.storage import consents as storage
from services.storage.models import Consent, Customer
from services.trail import audit
from services.trail.audit import Subject

TEXT_VERSION = "2026-11"
"""The wording that people see now: a new one is another version, and is asked anew."""


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """One box: ``is_agreed`` as it holds now, ``answered_at`` and ``answered_by`` if it was."""

    purpose: Purpose
    is_agreed: bool
    answered_at: datetime | None = None
    answered_by: str = ""
    text_version: str = ""


@dataclass(frozen=True, slots=True)
class CustomerConsents:
    """The boxes of one customer."""

    reference: str
    name: str
    questions: tuple[ConsentQuestion, ...]


def load_questions(session: Session, viewer: Viewer) -> tuple[CustomerConsents, ...]:
    """Return the questions of each of the viewer's own customers, with what holds now."""
    customers = storage.load_customers_of(session, viewer.user_id)
    return tuple(_questions(session, customer) for customer in customers)


def answer(
    viewer: Viewer,
    reference: str,
    granted: frozenset[Purpose],
    *,
    now: datetime,
    asked: frozenset[Purpose] = frozenset(Purpose),
) -> None:
    """Keep the boxes of the customer of ``reference``: those of ``granted`` are ticked.

    ``asked``: the boxes that were there to be ticked; one that did not show is no refusal.
    Only a change is kept, each with one audit event. Nobody answers for somebody else: raises
    NotFoundError for a customer that is not the viewer's own, and to the agency's people.
    """
    with viewer.database.write() as session:
        customers = storage.load_customers_of(session, viewer.user_id)
        customer = next((c for c in customers if c.reference == reference), None)
        if customer is None or viewer.acting_for is not None or viewer.is_staff:
            raise NotFoundError(text("privacy.no_customer"))
        for question in _questions(session, customer).questions:
            is_granted = question.purpose in granted
            if question.purpose not in asked:
                continue
            # A box left as the contract sets it is no answer: nobody agrees without a gesture.
            if is_granted != question.is_agreed:
                _keep(session, viewer, customer, question.purpose, is_granted=is_granted, now=now)


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


def _questions(session: Session, customer: Customer) -> CustomerConsents:
    newest = storage.load_newest(session, customer.id)
    segments = storage.load_segments(session, customer.id)
    questions = tuple(_question(p, newest.get(p), segments, customer) for p in Purpose)
    return CustomerConsents(customer.reference, customer.name, questions)


def _question(
    purpose: Purpose, newest: Consent | None, segments: Sequence[str], customer: Customer
) -> ConsentQuestion:
    if newest is None:
        # One box for several sites: ticked where it holds for all of them.
        shown = [is_agreed(s, None, is_demo=customer.is_demo) for s in segments]
        return ConsentQuestion(purpose, bool(shown) and all(shown))
    return ConsentQuestion(
        purpose, newest.is_granted, newest.given_at, newest.given_by, newest.text_version
    )
