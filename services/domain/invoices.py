"""What an invoice is to its reader."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    SETTLED = "settled"
    DIRECT_DEBIT = "direct_debit"
    DUE = "due"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """The last invoice: amounts in euros, dates, and how it was or will be paid.

    ``period_end`` is the last day of the period that it charges for, exclusive.
    """

    number: str
    issued_on: date
    due_on: date
    period_start: date
    period_end: date
    amount_eur: Decimal
    state: InvoiceState
    paid_on: date | None
    paid_eur: Decimal
    mode: str | None
    balance_eur: Decimal
