"""Consumption per period and time class: what the pages, the table and the exports all show."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.domain.readings import ReadingNature

ClassEnergies = tuple[int, int, int, int]
"""Whole kWh per class, in the order of TIME_CLASSES."""


class Granularity(StrEnum):
    """The length of one period."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PeriodSource(StrEnum):
    """Where a period's energy comes from."""

    READING = "reading"
    CURVE = "curve"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class ConsumptionPeriod:
    """Energy of one day, month or year.

    ``anchor``: first day of the calendar period that it is named after (a reading from 31/08 to
    01/10 is named after September); ``start``/``end``: the dates that it really covers, half-open:
    for readings ``end`` is the reading date; ``missing_share``/``estimated_share``: of the
    expected time, 0 to 1; ``previous_kwh``: total of the same period a year before, None if
    unknown.
    """

    anchor: date
    start: date
    end: date
    energy_kwh: ClassEnergies
    source: PeriodSource
    nature: ReadingNature
    missing_share: float = 0.0
    estimated_share: float = 0.0
    previous_kwh: int | None = None

    @property
    def total_kwh(self) -> int:
        """Return the energy of the four classes together, in kWh."""
        return sum(self.energy_kwh)

    @property
    def last_date(self) -> date:
        """Return the last date to show: the reading date, or the last day that a curve covers."""
        is_reading = self.source is PeriodSource.READING
        return self.end if is_reading else self.end - timedelta(days=1)

    @property
    def change_pct(self) -> float | None:
        """Return the change against a year before, in percent, None where it has no meaning."""
        return change_pct(self.total_kwh, self.previous_kwh)


@dataclass(frozen=True, slots=True)
class ConsumptionHistory:
    """Consecutive periods, oldest first; ``start``/``end``: the window asked for, half-open."""

    granularity: Granularity
    start: date
    end: date
    periods: tuple[ConsumptionPeriod, ...]

    @property
    def energy_kwh(self) -> ClassEnergies:
        """Return the energy per class over all periods, in kWh."""
        hph, hch, hpe, hce = (sum(p.energy_kwh[i] for p in self.periods) for i in range(4))
        return hph, hch, hpe, hce

    @property
    def total_kwh(self) -> int:
        """Return the energy over all periods and classes, in kWh."""
        return sum(self.energy_kwh)

    @property
    def previous_kwh(self) -> int | None:
        """Return the total a year before, None unless every period has one (29 February aside)."""
        previous = [p.previous_kwh for p in self.periods if not is_leap_day(p.anchor)]
        known = [kwh for kwh in previous if kwh is not None]
        return sum(known) if known and len(known) == len(previous) else None

    @property
    def missing_share(self) -> float:
        """Return the missing share of all periods, 0 to 1, each weighing as many days as it has."""
        days = [(p.end - p.start).days for p in self.periods]
        missing = sum(p.missing_share * n for p, n in zip(self.periods, days, strict=True))
        return missing / sum(days) if days else 0.0

    @property
    def change_pct(self) -> float | None:
        """Return the change against a year before, in percent."""
        return change_pct(self.total_kwh, self.previous_kwh)


def is_leap_day(day: date) -> bool:
    """Tell whether ``day`` is a 29 February, which the year before does not have."""
    return (day.month, day.day) == (2, 29)


def change_pct(now_kwh: int, before_kwh: int | None) -> float | None:
    """Return the change from ``before_kwh`` to ``now_kwh`` in percent, None without a base."""
    return None if not before_kwh else (now_kwh - before_kwh) * 100 / before_kwh
