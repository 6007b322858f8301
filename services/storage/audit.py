"""The audit trail: events are added at the end of the chain, read, and never changed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from services.domain.audit_chain import ChainedEvent, hash_event
from services.storage.models import AuditEvent, AuditHead

_FIELDS = tuple(field.name for field in fields(ChainedEvent))


def append(session: Session, **said: object) -> int:
    """Add an event at the end of the chain and return its number.

    The head is locked until the transaction ends: events of two transactions never share a place.
    """
    head = session.scalars(select(AuditHead).with_for_update()).one()
    values = said | {"number": head.number + 1, "previous_hash": head.event_hash}
    event = ChainedEvent(**values)  # type: ignore[arg-type]  # named by the caller
    event_hash = hash_event(event)
    session.add(AuditEvent(**{n: getattr(event, n) for n in _FIELDS}, event_hash=event_hash))
    head.number, head.event_hash = event.number, event_hash
    session.flush()
    return event.number


def read_chain(session: Session, *, start: int, end: int) -> Iterator[tuple[ChainedEvent, bytes]]:
    """Yield the events from number ``start`` to ``end`` with the hashes kept of them, in order."""
    # Columns, not mapped objects: there may be millions.
    query = (
        select(*(getattr(AuditEvent, name) for name in (*_FIELDS, "event_hash")))
        .where(AuditEvent.number.between(start, end))
        .order_by(AuditEvent.number)
    )
    for row in session.execute(query).yield_per(1000):
        yield ChainedEvent(*row[:-1]), row[-1]


def find_beyond(session: Session, *, first: int, last: int) -> int | None:
    """Return the number of an event outside the chain's bounds, None without any."""
    query = select(func.min(AuditEvent.number)).where(~AuditEvent.number.between(first, last))
    return session.scalar(query)


def load_head(session: Session) -> AuditHead:
    """Return where the chain begins and ends."""
    return session.scalars(select(AuditHead)).one()


def load_about(
    session: Session,
    *,
    user_id: int,
    customer_ids: Collection[int],
    limit: int,
    offset: int = 0,
) -> Sequence[AuditEvent]:
    """Return the events that a user did, or about the user or these customers; newest first."""
    query = (
        select(AuditEvent)
        .where(
            or_(
                AuditEvent.actor_id == user_id,
                AuditEvent.subject_user_id == user_id,
                AuditEvent.subject_customer_id.in_(customer_ids),
            )
        )
        .order_by(AuditEvent.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return session.scalars(query).all()


def find_first_since(session: Session, moment: datetime) -> int | None:
    """Return the number of the first event since ``moment``, None without any."""
    query = (
        select(AuditEvent.number)
        .where(AuditEvent.happened_at >= moment)
        .order_by(AuditEvent.number)
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def begin_at(session: Session, number: int) -> int:
    """Let the chain begin at ``number`` and delete what is before; return how many were.

    The database lets go of nothing else: the beginning has to be moved on first.
    """
    head = session.scalars(select(AuditHead).with_for_update()).one()
    if number <= head.first_number:
        return 0
    before = session.get_one(AuditEvent, number - 1)
    head.first_number, head.first_previous_hash = number, before.event_hash
    session.flush()
    gone = delete(AuditEvent).where(AuditEvent.number < number)
    return len(session.execute(gone.returning(AuditEvent.number)).all())
