"""What a new invoice is settled with before anybody pays: money on account, credit notes.

Both are those of its contract. What is used is said by the invoice itself, in its facts, so that
its document and its e-mail ask for the remainder alone, whatever is paid or corrected later.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.domain.drafts import Draft
from services.domain.invoices import InvoiceKind
from services.domain.ledger import OpenInvoice, Share, book_allocation
from services.storage import ledger
from services.storage.instalments import load_on_account
from services.storage.models import Invoice

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Means:
    """What there is on a contract: money that settled nothing yet, and credits, oldest first."""

    on_account_eur: Decimal
    credits: tuple[OpenInvoice, ...]


def gather(session: Session, draft: Draft) -> Means:
    """Return what ``draft`` may be settled with; the caller holds the account.

    Money on account is left alone by a régularisation: the year's instalments wait there for their
    settlement.
    """
    if draft.kind is InvoiceKind.CREDIT_NOTE or draft.amount_eur <= 0:
        return Means(ZERO, ())
    takes_money = draft.kind is not InvoiceKind.ADJUSTMENT
    money = load_on_account(session, draft.contract_id) if takes_money else ZERO
    found = ledger.load_open_invoices(session, draft.customer_id)
    own = (one for one in found if one.contract_id == draft.contract_id)
    return Means(max(ZERO, money), tuple(one for one in own if one.remaining_eur < 0))


def deduct(draft: Draft, means: Means) -> Draft:
    """Return ``draft`` as it says what it is settled with; nothing left: nothing is collected.

    A settlement names all that was paid, even more than it charges: the rest is the customer's.
    """
    is_whole = draft.kind is InvoiceKind.SETTLEMENT
    prepaid = means.on_account_eur if is_whole else min(means.on_account_eur, draft.amount_eur)
    left = max(ZERO, draft.amount_eur - prepaid)
    credited = min(left, -sum((one.remaining_eur for one in means.credits), ZERO))
    if not prepaid and not credited:
        return draft
    told = replace(draft.facts, prepaid_eur=prepaid, credited_eur=credited)
    collected_on = draft.collected_on if left > credited else None
    return replace(draft, facts=told, collected_on=collected_on)


def use(session: Session, invoice: Invoice, draft: Draft, means: Means, *, now: datetime) -> None:
    """Book what the draft was said to be settled with: an allocation for each source."""
    contract_id, customer_id = invoice.contract_id, draft.customer_id
    left = draft.amount_eur
    sources: list[tuple[Decimal, int | None]] = [(means.on_account_eur, None)]
    sources += [(-one.remaining_eur, one.invoice_id) for one in means.credits]
    for has_eur, source in sources:
        amount = min(left, has_eur)
        if amount <= 0:
            continue
        entry = book_allocation(
            key=f"deduction:{invoice.id}:{source or 'account'}",
            day=draft.issued_on,
            given=Share(amount, contract_id, source),
            taken=[Share(amount, contract_id, invoice.id)],
        )
        ledger.book(session, customer_id, entry, now=now)
        left -= amount
