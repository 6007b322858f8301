"""Who asks: the first argument of every use case."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
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
    be seen then, for comparison alone.
    """

    user_id: int
    role: Role
    display_name: str
    database: TransactionSource
    preferred_contract: str | None = None
    data_revision: int = 0
    rights: str = ""
