"""An invoice in the database, with all that its document needs."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from services.billing.booking import book_issued
from services.domain.invoices import InvoiceDetail
from services.storage.engine import Database
from services.storage.invoice_facts import dump_basis, dump_facts
from services.storage.models import (
    Contract,
    Customer,
    Invoice,
    InvoiceLine,
    InvoiceReading,
    InvoiceVat,
    MeteringPoint,
)
from tests.conftest import NOW

ZERO = Decimal("0.00")


def add_invoices(database: Database, details: Sequence[InvoiceDetail]) -> list[int]:
    """Add ``details`` to one contract, booked; return their ids."""
    with database.write() as session:
        contract = add_contract(session)
        return [add_invoice(session, contract, detail).id for detail in details]


def add_contract(session: Session) -> Contract:
    """Add a customer and the contract of a site."""
    contract = Contract(
        number="CT-2012-0417",
        customer=Customer(reference="FE-104286", name="Coopérative des Closeaux"),
        metering_point=MeteringPoint(prm="14512345678901", name="Siège et atelier", segment="C4"),
        offer_name="Tarif Alt’Expert C4 MU",
        started_on=date(2012, 4, 1),
        direct_debit=True,
    )
    session.add(contract)
    session.flush()
    return contract


def add_invoice(session: Session, contract: Contract, detail: InvoiceDetail) -> Invoice:
    """Add an invoice with its lines, taxes and readings, and book it."""
    row = detail.row
    vat = sum((total.vat_eur for total in detail.vat), ZERO)
    invoice = Invoice(
        contract_id=contract.id,
        number=row.number,
        label=row.label,
        kind=row.kind.value,
        origin="computed" if detail.is_computed else "printed",
        issued_on=row.issued_on,
        due_on=row.due_on,
        collected_on=row.collected_on,
        period_start=row.period_start,
        period_end=row.period_end,
        amount_eur=row.amount_eur,
        total_ht_eur=row.amount_eur - vat,
        vat_eur=vat,
        facts="{}" if detail.facts is None else dump_facts(detail.facts),
    )
    session.add(invoice)
    session.flush()
    session.add_all(_parts(invoice.id, detail))
    if row.amount_eur:
        book_issued(session, invoice, contract.customer_id, now=NOW)
    return invoice


def _parts(
    invoice_id: int, detail: InvoiceDetail
) -> list[InvoiceLine | InvoiceVat | InvoiceReading]:
    vat = [
        InvoiceVat(
            invoice_id=invoice_id,
            rate_pct=total.rate_pct,
            base_eur=total.base_eur,
            vat_eur=total.vat_eur,
        )
        for total in detail.vat
    ]
    readings = [
        InvoiceReading(
            invoice_id=invoice_id,
            position=position,
            time_class=reading.time_class.value,
            start=reading.start,
            end=reading.end,
            start_index_kwh=reading.start_index_kwh,
            end_index_kwh=reading.end_index_kwh,
            energy_kwh=reading.energy_kwh,
            nature=reading.nature.value,
            import_label=reading.import_label,
        )
        for position, reading in enumerate(detail.readings, 1)
    ]
    return [*_lines(invoice_id, detail), *vat, *readings]


def _lines(invoice_id: int, detail: InvoiceDetail) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            invoice_id=invoice_id,
            position=position,
            part=line.part.value,
            code=line.code,
            time_class=line.time_class.value if line.time_class else None,
            start=line.start,
            end=line.end,
            quantity=line.quantity,
            unit=line.unit,
            unit_price_eur=line.unit_price_eur,
            amount_eur=line.amount_eur,
            vat_rate_pct=line.vat_rate_pct,
            reference=line.reference,
            source=line.source,
            is_single_source=line.is_single_source,
            basis=dump_basis(line.basis),
        )
        for position, line in enumerate(detail.lines, 1)
    ]
