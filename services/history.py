"""A site's consumption as consecutive periods, from its readings and its load curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from services.domain.calendar import day_bounds_utc
from services.domain.consumption import ConsumptionHistory, Granularity
from services.domain.load_curve import LoadCurve
from services.domain.periods import (
    Part,
    compare,
    day_part,
    empty_day,
    gather,
    month_part,
    part_day,
    part_month,
    part_year,
    reading_part,
    spans,
    year_before,
)
from services.domain.rollups import apportioned_kwh, whole_kwh
from services.domain.window import Window, align, next_period, previous_period
from services.storage import consumption as storage
from services.storage import load_curves
from services.storage.consumption import Coverage
from services.supply_period import SupplyPeriod

ONE_DAY = timedelta(days=1)

HALF_A_MONTH = timedelta(days=15)
"""From a reading date back into the month that the reading is named after."""


@dataclass(frozen=True, slots=True)
class Reach:
    """First days of the first month with data, of the one to open on, and of the last one.

    A history opens on the last reading, even where a load curve goes further.
    """

    first: date
    opening: date
    last: date


ANCHORS = {
    Granularity.DAY: part_day,
    Granularity.MONTH: part_month,
    Granularity.YEAR: part_year,
}


def load_history(
    session: Session, supply: SupplyPeriod, coverage: Coverage, window: Window
) -> ConsumptionHistory:
    """Return the periods of ``window``, each with its total of a year before."""
    if window.granularity is Granularity.DAY:
        parts = _load_day_parts(session, supply, coverage, window)
    else:
        parts = _load_month_parts(session, supply, window)
    periods = gather(parts, ANCHORS[window.granularity])
    shown = [p for anchor, p in periods.items() if window.start <= anchor < window.end]
    return ConsumptionHistory(window.granularity, window.start, window.end, compare(shown, periods))


def find_coverage(session: Session, supply: SupplyPeriod) -> Coverage:
    """Return how far the readings and the curve of a contract reach."""
    return supply.clip_coverage(storage.find_coverage(session, supply.metering_point_id))


def load_curve(session: Session, supply: SupplyPeriod, start: date, end: date) -> LoadCurve | None:
    """Return the curve of the local days from ``start`` to before ``end`` that the contract covers.

    None where it covers none of them, or where its holder has not agreed to it.
    """
    first, after = supply.clip(start, end)
    if first >= after or not supply.detail.curve:
        return None
    bounds = day_bounds_utc(first)[0], day_bounds_utc(after)[0]
    return load_curves.read(session, supply.metering_point_id, *bounds)


def find_reach(coverage: Coverage) -> Reach | None:
    """Return the months that have data, None without any."""
    spans_ = (
        (coverage.readings_start, coverage.readings_end, HALF_A_MONTH),
        (coverage.curve_start, coverage.curve_end, ONE_DAY),
    )
    firsts = [(a + step / 2).replace(day=1) for a, _, step in spans_ if a]
    lasts = [(b - step).replace(day=1) for _, b, step in spans_ if b]
    return Reach(min(firsts), lasts[0], max(lasts)) if lasts else None


def load_day_parts(session: Session, supply: SupplyPeriod, start: date, end: date) -> list[Part]:
    """Return the days of the curve from ``start`` to before ``end``, in whole kWh.

    Whole months are read, since the days of a month are rounded together.
    """
    start, end = supply.clip(start, end)
    if start >= end:
        return []
    days = storage.load_days(session, supply.metering_point_id, *_whole_months(start, end))
    return [
        day_part(day, kwh)
        for day, kwh in zip(days, whole_kwh(days), strict=True)
        if start <= day.day < end
    ]


def load_daily_kwh(
    session: Session, supply: SupplyPeriod, start: date, end: date
) -> tuple[tuple[date, int | None], ...]:
    """Return the energy of consecutive days, from the first known one to the last.

    None for a day of which nothing is known; none where the holder has not agreed to days.
    """
    start, end = supply.clip(start, end)
    if start >= end or not supply.detail.days:
        return ()
    read = storage.load_day_energies(session, supply.metering_point_id, *_whole_months(start, end))
    first, after = np.datetime64(start, "D"), np.datetime64(end, "D")
    shown = np.flatnonzero((read.days >= first) & (read.days < after) & (read.known_s > 0))
    if not len(shown):
        return ()
    totals = apportioned_kwh(read.days, read.energy_j).sum(axis=1)
    days = np.arange(read.days[shown[0]], read.days[shown[-1]] + 1)
    kwh = np.full(len(days), -1)
    kwh[(read.days[shown] - days[0]).astype(np.int64)] = totals[shown]
    known = (None if value < 0 else value for value in kwh.tolist())
    return tuple(zip(days.tolist(), known, strict=True))


def _whole_months(start: date, end: date) -> tuple[date, date]:
    """Return the months that the days touch: the days of a month are rounded together."""
    after = next_period(Granularity.MONTH, align(Granularity.MONTH, end - ONE_DAY))
    return start.replace(day=1), after


def _load_day_parts(
    session: Session, supply: SupplyPeriod, coverage: Coverage, window: Window
) -> list[Part]:
    """Return the days shown, gaps included, and those of a year before.

    None where the holder has not agreed to days.
    """
    if not supply.detail.days:
        return []
    shown = load_day_parts(session, supply, window.start, window.end)
    known = {part.start for part in shown}
    start = max(window.start, coverage.curve_start or window.end)
    end = min(window.end, coverage.curve_end or window.end)
    wanted = (start + timedelta(days=i) for i in range((end - start).days))
    gaps = [empty_day(day) for day in wanted if day not in known]
    before = load_day_parts(
        session,
        supply,
        year_before(window.start),
        year_before(window.last) + ONE_DAY,
    )
    return [*before, *shown, *gaps]


def _load_month_parts(session: Session, supply: SupplyPeriod, window: Window) -> list[Part]:
    """Return the readings of the window and of a year before, and the curve where there is none."""
    start = previous_period(Granularity.MONTH, year_before(window.start))
    end = next_period(Granularity.MONTH, window.end)
    readings = _load_reading_parts(session, supply, start, end)
    covered = spans(readings)
    curve: list[Part] = []
    # Most months lie within it, and are not even read; the others are looked at one by one.
    longest = max(covered, key=lambda span: span[1] - span[0], default=None)
    for month in storage.load_months(session, supply.metering_point_id, start, end, known=longest):
        first, after = month.first_day, month.last_day + ONE_DAY
        is_free = not any(a < after and first < b for a, b in covered)
        if is_free and supply.holds(first, after):
            curve.append(month_part(month))
        elif not any(a <= first and after <= b for a, b in covered):
            days = load_day_parts(session, supply, first, after)
            curve += [d for d in days if not any(a <= d.start < b for a, b in covered)]
    return [*readings, *curve]


def _load_reading_parts(
    session: Session, supply: SupplyPeriod, start: date, end: date
) -> Sequence[Part]:
    readings = storage.load_readings(session, supply.metering_point_id, start, end)
    return [reading_part(r) for r in readings if supply.holds(r.start, r.end)]
