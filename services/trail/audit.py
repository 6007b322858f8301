"""The audit trail: who did what, to whose account or data, when, from where."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from services.kernel.viewer import Viewer
from services.storage import audit as storage
from services.storage.models import User

NOBODY_YET = ""
LONGEST_DETAIL = 200
LONGEST_ADDRESS = 45


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a signed-in person, somebody not signed in yet, or the program."""

    user_id: int | None = None
    name: str = NOBODY_YET
    role: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose account or data something is about."""

    user_id: int | None = None
    customer_id: int | None = None


def actor_of(viewer: Viewer) -> Actor:
    """Return the signed-in person as an actor."""
    return Actor(viewer.user_id, viewer.display_name, viewer.role, viewer.address)


def actor_named(user: User, address: str = "") -> Actor:
    """Return the holder of an account who is not signed in, or not yet, as an actor."""
    return Actor(user.id, user.display_name, user.role, address)


def record(
    session: Session,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    subject: Subject | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Add one event to the trail, in the transaction of what it tells of.

    ``kind``: a dotted id, its sentence is the catalogue's ``audit.<kind>``; ``details``: short
    texts, never a secret.
    """
    subject = subject or Subject()
    short = {name: value[:LONGEST_DETAIL] for name, value in (details or {}).items()}
    storage.append(
        session,
        happened_at=now.astimezone(UTC),
        kind=kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_role=actor.role,
        subject_user_id=subject.user_id,
        subject_customer_id=subject.customer_id,
        address=actor.address[:LONGEST_ADDRESS],
        details=json.dumps(short, ensure_ascii=False, sort_keys=True),
    )
