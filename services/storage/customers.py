"""Customers as their account shows them, and who signs in for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from services.domain.account import CustomerCard
from services.domain.postal_address import read_address
from services.kernel.viewer import Viewer
from services.storage.access import visible_customers, who
from services.storage.models import Customer, CustomerAccess, User
from services.storage.rows import AnyRow, fetch

CARD_COLUMNS = (
    Customer.id.label("customer_id"),
    Customer.reference,
    Customer.name.label("customer_name"),
    Customer.address.label("customer_address"),
    Customer.telephone,
    Customer.fax,
    Customer.email,
    Customer.electronic_invoice,
)
"""What ``customer_card`` reads."""

_ONE = select(*CARD_COLUMNS).where(Customer.id == bindparam("customer_id"))
_FIRST = visible_customers(*CARD_COLUMNS).order_by(Customer.reference).limit(1)


def customer_card(row: AnyRow) -> CustomerCard:
    """Return the customer of a row with CARD_COLUMNS."""
    return CustomerCard(
        id=row.customer_id,
        reference=row.reference,
        name=row.customer_name,
        address=read_address(row.customer_address),
        telephone=row.telephone,
        fax=row.fax,
        email=row.email,
        has_electronic_invoice=bool(row.electronic_invoice),
    )


def find_first(session: Session, viewer: Viewer) -> CustomerCard | None:
    """Return the first of the customers that the viewer may see: one may have no contract."""
    found = fetch(session, _FIRST, **who(viewer))
    return customer_card(found[0]) if found else None


def load_card(session: Session, customer_id: int) -> CustomerCard:
    """Return a customer that the caller may see."""
    return customer_card(fetch(session, _ONE, customer_id=customer_id)[0])


def find_visible(session: Session, viewer: Viewer, reference: str) -> Customer | None:
    """Return the customer of that reference if the viewer may see it, held for a change."""
    query = visible_customers(Customer.id).where(Customer.reference == reference)
    found = fetch(session, query, **who(viewer))
    return session.get_one(Customer, found[0][0], with_for_update=True) if found else None


def find_last_sign_in(session: Session, viewer: Viewer, customer_id: int) -> datetime | None:
    """Return the viewer's sign-in before this one; for the agency, the last of the customer's."""
    if viewer.acting_for is None:
        query = select(User.previous_sign_in_at).where(User.id == viewer.user_id)
    else:
        query = (
            select(func.max(User.last_sign_in_at))
            .join(CustomerAccess, CustomerAccess.user_id == User.id)
            .where(CustomerAccess.customer_id == customer_id)
        )
    return session.scalar(query)


def load_addresses(session: Session, customer_id: int) -> list[str]:
    """Return the checked e-mail addresses of those who may sign in for a customer."""
    query = (
        select(User.email)
        .join(CustomerAccess, CustomerAccess.user_id == User.id)
        .where(
            CustomerAccess.customer_id == customer_id,
            User.is_active,
            User.validated_at.is_not(None),
            User.email != "",
        )
        .order_by(User.id)
    )
    return list(session.scalars(query))


def follow_email(session: Session, user: User, old: str) -> int:
    """Give the customers of ``user`` the new address where they had the old one, or none.

    A customer for whom nobody else signs in follows in any case. Returns how many changed.
    """
    other = (
        exists()
        .where(CustomerAccess.customer_id == Customer.id, CustomerAccess.user_id != user.id)
        .correlate(Customer)
    )
    query = (
        select(Customer)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == user.id)
        .where(Customer.email.in_([old, ""]) | ~other)
    )
    customers = session.scalars(query).all()
    for customer in customers:
        customer.email = user.email
    return len(customers)


def load_electronic_of(session: Session, user_id: int) -> Sequence[Customer]:
    """Return the customers of a user who get their invoices by e-mail alone."""
    query = (
        select(Customer)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == user_id, Customer.electronic_invoice)
        .order_by(Customer.id)
    )
    return session.scalars(query).all()
