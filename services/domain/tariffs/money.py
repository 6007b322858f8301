"""Euros and shares of a year: exact until the one rounding, to the cent, halves away from zero."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.domain.calendar import next_month


@dataclass(frozen=True, slots=True)
class CalendarShare:
    """``days`` of a year or month that has ``of_days``."""

    days: int
    of_days: int


def round_cents(amount: Decimal | Fraction) -> Decimal:
    """Return ``amount`` (€) to the cent; a half goes away from zero, so credits mirror charges."""
    exact = Fraction(amount) * 100
    cents = int(abs(exact) + Fraction(1, 2))
    return Decimal(cents if exact >= 0 else -cents).scaleb(-2)


def year_shares(start: date, end: date) -> tuple[CalendarShare, ...]:
    """Return ``start`` to before ``end`` as shares of civil years: days over 365, over 366.

    So a civil year is worth its yearly amount to the cent, leap or not; over 365 alone, a leap
    year would cost 366/365 of it. The network operator's invoices count days too (F12, NBJECHU).
    """
    return _shares(start, end, _year_of)


def month_shares(start: date, end: date) -> tuple[CalendarShare, ...]:
    """Return ``start`` to before ``end`` as shares of civil months: days over 28, 29, 30, 31."""
    return _shares(start, end, _month_of)


def add_shares(shares: tuple[CalendarShare, ...]) -> Fraction:
    """Return how many years or months ``shares`` are together."""
    return sum((Fraction(share.days, share.of_days) for share in shares), Fraction())


def _shares(
    start: date, end: date, unit_of: Callable[[date], tuple[date, date]]
) -> tuple[CalendarShare, ...]:
    days: Counter[int] = Counter()
    while start < end:
        first, after = unit_of(start)
        until = min(after, end)
        days[(after - first).days] += (until - start).days
        start = until
    return tuple(CalendarShare(number, of_days) for of_days, number in sorted(days.items()))


def _year_of(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def _month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), next_month(day)
