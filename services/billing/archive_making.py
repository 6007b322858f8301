"""Making the archives that people asked for: the worker's part."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO

from services.billing.archives import KEPT_FOR
from services.domain.calendar import PARIS
from services.domain.invoice_lists import ListFilter, Sort
from services.domain.invoices import InvoiceRow
from services.exports.archive import ArchiveWriter
from services.exports.invoices import InvoicesExport
from services.kernel.house import House
from services.kernel.viewer import Role, TransactionSource, Viewer
from services.storage import archives as storage
from services.storage import invoice_lists
from services.storage.access import load_contracts
from services.storage.models import Archive, Contract
from services.trail import audit
from services.trail.audit import Actor, Subject

LEASE = timedelta(minutes=5)
"""After this the archive of a worker that died is made by the next one."""

GIVEN_UP_AFTER = timedelta(days=1)
STEP = 20
"""Invoices between two notes of the progress."""

IN_MEMORY = 8 * 1024 * 1024
LARGEST = 150 * 1024 * 1024
"""Largest archive, in bytes: a larger one is refused, with the advice to ask for one year."""


@dataclass(frozen=True, slots=True)
class _Order:
    """An archive that this worker has until ``leased_until``."""

    id: int
    user_id: int
    leased_until: datetime
    viewer: Viewer
    asked: ListFilter


class ArchiveLostError(Exception):
    """Another worker took the archive over, or it became too large."""


def make_archives(house: House, now: datetime) -> int:
    """Make the archives that wait; return how many were made.

    A worker that is killed meanwhile loses nothing: after LEASE the next one begins that archive
    anew. What is too old is deleted.
    """
    with house.database.begin() as session:
        waiting = list(storage.load_free(session, now))
        has_old = storage.has_old(session, now)
    if has_old:
        with house.database.write() as session:
            storage.forget_old(session, now)
    return sum(_make(house.database, archive_id, now) for archive_id in waiting)


def _make(database: TransactionSource, archive_id: int, now: datetime) -> bool:
    order = _claim(database, archive_id, now)
    if order is None:
        return False
    with suppress(ArchiveLostError), SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        missing = _fill(database, order, file, now)
        file.seek(0)
        return _finish(database, order, file.read(), len(missing), now)
    return False


def _claim(database: TransactionSource, archive_id: int, now: datetime) -> _Order | None:
    until = now + LEASE
    with database.write() as session:
        taken = storage.claim(session, archive_id, now=now, until=until)
        if taken is None:
            return None
        if taken.created_at + GIVEN_UP_AFTER < now:
            expires_at = now + KEPT_FOR
            storage.change(session, taken.id, until, state=storage.FAILED, expires_at=expires_at)
            return None
        contract = session.get(Contract, taken.contract_id) if taken.contract_id else None
        # Rights were checked when it was asked for, and are again when it is taken.
        acting_for = contract.customer_id if contract else None
        viewer = Viewer(taken.user_id, Role.CUSTOMER, "", database, acting_for=acting_for)
        return _Order(taken.id, taken.user_id, until, viewer, _filter(taken))


def _filter(archive: Archive) -> ListFilter:
    return ListFilter(archive.contract_id, archive.year)


def _fill(
    database: TransactionSource, order: _Order, file: IO[bytes], now: datetime
) -> frozenset[str]:
    """Write the zip; return the numbers of the invoices whose PDF is not in it."""
    today = now.astimezone(PARIS).date()
    with database.begin() as session:
        rows = invoice_lists.load_all(session, order.viewer, order.asked, Sort(), today=today)
        contracts = load_contracts(session, order.viewer)
    missing = set()
    with ArchiveWriter(file) as zipped:
        for number, content in _documents(database, order, rows):
            if content is None:
                missing.add(number)
            else:
                zipped.add_pdf(number, content)
            if zipped.size > LARGEST:
                _give_up(database, order, now)
        numbers = {row.contract_number for row in rows}
        zipped.add_summary(
            InvoicesExport(
                rows=rows,
                holder=contracts[0].site.holder if contracts else "",
                contracts=", ".join(sorted(numbers)),
                extracted_at=now,
                today=today,
                is_demo=any(contract.is_demo for contract in contracts),
                missing=frozenset(missing),
            )
        )
    return frozenset(missing)


def _documents(
    database: TransactionSource, order: _Order, rows: list[InvoiceRow]
) -> Iterator[tuple[str, bytes | None]]:
    """Yield the PDF of each invoice, None without one; the progress is written now and then."""
    for start in range(0, len(rows), STEP):
        part = rows[start : start + STEP]
        with database.begin() as session:
            found = [(row.number, storage.find_document(session, row.number)) for row in part]
            contents = [(n, pair[1].content if pair and pair[1] else None) for n, pair in found]
        yield from contents
        with database.write() as session:
            if not storage.change(session, order.id, order.leased_until, done=start + len(part)):
                raise ArchiveLostError


def _give_up(database: TransactionSource, order: _Order, now: datetime) -> None:
    with database.write() as session:
        values = {"state": storage.FAILED, "expires_at": now + KEPT_FOR}
        if storage.change(session, order.id, order.leased_until, **values):
            subject = Subject(order.user_id)
            audit.record(
                session, "invoices.archive_failed", actor=Actor(), now=now, subject=subject
            )
    raise ArchiveLostError


def _finish(
    database: TransactionSource, order: _Order, content: bytes, missing: int, now: datetime
) -> bool:
    with database.write() as session:
        values = {"state": storage.READY, "content": content, "expires_at": now + KEPT_FOR}
        if not storage.change(session, order.id, order.leased_until, **values):
            return False
        audit.record(
            session,
            "invoices.archive_made",
            actor=Actor(),
            now=now,
            subject=Subject(order.user_id),
            details={"missing": str(missing)},
        )
        return True
