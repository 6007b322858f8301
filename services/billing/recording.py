"""Keeping an issued invoice: its rows, its number, the ledger, its document, its e-mail, the trail.

All of it in one transaction: a program that is killed leaves all of an invoice, or nothing.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from services.billing.announcing import announce
from services.billing.booking import book_issued
from services.billing.next_invoice import foresee
from services.billing.setting_against import deduct, gather, use
from services.domain.drafts import Draft
from services.domain.invoices import InvoiceKind
from services.kernel.house import House
from services.storage import invoice_documents, ledger
from services.storage.invoice_writing import add_invoice, find_number, take_number
from services.storage.models import Invoice
from services.trail import audit
from services.trail.audit import Actor, Subject


def keep(session: Session, draft: Draft, *, now: datetime) -> Invoice:
    """Add ``draft`` as an invoice with the next number of its year, book it, ask for its PDF.

    The caller holds the account, and has looked that the period is not billed yet.
    """
    row = add_invoice(session, draft, take_number(session, draft.issued_on.year))
    if row.amount_eur:
        book_issued(session, row, draft.customer_id, now=now)
    invoice_documents.request(session, row.id, now)
    return row


def issue(
    session: Session, house: House, draft: Draft, *, actor: Actor, now: datetime
) -> Invoice | None:
    """Issue ``draft`` within the caller's transaction; None when its period is billed already.

    The account is taken first: of two who issue the same, the second finds the first one's. What
    is on the contract's account and its credit notes are deducted at once.
    """
    ledger.lock_account(session, draft.customer_id)
    if is_billed(session, draft):
        return None
    means = gather(session, draft)
    draft = foresee(session, deduct(draft, means))
    row = keep(session, draft, now=now)
    use(session, row, draft, means, now=now)
    announce(session, house, row, draft, now=now)
    audit.record(
        session,
        "invoice.issued" if draft.corrects_id is None else "invoice.corrected",
        actor=actor,
        now=now,
        subject=Subject(customer_id=draft.customer_id),
        details={
            "invoice": row.number,
            "contract": draft.facts.contract_number,
            "amount_eur": str(row.amount_eur),
        },
    )
    return row


def is_billed(session: Session, draft: Draft) -> bool:
    """Tell whether another invoice charges for the period of ``draft``; corrections always may."""
    if draft.kind not in {InvoiceKind.CONSUMPTION, InvoiceKind.SETTLEMENT}:
        return False
    return find_number(session, draft.contract_id, draft.start, draft.end) is not None
