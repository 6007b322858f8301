"""Payments of a customer, newest first, and what each of them settled."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.domain.account import PAYMENTS_PER_PAGE, PaymentList, PaymentRow, SettledInvoice
from services.domain.ledger import Account, EntryKind
from services.storage.models import Invoice, LedgerEntry, LedgerPosting, Payment


def load_last(session: Session, customer_id: int, count: int) -> list[PaymentRow]:
    """Return the last ``count`` payments, without what they settled."""
    return _load(session, customer_id, count, 0)


def load_page(session: Session, customer_id: int, page: int) -> PaymentList:
    """Return one page of all payments; a page beyond the last one is the last one."""
    query = select(func.count()).where(Payment.customer_id == customer_id)
    count = session.scalar(query) or 0
    shown = min(page, PaymentList((), count, 1).pages)
    rows = _load(session, customer_id, PAYMENTS_PER_PAGE, (shown - 1) * PAYMENTS_PER_PAGE)
    settled = _load_settled(session, [row.id for row in rows])
    return PaymentList([replace(r, settled=settled.get(r.id, ())) for r in rows], count, shown)


def load_all(session: Session, customer_id: int) -> dict[int, PaymentRow]:
    """Return every payment by its id, without what it settled."""
    return {row.id: row for row in _load(session, customer_id, None, 0)}


def _load(session: Session, customer_id: int, limit: int | None, offset: int) -> list[PaymentRow]:
    query = (
        select(
            Payment.id,
            Payment.paid_on,
            Payment.amount_eur,
            Payment.mode,
            Payment.incident,
            Payment.incident_on,
        )
        .where(Payment.customer_id == customer_id)
        .order_by(Payment.paid_on.desc(), Payment.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [PaymentRow(*row) for row in session.execute(query)]


def _load_settled(
    session: Session, payment_ids: Collection[int]
) -> dict[int, tuple[SettledInvoice, ...]]:
    """Return what of each payment went where when it came."""
    query = (
        select(LedgerEntry.payment_id, Invoice.number, LedgerPosting.amount_eur)
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .outerjoin(Invoice, Invoice.id == LedgerPosting.invoice_id)
        .where(
            LedgerEntry.payment_id.in_(payment_ids),
            LedgerEntry.kind == EntryKind.PAYMENT.value,
            LedgerPosting.account == Account.CUSTOMER.value,
        )
        .order_by(LedgerEntry.id, LedgerPosting.position)
    )
    settled: dict[int, list[SettledInvoice]] = defaultdict(list)
    for payment_id, number, amount_eur in session.execute(query):
        if payment_id is not None:
            settled[payment_id].append(SettledInvoice(number, -amount_eur))
    return {payment_id: tuple(shares) for payment_id, shares in settled.items()}
