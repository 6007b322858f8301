"""Keeping the daily and monthly roll-ups in step with the load curve."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from sqlalchemy.orm import Session

from services.domain.calendar import (
    day_bounds_utc,
    local_days,
    next_month,
    seconds,
    to_instants,
)
from services.domain.load_curve import LoadCurve, PointStatus, slice_curve
from services.domain.monthly import sum_month
from services.domain.rollups import DailyRollup, roll_up
from services.domain.time_classes import TimeClassCalendar
from services.storage import consumption, load_curves, rollups

ONE_DAY = timedelta(days=1)

Days = tuple[date, date]
"""Local days from the first to before the second."""


class MissingCalendarError(Exception):
    """A local day whose off-peak hours nobody knows: its energy cannot be classed."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


def refresh(session: Session, metering_point_id: int, months: Sequence[date]) -> None:
    """Recompute the roll-ups of every local day that the changed UTC ``months`` touch.

    Days without a known point have a roll-up between the first and the last known day, not
    outside them. Raises MissingCalendarError for a day without a time class calendar.
    """
    if not months:
        return
    extent = rollups.find_extent(session, metering_point_id)
    start, end = _span(months, extent)
    curve = load_curves.read(
        session, metering_point_id, day_bounds_utc(start)[0], day_bounds_utc(end)[0]
    )
    kept = _without_unknown_ends(curve, (start, end), extent)
    calendars = consumption.load_calendars(session, metering_point_id)
    _require_calendars(calendars, kept)
    rollups.replace_days(session, metering_point_id, start, end, _roll_up(curve, kept, calendars))
    _refresh_months(session, metering_point_id, start, end)


def _span(months: Sequence[date], extent: Days | None) -> Days:
    """Return the local days of ``months``, lengthened to meet the ``extent`` known before."""
    first = np.array([min(months)], dtype="datetime64[s]")
    after = np.array([next_month(max(months))], dtype="datetime64[s]")
    last = to_instants(seconds(after) - 1)
    start: date = local_days(first)[0].item()
    end: date = local_days(last)[0].item() + ONE_DAY
    return (start, end) if extent is None else (min(start, extent[1]), max(end, extent[0]))


def _without_unknown_ends(curve: LoadCurve, days: Days, extent: Days | None) -> Days:
    """Return ``days`` without the unknown ones at the ends, as far as they end all that is known.

    A day without any point has a roll-up within what is known, never before or after it.
    """
    positions = np.flatnonzero(curve.status != PointStatus.MISSING)[[0, -1]]
    first, last = local_days(curve.instants_at(positions)).tolist()
    known = [first, last + ONE_DAY, *(extent or ())]
    return max(days[0], min(known)), min(days[1], max(known))


def _require_calendars(calendars: Sequence[TimeClassCalendar], days: Days) -> None:
    day, end = days
    while day < end:
        in_force = [c for c in calendars if c.start <= day and (c.end is None or day < c.end)]
        if len(in_force) != 1:
            raise MissingCalendarError(day)
        day = in_force[0].end or end


def _roll_up(
    curve: LoadCurve, days: Days, calendars: Sequence[TimeClassCalendar]
) -> tuple[DailyRollup, ...]:
    start, end = (day_bounds_utc(day)[0] for day in days)
    return roll_up(slice_curve(curve, start, end), calendars)


def _refresh_months(session: Session, metering_point_id: int, start: date, end: date) -> None:
    first, after = start.replace(day=1), next_month(end - ONE_DAY)
    days = consumption.load_days(session, metering_point_id, first, after)
    months = {
        month: sum_month(list(of_month))
        for month, of_month in groupby(days, key=lambda d: d.day.replace(day=1))
    }
    rollups.replace_months(session, metering_point_id, first, after, months)
