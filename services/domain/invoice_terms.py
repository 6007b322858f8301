"""What every invoice keeps to: its number, its due date, how far back it may charge."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

PAYMENT_DAYS = 20
"""From the day of issue to the due date: what the general terms of sale allow."""

BACK_BILLING_MONTHS = 14
"""Consumption older than that before the last reading is charged no more (L. 224-11 C. conso)."""

PROTECTED_KVA = 36
"""That limit is for subscribed powers up to this one (L. 224-1 and L. 332-2 of the two codes)."""

PROTECTED_SEGMENT = "C5"

_SATURDAY = 5


def format_number(year: int, sequence: int) -> str:
    """Return ``FR-21-000001``: the year of issue, and one number after another within it."""
    return f"FR-{year % 100:02}-{sequence:06}"


def due_date(issued_on: date) -> date:
    """Return the day until which an invoice is paid in time, and on which a debit is collected.

    20 days after it was issued; from a Saturday or a Sunday on to Monday, as banks collect nothing
    in between.
    """
    day = issued_on + timedelta(days=PAYMENT_DAYS)
    late = day.weekday() - _SATURDAY
    return day + timedelta(days=2 - late) if late >= 0 else day


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later (earlier if negative), the month's last if it has none.

    So 31 January and one month make 28 February.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_protected(segment: str, powers_kva: Iterable[int]) -> bool:
    """Tell whether the law limits how far back consumption may be charged."""
    return segment == PROTECTED_SEGMENT or max(powers_kva, default=0) <= PROTECTED_KVA


def earliest_charged(last_reading_on: date) -> date:
    """Return the first day whose consumption may still be charged to somebody protected."""
    return add_months(last_reading_on, -BACK_BILLING_MONTHS)
