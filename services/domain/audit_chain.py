"""The audit trail as a chain: each event's hash covers the one before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

START = bytes(32)
"""What stands before the first event."""


@dataclass(frozen=True, slots=True)
class ChainedEvent:
    """An event as it is kept, all but its own hash; ``happened_at`` in UTC."""

    number: int
    happened_at: datetime
    kind: str
    actor_id: int | None
    actor_name: str
    actor_role: str
    subject_user_id: int | None
    subject_customer_id: int | None
    address: str
    details: str
    previous_hash: bytes


def hash_event(event: ChainedEvent) -> bytes:
    """Return the SHA-256 of all that ``event`` says, and of what came before it."""
    values = [v.isoformat() if isinstance(v, datetime) else v for v in astuple(event)[:-1]]
    plain = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(event.previous_hash + plain.encode()).digest()


def find_break(
    events: Iterable[tuple[ChainedEvent, bytes]],
    *,
    first: int,
    previous_hash: bytes,
    last: int,
    last_hash: bytes,
) -> int | None:
    """Return the number of the first event that was altered or is missing, None without any.

    ``events``: in order, each with the hash that is kept of it; ``first`` and ``previous_hash``:
    where the chain begins; ``last`` and ``last_hash``: where it ends.
    """
    expected, before = first, previous_hash
    for event, kept in events:
        is_next = event.number == expected and event.previous_hash == before
        if not is_next or hash_event(event) != kept:
            return expected
        expected, before = expected + 1, kept
    if expected <= last:
        return expected
    return None if before == last_hash else last
