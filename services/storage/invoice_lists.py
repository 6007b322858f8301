"""Lists of the invoices that somebody may see: filtered, sorted and paged by the database."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from services.domain.invoice_lists import PAGE_SIZE, ListFilter, Sort, SortKey, YearCount
from services.domain.invoices import InvoiceKind, InvoiceRow, InvoiceState, Standing
from services.domain.ledger import Account, EntryKind
from services.kernel.viewer import Viewer
from services.storage.access import visible_contracts, who
from services.storage.models import (
    Contract,
    Document,
    Invoice,
    InvoiceDispute,
    InvoiceDocument,
    LedgerEntry,
    LedgerPosting,
    MeteringPoint,
)
from services.storage.rows import AnyRow, fetch

ZERO = Decimal("0.00")
ESCAPE = "\\"

_ON_INVOICE = (
    LedgerPosting.invoice_id == Invoice.id,
    LedgerPosting.account == Account.CUSTOMER.value,
)
_REMAINING: ColumnElement[Decimal] = func.coalesce(
    select(func.sum(LedgerPosting.amount_eur)).where(*_ON_INVOICE).scalar_subquery(), 0
)
_IS_DISPUTED = (
    exists()
    .where(InvoiceDispute.invoice_id == Invoice.id, InvoiceDispute.closed_on.is_(None))
    .correlate(Invoice)
)
_SETTLED_ON = (
    select(func.max(LedgerEntry.happened_on))
    .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
    .where(
        *_ON_INVOICE,
        LedgerPosting.amount_eur < 0,
        LedgerEntry.kind.in_([EntryKind.PAYMENT.value, EntryKind.ALLOCATION.value]),
    )
    .scalar_subquery()
)
_URGENCY = {
    InvoiceState.LATE.value: 0,
    InvoiceState.DUE.value: 1,
    InvoiceState.DIRECT_DEBIT.value: 2,
    InvoiceState.DISPUTED.value: 3,
    InvoiceState.CREDIT.value: 4,
    InvoiceState.SETTLED.value: 5,
}
_COLUMNS: tuple[Any, ...] = (
    *(Invoice.id, Invoice.number, Invoice.label, Invoice.kind),
    *(Invoice.issued_on, Invoice.due_on, Invoice.collected_on),
    *(Invoice.period_start, Invoice.period_end, Invoice.amount_eur),
    *(Contract.number.label("contract_number"), Contract.direct_debit),
    MeteringPoint.name.label("site_name"),
    _REMAINING.label("remaining_eur"),
    _IS_DISPUTED.label("is_disputed"),
    _SETTLED_ON.label("settled_on"),
    *(InvoiceDocument.state.label("document_state"), Document.size, Document.pages),
)


def load_page(
    session: Session, viewer: Viewer, asked: ListFilter, sort: Sort, *, page: int, today: date
) -> list[InvoiceRow]:
    """Return the rows of page ``page`` (from 1) of what fits ``asked``."""
    order = _order(sort, today)
    chosen = (
        _fitting(asked, today, Invoice.id)
        .order_by(*order)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .subquery()
    )
    return _load_rows(session, viewer, _with_documents(chosen).order_by(*order), today)


def load_all(
    session: Session, viewer: Viewer, asked: ListFilter, sort: Sort, *, today: date
) -> list[InvoiceRow]:
    """Return every row of what fits ``asked``: for a file, not for a page."""
    order = _order(sort, today)
    chosen = _fitting(asked, today, Invoice.id).subquery()
    return _load_rows(session, viewer, _with_documents(chosen).order_by(*order), today)


def load_totals(
    session: Session, viewer: Viewer, asked: ListFilter, *, today: date
) -> tuple[int, Decimal]:
    """Return how many invoices fit ``asked`` and the sum of their amounts, TTC."""
    query = _fitting(asked, today, func.count(Invoice.id), func.sum(Invoice.amount_eur))
    count, total = fetch(session, query, **who(viewer))[0]
    return count, ZERO if total is None else total


def load_years(session: Session, viewer: Viewer, contract_id: int | None) -> list[YearCount]:
    """Return the years with invoices, newest first, and how many each has."""
    year = func.extract("year", Invoice.issued_on)
    query = _invoices(year, func.count()).group_by(year).order_by(year.desc())
    if contract_id is not None:
        query = query.where(Contract.id == contract_id)
    return [YearCount(int(row[0]), row[1]) for row in fetch(session, query, **who(viewer))]


def find_id(session: Session, viewer: Viewer, number: str) -> int | None:
    """Return the id of an invoice that the viewer may see, None of any other."""
    found = find_owner(session, viewer, number)
    return None if found is None else found[0]


def find_owner(session: Session, viewer: Viewer, number: str) -> tuple[int, int] | None:
    """Return the ids of an invoice that the viewer may see and of its customer."""
    query = _invoices(Invoice.id, Contract.customer_id).where(Invoice.number == number)
    found = fetch(session, query, **who(viewer))
    return (found[0][0], found[0][1]) if found else None


def may_see(session: Session, viewer: Viewer, contract_id: int) -> bool:
    """Tell whether the viewer may see a contract."""
    query = visible_contracts(Contract.id).where(Contract.id == contract_id)
    return bool(fetch(session, query, **who(viewer)))


def _invoices(*columns: Any) -> Select[Any]:
    return visible_contracts(*columns).join(Invoice, Invoice.contract_id == Contract.id)


def _fitting(asked: ListFilter, today: date, *columns: Any) -> Select[Any]:
    query = _invoices(*columns)
    if asked.contract_id is not None:
        query = query.where(Contract.id == asked.contract_id)
    if asked.year is not None:
        first, after = date(asked.year, 1, 1), date(asked.year + 1, 1, 1)
        query = query.where(Invoice.issued_on >= first, Invoice.issued_on < after)
    if asked.kind is not None:
        query = query.where(Invoice.kind == asked.kind.value)
    if asked.state is not None:
        query = query.where(_state(today) == asked.state.value)
    for word in asked.words:
        query = query.where(_holds(word))
    return query


def _state(today: date) -> ColumnElement[str]:
    """Return what ``Standing.on`` says, for the database."""
    return case(
        (Invoice.kind == InvoiceKind.CREDIT_NOTE.value, InvoiceState.CREDIT.value),
        (_REMAINING <= 0, InvoiceState.SETTLED.value),
        (_IS_DISPUTED, InvoiceState.DISPUTED.value),
        (Invoice.due_on < today, InvoiceState.LATE.value),
        (Contract.direct_debit, InvoiceState.DIRECT_DEBIT.value),
        else_=InvoiceState.DUE.value,
    )


def _holds(word: str) -> ColumnElement[bool]:
    """Return whether an invoice has ``word`` somewhere: reference, type, site, or its amount."""
    pattern = f"%{_escaped(word)}%"
    places: list[ColumnElement[bool]] = [
        column.ilike(pattern, escape=ESCAPE)
        for column in (Invoice.number, Invoice.label, Contract.number, MeteringPoint.name)
    ]
    amount = _amount(word)
    if amount is not None:
        places.append(Invoice.amount_eur == amount)
    condition = places[0]
    for place in places[1:]:
        condition |= place
    return condition


def _escaped(word: str) -> str:
    for special in (ESCAPE, "%", "_"):
        word = word.replace(special, ESCAPE + special)
    return word


def _amount(word: str) -> Decimal | None:
    """Return a word such as ``1325,67`` as euros."""
    digits = word.replace(",", ".").removesuffix("€")
    whole, _, cents = digits.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 9):
        return None
    if cents and not (cents.isascii() and cents.isdigit() and len(cents) <= 2):
        return None
    return Decimal(digits.removesuffix("."))


def _order(sort: Sort, today: date) -> list[ColumnElement[Any]]:
    columns: dict[SortKey, ColumnElement[Any]] = {
        SortKey.NUMBER: Invoice.number.expression,
        SortKey.LABEL: Invoice.label.expression,
        SortKey.ISSUED_ON: Invoice.issued_on.expression,
        SortKey.STATE: case(_URGENCY, value=_state(today)),
        SortKey.AMOUNT: Invoice.amount_eur.expression,
    }
    column = columns[sort.key]
    if sort.key is SortKey.ISSUED_ON and not sort.is_descending:
        return [column.asc(), Invoice.id.asc()]
    first: ColumnElement[Any] = column.desc() if sort.is_descending else column.asc()
    return [first, Invoice.issued_on.desc(), Invoice.id.desc()]


def _with_documents(chosen: Any) -> Select[Any]:
    query: Select[Any] = select(*_COLUMNS).select_from(chosen)
    return (
        query.join(Invoice, Invoice.id == chosen.c.id)
        .join(Contract, Contract.id == Invoice.contract_id)
        .join(MeteringPoint, MeteringPoint.id == Contract.metering_point_id)
        .outerjoin(InvoiceDocument, InvoiceDocument.invoice_id == Invoice.id)
        .outerjoin(Document, Document.sha256 == InvoiceDocument.sha256)
    )


def _load_rows(
    session: Session, viewer: Viewer, query: Select[Any], today: date
) -> list[InvoiceRow]:
    rows: Sequence[AnyRow] = fetch(session, query, **who(viewer))
    return [_row(row, today) for row in rows]


def _row(row: AnyRow, today: date) -> InvoiceRow:
    kind = InvoiceKind(row.kind)
    standing = Standing(
        kind, row.remaining_eur, row.due_on, row.direct_debit, bool(row.is_disputed)
    )
    return InvoiceRow(
        number=row.number,
        contract_number=row.contract_number,
        site_name=row.site_name,
        kind=kind,
        label=row.label,
        issued_on=row.issued_on,
        due_on=row.due_on,
        collected_on=row.collected_on,
        period_start=row.period_start,
        period_end=row.period_end,
        amount_eur=row.amount_eur,
        remaining_eur=row.remaining_eur,
        state=standing.on(today),
        settled_on=row.settled_on if row.remaining_eur <= 0 else None,
        document_state=row.document_state,
        document_size=row.size,
        document_pages=row.pages,
    )
