"""``invoices documents`` from the command line."""

from dataclasses import replace

import pytest

from app import cli
from services.billing import documents
from services.storage.engine import Database
from services.storage.models import InvoiceDocument
from tests.conftest import NOW, standing_clock
from tests.exports import invoice_samples as samples
from tests.services.invoiced import add_invoices


def test_what_waits_is_made_and_counted(
    database: Database, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = samples.to_pay()
    second = replace(sample, row=replace(sample.row, number="FR-2"))
    invoice_ids = add_invoices(database, [sample, second])
    with database.write() as session:
        for invoice_id in invoice_ids:
            documents.request(session, invoice_id, NOW)
    environ = {"AEL_DATABASE_URL": database_url, "AEL_SECRET_KEY": "0123456789abcdef" * 2}

    codes = [
        cli.main(("invoices", "documents"), environ=environ, clock=standing_clock) for _ in "ab"
    ]

    assert codes == [0, 0]
    said = capsys.readouterr().out.replace("\u202f", " ").splitlines()
    assert said == [
        "Documents faits : 2. À refaire plus tard : 0. Abandonnés : 0.",
        "Documents faits : 0. À refaire plus tard : 0. Abandonnés : 0.",
    ]
    with database.begin() as session:
        states = [session.get_one(InvoiceDocument, each).state for each in invoice_ids]
    assert states == ["ready", "ready"]
