"""Laying the readings and temperatures of a file over what is known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from sqlalchemy.orm import Session

from services.domain.readings import EnergyReading, IndexReading
from services.domain.temperature import DailyTemperature
from services.domain.time_classes import TimeClass
from services.metering.meter_report import Tally
from services.storage import readings as storage
from services.storage.models import EnergyReadingRow, IndexReadingRow

KWH_STEP = Decimal("0.001")
"""The precision that the database keeps."""

Period = tuple[date, date]
_EnergyKey = tuple[str, date, date]
_IndexKey = tuple[str, str, datetime]


class OverlapError(Exception):
    """Two periods of one class that overlap without being the same."""

    def __init__(self, time_class: TimeClass, first: Period, second: Period) -> None:
        super().__init__(f"{time_class} {first} {second}")
        self.time_class = time_class
        self.first = first
        self.second = second


def write_energy(
    session: Session, metering_point_id: int, given: Sequence[EnergyReading], *, import_id: int
) -> Tally:
    """Add the readings that are new; one of the same period with another value is replaced.

    Raises OverlapError, before anything is written, for periods that overlap in part.
    """
    start, end = min(r.start for r in given), max(r.end for r in given)
    known = {
        _energy_key(row): row
        for row in storage.load_energy_rows(session, metering_point_id, start, end)
    }
    periods = {(r.time_class.value, r.start, r.end) for r in given} | set(known)
    _refuse_overlaps(periods)
    new, replaced = [], []
    for reading in given:
        row = known.get((reading.time_class.value, reading.start, reading.end))
        if row is not None and _same_energy(row, reading):
            continue
        new.append(reading)
        if row is not None:
            replaced.append(row.id)
    storage.mark_replaced(session, EnergyReadingRow, replaced, import_id=import_id)
    storage.add_energy(session, metering_point_id, new, import_id=import_id)
    return Tally(len(new) - len(replaced), len(replaced), len(given) - len(new))


def write_indexes(
    session: Session, metering_point_id: int, given: Sequence[IndexReading], *, import_id: int
) -> Tally:
    """Add the registers that are new; one of the same instant with another value is replaced."""
    first, last = min(r.read_at for r in given), max(r.read_at for r in given)
    known = {
        (row.quantity, row.time_class, row.read_at): row
        for row in storage.load_index_rows(session, metering_point_id, first, last)
    }
    new, replaced = [], []
    for reading in given:
        row = known.get((reading.quantity.value, reading.time_class.value, reading.read_at))
        if row is not None and _same_index(row, reading):
            continue
        new.append(reading)
        if row is not None:
            replaced.append(row.id)
    storage.mark_replaced(session, IndexReadingRow, replaced, import_id=import_id)
    storage.add_indexes(session, metering_point_id, new, import_id=import_id)
    return Tally(len(new) - len(replaced), len(replaced), len(given) - len(new))


def write_temperatures(
    session: Session, region: str, given: Sequence[DailyTemperature], *, import_id: int
) -> Tally:
    """Add the days that are new to ``region`` and replace those whose figures differ."""
    known = storage.load_temperatures(session, region)
    new = [d for d in given if known.get(d.day) != (d.min_c, d.max_c, d.mean_c)]
    changed = [d.day for d in new if d.day in known]
    storage.replace_temperatures(session, region, new, changed, import_id=import_id)
    return Tally(len(new) - len(changed), len(changed), len(given) - len(new))


def by_region(given: Iterable[DailyTemperature], unnamed: str) -> dict[str, list[DailyTemperature]]:
    """Return the days of each region; those of no region under ``unnamed``."""
    regions: dict[str, list[DailyTemperature]] = defaultdict(list)
    for day in given:
        regions[day.region_name or day.region_code or unnamed].append(day)
    return regions


def _refuse_overlaps(periods: Iterable[_EnergyKey]) -> None:
    for (before, *first), (after, *second) in pairwise(sorted(periods)):
        if before == after and second[0] < first[1]:
            raise OverlapError(TimeClass(before), (first[0], first[1]), (second[0], second[1]))


def _energy_key(row: EnergyReadingRow) -> _EnergyKey:
    return row.time_class, row.period_start, row.period_end


def _same_energy(row: EnergyReadingRow, reading: EnergyReading) -> bool:
    given_kwh = reading.energy_kwh.quantize(KWH_STEP)
    return (row.energy_kwh, row.nature) == (given_kwh, reading.nature.value)


def _same_index(row: IndexReadingRow, reading: IndexReading) -> bool:
    given = (reading.value, reading.unit, reading.nature.value)
    return (row.value, row.unit, row.nature) == given
