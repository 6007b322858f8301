"""How customers chose to get their invoices: kept for ever, the newest choice holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from services.storage.models import Customer, CustomerAccess, InvoiceDelivery, User


class Choice(StrEnum):
    """A choice of the customer, or the reminder of it."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Proof:
    """Who chose, when and from where; ``email``: the checked address, ``text_version``: the text.

    ``by`` and ``address`` are "" for what the program did.
    """

    chosen_at: datetime
    email: str
    text_version: str
    by: str = ""
    address: str = ""


def add(session: Session, customer_id: int, choice: Choice, proof: Proof) -> None:
    """Keep a choice; the earlier ones stay as they are."""
    session.add(
        InvoiceDelivery(
            customer_id=customer_id,
            choice=choice.value,
            chosen_at=proof.chosen_at,
            chosen_by=proof.by[:64],
            email=proof.email,
            address=proof.address[:45],
            text_version=proof.text_version,
        )
    )


def find_newest(session: Session, customer_id: int, choice: Choice) -> InvoiceDelivery | None:
    """Return the newest row of that choice."""
    query = (
        select(InvoiceDelivery)
        .where(InvoiceDelivery.customer_id == customer_id, InvoiceDelivery.choice == choice.value)
        .order_by(InvoiceDelivery.chosen_at.desc(), InvoiceDelivery.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def find_to_remind(
    session: Session, before: datetime, *, limit: int, only: int | None = None
) -> Sequence[int]:
    """Return customers without paper of whom nothing was heard since ``before``, or out of reach.

    Out of reach: nobody who may sign in for them has a checked address any more. ``only``: that
    one, if it is one of them.
    """
    heard = (
        select(func.max(InvoiceDelivery.chosen_at))
        .where(
            InvoiceDelivery.customer_id == Customer.id,
            InvoiceDelivery.choice != Choice.PAPER.value,
        )
        .correlate(Customer)
        .scalar_subquery()
    )
    reached = (
        exists()
        .where(
            CustomerAccess.customer_id == Customer.id,
            CustomerAccess.user_id == User.id,
            User.is_active,
            User.validated_at.is_not(None),
            User.email != "",
        )
        .correlate(Customer)
    )
    query = (
        select(Customer.id)
        .where(Customer.electronic_invoice)
        .where((heard <= before) | heard.is_(None) | ~reached)
        .order_by(Customer.id)
        .limit(limit)
    )
    if only is not None:
        query = query.where(Customer.id == only)
    return session.scalars(query).all()


def take(session: Session, customer_id: int) -> Customer:
    """Return a customer, held until the transaction ends, as it is now."""
    return session.get_one(Customer, customer_id, with_for_update=True, populate_existing=True)
