"""Fewer points for a picture, none of the peaks, troughs and gaps lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.domain.load_curve import LoadCurve, PointStatus

Stretches = NDArray[np.int64]
"""Runs of steps, ``int64[k, 2]``: first step, and the one after the last."""


@dataclass(frozen=True, slots=True, eq=False)
class CurvePoints:
    """Chosen points of a curve in order: ``positions`` (steps since its start), all ``[m]``.

    ``bucket``: steps that share a lowest and a highest point; 1 where every point is there. A gap
    as long as that is still there, by its ends: a line through the known points must break at a
    missing one. ``gaps``: every gap, those less than a bucket apart as one, none narrower.
    """

    positions: NDArray[np.int64]
    power_w: NDArray[np.int32]
    status: NDArray[np.uint8]
    bucket: int
    gaps: Stretches


def min_max(curve: LoadCurve, max_points: int) -> CurvePoints:
    """Return at most ``max_points`` points: the first lowest and highest of equal buckets.

    Added to them are the ends, and where they are needed up to five points per bucket, which say
    where gaps and estimated stretches are.
    """
    bucket = -(-2 * len(curve) // max(max_points, 2)) if len(curve) > max_points else 1
    missing = find_stretches(curve.status == PointStatus.MISSING)
    kept = _kept(curve, bucket, missing) if bucket > 1 else np.arange(len(curve))
    gaps = merge_stretches(missing, bucket, len(curve))
    return CurvePoints(kept, curve.power_w[kept], curve.status[kept], bucket, gaps)


def find_stretches(flags: NDArray[np.bool_]) -> Stretches:
    """Return the runs of true values."""
    edges = np.flatnonzero(flags[1:] != flags[:-1]) + 1
    if flags[:1].any():
        edges = np.concatenate([[0], edges])
    if len(edges) % 2:
        edges = np.concatenate([edges, [len(flags)]])
    return edges.reshape(-1, 2)


def merge_stretches(stretches: Stretches, least: int, count: int) -> Stretches:
    """Return the runs of ``count`` steps widened to ``least``, as one if less than that apart."""
    if least == 1 or not len(stretches):
        return stretches
    apart = stretches[1:, 0] - stretches[:-1, 1] >= least
    starts = stretches[np.concatenate([[True], apart]), 0]
    ends = stretches[np.concatenate([apart, [True]]), 1]
    lacking = np.maximum(least - (ends - starts), 0)
    starts = starts - lacking // 2
    merged: Stretches = np.column_stack([starts, np.maximum(ends, starts + least)])
    return merged.clip(0, count)


def _kept(curve: LoadCurve, bucket: int, missing: Stretches) -> NDArray[np.int64]:
    keep = np.zeros(len(curve), dtype=bool)
    keep[[0, -1]] = True
    keep[_extremes(curve, bucket)] = True
    keep[_ends_of_long(missing, bucket, len(curve))] = True
    estimated = find_stretches(curve.status == PointStatus.ESTIMATED)
    keep[_ends_of_long(estimated, bucket, len(curve))] = True
    keep[_one_of_each_bucket(estimated[:, 0], bucket)] = True
    return np.flatnonzero(keep)


def _extremes(curve: LoadCurve, bucket: int) -> NDArray[np.int64]:
    """Return the first lowest and the first highest known point of each bucket."""
    missing = curve.status == PointStatus.MISSING
    rising, falling = curve.power_w, -curve.power_w
    if missing.any():
        rising = np.where(missing, np.iinfo(np.int32).max, rising)
        falling = np.where(missing, np.iinfo(np.int32).max, falling)
    found = np.concatenate([_lowest(rising, bucket), _lowest(falling, bucket)])
    known: NDArray[np.int64] = found[~missing[found]]
    return known


def _lowest(values: NDArray[np.int32], bucket: int) -> NDArray[np.int64]:
    whole = len(values) // bucket
    rest = whole * bucket
    buckets = values[:rest].reshape(whole, bucket)
    found: NDArray[np.int64] = buckets.argmin(axis=1) + np.arange(whole) * bucket
    if rest < len(values):
        found = np.append(found, rest + values[rest:].argmin())
    return found


def _ends_of_long(stretches: Stretches, bucket: int, count: int) -> NDArray[np.int64]:
    """Return the first and last point of each run of a bucket or more, and both neighbours."""
    long = stretches[stretches[:, 1] - stretches[:, 0] >= bucket]
    around: NDArray[np.int64] = np.concatenate([long - 1, long]).ravel()
    return around.clip(0, count - 1)


def _one_of_each_bucket(positions: NDArray[np.int64], bucket: int) -> NDArray[np.int64]:
    return positions[np.unique(positions // bucket, return_index=True)[1]]
