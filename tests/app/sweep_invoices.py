"""Invoices and archives that the sweep asks for by their names."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import delete, select

from app.factory import Application
from services.storage.card_payments import find_attempt
from services.storage.engine import Database
from services.storage.models import (
    Archive,
    Contract,
    CustomerAccess,
    DataRequest,
    Invoice,
    PaymentAttempt,
)
from tests.conftest import NOW
from tests.services.invoicing import add_document


def invoice_of(database: Database, user_id: int | None) -> str | None:
    """Return the number of one of somebody's invoices, with a PDF."""
    query = (
        select(Invoice.number)
        .join(Contract, Contract.id == Invoice.contract_id)
        .join(CustomerAccess, CustomerAccess.customer_id == Contract.customer_id)
        .where(CustomerAccess.user_id == user_id)
        .order_by(Invoice.id)
    )
    with database.begin() as session:
        number = session.scalars(query).first()
    if number is not None:
        add_document(database, number, content=number.encode())
    return number


def archive_of(database: Database, user_id: int | None) -> str | None:
    """Return the name of an archive of somebody's invoices that is ready to be taken."""
    if user_id is None:
        return None
    with database.write() as session:
        contract = (
            select(Contract.id)
            .join(CustomerAccess, CustomerAccess.customer_id == Contract.customer_id)
            .where(CustomerAccess.user_id == user_id)
        )
        name = f"archive-{user_id}"
        session.execute(delete(Archive).where(Archive.public_id == name))
        session.add(
            Archive(
                public_id=name,
                user_id=user_id,
                contract_id=session.scalar(contract.limit(1)),
                state="ready",
                created_at=NOW,
                expires_at=NOW + timedelta(days=1),
                content=b"zip",
            )
        )
    return name


def attempt_of(database: Database, user_id: int | None) -> str | None:
    """Return the reference of a payment that somebody has begun, None for who has no contract."""
    holder = select(CustomerAccess.customer_id).where(CustomerAccess.user_id == user_id)
    with database.write() as session:
        customer_id = session.scalars(holder).first()
        if user_id is None or customer_id is None:
            return None
        reference = f"AEL260302{user_id:012d}"
        if find_attempt(session, reference) is None:
            session.add(
                PaymentAttempt(
                    reference=reference,
                    click_key=reference,
                    customer_id=customer_id,
                    user_id=user_id,
                    provider="bench",
                    amount_eur=Decimal("1.00"),
                    trans_date=NOW.date(),
                    trans_number=user_id,
                    created_at=NOW,
                )
            )
        return reference


def copy_of(application: Application, user_id: int | None) -> str | None:
    """Return the name of a copy of somebody's data that is ready to be taken."""
    if user_id is None:
        return None
    with application.database.write() as session:
        name = f"copie-{session.query(DataRequest).count()}"
        session.add(
            DataRequest(
                public_id=name,
                user_id=user_id,
                kind="export",
                state="ready",
                created_at=NOW,
                finished_at=NOW,
                expires_at=NOW + timedelta(days=1),
                content=application.house.vault.encrypt(b"zip"),
            )
        )
        return name
