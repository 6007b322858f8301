"""The registrations that somebody of the agency has to examine."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from services.storage.models import Customer, CustomerAccess, RegistrationRequest, User

TO_EXAMINE = "to_examine"

_IS_WAITING = RegistrationRequest.state == TO_EXAMINE
_WAITING: Select[RegistrationRequest, Customer] = (
    select(RegistrationRequest, Customer)
    .outerjoin(Customer, Customer.id == RegistrationRequest.customer_id)
    .where(_IS_WAITING)
)


def count_waiting(session: Session) -> int:
    """Return how many registrations wait."""
    query = select(func.count()).select_from(RegistrationRequest).where(_IS_WAITING)
    return session.scalar(query) or 0


def load_waiting(
    session: Session, *, limit: int
) -> Sequence[tuple[RegistrationRequest, Customer | None]]:
    """Return the registrations that wait, the oldest first, with the customers they are about."""
    query = _WAITING.order_by(RegistrationRequest.created_at, RegistrationRequest.id).limit(limit)
    return [(row[0], row[1]) for row in session.execute(query)]


def find_waiting(
    session: Session, number: int
) -> tuple[RegistrationRequest, Customer | None] | None:
    """Return the registration of that number while it waits, with the customer it is about."""
    row = session.execute(_WAITING.where(RegistrationRequest.id == number)).one_or_none()
    return None if row is None else (row[0], row[1])


def load_holders(session: Session, customer_id: int) -> Sequence[tuple[str, datetime | None]]:
    """Return who signs in for a customer already: the name shown, and since when."""
    query = (
        select(User.display_name, User.validated_at)
        .join(CustomerAccess, CustomerAccess.user_id == User.id)
        .where(CustomerAccess.customer_id == customer_id, User.is_active)
        .order_by(User.validated_at, User.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def refuse(session: Session, number: int, *, by: str, reason: str, now: datetime) -> bool:
    """Note a refusal; False when the registration waits no more."""
    statement = (
        update(RegistrationRequest)
        .where(RegistrationRequest.id == number, _IS_WAITING)
        .values(state="refused", decided_at=now, decided_by=by[:64], reason=reason)
        .returning(RegistrationRequest.id)
    )
    return session.execute(statement).first() is not None


def delete_unvalidated(session: Session, user_id: int) -> None:
    """Delete an account that nobody has validated: its name is free again."""
    session.execute(delete(User).where(User.id == user_id, User.validated_at.is_(None)))
