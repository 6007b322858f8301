"""Registrations: whom a proof fits, the demands made, the accounts that wait for validation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.storage.erased_customers import covers, erased_at
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    IndexReadingRow,
    Invoice,
    MeteringPoint,
    RegistrationRequest,
    User,
)
from services.storage.rows import fetch

COMMISSIONING = timedelta(days=1)
"""How long before or after a contract's first day its meter was read to begin it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contract that a demand names: what is known of it and of its holder.

    ``last_amount_eur``: of its newest invoice, None before the first; ``has_account``: somebody
    signs in for this customer already.
    """

    metering_point_id: int
    started_on: date
    customer_id: int
    customer_email: str
    is_demo: bool
    last_amount_eur: Decimal | None
    has_account: bool


_LAST_AMOUNT = (
    select(Invoice.amount_eur)
    .where(Invoice.contract_id == Contract.id)
    .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    .limit(1)
    .scalar_subquery()
)
_HAS_ACCOUNT = (
    exists()
    .where(CustomerAccess.customer_id == Customer.id)
    .where(User.id == CustomerAccess.user_id, User.is_active, User.validated_at.is_not(None))
)


def load_candidates(
    session: Session, reference: str, *, prm: str, contract_number: str
) -> Sequence[Candidate]:
    """Return the contracts, active or ended, of the customer and of the PRM or number given.

    Those of an erased customer are nobody's any more.
    """
    query = (
        select(
            Contract.metering_point_id,
            Contract.started_on,
            Customer.id,
            Customer.email,
            Customer.is_demo,
            _LAST_AMOUNT,
            _HAS_ACCOUNT,
            erased_at(),
        )
        .join(Contract.customer)
        .join(Contract.metering_point)
        .where(
            Customer.reference == reference,
            or_(MeteringPoint.prm == prm, Contract.number == contract_number),
        )
    )
    rows = fetch(session, query)
    return [Candidate(*row[:-1]) for row in rows if not covers(row[-1], row[1])]


def load_first_indexes(session: Session, candidates: Sequence[Candidate]) -> dict[int, set[int]]:
    """Return the indexes (Wh) of the commissioning of each metering point; always one query."""
    around = [
        and_(
            IndexReadingRow.metering_point_id == found.metering_point_id,
            IndexReadingRow.read_at >= _midnight(found.started_on) - COMMISSIONING,
            IndexReadingRow.read_at < _midnight(found.started_on) + 2 * COMMISSIONING,
        )
        for found in candidates
    ]
    query = select(IndexReadingRow.metering_point_id, IndexReadingRow.value).where(
        or_(IndexReadingRow.metering_point_id == -1, *around),
        IndexReadingRow.replaced_by_id.is_(None),
        IndexReadingRow.unit == "Wh",
    )
    indexes: dict[int, set[int]] = {}
    for point_id, value in session.execute(query):
        indexes.setdefault(point_id, set()).add(value)
    return indexes


def find_accounts(session: Session, *, username: str, email: str) -> list[User]:
    """Return the users who have that name or that address already."""
    query = select(User).where(or_(User.username == username, User.email == email))
    return list(session.scalars(query))


def find_open_account(session: Session, who: str) -> User | None:
    """Return the active, validated user of that name, else of that address.

    Of several with one address, the one who signed in last.
    """
    query = (
        select(User)
        .where(or_(User.username == who, User.email == who), User.email != "")
        .where(User.is_active, User.validated_at.is_not(None))
        .order_by((User.username == who).desc(), User.last_sign_in_at.desc().nulls_last(), User.id)
    )
    return session.scalars(query).first()


def load_demand_times(session: Session, reference: str, *, most: int) -> list[datetime]:
    """Return when the last ``most`` demands that led nowhere named ``reference``, oldest first."""
    query = (
        select(RegistrationRequest.created_at)
        .where(RegistrationRequest.reference == reference, RegistrationRequest.state != "accepted")
        .order_by(RegistrationRequest.created_at.desc())
        .limit(most)
    )
    return list(session.scalars(query))[::-1]


def delete_waiting_accounts(session: Session, customer_id: int | None, before: datetime) -> None:
    """Forget the accounts never validated: of ``customer_id``, and any whose link is older still.

    ``before``: when the oldest link that opens was sent; the agency, or who asked, may have had
    one sent long after the demand.
    """
    sent_at = func.coalesce(RegistrationRequest.mailed_at, RegistrationRequest.created_at)
    waiting = select(RegistrationRequest.user_id).where(
        RegistrationRequest.state == "sent",
        RegistrationRequest.user_id.is_not(None),
        or_(
            RegistrationRequest.customer_id == (customer_id or -1),
            sent_at < before,
        ),
    )
    session.execute(delete(User).where(User.id.in_(waiting), User.validated_at.is_(None)))


def take_turn_to_mail(session: Session, request_id: int, *, now: datetime, wait: timedelta) -> bool:
    """Note that the answer is sent again; False when it was sent less than ``wait`` ago."""
    result = session.execute(
        update(RegistrationRequest)
        .where(RegistrationRequest.id == request_id, RegistrationRequest.mailed_at <= now - wait)
        .values(mailed_at=now)
        .returning(RegistrationRequest.id)
    )
    return result.first() is not None


def find_request_of(session: Session, user_id: int) -> RegistrationRequest | None:
    """Return the demand that the account of ``user_id`` came from, the newest one."""
    query = (
        select(RegistrationRequest)
        .where(RegistrationRequest.user_id == user_id)
        .order_by(RegistrationRequest.id.desc())
    )
    return session.scalars(query).first()


def find_anybody(session: Session) -> int | None:
    """Return some user, for work that is undone: it must take as long as the real one."""
    return session.scalars(select(User.id).order_by(User.id).limit(1)).first()


def load_agency_addresses(session: Session) -> list[str]:
    """Return the e-mail addresses of the supervisors, of the agents where there is none."""
    query = select(User.role, User.email).where(
        User.role.in_(("supervisor", "agent")),
        User.is_active,
        User.validated_at.is_not(None),
        User.email != "",
    )
    staff = list(session.execute(query))
    supervisors = [row.email for row in staff if row.role == "supervisor"]
    return supervisors or [row.email for row in staff]


def find_ended_demo_contract(session: Session) -> tuple[str, str, Decimal, bool] | None:
    """Return reference, PRM and last amount of the demonstration's ended contract.

    And whether it was used: an account was opened with it, or its customer was erased.
    """
    is_used = or_(_HAS_ACCOUNT, erased_at().is_not(None))
    query = (
        select(Customer.reference, MeteringPoint.prm, _LAST_AMOUNT, is_used)
        .select_from(Contract)
        .join(Contract.customer)
        .join(Contract.metering_point)
        .where(Customer.is_demo, Contract.ended_on.is_not(None))
        .order_by(Contract.ended_on.desc())
    )
    row = session.execute(query).first()
    return None if row is None or row[2] is None else (row[0], row[1], row[2], row[3])


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)
