"""Invoices under fire: the command that issues them is killed again and again, then counted."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.domain.invoice_terms import format_number
from services.storage.engine import Database
from services.storage.ledger import find_unbalanced
from services.storage.models import (
    AuditEvent,
    Invoice,
    InvoiceDocument,
    InvoiceLine,
    InvoiceReading,
    InvoiceSequence,
    InvoiceVat,
    LedgerEntry,
    LedgerPosting,
    OutgoingMail,
)
from tests.services.supplied import add_supplies, november

ROOT = Path(__file__).parents[2]
MONTH = "2021-12"
POLL_S = 0.005
PATIENCE_S = 1800.0
AMOUNT_EUR = Decimal("5267.80")
LINES, READINGS = 11, 2

Issuer = subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class Plan:
    """``count`` contracts, each read for the month; ``issuers`` of which ``kills`` are killed."""

    count: int
    kills: int
    seed: int
    issuers: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is in the end; what begins with ``wrong_`` must be zero."""

    contracts: int
    invoices: int
    kills: int
    runs: int
    seconds: int
    wrong_missing: int
    wrong_twice: int
    wrong_numbers: int
    wrong_parts: int
    wrong_ledger: int
    wrong_mails: int
    wrong_events: int

    @property
    def faults(self) -> dict[str, int]:
        """Return what must be zero and is not."""
        names = [field.name for field in fields(self) if field.name.startswith("wrong_")]
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def run(plan: Plan, database_url: str) -> Outcome:
    """Issue the month while issuers are killed, until one has nothing left to do; then count."""
    begun_at, draw = time.monotonic(), Random(plan.seed)  # noqa: S311 - to be repeated
    database = Database(database_url)
    with database.write() as session:
        add_supplies(session, plan.count, november())
    strikes = sorted(draw.sample(range(plan.count * 9 // 10), plan.kills))
    alive: list[Issuer] = []
    runs = kills = 0
    is_done = False
    while not is_done or alive:
        assert time.monotonic() - begun_at < PATIENCE_S, "invoices that never end"
        while not is_done and len(alive) < plan.issuers:
            alive.append(_start(database_url))
            runs += 1
        if strikes and _last_number(database) > strikes[0]:
            strikes.pop(0)
            time.sleep(draw.random() / 50)
            kills += _kill(alive.pop(draw.randrange(len(alive))))
        ended = [issuer for issuer in alive if issuer.poll() is not None]
        assert all(issuer.returncode == 0 for issuer in ended), "an issuer failed"
        is_done = is_done or bool(ended)
        alive = [issuer for issuer in alive if issuer not in ended]
        time.sleep(POLL_S)
    outcome = _count(database, plan, kills, runs, int(time.monotonic() - begun_at))
    database.dispose()
    return outcome


def _start(database_url: str) -> Issuer:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AEL_")},
        "AEL_DATABASE_URL": database_url,
        "AEL_SECRET_KEY": "a key of the chaos, forty characters long",
    }
    command = [sys.executable, "-m", "app", "invoices", "issue", "--month", MONTH]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)


def _kill(issuer: Issuer) -> int:
    """Kill an issuer without warning; return 1 unless it had ended."""
    if issuer.poll() is not None:
        return 0
    os.kill(issuer.pid, signal.SIGKILL)
    issuer.wait()
    return 1


def _last_number(database: Database) -> int:
    with database.begin() as session:
        return session.scalar(select(func.max(InvoiceSequence.last))) or 0


def _count(database: Database, plan: Plan, kills: int, runs: int, seconds: int) -> Outcome:
    with database.begin() as session:
        rows = session.execute(select(Invoice.contract_id, Invoice.number)).all()
        per_contract = Counter(row.contract_id for row in rows)
        year = datetime.now(UTC).year
        wanted = {format_number(year, sequence) for sequence in range(1, plan.count + 1)}
        return Outcome(
            contracts=plan.count,
            invoices=len(rows),
            kills=kills,
            runs=runs,
            seconds=seconds,
            wrong_missing=plan.count - len(per_contract),
            wrong_twice=len(rows) - len(per_contract),
            wrong_numbers=len({row.number for row in rows} ^ wanted),
            wrong_parts=_wrong_parts(session, len(rows)),
            wrong_ledger=_wrong_ledger(session, len(rows)),
            wrong_mails=_wrong_mails(session, plan.count),
            wrong_events=abs(
                plan.count - (session.scalar(select(func.count()).select_from(AuditEvent)) or 0)
            ),
        )


def _wrong_parts(session: Session, count: int) -> int:
    """Return how many rows of invoices are missing or too many."""
    wanted = {InvoiceLine: LINES, InvoiceVat: 1, InvoiceReading: READINGS, InvoiceDocument: 1}
    found = {table: session.scalar(select(func.count()).select_from(table)) for table in wanted}
    sums = session.execute(
        select(func.sum(InvoiceLine.amount_eur), func.count()).group_by(InvoiceLine.invoice_id)
    ).all()
    wrong = sum(round(total, 2) != Decimal("4389.83") or n != LINES for total, n in sums)
    return wrong + sum(abs((found[table] or 0) - count * each) for table, each in wanted.items())


def _wrong_ledger(session: Session, count: int) -> int:
    """Return the entries that are missing, too many or unbalanced, and the cents owed wrongly."""
    entries = session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    owed = session.scalar(
        select(func.sum(LedgerPosting.amount_eur)).where(LedgerPosting.account == "customer")
    )
    cents = int(((owed or Decimal(0)) - count * AMOUNT_EUR) * 100)
    return abs(entries - count) + len(find_unbalanced(session)) + abs(cents)


def _wrong_mails(session: Session, count: int) -> int:
    """Return how many mails are missing, too many or to somebody who has one already."""
    recipients = session.scalars(select(OutgoingMail.recipient)).all()
    return abs(len(recipients) - count) + len(recipients) - len(set(recipients))
