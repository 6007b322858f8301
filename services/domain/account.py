"""What a customer's account is to its reader: who it is, what was paid, which contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.domain.postal_address import PostalAddress
from services.domain.readings import ReadingNature

PAYMENTS_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer as the agency knows them."""

    id: int
    reference: str
    name: str
    address: PostalAddress
    telephone: str
    fax: str
    email: str
    has_electronic_invoice: bool


@dataclass(frozen=True, slots=True)
class SettledInvoice:
    """What of a payment went to an invoice; ``number`` None: it stays on account."""

    number: str | None
    amount_eur: Decimal


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money received. ``incident``: it came back on ``incident_on`` (rejected or unpaid)."""

    id: int
    paid_on: date
    amount_eur: Decimal
    mode: str
    incident: str | None = None
    incident_on: date | None = None
    settled: tuple[SettledInvoice, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentList:
    """One page of all payments, newest first; ``page`` counts from 1."""

    rows: Sequence[PaymentRow]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, one at least."""
        return max(1, -(-self.count // PAYMENTS_PER_PAGE))


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """A monthly payment of a plan; ``paid_on`` None while it was not collected."""

    due_on: date
    amount_eur: Decimal
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class LastReading:
    """The day of the last reading of a contract and how it was made."""

    read_on: date
    nature: ReadingNature


@dataclass(frozen=True, slots=True)
class InvoiceMention:
    """An invoice in a word: its number, its day, its amount TTC."""

    number: str
    issued_on: date
    amount_eur: Decimal


@dataclass(frozen=True, slots=True)
class ContractCard:
    """A contract on the page of the account; ``instalments``: of the newest plan, oldest first."""

    number: str
    offer_name: str
    supply_address: str
    is_direct_debit: bool
    is_monthly: bool
    ended_on: date | None
    last_reading: LastReading | None
    last_invoice: InvoiceMention | None
    instalments: tuple[InstalmentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """How invoices are sent: ``since`` when without paper, None where it was never chosen.

    ``email``: the checked address of who would agree now, "" where there is none.
    """

    is_electronic: bool
    since: datetime | None
    email: str
