"""Ticks of a time axis counted in seconds elapsed, named by the local clock.

plotly.js knows no time zone: on an axis of dates the repeated hour of October would be drawn over
itself. Elapsed seconds never jump, and the labels carry the local time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from services.domain.calendar import HOUR_S, local_days, local_midnight_utc, local_wall, next_month
from services.kernel import formats

HOURS_SHOWN_UP_TO_DAYS = 2
DAYS_SHOWN_UP_TO = 62


@dataclass(frozen=True, slots=True)
class TimeTicks:
    """Where labels stand (``at_s``), full and short, and where days or months begin (``limits_s``).

    Positions are seconds elapsed since the start of the axis.
    """

    at_s: list[int]
    labels: list[str]
    narrow: list[str]
    limits_s: list[int]


def time_ticks(start: np.datetime64, end: np.datetime64) -> TimeTicks:
    """Return hours for up to two days, days for up to two months, else months."""
    first, last = _local_day(start), _local_day(end - np.timedelta64(1, "s"))
    count = (last - first).days + 1
    if count <= HOURS_SHOWN_UP_TO_DAYS:
        return _hours(start, end, every=3 * max(count, 1))
    if count <= DAYS_SHOWN_UP_TO:
        bounds = [first + timedelta(days=i) for i in range(count + 1)]
        names = [f"{formats.DAYS[d.weekday()][:3]}. {formats.list_date(d)}" for d in bounds]
        return _between(start, bounds, names, [formats.list_date(d) for d in bounds])
    months = [first.replace(day=1)]
    while months[-1] <= last:
        months.append(next_month(months[-1]))
    names = [f"{formats.SHORT_MONTHS[m.month - 1]} {m.year}" for m in months]
    return _between(start, months, names, [formats.SHORT_MONTHS[m.month - 1] for m in months])


def elapsed_s(start: np.datetime64, instant: np.datetime64) -> int:
    """Return the seconds from ``start`` to ``instant``."""
    return int((instant - start) // np.timedelta64(1, "s"))


def _between(
    start: np.datetime64, bounds: list[date], labels: list[str], narrow: list[str]
) -> TimeTicks:
    limits = [elapsed_s(start, local_midnight_utc(day)) for day in bounds]
    middles = [(low + high) // 2 for low, high in pairwise(limits)]
    return TimeTicks(middles, labels[:-1], narrow[:-1], [s for s in limits[1:-1] if s > 0])


def _hours(start: np.datetime64, end: np.datetime64, *, every: int) -> TimeTicks:
    hour = np.timedelta64(HOUR_S, "s")
    instants = np.arange(start.astype("datetime64[h]").astype("datetime64[s]"), end + hour, hour)
    of_day = (local_wall(instants) - local_days(instants)) // hour
    inside = (instants >= start) & (instants <= end)
    shown = np.flatnonzero(inside & (of_day % every == 0))
    labels = [f"{int(of_day[i])}{formats.NARROW_SPACE}h" for i in shown]
    at_s = [elapsed_s(start, instants[i]) for i in shown]
    midnights = [elapsed_s(start, instants[i]) for i in shown if of_day[i] == 0]
    return TimeTicks(at_s, labels, labels, [s for s in midnights if s > 0])


def _local_day(instant: np.datetime64) -> date:
    day: date = local_days(np.array([instant]))[0].item()
    return day
