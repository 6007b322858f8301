"""How much of an invoice does not depend on consumption."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.domain.invoices import InvoiceDetail, InvoiceLine, Part

FIXED_UNITS = frozenset({"kva", "kw", "day", "jour", "jours", "month", "mois"})
USED_UNITS = frozenset({"kwh", "hour", "h"})
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Advice:
    """The fixed share, in per cent; the peak of the period where a curve shows that it is low.

    ``peak_kw`` and ``subscribed_kva`` come together, or not at all.
    """

    fixed_share_pct: int
    peak_kw: float | None = None
    subscribed_kva: int | None = None


def compute_fixed_share(detail: InvoiceDetail) -> int | None:
    """Return which part of the amount excl. VAT is subscription and fixed network, in per cent.

    Taxes count in the whole, never in the fixed part. None where a line of these does not say what
    it is counted by, or nothing is charged.
    """
    total = sum((line.amount_eur for line in detail.lines), ZERO)
    charged = [line for line in detail.lines if line.part in (Part.SUBSCRIPTION, Part.NETWORK)]
    if total <= 0 or not charged or not all(_is_clear(line) for line in charged):
        return None
    fixed = sum((line.amount_eur for line in charged if line.unit.lower() in FIXED_UNITS), ZERO)
    return int((fixed * 100 / total).quantize(Decimal(1), ROUND_HALF_UP))


def _is_clear(line: InvoiceLine) -> bool:
    return line.unit.lower() in FIXED_UNITS | USED_UNITS
