"""Making the documents of invoices: once, in processes of their own, kept by their hash."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.billing.render_processes import (
    TIMEOUT_S,
    Job,
    Outcome,
    Render,
    RenderProcesses,
)
from services.exports.invoice_pdf import render_invoice
from services.kernel.house import House
from services.kernel.viewer import TransactionSource
from services.storage import invoice_documents as storage
from services.storage.invoice_details import load_detail
from services.storage.invoice_documents import TakenDocument

LOG = logging.getLogger(__name__)

PROCESSES = 2
MOST_AT_ONCE = 200
"""How many a round of the worker makes before it looks at its other work."""

IN_HAND = 8
"""How many documents a process has leased at a time: what a killed worker leaves behind."""

MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)
WAIT_FACTOR = 4

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the documents that were taken."""

    made: int = 0
    postponed: int = 0
    failed: int = 0

    def __add__(self, other: "Made") -> "Made":
        return Made(
            self.made + other.made,
            self.postponed + other.postponed,
            self.failed + other.failed,
        )

    def __bool__(self) -> bool:
        return bool(self.taken)

    @property
    def taken(self) -> int:
        """Return how many there were."""
        return self.made + self.postponed + self.failed


def request(session: Session, invoice_id: int, now: datetime) -> None:
    """Ask for the document of an invoice within the caller's transaction; once is enough."""
    storage.request(session, invoice_id, now)


def count_waiting(database: TransactionSource, *, now: datetime) -> int:
    """Return how many documents are to be made now."""
    with database.begin() as session:
        return storage.count_due(session, now)


def make_waiting(house: House, now: datetime) -> Made:
    """Make what waits: a task of the worker."""
    return make_documents(house.database, now=now)


def make_documents(
    database: TransactionSource,
    *,
    now: datetime,
    limit: int = MOST_AT_ONCE,
    processes: int = PROCESSES,
    render: Render = render_invoice,
    timeout_s: float = TIMEOUT_S,
    progress: Progress = lambda _: None,
) -> Made:
    """Make up to ``limit`` documents that wait; several workers may do so at the same time.

    A document that cannot be made is tried again later, longer each time, and given up after
    MOST_ATTEMPTS. ``render`` has to be a function that another process can import; ``progress`` is
    told how many are dealt with. Raises OSError when no process starts: what was taken is taken
    again when its lease has ended.
    """
    done = Made()
    with RenderProcesses(processes, render, timeout_s=timeout_s) as pool:
        while done.taken < limit:
            most = min(limit - done.taken, processes * IN_HAND)
            taken = {each.invoice_id: each for each in _take(database, now, most)}
            if not taken:
                break
            for outcome in pool.run(_load(database, now, list(taken))):
                done = _settle(database, taken[outcome.number], outcome, now, done)
                progress(done.taken)
    return done


def _take(database: TransactionSource, now: datetime, most: int) -> list[TakenDocument]:
    with database.begin() as session:
        if not storage.has_due(session, now):
            return []
    with database.write() as session:
        return storage.take(session, now, most)


def _load(database: TransactionSource, now: datetime, invoice_ids: list[int]) -> list[Job]:
    with database.begin() as session:
        return [Job(each, load_detail(session, each, now.date())) for each in invoice_ids]


def _settle(
    database: TransactionSource,
    taken: TakenDocument,
    outcome: Outcome,
    now: datetime,
    done: Made,
) -> Made:
    """Keep the document, or note that there is none yet; what another worker took stays its own."""
    with database.write() as session:
        if outcome.pdf is not None:
            storage.keep(session, taken, outcome.pdf.content, outcome.pdf.pages, now)
            return replace(done, made=done.made + 1)
        if taken.attempts < MOST_ATTEMPTS:
            wait = FIRST_WAIT * WAIT_FACTOR ** (taken.attempts - 1)
            storage.put_back(session, taken, error=outcome.error, next_attempt_at=now + wait)
            return replace(done, postponed=done.postponed + 1)
        storage.give_up(session, taken, error=outcome.error)
    LOG.error("document of invoice %s given up: %s", taken.invoice_id, outcome.error)
    return replace(done, failed=done.failed + 1)
