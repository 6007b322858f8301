"""An invoice comes out of the database as it went in, with where it stands in the ledger."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.billing.booking import Received, receive
from services.domain.invoices import InvoiceDetail, InvoiceState
from services.storage.engine import Database
from services.storage.invoice_details import load_detail
from services.storage.invoice_facts import dump_basis, dump_facts, load_basis, load_facts
from services.storage.models import Contract, Invoice, InvoiceDispute
from tests.conftest import NOW
from tests.exports import invoice_samples as samples
from tests.services.invoiced import add_invoices

TODAY = date(2015, 12, 1)


def load(database: Database, invoice_id: int, today: date = TODAY) -> InvoiceDetail:
    with database.begin() as session:
        return load_detail(session, invoice_id, today)


def test_what_was_written_is_read(database: Database) -> None:
    sample = samples.brochure()
    (invoice_id,) = add_invoices(database, [sample])

    found = load(database, invoice_id)

    owed = replace(
        sample.row,
        remaining_eur=Decimal("1325.67"),
        state=InvoiceState.DIRECT_DEBIT,
        settled_on=None,
    )
    assert found == replace(sample, row=owed)
    assert str(found.lines[3].unit_price_eur) == "3.97027778"


def test_a_payment_settles_it(database: Database) -> None:
    (invoice_id,) = add_invoices(database, [samples.brochure()])
    with database.write() as session:
        invoice = session.get_one(Invoice, invoice_id)
        customer_id = session.get_one(Contract, invoice.contract_id).customer_id
        money = Received(customer_id, date(2015, 12, 18), invoice.amount_eur, "direct_debit")
        receive(session, money, now=NOW)

    row = load(database, invoice_id, date(2016, 1, 1)).row

    assert row.state is InvoiceState.SETTLED
    assert row.remaining_eur == Decimal("0.00")
    assert row.settled_on == date(2015, 12, 18)


def test_what_is_late_and_what_is_contested(database: Database) -> None:
    (invoice_id,) = add_invoices(database, [samples.brochure()])
    assert load(database, invoice_id, date(2015, 12, 19)).row.state is InvoiceState.LATE

    with database.write() as session:
        session.add(InvoiceDispute(invoice_id=invoice_id, opened_on=TODAY))

    assert load(database, invoice_id).row.state is InvoiceState.DISPUTED


def test_the_corrected_invoice_is_named(database: Database) -> None:
    first, second = add_invoices(database, [samples.brochure(), samples.credit_note()])
    with database.write() as session:
        session.get_one(Invoice, second).corrects_id = first

    found = load(database, second)

    assert found.corrects == "FR-15-118-40271"
    assert found.row.state is InvoiceState.CREDIT
    assert load(database, first).corrects is None


def test_an_invoice_without_facts_has_none(database: Database) -> None:
    (invoice_id,) = add_invoices(database, [samples.bare()])

    found = load(database, invoice_id)

    assert (found.facts, found.lines, found.readings) == (None, (), ())
    assert found.row.state is InvoiceState.SETTLED


def test_there_is_no_such_invoice(database: Database) -> None:
    with pytest.raises(LookupError, match="no invoice 12"):
        load(database, 12)


def test_facts_come_back() -> None:
    assert load_facts(dump_facts(samples.FACTS)) == samples.FACTS
    without = replace(samples.FACTS, contract_start=None, next_invoice_on=None, history_kwh=())
    assert load_facts(dump_facts(without)) == without
    assert load_facts("{}") is None


def test_facts_are_written_plainly() -> None:
    text = dump_facts(samples.FACTS)

    assert '"contract_start":"2012-04-01"' in text
    assert '"customer_name":"Coopérative des Closeaux"' in text
    assert text == dump_facts(samples.FACTS)


def test_the_basis_of_a_line_comes_back() -> None:
    basis = {"price": "0.05", "note": "arrêté"}

    assert load_basis(dump_basis(basis)) == basis
