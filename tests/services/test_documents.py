"""The documents of invoices are made once, by whoever lives, and kept by their hash."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from services.billing import documents
from services.billing.documents import Made
from services.domain.invoices import InvoiceDetail
from services.exports.pdf.document import Pdf
from services.storage import invoice_documents as storage
from services.storage.engine import Database
from services.storage.models import Document, InvoiceDocument
from services.worker import TASKS
from tests.conftest import NOW
from tests.exports import invoice_samples as samples
from tests.exports.reading_pdf import read
from tests.services.generators import CRASHES, HANGS, REFUSES, make_quickly
from tests.services.invoiced import add_invoices


def numbered(labels: Sequence[str]) -> list[InvoiceDetail]:
    sample = samples.to_pay()
    return [
        replace(sample, row=replace(sample.row, number=f"FR-{n}", label=label))
        for n, label in enumerate(labels)
    ]


def ask(database: Database, details: Sequence[InvoiceDetail]) -> list[int]:
    invoice_ids = add_invoices(database, details)
    with database.write() as session:
        for invoice_id in invoice_ids:
            documents.request(session, invoice_id, NOW)
    return invoice_ids


def make(database: Database, now: datetime = NOW, *, timeout_s: float = 20) -> Made:
    return documents.make_documents(
        database, now=now, processes=1, render=make_quickly, timeout_s=timeout_s
    )


def state(database: Database, invoice_id: int) -> InvoiceDocument:
    with database.begin() as session:
        return session.get_one(InvoiceDocument, invoice_id)


def test_what_waits_is_made_and_kept_by_its_hash(database: Database) -> None:
    (invoice_id,) = ask(database, [samples.to_pay()])

    assert documents.make_documents(database, now=NOW, processes=1) == Made(made=1)

    row = state(database, invoice_id)
    with database.begin() as session:
        kept = session.get_one(Document, row.sha256)
    assert (row.state, row.leased_until, row.last_error) == ("ready", None, "")
    assert hashlib.sha256(kept.content).digest() == row.sha256
    assert (kept.size, kept.pages, kept.created_at) == (len(kept.content), 3, NOW)
    assert kept.media_type == "application/pdf"
    assert "FR-15-118-40271" in read(Pdf(kept.content, kept.pages)).pages[0]


def test_what_is_ready_is_never_made_again(database: Database) -> None:
    (invoice_id,) = ask(database, numbered(["a"]))
    make(database)
    before = state(database, invoice_id).sha256

    with database.write() as session:
        documents.request(session, invoice_id, NOW)

    assert make(database, NOW + timedelta(days=1)) == Made()
    assert state(database, invoice_id).sha256 == before


def test_what_is_ready_is_never_replaced(database: Database) -> None:
    (invoice_id,) = ask(database, numbered(["a"]))
    with database.write() as session:
        (slow,) = storage.take(session, NOW, 1)
    later = NOW + storage.LEASE
    make(database, later)
    before = state(database, invoice_id).sha256

    with database.write() as session:
        assert storage.keep(session, slow, b"%PDF other", 1, later) is False

    assert state(database, invoice_id).sha256 == before


def test_two_workers_share_what_waits(database: Database) -> None:
    invoice_ids = ask(database, numbered("abcde"))

    with database.write() as session:
        first = storage.take(session, NOW, 3)
    with database.write() as session:
        second = storage.take(session, NOW, 3)

    assert [each.invoice_id for each in (*first, *second)] == invoice_ids
    assert [len(first), len(second)] == [3, 2]


def test_a_killed_worker_leaves_its_documents_to_the_next(database: Database) -> None:
    ask(database, numbered("abc"))
    with database.write() as session:
        storage.take(session, NOW, 2)

    assert make(database) == Made(made=1)
    assert make(database, NOW + storage.LEASE - timedelta(seconds=1)) == Made()
    assert make(database, NOW + storage.LEASE) == Made(made=2)


def test_one_that_crashes_does_not_keep_the_others(database: Database) -> None:
    crashing, good, refusing, hanging = ask(database, numbered([CRASHES, "a", REFUSES, HANGS]))

    assert make(database, timeout_s=0.5) == Made(made=1, postponed=3)

    assert state(database, good).state == "ready"
    row = state(database, crashing)
    assert (row.state, row.attempts, row.leased_until) == ("waiting", 1, None)
    assert row.last_error == "the process ended with code -9"
    assert row.next_attempt_at == NOW + timedelta(minutes=1)
    assert state(database, refusing).last_error == "ValueError: a part fits no page"
    assert state(database, hanging).last_error == "killed after 0.5 s"


def test_it_is_tried_five_times_and_then_given_up(database: Database) -> None:
    (invoice_id,) = ask(database, numbered([REFUSES]))

    now, waits = NOW, []
    for _ in range(4):
        assert make(database, now) == Made(postponed=1)
        waits.append((state(database, invoice_id).next_attempt_at - now) / timedelta(minutes=1))
        now = state(database, invoice_id).next_attempt_at
        assert make(database, now - timedelta(seconds=1)) == Made()

    assert waits == [1, 4, 16, 64]
    assert make(database, now) == Made(failed=1)
    row = state(database, invoice_id)
    assert (row.state, row.attempts, row.sha256) == ("failed", 5, None)
    assert make(database, now + timedelta(days=9)) == Made()


def test_a_failed_one_may_be_tried_anew(database: Database, tmp_path: Path) -> None:
    (invoice_id,) = ask(database, numbered([str(tmp_path / "once")]))
    assert make(database) == Made(postponed=1)
    with database.write() as session:
        session.get_one(InvoiceDocument, invoice_id).state = "failed"

    with database.write() as session:
        storage.retry(session, invoice_id, NOW)

    assert make(database) == Made(made=1)


def test_no_more_are_made_than_asked(database: Database) -> None:
    ask(database, numbered("abcde"))

    done = documents.make_documents(database, now=NOW, limit=3, processes=1, render=make_quickly)

    assert done == Made(made=3)
    assert documents.count_waiting(database, now=NOW) == 2


def test_progress_is_told(database: Database) -> None:
    ask(database, numbered("abc"))
    seen: list[int] = []

    documents.make_documents(
        database, now=NOW, processes=1, render=make_quickly, progress=seen.append
    )

    assert seen == [1, 2, 3]


def test_the_worker_makes_them() -> None:
    assert documents.make_waiting in [task.run for task in TASKS]
