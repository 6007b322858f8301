"""Adding the rows of an issued invoice: its number, lines, taxes, readings and facts."""

from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.domain.drafts import Draft
from services.domain.invoice_terms import format_number
from services.storage import models
from services.storage.billing_inputs import CONSUMPTION
from services.storage.invoice_facts import dump_basis, dump_facts
from services.storage.models import Invoice, InvoiceReading, InvoiceSequence, InvoiceVat

_NEXT = {
    name: dialect(InvoiceSequence)
    .on_conflict_do_update(
        index_elements=[InvoiceSequence.year], set_={"last": InvoiceSequence.last + 1}
    )
    .returning(InvoiceSequence.last)
    for name, dialect in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def take_number(session: Session, year: int) -> str:
    """Return the next invoice number of ``year``; nobody else gets one until the transaction ends.

    One that is rolled back gives its number back, so that none is ever left out.
    """
    connection = session.connection()
    statement = _NEXT[connection.dialect.name]
    sequence: int = connection.execute(statement, {"year": year, "last": 1}).scalar_one()
    return format_number(year, sequence)


def restore_numbers(session: Session) -> None:
    """Let each year go on after the last number that is still there: a demonstration went."""
    for sequence in session.scalars(select(InvoiceSequence)).all():
        like = format_number(sequence.year, 0)
        query = select(func.max(Invoice.number)).where(
            Invoice.origin == "computed",
            Invoice.number.startswith(like[:6], autoescape=True),
            func.length(Invoice.number) == len(like),
        )
        last = session.scalar(query)
        if last is None:
            session.delete(sequence)
        else:
            sequence.last = int(last[6:])
    session.flush()


def find_number(session: Session, contract_id: int, start: date, end: date) -> str | None:
    """Return an invoice of consumption that charges for a day of ``start`` to before ``end``."""
    query = (
        select(Invoice.number)
        .where(
            Invoice.contract_id == contract_id,
            Invoice.kind.in_(CONSUMPTION),
            Invoice.period_start < end,
            Invoice.period_end > start,
        )
        .limit(1)
    )
    return session.scalar(query)


def add_invoice(session: Session, draft: Draft, number: str) -> Invoice:
    """Add the rows of ``draft`` and return the invoice's own."""
    row = Invoice(
        contract_id=draft.contract_id,
        number=number,
        label=draft.label,
        kind=draft.kind.value,
        origin="computed",
        issued_on=draft.issued_on,
        due_on=draft.due_on,
        collected_on=draft.collected_on,
        period_start=draft.start,
        period_end=draft.end,
        amount_eur=draft.amount_eur,
        total_ht_eur=draft.total_ht_eur,
        vat_eur=draft.vat_eur,
        corrects_id=draft.corrects_id,
        facts=dump_facts(draft.facts),
    )
    session.add(row)
    session.flush()
    _add_parts(session, draft, row.id)
    return row


def _add_parts(session: Session, draft: Draft, invoice_id: int) -> None:
    connection = session.connection()
    own = {"invoice_id": invoice_id}
    for table, rows in (
        (models.InvoiceLine, _lines(draft)),
        (InvoiceVat, _vat(draft)),
        (InvoiceReading, _readings(draft)),
    ):
        if rows:
            connection.execute(insert(table), [own | row for row in rows])


def _lines(draft: Draft) -> list[dict[str, object]]:
    return [
        {
            "position": position,
            "part": line.part.value,
            "code": line.code,
            "time_class": line.time_class.value if line.time_class else None,
            "start": line.start,
            "end": line.end,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price_eur": line.unit_price_eur,
            "amount_eur": line.amount_eur,
            "vat_rate_pct": line.vat_rate_pct,
            "reference": line.reference,
            "source": line.source,
            "is_single_source": line.is_single_source,
            "basis": dump_basis(line.basis),
        }
        for position, line in enumerate(draft.lines, 1)
    ]


def _vat(draft: Draft) -> list[dict[str, object]]:
    return [
        {"rate_pct": total.rate_pct, "base_eur": total.base_eur, "vat_eur": total.vat_eur}
        for total in draft.vat
    ]


def _readings(draft: Draft) -> list[dict[str, object]]:
    return [
        {
            "position": position,
            "time_class": reading.time_class.value,
            "start": reading.start,
            "end": reading.end,
            "start_index_kwh": reading.start_index_kwh,
            "end_index_kwh": reading.end_index_kwh,
            "energy_kwh": reading.energy_kwh,
            "nature": reading.nature.value,
            "import_label": reading.import_label,
        }
        for position, reading in enumerate(draft.readings, 1)
    ]
