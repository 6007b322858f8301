"""The stretch of time that a person asks to see, as written in an address and as dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.domain.consumption import ConsumptionPeriod, Granularity

LONGEST_DAYS = 400
LONGEST_MONTHS = 240
LONGEST_CURVE_DAYS = 366
"""A whole year, leap or not, on one load curve."""
DEFAULT_MONTHS = 12
MOVING_DAYS = 5
"""How much shorter than the calendar's a period between two readings may be."""

_PERIOD = re.compile(r"(197[1-9]|19[89][0-9]|20[0-8][0-9])(-[0-9]{2}(-[0-9]{2})?)?")
"""Years 1971 to 2089: the calendar knows a year before and after, and no curve is older."""


@dataclass(frozen=True, slots=True)
class Window:
    """``start`` to before ``end``, aligned on the days, months or years of ``granularity``."""

    granularity: Granularity
    start: date
    end: date

    @property
    def last(self) -> date:
        """Return the first day of the last period within the window."""
        return previous_period(self.granularity, self.end)


def period_text(granularity: Granularity, day: date) -> str:
    """Return ``day`` as addresses write it: 2015-10-31, 2015-10 or 2015."""
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[granularity]]


def parse_period(granularity: Granularity, text: str) -> date:
    """Return the first day of the period that ``text`` names.

    Raises ValueError for anything but 2015-10-31, 2015-10 or 2015, of 1971 to 2089; a longer text
    than the granularity needs is cut, a shorter one is completed.
    """
    endings = {4: "-01-01", 7: "-01", 10: ""}
    if not _PERIOD.fullmatch(text):
        raise ValueError(text)
    return align(granularity, date.fromisoformat(text + endings[len(text)]))


def align(granularity: Granularity, day: date) -> date:
    """Return the first day of the period of ``granularity`` that holds ``day``."""
    if granularity is Granularity.DAY:
        return day
    return day.replace(day=1) if granularity is Granularity.MONTH else day.replace(month=1, day=1)


def next_period(granularity: Granularity, day: date, times: int = 1) -> date:
    """Return the first day of the period ``times`` after that of ``day``."""
    if granularity is Granularity.DAY:
        return day + timedelta(days=times)
    if granularity is Granularity.YEAR:
        return date(day.year + times, 1, 1)
    months = day.year * 12 + day.month - 1 + times
    return date(months // 12, months % 12 + 1, 1)


def previous_period(granularity: Granularity, day: date) -> date:
    """Return the first day of the period before that of ``day``."""
    return next_period(granularity, day, -1)


def build_window(granularity: Granularity, first: date, last: date) -> Window:
    """Return the window from the period of ``first`` to that of ``last``, both included."""
    start = align(granularity, min(first, last))
    return Window(
        granularity, start, next_period(granularity, align(granularity, max(first, last)))
    )


def is_too_long(window: Window) -> bool:
    """Tell whether the window has more periods than one picture can show."""
    if window.granularity is Granularity.DAY:
        return (window.end - window.start).days > LONGEST_DAYS
    months = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month
    return months > LONGEST_MONTHS


def default_window(granularity: Granularity, first: date, last: date) -> Window:
    """Return what is shown when nothing was asked: up to ``last``, never before ``first``.

    ``first``, ``last``: first days of the first and last periods with data, as months.
    """
    if granularity is Granularity.DAY:
        return Window(granularity, last, next_period(Granularity.MONTH, last))
    if granularity is Granularity.YEAR:
        return build_window(granularity, first, last)
    start = max(first, next_period(Granularity.MONTH, last, 1 - DEFAULT_MONTHS))
    return build_window(granularity, start, last)


def shifted(window: Window, times: int) -> Window:
    """Return the window of the same length ``times`` before (negative) or after."""
    granularity = window.granularity
    if granularity is Granularity.DAY and is_whole_month(window):
        start = next_period(Granularity.MONTH, window.start, times)
        return Window(granularity, start, next_period(Granularity.MONTH, start))
    if granularity is Granularity.DAY:
        days = (window.end - window.start) * times
        return Window(granularity, window.start + days, window.end + days)
    count = _count(window) * times
    return Window(
        granularity,
        next_period(granularity, window.start, count),
        next_period(granularity, window.end, count),
    )


def is_whole_month(window: Window) -> bool:
    """Tell whether the window is exactly one calendar month."""
    starts = window.start.day == 1
    return starts and window.end == next_period(Granularity.MONTH, window.start)


def covered_days(periods: Sequence[ConsumptionPeriod]) -> tuple[date, date]:
    """Return the first and the last date that ``periods`` (one at least) show, both included."""
    return periods[0].start, periods[-1].last_date


def is_partial(granularity: Granularity, period: ConsumptionPeriod) -> bool:
    """Tell whether a month or year is covered in part only, by more than moving reading dates."""
    whole = next_period(granularity, period.anchor) - period.anchor
    return (whole - (period.end - period.start)).days > MOVING_DAYS


def _count(window: Window) -> int:
    """Return how many months or years the window has."""
    years = window.end.year - window.start.year
    if window.granularity is Granularity.YEAR:
        return years
    return years * 12 + window.end.month - window.start.month
