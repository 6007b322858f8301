"""How much of a period is real, estimated or missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.domain.load_curve import LoadCurve, PointStatus
from services.domain.rollups import DailyRollup


@dataclass(frozen=True, slots=True)
class Quality:
    """Seconds of a period by what is known of them; shares from 0 to 1 of the expected time."""

    expected_s: int
    real_s: int
    estimated_s: int

    @property
    def missing_s(self) -> int:
        """Return the seconds of which nothing is known."""
        return self.expected_s - self.real_s - self.estimated_s

    @property
    def real_share(self) -> float:
        """Return the real share, 0 to 1."""
        return self._share(self.real_s)

    @property
    def estimated_share(self) -> float:
        """Return the estimated share, 0 to 1."""
        return self._share(self.estimated_s)

    @property
    def missing_share(self) -> float:
        """Return the missing share, 0 to 1."""
        return self._share(self.missing_s)

    def _share(self, part_s: int) -> float:
        return part_s / self.expected_s if self.expected_s else 0.0


def quality_of_days(daily: Sequence[DailyRollup]) -> Quality:
    """Return the quality of the days together; a day that is not among them is not counted."""
    return Quality(
        expected_s=sum(day.expected_s for day in daily),
        real_s=sum(day.real_s for day in daily),
        estimated_s=sum(day.estimated_s for day in daily),
    )


def quality_of_curve(curve: LoadCurve, start: np.datetime64, end: np.datetime64) -> Quality:
    """Return the quality of ``start`` to ``end`` (excluded), UTC; outside the curve is missing."""
    instants = curve.instants
    within = curve.status[(instants >= start) & (instants < end)]
    counts = np.bincount(within, minlength=len(PointStatus)) * curve.step_s
    return Quality(
        expected_s=max(int((end - start) // np.timedelta64(1, "s")), 0),
        real_s=int(counts[PointStatus.REAL]),
        estimated_s=int(counts[PointStatus.ESTIMATED]),
    )
