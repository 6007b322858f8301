"""What must be true of the readings of a period before it is billed: whole, alone, in a row."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from services.domain.billing_inputs import Billed, ContractInputs, ReadPeriod
from services.domain.tariffs.energies import HIGH_SEASON_CLASSES, PeriodEnergy
from services.domain.time_classes import TIME_CLASSES, TimeClass

DAY = timedelta(days=1)


def seasonal_classes(period: ReadPeriod, high_months: frozenset[int]) -> frozenset[TimeClass]:
    """Return the classes that run on at least one day of ``period``."""
    days = (period.start + i * DAY for i in range((period.end - period.start).days))
    seasons = {day.month in high_months for day in days}
    pairs = zip(TIME_CLASSES, HIGH_SEASON_CLASSES, strict=True)
    return frozenset(name for name, is_high in pairs if is_high in seasons)


def missing_classes(period: ReadPeriod, high_months: frozenset[int]) -> tuple[TimeClass, ...]:
    """Return the classes that run in ``period`` and were not read."""
    read = {energy.time_class for energy in period.energies}
    wanted = seasonal_classes(period, high_months)
    return tuple(name for name in TIME_CLASSES if name in wanted - read)


def is_read_twice(period: ReadPeriod, others: Iterable[ReadPeriod]) -> bool:
    """Tell whether a class was read twice for ``period``, or another period overlaps it."""
    names = [energy.time_class for energy in period.energies]
    overlaps = any(
        other.start < period.end and period.start < other.end
        for other in others
        if (other.start, other.end) != (period.start, period.end)
    )
    return overlaps or len(names) != len(set(names))


def find_billed(billed: Iterable[Billed], start: date, end: date) -> Billed | None:
    """Return an invoice of consumption that charges for a day of ``start`` to before ``end``."""
    return next((one for one in billed if one.start < end and start < one.end), None)


def find_gap(contract: ContractInputs, period: ReadPeriod) -> tuple[date, date] | None:
    """Return the days since the last invoice before ``period`` that no reading covers, if any.

    Readings that were not billed, for want of a rate, are no gap.
    """
    ends = [one.end for one in contract.billed if one.end <= period.start]
    if not ends:
        return None
    known_until = max(ends)
    for reading in contract.readings:  # oldest first
        if reading.end <= period.start and reading.start <= known_until:
            known_until = max(known_until, reading.end)
    return (known_until, period.start) if known_until < period.start else None


def energy_of(period: ReadPeriod) -> PeriodEnergy:
    """Return the energy of ``period`` in whole kWh, halves up: the operator bills no fractions."""
    read = {energy.time_class: energy.energy_kwh for energy in period.energies}
    hph, hch, hpe, hce = (_whole(read.get(name, Decimal(0))) for name in TIME_CLASSES)
    return PeriodEnergy(period.start, period.end, (hph, hch, hpe, hce))


def history_of(
    readings: Iterable[ReadPeriod], end: date, periods: int = 13
) -> tuple[tuple[str, int], ...]:
    """Return the kWh of the last ``periods`` read until ``end``, each under its middle's month.

    A period from the 9th to the 9th is mostly the earlier month's; two of one month add up.
    """
    months: dict[str, int] = {}
    for reading in [reading for reading in readings if reading.end <= end][-periods:]:
        middle = reading.start + (reading.end - reading.start) / 2
        kwh = sum(energy_of(reading).energy_kwh)
        months[f"{middle:%Y-%m}"] = months.get(f"{middle:%Y-%m}", 0) + kwh
    return tuple(sorted(months.items()))


def _whole(kwh: Decimal) -> int:
    return int(kwh.to_integral_value(ROUND_HALF_UP))
