"""An invoice that is about to be issued: all of it but its number."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.domain.invoices import BilledReading, InvoiceFacts, InvoiceKind, InvoiceLine, VatTotal
from services.domain.issued_lines import sum_eur


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice of a contract over ``start`` to before ``end``, in euros.

    ``corrects_id``: the invoice that a credit note or a régularisation is about.
    """

    contract_id: int
    customer_id: int
    kind: InvoiceKind
    label: str
    issued_on: date
    due_on: date
    collected_on: date | None
    start: date
    end: date
    lines: tuple[InvoiceLine, ...]
    vat: tuple[VatTotal, ...]
    readings: tuple[BilledReading, ...]
    facts: InvoiceFacts
    corrects_id: int | None = None

    @property
    def total_ht_eur(self) -> Decimal:
        """Return the sum of the lines, excl. tax."""
        return sum_eur(self.lines)

    @property
    def vat_eur(self) -> Decimal:
        """Return the VAT of all rates together."""
        return sum((total.vat_eur for total in self.vat), Decimal("0.00"))

    @property
    def amount_eur(self) -> Decimal:
        """Return what is charged, incl. tax; negative: to be given back."""
        return self.total_ht_eur + self.vat_eur

    @property
    def to_pay_eur(self) -> Decimal:
        """Return what is left to pay after what was deducted; negative: to be given back."""
        return self.amount_eur - self.facts.deducted_eur
