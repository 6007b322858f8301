"""Section « documents »: how many invoices a second become PDF, from row to kept bytes.

Processor seconds are those of the processes that render, their start included: what they say does
not depend on who else uses the machine.
"""

import os
import resource
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from services.billing import documents
from services.domain.invoices import InvoiceDetail
from services.storage.engine import Database
from services.storage.migrate import upgrade
from tests.bench.lines import Line
from tests.conftest import NOW
from tests.exports import invoice_samples as samples
from tests.services.invoiced import add_invoices

COUNT, QUICK_COUNT = 400, 40
TARGET_PER_S = 20.0
PROCESSES = 2


def run(quick: bool) -> list[Line]:
    """Return the lines of the section, on SQLite."""
    count = QUICK_COUNT if quick else COUNT
    return [
        *measure("6 lines", _numbered(samples.to_pay(), count)),
        *measure("24 lines", _numbered(samples.long(), count)),
    ]


def measure(name: str, details: Sequence[InvoiceDetail]) -> list[Line]:
    """Make the documents of ``details`` in two processes; return their rate and their cost."""
    with TemporaryDirectory() as folder:
        database = _ask(Path(folder) / "bench.sqlite", details)
        before, started = _children_cpu_s(), perf_counter()
        done = documents.make_documents(database, now=NOW, limit=len(details), processes=PROCESSES)
        rate = done.made / (perf_counter() - started)
        cpu_ms = 1000 * (_children_cpu_s() - before) / len(details)
        database.dispose()
    cores = len(os.sched_getaffinity(0))
    return [
        _line(f"{name}: a second, {cores} cores", f"{rate:.1f}", rate),
        _line(f"{name}: processor time each, ms", f"{cpu_ms:.0f}"),
    ]


def _ask(path: Path, details: Sequence[InvoiceDetail]) -> Database:
    url = f"sqlite:///{path}"
    upgrade(url)
    database = Database(url)
    invoice_ids = add_invoices(database, details)
    with database.write() as session:
        for invoice_id in invoice_ids:
            documents.request(session, invoice_id, NOW)
    return database


def _numbered(sample: InvoiceDetail, count: int) -> list[InvoiceDetail]:
    return [
        replace(sample, row=replace(sample.row, number=f"FR-26-{number:06}"))
        for number in range(1, count + 1)
    ]


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _line(what: str, ours: str, rate: float | None = None) -> Line:
    if rate is None:
        return Line("documents", what, ours)
    return Line("documents", what, ours, target=f"≥ {TARGET_PER_S:.0f}", ok=rate >= TARGET_PER_S)
