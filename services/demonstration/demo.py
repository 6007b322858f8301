"""Loading the demonstration: all of it or nothing, and once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.demonstration import demo_files
from services.demonstration.demo_accounts import add_customers, add_users
from services.demonstration.demo_issuing import issue_demo
from services.domain.calendar import PARIS
from services.kernel.vault import Vault
from services.kernel.viewer import PATIENCE_MS, TransactionSource
from services.metering.meter_data import import_file
from services.storage import demo as storage
from services.storage.imports import wait_for_turn
from services.storage.users import has_demo_users

IMPORTER = "démonstration"

Progress = Callable[[int, int], None]
"""Called with the number of files imported so far, and of all files."""


def is_loaded(database: TransactionSource) -> bool:
    """Tell whether the demonstration's accounts are there."""
    with database.begin() as session:
        return has_demo_users(session)


def load_demo(
    database: TransactionSource,
    *,
    now: datetime,
    vault: Vault | None = None,
    progress: Progress | None = None,
) -> bool:
    """Load the demonstration unless it is there; return whether it had to be loaded.

    ``vault``: seals the code generators of the agency's people; without one they have none, and
    set one up at their first sign-in.
    """
    if is_loaded(database):
        return False
    with database.write() as session:
        wait_for_turn(session)
        if has_demo_users(session):
            return False
        _load(session, now, vault, progress)
        return True


def reset_demo(
    database: TransactionSource,
    *,
    now: datetime,
    vault: Vault | None = None,
    progress: Progress | None = None,
) -> None:
    """Put the demonstration back as it was first loaded; what is not of it stays."""
    with database.write() as session:
        wait_for_turn(session)
        storage.delete_demo(session, importer=IMPORTER)
        _load(session, now, vault, progress)


@dataclass(frozen=True, slots=True)
class _OneTransaction:
    """A source of transactions that all are the one already open."""

    session: Session

    @contextmanager
    def begin(self) -> Iterator[Session]:
        yield self.session

    @contextmanager
    def write(self, *, patience_ms: int = PATIENCE_MS) -> Iterator[Session]:
        yield self.session


def _load(session: Session, now: datetime, vault: Vault | None, progress: Progress | None) -> None:
    today = now.astimezone(PARIS).date()
    customers = add_customers(session, today)
    database = _OneTransaction(session)
    for done, file in enumerate(demo_files.read_files(today), start=1):
        import_file(database, file.name, file.data, prm=file.prm, by=IMPORTER, now=now)
        session.flush()
        session.expunge_all()
        if progress is not None:
            progress(done, demo_files.COUNT)
    issue_demo(session, today)
    add_users(session, customers, now=now, vault=vault)
