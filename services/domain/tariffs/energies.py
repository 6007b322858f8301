"""Energy of billed periods, and its parts before and after a day without a reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.domain.consumption import ClassEnergies
from services.domain.tariffs.tables import cut
from services.domain.time_classes import HIGH_SEASON_MONTHS

DAY = timedelta(days=1)

HIGH_SEASON_CLASSES = (True, True, False, False)
"""Whether a class runs in the high season (HPH, HCH) or in the low one (HPE, HCE)."""


class EnergyMethod(StrEnum):
    """How the kWh of a line were found, the most certain first."""

    MEASURED = "measured"  # between two readings
    BY_CURVE = "by_curve"  # a reading's, shared out like the load curve
    BY_DAY = "by_day"  # a reading's, shared out by days of the class's season


@dataclass(frozen=True, slots=True)
class PeriodEnergy:
    """Whole kWh per class, in the order of TIME_CLASSES, over ``start`` to before ``end``."""

    start: date
    end: date
    energy_kwh: ClassEnergies
    method: EnergyMethod = EnergyMethod.MEASURED


def apportion(total: int, weights: Iterable[int]) -> tuple[int, ...]:
    """Return ``total`` in whole parts in proportion to ``weights`` (none negative).

    They add up to it: each is rounded down, then the largest remainders get one more, the first
    among equals. Raises ValueError when there is a total and every weight is zero.
    """
    sizes = tuple(weights)
    if not total:
        return (0,) * len(sizes)
    if total < 0:
        return tuple(-part for part in apportion(-total, sizes))
    whole = sum(sizes)
    if not whole:
        raise ValueError(f"nothing to share {total} by")
    parts = [total * size // whole for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda i: -(total * sizes[i] % whole))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return tuple(parts)


def split_energy(
    energy: PeriodEnergy,
    days: Iterable[date],
    *,
    high_season_months: frozenset[int] = HIGH_SEASON_MONTHS,
    curve_j: Mapping[date, tuple[int, int, int, int]] | None = None,
) -> tuple[PeriodEnergy, ...]:
    """Return ``energy`` cut on ``days``; whole kWh, which add up to it in every class.

    ``curve_j``: joules per class of each day; where it knows every day of the period, the parts
    follow it. Otherwise, and for a class that it does not see, they follow the number of days that
    each has in the season of the class (of all days, when the period has none in that season).
    """
    spans = cut(energy.start, energy.end, days)
    if len(spans) == 1:
        return (energy,)
    curve = curve_j if curve_j and _knows(curve_j, energy.start, energy.end) else None
    by_class = [
        apportion(kwh, _weights(spans, position, high_season_months, curve))
        for position, kwh in enumerate(energy.energy_kwh)
    ]
    method = EnergyMethod.BY_DAY if curve is None else EnergyMethod.BY_CURVE
    return tuple(
        PeriodEnergy(start, end, (hph, hch, hpe, hce), _worse(method, energy.method))
        for (start, end), hph, hch, hpe, hce in zip(spans, *by_class, strict=True)
    )


def worst_method(methods: Iterable[EnergyMethod]) -> EnergyMethod:
    """Return the least certain of ``methods``, MEASURED when there are none."""
    order = list(EnergyMethod)
    return max(methods, key=order.index, default=EnergyMethod.MEASURED)


def _worse(one: EnergyMethod, other: EnergyMethod) -> EnergyMethod:
    return worst_method((one, other))


def _weights(
    spans: tuple[tuple[date, date], ...],
    position: int,
    high_season_months: frozenset[int],
    curve: Mapping[date, tuple[int, int, int, int]] | None,
) -> list[int]:
    """Return the weight of each span for the class at ``position``: joules, or else days."""
    if curve is not None:
        joules = [sum(curve[day][position] for day in _days(*span)) for span in spans]
        if any(joules):
            return joules
    is_high = HIGH_SEASON_CLASSES[position]
    in_season = [
        sum((day.month in high_season_months) == is_high for day in _days(*span)) for span in spans
    ]
    return in_season if any(in_season) else [(end - start).days for start, end in spans]


def _knows(curve: Mapping[date, tuple[int, int, int, int]], start: date, end: date) -> bool:
    return all(day in curve for day in _days(start, end))


def _days(start: date, end: date) -> list[date]:
    return [start + i * DAY for i in range((end - start).days)]
