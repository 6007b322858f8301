"""A house whose mails go to a carrier that a test commands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from services.kernel.house import House
from services.kernel.vault import Vault
from services.storage import outbox
from services.storage.engine import Database
from services.storage.models import AuditEvent, OutgoingMail
from tests.conftest import NOW

KEY = "k" * 32


@dataclass
class Recorder:
    """A carrier that keeps what it is given; ``before``: what happens first, it may refuse."""

    before: Callable[[str], None] = lambda _: None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    goodbyes: int = 0

    def send(self, raw: bytes, recipient: str) -> None:
        self.before(recipient)
        self.taken.append((recipient, raw))

    def close(self) -> None:
        self.goodbyes += 1

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]


@dataclass
class Time:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def refusing(error: BaseException) -> Callable[[str], None]:
    """Return what refuses everything."""

    def refuse(_: str) -> None:
        raise error

    return refuse


def build_house(database: Database, *, is_demo: bool = False, key: str = KEY) -> House:
    return House(
        database=database,
        vault=Vault((key,)),
        public_url="http://localhost:8050",
        mail_from="Terralis <ne-pas-repondre@ael.terralis.fr>",
        is_demo=is_demo,
    )


def add(house: House, recipient: str, *, now: datetime = NOW, raw: bytes = b"Bonjour") -> None:
    """Put a mail into the outbox."""
    with house.database.write() as session:
        outbox.add(
            session,
            message_id=f"<{recipient}>",
            kind="try",
            recipient=recipient,
            content=house.vault.encrypt(raw),
            now=now,
        )


def row(house: House, recipient: str) -> OutgoingMail:
    with house.database.begin() as session:
        return session.scalars(
            select(OutgoingMail).where(OutgoingMail.recipient == recipient)
        ).one()


def told(house: House) -> list[tuple[str, str]]:
    """Return the events of the audit trail."""
    with house.database.begin() as session:
        return [(e.kind, e.details) for e in session.scalars(select(AuditEvent))]
