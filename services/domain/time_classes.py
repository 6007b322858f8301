"""Time classes of the grid tariff: which of HPH, HCH, HPE, HCE an instant belongs to.

The off-peak windows are a dated attribute of each metering point, set by the grid operator
(TURPE 7, CRE deliberation 2025-40, annex 11): eight hours a day in one or two windows, and the
windows of the high and of the low season may differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from services.domain.calendar import DAY_S, local_wall, seconds

HIGH_SEASON_MONTHS = frozenset({11, 12, 1, 2, 3})
"""Months of the high season where the operator has not decided otherwise."""

DAY_MINUTES = 1_440


class TimeClass(StrEnum):
    """The four time classes, in the order in which they are always shown and stacked."""

    HPH = "HPH"
    HCH = "HCH"
    HPE = "HPE"
    HCE = "HCE"


TIME_CLASSES: tuple[TimeClass, ...] = tuple(TimeClass)
"""Fixed order: a class's position here is its code in arrays."""


@dataclass(frozen=True, slots=True)
class OffPeakWindow:
    """Local minutes after midnight, half-open; over midnight if ``end_minute <= start_minute``."""

    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class TimeClassCalendar:
    """Seasons and off-peak windows of a metering point, in force from ``start`` until ``end``.

    The day ``end`` itself is excluded.
    """

    start: date
    end: date | None
    high_windows: tuple[OffPeakWindow, ...]
    low_windows: tuple[OffPeakWindow, ...]
    high_season_months: frozenset[int] = HIGH_SEASON_MONTHS


def classify(
    instants: NDArray[np.datetime64], calendars: Sequence[TimeClassCalendar]
) -> NDArray[np.int8]:
    """Return the time class of each instant, ``int8[n]``: its position in TIME_CLASSES.

    ``instants``: ``datetime64[s]``, UTC. Calendar and season are those of the local day; the
    window is that of the local wall time. Raises ValueError for a day without a calendar.
    """
    if not len(instants):
        return np.zeros(0, dtype=np.int8)
    wall_s = seconds(local_wall(instants))
    day = wall_s // DAY_S
    minute = (wall_s - day * DAY_S) // 60
    first = int(day.min())
    rows = _day_rows(first, int(day.max()), calendars)
    tables = np.concatenate([_class_tables(calendar) for calendar in calendars], axis=None)
    return tables[rows[day - first] + minute]


def calendar_on(day: date, calendars: Sequence[TimeClassCalendar]) -> TimeClassCalendar:
    """Return the calendar in force on a local day.

    Raises ValueError, naming the day, when there is none or more than one.
    """
    found = [c for c in calendars if c.start <= day and (c.end is None or day < c.end)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} time class calendars in force on {day.isoformat()}")
    return found[0]


def _day_rows(first: int, last: int, calendars: Sequence[TimeClassCalendar]) -> NDArray[np.int64]:
    """Return, for each local day, where its minutes start in the tables laid end to end."""
    days = np.arange(first, last + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    in_force = np.zeros(len(days), dtype=np.int64)
    rows = np.zeros(len(days), dtype=np.int64)
    for position, calendar in enumerate(calendars):
        mine = days >= np.datetime64(calendar.start)
        if calendar.end is not None:
            mine &= days < np.datetime64(calendar.end)
        low_season = ~np.isin(months, sorted(calendar.high_season_months))
        rows[mine] = ((2 * position + low_season) * DAY_MINUTES)[mine]
        in_force += mine
    if (in_force != 1).any():
        calendar_on(days[np.argmax(in_force != 1)].astype(date), calendars)
    return rows


def _class_tables(calendar: TimeClassCalendar) -> NDArray[np.int8]:
    """Return the class of each minute of a day, ``int8[2, 1440]``: high season, low season."""
    hph, hch, hpe, hce = range(len(TIME_CLASSES))
    high = np.where(_off_peak_minutes(calendar.high_windows), hch, hph)
    low = np.where(_off_peak_minutes(calendar.low_windows), hce, hpe)
    return np.stack([high, low]).astype(np.int8)


def _off_peak_minutes(windows: Sequence[OffPeakWindow]) -> NDArray[np.bool_]:
    """Return which minutes of a day are off-peak, ``bool[1440]``."""
    minutes = np.zeros(DAY_MINUTES, dtype=bool)
    for window in windows:
        if window.start_minute < window.end_minute:
            minutes[window.start_minute : window.end_minute] = True
        else:
            minutes[window.start_minute :] = True
            minutes[: window.end_minute] = True
    return minutes
