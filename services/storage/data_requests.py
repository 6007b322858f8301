"""Requests about personal data: copies, demands for erasure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.storage.models import Customer, CustomerAccess, DataRequest, User

EXPORT = "export"
ERASURE = "erasure"

_IS_OPEN_ERASURE = (DataRequest.kind == ERASURE, DataRequest.state == "waiting")


def lock_account(session: Session, user_id: int) -> None:
    """Let two requests of one account wait for each other, until the transaction ends.

    SQLite has one writer, and needs no more.
    """
    session.execute(select(User.id).where(User.id == user_id).with_for_update())


def load_of(session: Session, user_id: int, kind: str, *, limit: int = 5) -> Sequence[DataRequest]:
    """Return a user's last requests of one kind, the newest first."""
    query = (
        select(DataRequest)
        .where(DataRequest.user_id == user_id, DataRequest.kind == kind)
        .order_by(DataRequest.created_at.desc(), DataRequest.id.desc())
        .limit(limit)
    )
    return session.scalars(query).all()


def load_waiting(session: Session, kind: str) -> Sequence[tuple[DataRequest, User]]:
    """Return the requests of one kind that nobody has dealt with, the oldest first."""
    query = (
        select(DataRequest, User)
        .join(User, User.id == DataRequest.user_id)
        .where(DataRequest.kind == kind, DataRequest.state == "waiting")
        .order_by(DataRequest.created_at, DataRequest.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def find_export(
    session: Session, user_id: int, public_id: str, now: datetime
) -> DataRequest | None:
    """Return a copy that is ready for its own user, and not too old."""
    query = select(DataRequest).where(
        DataRequest.public_id == public_id,
        DataRequest.user_id == user_id,
        DataRequest.kind == EXPORT,
        DataRequest.state == "ready",
        DataRequest.expires_at > now,
    )
    return session.scalars(query).one_or_none()


def finish(session: Session, request_id: int, **values: object) -> bool:
    """End a request that waits; False when somebody else was faster."""
    ended = (
        update(DataRequest)
        .where(DataRequest.id == request_id, DataRequest.state == "waiting")
        .values(**values)
    )
    return session.execute(ended.returning(DataRequest.id)).first() is not None


def finish_erasures(
    session: Session, user_ids: Collection[int], *, answer: str, now: datetime
) -> None:
    """Answer the demands for erasure of these users that wait."""
    session.execute(
        update(DataRequest)
        .where(
            DataRequest.user_id.in_(user_ids),
            DataRequest.kind == ERASURE,
            DataRequest.state == "waiting",
        )
        .values(state="done", finished_at=now, answer=answer[:500])
    )


def count_open_erasures(session: Session) -> int:
    """Return how many demands for erasure wait for the agency."""
    return session.scalar(select(func.count(DataRequest.id)).where(*_IS_OPEN_ERASURE)) or 0


def load_open_erasures(
    session: Session, *, limit: int, offset: int
) -> Sequence[tuple[DataRequest, User]]:
    """Return the demands for erasure that wait, the oldest first, with who made them."""
    query = (
        select(DataRequest, User)
        .join(User, User.id == DataRequest.user_id)
        .where(*_IS_OPEN_ERASURE)
        .order_by(DataRequest.created_at, DataRequest.id)
        .limit(limit)
        .offset(offset)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def lock_open_erasure(session: Session, number: int) -> tuple[DataRequest, User] | None:
    """Return a demand for erasure while it waits, and keep others from answering it meanwhile."""
    query = (
        select(DataRequest, User)
        .join(User, User.id == DataRequest.user_id)
        .where(DataRequest.id == number, *_IS_OPEN_ERASURE)
        .with_for_update(of=DataRequest)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def load_references(session: Session, user_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Return the references of the customers of each of these users."""
    query = (
        select(CustomerAccess.user_id, Customer.reference)
        .join(Customer, Customer.id == CustomerAccess.customer_id)
        .where(CustomerAccess.user_id.in_(user_ids))
        .order_by(Customer.reference)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for user_id, reference in session.execute(query):
        found[user_id].append(reference)
    return found
