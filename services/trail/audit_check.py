"""Reading the audit trail again from its beginning: whether anything in it was changed."""

from dataclasses import dataclass

from services.domain.audit_chain import find_break
from services.kernel.viewer import TransactionSource
from services.storage import audit as storage


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check found.

    ``first`` and ``last``: numbers of the events that should be there; ``broken_at``: the first
    that was altered or is missing, None when the chain holds; ``seal``: the last event's hash,
    which an operator may note elsewhere: a chain written anew from some point on has another one.
    """

    first: int
    last: int
    broken_at: int | None
    seal: str

    @property
    def count(self) -> int:
        """Return how many events should be there."""
        return self.last - self.first + 1


def verify(database: TransactionSource) -> ChainReport:
    """Check every event against its hash, its neighbours, and the end that the head keeps."""
    with database.begin() as session:
        head = storage.load_head(session)
        events = storage.read_chain(session, start=head.first_number, end=head.number)
        broken_at = find_break(
            events,
            first=head.first_number,
            previous_hash=head.first_previous_hash,
            last=head.number,
            last_hash=head.event_hash,
        )
        beyond = storage.find_beyond(session, first=head.first_number, last=head.number)
    broken_at = beyond if broken_at is None else broken_at
    return ChainReport(head.first_number, head.number, broken_at, head.event_hash.hex())
