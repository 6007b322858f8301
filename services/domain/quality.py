"""How much of a period is real, estimated or missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.domain.calendar import DAY_S
from services.domain.consumption import ConsumptionPeriod


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


def quality_of_periods(periods: Sequence[ConsumptionPeriod]) -> Quality:
    """Return the quality of the periods together, each weighing as many days as it covers."""
    days = [(period.end - period.start).days * DAY_S for period in periods]
    estimated_s = sum(p.estimated_share * s for p, s in zip(periods, days, strict=True))
    missing_s = sum(p.missing_share * s for p, s in zip(periods, days, strict=True))
    expected_s = sum(days)
    real_s = round(expected_s - estimated_s - missing_s)
    return Quality(expected_s, real_s, round(estimated_s))
