"""What of a metering point's data belongs to a contract: only what was measured under it.

A meter outlives its contracts: the next holder must not see the previous one's consumption. Use
cases read a point's data through the functions of ``history``, which keep to this.
"""

from dataclasses import dataclass
from datetime import date

from services.domain.consents import ALL_DETAIL, Detail
from services.storage.access import HeldContract
from services.storage.consumption import Coverage


@dataclass(frozen=True, slots=True)
class SupplyPeriod:
    """A metering point from the day a contract starts to before the day it ends (None: open).

    ``detail``: how fine what is shown of it may be, by the consents of its holder.
    """

    metering_point_id: int
    start: date
    end: date | None
    detail: Detail = ALL_DETAIL

    def clip(self, start: date, end: date) -> tuple[date, date]:
        """Return the part of ``start`` to before ``end`` under the contract; empty if none is."""
        return max(start, self.start), end if self.end is None else min(end, self.end)

    def holds(self, start: date, end: date) -> bool:
        """Tell whether ``start`` to before ``end`` lies wholly under the contract."""
        return self.clip(start, end) == (start, end)

    def clip_coverage(self, coverage: Coverage) -> Coverage:
        """Return how far the data of the contract reach."""
        readings = self._reach(coverage.readings_start, coverage.readings_end)
        curve = self._reach(coverage.curve_start, coverage.curve_end)
        return Coverage(*readings, *curve)

    def _reach(self, start: date | None, end: date | None) -> tuple[date | None, date | None]:
        if start is None or end is None:
            return None, None
        first, after = self.clip(start, end)
        return (first, after) if first < after else (None, None)


def supply_period_of(contract: HeldContract) -> SupplyPeriod:
    """Return the period over which ``contract`` supplies its metering point."""
    site = contract.site
    return SupplyPeriod(contract.metering_point_id, site.started_on, site.ended_on, contract.detail)
