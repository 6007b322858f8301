"""The one place that says what a user may see. Every query on customers' data starts here."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from services.kernel.viewer import Viewer
from services.storage.models import Contract, Customer, CustomerAccess


def visible_contracts(viewer: Viewer) -> Select[Contract]:
    """Return the query for the contracts that ``viewer`` may see, customer and point included."""
    return (
        select(Contract)
        .join(Contract.customer)
        .join(Contract.metering_point)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == viewer.user_id)
        .options(contains_eager(Contract.customer), contains_eager(Contract.metering_point))
    )


def load_contracts(session: Session, viewer: Viewer) -> Sequence[Contract]:
    """Return the viewer's contracts, the active ones first, then by number."""
    query = visible_contracts(viewer).order_by(Contract.ended_on.is_not(None), Contract.number)
    return session.scalars(query).all()


def find_contract(session: Session, viewer: Viewer, number: str) -> Contract | None:
    """Return the contract of that number if the viewer may see it."""
    return session.scalars(visible_contracts(viewer).where(Contract.number == number)).one_or_none()
