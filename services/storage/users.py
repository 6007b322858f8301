"""Users and their sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    cast,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import aggregate_strings

from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    DataRevision,
    PreferredContract,
    User,
    UserSession,
)
from services.storage.rows import fetch


def find_user(session: Session, username: str) -> User | None:
    """Return the user of that (case-folded) name."""
    return session.scalars(select(User).where(User.username == username)).one_or_none()


def find_only_id(session: Session, email: str) -> int | None:
    """Return the id of the one user who has an address, None for nobody's or several users'."""
    found = session.scalars(select(User.id).where(User.email == email, User.email != "").limit(2))
    ids = found.all()
    return ids[0] if len(ids) == 1 else None


def add(session: Session, user: User) -> bool:
    """Add a user; False when somebody took the name in this very moment."""
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        return False
    return True


def rename(session: Session, user: User, username: str) -> bool:
    """Give a user another name; False when somebody took it in this very moment."""
    try:
        with session.begin_nested():
            user.username = username
    except IntegrityError:
        return False
    return True


def find_who(session: Session, who: str) -> User | None:
    """Return the user of that (case-folded) name, else the only one whose address it is.

    An address counts where exactly one account that is open and validated has it; one query.
    """
    users = list(session.scalars(select(User).where(_is_called(who)).limit(3)))
    named = [user for user in users if user.username == who]
    return users[0] if not named and len(users) == 1 else next(iter(named), None)


def find_name(session: Session, who: str) -> str:
    """Return the user name of whom ``find_who`` finds, ``who`` itself where it is nobody."""
    names = list(session.scalars(select(User.username).where(_is_called(who)).limit(3)))
    return names[0] if who not in names and len(names) == 1 else who


def _is_called(who: str) -> ColumnElement[bool]:
    has_address = and_(
        User.email == who, User.email != "", User.is_active, User.validated_at.is_not(None)
    )
    return or_(User.username == who, has_address)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that runs, and who it is of."""

    last_seen_at: datetime
    ends_at: datetime
    is_remembered: bool
    public_id: str
    elevated_at: datetime | None
    acting_customer_id: int | None
    acting_until: datetime | None
    acting_reason: str
    user_id: int
    role: str
    display_name: str
    preferred_contract: str | None
    data_revision: int
    rights: str | None
    acting_name: str | None


_OPEN_SESSION = (
    select(
        UserSession.last_seen_at,
        UserSession.ends_at,
        UserSession.is_remembered,
        UserSession.public_id,
        UserSession.elevated_at,
        UserSession.acting_customer_id,
        UserSession.acting_until,
        UserSession.acting_reason,
        User.id,
        User.role,
        User.display_name,
        select(Contract.number)
        .join(PreferredContract, PreferredContract.contract_id == Contract.id)
        .where(PreferredContract.user_id == User.id)
        .scalar_subquery(),
        select(DataRevision.number).scalar_subquery(),
        select(aggregate_strings(cast(Contract.id, String), ","))
        .join(CustomerAccess, CustomerAccess.customer_id == Contract.customer_id)
        .where(CustomerAccess.user_id == User.id)
        .scalar_subquery(),
        select(Customer.name)
        .where(Customer.id == UserSession.acting_customer_id)
        .scalar_subquery(),
    )
    .join(User, User.id == UserSession.user_id)
    .where(
        UserSession.secret_hash == bindparam("secret_hash"),
        UserSession.expires_at > bindparam("now"),
        UserSession.is_full,
        User.is_active,
    )
)


def find_session(session: Session, secret_hash: bytes, now: datetime) -> OpenSession | None:
    """Return a session that still runs, and its user, who is still active."""
    rows = fetch(session, _OPEN_SESSION, secret_hash=secret_hash, now=now)
    return OpenSession(*rows[0]) if rows else None


def keep_session(
    session: Session, secret_hash: bytes, *, now: datetime, expires_at: datetime
) -> None:
    """Note that a session was used, and until when it lives on."""
    session.execute(
        update(UserSession)
        .where(UserSession.secret_hash == secret_hash)
        .values(last_seen_at=now, expires_at=expires_at)
    )


def delete_session(session: Session, secret_hash: bytes) -> int | None:
    """End one session; return whose it was, None when it was over or never whole."""
    ended = delete(UserSession).where(UserSession.secret_hash == secret_hash)
    row = session.execute(ended.returning(UserSession.user_id, UserSession.is_full)).one_or_none()
    return row.user_id if row is not None and row.is_full else None


def delete_expired_sessions(session: Session, now: datetime) -> None:
    """Forget the sessions that ended by themselves."""
    session.execute(delete(UserSession).where(UserSession.expires_at <= now))


def has_demo_users(session: Session) -> bool:
    """Tell whether accounts with the published demonstration password exist."""
    return session.scalars(select(User.id).where(User.is_demo).limit(1)).first() is not None


def delete_sessions_of(session: Session, user_id: int) -> None:
    """End all sessions of a user."""
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def load_customer_ids(session: Session, references: Collection[str]) -> dict[str, int]:
    """Return the ids of the customers of ``references``; unknown ones are left out."""
    query = select(Customer.reference, Customer.id).where(Customer.reference.in_(references))
    return {row.reference: row.id for row in session.execute(query)}
