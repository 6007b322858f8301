"""Fewer points for a picture, none of the peaks, troughs and gaps lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.domain.load_curve import LoadCurve, PointStatus


@dataclass(frozen=True, slots=True, eq=False)
class CurvePoints:
    """Chosen points of a curve in order: ``instants`` (UTC), ``power_w``, ``status``, all ``[m]``.

    Every gap is still there, by its first missing point: a line drawn through the known points
    must break at a missing one.
    """

    instants: NDArray[np.datetime64]
    power_w: NDArray[np.int32]
    status: NDArray[np.uint8]


def min_max(curve: LoadCurve, max_points: int) -> CurvePoints:
    """Return about ``max_points`` points: lowest and highest of each bucket, ends and gap edges.

    The result exceeds ``max_points`` only by what the edges of gaps need.
    """
    known = np.flatnonzero(curve.status != PointStatus.MISSING)
    if len(curve) <= max_points:
        kept = np.arange(len(curve))
    else:
        edges = _edges(curve.status)
        room = max(max_points - len(edges), 2)
        extremes = known[min_max_positions(curve.power_w[known], room // 2)]
        kept = np.union1d(edges, extremes)
    return CurvePoints(curve.instants_at(kept), curve.power_w[kept], curve.status[kept])


def min_max_positions(values: NDArray[np.int32], buckets: int) -> NDArray[np.int64]:
    """Return the positions of the lowest and highest value of equal buckets, sorted."""
    if len(values) <= 2 * buckets:
        return np.arange(len(values))
    width = -(-len(values) // buckets)
    whole = len(values) // width
    body = values[: whole * width].reshape(whole, width)
    base = np.arange(whole) * width
    found = [base + body.argmin(axis=1), base + body.argmax(axis=1)]
    tail = values[whole * width :]
    if len(tail):
        found.append(whole * width + np.array([tail.argmin(), tail.argmax()]))
    return np.unique(np.concatenate(found))


def _edges(status: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the first and last point, and around each gap its first point and both neighbours."""
    missing = status == PointStatus.MISSING
    gap_starts = np.flatnonzero(missing[1:] & ~missing[:-1]) + 1
    gap_ends = np.flatnonzero(~missing[1:] & missing[:-1]) + 1
    return np.unique(np.concatenate([[0, len(status) - 1], gap_starts - 1, gap_starts, gap_ends]))
