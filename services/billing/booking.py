"""Writing into the ledger: an invoice that was issued, money that came, money that went back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.domain.ledger import Account, Share, allocate, book_invoice, book_payment, reverse
from services.storage import ledger
from services.storage.models import Invoice, Payment


@dataclass(frozen=True, slots=True)
class Received:
    """Money that a customer paid; ``into``: where it is; ``reference``: the bank's, once."""

    customer_id: int
    paid_on: date
    amount_eur: Decimal
    mode: str
    into: Account = Account.BANK
    reference: str | None = None


def book_issued(session: Session, invoice: Invoice, customer_id: int, *, now: datetime) -> bool:
    """Book an invoice that was just added; False when it is in the ledger already.

    Raises ValueError where its VAT is not known: no VAT at all is a fact, and has to be said.
    """
    vat = invoice.vat_eur
    if vat is None:
        raise ValueError(f"the VAT of invoice {invoice.number} is not known")
    entry = book_invoice(
        invoice_id=invoice.id,
        contract_id=invoice.contract_id,
        issued_on=invoice.issued_on,
        total_ht_eur=invoice.amount_eur - vat,
        vat_eur=vat,
    )
    return ledger.book(session, customer_id, entry, now=now)


def receive(
    session: Session,
    money: Received,
    *,
    now: datetime,
    shares: Sequence[Share] | None = None,
    numbers: Sequence[str] | None = None,
) -> Payment:
    """Record money received and settle invoices with it; what is left over stays on account.

    ``shares``: what goes where, in full; ``numbers``: the invoices to settle, oldest due first;
    neither: all that is owed. The caller holds the account.
    """
    row = Payment(
        customer_id=money.customer_id,
        paid_on=money.paid_on,
        amount_eur=money.amount_eur,
        mode=money.mode,
        reference=money.reference,
    )
    session.add(row)
    session.flush()
    if shares is None:
        owed = ledger.load_open_invoices(session, money.customer_id, numbers=numbers)
        shares = allocate(money.amount_eur, owed)
    entry = book_payment(payment_id=row.id, paid_on=money.paid_on, shares=shares, into=money.into)
    ledger.book(session, money.customer_id, entry, now=now)
    return row


def send_back(
    session: Session, payment: Payment, *, incident: str, happened_on: date, now: datetime
) -> None:
    """Record that a payment came back (``rejected``, ``unpaid``): its invoices are owed again.

    Raises LookupError when the payment is not in the ledger.
    """
    ledger.lock_account(session, payment.customer_id)
    entry = ledger.find_entry(session, f"payment:{payment.id}")
    if entry is None:
        raise LookupError(f"payment {payment.id} was never booked")
    payment.incident, payment.incident_on = incident, happened_on
    ledger.book(session, payment.customer_id, reverse(entry, happened_on=happened_on), now=now)
