"""Daily roll-ups of a load curve per time class."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from services.domain.calendar import DAY_S, day_length_s, local_wall, seconds
from services.domain.consumption import ClassEnergies
from services.domain.load_curve import LoadCurve, PointStatus
from services.domain.time_classes import TIME_CLASSES, TimeClassCalendar, classify

KWH_J = 3_600_000


@dataclass(frozen=True, slots=True)
class DailyRollup:
    """One local day (Europe/Paris) of a curve.

    ``energy_j``: joules per class in the order of TIME_CLASSES, exact integers;
    ``expected_s``: length of the day (23, 24 or 25 hours); ``real_s + estimated_s`` is what is
    known of it; ``max_power_w`` at ``max_at`` (aware, UTC), None when nothing is known.
    """

    day: date
    energy_j: tuple[int, int, int, int]
    expected_s: int
    real_s: int
    estimated_s: int
    max_power_w: int | None
    max_at: datetime | None

    @property
    def missing_s(self) -> int:
        """Return the seconds of the day of which nothing is known."""
        return self.expected_s - self.real_s - self.estimated_s


def roll_up(curve: LoadCurve, calendars: Sequence[TimeClassCalendar]) -> tuple[DailyRollup, ...]:
    """Return one roll-up per local day that the curve touches, in order.

    A day that the curve covers in part keeps its full ``expected_s``: the rest counts as missing.
    ``max_at`` is the first instant of the day's highest power. Raises ValueError for a day without
    a time class calendar.
    """
    if not len(curve):
        return ()
    instants = curve.instants
    day = seconds(local_wall(instants)) // DAY_S
    first = int(day[0])
    position = day - first
    days = np.arange(first, int(day[-1]) + 1).astype("datetime64[D]")
    energies = _energies_j(curve, position, classify(instants, calendars), len(days))
    known_s = _known_s(curve, position, len(days))
    peaks = _first_peaks(curve, position, len(days))
    moments = instants[peaks].tolist()
    powers = curve.power_w[peaks].tolist()
    return tuple(
        _daily(local_day, *row)
        for local_day, *row in zip(
            days.tolist(), energies.tolist(), known_s.tolist(), powers, moments, strict=True
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class DayEnergies:
    """The energy of local days, in order: ``days`` (datetime64[D][n]), ``energy_j`` (int64[n, 4]).

    ``known_s``: how many seconds of each are known, ``int64[n]``.
    """

    days: NDArray[np.datetime64]
    energy_j: NDArray[np.int64]
    known_s: NDArray[np.int64]


def whole_kwh(daily: Sequence[DailyRollup]) -> tuple[ClassEnergies, ...]:
    """Return the whole kWh per class of each day; see :func:`apportioned_kwh`."""
    if not daily:
        return ()
    days = np.array([rollup.day for rollup in daily], dtype="datetime64[D]")
    energy_j = np.array([rollup.energy_j for rollup in daily], dtype=np.int64)
    return tuple(_four(row) for row in apportioned_kwh(days, energy_j))


def apportioned_kwh(days: NDArray[np.datetime64], energy_j: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return joules per day and class as whole kWh, such that the days of a month add up to it.

    The month of a class is rounded; its days are rounded down, and those with the largest
    remainders get one kWh more until they add up to it: no day is a kWh off, and nearly all are
    rounded to the nearest. Give whole months, in order.
    """
    if not len(days):
        return np.zeros((0, len(TIME_CLASSES)), dtype=np.int64)
    months = days.astype("datetime64[M]").astype(np.int64)
    starts = np.flatnonzero(np.diff(months, prepend=months[0] - 1))
    month = np.cumsum(np.diff(months, prepend=months[0]) != 0)
    kwh, remainder_j = np.divmod(energy_j, KWH_J)
    totals_j = np.add.reduceat(energy_j, starts)
    owed = (totals_j + KWH_J // 2) // KWH_J - np.add.reduceat(kwh, starts)
    for column in range(kwh.shape[1]):
        rank = np.empty(len(days), dtype=np.int64)
        rank[np.lexsort((-remainder_j[:, column], month))] = np.arange(len(days))
        kwh[:, column] += rank - starts[month] < owed[month, column]
    return kwh


def _energies_j(
    curve: LoadCurve, position: NDArray[np.int64], codes: NDArray[np.int8], days: int
) -> NDArray[np.int64]:
    """Return joules per day and class, ``int64[days, 4]``.

    The sums of whole watts stay far below 2**53, so that bincount's floats are exact.
    """
    classes = len(TIME_CLASSES)
    watts = np.bincount(position * classes + codes, curve.power_w, minlength=days * classes)
    return watts.astype(np.int64).reshape(days, classes) * curve.step_s


def _known_s(curve: LoadCurve, position: NDArray[np.int64], days: int) -> NDArray[np.int64]:
    """Return the seconds of each day per status, ``int64[days, 3]``."""
    kinds = len(PointStatus)
    counts = np.bincount(position * kinds + curve.status, minlength=days * kinds)
    return counts.reshape(days, kinds) * curve.step_s


def _first_peaks(curve: LoadCurve, position: NDArray[np.int64], days: int) -> NDArray[np.int64]:
    """Return the index of each day's first highest known point; of any point if none is known."""
    power = np.where(curve.status == PointStatus.MISSING, -1, curve.power_w)
    starts = np.searchsorted(position, np.arange(days))
    highest = np.maximum.reduceat(power, starts)
    peaks = np.flatnonzero(power == highest[position])
    return peaks[np.searchsorted(position[peaks], np.arange(days))]


def _daily(
    day: date, energy_j: list[int], known_s: list[int], power_w: int, moment: datetime
) -> DailyRollup:
    real_s, estimated_s = known_s[PointStatus.REAL], known_s[PointStatus.ESTIMATED]
    known = real_s + estimated_s > 0
    hph, hch, hpe, hce = energy_j
    return DailyRollup(
        day=day,
        energy_j=(hph, hch, hpe, hce),
        expected_s=day_length_s(day),
        real_s=real_s,
        estimated_s=estimated_s,
        max_power_w=power_w if known else None,
        max_at=moment.replace(tzinfo=UTC) if known else None,
    )


def _four(values: NDArray[np.int64]) -> ClassEnergies:
    hph, hch, hpe, hce = values.tolist()
    return hph, hch, hpe, hce
