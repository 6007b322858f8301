"""Customers who were erased: the mark that stays, and the demands for an account that end.

The mark is an answer among the consents, which nothing purges: the holder wants no account. What
was signed after it is new business: its holder may open an account.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ScalarSelect, delete, select
from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.storage.models import Consent, Customer, OutgoingMail, RegistrationRequest, User

ERASED = "erased"
"""The purpose under which the mark stands."""


def mark(session: Session, customer_id: int, *, now: datetime) -> None:
    """Note that a customer is erased from now on."""
    session.add(
        Consent(
            customer_id=customer_id,
            purpose=ERASED,
            is_granted=False,
            given_at=now,
            given_by="",
            text_version="",
        )
    )


def erased_at() -> ScalarSelect[datetime]:
    """Return when the query's customer was erased last, as a column; null if never."""
    return (
        select(Consent.given_at)
        .where(Consent.customer_id == Customer.id, Consent.purpose == ERASED)
        .order_by(Consent.given_at.desc())
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )


def covers(erased: datetime | None, started_on: date) -> bool:
    """Tell whether a contract began before its customer was erased."""
    return erased is not None and started_on <= erased.astimezone(PARIS).date()


def load_waiting(session: Session, customer_id: int) -> list[User]:
    """Return the accounts that wait for their validation by this customer's proof."""
    query = (
        select(User)
        .join(RegistrationRequest, RegistrationRequest.user_id == User.id)
        .where(RegistrationRequest.customer_id == customer_id, User.validated_at.is_(None))
        .order_by(User.id)
    )
    return list(session.scalars(query.distinct()))


def end_demands(session: Session, customer_id: int, waiting: Collection[User]) -> None:
    """Forget every demand for an account of the customer, the accounts ``waiting`` and links."""
    recipients = {user.email for user in waiting}
    ours = RegistrationRequest.customer_id == customer_id
    session.execute(delete(RegistrationRequest).where(ours))
    # With an account go its links, which may still stand in an e-mail that waits to be sent.
    session.execute(delete(User).where(User.id.in_([user.id for user in waiting])))
    about = OutgoingMail.kind.startswith("registration", autoescape=True)
    session.execute(delete(OutgoingMail).where(OutgoingMail.recipient.in_(recipients), about))
