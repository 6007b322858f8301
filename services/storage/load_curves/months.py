"""UTC months as slices of a load curve: cutting, laying over, joining. Pure arrays, no SQL."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.domain.load_curve import LoadCurve, PointStatus


@dataclass(frozen=True, slots=True, eq=False)
class MonthCurve:
    """All points of one UTC month, MISSING where nothing is known; ``month`` is its first day."""

    month: date
    step_s: int
    power_w: NDArray[np.int32]
    status: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What laying new points over known ones did."""

    month: MonthCurve
    points_added: int
    points_changed: int


def month_start(month: date) -> np.datetime64:
    """Return the first instant of ``month``, datetime64[s], UTC."""
    return np.datetime64(month, "s")


def month_end(month: date) -> np.datetime64:
    """Return the end of ``month``, datetime64[s], UTC."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return np.datetime64(after, "s")


def months_between(start: np.datetime64, end: np.datetime64) -> list[date]:
    """Return the first days of the UTC months that touch ``start`` to ``end``."""
    last = (end - np.timedelta64(1, "s")).astype("datetime64[M]")
    months = np.arange(start.astype("datetime64[M]"), last + 1)
    return [m.astype("datetime64[D]").item() for m in months]


def cut_month(curve: LoadCurve, month: date) -> MonthCurve:
    """Return the points of ``curve`` within ``month``, in arrays as long as the whole month."""
    first, last = month_start(month), month_end(month)
    points = int((last - first).astype(np.int64)) // curve.step_s
    power_w = np.zeros(points, dtype=np.int32)
    status = np.full(points, PointStatus.MISSING, dtype=np.uint8)
    offset = int((curve.start - first).astype(np.int64)) // curve.step_s
    into = slice(max(offset, 0), min(offset + len(curve.power_w), points))
    source = slice(into.start - offset, into.stop - offset)
    power_w[into], status[into] = curve.power_w[source], curve.status[source]
    power_w[status == PointStatus.MISSING] = 0
    return MonthCurve(month, curve.step_s, power_w, status)


def with_step(month: MonthCurve, step_s: int) -> MonthCurve:
    """Return ``month`` in finer steps of ``step_s``: a step's mean power holds in each part."""
    if month.step_s == step_s:
        return month
    times = month.step_s // step_s
    return MonthCurve(
        month.month, step_s, np.repeat(month.power_w, times), np.repeat(month.status, times)
    )


def lay_over(known: MonthCurve | None, new: MonthCurve) -> Overlay:
    """Lay ``new`` over ``known``: known points are replaced by new ones, never by missing ones."""
    if known is None:
        return Overlay(new, int(np.count_nonzero(new.status)), 0)
    step_s = int(np.gcd(known.step_s, new.step_s))
    known, new = with_step(known, step_s), with_step(new, step_s)
    given = new.status != PointStatus.MISSING
    before = known.status != PointStatus.MISSING
    differs = (known.power_w != new.power_w) | (known.status != new.status)
    laid = MonthCurve(
        known.month,
        step_s,
        np.where(given, new.power_w, known.power_w),
        np.where(given, new.status, known.status),
    )
    return Overlay(
        laid,
        int(np.count_nonzero(given & ~before)),
        int(np.count_nonzero(given & before & differs)),
    )


def join(months: list[MonthCurve], start: np.datetime64, end: np.datetime64) -> LoadCurve:
    """Return the curve from ``start`` to ``end`` in the finest step, MISSING between months."""
    step_s = int(np.gcd.reduce([m.step_s for m in months])) if months else 600
    points = -(-int((end - start).astype(np.int64)) // step_s)
    power_w = np.zeros(points, dtype=np.int32)
    status = np.full(points, PointStatus.MISSING, dtype=np.uint8)
    for month in months:
        part = with_step(month, step_s)
        offset = int((month_start(part.month) - start).astype(np.int64)) // step_s
        into = slice(max(offset, 0), min(offset + len(part.power_w), points))
        source = slice(into.start - offset, into.stop - offset)
        power_w[into], status[into] = part.power_w[source], part.status[source]
    return LoadCurve(start.astype("datetime64[s]"), step_s, power_w, status)
