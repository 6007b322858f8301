"""Monthly roll-ups: the exact sum of a local month's days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.domain.consumption import ClassEnergies
from services.domain.rollups import KWH_J, DailyRollup


@dataclass(frozen=True, slots=True)
class MonthRollup:
    """A local month of a curve, as far as days of it are kept (``first_day`` to ``last_day``).

    ``energy_j``: exact joules per class, in the order of TIME_CLASSES; seconds expected, real and
    estimated; ``max_power_w`` at ``max_at`` (aware), None when nothing is known.
    """

    first_day: date
    last_day: date
    energy_j: tuple[int, int, int, int]
    expected_s: int
    real_s: int
    estimated_s: int
    max_power_w: int | None
    max_at: datetime | None

    @property
    def missing_s(self) -> int:
        """Return the seconds of which nothing is known."""
        return self.expected_s - self.real_s - self.estimated_s


def sum_month(days: Sequence[DailyRollup]) -> MonthRollup:
    """Return the roll-up of ``days``, which are of one month, in order, at least one."""
    hph, hch, hpe, hce = (sum(d.energy_j[i] for d in days) for i in range(4))
    peak = max(days, key=lambda d: -1 if d.max_power_w is None else d.max_power_w)
    return MonthRollup(
        first_day=days[0].day,
        last_day=days[-1].day,
        energy_j=(hph, hch, hpe, hce),
        expected_s=sum(d.expected_s for d in days),
        real_s=sum(d.real_s for d in days),
        estimated_s=sum(d.estimated_s for d in days),
        max_power_w=peak.max_power_w,
        max_at=peak.max_at,
    )


def round_kwh(energy_j: tuple[int, int, int, int]) -> ClassEnergies:
    """Return joules per class as whole kWh, a half rounded up like ``whole_kwh``'s months."""
    hph, hch, hpe, hce = ((j + KWH_J // 2) // KWH_J for j in energy_j)
    return hph, hch, hpe, hce
