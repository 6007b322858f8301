"""The legal time of metropolitan France: instants, local days and months, vectorised.

Instants are ``datetime64[s]`` in UTC. Days have 23, 24 or 25 hours. The rules come from the
system's time-zone database (``zoneinfo``), never from a rule written here.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

PARIS = ZoneInfo("Europe/Paris")
FIRST_YEAR = 1970
LAST_YEAR = 2099
DAY_S = 86_400
HOUR_S = 3_600

Instants = NDArray[np.datetime64]


def seconds(instants: Instants) -> NDArray[np.int64]:
    """Return the seconds since 1970-01-01T00:00Z, ``int64[n]``."""
    return instants.astype("datetime64[s]", copy=False).view(np.int64)


def to_instants(epoch_s: NDArray[np.int64]) -> Instants:
    """Return the instants ``datetime64[s][n]`` of seconds since 1970-01-01T00:00Z."""
    return epoch_s.astype(np.int64, copy=False).view("datetime64[s]")


def utc_offsets_s(instants: Instants) -> NDArray[np.int64]:
    """Return local time minus UTC at each instant, in seconds, ``int64[n]``.

    Raises ValueError for an instant outside the years 1970 to 2099.
    """
    epoch_s = seconds(instants)
    if not len(epoch_s):
        return np.zeros(0, dtype=np.int64)
    first, last = int(epoch_s.min()), int(epoch_s.max())
    changes, offsets = _transitions()
    if first < changes[0] or last >= changes[-1]:
        raise ValueError(f"instants outside {FIRST_YEAR}-{LAST_YEAR}")
    # Searching only the few changes within the span keeps the binary search in two or three steps.
    low, high = np.searchsorted(changes, [first, last], side="right")
    index = np.searchsorted(changes[low:high], epoch_s, side="right")
    return offsets[low - 1 : high][index]


def local_wall(instants: Instants) -> Instants:
    """Return the local wall-clock time of each instant, ``datetime64[s][n]`` without a zone."""
    return to_instants(seconds(instants) + utc_offsets_s(instants))


def local_days(instants: Instants) -> NDArray[np.datetime64]:
    """Return the local day of each instant, ``datetime64[D][n]``."""
    return local_wall(instants).astype("datetime64[D]")


def from_wall(wall: Instants) -> tuple[Instants, NDArray[np.bool_]]:
    """Return the instants of local wall-clock times in file order, and which do not exist.

    The hour that October repeats is told apart by order: a time met again, or earlier than one
    already met within that hour, belongs to its second pass. Times that March skips are flagged.
    """
    wall_s = seconds(wall)
    summer = wall_s - utc_offsets_s(to_instants(wall_s - 2 * HOUR_S))
    winter = wall_s - utc_offsets_s(to_instants(wall_s - HOUR_S))
    summer_fits = utc_offsets_s(to_instants(summer)) == wall_s - summer
    winter_fits = utc_offsets_s(to_instants(winter)) == wall_s - winter
    second_pass = summer_fits & winter_fits & (summer != winter)
    second_pass[second_pass] = _met_again(wall_s[second_pass])
    chosen = np.where(summer_fits & ~second_pass, summer, winter)
    return to_instants(chosen), ~(summer_fits | winter_fits)


def day_bounds_utc(day: date) -> tuple[np.datetime64, np.datetime64]:
    """Return the instants at which a local day starts and ends."""
    return local_midnight_utc(day), local_midnight_utc(day + timedelta(days=1))


def day_length_s(day: date) -> int:
    """Return the length of a local day: 82 800, 86 400 or 90 000 seconds."""
    start, end = day_bounds_utc(day)
    return int((end - start) / np.timedelta64(1, "s"))


def month_bounds_utc(day: date) -> tuple[np.datetime64, np.datetime64]:
    """Return the instants at which the local month of ``day`` starts and ends."""
    first = day.replace(day=1)
    return local_midnight_utc(first), local_midnight_utc(next_month(first))


def next_month(day: date) -> date:
    """Return the first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def local_midnight_utc(day: date) -> np.datetime64:
    """Return the instant at which a local day starts."""
    local = datetime(day.year, day.month, day.day, tzinfo=PARIS)
    return np.datetime64(local.astimezone(UTC).replace(tzinfo=None), "s")


def utc_months(start: np.datetime64, end: np.datetime64) -> NDArray[np.datetime64]:
    """Return the UTC months that ``start`` (included) to ``end`` (excluded) touches, ``[M]``."""
    if end <= start:
        return np.zeros(0, dtype="datetime64[M]")
    last = (end - np.timedelta64(1, "s")).astype("datetime64[M]")
    return np.arange(start.astype("datetime64[M]"), last + np.timedelta64(1, "M"))


def _met_again(wall_s: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which repeated-hour times do not go beyond those already met on the same day."""
    again = np.zeros(len(wall_s), dtype=bool)
    days = wall_s // DAY_S
    for day in np.unique(days):
        of_day = np.flatnonzero(days == day)
        latest = np.maximum.accumulate(wall_s[of_day])
        again[of_day[1:]] = wall_s[of_day[1:]] <= latest[:-1]
    return again


@cache
def _transitions() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when the offset changes and the offset from then on; the ends bound what is known."""
    months = [
        datetime(year, month, 1, tzinfo=UTC)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for month in range(1, 13)
    ] + [datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)]
    changes = [(months[0], _offset_s(months[0]))]
    for before, after in pairwise(months):
        if _offset_s(before) != _offset_s(after):
            changes.append(_change_between(before, after))
    changes.append((months[-1], _offset_s(months[-1])))
    epoch_s = np.array([int(moment.timestamp()) for moment, _ in changes], dtype=np.int64)
    return epoch_s, np.array([offset for _, offset in changes], dtype=np.int64)


def _change_between(before: datetime, after: datetime) -> tuple[datetime, int]:
    """Return the change of offset between two instants, found by halving, and the new offset."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset_s(middle) == _offset_s(before):
            before = middle
        else:
            after = middle
    return after, _offset_s(after)


def _offset_s(moment: datetime) -> int:
    offset = moment.astimezone(PARIS).utcoffset()
    return int((offset or timedelta()).total_seconds())
