"""One invoice in full: its lines, taxes and readings, and where it stands in the ledger."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from services.domain.invoices import (
    BilledReading,
    InvoiceDetail,
    InvoiceKind,
    InvoiceLine,
    InvoiceRow,
    Part,
    Standing,
    VatTotal,
)
from services.domain.ledger import Account, EntryKind
from services.domain.readings import ReadingNature
from services.domain.time_classes import TimeClass
from services.storage import models
from services.storage.invoice_facts import load_basis, load_facts
from services.storage.models import (
    Contract,
    Document,
    Invoice,
    InvoiceDispute,
    InvoiceDocument,
    InvoiceReading,
    InvoiceVat,
    LedgerEntry,
    LedgerPosting,
    MeteringPoint,
)
from services.storage.rows import AnyRow, fetch

ZERO = Decimal("0.00")

_INVOICE: BindParameter[int] = bindparam("invoice_id")
_ON_INVOICE = (
    LedgerPosting.invoice_id == Invoice.id,
    LedgerPosting.account == Account.CUSTOMER.value,
)
_corrected = aliased(Invoice)
_HEAD = (
    select(
        *(Invoice.number, Invoice.label, Invoice.kind, Invoice.origin, Invoice.facts),
        *(Invoice.issued_on, Invoice.due_on, Invoice.collected_on),
        *(Invoice.period_start, Invoice.period_end, Invoice.amount_eur),
        Contract.number.label("contract_number"),
        Contract.direct_debit,
        MeteringPoint.name.label("site_name"),
        _corrected.number.label("corrects"),
        select(func.sum(LedgerPosting.amount_eur))
        .where(*_ON_INVOICE)
        .scalar_subquery()
        .label("remaining_eur"),
        select(func.max(LedgerEntry.happened_on))
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(
            *_ON_INVOICE,
            LedgerPosting.amount_eur < 0,
            LedgerEntry.kind.in_([EntryKind.PAYMENT.value, EntryKind.ALLOCATION.value]),
        )
        .scalar_subquery()
        .label("last_settled_on"),
        select(func.count())
        .where(InvoiceDispute.invoice_id == Invoice.id, InvoiceDispute.closed_on.is_(None))
        .scalar_subquery()
        .label("open_disputes"),
        InvoiceDocument.state.label("document_state"),
        Document.size,
        Document.pages,
    )
    .join(Contract, Contract.id == Invoice.contract_id)
    .join(MeteringPoint, MeteringPoint.id == Contract.metering_point_id)
    .outerjoin(_corrected, _corrected.id == Invoice.corrects_id)
    .outerjoin(InvoiceDocument, InvoiceDocument.invoice_id == Invoice.id)
    .outerjoin(Document, Document.sha256 == InvoiceDocument.sha256)
    .where(Invoice.id == _INVOICE)
)
_LINE = models.InvoiceLine
_LINES = (
    select(
        *(_LINE.part, _LINE.code, _LINE.time_class, _LINE.start, _LINE.end),
        *(_LINE.quantity, _LINE.unit, _LINE.unit_price_eur, _LINE.amount_eur, _LINE.vat_rate_pct),
        *(_LINE.reference, _LINE.source, _LINE.is_single_source, _LINE.basis),
    )
    .where(_LINE.invoice_id == _INVOICE)
    .order_by(_LINE.position)
)
_VAT = (
    select(InvoiceVat.rate_pct, InvoiceVat.base_eur, InvoiceVat.vat_eur)
    .where(InvoiceVat.invoice_id == _INVOICE)
    .order_by(InvoiceVat.rate_pct)
)
_READINGS = (
    select(
        *(InvoiceReading.time_class, InvoiceReading.start, InvoiceReading.end),
        *(InvoiceReading.start_index_kwh, InvoiceReading.end_index_kwh),
        *(InvoiceReading.energy_kwh, InvoiceReading.nature, InvoiceReading.import_label),
    )
    .where(InvoiceReading.invoice_id == _INVOICE)
    .order_by(InvoiceReading.position)
)


def load_detail(session: Session, invoice_id: int, today: date) -> InvoiceDetail:
    """Return an invoice in full; ``today`` decides its state.

    It looks at no rights: the caller found the id among what the reader may see. Raises
    LookupError without such an invoice.
    """
    heads = fetch(session, _HEAD, invoice_id=invoice_id)
    if not heads:
        raise LookupError(f"no invoice {invoice_id}")
    head = heads[0]
    return InvoiceDetail(
        row=_row(head, today),
        is_computed=head.origin == "computed",
        corrects=head.corrects,
        lines=tuple(_line(r) for r in fetch(session, _LINES, invoice_id=invoice_id)),
        vat=tuple(VatTotal(*r) for r in fetch(session, _VAT, invoice_id=invoice_id)),
        readings=tuple(_reading(r) for r in fetch(session, _READINGS, invoice_id=invoice_id)),
        facts=load_facts(head.facts),
    )


def _row(head: AnyRow, today: date) -> InvoiceRow:
    kind = InvoiceKind(head.kind)
    remaining = ZERO if head.remaining_eur is None else head.remaining_eur
    standing = Standing(kind, remaining, head.due_on, head.direct_debit, head.open_disputes > 0)
    return InvoiceRow(
        number=head.number,
        contract_number=head.contract_number,
        site_name=head.site_name,
        kind=kind,
        label=head.label,
        issued_on=head.issued_on,
        due_on=head.due_on,
        collected_on=head.collected_on,
        period_start=head.period_start,
        period_end=head.period_end,
        amount_eur=head.amount_eur,
        remaining_eur=remaining,
        state=standing.on(today),
        settled_on=head.last_settled_on if remaining <= 0 else None,
        document_state=head.document_state,
        document_size=head.size,
        document_pages=head.pages,
    )


def _line(row: AnyRow) -> InvoiceLine:
    return InvoiceLine(
        part=Part(row.part),
        code=row.code,
        time_class=TimeClass(row.time_class) if row.time_class else None,
        start=row.start,
        end=row.end,
        quantity=row.quantity,
        unit=row.unit,
        unit_price_eur=row.unit_price_eur,
        amount_eur=row.amount_eur,
        vat_rate_pct=row.vat_rate_pct,
        reference=row.reference,
        source=row.source,
        is_single_source=row.is_single_source,
        basis=load_basis(row.basis),
    )


def _reading(row: AnyRow) -> BilledReading:
    return BilledReading(
        time_class=TimeClass(row.time_class),
        start=row.start,
        end=row.end,
        start_index_kwh=row.start_index_kwh,
        end_index_kwh=row.end_index_kwh,
        energy_kwh=row.energy_kwh,
        nature=ReadingNature(row.nature),
        import_label=row.import_label,
    )
