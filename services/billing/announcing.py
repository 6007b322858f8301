"""The e-mail that says that an invoice is there: in the transaction of the invoice, once."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from services.domain.deductions import name_deductions
from services.domain.drafts import Draft
from services.kernel import formats
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.wording import text
from services.mailing.mail import Letter, normal_address, post
from services.storage.invoice_readers import load_addresses
from services.storage.models import Customer, Invoice


def announce(
    session: Session, house: House, invoice: Invoice, draft: Draft, *, now: datetime
) -> None:
    """Post the e-mail of a new invoice to everybody it concerns, unless that was done before.

    The link holds the invoice's number alone: it opens nothing without signing in.
    """
    if invoice.announced_at is not None:
        return
    is_electronic = session.get_one(Customer, draft.customer_id).electronic_invoice
    values = {
        "number": invoice.number,
        "label": invoice.label,
        "amount": formats.euros(abs(invoice.amount_eur)),
        "site": draft.facts.site_name,
        "asked": _asked(draft),
        "payment": describe_payment(invoice, draft),
        "paper": text("billing.mail.electronic" if is_electronic else "billing.mail.paper"),
    }
    path = f"/factures?facture={invoice.number}"
    for address in _addresses(session, draft.customer_id):
        post(session, house, Letter("invoice_issued", address, values, path), now=now)
        invoice.announced_at = now


def describe_payment(invoice: Invoice, draft: Draft) -> str:
    """Return how and when an invoice is paid: a debit on a day, a due date, or nothing to pay.

    What was deducted comes first: what follows is about the remainder.
    """
    named = name_deductions(draft.kind, draft.facts, draft.amount_eur)
    words = [
        text(
            "billing.mail.deducted",
            name=text(f"invoice.deducted.{name}"),
            amount=formats.euros(amount),
        )
        for name, amount in named
    ]
    return " ".join((*words, _describe(invoice, draft)))


def _describe(invoice: Invoice, draft: Draft) -> str:
    left, has_deductions = draft.to_pay_eur, draft.to_pay_eur != draft.amount_eur
    if left == 0 and has_deductions:
        return text("billing.mail.nothing")
    if left <= 0:
        return text("billing.mail.credit")
    if invoice.collected_on is not None:
        name = "rest_collected" if has_deductions else "collected"
        return text(f"billing.mail.{name}", day=formats.short_date(invoice.collected_on))
    return text("billing.mail.due", day=formats.short_date(invoice.due_on))


def _asked(draft: Draft) -> str:
    """Return the amount of the subject: of what is left, said to be so, after deductions."""
    left = draft.to_pay_eur
    if left == draft.amount_eur:
        return formats.euros(abs(left))
    return text(f"billing.mail.{'favour' if left < 0 else 'rest'}", amount=formats.euros(abs(left)))


def _addresses(session: Session, customer_id: int) -> Iterator[str]:
    """Yield each address once; what is no address is left out: the invoice goes on paper."""
    seen = set()
    for kept in load_addresses(session, customer_id):
        with suppress(InvalidInputError):
            address = normal_address(kept)
            if address.casefold() not in seen:
                seen.add(address.casefold())
                yield address
