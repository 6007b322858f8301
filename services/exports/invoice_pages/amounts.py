"""What an invoice asks of its reader, decided once for all its pages."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.domain.invoices import InvoiceDetail, InvoiceKind


class Demand(StrEnum):
    """To pay, to let it be collected, to be given back, or nothing."""

    PAY = "pay"
    COLLECT = "collect"
    CREDIT = "credit"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Claim:
    """``amount_eur`` as it was when the invoice was issued, never negative; ``day``: by when.

    ``has_deductions``: it is what instalments and credit notes leave of the invoice.
    """

    demand: Demand
    amount_eur: Decimal
    day: date
    has_deductions: bool = False


def claim_of(detail: InvoiceDetail) -> Claim:
    """Return what the invoice asks for: the remainder of what it charges when it was issued.

    What was paid since does not count: a document is made once.
    """
    row = detail.row
    day = row.due_on if row.collected_on is None else row.collected_on
    left = detail.to_pay_eur
    return Claim(_demand_of(detail), abs(left), day, has_deductions=left != row.amount_eur)


def _demand_of(detail: InvoiceDetail) -> Demand:
    row, facts = detail.row, detail.facts
    left = detail.to_pay_eur
    if left < 0 or (row.kind is InvoiceKind.CREDIT_NOTE and left):
        return Demand.CREDIT
    if not left:
        return Demand.NOTHING
    is_collected = row.collected_on is not None or (facts is not None and facts.is_direct_debit)
    return Demand.COLLECT if is_collected else Demand.PAY
