"""The audit trail: events are added at the end of the chain, read, and never changed."""

from collections.abc import Iterator
from dataclasses import fields

from sqlalchemy import select
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


def read_chain(session: Session, *, start: int) -> Iterator[tuple[ChainedEvent, bytes]]:
    """Yield the events from number ``start`` on with the hashes kept of them, in order."""
    query = select(AuditEvent).where(AuditEvent.number >= start).order_by(AuditEvent.number)
    for row in session.scalars(query).yield_per(1000):
        yield ChainedEvent(**{name: getattr(row, name) for name in _FIELDS}), row.event_hash


def load_head(session: Session) -> AuditHead:
    """Return where the chain begins and ends."""
    return session.scalars(select(AuditHead)).one()
