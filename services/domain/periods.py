"""Putting readings and roll-ups together into the periods that a history shows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.domain.consumption import ClassEnergies, ConsumptionPeriod, PeriodSource, is_leap_day
from services.domain.monthly import MonthRollup, round_kwh
from services.domain.readings import PeriodReading, ReadingNature
from services.domain.rollups import DailyRollup

DAY_S = 86_400

WH_PER_KWH = 1000

COMPARABLE_DAYS = 5
"""Two periods are compared when their lengths differ by no more than this: reading dates move."""

COMPARABLE_GAP = 0.05
"""A period with a larger missing share is no base for a comparison."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a period from one source: whole kWh per class over ``start`` to ``end``.

    ``expected_s``, ``missing_s`` and ``estimated_s``: seconds of the piece, and how many of them
    are unknown or estimated.
    """

    start: date
    end: date
    energy_kwh: ClassEnergies
    source: PeriodSource
    expected_s: int
    missing_s: int = 0
    estimated_s: int = 0
    nature: ReadingNature = ReadingNature.REAL


def reading_part(reading: PeriodReading) -> Part:
    """Return the part that the readings of one period are: nothing of it is missing."""
    # Half a kWh goes to the even one: a half is exact in a float, as far as meters count.
    hph, hch, hpe, hce = (round(wh / WH_PER_KWH) for wh in reading.energy_wh)
    seconds = (reading.end - reading.start).days * DAY_S
    return Part(
        reading.start,
        reading.end,
        (hph, hch, hpe, hce),
        PeriodSource.READING,
        seconds,
        estimated_s=seconds if reading.nature is ReadingNature.ESTIMATED else 0,
        nature=reading.nature,
    )


def day_part(rollup: DailyRollup, energy_kwh: ClassEnergies) -> Part:
    """Return the part that one day of a curve is, with its energy in whole kWh."""
    end = rollup.day + timedelta(days=1)
    return _curve_part(rollup.day, end, energy_kwh, rollup)


def month_part(rollup: MonthRollup) -> Part:
    """Return the part that a month of a curve is; its days, in whole kWh, add up to it."""
    end = rollup.last_day + timedelta(days=1)
    return _curve_part(rollup.first_day, end, round_kwh(rollup.energy_j), rollup)


def spans(parts: Iterable[Part]) -> list[tuple[date, date]]:
    """Return the stretches that ``parts`` cover without interruption, half-open, in order."""
    joined: list[tuple[date, date]] = []
    for part in sorted(parts, key=lambda p: p.start):
        if joined and part.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], part.end))
        else:
            joined.append((part.start, part.end))
    return joined


def reading_month(part: Part) -> date:
    """Return the first day of the month that a reading is named after: that of its middle."""
    return (part.start + (part.end - part.start) / 2).replace(day=1)


def part_month(part: Part) -> date:
    """Return the first day of the month that a part belongs to."""
    is_reading = part.source is PeriodSource.READING
    return reading_month(part) if is_reading else part.start.replace(day=1)


def part_year(part: Part) -> date:
    """Return the first day of the year that a part belongs to."""
    return part_month(part).replace(month=1)


def part_day(part: Part) -> date:
    """Return the day of a one-day part."""
    return part.start


def gather(parts: Iterable[Part], anchor: Callable[[Part], date]) -> dict[date, ConsumptionPeriod]:
    """Return the periods that ``parts`` add up to, by anchor, oldest first."""
    groups: dict[date, list[Part]] = defaultdict(list)
    for part in parts:
        groups[anchor(part)].append(part)
    return {day: _add_up(day, group) for day, group in sorted(groups.items())}


def compare(
    periods: Sequence[ConsumptionPeriod], before: dict[date, ConsumptionPeriod]
) -> tuple[ConsumptionPeriod, ...]:
    """Return ``periods`` with the total of a year before, where the two can be compared."""
    return tuple(
        replace(period, previous_kwh=_previous_kwh(period, _base(period, before)))
        for period in periods
    )


def _base(
    period: ConsumptionPeriod, before: dict[date, ConsumptionPeriod]
) -> ConsumptionPeriod | None:
    """Return the same period a year before; a 29 February has none, or the 28th counts twice."""
    return None if is_leap_day(period.anchor) else before.get(year_before(period.anchor))


def year_before(day: date) -> date:
    """Return the same date a year before; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if is_leap_day(day) else day.day)


def empty_day(day: date) -> Part:
    """Return a day of which nothing is known."""
    return Part(
        day, day + timedelta(days=1), (0, 0, 0, 0), PeriodSource.CURVE, DAY_S, missing_s=DAY_S
    )


def _curve_part(
    start: date, end: date, energy_kwh: ClassEnergies, rollup: DailyRollup | MonthRollup
) -> Part:
    estimated = rollup.estimated_s > 0
    return Part(
        start,
        end,
        energy_kwh,
        PeriodSource.CURVE,
        rollup.expected_s,
        missing_s=rollup.missing_s,
        estimated_s=rollup.estimated_s,
        nature=ReadingNature.ESTIMATED if estimated else ReadingNature.REAL,
    )


def _add_up(anchor: date, parts: Sequence[Part]) -> ConsumptionPeriod:
    hph, hch, hpe, hce = (sum(p.energy_kwh[i] for p in parts) for i in range(4))
    expected_s = sum(p.expected_s for p in parts)
    sources = {p.source for p in parts}
    return ConsumptionPeriod(
        anchor=anchor,
        start=min(p.start for p in parts),
        end=max(p.end for p in parts),
        energy_kwh=(hph, hch, hpe, hce),
        source=sources.pop() if len(sources) == 1 else PeriodSource.MIXED,
        nature=_least_certain(p.nature for p in parts),
        missing_share=sum(p.missing_s for p in parts) / expected_s,
        estimated_share=sum(p.estimated_s for p in parts) / expected_s,
    )


def _least_certain(natures: Iterable[ReadingNature]) -> ReadingNature:
    found = set(natures)
    for nature in (ReadingNature.ESTIMATED, ReadingNature.SELF_READ):
        if nature in found:
            return nature
    return ReadingNature.REAL


def _previous_kwh(period: ConsumptionPeriod, before: ConsumptionPeriod | None) -> int | None:
    if before is None or max(period.missing_share, before.missing_share) > COMPARABLE_GAP:
        return None
    length, base = (period.end - period.start).days, (before.end - before.start).days
    return before.total_kwh if abs(length - base) <= COMPARABLE_DAYS else None
