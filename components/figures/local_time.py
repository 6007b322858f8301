"""Ticks of a time axis counted in steps elapsed, named by the local clock.

plotly.js knows no time zone: on an axis of dates the repeated hour of October would be drawn over
itself. Elapsed steps never jump, and the labels carry the local time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from services.domain.calendar import HOUR_S, local_days, local_midnight_utc, local_wall, next_month
from services.kernel import formats

HOURS_SHOWN_UP_TO_DAYS = 2
DAYS_SHOWN_UP_TO = 62
WEEKS_SHOWN_UP_TO_DAYS = 186
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TimeTicks:
    """Where labels stand (``at``), full and short, and where days or months begin (``limits``).

    Positions are steps elapsed since the start of the axis.
    """

    at: list[float]
    labels: list[str]
    narrow: list[str]
    limits: list[float]


def time_ticks(start: np.datetime64, end: np.datetime64, *, step_s: int) -> TimeTicks:
    """Return hours for up to two days, days for two months, weeks for six, else months.

    An hour or a week is named where it begins, a day or a month in its middle.
    """
    first, last = _local_day(start), _local_day(end - np.timedelta64(1, "s"))
    count = (last - first).days + 1
    if count <= HOURS_SHOWN_UP_TO_DAYS:
        return _hours(start, end, every=3 * max(count, 1), step_s=step_s)
    if count <= DAYS_SHOWN_UP_TO:
        days = [first + timedelta(days=i) for i in range(count + 1)]
        short = [formats.list_date(day) for day in days]
        names = [f"{formats.DAYS[d.weekday()][:3]}. {s}" for d, s in zip(days, short, strict=True)]
        return _between(_steps_to(start, days, step_s), names, short)
    if count <= WEEKS_SHOWN_UP_TO_DAYS:
        monday = first + timedelta(days=-first.weekday() % 7)
        mondays = [monday + WEEK * i for i in range((last - monday).days // 7 + 1)]
        names = [formats.list_date(day) for day in mondays]
        at = _steps_to(start, mondays, step_s)
        return TimeTicks(at, names, names, [x for x in at if x > 0])
    months = [first.replace(day=1)]
    while months[-1] <= last:
        months.append(next_month(months[-1]))
    short = [formats.SHORT_MONTHS[m.month - 1] for m in months]
    names = [f"{s} {m.year}" for m, s in zip(months, short, strict=True)]
    return _between(_steps_to(start, months, step_s), names, short)


def _steps_to(start: np.datetime64, days: list[date], step_s: int) -> list[float]:
    midnights = np.array([local_midnight_utc(day) for day in days])
    steps: list[float] = ((midnights - start) / np.timedelta64(step_s, "s")).tolist()
    return steps


def _between(limits: list[float], labels: list[str], narrow: list[str]) -> TimeTicks:
    middles = [(low + high) / 2 for low, high in pairwise(limits)]
    return TimeTicks(middles, labels[:-1], narrow[:-1], [x for x in limits[1:-1] if x > 0])


def _hours(start: np.datetime64, end: np.datetime64, *, every: int, step_s: int) -> TimeTicks:
    hour = np.timedelta64(HOUR_S, "s")
    instants = np.arange(start.astype("datetime64[h]").astype("datetime64[s]"), end + hour, hour)
    instants = instants[(instants >= start) & (instants <= end)]
    of_day = (local_wall(instants) - local_days(instants)) // hour
    at = (instants - start) / np.timedelta64(step_s, "s")
    shown = of_day % every == 0
    labels = [f"{hour}{formats.NARROW_SPACE}h" for hour in of_day[shown].tolist()]
    return TimeTicks(at[shown].tolist(), labels, labels, at[(of_day == 0) & (at > 0)].tolist())


def _local_day(instant: np.datetime64) -> date:
    day: date = local_days(np.array([instant]))[0].item()
    return day
