"""Who is told of a customer's invoices, and where."""

from collections.abc import Sequence

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from services.storage.models import Customer, CustomerAccess, InvoiceDelivery, User


def load_addresses(session: Session, customer_id: int) -> Sequence[str]:
    """Return the e-mail addresses that a new invoice is announced to, each as it is kept.

    Those of the users who may sign in and see the customer, the customer's own, and the checked
    one of the newest consent while invoices are electronic.
    """
    users = (
        select(User.email)
        .join(CustomerAccess, CustomerAccess.user_id == User.id)
        .where(
            CustomerAccess.customer_id == customer_id,
            User.is_active,
            User.validated_at.is_not(None),
        )
    )
    own = select(Customer.email).where(Customer.id == customer_id)
    agreed = (
        select(InvoiceDelivery.email)
        .join(Customer, Customer.id == InvoiceDelivery.customer_id)
        .where(
            InvoiceDelivery.customer_id == customer_id,
            InvoiceDelivery.choice == "electronic",
            Customer.electronic_invoice,
        )
        .order_by(InvoiceDelivery.chosen_at.desc(), InvoiceDelivery.id.desc())
        .limit(1)
    )
    found = session.scalars(union(users, own, select(agreed.subquery().c.email))).all()
    return sorted(address for address in found if address)
