"""What hangs on a customer and their users, to be erased or counted."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from services.domain.consents import PERSONAL_SEGMENTS
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    DataRequest,
    Invoice,
    KnownDevice,
    MeteringPoint,
    OutgoingMail,
    Passkey,
    RecoveryCode,
    RegistrationRequest,
    SingleUseToken,
    Totp,
    User,
    UserSession,
)
from services.storage.retention import delete_measures, runs_on

_OF_A_USER = (UserSession, KnownDevice, Passkey, RecoveryCode, Totp, SingleUseToken)


def lock_customer(session: Session, reference: str) -> Customer | None:
    """Return the customer of that reference; two erasures of the same one wait for each other."""
    query = select(Customer).where(Customer.reference == reference).with_for_update()
    return session.scalars(query).one_or_none()


def get_customer_id(session: Session, reference: str) -> int:
    """Return the id of the customer of that reference, who exists."""
    return session.scalars(select(Customer.id).where(Customer.reference == reference)).one()


def has_running_contract(session: Session, customer_id: int, today: date) -> bool:
    """Tell whether a contract of the customer has not ended by ``today``."""
    query = select(Contract.id).where(Contract.customer_id == customer_id, runs_on(today))
    return session.scalars(query.limit(1)).first() is not None


def load_running_contracts(session: Session, user_id: int, today: date) -> list[str]:
    """Return the numbers of the contracts of a user's customers that run ``today``."""
    query = (
        select(Contract.number)
        .join(CustomerAccess, CustomerAccess.customer_id == Contract.customer_id)
        .where(CustomerAccess.user_id == user_id, runs_on(today))
    )
    return list(session.scalars(query.order_by(Contract.number)))


def load_only_users(session: Session, customer_id: int) -> list[User]:
    """Return the users who see this customer and no other; empty shells are nobody's account."""
    other = aliased(CustomerAccess)
    query = (
        select(User)
        .join(CustomerAccess, CustomerAccess.user_id == User.id)
        .where(
            CustomerAccess.customer_id == customer_id,
            User.password_hash != "",  # nosec B105 - an account that was emptied
            ~exists().where(other.user_id == User.id, other.customer_id != customer_id),
        )
        .order_by(User.id)
    )
    return list(session.scalars(query))


def is_seen_by_others(session: Session, customer_id: int, user_id: int) -> bool:
    """Tell whether somebody besides this user sees the customer; an empty shell sees nothing."""
    query = (
        select(CustomerAccess.user_id)
        .join(User, User.id == CustomerAccess.user_id)
        .where(
            CustomerAccess.customer_id == customer_id,
            CustomerAccess.user_id != user_id,
            User.password_hash != "",  # nosec B105 - an account that was emptied
        )
    )
    return session.scalars(query.limit(1)).first() is not None


def end_access(session: Session, customer_id: int, user_id: int) -> None:
    """Let one user see the customer no more."""
    gone = delete(CustomerAccess).where(
        CustomerAccess.customer_id == customer_id, CustomerAccess.user_id == user_id
    )
    session.execute(gone)


def end_other_access(session: Session, customer_id: int, besides: Collection[int]) -> None:
    """Let nobody see the customer any more but ``besides``, whose accounts go.

    Somebody with several customers keeps the account until the last of them is erased.
    """
    gone = delete(CustomerAccess).where(
        CustomerAccess.customer_id == customer_id, CustomerAccess.user_id.not_in(besides)
    )
    session.execute(gone)


def delete_credentials(session: Session, user_id: int, email: str) -> None:
    """Delete what proves who a user is, copies of their data, and the mails to their address."""
    for table in _OF_A_USER:
        session.execute(delete(table).where(table.user_id == user_id))
    session.execute(update(DataRequest).where(DataRequest.user_id == user_id).values(content=None))
    asked = or_(RegistrationRequest.user_id == user_id, RegistrationRequest.email == email)
    session.execute(delete(RegistrationRequest).where(asked))
    if email:
        session.execute(delete(OutgoingMail).where(OutgoingMail.recipient == email))


def has_invoice_since(session: Session, customer_id: int, day: date) -> bool:
    """Tell whether the customer got an invoice since then."""
    query = (
        select(Invoice.id)
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(Contract.customer_id == customer_id, Invoice.issued_on >= day)
    )
    return session.scalars(query.limit(1)).first() is not None


def count_invoices(session: Session, customer_id: int) -> int:
    """Return how many invoices of the customer are kept."""
    query = (
        select(func.count())
        .select_from(Invoice)
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(Contract.customer_id == customer_id)
    )
    return session.scalars(query).one()


def delete_personal_measures(session: Session, customer_id: int, today: date) -> int:
    """Delete curve and days of a natural person's contracts that are over; return how many rows."""
    query = (
        select(Contract.metering_point_id, Contract.started_on, Contract.ended_on)
        .join(Contract.metering_point)
        .where(
            Contract.customer_id == customer_id,
            Contract.ended_on <= today,
            MeteringPoint.segment.in_(PERSONAL_SEGMENTS),
        )
    )
    rows = session.execute(query).all()
    return sum([delete_measures(session, point, start, end) for point, start, end in rows if end])
