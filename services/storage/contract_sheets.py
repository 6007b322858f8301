"""A contract with its customer, its balance and its last invoice, in one statement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from services.domain.account import CustomerCard
from services.domain.invoices import InvoiceKind
from services.domain.ledger import Account, EntryKind
from services.storage.customers import CARD_COLUMNS, customer_card
from services.storage.models import (
    Contract,
    Customer,
    Invoice,
    InvoiceDispute,
    LedgerEntry,
    LedgerPosting,
    MeteringPoint,
    Payment,
)
from services.storage.rows import AnyRow, fetch

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class LastInvoice:
    """The newest invoice of a contract, what was paid for it, when and how at last."""

    number: str
    kind: InvoiceKind
    issued_on: date
    due_on: date
    collected_on: date | None
    period_start: date
    period_end: date
    amount_eur: Decimal
    paid_eur: Decimal
    is_disputed: bool
    paid_on: date | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class ContractSheet:
    """What is owed on the contract: ``balance_eur`` in all (negative: a credit).

    ``overdue_eur``: of it on invoices whose due day is over.
    """

    customer: CustomerCard
    supply_address: str
    is_monthly: bool
    balance_eur: Decimal
    overdue_eur: Decimal
    last_invoice: LastInvoice | None


_Newer = aliased(Invoice)
_LAST_ID = (
    select(_Newer.id)
    .where(_Newer.contract_id == Contract.id)
    .order_by(_Newer.issued_on.desc(), _Newer.id.desc())
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
_ON_INVOICE = (
    LedgerPosting.invoice_id == Invoice.id,
    LedgerPosting.account == Account.CUSTOMER.value,
)
_REMAINING = select(func.sum(LedgerPosting.amount_eur)).where(*_ON_INVOICE).correlate(Invoice)
# Newest first: the payment that settled it, unless it came back.
_GOOD_PAYMENT = (
    select(Payment.id)
    .join(LedgerEntry, LedgerEntry.payment_id == Payment.id)
    .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
    .where(*_ON_INVOICE, LedgerEntry.kind == EntryKind.PAYMENT.value, Payment.incident.is_(None))
    .order_by(Payment.paid_on.desc(), Payment.id.desc())
    .limit(1)
    .correlate(Invoice)
)
_BALANCE = (
    select(func.sum(LedgerPosting.amount_eur))
    .where(
        LedgerPosting.contract_id == Contract.id,
        LedgerPosting.account == Account.CUSTOMER.value,
    )
    .correlate(Contract)
)
_Due = aliased(Invoice)
_OVERDUE = (
    select(func.sum(LedgerPosting.amount_eur))
    .join(_Due, _Due.id == LedgerPosting.invoice_id)
    .where(
        _Due.contract_id == Contract.id,
        _Due.due_on < bindparam("today"),
        LedgerPosting.account == Account.CUSTOMER.value,
    )
    .correlate(Contract)
)
_Good = aliased(Payment)
_SHEET = (
    select(
        *CARD_COLUMNS,
        MeteringPoint.address.label("supply_address"),
        Contract.monthly_instalments,
        _BALANCE.scalar_subquery().label("balance_eur"),
        _OVERDUE.scalar_subquery().label("overdue_eur"),
        Invoice.number,
        Invoice.kind,
        Invoice.issued_on,
        Invoice.due_on,
        Invoice.collected_on,
        Invoice.period_start,
        Invoice.period_end,
        Invoice.amount_eur,
        _REMAINING.scalar_subquery().label("remaining_eur"),
        exists()
        .where(InvoiceDispute.invoice_id == Invoice.id, InvoiceDispute.closed_on.is_(None))
        .correlate(Invoice)
        .label("is_disputed"),
        _Good.paid_on,
        _Good.mode,
    )
    .select_from(Contract)
    .join(Customer, Customer.id == Contract.customer_id)
    .join(MeteringPoint, MeteringPoint.id == Contract.metering_point_id)
    .outerjoin(Invoice, Invoice.id == _LAST_ID)
    .outerjoin(_Good, _Good.id == _GOOD_PAYMENT.scalar_subquery())
    .where(Contract.id == bindparam("contract_id"))
)


def load_sheet(session: Session, contract_id: int, *, today: date) -> ContractSheet:
    """Return the sheet of a contract that the caller may see."""
    row = fetch(session, _SHEET, contract_id=contract_id, today=today)[0]
    return ContractSheet(
        customer=customer_card(row),
        supply_address=row.supply_address,
        is_monthly=bool(row.monthly_instalments),
        balance_eur=ZERO if row.balance_eur is None else row.balance_eur,
        overdue_eur=max(ZERO, row.overdue_eur or ZERO),
        last_invoice=None if row.number is None else _last_invoice(row),
    )


def _last_invoice(row: AnyRow) -> LastInvoice:
    remaining = row.amount_eur if row.remaining_eur is None else row.remaining_eur
    return LastInvoice(
        number=row.number,
        kind=InvoiceKind(row.kind),
        issued_on=row.issued_on,
        due_on=row.due_on,
        collected_on=row.collected_on,
        period_start=row.period_start,
        period_end=row.period_end,
        amount_eur=row.amount_eur,
        paid_eur=row.amount_eur - remaining,
        is_disputed=bool(row.is_disputed),
        paid_on=row.paid_on,
        mode=row.mode,
    )
