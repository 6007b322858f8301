"""What was consumed at a metering point: readings, roll-ups, and how far they reach."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.domain.monthly import MonthRollup
from services.domain.readings import EnergyReading, ReadingNature
from services.domain.rollups import DailyRollup
from services.domain.time_classes import OffPeakWindow, TimeClass, TimeClassCalendar
from services.storage.models import DailyEnergy, EnergyReadingRow, MonthlyEnergy, OffPeakCalendar


@dataclass(frozen=True, slots=True)
class Coverage:
    """First and last dates of each source, half-open; None where there is nothing."""

    readings_start: date | None
    readings_end: date | None
    curve_start: date | None
    curve_end: date | None


HALF_A_DAY_S = 43_200
"""A month of which less is known does not count: a file in UTC spills an hour into the next."""


def find_coverage(session: Session, metering_point_id: int) -> Coverage:
    """Return how far readings and curve reach."""
    readings = session.execute(
        select(
            func.min(EnergyReadingRow.period_start), func.max(EnergyReadingRow.period_end)
        ).where(
            EnergyReadingRow.metering_point_id == metering_point_id,
            EnergyReadingRow.replaced_by_id.is_(None),
        )
    ).one()
    first, last = session.execute(
        select(func.min(MonthlyEnergy.first_day), func.max(MonthlyEnergy.last_day)).where(
            MonthlyEnergy.metering_point_id == metering_point_id,
            MonthlyEnergy.real_s + MonthlyEnergy.estimated_s >= HALF_A_DAY_S,
        )
    ).one()
    return Coverage(readings[0], readings[1], first, _day_after(last))


def _day_after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


def load_readings(
    session: Session, metering_point_id: int, start: date, end: date
) -> list[EnergyReading]:
    """Return the readings in force whose period touches ``start`` to ``end``, oldest first."""
    query = (
        select(EnergyReadingRow)
        .where(
            EnergyReadingRow.metering_point_id == metering_point_id,
            EnergyReadingRow.replaced_by_id.is_(None),
            EnergyReadingRow.period_end > start,
            EnergyReadingRow.period_start < end,
        )
        .order_by(EnergyReadingRow.period_start, EnergyReadingRow.period_end)
    )
    return [
        EnergyReading(
            TimeClass(row.time_class),
            row.period_start,
            row.period_end,
            row.energy_kwh,
            ReadingNature(row.nature),
        )
        for row in session.scalars(query)
    ]


def group_by_period(readings: list[EnergyReading]) -> list[list[EnergyReading]]:
    """Return the readings of each period together, oldest period first."""
    periods: dict[tuple[date, date], list[EnergyReading]] = defaultdict(list)
    for reading in readings:
        periods[reading.start, reading.end].append(reading)
    return list(periods.values())


ROLLUP_COLUMNS = (
    *("hph_j", "hch_j", "hpe_j", "hce_j"),
    *("expected_s", "real_s", "estimated_s", "max_power_w", "max_at"),
)
"""What days and months are rolled up to, in the order of DailyRollup and MonthRollup."""


def load_days(
    session: Session, metering_point_id: int, start: date, end: date
) -> list[DailyRollup]:
    """Return the roll-ups of the local days from ``start`` to before ``end``."""
    columns = DailyEnergy.__table__.c
    query = (
        select(
            columns.day,
            *(columns[name] for name in ROLLUP_COLUMNS),
        )
        .where(
            columns.metering_point_id == metering_point_id,
            columns.day >= start,
            columns.day < end,
        )
        .order_by(columns.day)
    )
    return [
        DailyRollup(r[0], (r[1], r[2], r[3], r[4]), r[5], r[6], r[7], r[8], r[9])
        for r in session.execute(query)
    ]


def load_months(
    session: Session, metering_point_id: int, start: date, end: date
) -> list[MonthRollup]:
    """Return the roll-ups of the local months that begin from ``start`` to before ``end``."""
    columns = MonthlyEnergy.__table__.c
    query = (
        select(
            columns.first_day,
            columns.last_day,
            *(columns[name] for name in ROLLUP_COLUMNS),
        )
        .where(
            columns.metering_point_id == metering_point_id,
            columns.month >= start,
            columns.month < end,
        )
        .order_by(columns.month)
    )
    return [
        MonthRollup(r[0], r[1], (r[2], r[3], r[4], r[5]), *r[6:]) for r in session.execute(query)
    ]


def load_calendars(session: Session, metering_point_id: int) -> tuple[TimeClassCalendar, ...]:
    """Return the dated seasons and off-peak windows of a metering point, oldest first."""
    query = (
        select(OffPeakCalendar)
        .where(OffPeakCalendar.metering_point_id == metering_point_id)
        .order_by(OffPeakCalendar.start)
    )
    return tuple(_calendar(row) for row in session.scalars(query))


def _calendar(row: OffPeakCalendar) -> TimeClassCalendar:
    def windows(season: str) -> tuple[OffPeakWindow, ...]:
        return tuple(
            OffPeakWindow(w.start_minute, w.end_minute) for w in row.windows if w.season == season
        )

    months = frozenset(int(month) for month in row.high_season_months.split(","))
    return TimeClassCalendar(row.start, row.end, windows("high"), windows("low"), months)
