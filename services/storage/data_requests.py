"""Requests about personal data: copies, demands for erasure."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.storage.models import DataRequest, User

EXPORT = "export"
ERASURE = "erasure"


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
