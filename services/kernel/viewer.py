"""Who asks: the first argument of every use case."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Role(StrEnum):
    """What a user is to the agency; it opens rights, it never widens what data is visible."""

    CUSTOMER = "customer"
    ANALYST = "analyst"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


STAFF = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR})
"""The agency's people: they need a second factor, and see a customer's space only with a reason."""


PATIENCE_MS = 10_000
"""How long a write waits for other writers of a database that takes one at a time."""

BRIEFLY_MS = 200
"""How long a write waits that nobody would miss."""


class TransactionSource(Protocol):
    """Something that opens database transactions: ``begin`` to read, ``write`` to write."""

    def begin(self) -> "AbstractContextManager[Session]": ...

    def write(self, *, patience_ms: int = PATIENCE_MS) -> "AbstractContextManager[Session]": ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person on whose behalf a use case reads, and the database it reads from.

    Storage filters every query by ``user_id``: a use case cannot see more than this person may.
    ``preferred_contract``: number of the contract that the pages open on, None before a choice;
    ``data_revision``: what the data's revision was when the request began; ``rights``: what could
    be seen then, for comparison alone; ``session_id``: the public name of the session; ``address``:
    where the request came from; ``elevated_at``: when the person was last asked to prove who they
    are; ``acting_for``: id of the customer whose space somebody of the agency looks at, and
    ``acting_name`` that customer's name, ``acting_reason`` why and ``acting_until`` how long.
    """

    user_id: int
    role: Role
    display_name: str
    database: TransactionSource
    preferred_contract: str | None = None
    data_revision: int = 0
    rights: str = ""
    session_id: str = ""
    address: str = ""
    elevated_at: datetime | None = None
    acting_for: int | None = None
    acting_name: str = ""
    acting_reason: str = ""
    acting_until: datetime | None = None

    @property
    def is_staff(self) -> bool:
        """Tell whether this is somebody of the agency."""
        return self.role in STAFF
