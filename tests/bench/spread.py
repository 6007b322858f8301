"""What many measures come down to: medians, percentiles, and ratios paired by round."""

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` (0 to 1) of ``values`` do not exceed: one that was measured.

    Raises ValueError where nothing was measured.
    """
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[round(share * (len(ordered) - 1))]


def paired_ratio(ours: Sequence[float], plain: Sequence[float]) -> float:
    """Return the median of ours to plain, round by round, so that a drifting load cancels.

    Raises ValueError for rounds that do not pair, or where nothing was measured.
    """
    ratios = [mine / other for mine, other in zip(ours, plain, strict=True) if other]
    if not ratios:
        raise ValueError("nothing was measured")
    return median(ratios)
