"""The ledger of what customers owe: entries of postings that sum to zero, in euros.

Positive is debit. On the account CUSTOMER positive is owed by the customer: an invoice adds, money
takes away. A posting there names the invoice it is about, or none: money on account.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal("0.00")


class Account(StrEnum):
    """Where money stands."""

    CUSTOMER = "customer"
    SALES = "sales"
    VAT = "vat"
    BANK = "bank"
    CARD = "card"
    LOSS = "loss"


class EntryKind(StrEnum):
    """What happened."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REVERSAL = "reversal"
    REFUND = "refund"
    ALLOCATION = "allocation"
    WRITE_OFF = "write_off"


class UnbalancedEntryError(ValueError):
    """Postings that do not sum to zero: a bug, never a fact."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A share of an entry on one account; ``contract_id`` and ``invoice_id``: what it is about."""

    account: Account
    amount_eur: Decimal
    contract_id: int | None = None
    invoice_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to what a customer owes.

    ``key`` names it, so that it is booked once. Raises UnbalancedEntryError unless its postings
    sum to zero, are whole cents and none of them is zero.
    """

    kind: EntryKind
    key: str
    happened_on: date
    postings: tuple[Posting, ...]
    invoice_id: int | None = None
    payment_id: int | None = None

    def __post_init__(self) -> None:
        if sum((p.amount_eur for p in self.postings), ZERO) != 0:
            raise UnbalancedEntryError(f"{self.key} does not sum to zero")
        for posting in self.postings:
            cents = posting.amount_eur.scaleb(2)
            if not cents or cents != cents.to_integral_value():
                raise UnbalancedEntryError(f"{self.key} has a posting of {posting.amount_eur}")


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice that is not settled: ``remaining_eur`` is still owed (negative: a credit)."""

    invoice_id: int
    contract_id: int
    number: str
    issued_on: date
    due_on: date
    remaining_eur: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What goes to one invoice, in euros; ``invoice_id`` None stays on account."""

    amount_eur: Decimal
    contract_id: int | None
    invoice_id: int | None


def allocate(amount_eur: Decimal, invoices: Iterable[OpenInvoice]) -> tuple[Share, ...]:
    """Return how ``amount_eur`` settles ``invoices`` in their order, each up to what it is owed.

    What is left over comes last, on account: of their contract if they have one in common. The
    shares sum to the amount.
    """
    left = amount_eur
    shares = []
    contracts = set()
    for invoice in invoices:
        contracts.add(invoice.contract_id)
        part = min(left, invoice.remaining_eur)
        if part > 0:
            shares.append(Share(part, invoice.contract_id, invoice.invoice_id))
            left -= part
    if left > 0:
        shares.append(Share(left, contracts.pop() if len(contracts) == 1 else None, None))
    return tuple(shares)


def book_invoice(
    *, invoice_id: int, contract_id: int, issued_on: date, total_ht_eur: Decimal, vat_eur: Decimal
) -> Entry:
    """Return the entry of an issued invoice; a credit note has negative amounts."""
    total = total_ht_eur + vat_eur
    postings = (
        Posting(Account.CUSTOMER, total, contract_id, invoice_id),
        Posting(Account.SALES, -total_ht_eur),
        Posting(Account.VAT, -vat_eur),
    )
    return Entry(
        EntryKind.INVOICE if total >= 0 else EntryKind.CREDIT_NOTE,
        f"invoice:{invoice_id}",
        issued_on,
        tuple(p for p in postings if p.amount_eur),
        invoice_id=invoice_id,
    )


def book_payment(
    *, payment_id: int, paid_on: date, shares: Sequence[Share], into: Account = Account.BANK
) -> Entry:
    """Return the entry of money received: into the bank, out of what the customer owes."""
    total = sum((share.amount_eur for share in shares), ZERO)
    postings = [Posting(into, total)]
    postings += [
        Posting(Account.CUSTOMER, -share.amount_eur, share.contract_id, share.invoice_id)
        for share in shares
    ]
    return Entry(
        EntryKind.PAYMENT, f"payment:{payment_id}", paid_on, tuple(postings), payment_id=payment_id
    )


def reverse(entry: Entry, *, happened_on: date) -> Entry:
    """Return the entry that undoes a payment which came back: everything is owed again."""
    return Entry(
        EntryKind.REVERSAL,
        f"reversal:{entry.payment_id}",
        happened_on,
        tuple(
            Posting(p.account, -p.amount_eur, p.contract_id, p.invoice_id) for p in entry.postings
        ),
        payment_id=entry.payment_id,
    )


def book_refund(
    *,
    key: str,
    paid_on: date,
    amount_eur: Decimal,
    payment_id: int | None,
    contract_id: int | None = None,
) -> Entry:
    """Return the entry of money given back from what the customer has on account."""
    postings = (
        Posting(Account.CUSTOMER, amount_eur, contract_id),
        Posting(Account.BANK, -amount_eur),
    )
    return Entry(EntryKind.REFUND, key, paid_on, postings, payment_id=payment_id)


def book_allocation(*, key: str, day: date, given: Share, taken: Sequence[Share]) -> Entry:
    """Return the entry that uses a credit (``given``, its amount positive) for other invoices.

    The amounts of ``taken`` sum to that of ``given``.
    """
    postings = [Posting(Account.CUSTOMER, given.amount_eur, given.contract_id, given.invoice_id)]
    postings += [
        Posting(Account.CUSTOMER, -share.amount_eur, share.contract_id, share.invoice_id)
        for share in taken
    ]
    return Entry(EntryKind.ALLOCATION, key, day, tuple(postings))
