"""When the next invoice is expected, and what to set aside while it does not come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median_low

SAME_RUN_DAYS = 20
"""Invoices issued closer than this belong to one rhythm's step."""

PATIENCE_DAYS = 10
"""An invoice that is later than this is late: readings and holidays move it by a few days."""

LAST_ONES = 3
YEAR_DAYS = 365
NEAR_DAYS = 20
EURO = Decimal(1)


class EstimateBasis(StrEnum):
    """What an estimate was made from."""

    YEAR_BEFORE = "year_before"
    LAST_ONES = "last_ones"


@dataclass(frozen=True, slots=True)
class PastInvoice:
    """An invoice of consumption: when it was issued, what it charges for, TTC."""

    issued_on: date
    period_start: date
    period_end: date
    amount_eur: Decimal


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """The invoice that comes next: around ``expected_on``, after the rhythm of the last ones.

    ``late_days``: by how many days it is late, 0 while it is not; ``missing``: how many invoices
    should have come by then; ``estimate_eur``: what they come to together, in whole euros, made
    from ``basis``.
    """

    expected_on: date
    late_days: int
    missing: int
    estimate_eur: Decimal
    basis: EstimateBasis


def expect_next(past: Sequence[PastInvoice], *, today: date | None) -> NextInvoice | None:
    """Return what comes after ``past`` (newest first), None where two invoices are not enough.

    ``today``: None where time stands still after the last invoice (the demonstration's history).
    """
    rhythm_days = _find_rhythm(past)
    if rhythm_days is None:
        return None
    expected_on = past[0].issued_on + timedelta(days=rhythm_days)
    late_days = 0 if today is None else max(0, (today - expected_on).days)
    if late_days <= PATIENCE_DAYS:
        late_days = 0
    missing = 1 + late_days // rhythm_days
    estimate, basis = _estimate(past, rhythm_days, missing)
    return NextInvoice(expected_on, late_days, missing, estimate, basis)


def _find_rhythm(past: Sequence[PastInvoice]) -> int | None:
    """Return the usual number of days between two invoices."""
    gaps = [(newer.issued_on - older.issued_on).days for newer, older in pairwise(past)]
    steps = [gap for gap in gaps if gap >= SAME_RUN_DAYS]
    return median_low(steps) if steps else None


def _estimate(
    past: Sequence[PastInvoice], rhythm_days: int, missing: int
) -> tuple[Decimal, EstimateBasis]:
    """Return the sum of the same periods a year before; else the mean of the last invoices."""
    periods = [
        past[0].period_end + timedelta(days=rhythm_days * step) for step in range(1, missing + 1)
    ]
    before = [_find_ending(past, end - timedelta(days=YEAR_DAYS)) for end in periods]
    known = [invoice.amount_eur for invoice in before if invoice is not None]
    if len(known) == missing:
        return _whole(sum(known, Decimal())), EstimateBasis.YEAR_BEFORE
    last = past[:LAST_ONES]
    mean = sum((invoice.amount_eur for invoice in last), Decimal()) / len(last)
    return _whole(mean * missing), EstimateBasis.LAST_ONES


def _find_ending(past: Sequence[PastInvoice], day: date) -> PastInvoice | None:
    nearest = min(past, key=lambda invoice: abs((invoice.period_end - day).days))
    return nearest if abs((nearest.period_end - day).days) <= NEAR_DAYS else None


def _whole(amount_eur: Decimal) -> Decimal:
    return amount_eur.quantize(EURO, ROUND_HALF_UP)
